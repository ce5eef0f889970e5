package dispatcher

import (
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
	pools map[cbc.MessageID][]code
	refs  map[uint16]time.Time
	last  uint16
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
	if c.pools == nil {
		c.pools = map[cbc.MessageID][]code{}
		c.refs = map[uint16]time.Time{}
	}
	pool := c.pool(u.MessageID)
	k := &pool[int(u.Serial.Code())%len(pool)]
	k.used, k.update = u.At, u.Serial.Update()
	if u.Until.After(k.until) {
		k.until = u.Until
	}
	k.onAir[k.update] = u.Until
	c.refs[u.Reference], c.last = u.At, u.Reference
}

// pool returns the codes of an identifier. Those of ETWS begin with the two
// flag bits, which are none of theirs.
func (c *Codes) pool(m cbc.MessageID) []code {
	p := c.pools[m]
	if p == nil {
		p = make([]code, m.Codes())
		c.pools[m] = p
	}
	return p
}

// Take gives a new message a serial number and a reference: the least recently
// used code that is not in force, with its next update number. Exhausted is
// true if all are in force; then it is the one in force for the shortest time.
func (c *Codes) Take(m cbc.MessageID, now, until time.Time) (u Use, exhausted bool) {
	if c.pools == nil {
		c.pools, c.refs = map[cbc.MessageID][]code{}, map[uint16]time.Time{}
	}
	pool := c.pool(m)
	best, oldest := -1, 0
	for i := range pool {
		k := &pool[i]
		if pool[oldest].until.After(k.until) {
			oldest = i
		}
		if !k.until.After(now) && (best < 0 || k.used.Before(pool[best].used)) {
			best = i
		}
	}
	if exhausted = best < 0; exhausted {
		best = oldest
	}
	update := uint8(0)
	if !pool[best].used.IsZero() {
		update = (pool[best].update + 1) % updates
	}
	u = Use{m, cbc.NewSerial(cbc.PLMNWide, uint16(best), update), c.reference(now), now, until}
	c.Note(u)
	return u, exhausted
}

// Follow gives an update of a message the same code with the next update
// number, or a code of its own if that serial was on air within 24 hours or
// another message has been given the code since.
func (c *Codes) Follow(m cbc.MessageID, before cbc.Serial, now, until time.Time) (u Use, exhausted bool) {
	if c.pools == nil {
		return c.Take(m, now, until)
	}
	pool := c.pool(m)
	k := &pool[int(before.Code())%len(pool)]
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
