package cbsp

import (
	"fmt"
	"slices"

	"bongsu/cbc"
	"bongsu/cbc/internal/wire"
)

// A Discriminator says how cells are named in a list, clause 8.2.6.
type Discriminator uint8

// The discriminators in use. All stands for every cell of the BSC and has no
// entries.
const (
	CGI   Discriminator = 0 // PLMN, location area, cell identity
	LACCI Discriminator = 1 // location area, cell identity
	CI    Discriminator = 2 // cell identity
	LAI   Discriminator = 4 // PLMN, location area
	LAC   Discriminator = 5 // location area
	All   Discriminator = 6
)

// MaxCGIs is the most cells that a list holds when they are named by CGI.
const MaxCGIs = (1<<16 - 1 - 1) / 7

// String returns the name in upper case.
func (d Discriminator) String() string {
	switch d {
	case CGI:
		return "CGI"
	case LACCI:
		return "LAC+CI"
	case CI:
		return "CI"
	case LAI:
		return "LAI"
	case LAC:
		return "LAC"
	case All:
		return "ALL"
	}
	return fmt.Sprintf("discriminator(%d)", uint8(d))
}

// parts tells which fields of an ID d has.
func (d Discriminator) parts() (plmn, lac, ci bool) {
	return d == CGI || d == LAI, d != CI && d != All, d <= CI
}

// size is how many octets an ID takes, −1 for an unknown discriminator.
func (d Discriminator) size() int {
	switch d {
	case CGI:
		return 7
	case LACCI:
		return 4
	case CI, LAC:
		return 2
	case LAI:
		return 5
	case All:
		return 0
	}
	return -1
}

// An ID names one cell, or all cells of a location area. The fields that its
// discriminator does not have are zero.
type ID struct {
	PLMN cbc.PLMN
	LAC  uint16
	CI   uint16
}

// IDOf returns how c is named under d.
func IDOf(c cbc.Cell, d Discriminator) ID {
	var id ID
	plmn, lac, ci := d.parts()
	if plmn {
		id.PLMN = c.PLMN
	}
	if lac {
		id.LAC = uint16(c.Area)
	}
	if ci {
		id.CI = uint16(c.ID)
	}
	return id
}

// Cell returns the GSM cell that id names when all its fields are there.
func (id ID) Cell() cbc.Cell {
	return cbc.Cell{Radio: cbc.GSM, PLMN: id.PLMN, Area: uint32(id.LAC), ID: uint64(id.CI)}
}

// A CellList is a list of cells that are all named in one way, clause 8.2.6.
type CellList struct {
	Discriminator Discriminator
	IDs           []ID // none under All
}

// AllCells is the list of every cell of the BSC.
func AllCells() CellList { return CellList{Discriminator: All} }

// CGIs returns the list of cells by their global identities. It fails if there
// is none, more than MaxCGIs, or one that is not a GSM cell.
func CGIs(cells []cbc.Cell) (CellList, error) {
	if len(cells) == 0 {
		return CellList{}, fmt.Errorf("no cells")
	}
	if len(cells) > MaxCGIs {
		return CellList{}, fmt.Errorf("%d cells are over the %d that one list can name", len(cells), MaxCGIs)
	}
	ids := make([]ID, len(cells))
	for i, c := range cells {
		if !isGSM(c) {
			return CellList{}, fmt.Errorf("%s is not a GSM cell", c)
		}
		ids[i] = IDOf(c, CGI)
	}
	return CellList{CGI, ids}, nil
}

// isGSM reports whether c fits the fields of an ID.
func isGSM(c cbc.Cell) bool { return c.Radio == cbc.GSM && c.Area <= 0xFFFF && c.ID <= 0xFFFF }

// A Count is how often a cell has broadcast a message, an entry of the number
// of broadcasts completed list.
type Count struct {
	ID   ID
	N    uint16
	Info uint8 // 0 N counts, 1 N overflowed, 2 not known
}

// A CountList is a number of broadcasts completed list, clause 8.2.10.
type CountList struct {
	Discriminator Discriminator
	Counts        []Count
}

// A Failure is a cell that refused, an entry of a failure list, clause 8.2.11.
type Failure struct {
	Discriminator Discriminator
	ID            ID
	Cause         Cause
}

func (e *encoder) id(ie Element, d Discriminator, id *ID) {
	plmn, lac, ci := d.parts()
	if plmn {
		b, err := id.PLMN.AppendBinary(e.b)
		if err != nil {
			e.fail(ie, "%v", err)
			return
		}
		e.b = b
	}
	if lac {
		e.b = append(e.b, byte(id.LAC>>8), byte(id.LAC))
	}
	if ci {
		e.b = append(e.b, byte(id.CI>>8), byte(id.CI))
	}
}

// discriminator appends d with the high half of the octet zero.
func (e *encoder) discriminator(ie Element, d Discriminator) {
	if d.size() < 0 {
		e.failDiscriminator(ie, d)
		return
	}
	e.b = append(e.b, byte(d))
}

func (e *encoder) failDiscriminator(ie Element, d Discriminator) {
	e.fail(ie, "%s does not exist", d)
}

// appendCGIs does what id does for the lists that can be long, where the
// network is nearly always the same as before.
func (e *encoder) appendCGIs(ids []ID) {
	e.b = slices.Grow(e.b, 7*len(ids))
	for i := range ids {
		id := &ids[i]
		if i == 0 || id.PLMN != ids[i-1].PLMN {
			e.id(ieCellList, CGI, id)
			continue
		}
		last := e.b[len(e.b)-7:]
		e.b = append(e.b, last[0], last[1], last[2], byte(id.LAC>>8), byte(id.LAC), byte(id.CI>>8), byte(id.CI))
	}
}

