package simulator_test

import (
	"encoding/binary"
	"io"
	"testing"

	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/pdu"
)

// lies are what no client should send, each the last of its connection or not.
func lies(t *testing.T) map[string][]byte {
	t.Helper()
	p, err := submitOf("대피").PDU()
	if err != nil {
		t.Fatal(err)
	}
	good, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	lie := func(n uint32) []byte {
		b := append([]byte(nil), good...)
		binary.BigEndian.PutUint32(b, n)
		return b
	}
	long := append([]byte(nil), good...)
	long[len(long)-5] = 255 // sm_length, with two characters behind
	return map[string][]byte{
		"zeros": make([]byte, 16), "4 GiB": lie(0xFFFFFFFF), "too short": lie(15), "cut": good[:20], "one octet": good[:1],
		"sm_length": long, "nothing": nil, "text": []byte("GET / HTTP/1.1\r\nHost: centre\r\n\r\n"),
		"a response": header(smpp.SubmitResp, 16), "a nack": header(smpp.GenericNack, 16),
	}
}

// Whatever one client sends, it ends and others are served.
func TestLiesOfOneClientHurtNoOther(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{})
	other := connect(t, s).bindAs(smpp.BindTransceiver)
	for name, b := range lies(t) {
		x := connect(t, s).bindAs(smpp.BindTransceiver)
		if _, err := x.conn.Write(b); err != nil {
			t.Fatal(err)
		}
		if c, ok := x.conn.(interface{ CloseWrite() error }); ok {
			c.CloseWrite()
		}
		if _, err := io.Copy(io.Discard, x.r); err != nil {
			t.Errorf("%s: the centre does not hang up: %v", name, err)
		}
		other.say(submitOf("x"))
		if p := other.next(); p.Command() == smpp.SubmitResp && p.Status() == smpp.OK {
			other.receipt()
		} else {
			t.Errorf("%s: another client is answered %v, %v", name, p.Command(), p.Status())
		}
	}
}

// A client that never reads is let go, and holds nobody up meanwhile.
func TestAClientThatDoesNotReadHoldsUpNobody(t *testing.T) {
	s := startMessages(t, simulator.SMSCConfig{})
	deaf := connect(t, s).bindAs(smpp.BindReceiver)
	for range 20000 {
		s.Text("821099998888", "1500", "수신거부")
	}
	other := connect(t, s).bindAs(smpp.BindTransmitter)
	for range 50 {
		other.say(submitOf("x"))
		other.id(smpp.SubmitResp)
	}
	if p := deaf.next(); p.Command() != smpp.Deliver {
		t.Errorf("%v", p.Command())
	}
}

func TestAnOctetAtATimeIsReadAsAWhole(t *testing.T) {
	x := connect(t, startMessages(t, simulator.SMSCConfig{})).bindAs(smpp.BindTransmitter)
	o := pdu.Out{Command: smpp.EnquireLink, Sequence: 77}
	for _, b := range o.Wire() {
		if _, err := x.conn.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	if p := x.want(smpp.EnquireLinkResp, smpp.OK); p.Sequence() != 77 {
		t.Errorf("answer to %d", p.Sequence())
	}
}
