package simulator_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/pdu"
)

// A submitter speaks PDU by PDU, and sees each that comes.
type submitter struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
	seq  uint32
}

// startMessages starts a centre of a configuration, for short messages.
func startMessages(t *testing.T, c simulator.SMSCConfig) *simulator.SMSC {
	t.Helper()
	c.Name, c.SystemID, c.Password, c.Sites, c.WholeAreaAlias = "SMSC1", "bongsu", "country", sites, "KR"
	s, err := simulator.StartSMSC(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func connect(t *testing.T, s *simulator.SMSC) *submitter {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(soon))
	return &submitter{t: t, conn: conn, r: bufio.NewReader(conn)}
}

// bindAs binds with one of the three commands.
func (c *submitter) bindAs(command smpp.Command) *submitter {
	c.t.Helper()
	o := pdu.Out{Command: command}
	o.Text("bongsu")
	o.Text("country")
	o.Text("")
	o.Octet(smpp.Version)
	o.Address(pdu.Address{})
	c.send(o.Wire())
	c.want(command|smpp.GenericNack, smpp.OK)
	return c
}

// send sends octets under the next sequence number.
func (c *submitter) send(b []byte) uint32 {
	c.t.Helper()
	c.seq++
	binary.BigEndian.PutUint32(b[12:], c.seq)
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
	return c.seq
}

func (c *submitter) say(m interface{ PDU() (*smpp.PDU, error) }) uint32 {
	c.t.Helper()
	p, err := m.PDU()
	if err != nil {
		c.t.Fatal(err)
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(b)
}

// next returns what comes.
func (c *submitter) next() *smpp.PDU {
	c.t.Helper()
	b, err := smpp.ReadFrame(c.r)
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := smpp.Parse(b)
	if err != nil {
		c.t.Fatalf("%x: %v", b, err)
	}
	return p
}

// want wants a PDU; a deliver_sm is answered.
func (c *submitter) want(command smpp.Command, status smpp.Status) *smpp.PDU {
	c.t.Helper()
	p := c.next()
	if p.Command() != command || p.Status() != status {
		c.t.Fatalf("%v, %v; want %v, %v", p.Command(), p.Status(), command, status)
	}
	if command == smpp.Deliver {
		o := pdu.Out{Command: smpp.DeliverResp, Sequence: p.Sequence()}
		o.Text("")
		c.conn.Write(o.Wire())
	}
	return p
}

// id wants the answer to a message and returns its message_id.
func (c *submitter) id(command smpp.Command) string {
	c.t.Helper()
	var r smpp.MessageResp
	if err := r.Read(c.want(command, smpp.OK)); err != nil {
		c.t.Fatal(err)
	}
	return r.MessageID
}

// receipt wants a delivery receipt.
func (c *submitter) receipt() smpp.DeliverSM {
	c.t.Helper()
	var m smpp.DeliverSM
	if err := m.Read(c.want(smpp.Deliver, smpp.OK)); err != nil {
		c.t.Fatal(err)
	}
	if m.ESMClass&0x3C != 4 {
		c.t.Fatalf("no receipt: %+v", m)
	}
	return m
}

var (
	sender = smpp.Address{TON: 1, NPI: 1, Number: "821500"}
	mayor  = smpp.Address{TON: 1, NPI: 1, Number: "821012345678"}
)

// submitOf is a message to the mayor that wants a receipt.
func submitOf(text string) *smpp.SubmitSM {
	return &smpp.SubmitSM{Destination: mayor, ShortMessage: smpp.ShortMessage{Source: sender, Receipt: 1, DataCoding: 8, Text: pdu.UCS2(text)}}
}

func delivered(t *testing.T, s *simulator.SMSC, match func(simulator.Entry) bool) simulator.Entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	e, err := s.Journal.Wait(ctx, match)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestMessageIsDeliveredAndReportedInEveryDialect(t *testing.T) {
	for _, c := range []struct {
		preset string
		after  bool   // the receipt comes after the answer
		id     string // of the receipt, where the answer's is that of the counter
		text   string // part of the text, or "" for none
		tlv    bool
	}{
		{"ramp", true, "00000001", "stat:DELIVRD err:000 text:??", true}, // no preset for messages
		{"early-receipts", false, "00000001", "stat:DELIVRD", true},
		{"split-brain-ids", true, "703488", "id:703488 sub:001", true},
		{"other-case-ids", true, "000ABC00", "id:000ABC00", true},
		{"bare-ids", true, "1", "id:1 ", true},
		{"text-receipts", true, "00000001", "text:\xb3\x00\xd5\x3c", false},
		{"tlv-receipts", true, "00000001", "", true},
		{"smpp33", true, "00000001", "dlvrd:001", false},
	} {
		t.Run(c.preset, func(t *testing.T) {
			var config simulator.SMSCConfig
			if err := config.Apply(c.preset); err != nil {
				t.Fatal(err)
			}
			s := startMessages(t, config)
			x := connect(t, s).bindAs(smpp.BindTransceiver)
			x.say(submitOf("대피"))
			var m smpp.DeliverSM
			if c.after {
				x.id(smpp.SubmitResp)
				m = x.receipt()
			} else {
				m = x.receipt()
				x.id(smpp.SubmitResp)
			}
			id := ""
			for _, v := range m.TLVs {
				if v.Tag == smpp.ReceiptedMessageID {
					id = strings.TrimRight(string(v.Value), "\x00")
				}
			}
			if (id != "") != c.tlv || c.tlv && id != c.id || !strings.Contains(string(m.Text), c.text) || c.text == "" && len(m.Text) > 0 {
				t.Errorf("receipt for %q: %q", id, m.Text)
			}
			if m.Source != mayor || m.Destination != sender {
				t.Errorf("the receipt is from %v to %v", m.Source, m.Destination)
			}
			e := delivered(t, s, func(e simulator.Entry) bool { return e.What == "delivered" })
			if e.Text != "대피" || e.Detail != "to 1:1:821012345678" {
				t.Errorf("delivered: %+v", e)
			}
		})
	}
}

func TestReceiptsComeTwiceWhereTheCentreDoesThat(t *testing.T) {
	var config simulator.SMSCConfig
	if err := config.Apply("double-receipts"); err != nil {
		t.Fatal(err)
	}
	x := connect(t, startMessages(t, config)).bindAs(smpp.BindTransceiver)
	x.say(submitOf("대피"))
	x.id(smpp.SubmitResp)
	if first, second := x.receipt(), x.receipt(); string(first.Text) != string(second.Text) {
		t.Errorf("%q and %q", first.Text, second.Text)
	}
}

func TestReceiptsWaitForAReceiver(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{})
	tx := connect(t, s).bindAs(smpp.BindTransmitter)
	tx.say(submitOf("하나"))
	first := tx.id(smpp.SubmitResp)
	delivered(t, s, func(e simulator.Entry) bool { return e.What == "delivered" })
	rx := connect(t, s).bindAs(smpp.BindReceiver)
	p := rx.next() // and does not answer it
	if p.Command() != smpp.Deliver {
		t.Fatalf("%v", p.Command())
	}
	rx.conn.Close()
	again := connect(t, s).bindAs(smpp.BindReceiver)
	if m := again.receipt(); !strings.Contains(string(m.Text), "id:"+first) {
		t.Errorf("receipt %q for %s", m.Text, first)
	}
	again.say(submitOf("둘"))
	again.want(smpp.SubmitResp, smpp.InvalidBindStatus)
}

func TestOutcomesComeInTheirShares(t *testing.T) {
	outcomes := func(seed uint64) string {
		s := startMessages(t, simulator.SMSCConfig{Seed: seed, Receipts: simulator.SMSCReceipts{Outcomes: map[string]int{"DELIVRD": 1, "UNDELIV": 1, "REJECTD": 1}}})
		x := connect(t, s).bindAs(smpp.BindTransceiver)
		var all strings.Builder
		for range 30 {
			x.say(submitOf("x"))
			x.id(smpp.SubmitResp)
			_, stat, _ := strings.Cut(string(x.receipt().Text), "stat:")
			all.WriteByte(stat[0])
		}
		return all.String()
	}
	a, b, c := outcomes(7), outcomes(7), outcomes(8)
	if a != b || a == c {
		t.Errorf("with one seed %s and %s, with another %s", a, b, c)
	}
	for _, stat := range "DUR" {
		if n := strings.Count(a, string(stat)); n < 3 {
			t.Errorf("%c comes %d times in %s", stat, n, a)
		}
	}
}

func TestLongMessagesArriveWhole(t *testing.T) {
	for name, parts := range map[string][]*smpp.SubmitSM{
		"8-bit header":  {submitOf(""), submitOf("")},
		"16-bit header": {submitOf(""), submitOf("")},
		"parameters":    {submitOf(""), submitOf("")},
	} {
		t.Run(name, func(t *testing.T) {
			s := startMessages(t, simulator.SMSCConfig{})
			x := connect(t, s).bindAs(smpp.BindTransceiver)
			texts := []string{"경주에 지진이 났습니다. ", "대피하세요 🚨"}
			for _, i := range []int{1, 0} { // out of order
				m, n := parts[i], byte(i+1)
				m.Receipt = 0
				switch name {
				case "8-bit header":
					m.ESMClass, m.Text = 0x43, append([]byte{5, 0, 3, 7, 2, n}, pdu.UCS2(texts[i])...)
				case "16-bit header":
					m.ESMClass, m.Text = 0x40, append([]byte{6, 8, 4, 1, 7, 2, n}, pdu.UCS2(texts[i])...)
				default:
					m.Text = pdu.UCS2(texts[i])
					m.TLVs = []smpp.TLV{{Tag: smpp.SARMsgRefNum, Value: []byte{0, 7}}, {Tag: smpp.SARTotalSegments, Value: []byte{2}}, {Tag: smpp.SARSegmentSeqnum, Value: []byte{n}}}
				}
				x.say(m)
				x.id(smpp.SubmitResp)
			}
			if e := delivered(t, s, func(e simulator.Entry) bool { return e.What == "delivered" }); e.Text != texts[0]+texts[1] {
				t.Errorf("arrived as %q", e.Text)
			}
		})
	}
}

func TestSubmitMultiFailsByDestination(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{})
	x := connect(t, s).bindAs(smpp.BindTransmitter)
	m := &smpp.SubmitMulti{Destinations: []smpp.Destination{{Address: mayor}, {Address: smpp.Address{Number: "x"}}, {List: "officials"}},
		ShortMessage: smpp.ShortMessage{Source: sender, DataCoding: 8, Text: pdu.UCS2("대피")}}
	x.say(m)
	var r smpp.SubmitMultiResp
	if err := r.Read(x.want(smpp.MultiResp, smpp.OK)); err != nil {
		t.Fatal(err)
	}
	if len(r.Failed) != 2 || r.Failed[0].Status != smpp.InvalidDestination || r.Failed[1].Status != smpp.InvalidListName {
		t.Errorf("answer %+v", r)
	}
	delivered(t, s, func(e simulator.Entry) bool { return e.What == "delivered" && e.Reference == r.MessageID })
}

