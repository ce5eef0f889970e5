package aper

import "testing"

func TestWhatIsCutShortIsAnError(t *testing.T) {
	for name, read := range map[string]func(r *Reader){
		"bits":           func(r *Reader) { r.Bits(17) },
		"octets":         func(r *Reader) { r.Raw(3) },
		"an open type":   func(r *Reader) { r.Open() },
		"a list":         func(r *Reader) { r.List(0, 65535, func(int) {}, func(r *Reader) { r.Bits(1) }) },
		"below zero":     func(r *Reader) { r.Raw(-1) },
		"extensions":     func(r *Reader) { r.Extensions() },
		"additions":      func(r *Reader) { r.Additions() },
		"a long number":  func(r *Reader) { r.Int(0, 131071) },
		"a long string":  func(r *Reader) { r.String(1, 9600) },
		"many bits":      func(r *Reader) { r.OctetBits(1, 9968) },
		"a length of no": func(r *Reader) { r.at = 8; r.Length(); r.Length() },
	} {
		r := NewReader([]byte{0x7F, 0xFF}, 3)
		read(&r)
		if r.Err() == nil || r.Left() != 0 {
			t.Errorf("%s: error %v, %d left", name, r.Err(), r.Left())
		}
	}
}

// A list that says it has 65,535 items in two octets must not make room for
// them.
func TestLyingNumbersMakeNoRoom(t *testing.T) {
	r := NewReader([]byte{0xFF, 0xFF, 0x00}, 0)
	r.List(0, 65535, func(n int) { t.Errorf("room for %d", n) }, func(r *Reader) { r.Bits(8) })
	if r.Err() == nil {
		t.Error("it was read")
	}
}

func TestFragmentsOfNoBlocksAndOfTooManyAreErrors(t *testing.T) {
	for _, b := range []byte{0xC0, 0xC5, 0xFF} {
		r := NewReader([]byte{b, 0}, 0)
		if r.Open(); r.Err() == nil {
			t.Errorf("a fragment of %#x was taken", b)
		}
	}
}

// fieldsOf writes a message with fields of one octet, of the criticality given.
func fieldsOf(t *testing.T, c Criticality, ids ...uint16) []byte {
	t.Helper()
	e := Begin(nil, Header{Extended: true})
	for _, id := range ids {
		m := e.Field(id, c)
		e.Raw(1)
		e.Close(m)
	}
	b, err := e.End()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestUnknownFieldsAreTreatedByCriticality(t *testing.T) {
	octet := func(r *Reader) { r.Bits(8) }
	for _, c := range []struct {
		name string
		b    []byte
		want Fault
	}{
		{"a field to ignore", fieldsOf(t, Ignore, 1, 99), 0},
		{"a field to notify", fieldsOf(t, Notify, 1, 99), 0},
		{"a field that must be understood", fieldsOf(t, Reject, 1, 99), Rejected},
		{"one that does not belong here", fieldsOf(t, Reject, 1, 2), Rejected},
		{"one that does not belong here, to ignore", fieldsOf(t, Ignore, 1, 2), 0},
		{"one twice", fieldsOf(t, Ignore, 1, 1), Constructed},
		{"none", fieldsOf(t, Ignore), Missing},
	} {
		d := Parse(c.b, 50, func(Header) bool { return true })
		d.Read(1, octet)
		err := d.Done()
		if c.want == 0 && err != nil || c.want != 0 && (err == nil || err.Fault != c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestFieldsAmongExtensionsAreFoundToo(t *testing.T) {
	e := Begin(nil, Header{Extended: true})
	for _, id := range []uint16{1, 2} {
		if id == 2 {
			e.Extend()
		}
		m := e.Field(id, Ignore)
		e.Raw(byte(id))
		e.Close(m)
	}
	b, err := e.End()
	if err != nil {
		t.Fatal(err)
	}
	d := Parse(b, 50, func(Header) bool { return true })
	for _, id := range []uint16{1, 2} {
		d.Read(id, func(r *Reader) {
			if v := r.Bits(8); v != uint64(id) {
				t.Errorf("field %d is %d", id, v)
			}
		})
	}
	if err := d.Done(); err != nil {
		t.Error(err)
	}
}

// What a later version adds to a message is stepped over.
func TestAdditionsOfALaterVersionAreSteppedOver(t *testing.T) {
	e := Begin(nil, Header{})
	m := e.Field(1, Ignore)
	e.Raw(7)
	e.Close(m)
	e.b[e.open] |= 0x80
	e.Bits(0b0_000001_11, 9) // two additions, both there
	for range 2 {
		m := e.Open()
		e.Raw(1, 2, 3)
		e.Close(m)
	}
	b, err := e.End()
	if err != nil {
		t.Fatal(err)
	}
	d := Parse(b, 50, func(Header) bool { return false })
	d.Read(1, func(r *Reader) { r.Bits(8) })
	if err := d.Done(); err != nil {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(octets(f, "2000001400000300050002002b000b000241700001000100"))
	f.Add(octets(f, "00044010000001000f0009000062f22400230042"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		d := Parse(b, 141, func(h Header) bool { return h.Procedure%2 == 0 })
		d.Read(5, func(r *Reader) {
			r.Int(0, 131071)
			r.Extensions()
			r.List(1, 100000, func(int) {}, func(r *Reader) { r.Flag(); r.Open() })
		})
		if err := d.Done(); err != nil && err.Error() == "" {
			panic("an error without words")
		}
	})
}
