package sabp

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// MaxBandwidth is the most that a service area has for broadcasts, in bits per
// second.
const MaxBandwidth = 20480

// A Load is the bandwidth that a service area has left, 0 to MaxBandwidth bits
// per second.
type Load struct {
	Area      cbc.Cell
	Bandwidth int
}

// A LoadQuery asks what bandwidth service areas have left, clause 8.4.
type LoadQuery struct{ Areas []cbc.Cell }

// Type returns TypeLoadQuery.
func (*LoadQuery) Type() Type { return TypeLoadQuery }

// AppendBinary appends the wire form of m to b.
func (m *LoadQuery) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeLoadQuery)
	e.areas(m.Areas, aper.Reject)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *LoadQuery) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *LoadQuery) read(d *decoder) { *m = LoadQuery{d.areas()} }

// A LoadQueryComplete says what bandwidth they have left.
type LoadQueryComplete struct {
	Loads       []Load
	Diagnostics *Diagnostics
}

// Type returns TypeLoadQueryComplete.
func (*LoadQueryComplete) Type() Type { return TypeLoadQueryComplete }

// AppendBinary appends the wire form of m to b.
func (m *LoadQueryComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeLoadQueryComplete)
	e.loads(m.Loads, aper.Reject)
	e.diagnostics(m.Diagnostics)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *LoadQueryComplete) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *LoadQueryComplete) read(d *decoder) {
	*m = LoadQueryComplete{}
	d.field(ieLoadingList, func(r *aper.Reader) { m.Loads = d.loads(r) })
	m.Diagnostics = d.diagnostics()
}

// A LoadQueryFailure says of which service areas that is not known.
type LoadQueryFailure struct {
	Failed      []Failure
	Loads       []Load // of the others
	Diagnostics *Diagnostics
}

// Type returns TypeLoadQueryFailure.
func (*LoadQueryFailure) Type() Type { return TypeLoadQueryFailure }

// AppendBinary appends the wire form of m to b.
func (m *LoadQueryFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeLoadQueryFailure)
	e.failures(m.Failed)
	if len(m.Loads) > 0 {
		e.loads(m.Loads, aper.Ignore)
	}
	e.diagnostics(m.Diagnostics)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *LoadQueryFailure) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *LoadQueryFailure) read(d *decoder) {
	*m = LoadQueryFailure{Failed: d.failures()}
	d.maybe(ieLoadingList, func(r *aper.Reader) { m.Loads = d.loads(r) })
	m.Diagnostics = d.diagnostics()
}

func (e *encoder) loads(list []Load, c aper.Criticality) {
	mark := e.Field(uint16(ieLoadingList), c)
	e.Count(len(list), 1, MaxAreas)
	for i := range list {
		e.Bits(0, 2)
		e.area(&list[i].Area)
		e.Int(int64(list[i].Bandwidth), 0, MaxBandwidth)
	}
	e.Close(mark)
}

func (d *decoder) loads(r *aper.Reader) (list []Load) {
	r.List(1, MaxAreas, func(n int) { list = make([]Load, 0, min(n, r.Left()/72+1)) }, func(r *aper.Reader) {
		additions, extensions := r.Sequence()
		list = append(list, Load{d.area(r), int(r.Int(0, MaxBandwidth))})
		r.Tail(additions, extensions)
	})
	return list
}
