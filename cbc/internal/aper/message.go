package aper

import "fmt"

// A Kind is which of the three messages of a procedure one is.
type Kind uint8

const (
	Initiating   Kind = 0
	Successful   Kind = 1
	Unsuccessful Kind = 2
)

// String returns what ASN.1 calls the kind.
func (k Kind) String() string {
	switch k {
	case Initiating:
		return "initiatingMessage"
	case Successful:
		return "successfulOutcome"
	case Unsuccessful:
		return "unsuccessfulOutcome"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// A Criticality is what a receiver does with what it does not understand.
type Criticality uint8

const (
	Reject Criticality = 0
	Ignore Criticality = 1
	Notify Criticality = 2
)

// A Header is what stands before the fields of a message.
type Header struct {
	Kind        Kind
	Procedure   uint8
	Criticality Criticality
	// Extended says that the type of the message has a container for
	// extension fields behind that for the others.
	Extended bool
}

// An Encoder writes one message: a header and fields in order.
type Encoder struct {
	Writer
	start, open, count int // offsets: of the message, of its contents, of the number of fields
	n                  int
	extending          bool
}

// Begin begins a message behind b.
func Begin(b []byte, h Header) Encoder {
	e := Encoder{Writer: NewWriter(b), start: len(b)}
	e.Raw(byte(h.Kind)<<5, h.Procedure, byte(h.Criticality)<<6)
	e.open = e.Open()
	e.Raw(0, 0, 0) // no additions, no extensions, no fields yet
	e.count = len(e.b) - 2
	return e
}

// Field begins a field; Close ends it.
func (e *Encoder) Field(id uint16, c Criticality) (mark int) {
	e.n++
	e.Raw(byte(id>>8), byte(id), byte(c)<<6)
	return e.Open()
}

// Extend makes the fields that follow extension fields. It does nothing but
// the first time.
func (e *Encoder) Extend() {
	if e.extending {
		return
	}
	e.settle()
	e.extending = true
	e.b[e.open] |= 0x40
	e.Raw(0, 0)
	e.count, e.n = len(e.b)-2, 0
}

// settle writes how many fields there were.
func (e *Encoder) settle() {
	n := e.n
	if e.extending {
		n-- // at least one
	}
	e.b[e.count], e.b[e.count+1] = byte(n>>8), byte(n)
}

// End ends the message. After an error the buffer is as it was.
func (e *Encoder) End() ([]byte, error) {
	if e.err != nil {
		return e.b[:e.start], e.err
	}
	e.settle()
	e.Close(e.open)
	return e.b, nil
}

// maxFields is how many fields of a message are kept. No message of the three
// protocols has as many.
const maxFields = 32

// A Decoder has the fields of one message, whatever their order was. The first
// error sticks.
type Decoder struct {
	Header
	fields [maxFields]field
	n      int
	end    int // length of the message
	err    *Error
}

type field struct {
	id       uint16
	critical Criticality
	taken    bool
	r        Reader
}

// Parse reads the frame of a whole message. The fields with identifiers up to
// known are kept; another is an error if it must be understood. extended tells
// for a header whether the message has a container for extensions.
func Parse(b []byte, known uint16, extended func(Header) bool) Decoder {
	d := Decoder{end: len(b)}
	r := NewReader(b, 0)
	r.Extensible()
	d.Kind = Kind(r.Int(0, 2))
	d.Procedure = uint8(r.Int(0, 255))
	d.Criticality = Criticality(r.Int(0, 2))
	in := r.Open()
	if r.err == nil && r.Left() > 0 {
		r.Fail("%d octets after the message", r.Left()/8)
	}
	if d.err = r.err; d.err != nil {
		d.err.Field = -1
		return d
	}
	d.Extended = extended(d.Header)
	d.contents(&in, known)
	return d
}

func (d *Decoder) contents(r *Reader, known uint16) {
	additions := r.Flag()
	extensions := d.Extended && r.Flag()
	d.container(r, int(r.Int(0, 65535)), known)
	if extensions {
		d.container(r, int(r.Int(1, 65535)), known)
	}
	if additions {
		r.Align()
		r.Additions()
	}
	if d.err == nil && r.err != nil {
		d.err = r.err
		d.err.Field = -1
	}
}

func (d *Decoder) container(r *Reader, n int, known uint16) {
	for range n {
		if r.err != nil || d.err != nil {
			return
		}
		at := r.Offset()
		f := field{id: uint16(r.Int(0, 65535)), critical: Criticality(r.Int(0, 2))}
		f.r = r.Open()
		if r.err != nil {
			d.err = r.err
			d.err.Field = int(f.id)
			return
		}
		d.keep(f, at, known)
	}
}

func (d *Decoder) keep(f field, at int, known uint16) {
	if f.id > known {
		if f.critical == Reject {
			d.fail(f.id, at, Rejected, "not understood, and it must be")
		}
		return
	}
	for i := range d.fields[:d.n] {
		if d.fields[i].id == f.id {
			d.fail(f.id, at, Constructed, "there twice")
			return
		}
	}
	if d.n == maxFields {
		d.fail(f.id, at, Constructed, "more fields than a message has")
		return
	}
	d.fields[d.n] = f
	d.n++
}

func (d *Decoder) fail(id uint16, at int, f Fault, reason string) {
	if d.err == nil {
		d.err = &Error{Field: int(id), Offset: at, Fault: f, Reason: reason}
	}
}

// Refuse notes that the value of a field cannot be used.
func (d *Decoder) Refuse(id uint16, format string, args ...any) {
	at := d.end
	if f := d.find(id); f != nil {
		at = f.r.base
	}
	d.fail(id, at, Invalid, fmt.Sprintf(format, args...))
}

// RefuseMessage notes that there is no such message.
func (d *Decoder) RefuseMessage() {
	if d.err == nil {
		d.err = &Error{Field: -1, Offset: 1, Fault: Unknown, Reason: "no message of this protocol"}
	}
}

func (d *Decoder) find(id uint16) *field {
	for i := range d.fields[:d.n] {
		if d.fields[i].id == id {
			return &d.fields[i]
		}
	}
	return nil
}

// Has reports whether a field is there.
func (d *Decoder) Has(id uint16) bool { return d.err == nil && d.find(id) != nil }

// Read calls read with the value of a mandatory field.
func (d *Decoder) Read(id uint16, read func(r *Reader)) {
	if d.err != nil {
		return
	}
	f := d.find(id)
	if f == nil {
		d.fail(id, d.end, Missing, "missing")
		return
	}
	f.taken = true
	if read(&f.r); f.r.err != nil {
		d.err = f.r.err
		d.err.Field = int(id)
	}
}

// Maybe calls read with the value of an optional field if it is there, and
// reports whether it is.
func (d *Decoder) Maybe(id uint16, read func(r *Reader)) bool {
	if !d.Has(id) {
		return false
	}
	d.Read(id, read)
	return d.err == nil
}

// Done returns the first error, or nil. A field that nobody has read and that
// must be understood is one.
func (d *Decoder) Done() *Error {
	for i := range d.fields[:d.n] {
		if f := &d.fields[i]; !f.taken && f.critical == Reject {
			d.fail(f.id, f.r.base, Rejected, "has no business in this message, and must be understood")
		}
	}
	return d.err
}
