package sbcap

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// A WriteReplaceIndication says where a warning is broadcast, clause 4.3.3.
type WriteReplaceIndication struct {
	MessageID    cbc.MessageID
	Serial       cbc.Serial
	Scheduled    *AreaList // nil where it is broadcast nowhere
	Scheduled5GS *AreaList
}

// Type returns TypeWriteReplaceIndication.
func (*WriteReplaceIndication) Type() Type { return TypeWriteReplaceIndication }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplaceIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplaceIndication)
	e.key(m.MessageID, m.Serial)
	e.list(ieScheduled, aper.Reject, m.Scheduled, lte)
	if m.Scheduled5GS != nil {
		e.Extend()
	}
	e.list(ieScheduled5GS, present, m.Scheduled5GS, fiveG)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplaceIndication) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplaceIndication) read(d *decoder) {
	k := d.key()
	*m = WriteReplaceIndication{k.MessageID, k.Serial, d.list(ieScheduled, lte), d.list(ieScheduled5GS, fiveG)}
}

// A StopIndication says where a warning was taken off the air, and how often it
// had been broadcast there, clause 4.3.4.
type StopIndication struct {
	MessageID    cbc.MessageID
	Serial       cbc.Serial
	Cancelled    *AreaList
	Empty        []Node // base stations that had nothing to stop
	Cancelled5GS *AreaList
	Empty5GS     []Node
}

// Type returns TypeStopIndication.
func (*StopIndication) Type() Type { return TypeStopIndication }

// AppendBinary appends the wire form of m to b.
func (m *StopIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeStopIndication)
	e.key(m.MessageID, m.Serial)
	e.list(ieCancelled, aper.Reject, m.Cancelled, lteN)
	if len(m.Empty) > 0 {
		mark := e.may(ieEmpty)
		e.Count(len(m.Empty), 1, maxEmptyENBs)
		for _, n := range m.Empty {
			e.PutENB(&e.Writer, n)
		}
		e.Close(mark)
	}
	if m.Cancelled5GS != nil || len(m.Empty5GS) > 0 {
		e.Extend()
	}
	e.list(ieCancelled5GS, present, m.Cancelled5GS, fiveGN)
	if len(m.Empty5GS) > 0 {
		mark := e.may(ieEmpty5GS)
		e.Count(len(m.Empty5GS), 1, maxRANNodes)
		for _, n := range m.Empty5GS {
			e.PutRAN(&e.Writer, n)
		}
		e.Close(mark)
	}
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StopIndication) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *StopIndication) read(d *decoder) {
	k := d.key()
	*m = StopIndication{MessageID: k.MessageID, Serial: k.Serial, Cancelled: d.list(ieCancelled, lteN)}
	d.maybe(ieEmpty, func(r *aper.Reader) {
		r.List(1, maxEmptyENBs, func(int) {}, func(r *aper.Reader) { m.Empty = append(m.Empty, d.ENB(r)) })
	})
	m.Cancelled5GS = d.list(ieCancelled5GS, fiveGN)
	d.maybe(ieEmpty5GS, func(r *aper.Reader) {
		r.List(1, maxRANNodes, func(int) {}, func(r *aper.Reader) { m.Empty5GS = append(m.Empty5GS, d.RAN(r)) })
	})
}

// list appends a list of where something is or was on air, if there is one.
func (e *encoder) list(ie Element, c aper.Criticality, l *AreaList, d ran.Dialect) {
	if l == nil {
		return
	}
	mark := e.Field(uint16(ie), c)
	e.PutAreas(&e.Writer, l, d)
	e.Close(mark)
}

func (d *decoder) list(ie Element, x ran.Dialect) (l *AreaList) {
	d.maybe(ie, func(r *aper.Reader) { l = d.Areas(r, x) })
	return l
}
