package simulator

import (
	"encoding/binary"

	"bongsu/cbc/smpp"
)

// perform carries a request out and returns the answer.
func (s *SMSC) perform(c *smscConn, q *smscRequest) *smscAnswer {
	switch q.command {
	case smpp.EnquireLink:
		return q.answer(smpp.OK)
	case smpp.Unbind:
		a := q.answer(smpp.OK)
		a.last = true
		return a
	case smpp.BindTransceiver, smpp.BindTransmitter, smpp.BindReceiver:
		return c.bind(q)
	case smpp.Broadcast, smpp.QueryBroadcast, smpp.CancelBroadcast:
	default:
		return q.nack(smpp.InvalidCommandID)
	}
	switch {
	case !c.mayBroadcast():
		return q.answer(smpp.InvalidBindStatus)
	case q.bad != smpp.OK:
		return q.answer(q.bad)
	case q.command == smpp.Broadcast:
		return s.broadcast(q)
	case q.command == smpp.QueryBroadcast:
		return s.query(q)
	}
	return s.cancel(q)
}

// query tells what has become of a broadcast.
func (s *SMSC) query(q *smscRequest) *smscAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.find(q)
	if b == nil {
		return q.answer(smpp.BroadcastQueryFailed)
	}
	a := q.answer(smpp.OK)
	a.text(b.id)
	a.tlv(smpp.MessageStateTag, byte(b.state))
	for _, p := range b.places {
		a.tlv(smpp.BroadcastAreaIdentifier, p.wire...)
		success := byte(100)
		if p.status != smpp.OK {
			success = 0
		}
		a.tlv(smpp.BroadcastAreaSuccess, success)
	}
	if b.state != smpp.Enroute {
		a.tlv(smpp.BroadcastEndTime, append([]byte(b.over.UTC().Format("060102150405")+"000+"), 0)...)
	}
	if b.reference != 0 {
		a.tlv(smpp.UserMessageReference, binary.BigEndian.AppendUint16(nil, b.reference)...)
	}
	a.note.MessageID, a.note.Serial, a.note.Reference = b.key.MessageID, b.key.Serial, b.id
	a.note.Detail = b.state.String()
	return a
}

// cancel takes a broadcast off the air or, if none is named, as the standard
// has it, all of the client's.
func (s *SMSC) cancel(q *smscRequest) *smscAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := q.answer(smpp.OK)
	if _, named := q.number(smpp.UserMessageReference); !named && q.messageID == "" {
		for _, b := range s.all {
			if b.source == q.source {
				s.delete(b)
			}
		}
		a.note.Detail = "all"
		return a
	}
	b := s.find(q)
	if b == nil || b.state != smpp.Enroute {
		return q.answer(smpp.BroadcastCancelFailed)
	}
	s.delete(b)
	a.note.MessageID, a.note.Serial, a.note.Reference = b.key.MessageID, b.key.Serial, b.id
	return a
}

// delete is called with mu held.
func (s *SMSC) delete(b *smscBroadcast) {
	if b.state == smpp.Enroute {
		s.lift(b, "cancelled")
		b.state = smpp.Deleted
	}
}

// told reads what is in a request and writes it down.
func (s *SMSC) told(q *smscRequest) {
	e := Entry{What: q.command.String(), Bytes: q.wire, Reference: q.messageID}
	if q.command == smpp.Broadcast && q.bad == smpp.OK {
		if q.write, q.bad = s.read(q); q.bad == smpp.OK {
			e.MessageID, e.Serial, e.Text = q.write.key.MessageID, q.write.key.Serial, q.write.text
		}
	}
	s.note(e)
}
