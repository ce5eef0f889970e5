package smpp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"
)

// A BroadcastSM asks the centre to put a text on air, clause 4.4.1.
type BroadcastSM struct {
	ServiceType string // up to 5 characters; "CBS" for cell broadcast
	Source      Address
	MessageID   string // only of a broadcast that is replaced
	Priority    byte   // meaning by network type, clause 4.7.19
	Validity    time.Time
	ValidFor    time.Duration // instead of Validity: whole seconds from when the centre reads it
	Replace     bool
	DataCoding  byte // clause 4.7.7: 0 the centre's default, 8 UCS-2

	Reference uint16 // ours; 0 is none
	Areas     []Place
	Content   Content
	Info      []byte // broadcast_content_type_info, up to 255 octets
	Group     []byte // broadcast_service_group, up to 255 octets
	Frequency Frequency
	Payload   []byte // the text as DataCoding has it
	Extra     []TLV  // anything else
	RepNum    uint16 // 0: until Validity
}

// A Place is one broadcast_area_identifier, clause 4.8.4.4.
type Place struct {
	Format  byte
	Details []byte // up to 100 octets
}

// Formats of a Place. The shapes are those of TS 23.032.
const (
	Alias        byte = 0 // a name that both sides know
	EllipsoidArc byte = 1 // TS 23.032 clauses 5.7 and 7.3.7
	Polygon      byte = 2 // TS 23.032 clauses 5.4 and 7.3.4
)

const maxDetails = 100

// A Content is the broadcast_content_type, clause 4.8.4.7: a type of
// information in the numbering of a network.
type Content struct {
	Network byte   // 0 generic, 1 GSM, 2 TDMA, 3 CDMA
	Type    uint16 // under GSM by agreement the message identifier of TS 23.041
}

// A Frequency is the broadcast_frequency_interval, clause 4.8.4.11.
type Frequency struct {
	Unit  byte // 0x00 as often as possible, 0x08 seconds, 0x09 minutes, 0x0A hours, …
	Count uint16
}

const seconds byte = 0x08

// A dialect is how a centre departs from the standard's octets.
type dialect struct {
	repNum     int  // octets of broadcast_rep_num, 1 to 3; the standard has 2
	registered bool // an octet registered_delivery behind replace_if_present_flag
}

var standard = dialect{repNum: 2}

// registeredLayout is that of broadcast_sm with the octet that has no place in
// it.
var registeredLayout = slices.Insert(slices.Clone(layouts[Broadcast]), registeredAt, field{"registered_delivery", anOctet})

const registeredAt = 9 // behind replace_if_present_flag

// view reads a broadcast_sm of the dialect.
func (d dialect) view(b []byte) (PDU, error) {
	if d.registered {
		return viewAs(b, registeredLayout, true)
	}
	return view(b)
}

// PDU returns m with sequence number 0. The parameters come in the order of
// BroadcastSM, broadcast_rep_num last: TShark reads it one octet too short and
// takes all that follows for malformed. Error: a value that does not fit.
func (m *BroadcastSM) PDU() (*PDU, error) { return pduOf(m) }

func (m *BroadcastSM) appendTo(b []byte) ([]byte, error) { return m.appendIn(b, standard) }

// appendIn appends m as a centre of the dialect reads it.
func (m *BroadcastSM) appendIn(b []byte, d dialect) ([]byte, error) {
	w := begin(b, Broadcast, OK)
	m.mandatory(&w, d)
	if m.Reference != 0 {
		w.tlv16(UserMessageReference, m.Reference)
	}
	if len(m.Areas) == 0 {
		w.fail(BroadcastAreaIdentifier.String(), errors.New("there is none"))
	}
	for _, a := range m.Areas {
		w.place(a)
	}
	w.tlv(BroadcastContentType, m.Content.Network, byte(m.Content.Type>>8), byte(m.Content.Type))
	w.tlv255(BroadcastContentTypeInfo, m.Info)
	w.tlv255(BroadcastServiceGroup, m.Group)
	w.tlv(BroadcastFrequency, m.Frequency.Unit, byte(m.Frequency.Count>>8), byte(m.Frequency.Count))
	w.tlv(MessagePayload, m.Payload...)
	w.rest(m.Extra)
	w.repetitions(m.RepNum, d.repNum)
	return w.end()
}

func (m *BroadcastSM) mandatory(w *builder, d dialect) {
	w.text("service_type", m.ServiceType, serviceTypeSize)
	w.address(m.Source, numberSize)
	w.text("message_id", m.MessageID, messageIDSize)
	w.octet(m.Priority)
	w.text("schedule_delivery_time", "", timeSize)
	w.moment(m.Validity, m.ValidFor)
	w.octet(flag(m.Replace))
	if d.registered {
		w.octet(0)
	}
	w.octet(m.DataCoding, 0)
}

// place writes a broadcast_area_identifier.
func (w *builder) place(a Place) {
	if len(a.Details) == 0 || len(a.Details) > maxDetails {
		w.fail(BroadcastAreaIdentifier.String(), fmt.Errorf("%d octets of details, not 1 to %d", len(a.Details), maxDetails))
	}
	w.open(BroadcastAreaIdentifier, 1+len(a.Details))
	w.b = append(append(w.b, a.Format), a.Details...)
}