func TestUndeliveredMessagesCanBeAskedForReplacedAndCancelled(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{Receipts: simulator.SMSCReceipts{After: time.Hour}})
	x := connect(t, s).bindAs(smpp.BindTransceiver)
	x.say(submitOf("하나"))
	id := x.id(smpp.SubmitResp)
	state := func() smpp.MessageState {
		t.Helper()
		x.say(&smpp.QuerySM{MessageID: id, Source: sender})
		var r smpp.QuerySMResp
		if err := r.Read(x.want(smpp.QueryResp, smpp.OK)); err != nil {
			t.Fatal(err)
		}
		return r.State
	}
	if got := state(); got != smpp.Enroute {
		t.Errorf("state %v", got)
	}
	x.say(&smpp.ReplaceSM{MessageID: id, Source: sender, Text: pdu.UCS2("둘")})
	x.want(smpp.ReplaceResp, smpp.OK)
	x.say(&smpp.CancelSM{MessageID: id, Source: sender, Destination: mayor})
	x.want(smpp.CancelResp, smpp.OK)
	if got := state(); got != smpp.Deleted {
		t.Errorf("state %v", got)
	}
	x.say(&smpp.ReplaceSM{MessageID: id, Source: sender, Text: []byte("x")})
	x.want(smpp.ReplaceResp, smpp.ReplaceFailed)
	x.say(&smpp.CancelSM{MessageID: id, Source: sender, Destination: mayor})
	x.want(smpp.CancelResp, smpp.CancelFailed)
	x.say(&smpp.QuerySM{MessageID: "nothing", Source: sender})
	x.want(smpp.QueryResp, smpp.QueryFailed)

	first := submitOf("셋")
	x.say(first)
	id = x.id(smpp.SubmitResp)
	first.ShortMessage.Replace = true
	x.say(first)
	x.id(smpp.SubmitResp)
	if got := state(); got != smpp.Deleted {
		t.Errorf("the message that was replaced is %v", got)
	}
}

