package simulator

import (
	"encoding/binary"
	"net"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// request does with a request what the rules want.
func (c *smscConn) request(q *smscRequest) {
	rule, found := c.s.Rules.Next(q.Command.String(), q.about()...)
	if !found {
		c.reply(q)
		return
	}
	c.note(Entry{What: "rule", Detail: string(rule.Do) + " on " + q.Command.String()})
	q.rule = rule
	switch rule.Do {
	case Delay:
		c.later(rule.Delay, func() { c.reply(q) })
	case Silence:
		c.forgive()
	case Refuse:
		c.answer(c.s.refuse(q, smpp.Status(rule.Cause)))
	case Nack:
		c.answer(&smscAnswer{Out: q.Nack(cause(rule, smpp.InvalidCommandID))})
	case HangUp:
		c.close()
	case Skip, FailArea:
		c.reply(q)
	case Say:
		c.utter(rule.Say)
		c.reply(q)
	case Forget:
		c.reply(q)
		c.s.Forget()
	default:
		c.spoil(rule, c.s.perform(c, q))
	}
}

// spoil does with the answer to a request that was carried out what a rule
// wants.
func (c *smscConn) spoil(rule Rule, a *smscAnswer) {
	switch rule.Do {
	case Garble:
		c.garble(a)
	case Duplicate:
		c.answer(a, a)
	case Reorder:
		c.hold(a)
	case LoseAnswer:
		c.forgive()
	case Reset:
		c.reset()
	case Cut:
		c.cut(a, rule.Octets)
	case StopReading:
		c.answer(a)
		c.pause(rule.Delay)
	case StopWriting:
		c.mu.Lock()
		c.mute = time.Now().Add(rule.Delay)
		c.mu.Unlock()
		c.answer(a)
	case WrongSequence:
		a.Sequence += 1000
		c.answer(a)
	case Collide:
		c.collide(a)
	}
}

// reply carries a request out and answers after the centre's latency.
func (c *smscConn) reply(q *smscRequest) {
	a := c.s.perform(c, q)
	if a == nil { // the standard has no answer
		c.forgive()
		return
	}
	least, most := c.s.c.Dialect.Latency, c.s.c.Dialect.LatencyUpTo
	if most > least {
		least += time.Duration(c.s.Rules.Dice() * float64(most-least))
	}
	if least <= 0 {
		c.answer(a)
		return
	}
	c.later(least, func() { c.answer(a) })
}

// forgive counts a request as answered that never will be.
func (c *smscConn) forgive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owed = max(c.owed-1, 0)
}

// garble says a with its body, or without one its command, made nonsense.
func (c *smscConn) garble(a *smscAnswer) {
	b := a.Wire()
	for i := range b[16:] {
		b[16+i] ^= 0xA5
	}
	if len(b) == 16 {
		binary.BigEndian.PutUint32(b[4:], 0x8000A5A5)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owed = max(c.owed-1, 0)
	c.write(c.journal(a, b))
}

// cut says the first octets of a and ends the connection.
func (c *smscConn) cut(a *smscAnswer, octets int) {
	b := a.Wire()
	c.mu.Lock()
	c.write(c.journal(a, b[:min(octets, len(b)-1)]))
	c.mu.Unlock()
	c.leave("cut")
}

// reset breaks the connection off without the usual farewell.
func (c *smscConn) reset() {
	if t, ok := c.conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0) // without it the client sees an orderly end
	}
	c.closeFor("reset")
}

// pause waits for d, or until the connection ends.
func (c *smscConn) pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.done:
	}
}

// collide says a after a deliver_sm with its sequence number.
func (c *smscConn) collide(a *smscAnswer) {
	o := moOut(pdu.Address{TON: 1, NPI: 1, Number: "821000000000"}, pdu.Address{}, "seen")
	o.Sequence = a.Sequence
	c.mu.Lock()
	c.write(c.encode(&smscAnswer{Out: o}))
	c.mu.Unlock()
	c.answer(a)
}

func cause(r Rule, otherwise smpp.Status) smpp.Status {
	if r.Cause != 0 {
		return smpp.Status(r.Cause)
	}
	return otherwise
}
