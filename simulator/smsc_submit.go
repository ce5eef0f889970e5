package simulator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// smscStored is how many messages a centre remembers; of those that are over
// the oldest give way.
const smscStored = 1 << 17

// An smscMessage is a short message to one phone.
type smscMessage struct {
	id           string
	source, dest pdu.Address
	service      string
	text         string // of this segment
	raw          []byte // its first octets, for receipts
	registered   byte
	state        smpp.MessageState
	at, done     time.Time
	begins, ends time.Time // ends is zero for never
}

// An smscStore is the messages of a centre. It is guarded by the centre's mu.
type smscStore struct {
	byID  map[string][]*smscMessage // a submit_multi has several
	order []*smscMessage            // oldest first
	parts map[smscWhole]map[int][]byte
}

// An smscWhole names a long message.
type smscWhole struct {
	source, dest pdu.Address
	segment      pdu.Segment // its Number is 0
}

func newSMSCStore() smscStore {
	return smscStore{byID: map[string][]*smscMessage{}, parts: map[smscWhole]map[int][]byte{}}
}

// keep remembers m and forgets what is over and too old.
func (s *smscStore) keep(m *smscMessage) {
	s.byID[m.id] = append(s.byID[m.id], m)
	s.order = append(s.order, m)
	if len(s.order) < smscStored {
		return
	}
	cut := len(s.order) / 4
	for _, old := range s.order[:cut] {
		delete(s.byID, old.id)
	}
	s.order = slices.Clone(s.order[cut:])
}

// submit carries out a submit_sm or data_sm.
func (s *SMSC) submit(q *smscRequest) *smscAnswer {
	m, status := s.message(q, q.Destination)
	if status != smpp.OK {
		return s.refuse(q, status)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.Replace {
		s.supersede(m)
	}
	m.id = s.newID()
	a := q.answer(smpp.OK)
	a.Text(m.id)
	a.note.Reference = m.id
	s.takeIn(q, m, a)
	return a
}

// takeIn keeps m and has it delivered after a, or before.
func (s *SMSC) takeIn(q *smscRequest, m *smscMessage, a *smscAnswer) {
	s.store.keep(m)
	if s.c.Receipts.Early {
		s.finish(q, m)
		return
	}
	begin := a.after
	a.after = func() {
		if begin != nil {
			begin()
		}
		at := max(time.Until(m.begins), 0) + s.receiptDelay()
		s.agenda.at(time.Now().Add(at), func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.finish(q, m)
		})
	}
}