func TestThrottlingIsByTimeAndToldBefore(t *testing.T) {
	var config simulator.SMSCConfig
	if err := config.Apply("throttling"); err != nil {
		t.Fatal(err)
	}
	config.Limits.Rate = 1.0 / 3600 // so that a slow machine refills nothing
	x := connect(t, startMessages(t, config)).bindAs(smpp.BindTransmitter)
	var said []byte
	for range 10 {
		x.say(submitOf("x"))
		p := x.want(smpp.SubmitResp, smpp.OK)
		for _, v := range p.TLVs() {
			if v.Tag == smpp.CongestionState {
				said = append(said, v.Value[0])
			}
		}
	}
	if len(said) != 10 || !slices.IsSorted(said) || said[0] >= 50 || said[9] < 99 {
		t.Errorf("congestion %d", said)
	}
	x.say(submitOf("x"))
	x.want(smpp.SubmitResp, smpp.Throttled)
	x.send(header(smpp.EnquireLink, 16))
	x.want(smpp.EnquireLinkResp, smpp.OK)
}

func TestFullWindowIsRefused(t *testing.T) {
	config := simulator.SMSCConfig{Limits: simulator.SMSCLimits{Window: 2}}
	config.Rules = []simulator.Rule{{On: "submit_sm", Do: simulator.Delay, Delay: 200 * time.Millisecond, Times: -1}}
	x := connect(t, startMessages(t, config)).bindAs(smpp.BindTransmitter)
	for range 3 {
		x.say(submitOf("x"))
	}
	if p := x.want(smpp.SubmitResp, smpp.QueueFull); p.Sequence() != x.seq {
		t.Errorf("refused is %d", p.Sequence())
	}
	x.id(smpp.SubmitResp)
	x.id(smpp.SubmitResp)
	x.say(submitOf("x"))
	x.id(smpp.SubmitResp)
}

