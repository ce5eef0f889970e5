package ran

import (
	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A Dialect is what protocols and messages do otherwise.
type Dialect struct {
	NR       bool // cells and tracking areas of NR, else of LTE
	TAC24    bool // tracking areas are of 5G whatever the cells are
	PlainTAI bool // a TAI cannot be extended, as in SBc-AP
	Counted  bool // a broadcast has its number
}

func (d Dialect) cellBits() uint {
	if d.NR {
		return nrBits
	}
	return eutraBits
}

func (d Dialect) tacOctets() int {
	if d.NR || d.TAC24 {
		return tacOctetsNR
	}
	return tacOctetsLTE
}

// A Coder writes and reads identifiers of one message. It remembers the last
// network, which nearly always is the next one too.
type Coder struct {
	plmn cbc.PLMN
	code [3]byte // its octets, zeros if there was none
}

// PutPLMN appends a network.
func (c *Coder) PutPLMN(w *aper.Writer, p cbc.PLMN) {
	if p != c.plmn || c.code == [3]byte{} {
		var room [3]byte
		b, err := p.AppendBinary(room[:0])
		if err != nil {
			w.Fail("%w", err)
			return
		}
		c.plmn, c.code = p, [3]byte(b)
	}
	w.Raw(c.code[0], c.code[1], c.code[2])
}

// PLMN reads a network.
func (c *Coder) PLMN(r *aper.Reader) cbc.PLMN {
	b := r.Raw(3)
	if b == nil {
		return cbc.PLMN{}
	}
	if code := [3]byte(b); code != c.code {
		p, err := cbc.DecodePLMN(code)
		if err != nil {
			r.Fail("%v", err)
			return cbc.PLMN{}
		}
		c.plmn, c.code = p, code
	}
	return c.plmn
}

// PutCGI appends a cell.
func (c *Coder) PutCGI(w *aper.Writer, g CGI, d Dialect) {
	w.Bits(0, 2)
	c.PutPLMN(w, g.PLMN)
	n := d.cellBits()
	if g.ID>>n != 0 {
		failCell(w, g, n)
		return
	}
	w.Align()
	w.Bits(g.ID, n)
}

// failCell stands apart so that g does not go to the heap on the way that
// succeeds.
func failCell(w *aper.Writer, g CGI, bits uint) {
	w.Fail("cell %s has more than %d bits", g, bits)
}

// CGI reads a cell.
func (c *Coder) CGI(r *aper.Reader, d Dialect) CGI {
	additions, extensions := r.Sequence()
	g := CGI{PLMN: c.PLMN(r)}
	g.ID, _ = r.BitString(d.cellBits(), d.cellBits())
	r.Tail(additions, extensions)
	return g
}

// PutTAI appends a tracking area.
func (c *Coder) PutTAI(w *aper.Writer, t TAI, d Dialect) {
	w.Bits(0, 1)
	if !d.PlainTAI {
		w.Bits(0, 1)
	}
	c.PutPLMN(w, t.PLMN)
	n := uint(8 * d.tacOctets())
	if t.TAC>>n != 0 {
		failTAI(w, t, n)
		return
	}
	w.Align()
	w.Bits(uint64(t.TAC), n)
}

func failTAI(w *aper.Writer, t TAI, bits uint) {
	w.Fail("tracking area %s has more than %d bits", t, bits)
}

// TAI reads a tracking area.
func (c *Coder) TAI(r *aper.Reader, d Dialect) TAI {
	additions := !d.PlainTAI && r.Flag()
	extensions := r.Flag()
	t := TAI{PLMN: c.PLMN(r)}
	r.Align()
	t.TAC = uint32(r.Bits(uint(8 * d.tacOctets())))
	r.Tail(additions, extensions)
	return t
}

// PutCGIs appends a list of 1 to most cells.
func (c *Coder) PutCGIs(w *aper.Writer, list []CGI, d Dialect, most int) {
	w.Count(len(list), 1, most)
	for _, g := range list {
		c.PutCGI(w, g, d)
	}
}

// CGIs reads a list of cells.
func (c *Coder) CGIs(r *aper.Reader, d Dialect, most int) (list []CGI) {
	r.List(1, most, func(n int) { list = grown(list, n, r, 56) }, func(r *aper.Reader) { list = append(list, c.CGI(r, d)) })
	return list
}

// PutTAIs appends a list of 1 to most tracking areas.
func (c *Coder) PutTAIs(w *aper.Writer, list []TAI, d Dialect, most int) {
	w.Count(len(list), 1, most)
	for _, t := range list {
		c.PutTAI(w, t, d)
	}
}

// TAIs reads a list of tracking areas.
func (c *Coder) TAIs(r *aper.Reader, d Dialect, most int) (list []TAI) {
	r.List(1, most, func(n int) { list = grown(list, n, r, 40) }, func(r *aper.Reader) { list = append(list, c.TAI(r, d)) })
	return list
}

// PutEAIs appends a list of 1 to most emergency areas.
func PutEAIs(w *aper.Writer, list []EAI, most int) {
	w.Count(len(list), 1, most)
	for i := range list {
		w.Raw(list[i][0], list[i][1], list[i][2])
	}
}

// EAIs reads a list of emergency areas.
func EAIs(r *aper.Reader, most int) (list []EAI) {
	r.List(1, most, func(n int) { list = grown(list, n, r, 24) }, func(r *aper.Reader) {
		if b := r.Raw(3); b != nil {
			list = append(list, EAI(b))
		}
	})
	return list
}

// grown makes room in list for n more items of so many bits at least, as far as
// the message can hold them.
func grown[T any](list []T, n int, r *aper.Reader, bits int) []T {
	room := make([]T, len(list), len(list)+min(n, r.Left()/bits+1))
	copy(room, list)
	return room
}
