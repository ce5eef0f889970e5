package simulator

import (
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// queryBroadcast tells what has become of a broadcast.
func (s *SMSC) queryBroadcast(q *smscRequest) *smscAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.find(q)
	if b == nil {
		return s.refuse(q, smpp.BroadcastQueryFailed)
	}
	a := q.answer(smpp.OK)
	a.Text(b.id)
	a.TLV(smpp.MessageStateTag, byte(b.state))
	for _, p := range b.places {
		a.TLV(smpp.BroadcastAreaIdentifier, p.wire...)
		a.TLV(smpp.BroadcastAreaSuccess, s.success(b, &p))
	}
	if !b.live() {
		end := []byte(pdu.AbsoluteTime(b.over))
		if !s.c.Dialect.ShortEndTime {
			end = append(end, 0)
		}
		a.TLV(smpp.BroadcastEndTime, end...)
	}
	if b.reference != 0 {
		a.TLV(smpp.UserMessageReference, number(b.reference)...)
	}
	a.note.MessageID, a.note.Serial, a.note.Reference = b.key.MessageID, b.key.Serial, b.id
	a.note.Detail = b.state.String()
	return a
}

// success returns how many of an area's base stations have taken a broadcast,
// in per cent.
func (s *SMSC) success(b *smscBroadcast, p *smscPlace) byte {
	if p.status != smpp.OK || b.state == smpp.Skipped || b.state == smpp.Scheduled {
		return 0
	}
	ramp := s.c.Dialect.Ramp
	end := time.Now()
	if !b.live() {
		end = b.over
	}
	if past := end.Sub(b.begins); past < ramp {
		return byte(100 * past / ramp)
	}
	return 100
}

// cancelBroadcast takes a broadcast off the air or, if none is named, as the
// standard has it, all of the client's under its service_type.
func (s *SMSC) cancelBroadcast(q *smscRequest) *smscAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := q.answer(smpp.OK)
	if _, named := q.Number(smpp.UserMessageReference); !named && q.MessageID == "" {
		for _, b := range s.all {
			if b.source == q.Source && (q.ServiceType == "" || b.service == q.ServiceType) {
				s.delete(b)
			}
		}
		a.note.Detail = "all"
		return a
	}
	b := s.find(q)
	if b == nil || !b.live() {
		return s.refuse(q, smpp.BroadcastCancelFailed)
	}
	s.delete(b)
	a.note.MessageID, a.note.Serial, a.note.Reference = b.key.MessageID, b.key.Serial, b.id
	return a
}

// delete is called with mu held.
func (s *SMSC) delete(b *smscBroadcast) {
	if b.live() {
		s.lift(b, "cancelled")
		b.state = smpp.Deleted
	}
}
