package simulator

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
	"bongsu/simulator/phone"
)

// smscKept is how many broadcasts a centre remembers. The oldest that is over
// gives way; if none is, nothing more is taken.
const smscKept = 4096

// An smscBroadcast is one broadcast_sm that was carried out.
type smscBroadcast struct {
	id        string
	reference uint16 // 0 is none
	source    pdu.Address
	service   string
	key       cbc.Key
	text      string
	frames    []phone.Frame
	places    []smscPlace
	begins    time.Time
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

// live reports whether b is on air, or will be.
func (b *smscBroadcast) live() bool { return b.state == smpp.Enroute || b.state == smpp.Scheduled }

// broadcast carries out a broadcast_sm.
func (s *SMSC) broadcast(q *smscRequest) *smscAnswer {
	b := q.write
	for i, wire := range q.Values(smpp.BroadcastAreaIdentifier) {
		p := s.locate(wire)
		if q.rule.Do == FailArea && p.status == smpp.OK && q.rule.fails(i, wire) {
			p.status = cause(q.rule, smpp.BroadcastFailed)
		}
		b.places = append(b.places, p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.room() {
		return s.refuse(q, smpp.QueueFull)
	}
	if q.Replace {
		old := s.find(q)
		if old == nil || !old.live() {
			return s.refuse(q, smpp.InvalidMessageID)
		}
		s.lift(old, "replaced")
		old.state = smpp.Deleted
	}
	a := q.answer(smpp.OK)
	if len(b.sites()) == 0 {
		a.Status = smpp.BroadcastFailed
		a.Text("")
	} else {
		s.put(b, q.rule.Do == Skip)
		a.Text(b.id)
	}
	var failed []string
	for _, p := range b.places {
		if p.status != smpp.OK {
			a.TLV(smpp.BroadcastAreaIdentifier, p.wire...)
			a.TLV(smpp.BroadcastErrorStatus, binary.BigEndian.AppendUint32(nil, uint32(p.status))...)
			failed = append(failed, fmt.Sprintf("%q: %v", p.wire, p.status))
		}
	}
	a.note.Detail = strings.Join(failed, "; ")
	a.note.MessageID, a.note.Serial, a.note.Reference = b.key.MessageID, b.key.Serial, b.id
	return a
}

// fails reports whether the i-th area of a broadcast is one that r fails.
func (r *Rule) fails(i int, wire []byte) bool {
	if r.Of == "" {
		return i%2 == 1
	}
	return len(wire) > 1 && wire[0] == 0 && r.about(string(wire[1:]))
}

// read takes a broadcast from its request, all but its places.
func (s *SMSC) read(q *smscRequest) (*smscBroadcast, smpp.Status) {
	now := time.Now()
	for _, t := range []smpp.Tag{smpp.BroadcastAreaIdentifier, smpp.BroadcastContentType, smpp.BroadcastRepNum, smpp.BroadcastFrequency} {
		if len(q.Values(t)) == 0 {
			return nil, smpp.MissingTLV
		}
	}
	b := &smscBroadcast{source: q.Source, service: q.ServiceType, state: smpp.Enroute}
	content, _ := q.Value(smpp.BroadcastContentType)
	if len(content) != 3 {
		return nil, smpp.InvalidContentType
	}
	var status smpp.Status
	if b.begins, b.ends, status = q.lifetime(now); status != smpp.OK {
		return nil, status
	}
	b.reference, _ = q.Number(smpp.UserMessageReference)
	b.key = cbc.Key{MessageID: cbc.MessageID(binary.BigEndian.Uint16(content[1:])), Serial: s.serialOf(q, b.reference)}
	payload := q.Values(smpp.MessagePayload)
	if len(payload) != 1 {
		return nil, smpp.MissingTLV
	}
	words, ok := pdu.Text(q.Coding, payload[0])
	if !ok {
		return nil, smpp.InvalidDataCoding
	}
	frames, err := smscFrames(b.key, airCoding(q.Coding), words)
	if err != nil {
		return nil, smpp.InvalidMessageLength
	}
	b.text, b.frames = words, frames
	return b, smpp.OK
}

// lifetime reckons when a broadcast begins and ends, clauses 4.8.4.11 and
// 4.8.4.12: at its validity, or before when its repetitions are over.
func (q *smscRequest) lifetime(now time.Time) (begins, ends time.Time, status smpp.Status) {
	repeats, _ := q.Value(smpp.BroadcastRepNum)
	if len(repeats) != 1 && len(repeats) != 2 { // one octet is what some centres want
		return begins, ends, smpp.InvalidRepNum
	}
	frequency, _ := q.Value(smpp.BroadcastFrequency)
	interval, ok := smscInterval(frequency)
	if !ok {
		return begins, ends, smpp.InvalidFrequency
	}
	if begins, ok = pdu.Time(q.Schedule, now); !ok {
		return begins, ends, smpp.InvalidSchedule
	}
	if begins.Before(now) {
		begins = now
	}
	if ends, ok = pdu.Time(q.Validity, now); !ok || !ends.IsZero() && !ends.After(begins) {
		return begins, ends, smpp.InvalidExpiry
	}
	n := int(repeats[len(repeats)-1])
	if len(repeats) == 2 {
		n |= int(repeats[0]) << 8
	}
	if immediate := q.Priority == 1; n > 0 && interval > 0 && !immediate {
		if last := begins.Add(time.Duration(n) * interval); ends.IsZero() || last.Before(ends) {
			ends = last
		}
	}
	return begins, ends, smpp.OK
}

// smscInterval reads a broadcast_frequency_interval; 0 is as often as possible.
func smscInterval(b []byte) (time.Duration, bool) {
	if len(b) != 3 {
		return 0, false
	}
	const day = 24 * time.Hour
	unit, ok := map[byte]time.Duration{0x00: 0, 0x08: time.Second, 0x09: time.Minute, 0x0A: time.Hour,
		0x0B: day, 0x0C: 7 * day, 0x0D: 30 * day, 0x0E: 365 * day}[b[0]]
	return unit * time.Duration(binary.BigEndian.Uint16(b[1:])), ok
}

// serialOf returns the serial number that the client says, or else one for
// each reference.
func (s *SMSC) serialOf(q *smscRequest, reference uint16) cbc.Serial {
	if said, ok := q.Number(smpp.BroadcastContentTypeInfo); ok {
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
	i := slices.IndexFunc(s.all, func(o *smscBroadcast) bool { return !o.live() })
	if i < 0 {
		return false
	}
	s.all = slices.Delete(s.all, i, i+1)
	return true
}

// newID makes the next message_id in the centre's manner. It is called with mu
// held.
func (s *SMSC) newID() string {
	s.last++
	switch s.c.Dialect.IDs {
	case "decimal":
		return strconv.FormatUint(uint64(s.last), 10)
	case "upper":
		return fmt.Sprintf("%08X", s.last)
	}
	return fmt.Sprintf("%08x", s.last)
}

// put begins a broadcast, now or when it is time.
func (s *SMSC) put(b *smscBroadcast, skip bool) {
	b.id = s.newID()
	s.all = append(s.all, b)
	switch {
	case skip:
		b.state, b.over = smpp.Skipped, time.Now()
		s.note(Entry{What: "skipped", MessageID: b.key.MessageID, Serial: b.key.Serial, Reference: b.id, Text: b.text})
		return
	case b.begins.After(time.Now()):
		b.state = smpp.Scheduled
		s.agenda.at(b.begins, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if b.state == smpp.Scheduled {
				b.state = smpp.Enroute
				s.raise(b)
			}
		})
	default:
		s.raise(b)
	}
	if !b.ends.IsZero() {
		s.agenda.at(b.ends, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.lift(b, "over")
		})
	}
}

// raise puts b on the air.
func (s *SMSC) raise(b *smscBroadcast) {
	sites := b.sites()
	for _, i := range sites {
		s.c.Air.On(s.c.Sites[i].Cell, b.key, b.frames)
	}
	s.note(Entry{What: "on-air", MessageID: b.key.MessageID, Serial: b.key.Serial, Reference: b.id, Text: b.text, Cells: s.cells(sites)})
}

// lift takes b off the air, but for cells where another broadcast of the same
// message goes on.
func (s *SMSC) lift(b *smscBroadcast, why string) {
	if !b.live() {
		return
	}
	was := b.state
	b.state, b.over = smpp.Expired, time.Now()
	if was == smpp.Scheduled {
		return // it has never been there
	}
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
	reference, named := q.Number(smpp.UserMessageReference)
	for _, b := range slices.Backward(s.all) {
		switch {
		case b.source != q.Source:
		case q.MessageID != "" && b.id == q.MessageID:
			return b
		case q.MessageID == "" && named && b.reference == reference:
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
