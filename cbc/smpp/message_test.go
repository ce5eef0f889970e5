package smpp

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestValuesThatDoNotFitAreNotWritten(t *testing.T) {
	good := func() *BroadcastSM {
		return &BroadcastSM{Areas: places(), Payload: []byte("a")}
	}
	for name, spoil := range map[string]func(*BroadcastSM){
		"service type of 6":   func(m *BroadcastSM) { m.ServiceType = "CBSCBS" },
		"source of 21":        func(m *BroadcastSM) { m.Source.Number = strings.Repeat("1", 21) },
		"NUL in the source":   func(m *BroadcastSM) { m.Source.Number = "10\x0082" },
		"no area":             func(m *BroadcastSM) { m.Areas = nil },
		"area of 101":         func(m *BroadcastSM) { m.Areas[0].Details = make([]byte, 101) },
		"empty area":          func(m *BroadcastSM) { m.Areas[0].Details = nil },
		"info of 256":         func(m *BroadcastSM) { m.Info = make([]byte, 256) },
		"payload over 64 KiB": func(m *BroadcastSM) { m.Payload = make([]byte, 1<<16) },
		"too many areas": func(m *BroadcastSM) {
			for range 700 {
				m.Areas = append(m.Areas, Place{Alias, make([]byte, 100)})
			}
		},
	} {
		m := good()
		spoil(m)
		if _, err := m.PDU(); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if _, err := good().PDU(); err != nil {
		t.Errorf("what fits was refused: %v", err)
	}
}

func TestNothingIsAskedForOrCancelledWithoutOneName(t *testing.T) {
	for _, m := range []interface{ PDU() (*PDU, error) }{
		&CancelBroadcastSM{ServiceType: "CBS"},
		&CancelBroadcastSM{MessageID: "b7", Reference: 7},
		&QueryBroadcastSM{},
		&QueryBroadcastSM{MessageID: "b7", Reference: 7},
	} {
		if p, err := m.PDU(); err == nil {
			t.Errorf("%+v was written as %v", m, p)
		}
	}
}

func TestMissingAndWrongParametersSayTheirAnswer(t *testing.T) {
	for _, c := range []struct {
		tag  Tag
		to   []byte // nil: taken away
		want Status
	}{
		{BroadcastAreaIdentifier, nil, MissingTLV},
		{BroadcastContentType, nil, MissingTLV},
		{BroadcastFrequency, nil, MissingTLV},
		{BroadcastRepNum, nil, MissingTLV},
		{BroadcastRepNum, []byte{1, 2, 3, 4}, InvalidTLVLength},
		{UserMessageReference, []byte{1, 2, 3}, InvalidTLVLength},
		{BroadcastAreaIdentifier, []byte{0}, InvalidTLVLength},
	} {
		p, err := (&BroadcastSM{Reference: 1, Areas: places()[:1], Payload: []byte("a")}).PDU()
		if err != nil {
			t.Fatal(err)
		}
		var kept []TLV
		for _, o := range p.TLVs() {
			if o.Tag != c.tag {
				kept = append(kept, o)
			} else if c.to != nil {
				kept = append(kept, TLV{o.Tag, c.to})
			}
		}
		p = with(p, kept)
		var bad *DecodeError
		if err := new(BroadcastSM).Read(p); !errors.As(err, &bad) || bad.Status != c.want || bad.Field != c.tag.String() {
			t.Errorf("%v set to %x: %v, want %v", c.tag, c.to, err, c.want)
		}
	}
}

// with returns p with other optional parameters.
func with(p *PDU, tlvs []TLV) *PDU {
	w := builder{b: bytes.Clone(p.b[:p.tlvs]), command: p.Command()}
	w.rest(tlvs)
	b, err := w.end()
	if err != nil {
		panic(err)
	}
	return must(Parse(b))
}

func TestFramesHaveALengthThatCanBe(t *testing.T) {
	for _, n := range []uint32{0, 15, MaxLength + 1, 0x7fffffff, 0xffffffff} {
		b := []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n), 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 7}
		_, err := ReadFrame(bufio.NewReader(bytes.NewReader(b)))
		var bad *DecodeError
		if !errors.As(err, &bad) || bad.Status != InvalidCommandLength || bad.Sequence != 7 {
			t.Errorf("length %d: %v", n, err)
		}
	}
}

func TestStatusesAreNamedForPeople(t *testing.T) {
	for s, want := range map[Status]string{
		BroadcastFailed: "SMPP status 0x10D, broadcast failed",
		InvalidPassword: "SMPP status 0x0E, invalid password",
		0x401:           "SMPP status 0x401, the centre's own",
		0x200:           "SMPP status 0x200, reserved",
	} {
		if got := s.String(); got != want {
			t.Errorf("status is %q, want %q", got, want)
		}
	}
}

func TestPercentagesThatAreNotOneForEachAreaAreUnknown(t *testing.T) {
	for n, want := range []byte{Unknown, Unknown, 40} {
		var tlvs []TLV
		for _, a := range places() {
			tlvs = append(tlvs, TLV{BroadcastAreaIdentifier, append([]byte{a.Format}, a.Details...)})
		}
		for range n {
			tlvs = append(tlvs, TLV{BroadcastAreaSuccess, []byte{40}})
		}
		p := with(must((&QueryBroadcastSMResp{MessageID: "b7"}).PDU()), append(tlvs, TLV{MessageStateTag, []byte{1}}))
		var m QueryBroadcastSMResp
		if err := m.Read(p); err != nil || m.Areas[1].Percent != want {
			t.Errorf("%d percentages for two areas: %+v, %v; want %d", n, m.Areas, err, want)
		}
	}
}
