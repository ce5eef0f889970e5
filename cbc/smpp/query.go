package smpp

import (
	"fmt"

	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
)

// A QueryBroadcastSM asks what has become of a broadcast, clause 4.6.1: by the
// centre's message_id, or by our reference, of which the newest counts.
type QueryBroadcastSM struct {
	MessageID string
	Source    Address
	Reference uint16 // 0 is none; only without MessageID
}

// PDU returns m with sequence number 0. Error: neither or both names are set.
func (m *QueryBroadcastSM) PDU() (*PDU, error) {
	p := newPDU(QueryBroadcast, OK)
	if (m.MessageID == "") == (m.Reference == 0) {
		return nil, p.wrong(InvalidMessageID, "message_id", "or a reference is needed, and not both")
	}
	p.setText(pdufield.MessageID, m.MessageID)
	p.setSource(m.Source)
	if m.Reference != 0 {
		p.add(UserMessageReference, u16(m.Reference)...)
	}
	return p, nil
}

// Read takes m from p.
func (m *QueryBroadcastSM) Read(p *PDU) error {
	if err := p.is(QueryBroadcast); err != nil {
		return err
	}
	r := tlvReader{p: p}
	q := QueryBroadcastSM{p.text(pdufield.MessageID), p.source(), r.u16(UserMessageReference)}
	if r.err != nil {
		return r.err
	}
	*m = q
	return nil
}

// A QueryBroadcastSMResp is the answer, clause 4.6.2.
type QueryBroadcastSMResp struct {
	MessageID string
	State     MessageState
	Areas     []PlaceSuccess
}

// A PlaceSuccess is how many of a place's base stations took the broadcast.
type PlaceSuccess struct {
	Place   Place
	Percent byte // 0–100, or 255: unknown
}

// Unknown is the Percent of a centre that cannot tell.
const Unknown byte = 255

// A MessageState is where a broadcast stands, clause 4.7.15.
type MessageState byte

const (
	Scheduled     MessageState = 0
	Enroute       MessageState = 1 // on air
	Expired       MessageState = 3
	Deleted       MessageState = 4
	Undeliverable MessageState = 5
	AcceptedState MessageState = 6
	UnknownState  MessageState = 7
	Rejected      MessageState = 8
	Skipped       MessageState = 9 // accepted, but not broadcast by a rule of the centre's
)

var stateNames = map[MessageState]string{
	Scheduled: "scheduled", Enroute: "enroute", 2: "delivered", Expired: "expired", Deleted: "deleted",
	Undeliverable: "undeliverable", AcceptedState: "accepted", UnknownState: "unknown",
	Rejected: "rejected", Skipped: "skipped",
}

// String returns the standard's name in lower case.
func (s MessageState) String() string {
	if n := stateNames[s]; n != "" {
		return n
	}
	return fmt.Sprintf("message state %d", byte(s))
}

// gone reports whether the centre remembers the broadcast but has it no longer
// on air.
func (s MessageState) gone() bool {
	return s == Expired || s == Deleted || s == Undeliverable || s == Rejected
}

// PDU returns m with sequence number 0.
func (m *QueryBroadcastSMResp) PDU() *PDU {
	p := newPDU(QueryBroadcastResp, OK)
	p.setText(pdufield.MessageID, m.MessageID)
	p.add(MessageStateTag, byte(m.State))
	for _, a := range m.Areas {
		p.add(BroadcastAreaIdentifier, append([]byte{a.Place.Format}, a.Place.Details...)...)
		p.add(BroadcastAreaSuccess, a.Percent)
	}
	return p
}

// Read takes m from p. Areas and percentages belong together by their order;
// where there is not one for each (node-smpp writes one for all) they are
// unknown.
func (m *QueryBroadcastSMResp) Read(p *PDU) error {
	if err := p.is(QueryBroadcastResp); err != nil {
		return err
	}
	r := tlvReader{p: p}
	q := QueryBroadcastSMResp{MessageID: p.text(pdufield.MessageID)}
	if v := r.need(MessageStateTag, 1); v != nil {
		q.State = MessageState(v[0])
	}
	if r.err != nil {
		return r.err
	}
	percent := p.all(BroadcastAreaSuccess)
	areas := p.all(BroadcastAreaIdentifier)
	for i, v := range areas {
		a := PlaceSuccess{Percent: Unknown}
		if len(v) > 0 {
			a.Place = Place{v[0], v[1:]}
		}
		if len(percent) == len(areas) && len(percent[i]) == 1 {
			a.Percent = percent[i][0]
		}
		q.Areas = append(q.Areas, a)
	}
	*m = q
	return nil
}
