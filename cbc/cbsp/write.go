package cbsp

import (
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// A Channel is the cell broadcast channel that a message goes on. Emergency
// messages have none.
type Channel uint8

const (
	NoChannel Channel = iota // the element is absent
	Basic
	Extended
)

// An Emergency is the ETWS primary notification in a write-replace.
type Emergency struct {
	WarningType uint16   // TS 23.041 clause 9.3.24
	Security    [50]byte // zeros when not signed
	// Period is how long it is repeated, up to one hour; 0 has no limit. Only
	// some values exist, others become the next longer.
	Period time.Duration
}

// A WriteReplace asks the BSC to broadcast a message, and to take another off
// the air where it names its serial number, clause 8.1.3.1.
type WriteReplace struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial // the new one
	Old       cbc.Serial // counts only if Replaces
	Replaces  bool
	Cells     CellList

	// Emergency is set in the emergency form; the fields below are then not
	// part of the message.
	Emergency *Emergency

	Channel    Channel // Basic or Extended
	Category   cbc.Category
	Period     RepetitionPeriod
	Broadcasts uint16
	DCS        cbc.DCS
	Pages      []text.Page // 1 to 15; each a message content element, clause 8.2.3
}

// Type returns TypeWriteReplace.
func (*WriteReplace) Type() Type { return TypeWriteReplace }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplace) AppendBinary(b []byte) ([]byte, error) { return m.append(b, nil) }

// append is AppendBinary with another cell list than m's, as it goes over the
// wire, unless that is nil.
func (m *WriteReplace) append(b, cells []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplace)
	e.messageID(m.MessageID)
	e.serial(ieNewSerial, m.Serial)
	if m.Replaces {
		e.serial(ieOldSerial, m.Old)
	}
	e.listed(&m.Cells, cells)
	if m.Emergency != nil {
		m.appendEmergency(&e)
	} else {
		m.appendCBS(&e)
	}
	return e.end()
}

func (m *WriteReplace) appendEmergency(e *encoder) {
	e.u8(ieEmergency, 1)
	e.u16(ieWarningType, m.Emergency.WarningType)
	e.b = append(e.b, byte(ieWarningSecurity))
	e.b = append(e.b, m.Emergency.Security[:]...)
	e.period(ieWarningPeriod, m.Emergency.Period, maxCoded)
}

func (m *WriteReplace) appendCBS(e *encoder) {
	if m.Channel == NoChannel {
		e.fail(ieChannel, "missing")
	}
	if n := len(m.Pages); n == 0 || n > text.MaxPages {
		e.fail(iePages, "not 1 to %d", text.MaxPages)
	}
	if m.Category > cbc.Normal {
		e.fail(ieCategory, "reserved value")
	}
	e.channel(m.Channel)
	e.u8(ieCategory, uint8(m.Category))
	e.u16(ieRepetitionPeriod, uint16(m.Period))
	e.u16(ieBroadcasts, m.Broadcasts)
	e.u8(iePages, uint8(len(m.Pages)))
	e.u8(ieDCS, uint8(m.DCS))
	for i := range m.Pages {
		p := &m.Pages[i]
		if p.Used < 1 || p.Used > text.PageOctets {
			e.fail(ieMessageContent, "length of a page is not 1 to %d", text.PageOctets)
		}
		e.u8(ieMessageContent, uint8(p.Used))
		e.b = append(e.b, p.Content[:]...)
	}
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplace) UnmarshalBinary(b []byte) error { return m.read(b, nil) }

// read is UnmarshalBinary, but if cells is not nil the cell list must be that,
// and stays empty in m.
func (m *WriteReplace) read(b, cells []byte) error {
	d := open(b, TypeWriteReplace)
	w := WriteReplace{MessageID: d.messageID(), Serial: d.serial(ieNewSerial), Replaces: d.has(ieOldSerial)}
	if w.Replaces {
		w.Old = d.serial(ieOldSerial)
	}
	w.Cells = d.listed(cells)
	if d.has(ieEmergency) {
		w.Emergency = d.emergency()
	} else {
		w.readCBS(&d)
	}
	if d.err != nil {
		return d.err
	}
	*m = w
	return nil
}

func (d *decoder) emergency() *Emergency {
	if d.u8(ieEmergency) != 1 {
		d.fail(ieEmergency, int(d.at[ieEmergency].off), ValueInvalid, "reserved value")
	}
	e := &Emergency{WarningType: d.u16(ieWarningType)}
	r := d.need(ieWarningSecurity)
	copy(e.Security[:], r.Bytes(warningSecurityLen))
	e.Period = d.period(ieWarningPeriod, maxCoded)
	return e
}

func (m *WriteReplace) readCBS(d *decoder) {
	d.need(ieChannel)
	m.Channel = d.channel()
	m.Category = cbc.Category(d.upTo(ieCategory, uint8(cbc.Normal)))
	m.Period = RepetitionPeriod(d.u16(ieRepetitionPeriod))
	m.Broadcasts = d.u16(ieBroadcasts)
	n := d.upTo(iePages, text.MaxPages)
	m.DCS = cbc.DCS(d.u8(ieDCS))
	switch {
	case d.err != nil:
		return
	case d.used < int(n):
		d.fail(ieMessageContent, len(d.b), MissingElement, "fewer pages than announced")
	case n == 0 || d.used > int(n):
		d.fail(iePages, int(d.at[iePages].off), ValueInvalid, "fewer pages announced than there are")
	}
	m.Pages = make([]text.Page, n)
	for i := range m.Pages {
		m.Pages[i] = d.page(int(d.pages[i]))
	}
}

func (d *decoder) page(off int) text.Page {
	if d.err != nil {
		return text.Page{}
	}
	p := text.Page{Used: int(d.b[off])}
	if p.Used < 1 || p.Used > text.PageOctets {
		d.fail(ieMessageContent, off, ValueInvalid, "length of a page is not 1 to 82")
	}
	copy(p.Content[:], d.b[off+1:off+contentLen])
	return p
}
