package smpp

import (
	"bytes"
	"errors"
	"fmt"
)

var errUnnamed = errors.New("or a reference is needed, and not both")

// A QueryBroadcastSM asks what has become of a broadcast, clause 4.6.1: by the
// centre's message_id, or by our reference, of which the newest counts.
type QueryBroadcastSM struct {
	MessageID string
	Source    Address
	Reference uint16 // 0 is none; only without MessageID
}

// PDU returns m with sequence number 0. Error: neither or both names are set.
func (m *QueryBroadcastSM) PDU() (*PDU, error) { return pduOf(m) }

func (m *QueryBroadcastSM) appendTo(b []byte) ([]byte, error) {
	w := begin(b, QueryBroadcast, OK)
	if (m.MessageID == "") == (m.Reference == 0) {
		w.fail("message_id", errUnnamed)
	}
	w.text("message_id", m.MessageID, messageIDSize)
	w.address(m.Source, numberSize)
	if m.Reference != 0 {
		w.tlv16(UserMessageReference, m.Reference)
	}
	return w.end()
}

// Read takes m from p.
func (m *QueryBroadcastSM) Read(p *PDU) error {
	if err := p.is(QueryBroadcast); err != nil {
		return err
	}
	f, r := p.fields(), tlvReader{p: p}
	q := QueryBroadcastSM{string(f.text("message_id", messageIDSize)), f.address(numberSize), r.u16(UserMessageReference)}
	if r.err != nil {
		return r.err
	}
	*m = q
	return f.fault()
}

// A QueryBroadcastSMResp is the answer, clause 4.6.2.
type QueryBroadcastSMResp struct {
	MessageID string
	State     MessageState
	Areas     []PlaceSuccess
	Ended     string // broadcast_end_time, 16 characters; "" if it is not told
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
	Delivered     MessageState = 2 // of short messages alone
	Expired       MessageState = 3
	Deleted       MessageState = 4
	Undeliverable MessageState = 5
	AcceptedState MessageState = 6
	UnknownState  MessageState = 7
	Rejected      MessageState = 8
	Skipped       MessageState = 9 // accepted, but not broadcast by a rule of the centre's
)

var stateNames = map[MessageState]string{
	Scheduled: "scheduled", Enroute: "enroute", Delivered: "delivered", Expired: "expired", Deleted: "deleted",
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
func (m *QueryBroadcastSMResp) PDU() (*PDU, error) { return pduOf(m) }

func (m *QueryBroadcastSMResp) appendTo(b []byte) ([]byte, error) {
	w := begin(b, QueryBroadcastResp, OK)
	w.text("message_id", m.MessageID, messageIDSize)
	w.tlv(MessageStateTag, byte(m.State))
	for _, a := range m.Areas {
		w.place(a.Place)
		w.tlv(BroadcastAreaSuccess, a.Percent)
	}
	if m.Ended != "" { // with the NUL that its 16 characters need
		w.tlv(BroadcastEndTime, append([]byte(m.Ended), 0)...)
	}
	return w.end()
}

// Read takes m from p. Areas and percentages belong together by their order;
// where there is not one for each (node-smpp writes one for all) they are
// unknown. A broadcast_end_time may have its NUL or not: the standard says 16
// octets and a form that takes 17.
func (m *QueryBroadcastSMResp) Read(p *PDU) error {
	if err := p.is(QueryBroadcastResp); err != nil {
		return err
	}
	r := tlvReader{p: p}
	var q QueryBroadcastSMResp
	var err error
	if q.MessageID, err = p.messageID(); err != nil {
		return err
	}
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
	if v, ok := p.first(BroadcastEndTime); ok {
		q.Ended = string(bytes.TrimRight(v, "\x00"))
	}
	*m = q
	return nil
}