// tlv255 writes a parameter of up to 255 octets, unless it is empty.
func (w *builder) tlv255(t Tag, v []byte) {
	if len(v) > 255 {
		w.fail(t.String(), fmt.Errorf("%d octets, at most 255 are possible", len(v)))
	}
	if len(v) > 0 {
		w.tlv(t, v...)
	}
}

// repetitions writes broadcast_rep_num in as many octets as the centre wants.
func (w *builder) repetitions(n uint16, octets int) {
	if octets == 1 && n > 255 {
		w.fail(BroadcastRepNum.String(), fmt.Errorf("%d is more than one octet holds", n))
	}
	b := [3]byte{0, byte(n >> 8), byte(n)}
	w.tlv(BroadcastRepNum, b[3-octets:]...)
}

// moment writes a validity_period, absolute or relative.
func (w *builder) moment(at time.Time, span time.Duration) {
	switch {
	case !at.IsZero():
		w.b = appendMoment(w.b, at)
	case span != 0:
		if span < 0 || span > MaxRelative {
			w.fail("validity_period", fmt.Errorf("%v is not from 0 to %v", span, MaxRelative))
		}
		w.b = appendRelative(w.b, span)
	}
	w.octet(0)
}

func flag(is bool) byte {
	if is {
		return 1
	}
	return 0
}

// Read takes m from p. Error: a *DecodeError for a required parameter that is
// missing or a value that cannot be. What it does not know it passes over;
// broadcast_rep_num may have one to three octets.
func (m *BroadcastSM) Read(p *PDU) error {
	if err := p.is(Broadcast); err != nil {
		return err
	}
	b := BroadcastSM{}
	f := p.fields()
	b.ServiceType = string(f.text("service_type", serviceTypeSize))
	b.Source = f.address(numberSize)
	b.MessageID = string(f.text("message_id", messageIDSize))
	b.Priority = f.octet("priority_flag")
	f.text("schedule_delivery_time", timeSize)
	validity := f.text("validity_period", timeSize)
	b.Replace = f.octet("replace_if_present_flag") == 1
	b.DataCoding = f.octet("data_coding")
	if f.err != nil {
		return f.err
	}
	var err error
	if b.Validity, b.ValidFor, err = parseTime(validity); err != nil {
		return p.wrong(InvalidExpiry, "validity_period", "%v", err)
	}
	r := tlvReader{p: p}
	b.parameters(&r)
	if r.err != nil {
		return r.err
	}
	*m = b
	return nil
}

func (m *BroadcastSM) parameters(r *tlvReader) {
	m.Reference = r.u16(UserMessageReference)
	m.Areas = r.places()
	if c := r.need(BroadcastContentType, 3); c != nil {
		m.Content = Content{c[0], binary.BigEndian.Uint16(c[1:])}
	}
	m.Info, _ = r.p.first(BroadcastContentTypeInfo)
	m.Group, _ = r.p.first(BroadcastServiceGroup)
	if f := r.need(BroadcastFrequency, 3); f != nil {
		m.Frequency = Frequency{f[0], binary.BigEndian.Uint16(f[1:])}
	}
	m.Payload, _ = r.p.first(MessagePayload)
	m.RepNum = r.repetitions()
}

// A BroadcastSMResp is the answer, clause 4.4.2.
type BroadcastSMResp struct {
	MessageID string        // the centre's name for the broadcast
	Failed    []FailedPlace // the others are accepted
}

// A FailedPlace is a place that the centre refused, and why.
type FailedPlace struct {
	Place  Place
	Status Status // UnknownError if the centre gives none
}

// PDU returns m with the given status and sequence number 0.
func (m *BroadcastSMResp) PDU(s Status) (*PDU, error) {
	p, err := pduOf(m)
	if err == nil {
		p.SetStatus(s)
	}
	return p, err
}

func (m *BroadcastSMResp) appendTo(b []byte) ([]byte, error) {
	w := begin(b, BroadcastResp, OK)
	w.text("message_id", m.MessageID, messageIDSize)
	for _, f := range m.Failed {
		w.place(f.Place)
		w.open(BroadcastErrorStatus, 4)
		w.b = binary.BigEndian.AppendUint32(w.b, uint32(f.Status))
	}
	return w.end()
}

// Read takes m from p. Failed areas and their statuses belong together by
// their order, however they are interleaved.
func (m *BroadcastSMResp) Read(p *PDU) error {
	if err := p.is(BroadcastResp); err != nil {
		return err
	}
	var b BroadcastSMResp
	var err error
	if b.MessageID, err = p.messageID(); err != nil {
		return err
	}
	statuses := p.all(BroadcastErrorStatus)
	for i, v := range p.all(BroadcastAreaIdentifier) {
		f := FailedPlace{Status: UnknownError}
		if len(v) > 0 {
			f.Place = Place{v[0], v[1:]}
		}
		if i < len(statuses) && len(statuses[i]) == 4 {
			f.Status = Status(binary.BigEndian.Uint32(statuses[i]))
		}
		b.Failed = append(b.Failed, f)
	}
	*m = b
	return nil
}

// messageID returns the message_id that p begins with, "" of a bare refusal.
func (p *PDU) messageID() (string, error) {
	if p.bare() {
		return "", nil
	}
	f := p.fields()
	id := string(f.text("message_id", messageIDSize))
	return id, f.fault()
}
