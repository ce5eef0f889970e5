package simulator_test

import (
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/pdu"
)

// broadcastOf is a broadcast to the whole and to one place.
func broadcastOf() *smpp.BroadcastSM {
	return &smpp.BroadcastSM{ServiceType: "CBS", Areas: []smpp.Place{{Details: []byte("KR")}, {Details: []byte("4713000000")}},
		Content: smpp.Content{Network: 1, Type: 4370}, Info: []byte{0x40, 0x10}, DataCoding: 8, Payload: pdu.UCS2("대피"), Reference: 7,
		Frequency: smpp.Frequency{Unit: 8, Count: 1}, Validity: time.Now().Add(time.Hour)}
}

// queried asks for the broadcast of reference 7.
func (c *submitter) queried() smpp.QueryBroadcastSMResp {
	c.t.Helper()
	c.say(&smpp.QueryBroadcastSM{Reference: 7})
	var r smpp.QueryBroadcastSMResp
	if err := r.Read(c.want(smpp.QueryBroadcastResp, smpp.OK)); err != nil {
		c.t.Fatal(err)
	}
	return r
}

func TestBroadcastEndsWithItsRepetitionsUnlessItIsImmediate(t *testing.T) {
	for _, immediate := range []bool{false, true} {
		s := startMessages(t, simulator.SMSCConfig{})
		x := connect(t, s).bindAs(smpp.BindTransmitter)
		m := broadcastOf()
		m.RepNum = 1
		if immediate {
			m.Priority, m.Validity = 1, time.Now().Add(2500*time.Millisecond)
		}
		began := time.Now()
		x.say(m)
		x.want(smpp.BroadcastResp, smpp.OK)
		e := delivered(t, s, func(e simulator.Entry) bool { return e.What == "off-air" })
		if d := e.At.Sub(began); immediate && d < 1200*time.Millisecond || e.Detail != "over" {
			t.Errorf("immediate %v: %s after %v", immediate, e.Detail, d)
		}
		if r := x.queried(); r.State != smpp.Expired {
			t.Errorf("state %v", r.State)
		}
	}
}

func TestBaseStationsTakeABroadcastOneAfterTheOther(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{Dialect: simulator.SMSCDialect{Ramp: time.Hour}})
	x := connect(t, s).bindAs(smpp.BindTransmitter)
	x.say(broadcastOf())
	x.want(smpp.BroadcastResp, smpp.OK)
	if r := x.queried(); r.State != smpp.Enroute || len(r.Areas) != 2 || r.Areas[0].Percent > 99 {
		t.Errorf("%+v", r)
	}
}

func TestScheduledBroadcastBeginsWhenItIsTime(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{})
	x := connect(t, s).bindAs(smpp.BindTransmitter)
	p, err := broadcastOf().PDU()
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	at := 16 + len("CBS\x00") + 3 + 1 + 1 // where the empty schedule_delivery_time is
	if b[at] != 0 {
		t.Fatalf("%x", b[at:])
	}
	later := append(append(append([]byte(nil), b[:at]...), "000000000001000R"...), b[at:]...)
	later[2], later[3] = byte(len(later)>>8), byte(len(later))
	x.send(later)
	x.want(smpp.BroadcastResp, smpp.OK)
	if r := x.queried(); r.State != smpp.Scheduled || r.Areas[0].Percent != 0 {
		t.Errorf("at first %+v", r)
	}
	delivered(t, s, func(e simulator.Entry) bool { return e.What == "on-air" })
	if r := x.queried(); r.State != smpp.Enroute || r.Areas[0].Percent != 100 {
		t.Errorf("then %+v", r)
	}
}

func TestAreasFailAndBroadcastsAreSkippedByRule(t *testing.T) {
	r := startSMSC(t).dial(nil).ready()
	w := quakeWarning(7)
	w.Area.Regions = append(w.Area.Regions, buk)
	r.rule(simulator.Rule{On: "broadcast_sm", Of: "4711*", Do: simulator.FailArea, Cause: int(smpp.InvalidAreaFormat), Times: -1})
	if rep := r.outcome(w, cbc.Partial); len(rep.FailedAreas) != 1 || rep.FailedAreas[0] != string(buk) {
		t.Errorf("%+v", rep)
	}
	r.onAir(1, 2)
	r.outcome(quakeWarning(8), cbc.Accepted) // of no such area
	r.Rules.Clear()
	r.rule(simulator.Rule{On: "broadcast_sm", Do: simulator.Skip, Of: "4371"})
	w = quakeWarning(9)
	w.MessageID = 4371
	r.outcome(w, cbc.Accepted)
	r.noted("skipped")
	w.Repeated = true
	if rep := r.outcome(w, cbc.Refused); rep.Detail != "found as skipped" {
		t.Errorf("%+v", rep)
	}
}

func TestACentreWithoutBroadcastsKnowsNone(t *testing.T) {
	var c simulator.SMSCConfig
	if err := c.Apply("smpp34"); err != nil {
		t.Fatal(err)
	}
	x := connect(t, startMessages(t, c)).bindAs(smpp.BindTransceiver)
	x.say(broadcastOf())
	x.want(smpp.GenericNack, smpp.InvalidCommandID)
}

func TestRulesCountWhatTheyAreAbout(t *testing.T) {
	var r simulator.Rules
	for _, rule := range []simulator.Rule{
		{On: "submit_sm", Of: "8210*", Do: simulator.Refuse, After: 1, Every: 2, Times: -1},
	} {
		if err := r.Add(rule); err != nil {
			t.Fatal(err)
		}
	}
	var got []bool
	for _, to := range []string{"8210", "8211", "82101", "82102", "8210", "8210"} {
		_, found := r.Next("submit_sm", "", to)
		got = append(got, found)
	}
	// The first is let pass, the second is of another number; of the rest each second.
	want := []bool{false, false, false, true, false, true}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("applied %v, want %v", got, want)
		}
	}
	for _, bad := range []simulator.Rule{{Do: simulator.Say, Say: "boo"}, {Do: simulator.Silence, Of: "["}, {Do: simulator.Delay, Delay: 2, UpTo: 1}, {Do: simulator.Refuse, Every: -1}} {
		if err := r.Add(bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
