package dispatcher

import (
	"slices"
	"time"

	"bongsu/cbc"
)

const (
	// serialRest is how long a phone remembers a serial number: one that was on
	// air is not given to other words within it.
	serialRest = 24 * time.Hour
	// referenceRest is how long a 16-bit reference is not used again, longer
	// than any validity, so that a query by it finds one broadcast only.
	referenceRest = 7 * 24 * time.Hour
	// updates is the number of update numbers of a message code, TS 23.041
	// clause 9.4.1.2.1.
	updates = 16
)

// A Use is a serial number and a reference given to a message.
type Use struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Reference uint16
	At        time.Time // when it was given
	Until     time.Time // when the message it was given to expires
}

// Codes are the message codes and references in use: one pool of codes for
// each message identifier, shared by all planes. The zero value has used none.
type Codes struct {
	pools map[cbc.MessageID]*pool
	refs  map[uint16]time.Time
	last  uint16
}

// A pool is the codes of one identifier.
type pool struct {
	codes []code
	order []uint16 // least recently used first
}

// A code is one message code of one identifier.
type code struct {
	used   time.Time          // when it was last given; zero if never
	until  time.Time          // in force until
	update uint8              // the newest update number
	onAir  [updates]time.Time // when each serial was last in force
}

// Note records a use, of now or of an earlier life of the process. Uses are
// noted in the order in which they were given.
func (c *Codes) Note(u Use) {
	p := c.pool(u.MessageID)
	k := p.use(u.Serial)
	k.used, k.update = u.At, u.Serial.Update()
	if u.Until.After(k.until) {
		k.until = u.Until
	}
	k.onAir[k.update] = u.Until
	c.refs[u.Reference], c.last = u.At, u.Reference
}

// Give notes a serial number that somebody else has chosen.
func (c *Codes) Give(m cbc.MessageID, s cbc.Serial, now, until time.Time) Use {
	c.pool(m) // makes the maps
	u := Use{m, s, c.reference(now), now, until}
	c.Note(u)
	return u
}

// pool returns the codes of an identifier. Those of ETWS begin with the two
// flag bits, which are none of theirs.
func (c *Codes) pool(m cbc.MessageID) *pool {
	if c.pools == nil {
		c.pools, c.refs = map[cbc.MessageID]*pool{}, map[uint16]time.Time{}
	}
	p := c.pools[m]
	if p == nil {
		p = &pool{make([]code, m.Codes()), make([]uint16, m.Codes())}
		for i := range p.order {
			p.order[i] = uint16(i)
		}
		c.pools[m] = p
	}
	return p
}

// at returns the place of a serial number's code.
func (p *pool) at(s cbc.Serial) uint16 { return uint16(int(s.Code()) % len(p.codes)) }

// use returns the code of a serial number and makes it the one used last.
func (p *pool) use(s cbc.Serial) *code {
	at := p.at(s)
	i := slices.Index(p.order, at)
	copy(p.order[i:], p.order[i+1:])
	p.order[len(p.order)-1] = at
	return &p.codes[at]
}

// least returns the least recently used code that is not in force. Exhausted
// is true if all are; then it is the one in force for the shortest time.
func (p *pool) least(now time.Time) (at uint16, exhausted bool) {
	for _, at := range p.order {
		if !p.codes[at].until.After(now) {
			return at, false
		}
	}
	for i := range p.codes {
		if p.codes[at].until.After(p.codes[i].until) {
			at = uint16(i)
		}
	}
	return at, true
}

// Take gives a new message a serial number and a reference: the least recently
// used code that is not in force, with its next update number. Exhausted is
// true if all are in force; then it is the one in force for the shortest time.
func (c *Codes) Take(m cbc.MessageID, now, until time.Time) (u Use, exhausted bool) {
	p := c.pool(m)
	best, exhausted := p.least(now)
	update := uint8(0)
	if k := &p.codes[best]; !k.used.IsZero() {
		update = (k.update + 1) % updates
	}
	u = Use{m, cbc.NewSerial(cbc.PLMNWide, best, update), c.reference(now), now, until}
	c.Note(u)
	return u, exhausted
}

// Follow gives an update of a message the same code with the next update
// number, or a code of its own if that serial was on air within 24 hours or
// another message has been given the code since.
func (c *Codes) Follow(m cbc.MessageID, before cbc.Serial, now, until time.Time) (u Use, exhausted bool) {
	p := c.pool(m)
	k := &p.codes[p.at(before)]
	next := before.Next()
	last := k.onAir[next.Update()]
	if k.update != before.Update() || !last.IsZero() && now.Sub(last) < serialRest {
		return c.Take(m, now, until)
	}
	u = Use{m, next, c.reference(now), now, until}
	c.Note(u)
	return u, false
}

// reference returns the next reference that has rested, from 1 on. With all
// 65,535 in use within 7 days it is the next one all the same.
func (c *Codes) reference(now time.Time) uint16 {
	next := c.last
	for range 1<<16 - 1 {
		if next++; next == 0 {
			next = 1
		}
		if at, used := c.refs[next]; !used || now.Sub(at) >= referenceRest {
			return next
		}
	}
	return max(c.last+1, 1)
}
