package smpp

import (
	"encoding/binary"
	"time"

	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
)

// A BroadcastSM asks the centre to put a text on air, clause 4.4.1.
type BroadcastSM struct {
	ServiceType string // up to 5 characters; "CBS" for cell broadcast
	Source      Address
	MessageID   string // only of a broadcast that is replaced
	Priority    byte   // meaning by network type, clause 4.7.19
	Validity    time.Time
	Replace     bool
	DataCoding  byte // clause 4.7.7: 0 the centre's default, 8 UCS-2

	Reference uint16 // ours; 0 is none
	Areas     []Place
	Content   Content
	Info      []byte // broadcast_content_type_info, up to 255 octets
	Frequency Frequency
	Payload   []byte // the text as DataCoding has it
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

// PDU returns m with sequence number 0. The parameters come in the order of
// BroadcastSM, broadcast_rep_num last: TShark reads it one octet too short and
// takes all that follows for malformed. Error: a value that does not fit.
func (m *BroadcastSM) PDU() (*PDU, error) {
	p := newPDU(Broadcast, OK)
	p.setText(pdufield.ServiceType, m.ServiceType)
	p.setSource(m.Source)
	p.setText(pdufield.MessageID, m.MessageID)
	p.setOctet(pdufield.PriorityFlag, m.Priority)
	p.setText(pdufield.ValidityPeriod, moment(m.Validity))
	if m.Replace {
		p.setOctet(pdufield.ReplaceIfPresentFlag, 1)
	}
	p.setOctet(pdufield.DataCoding, m.DataCoding)
	if m.Reference != 0 {
		p.add(UserMessageReference, u16(m.Reference)...)
	}
	if len(m.Areas) == 0 {
		return nil, p.wrong(MissingTLV, BroadcastAreaIdentifier.String(), "there is none")
	}
	for _, a := range m.Areas {
		if len(a.Details) == 0 || len(a.Details) > maxDetails {
			return nil, p.wrong(InvalidTLVLength, BroadcastAreaIdentifier.String(), "%d octets of details, not 1 to %d", len(a.Details), maxDetails)
		}
		p.add(BroadcastAreaIdentifier, append([]byte{a.Format}, a.Details...)...)
	}
	p.add(BroadcastContentType, append([]byte{m.Content.Network}, u16(m.Content.Type)...)...)
	if len(m.Info) > 255 {
		return nil, p.wrong(InvalidTLVLength, BroadcastContentTypeInfo.String(), "%d octets, at most 255 are possible", len(m.Info))
	}
	if len(m.Info) > 0 {
		p.add(BroadcastContentTypeInfo, m.Info...)
	}
	p.add(BroadcastFrequency, append([]byte{m.Frequency.Unit}, u16(m.Frequency.Count)...)...)
	p.add(MessagePayload, m.Payload...)
	p.add(BroadcastRepNum, u16(m.RepNum)...)
	return p, nil
}

// Read takes m from p. Error: a *DecodeError for a required parameter that is
// missing or a value that cannot be. What it does not know it passes over.
func (m *BroadcastSM) Read(p *PDU) error {
	if err := p.is(Broadcast); err != nil {
		return err
	}
	b := BroadcastSM{
		ServiceType: p.text(pdufield.ServiceType),
		Source:      p.source(),
		MessageID:   p.text(pdufield.MessageID),
		Priority:    p.octet(pdufield.PriorityFlag),
		Replace:     p.octet(pdufield.ReplaceIfPresentFlag) == 1,
		DataCoding:  p.octet(pdufield.DataCoding),
	}
	var err error
	if b.Validity, err = parseMoment(p.text(pdufield.ValidityPeriod)); err != nil {
		return p.wrong(InvalidExpiry, string(pdufield.ValidityPeriod), "%v", err)
	}
	r := tlvReader{p: p}
	b.Reference = r.u16(UserMessageReference)
	b.Areas = r.places()
	if c := r.need(BroadcastContentType, 3); c != nil {
		b.Content = Content{c[0], binary.BigEndian.Uint16(c[1:])}
	}
	b.Info, _ = p.first(BroadcastContentTypeInfo)
	if f := r.need(BroadcastFrequency, 3); f != nil {
		b.Frequency = Frequency{f[0], binary.BigEndian.Uint16(f[1:])}
	}
	b.Payload, _ = p.first(MessagePayload)
	if n := r.need(BroadcastRepNum, 2); n != nil {
		b.RepNum = binary.BigEndian.Uint16(n)
	}
	if r.err != nil {
		return r.err
	}
	*m = b
	return nil
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
func (m *BroadcastSMResp) PDU(s Status) *PDU {
	p := newPDU(BroadcastResp, s)
	p.setText(pdufield.MessageID, m.MessageID)
	for _, f := range m.Failed {
		p.add(BroadcastAreaIdentifier, append([]byte{f.Place.Format}, f.Place.Details...)...)
		p.add(BroadcastErrorStatus, binary.BigEndian.AppendUint32(nil, uint32(f.Status))...)
	}
	return p
}

// Read takes m from p. Failed areas and their statuses belong together by
// their order, however they are interleaved.
func (m *BroadcastSMResp) Read(p *PDU) error {
	if err := p.is(BroadcastResp); err != nil {
		return err
	}
	b := BroadcastSMResp{MessageID: p.text(pdufield.MessageID)}
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

func u16(v uint16) []byte { return binary.BigEndian.AppendUint16(nil, v) }
