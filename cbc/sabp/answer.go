package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A Count is how often a message has been broadcast in a service area.
type Count struct {
	Area cbc.Cell
	N    uint16
	Info CountInfo
}

// A CountInfo says whether a number is one.
type CountInfo uint8

const (
	Counted   CountInfo = iota // it is
	Overflow                   // there were more broadcasts than can be said
	Uncounted                  // the RNC does not know
)

// A Failure is a service area in which something was not done, and why.
type Failure struct {
	Area  cbc.Cell
	Cause Cause
}

// A Completion says of a message what was done with it in every service area
// that was asked for.
type Completion struct {
	MessageID   cbc.MessageID
	Serial      cbc.Serial
	Counts      []Count // of broadcasts; of the old message where one was replaced
	Diagnostics *Diagnostics
}

// A Refusal says of a message in which service areas nothing was done.
type Refusal struct {
	MessageID   cbc.MessageID
	Serial      cbc.Serial
	Failed      []Failure
	Counts      []Count // where it was done
	Diagnostics *Diagnostics
}

func (m *Completion) append(b []byte, t Type, serial Element) ([]byte, error) {
	e := begin(b, t)
	e.messageID(m.MessageID, aper.Reject)
	e.serial(serial, m.Serial, aper.Reject)
	e.counts(m.Counts, aper.Reject)
	e.diagnostics(m.Diagnostics)
	return e.end()
}

func (m *Completion) readFrom(d *decoder, serial Element) {
	*m = Completion{MessageID: d.messageID(), Serial: d.serial(serial), Counts: d.counts(true), Diagnostics: d.diagnostics()}
}

func (m *Refusal) append(b []byte, t Type, serial Element) ([]byte, error) {
	e := begin(b, t)
	e.messageID(m.MessageID, aper.Reject)
	e.serial(serial, m.Serial, aper.Reject)
	e.failures(m.Failed)
	if len(m.Counts) > 0 {
		e.counts(m.Counts, aper.Ignore)
	}
	e.diagnostics(m.Diagnostics)
	return e.end()
}

func (m *Refusal) readFrom(d *decoder, serial Element) {
	*m = Refusal{MessageID: d.messageID(), Serial: d.serial(serial), Failed: d.failures(), Counts: d.counts(false), Diagnostics: d.diagnostics()}
}

func (e *encoder) counts(list []Count, c aper.Criticality) {
	mark := e.Field(uint16(ieCompletedList), c)
	e.Count(len(list), 1, MaxAreas)
	for i := range list {
		n := &list[i]
		e.Flag(false)
		e.Flag(n.Info != Counted)
		e.Flag(false)
		e.area(&n.Area)
		e.Int(int64(n.N), 0, 65535)
		if n.Info != Counted {
			e.Flag(false)
			e.Int(int64(n.Info)-1, 0, 1)
		}
	}
	e.Close(mark)
}

func (d *decoder) counts(mandatory bool) (list []Count) {
	read := func(r *aper.Reader) {
		r.List(1, MaxAreas, func(n int) { list = make([]Count, 0, min(n, r.Left()/72+1)) },
			func(r *aper.Reader) { list = append(list, d.count(r)) })
	}
	if mandatory {
		d.field(ieCompletedList, read)
	} else {
		d.maybe(ieCompletedList, read)
	}
	return list
}

func (d *decoder) count(r *aper.Reader) Count {
	additions, info, extensions := r.Flag(), r.Flag(), r.Flag()
	c := Count{Area: d.area(r), N: uint16(r.Int(0, 65535))}
	if info {
		if r.Flag() {
			r.Fail("information of a later version")
		}
		c.Info = CountInfo(r.Int(0, 1)) + 1
	}
	r.Tail(additions, extensions)
	return c
}

func (e *encoder) failures(list []Failure) {
	mark := e.must(ieFailureList)
	e.Count(len(list), 1, MaxAreas)
	for i := range list {
		e.Bits(0, 2)
		e.area(&list[i].Area)
		e.Int(int64(list[i].Cause), 0, 255)
	}
	e.Close(mark)
}

func (d *decoder) failures() (list []Failure) {
	d.field(ieFailureList, func(r *aper.Reader) {
		r.List(1, MaxAreas, func(n int) { list = make([]Failure, 0, min(n, r.Left()/64+1)) }, func(r *aper.Reader) {
			additions, extensions := r.Sequence()
			list = append(list, Failure{d.area(r), Cause(r.Int(0, 255))})
			r.Tail(additions, extensions)
		})
	})
	return list
}

// A WriteReplaceComplete says that a message is on air in every service area
// that was asked for, clause 8.2.2.
type WriteReplaceComplete struct{ Completion }

// Type returns TypeWriteReplaceComplete.
func (*WriteReplaceComplete) Type() Type { return TypeWriteReplaceComplete }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceComplete) AppendBinary(b []byte) ([]byte, error) {
	return m.append(b, m.Type(), ieNewSerial)
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceComplete) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplaceComplete) read(d *decoder) { m.readFrom(d, ieNewSerial) }

// A WriteReplaceFailure says that some service areas, or all, do not broadcast
// a message, clause 8.2.3.
type WriteReplaceFailure struct{ Refusal }

// Type returns TypeWriteReplaceFailure.
func (*WriteReplaceFailure) Type() Type { return TypeWriteReplaceFailure }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceFailure) AppendBinary(b []byte) ([]byte, error) {
	return m.append(b, m.Type(), ieNewSerial)
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceFailure) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplaceFailure) read(d *decoder) { m.readFrom(d, ieNewSerial) }