// What a rule makes of a connection, seen from the other side.
func TestDeedsAreSeenAsWhatTheyAre(t *testing.T) {
	for _, c := range []struct {
		rule simulator.Rule
		see  func(t *testing.T, x *submitter, seq uint32)
	}{
		{simulator.Rule{Do: simulator.Reset}, func(t *testing.T, x *submitter, _ uint32) {
			if _, err := smpp.ReadFrame(x.r); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("%v, want a reset", err)
			}
		}},
		{simulator.Rule{Do: simulator.Cut, Octets: 10}, func(t *testing.T, x *submitter, _ uint32) {
			if b, err := io.ReadAll(x.r); len(b) != 10 || err != nil {
				t.Errorf("%x, %v", b, err)
			}
		}},
		{simulator.Rule{Do: simulator.WrongSequence}, func(t *testing.T, x *submitter, seq uint32) {
			if p := x.want(smpp.SubmitResp, smpp.OK); p.Sequence() == seq {
				t.Errorf("the sequence number is right")
			}
		}},
		{simulator.Rule{Do: simulator.Nack}, func(t *testing.T, x *submitter, seq uint32) {
			if p := x.want(smpp.GenericNack, smpp.InvalidCommandID); p.Sequence() != seq {
				t.Errorf("for %d", p.Sequence())
			}
		}},
		{simulator.Rule{Do: simulator.Collide}, func(t *testing.T, x *submitter, seq uint32) {
			if p := x.next(); p.Command() != smpp.Deliver || p.Sequence() != seq {
				t.Errorf("%v %d", p.Command(), p.Sequence())
			}
			if p := x.next(); p.Command() != smpp.SubmitResp || p.Sequence() != seq {
				t.Errorf("%v %d", p.Command(), p.Sequence())
			}
		}},
		{simulator.Rule{Do: simulator.Say, Say: "alert_notification"}, func(t *testing.T, x *submitter, _ uint32) {
			x.want(smpp.AlertNotification, smpp.OK)
			x.id(smpp.SubmitResp)
		}},
		{simulator.Rule{Do: simulator.Say, Say: "hex: 0000 0010 0000 0015 0000 0000 0000 0063"}, func(t *testing.T, x *submitter, _ uint32) {
			if p := x.want(smpp.EnquireLink, smpp.OK); p.Sequence() != 0x63 {
				t.Errorf("number %d", p.Sequence())
			}
		}},
		{simulator.Rule{Do: simulator.StopReading, Delay: 150 * time.Millisecond}, func(t *testing.T, x *submitter, _ uint32) {
			x.id(smpp.SubmitResp)
			began := time.Now()
			x.say(submitOf("y"))
			x.id(smpp.SubmitResp)
			if d := time.Since(began); d < 100*time.Millisecond {
				t.Errorf("answered after %v", d)
			}
		}},
		{simulator.Rule{Do: simulator.StopWriting, Delay: 150 * time.Millisecond}, func(t *testing.T, x *submitter, _ uint32) {
			began := time.Now()
			x.id(smpp.SubmitResp)
			if d := time.Since(began); d < 100*time.Millisecond {
				t.Errorf("answered after %v", d)
			}
		}},
	} {
		t.Run(string(c.rule.Do)+" "+c.rule.Say, func(t *testing.T) {
			c.rule.On = "submit_sm"
			x := connect(t, startMessages(t, simulator.SMSCConfig{Rules: []simulator.Rule{c.rule}})).bindAs(smpp.BindTransmitter)
			c.see(t, x, x.say(submitOf("x")))
		})
	}
}

