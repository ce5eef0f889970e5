package simulator

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator/phone"
)

// smscKept is how many broadcasts a centre remembers. The oldest that is over
// gives way; if none is, nothing more is taken.
const smscKept = 4096

// An smscBroadcast is one broadcast_sm that was carried out.
type smscBroadcast struct {
	id        string
	reference uint16 // 0 is none
	source    string
	key       cbc.Key
	text      string
	frames    []phone.Frame
	places    []smscPlace
	ends      time.Time // zero for never
	state     smpp.MessageState
	over      time.Time // when it left the air
}

// sites returns those in which b is on air, each once.
func (b *smscBroadcast) sites() []int {
	var all []int
	for _, p := range b.places {
		if p.status == smpp.OK {
			all = append(all, p.sites...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// broadcast carries out a broadcast_sm.
func (s *SMSC) broadcast(q *smscRequest) *smscAnswer {
	b := q.write
	for _, wire := range q.values(smpp.BroadcastAreaIdentifier) {
		b.places = append(b.places, s.locate(wire))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.room() {
		return q.answer(smpp.QueueFull)
	}
	if q.replace {
		old := s.find(q)
		if old == nil {
			return q.answer(smpp.InvalidMessageID)
		}
		s.lift(old, "replaced")
		old.state = smpp.Deleted
	}
	a := q.answer(smpp.OK)
	if len(b.sites()) == 0 {
		a.status = smpp.BroadcastFailed
		a.text("")
	} else {
		s.put(b)
		a.text(b.id)
	}
	var failed []string
	for _, p := range b.places {
		if p.status != smpp.OK {
			a.tlv(smpp.BroadcastAreaIdentifier, p.wire...)
			a.tlv(smpp.BroadcastErrorStatus, binary.BigEndian.AppendUint32(nil, uint32(p.status))...)
			failed = append(failed, fmt.Sprintf("%q: %v", p.wire, p.status))
		}
	}
	a.note.Detail = strings.Join(failed, "; ")
	a.note.MessageID, a.note.Serial, a.note.Reference = b.key.MessageID, b.key.Serial, b.id
	return a
}

// read takes a broadcast from its request, all but its places.
func (s *SMSC) read(q *smscRequest) (*smscBroadcast, smpp.Status) {
	now := time.Now()
	for _, t := range []smpp.Tag{smpp.BroadcastAreaIdentifier, smpp.BroadcastContentType, smpp.BroadcastRepNum, smpp.BroadcastFrequency} {
		if len(q.values(t)) == 0 {
			return nil, smpp.MissingTLV
		}
	}
	b := &smscBroadcast{source: q.source, state: smpp.Enroute}
	content := q.values(smpp.BroadcastContentType)[0]
	if len(content) != 3 {
		return nil, smpp.InvalidContentType
	}
	if len(q.values(smpp.BroadcastRepNum)[0]) != 2 {
		return nil, smpp.InvalidRepNum
	}
	if len(q.values(smpp.BroadcastFrequency)[0]) != 3 {
		return nil, smpp.InvalidFrequency
	}
	var ok bool
	if b.ends, ok = smscEnd(q.validity, now); !ok || !b.ends.IsZero() && !b.ends.After(now) {
		return nil, smpp.InvalidExpiry
	}
	b.reference, _ = q.number(smpp.UserMessageReference)
	b.key = cbc.Key{MessageID: cbc.MessageID(binary.BigEndian.Uint16(content[1:])), Serial: s.serialOf(q, b.reference)}
	payload := q.values(smpp.MessagePayload)
	if len(payload) != 1 {
		return nil, smpp.MissingTLV
	}
	words, dcs, ok := smscText(q.coding, payload[0])
	if !ok {
		return nil, smpp.InvalidDataCoding
	}
	frames, err := smscFrames(b.key, dcs, words)
	if err != nil {
		return nil, smpp.InvalidMessageLength
	}
	b.text, b.frames = words, frames
	return b, smpp.OK
}

// serialOf returns the serial number that the client says, or else one for
// each reference.
func (s *SMSC) serialOf(q *smscRequest, reference uint16) cbc.Serial {
	if said, ok := q.number(smpp.BroadcastContentTypeInfo); ok {
		return cbc.Serial(said)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	own, known := s.serial[reference]
	if !known || reference == 0 {
		own = cbc.NewSerial(cbc.PLMNWide, uint16(len(s.serial)+1), 0)
		s.serial[reference] = own
	}
	return own
}

// room makes room for one more broadcast and reports whether there is. It is
// called with mu held, like all below that do not say otherwise.
func (s *SMSC) room() bool {
	if len(s.all) < smscKept {
		return true
	}
	i := slices.IndexFunc(s.all, func(o *smscBroadcast) bool { return o.state != smpp.Enroute })
	if i < 0 {
		return false
	}
	s.all = slices.Delete(s.all, i, i+1)
	return true
}

// put begins a broadcast.
func (s *SMSC) put(b *smscBroadcast) {
	s.last++
	b.id = fmt.Sprintf("%08x", s.last)
	s.all = append(s.all, b)
	sites := b.sites()
	for _, i := range sites {
		s.c.Air.On(s.c.Sites[i].Cell, b.key, b.frames)
	}
	s.note(Entry{What: "on-air", MessageID: b.key.MessageID, Serial: b.key.Serial, Reference: b.id, Text: b.text, Cells: s.cells(sites)})
	select {
	case s.wake <- struct{}{}:
	default: // expire is about to look anyway
	}
}

// lift takes b off the air, but for cells where another broadcast of the same
// message goes on.
func (s *SMSC) lift(b *smscBroadcast, why string) {
	if b.state != smpp.Enroute {
		return
	}
	b.state, b.over = smpp.Expired, time.Now()
	kept := map[int]bool{}
	for _, o := range s.all {
		if o.state == smpp.Enroute && o.key == b.key {
			for _, i := range o.sites() {
				kept[i] = true
			}
		}
	}
	sites := slices.DeleteFunc(b.sites(), func(i int) bool { return kept[i] })
	for _, i := range sites {
		s.c.Air.Off(s.c.Sites[i].Cell, b.key)
	}
	s.note(Entry{What: "off-air", MessageID: b.key.MessageID, Serial: b.key.Serial, Reference: b.id, Cells: s.cells(sites), Detail: why})
}

func (s *SMSC) cells(sites []int) []cbc.Cell {
	all := make([]cbc.Cell, len(sites))
	for n, i := range sites {
		all[n] = s.c.Sites[i].Cell
	}
	return all
}

// find returns the broadcast that a request names, by message_id or, of those
// with its reference, the newest.
func (s *SMSC) find(q *smscRequest) *smscBroadcast {
	reference, named := q.number(smpp.UserMessageReference)
	for _, b := range slices.Backward(s.all) {
		switch {
		case b.source != q.source:
		case q.messageID != "" && b.id == q.messageID:
			return b
		case q.messageID == "" && named && b.reference == reference:
			return b
		}
	}
	return nil
}

// OnAir returns the cells in which each message is broadcast. It takes mu
// itself.
func (s *SMSC) OnAir() map[cbc.Key][]cbc.Cell {
	s.mu.Lock()
	defer s.mu.Unlock()
	sites := map[cbc.Key][]int{}
	for _, b := range s.all {
		if b.state == smpp.Enroute {
			sites[b.key] = append(sites[b.key], b.sites()...)
		}
	}
	all := map[cbc.Key][]cbc.Cell{}
	for k, list := range sites {
		slices.Sort(list)
		all[k] = s.cells(slices.Compact(list))
	}
	return all
}

// expire takes broadcasts off the air at the end of their validity, until ctx
// is done. It takes mu itself.
func (s *SMSC) expire(ctx context.Context) {
	t := time.NewTimer(time.Hour)
	defer t.Stop()
	for {
		t.Reset(s.expired(time.Now()))
		select {
		case <-t.C:
		case <-s.wake:
		case <-ctx.Done():
			return
		}
	}
}

// expired does what is due and returns how long it is to the next. It takes mu
// itself.
func (s *SMSC) expired(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := time.Hour
	for _, b := range s.all {
		switch {
		case b.state != smpp.Enroute || b.ends.IsZero():
		case b.ends.After(now):
			next = min(next, b.ends.Sub(now))
		default:
			s.lift(b, "over")
		}
	}
	return next
}
