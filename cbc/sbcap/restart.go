package sbcap

import (
	"bongsu/cbc/internal/aper"
	"bongsu/cbc/internal/ran"
)

// A RestartIndication says that cells of a base station have started again and
// have nothing on air, clause 4.3.5.
type RestartIndication struct {
	Cells []CGI // 1 to 256
	ENB   Node
	TAIs  []TAI // 1 to 2,048: those of the cells
	EAIs  []EAI

	// For 5G.
	NRCells []CGI
	TAIs5GS []TAI
	GNB     *Node
}

// Type returns TypeRestartIndication.
func (*RestartIndication) Type() Type { return TypeRestartIndication }

// AppendBinary appends the wire form of m to b.
func (m *RestartIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeRestartIndication)
	e.cells(ieRestartedCells, m.Cells, lte)
	e.enb(m.ENB)
	mark := e.must(ieRestartTAIs)
	e.PutTAIs(&e.Writer, m.TAIs, lte, ran.MaxRestartTAIs)
	e.Close(mark)
	if len(m.EAIs) > 0 {
		mark := e.must(ieRestartEAIs)
		ran.PutEAIs(&e.Writer, m.EAIs, ran.MaxRestartEAIs)
		e.Close(mark)
	}
	if len(m.NRCells) > 0 || len(m.TAIs5GS) > 0 || m.GNB != nil {
		e.Extend()
	}
	if len(m.NRCells) > 0 {
		e.cells(ieRestartedCellsNR, m.NRCells, fiveG)
	}
	e.tais(ieRestartTAIs5GS, aper.Reject, m.TAIs5GS, fiveG)
	e.gnb(m.GNB)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *RestartIndication) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *RestartIndication) read(d *decoder) {
	*m = RestartIndication{Cells: d.cells(ieRestartedCells), ENB: d.enb()}
	d.field(ieRestartTAIs, func(r *aper.Reader) { m.TAIs = d.TAIs(r, lte, ran.MaxRestartTAIs) })
	d.maybe(ieRestartEAIs, func(r *aper.Reader) { m.EAIs = ran.EAIs(r, ran.MaxRestartEAIs) })
	d.maybe(ieRestartedCellsNR, func(r *aper.Reader) { m.NRCells = d.CGIs(r, fiveG, ran.MaxRestartNR) })
	m.TAIs5GS = d.tais(ieRestartTAIs5GS, fiveG)
	m.GNB = d.node(ieGNB, d.GNB)
}

// A FailureIndication says that cells of a base station cannot broadcast,
// clause 4.3.6.
type FailureIndication struct {
	Cells []CGI // 1 to 256
	ENB   Node

	// For 5G.
	NRCells []CGI
	GNB     *Node
}

// Type returns TypeFailureIndication.
func (*FailureIndication) Type() Type { return TypeFailureIndication }

// AppendBinary appends the wire form of m to b.
func (m *FailureIndication) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeFailureIndication)
	e.cells(ieFailedCells, m.Cells, lte)
	e.enb(m.ENB)
	if len(m.NRCells) > 0 || m.GNB != nil {
		e.Extend()
	}
	if len(m.NRCells) > 0 {
		e.cells(ieFailedCellsNR, m.NRCells, fiveG)
	}
	e.gnb(m.GNB)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *FailureIndication) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *FailureIndication) read(d *decoder) {
	*m = FailureIndication{Cells: d.cells(ieFailedCells), ENB: d.enb()}
	d.maybe(ieFailedCellsNR, func(r *aper.Reader) { m.NRCells = d.CGIs(r, fiveG, ran.MaxRestartNR) })
	m.GNB = d.node(ieGNB, d.GNB)
}

func (e *encoder) cells(ie Element, list []CGI, d ran.Dialect) {
	most := ran.MaxRestartCells
	if d.NR {
		most = ran.MaxRestartNR
	}
	mark := e.must(ie)
	e.PutCGIs(&e.Writer, list, d, most)
	e.Close(mark)
}

func (d *decoder) cells(ie Element) (list []CGI) {
	d.field(ie, func(r *aper.Reader) { list = d.CGIs(r, lte, ran.MaxRestartCells) })
	return list
}

func (e *encoder) enb(n Node) {
	mark := e.must(ieENB)
	e.PutENB(&e.Writer, n)
	e.Close(mark)
}

func (d *decoder) enb() (n Node) {
	d.field(ieENB, func(r *aper.Reader) { n = d.ENB(r) })
	return n
}

func (e *encoder) gnb(n *Node) {
	if n == nil {
		return
	}
	mark := e.must(ieGNB)
	e.PutGNB(&e.Writer, *n)
	e.Close(mark)
}
