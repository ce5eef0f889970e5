package simulator_test

import (
	"bufio"
	"encoding/binary"
	"net"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
)

// An smscClient speaks PDU by PDU.
type smscClient struct {
	t    *testing.T
	conn net.Conn
	r    *bufio.Reader
}

func dialSMSC(t *testing.T, s *smscRig) *smscClient {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(soon))
	return &smscClient{t, conn, bufio.NewReader(conn)}
}

// ask sends a PDU and returns the answer.
func (c *smscClient) ask(p *smpp.PDU, err error) *smpp.PDU {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	p.SetSequence(9)
	b, err := p.AppendBinary(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.raw(b)
}

func (c *smscClient) raw(b []byte) *smpp.PDU {
	c.t.Helper()
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
	a, err := smpp.ReadFrame(c.r)
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := smpp.Parse(a)
	if err != nil {
		c.t.Fatalf("answer %x: %v", a, err)
	}
	return p
}

func header(command smpp.Command, length uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, length)
	b = binary.BigEndian.AppendUint32(b, uint32(command))
	return append(b, 0, 0, 0, 0, 0, 0, 0, 9)
}

func bindOf(password string) *smpp.Bind {
	return &smpp.Bind{SystemID: "bongsu", Password: password, Version: smpp.Version}
}

func TestCentreKeepsToTheProtocol(t *testing.T) {
	s := startSMSC(t)
	c := dialSMSC(t, s)
	good := &smpp.BroadcastSM{Areas: []smpp.Place{{Details: []byte("KR")}}, Content: smpp.Content{Network: 1, Type: 4370},
		Payload: []byte("a"), Reference: 7, Validity: time.Now().Add(time.Hour)}
	wants := func(what string, p *smpp.PDU, command smpp.Command, status smpp.Status) {
		t.Helper()
		if p.Command() != command || p.Status() != status || p.Sequence() != 9 {
			t.Errorf("%s: %v, %v for %d; want %v, %v", what, p.Command(), p.Status(), p.Sequence(), command, status)
		}
	}
	wants("not bound", c.ask(good.PDU()), smpp.BroadcastResp, smpp.InvalidBindStatus)
	wants("wrong password", c.ask(bindOf("x").PDU()), smpp.BindTransceiverResp, smpp.InvalidPassword)
	wants("bind", c.ask(bindOf("country").PDU()), smpp.BindTransceiverResp, smpp.OK)
	wants("bind again", c.ask(bindOf("country").PDU()), smpp.BindTransceiverResp, smpp.AlreadyBound)
	wants("unknown command", c.raw(header(0x00010200, 16)), smpp.GenericNack, smpp.InvalidCommandID)
	wants("enquire", c.raw(header(smpp.EnquireLink, 16)), smpp.EnquireLinkResp, smpp.OK)
	wants("no fields", c.raw(header(smpp.Broadcast, 16)), smpp.BroadcastResp, smpp.InvalidCommandLength)

	for status, spoil := range map[smpp.Status]func(*smpp.BroadcastSM){
		smpp.InvalidExpiry:        func(m *smpp.BroadcastSM) { m.Validity = time.Now().Add(-time.Minute) },
		smpp.InvalidDataCoding:    func(m *smpp.BroadcastSM) { m.DataCoding = 4 },
		smpp.InvalidMessageLength: func(m *smpp.BroadcastSM) { m.Payload = make([]byte, 1396) },
		smpp.InvalidMessageID:     func(m *smpp.BroadcastSM) { m.Replace, m.Reference = true, 99 },
	} {
		bad := *good
		spoil(&bad)
		wants("spoilt", c.ask(bad.PDU()), smpp.BroadcastResp, status)
	}
	p := c.ask(good.PDU())
	wants("good", p, smpp.BroadcastResp, smpp.OK)
	var first smpp.BroadcastSMResp
	if err := first.Read(p); err != nil {
		t.Fatal(err)
	}
	replacing := *good
	replacing.Replace, replacing.Info = true, []byte{0x40, 0x50}
	wants("replace", c.ask(replacing.PDU()), smpp.BroadcastResp, smpp.OK)
	if on := s.OnAir(); len(on) != 1 || len(on[cbc.Key{MessageID: 4370, Serial: 0x4050}]) != len(sites) {
		t.Errorf("after the replacement on air: %v", on)
	}
	var m smpp.QueryBroadcastSMResp
	for name, q := range map[string]struct {
		smpp.QueryBroadcastSM
		want smpp.MessageState
	}{
		"by id": {smpp.QueryBroadcastSM{MessageID: first.MessageID}, smpp.Deleted},
		"by reference, of which the newest counts": {smpp.QueryBroadcastSM{Reference: 7}, smpp.Enroute},
	} {
		if err := m.Read(c.ask(q.PDU())); err != nil || m.State != q.want {
			t.Errorf("%s: %+v, %v; want %v", name, m, err, q.want)
		}
	}
	other := smpp.QueryBroadcastSM{Reference: 7, Source: smpp.Address{Number: "1"}}
	wants("of another source", c.ask(other.PDU()), smpp.QueryBroadcastResp, smpp.BroadcastQueryFailed)

	// Nothing is named: everything of this source ends, as the standard has it.
	all := append(header(smpp.CancelBroadcast, 21), 0, 0, 0, 0, 0)
	wants("cancel all", c.raw(all), smpp.CancelBroadcastResp, smpp.OK)
	s.onAir()
	wants("unbind", c.raw(header(smpp.Unbind, 16)), smpp.UnbindResp, smpp.OK)
	if _, err := smpp.ReadFrame(c.r); err == nil {
		t.Error("the centre did not hang up after the unbind")
	}
	c = dialSMSC(t, s)
	wants("length", c.raw(header(smpp.EnquireLink, 0x7fffffff)), smpp.GenericNack, smpp.InvalidCommandLength)
}

func TestAliasMeansTheRegionsUnderIt(t *testing.T) {
	for _, c := range []struct {
		region cbc.Region
		alias  string
		want   bool
	}{
		{"4113500000", "4113500000", true},
		{"4113500000", "4113000000", true}, // 성남시 분당구 in 성남시
		{"4113500000", "4113100000", false},
		{"4113500000", "4111000000", false},
		{"4113500000", "4100000000", true},
		{"3011000000", "3000000000", true}, // 대전, whose code ends in 0 itself
		{"3011000000", "3100000000", false},
		{"1120000000", "1121500000", false},
		{"1121500000", "1120000000", false},
		{"4113500000", "4113510100", false}, // a 동 of it
		{"4113500000", "0000000000", false},
		{"4113500000", "", false},
		{"4113500000", "KR", false},
		{"busan-3", "busan-3", true},
	} {
		if got := simulator.WithinRegion(simulator.Site{Region: c.region}, c.alias); got != c.want {
			t.Errorf("%s in %s: %v, want %v", c.region, c.alias, got, c.want)
		}
	}
}