func (e *encoder) cells(l *CellList) {
	mark := e.list(ieCellList)
	e.discriminator(ieCellList, l.Discriminator)
	switch l.Discriminator {
	case All:
	case CGI:
		e.appendCGIs(l.IDs)
	default:
		for i := range l.IDs {
			e.id(ieCellList, l.Discriminator, &l.IDs[i])
		}
	}
	e.endList(ieCellList, mark)
}

func (e *encoder) counts(l *CountList) {
	mark := e.list(ieCompletedList)
	e.discriminator(ieCompletedList, l.Discriminator)
	for i := range l.Counts {
		c := &l.Counts[i]
		e.id(ieCompletedList, l.Discriminator, &c.ID)
		e.b = append(e.b, byte(c.N>>8), byte(c.N), c.Info&15)
	}
	e.endList(ieCompletedList, mark)
}

func (e *encoder) failures(l []Failure) {
	mark := e.list(ieFailureList)
	for i := range l {
		e.discriminator(ieFailureList, l[i].Discriminator)
		e.id(ieFailureList, l[i].Discriminator, &l[i].ID)
		e.b = append(e.b, byte(l[i].Cause))
	}
	e.endList(ieFailureList, mark)
}

// discriminator reads the low half of an octet; the high half is spare.
func (d *decoder) discriminator(ie Element, r *wire.Reader) Discriminator {
	off := r.Offset()
	if r.Left() == 0 {
		d.fail(ie, off, ValueInvalid, "no discriminator")
		return 0
	}
	v := Discriminator(r.U8() & 15)
	if v.size() < 0 {
		d.fail(ie, off, ValueInvalid, v.String()+" does not exist")
	}
	return v
}

func (d *decoder) id(ie Element, disc Discriminator, r *wire.Reader) ID {
	var id ID
	off := r.Offset()
	plmn, lac, ci := disc.parts()
	if plmn {
		id.PLMN = d.network(ie, off, r.U24())
	}
	if lac {
		id.LAC = r.U16()
	}
	if ci {
		id.CI = r.U16()
	}
	return id
}

// network decodes the octets of a PLMN, which in a list are nearly always the
// same as before.
func (d *decoder) network(ie Element, off int, octets uint32) cbc.PLMN {
	if octets != d.octets || d.octets == 0 {
		p, err := cbc.DecodePLMN([3]byte{byte(octets >> 16), byte(octets >> 8), byte(octets)})
		if err != nil {
			d.fail(ie, off, ValueInvalid, err.Error())
		}
		d.octets, d.plmn = octets, p
	}
	return d.plmn
}

// entries opens a list whose entries all take size(disc)+extra octets.
func (d *decoder) entries(ie Element, extra int) (r wire.Reader, disc Discriminator, n int) {
	r = d.need(ie)
	if d.err != nil {
		return r, 0, 0
	}
	disc = d.discriminator(ie, &r)
	if d.err != nil {
		return r, disc, 0
	}
	size := disc.size() + extra
	if size == 0 && r.Left() > 0 || size > 0 && r.Left()%size != 0 {
		d.fail(ie, r.Offset(), ValueInvalid, fmt.Sprintf("%d octets are not whole entries of %d", r.Left(), size))
		return r, disc, 0
	}
	if size > 0 {
		n = r.Left() / size
	}
	return r, disc, n
}

func (d *decoder) cells() CellList {
	r, disc, n := d.entries(ieCellList, 0)
	l := CellList{Discriminator: disc}
	if n > 0 {
		l.IDs = make([]ID, n)
	}
	if disc == CGI {
		d.readCGIs(l.IDs, &r)
		return l
	}
	for i := range l.IDs {
		l.IDs[i] = d.id(ieCellList, disc, &r)
	}
	return l
}

// readCGIs does what id does for the lists that can be long.
func (d *decoder) readCGIs(ids []ID, r *wire.Reader) {
	off := r.Offset()
	b := r.Bytes(7 * len(ids))
	for i := range ids {
		o := b[7*i : 7*i+7]
		octets := uint32(o[0])<<16 | uint32(o[1])<<8 | uint32(o[2])
		ids[i] = ID{d.network(ieCellList, off+7*i, octets), uint16(o[3])<<8 | uint16(o[4]), uint16(o[5])<<8 | uint16(o[6])}
	}
}

func (d *decoder) counts() CountList {
	r, disc, n := d.entries(ieCompletedList, 3)
	l := CountList{Discriminator: disc}
	if n > 0 {
		l.Counts = make([]Count, n)
	}
	for i := range l.Counts {
		l.Counts[i] = Count{ID: d.id(ieCompletedList, disc, &r), N: r.U16(), Info: r.U8() & 15}
	}
	return l
}

func (d *decoder) failures() []Failure {
	r := d.need(ieFailureList)
	var l []Failure
	for r.Left() > 0 && d.err == nil {
		disc := d.discriminator(ieFailureList, &r)
		l = append(l, Failure{disc, d.id(ieFailureList, disc, &r), Cause(r.U8())})
	}
	if r.Err() != nil {
		d.fail(ieFailureList, r.Offset(), ValueInvalid, "the list ends inside an entry")
	}
	return l
}
