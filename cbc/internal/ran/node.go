package ran

import (
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// A NodeKind is a sort of base station.
type NodeKind uint8

// The kinds.
const (
	ENB NodeKind = iota
	GNB
	NgENB
	N3IWF
)

var kindNames = [...]string{"enb", "gnb", "ng-enb", "n3iwf"}

// String returns "enb", "gnb", "ng-enb" or "n3iwf".
func (k NodeKind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("node(%d)", uint8(k))
}

// A Node is a base station of LTE or NR. Bits is how long its identity is: of
// an eNB and ng-eNB 20 (macro), 28 (home; eNB only), 18 (short macro) or 21
// (long macro), of a gNB 22 to 32, of an N3IWF 16.
type Node struct {
	Kind NodeKind
	PLMN cbc.PLMN
	Bits uint
	ID   uint64
}

// String returns "enb 450-05:100".
func (n Node) String() string { return fmt.Sprintf("%s %s:%d", n.Kind, n.PLMN, n.ID) }

// PutENB appends a Global-ENB-ID of SBc-AP.
func (c *Coder) PutENB(w *aper.Writer, n Node) {
	w.Bits(0, 2)
	c.PutPLMN(w, n.PLMN)
	putENBID(w, n)
}

// putENBID appends the choice of identities of an eNB, two of which came later.
func putENBID(w *aper.Writer, n Node) {
	if n.ID>>n.Bits != 0 {
		failNode(w, n)
		return
	}
	switch n.Bits {
	case 20:
		w.Bits(0b00, 2)
		w.Align()
		w.Bits(n.ID, 20)
	case 28:
		w.Bits(0b01, 2)
		w.Align()
		w.Bits(n.ID, 28)
	case 18:
		putLater(w, 0, n)
	case 21:
		putLater(w, 1, n)
	default:
		failNode(w, n)
	}
}

func failNode(w *aper.Writer, n Node) { w.Fail("%s has no identity of %d bits", n, n.Bits) }

// putLater appends an alternative that a later version has added.
func putLater(w *aper.Writer, index uint64, n Node) {
	w.Flag(true)
	w.Bits(index, 7)
	mark := w.Open()
	w.Bits(n.ID, n.Bits)
	w.Close(mark)
}

// ENB reads a Global-ENB-ID of SBc-AP.
func (c *Coder) ENB(r *aper.Reader) Node {
	additions, extensions := r.Sequence()
	n := Node{Kind: ENB, PLMN: c.PLMN(r)}
	n.Bits, n.ID = readENBID(r)
	r.Tail(additions, extensions)
	return n
}

func readENBID(r *aper.Reader) (bits uint, id uint64) {
	if !r.Flag() {
		bits = 20
		if r.Flag() {
			bits = 28
		}
		id, _ = r.BitString(bits, bits)
		return bits, id
	}
	index := r.Bits(7)
	in := r.Open()
	switch index {
	case 0:
		bits = 18
	case 1:
		bits = 21
	default:
		r.Fail("an identity of a later version")
		return 0, 0
	}
	if id = in.Bits(bits); in.Err() != nil {
		r.Fail("an identity that is cut short")
	}
	return bits, id
}

// putGNBBits appends the identity of a gNB, 22 to 32 bits.
func putGNBBits(w *aper.Writer, n Node) {
	if n.Bits < 22 || n.Bits > 32 || n.ID>>n.Bits != 0 {
		failNode(w, n)
		return
	}
	w.BitString(n.ID, n.Bits, 22, 32)
}

// PutGNB appends a Global-GNB-ID of SBc-AP.
func (c *Coder) PutGNB(w *aper.Writer, n Node) {
	w.Bits(0, 2)
	c.PutPLMN(w, n.PLMN)
	w.Flag(false) // the only alternative
	putGNBBits(w, n)
}

// GNB reads a Global-GNB-ID of SBc-AP.
func (c *Coder) GNB(r *aper.Reader) Node {
	additions, extensions := r.Sequence()
	n := Node{Kind: GNB, PLMN: c.PLMN(r)}
	r.Extensible()
	n.ID, n.Bits = r.BitString(22, 32)
	r.Tail(additions, extensions)
	return n
}

// PutRAN appends a Global-RAN-Node-ID of SBc-AP.
func (c *Coder) PutRAN(w *aper.Writer, n Node) {
	w.Flag(false)
	switch n.Kind {
	case GNB:
		w.Flag(false)
		c.PutGNB(w, n)
	case NgENB:
		w.Flag(true)
		c.PutENB(w, n)
	case ENB, N3IWF:
		w.Fail("%s is no node of 5G", n)
	}
}

// RAN reads a Global-RAN-Node-ID of SBc-AP.
func (c *Coder) RAN(r *aper.Reader) Node {
	r.Extensible()
	if !r.Flag() {
		return c.GNB(r)
	}
	n := c.ENB(r)
	n.Kind = NgENB
	return n
}

// ngENBBits are the identities of an ng-eNB in NGAP, by alternative.
var ngENBBits = [...]uint{20, 18, 21}

// PutNGAP appends a GlobalRANNodeID of NGAP.
func (c *Coder) PutNGAP(w *aper.Writer, n Node) {
	switch n.Kind {
	case GNB:
		w.Bits(0, 2)
		w.Bits(0, 2)
		c.PutPLMN(w, n.PLMN)
		w.Flag(false)
		putGNBBits(w, n)
		return
	case NgENB:
		for i, bits := range ngENBBits {
			if bits == n.Bits && n.ID>>bits == 0 {
				w.Bits(1, 2)
				w.Bits(0, 2)
				c.PutPLMN(w, n.PLMN)
				w.Bits(uint64(i), 2)
				w.Align()
				w.Bits(n.ID, bits)
				return
			}
		}
	case N3IWF:
		if n.Bits == 16 && n.ID>>16 == 0 {
			w.Bits(2, 2)
			w.Bits(0, 2)
			c.PutPLMN(w, n.PLMN)
			w.Flag(false)
			w.Bits(n.ID, 16)
			return
		}
	case ENB:
	}
	failNode(w, n)
}

// NGAP reads a GlobalRANNodeID of NGAP.
func (c *Coder) NGAP(r *aper.Reader) Node {
	kind := r.Int(0, 3)
	if kind == 3 {
		r.Fail("a node of a later version")
		return Node{}
	}
	additions, extensions := r.Sequence()
	n := Node{Kind: NodeKind(kind) + GNB, PLMN: c.PLMN(r)}
	switch n.Kind {
	case GNB:
		r.Extensible()
		n.ID, n.Bits = r.BitString(22, 32)
	case NgENB:
		i := r.Int(0, 3)
		if i == 3 {
			r.Fail("an identity of a later version")
			return n
		}
		n.Bits = ngENBBits[i]
		n.ID, _ = r.BitString(n.Bits, n.Bits)
	case N3IWF:
		r.Extensible()
		n.ID, n.Bits = r.BitString(16, 16)
	case ENB:
	}
	r.Tail(additions, extensions)
	return n
}
