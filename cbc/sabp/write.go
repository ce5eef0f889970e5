package sabp

import (
	"bytes"

	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// The bounds of the values of a write-replace, clause 9.3.4.
const (
	MaxPeriod      = 4096 // seconds
	maxContentBits = 9968 // 15 pages
	warningTypeLen = 2
	securityLen    = 50
)

// A WriteReplace asks the RNC to broadcast a message, and to take another off
// the air where it names its serial number, clause 8.2.
type WriteReplace struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial // the new one
	Old       cbc.Serial // counts only if Replaces
	Replaces  bool
	Areas     []cbc.Cell // 1 to MaxAreas

	Category   *cbc.Category // nil leaves it to the RNC, as does 3
	Period     int           // seconds, 1 to MaxPeriod
	Broadcasts uint16        // 0 is until further notice
	DCS        cbc.DCS
	Content    []byte // CB data of TS 23.041 clause 9.4.2.2.5, up to 1,246 octets

	// The rest is ETWS: the primary notification, and whether it is paged at
	// once. NoContent says that Content is none, since it must be there.
	Paging      bool
	WarningType *uint16   // TS 23.041 clause 9.3.24
	Security    *[50]byte // nil when not signed
	NoContent   bool
}

// Type returns TypeWriteReplace.
func (*WriteReplace) Type() Type { return TypeWriteReplace }

// AppendBinary appends the wire form of m to b.
func (m *WriteReplace) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeWriteReplace)
	e.messageID(m.MessageID, aper.Reject)
	e.serial(ieNewSerial, m.Serial, aper.Reject)
	if m.Replaces {
		e.serial(ieOldSerial, m.Old, aper.Ignore)
	}
	e.areas(m.Areas, aper.Reject)
	if m.Category != nil {
		mark := e.may(ieCategory)
		e.Flag(false)
		e.Int(int64(*m.Category), 0, 3)
		e.Close(mark)
	}
	mark := e.must(iePeriod)
	e.Int(int64(m.Period), 1, MaxPeriod)
	e.Close(mark)
	mark = e.must(ieBroadcasts)
	e.Int(int64(m.Broadcasts), 0, 65535)
	e.Close(mark)
	mark = e.must(ieDCS)
	e.BitString(uint64(m.DCS), 8, 8, 8)
	e.Close(mark)
	mark = e.must(ieContent)
	e.OctetBits(m.Content, 1, maxContentBits)
	e.Close(mark)
	m.appendETWS(&e)
	return e.end()
}

// appendETWS appends the extension fields, in the order of the standard.
func (m *WriteReplace) appendETWS(e *encoder) {
	if m.Security != nil {
		e.Extend()
		mark := e.may(ieSecurity)
		e.Raw(m.Security[:]...)
		e.Close(mark)
	}
	if m.Paging {
		e.Extend()
		mark := e.may(iePaging)
		e.Flag(false)
		e.Close(mark)
	}
	if m.WarningType != nil {
		e.Extend()
		mark := e.may(ieWarningType)
		e.Bits(uint64(*m.WarningType), 8*warningTypeLen)
		e.Close(mark)
	}
	if m.NoContent {
		e.Extend()
		mark := e.may(ieContentValidity)
		e.Flag(false)
		e.Close(mark)
	}
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *WriteReplace) UnmarshalBinary(b []byte) error { return unmarshal(b, m) }

func (m *WriteReplace) read(d *decoder) {
	*m = WriteReplace{MessageID: d.messageID(), Serial: d.serial(ieNewSerial), Replaces: d.Has(uint16(ieOldSerial))}
	if m.Replaces {
		m.Old = d.serial(ieOldSerial)
	}
	m.Areas = d.areas()
	d.maybe(ieCategory, func(r *aper.Reader) {
		if r.Flag() { // a category of a later version
			return
		}
		c := cbc.Category(r.Int(0, 3))
		m.Category = &c
	})
	d.field(iePeriod, func(r *aper.Reader) { m.Period = int(r.Int(1, MaxPeriod)) })
	d.field(ieBroadcasts, func(r *aper.Reader) { m.Broadcasts = uint16(r.Int(0, 65535)) })
	d.field(ieDCS, func(r *aper.Reader) { m.DCS = cbc.DCS(r.Bits(8)) })
	d.field(ieContent, func(r *aper.Reader) { m.Content = bytes.Clone(r.OctetBits(1, maxContentBits)) })
	m.readETWS(d)
}

func (m *WriteReplace) readETWS(d *decoder) {
	m.Paging = d.maybe(iePaging, func(r *aper.Reader) { r.Flag() })
	d.maybe(ieWarningType, func(r *aper.Reader) {
		t := uint16(r.Bits(8 * warningTypeLen))
		m.WarningType = &t
	})
	d.maybe(ieSecurity, func(r *aper.Reader) {
		m.Security = new([50]byte)
		copy(m.Security[:], r.Raw(securityLen))
	})
	m.NoContent = d.maybe(ieContentValidity, func(r *aper.Reader) { r.Flag() })
}
