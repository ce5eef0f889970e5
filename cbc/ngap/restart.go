package ngap

import (
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// A RestartIndication says that cells of a base station have started again and
// have nothing on air, clause 8.9.3.
type RestartIndication struct {
	Cells CellList
	Node  Node
	TAIs  []TAI // 1 to 2,048
	EAIs  []EAI // up to 256
}

// Type returns TypeRestartIndication.
func (*RestartIndication) Type() Type { return TypeRestartIndication }

// AppendBinary appends the wire form of m to b.
func (m *RestartIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeRestartIndication)
	e.cells(ieCellsForPWS, &m.Cells)
	e.node(m.Node)
	mark := e.must(ieRestartTAIs)
	e.PutTAIs(&e.Writer, m.TAIs, dialect(true, false), ran.MaxRestartTAIs)
	e.Close(mark)
	if len(m.EAIs) > 0 {
		mark := e.must(ieRestartEAIs)
		ran.PutEAIs(&e.Writer, m.EAIs, ran.MaxRestartEAIs)
		e.Close(mark)
	}
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *RestartIndication) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *RestartIndication) read(d *decoder) {
	*m = RestartIndication{Cells: d.cells(ieCellsForPWS), Node: d.node()}
	d.field(ieRestartTAIs, func(r *aper.Reader) { m.TAIs = d.TAIs(r, dialect(true, false), ran.MaxRestartTAIs) })
	d.maybe(ieRestartEAIs, func(r *aper.Reader) { m.EAIs = ran.EAIs(r, ran.MaxRestartEAIs) })
}

// A FailureIndication says that cells of a base station cannot broadcast,
// clause 8.9.4.
type FailureIndication struct {
	Cells CellList
	Node  Node
}

// Type returns TypeFailureIndication.
func (*FailureIndication) Type() Type { return TypeFailureIndication }

// AppendBinary appends the wire form of m to b.
func (m *FailureIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeFailureIndication)
	e.cells(ieFailedCells, &m.Cells)
	e.node(m.Node)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *FailureIndication) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *FailureIndication) read(d *decoder) {
	*m = FailureIndication{d.cells(ieFailedCells), d.node()}
}

func (e *encoder) node(n Node) {
	mark := e.must(ieNode)
	e.PutNGAP(&e.Writer, n)
	e.Close(mark)
}

func (d *decoder) node() (n Node) {
	d.field(ieNode, func(r *aper.Reader) { n = d.NGAP(r) })
	return n
}
