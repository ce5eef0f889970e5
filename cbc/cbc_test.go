package cbc

import (
	"errors"
	"testing"
	"testing/quick"
)

func TestSerialKeepsItsParts(t *testing.T) {
	same := func(g, u uint8, code uint16) bool {
		s := NewSerial(Scope(g&3), code&0x3FF, u&15)
		return s.Scope() == Scope(g&3) && s.Code() == code&0x3FF && s.Update() == u&15
	}
	if err := quick.Check(same, nil); err != nil {
		t.Error(err)
	}
}

// 0x4010 is the serial of the frames recorded from osmo-bts-virtual: PLMN
// wide, code 1, update 0.
func TestSerialOfARecordedFrame(t *testing.T) {
	s := Serial(0x4010)
	if s.Scope() != PLMNWide || s.Code() != 1 || s.Update() != 0 {
		t.Errorf("0x4010 is scope %d code %d update %d, want 1 1 0", s.Scope(), s.Code(), s.Update())
	}
	if got := NewSerial(PLMNWide, 1, 15).Next(); got != s {
		t.Errorf("update 15 is followed by %v, want %v", got, s)
	}
	if got := s.WithScope(CellNormal); got != 0xC010 {
		t.Errorf("with scope 3: %v, want 0xc010", got)
	}
}

func TestTwinIdentifiers(t *testing.T) {
	for _, c := range []struct {
		m, twin MessageID
		ok      bool
	}{
		{4370, 4383, true}, {4371, 4384, true}, {4382, 4395, true}, {4396, 4397, true},
		{4398, 4399, true}, {4383, 0, false}, {4352, 0, false}, {6400, 0, false},
	} {
		twin, ok := c.m.Twin()
		if twin != c.twin || ok != c.ok {
			t.Errorf("twin of %d is %d, %v; want %d, %v", uint16(c.m), uint16(twin), ok, uint16(c.twin), c.ok)
		}
		if o, found := twin.original(); ok && (!found || o != c.m) {
			t.Errorf("original of %d is %d, want %d", uint16(twin), uint16(o), uint16(c.m))
		}
	}
	if MessageID(4353).Codes() != 256 || MessageID(4370).Codes() != 1024 {
		t.Error("an ETWS identifier has 256 codes and any other 1,024")
	}
}

func TestEveryPWSIdentifierInUseHasAName(t *testing.T) {
	for m := MessageID(4352); m <= 4422; m++ {
		if reserved := m > 4359 && m < 4370; reserved != (m.Name() == "") {
			t.Errorf("%d is named %q", uint16(m), m.Name())
		}
	}
}

// 54 f0 50 is 450-05 in the CBSP vectors recorded from osmo-bsc.
func TestPLMNOctets(t *testing.T) {
	for s, want := range map[string][3]byte{"450-05": {0x54, 0xf0, 0x50}, "310-410": {0x13, 0x00, 0x14}} {
		p, err := ParsePLMN(s)
		if err != nil {
			t.Fatal(err)
		}
		b, err := p.AppendBinary(nil)
		if err != nil || [3]byte(b) != want {
			t.Errorf("%s is % x, %v; want % x", s, b, err, want)
		}
		if back, err := DecodePLMN(want); err != nil || back != p || back.String() != s {
			t.Errorf("% x is %v, %v; want %s", want, back, err, s)
		}
	}
	for _, s := range []string{"", "45", "45a05", "4500512"} {
		if _, err := ParsePLMN(s); err == nil {
			t.Errorf("PLMN %q was taken", s)
		}
	}
	if _, err := DecodePLMN([3]byte{0xa4, 0xf0, 0x50}); err == nil {
		t.Error("a digit above 9 was taken")
	}
}

func TestCellsAreReadAsWritten(t *testing.T) {
	for _, s := range []string{"gsm:450-05:1001:2001", "lte:450-08:65535:268435455", "nr:450-06:16777215:68719476735"} {
		c, err := ParseCell(s)
		if err != nil || c.String() != s {
			t.Errorf("%s was read as %v, %v", s, c, err)
		}
	}
	for _, s := range []string{"gsm:450-05:1001", "2g:450-05:1:1", "gsm:450-05:65536:1", "gsm:450-05:1:65536", "lte:450-05:1:268435456", "gsm:4:1:1"} {
		if _, err := ParseCell(s); err == nil {
			t.Errorf("cell %q was taken", s)
		}
	}
}

func TestOutcomeOfAReport(t *testing.T) {
	a, b := Cell{Radio: GSM, ID: 1}, Cell{Radio: GSM, ID: 2}
	both := Area{Cells: []Cell{a, b}}
	fail := func(cs ...Cause) []Failure {
		var f []Failure
		for i, c := range cs {
			f = append(f, Failure{Cell: both.Cells[i], Cause: c})
		}
		return f
	}
	for _, c := range []struct {
		name string
		w    Warning
		r    Report
		want Outcome
	}{
		{"nothing said against it", Warning{Area: both}, Report{}, Accepted},
		{"one of two cells", Warning{Area: both}, Report{Accepted: []Cell{b}, Failed: fail(CauseCapacity)}, Partial},
		{"one failed, the rest unnamed", Warning{Area: both}, Report{Failed: fail(CauseCapacity)}, Partial},
		{"both cells failed", Warning{Area: both}, Report{Failed: fail(CauseCapacity, CauseOther)}, Refused},
		{"none accepted", Warning{Area: Area{Whole: true}}, Report{Accepted: []Cell{}, Failed: fail(CauseCapacity)}, Refused},
		{"refused outright", Warning{Area: both}, Report{Cause: CauseInvalid}, Refused},
		{"already used, first attempt", Warning{Area: both}, Report{Failed: fail(CauseAlreadyUsed, CauseAlreadyUsed)}, Refused},
		{"already used, repeated", Warning{Area: both, Repeated: true}, Report{Failed: fail(CauseAlreadyUsed, CauseAlreadyUsed)}, Accepted},
		{"stop of the unknown", Warning{Action: Stop, Area: both}, Report{Cause: CauseNotIdentified}, Accepted},
		{"write of the unknown", Warning{Replaces: true, Area: both}, Report{Cause: CauseNotIdentified}, Refused},
		{"one of two regions", Warning{Area: Area{Regions: []Region{"1", "2"}}}, Report{FailedAreas: []string{"1"}}, Partial},
		{"the only region", Warning{Area: Area{Regions: []Region{"1"}}}, Report{FailedAreas: []string{"1"}}, Refused},
	} {
		if got := c.r.Outcome(&c.w); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestOutcomeNamesAreReadBack(t *testing.T) {
	for o := Accepted; o <= Failed; o++ {
		if back, err := ParseOutcome(o.String()); err != nil || back != o {
			t.Errorf("%v was read as %v, %v", o, back, err)
		}
	}
	if _, err := ParseOutcome("sent"); err == nil {
		t.Error(`outcome "sent" was taken`)
	}
}

func TestSendErrorsSayWhetherBytesLeft(t *testing.T) {
	reason := errors.New("connection reset")
	for _, err := range []error{&NotSentError{Err: reason}, &LostError{Err: reason}} {
		if !errors.Is(err, reason) {
			t.Errorf("%v hides its reason", err)
		}
	}
}

func TestEmptyAreaIsNowhere(t *testing.T) {
	if a := (Area{}); !a.Empty() {
		t.Error("the zero area is somewhere")
	}
	if a := (Area{Whole: true}); a.Empty() {
		t.Error("the whole area is nowhere")
	}
}