func TestSilentClientIsAskedAndThenHungUpOn(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{Dialect: simulator.SMSCDialect{Enquire: 50 * time.Millisecond, Inactivity: 300 * time.Millisecond}})
	x := connect(t, s).bindAs(smpp.BindTransmitter)
	x.want(smpp.EnquireLink, smpp.OK)
	for {
		b, err := smpp.ReadFrame(x.r)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%x, %v", b, err)
		}
	}
	if e := delivered(t, s, func(e simulator.Entry) bool { return e.What == "disconnected" }); e.Detail != "inactive" {
		t.Errorf("%+v", e)
	}
}

func TestCentreCallsAClientThatListens(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if err := s.Outbind(t.Context(), ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(soon))
	x := &submitter{t: t, conn: conn, r: bufio.NewReader(conn)}
	if p := x.next(); p.Command() != smpp.Outbind {
		t.Fatalf("%v", p.Command())
	}
	x.bindAs(smpp.BindReceiver)
	s.Text("821099998888", "1500", "수신거부")
	var m smpp.DeliverSM
	if err := m.Read(x.want(smpp.Deliver, smpp.OK)); err != nil {
		t.Fatal(err)
	}
	if words, _ := pdu.Text(m.DataCoding, m.Text); words != "수신거부" || m.Source.Number != "821099998888" {
		t.Errorf("%+v", m)
	}
}

func TestCentreSpeaksTLS(t *testing.T) {
	cert := selfSigned(t)
	s := startMessages(t, simulator.SMSCConfig{TLS: &tls.Config{Certificates: []tls.Certificate{cert}}})
	conn, err := tls.Dial("tcp", s.Addr(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(soon))
	(&submitter{t: t, conn: conn, r: bufio.NewReader(conn)}).bindAs(smpp.BindTransceiver)
}

func TestEveryPresetStartsAndAnUnknownOneDoesNot(t *testing.T) {
	for _, p := range simulator.Presets() {
		var c simulator.SMSCConfig
		if err := c.Apply(p.Name); err != nil {
			t.Error(err)
		}
		if p.About == "" {
			t.Errorf("%s lacks words", p.Name)
		}
		startMessages(t, c)
	}
	if err := new(simulator.SMSCConfig).Apply("no-such"); err == nil {
		t.Error("there is a preset no-such")
	}
	if _, err := simulator.StartSMSC(simulator.SMSCConfig{Rules: []simulator.Rule{{Do: "dance"}}}); err == nil {
		t.Error("a centre dances")
	}
}