// multi carries out a submit_multi.
func (s *SMSC) multi(q *smscRequest) *smscAnswer {
	if len(q.Destinations) == 0 {
		return s.refuse(q, smpp.InvalidDestinationCount)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.newID()
	a := q.answer(smpp.OK)
	type unsent struct {
		to     pdu.Address
		status smpp.Status
	}
	var failed []unsent
	for _, d := range q.Destinations {
		if d.List != "" {
			failed = append(failed, unsent{pdu.Address{Number: d.List}, smpp.InvalidListName})
			continue
		}
		m, status := s.message(q, d.Address)
		if status != smpp.OK {
			failed = append(failed, unsent{d.Address, status})
			continue
		}
		m.id = id
		s.takeIn(q, m, a)
	}
	a.Text(id)
	a.Octet(byte(len(failed)))
	for _, f := range failed {
		a.Address(f.to)
		a.Octet(byte(f.status>>24), byte(f.status>>16), byte(f.status>>8), byte(f.status))
	}
	a.note.Reference = id
	if len(failed) > 0 {
		a.note.Detail = fmt.Sprintf("%d of %d not", len(failed), len(q.Destinations))
	}
	return a
}

// message makes a message of a request, or says why not.
func (s *SMSC) message(q *smscRequest, to pdu.Address) (*smscMessage, smpp.Status) {
	now := time.Now()
	_, hasPayload := q.Value(smpp.MessagePayload)
	switch {
	case !dialable(to):
		return nil, smpp.InvalidDestination
	case len(q.Short) > 0 && hasPayload:
		return nil, smpp.InvalidMessageLength
	}
	m := &smscMessage{source: q.Source, dest: to, service: q.ServiceType, registered: q.Registered, state: smpp.Enroute, at: now}
	var ok bool
	if m.begins, ok = pdu.Time(q.Schedule, now); !ok {
		return nil, smpp.InvalidSchedule
	}
	if m.begins.After(now) {
		m.state = smpp.Scheduled
	}
	if m.ends, ok = pdu.Time(q.Validity, now); !ok || !m.ends.IsZero() && !m.ends.After(now) {
		return nil, smpp.InvalidExpiry
	}
	if q.ESMClass&0x40 != 0 {
		if _, _, whole := pdu.SplitHeader(q.Payload()); !whole {
			return nil, smpp.InvalidESMClass
		}
	}
	words := q.words()
	m.raw = words[:min(len(words), 20)]
	m.text, _ = pdu.Text(q.Coding, words)
	return m, smpp.OK
}

// dialable reports whether a is a number of 3 to 20 digits.
func dialable(a pdu.Address) bool {
	n := strings.TrimPrefix(a.Number, "+")
	return len(n) >= 3 && len(n) <= 20 && strings.Trim(n, "0123456789") == ""
}

// supersede drops an undelivered message that m replaces: one of the same
// source, destination and service_type. It is called with mu held, like all
// below.
func (s *SMSC) supersede(m *smscMessage) {
	for _, o := range slices.Backward(s.store.order) {
		if o.source == m.source && o.dest == m.dest && o.service == m.service && o.pending() {
			o.state, o.done = smpp.Deleted, time.Now()
			return
		}
	}
}

func (m *smscMessage) pending() bool { return m.state == smpp.Enroute || m.state == smpp.Scheduled }

// finish delivers m, or not, and reports on it.
func (s *SMSC) finish(q *smscRequest, m *smscMessage) {
	if !m.pending() {
		return
	}
	m.done = time.Now()
	stat := s.stat()
	if !m.ends.IsZero() && m.done.After(m.ends) {
		stat = "EXPIRED"
	}
	m.state = stats[stat]
	if m.state == smpp.Delivered {
		s.arrive(q, m)
	}
	s.report(m, stat)
}

// arrive is m at its phone, whole or as a segment.
func (s *SMSC) arrive(q *smscRequest, m *smscMessage) {
	e := Entry{What: "delivered", Reference: m.id, Text: m.text, Detail: "to " + m.dest.String()}
	segment, words := q.segment()
	if segment.Total > 1 {
		number := segment.Number
		segment.Number = 0
		w := smscWhole{m.source, m.dest, segment}
		if s.store.parts[w] == nil {
			s.store.parts[w] = map[int][]byte{}
		}
		s.store.parts[w][number] = words
		if len(s.store.parts[w]) < segment.Total {
			return
		}
		var all []byte
		for i := range segment.Total {
			all = append(all, s.store.parts[w][i+1]...)
		}
		delete(s.store.parts, w)
		e.Text, _ = pdu.Text(q.Coding, all)
	}
	s.note(e)
}

// segment returns which part of a long message a request is, and its octets.
func (q *smscRequest) segment() (pdu.Segment, []byte) {
	if q.ESMClass&0x40 != 0 {
		segment, words, _ := pdu.SplitHeader(q.Payload())
		return segment, words
	}
	reference, sar := q.Number(smpp.SARMsgRefNum)
	total, _ := q.Value(smpp.SARTotalSegments)
	n, _ := q.Value(smpp.SARSegmentSeqnum)
	if !sar || len(total) != 1 || len(n) != 1 {
		return pdu.Segment{}, q.Payload()
	}
	return pdu.Segment{Reference: int(reference), Total: int(total[0]), Number: int(n[0]), SAR: true}, q.Payload()
}

// query tells what has become of a message.
func (s *SMSC) query(q *smscRequest) *smscAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.messageOf(q)
	if m == nil {
		return s.refuse(q, smpp.QueryFailed)
	}
	a := q.answer(smpp.OK)
	a.Text(m.id)
	final := ""
	if !m.pending() {
		final = pdu.AbsoluteTime(m.done)
	}
	a.Text(final)
	a.Octet(byte(m.state), 0)
	a.note.Reference, a.note.Detail = m.id, m.state.String()
	return a
}

// messageOf returns the message that a request names.
func (s *SMSC) messageOf(q *smscRequest) *smscMessage {
	for _, m := range s.store.byID[q.MessageID] {
		if m.source == q.Source {
			return m
		}
	}
	return nil
}

// cancel deletes an undelivered message or, if none is named, all between
// source and destination under the service_type.
func (s *SMSC) cancel(q *smscRequest) *smscAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.store.byID[q.MessageID]
	if q.MessageID == "" {
		found = s.store.order
	}
	n := 0
	for _, m := range found {
		if !m.pending() || m.source != q.Source || q.MessageID == "" && (m.dest != q.Destination || m.service != q.ServiceType) {
			continue
		}
		m.state, m.done = smpp.Deleted, time.Now()
		n++
	}
	if n == 0 {
		return s.refuse(q, smpp.CancelFailed)
	}
	return q.answer(smpp.OK)
}

// replace changes an undelivered message.
func (s *SMSC) replace(q *smscRequest) *smscAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.messageOf(q)
	if m == nil || !m.pending() {
		return s.refuse(q, smpp.ReplaceFailed)
	}
	ends, ok := pdu.Time(q.Validity, time.Now())
	if !ok {
		return s.refuse(q, smpp.InvalidExpiry)
	}
	if !ends.IsZero() {
		m.ends = ends
	}
	m.registered = q.Registered
	m.text, _ = pdu.Text(q.Coding, q.Payload())
	return q.answer(smpp.OK)
}
