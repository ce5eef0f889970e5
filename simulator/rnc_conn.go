package simulator

import (
	"bytes"
	"fmt"
	"net"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/sabp"
	"bongsu/cbc/text"
	"bongsu/simulator/phone"
)

// An rncConn is the connection of a centre to an RNC.
type rncConn struct {
	r    *RNC
	conn net.Conn
	out  *outlet
}

func newRNCConn(r *RNC, conn net.Conn) *rncConn {
	c := &rncConn{r: r, conn: conn}
	c.out = newOutlet(c.write, func() { conn.Close() })
	return c
}

func (c *rncConn) write(b []byte) {
	c.conn.SetWriteDeadline(time.Now().Add(bscWriteTimeout))
	if _, err := c.conn.Write(b); err != nil {
		c.conn.Close()
	}
}

// run answers requests until the connection ends.
func (c *rncConn) run() {
	r := sabp.NewReader(c.conn)
	for {
		b, err := r.Next()
		if err != nil {
			break
		}
		m, err := sabp.Parse(b)
		if err != nil {
			c.r.note(Entry{What: "unreadable", Detail: err.Error(), Bytes: bytes.Clone(b)})
			cause := sabp.TransferSyntax
			c.out.say(c.r.encode(&sabp.ErrorIndication{Cause: &cause}))
			continue
		}
		c.r.told(m, bytes.Clone(b))
		c.request(m)
	}
	c.out.close()
	c.out.wait()
}

// request does with a request what the rules want.
func (c *rncConn) request(m sabp.Message) {
	switch m.(type) {
	case *sabp.WriteReplace, *sabp.Kill, *sabp.Reset, *sabp.StatusQuery, *sabp.LoadQuery:
	default:
		return
	}
	rule, found := c.r.Rules.Next(m.Type().String())
	if found {
		c.r.note(Entry{What: "rule", Detail: string(rule.Do) + " on " + m.Type().String()})
	}
	c.out.obey(rule, found, deed{
		perform: func() []byte { return c.r.encode(c.r.perform(m)) },
		refuse:  func(cause int) []byte { return c.r.encode(c.r.refuse(m, sabp.Cause(cause))) },
		forget:  func() { c.r.Forget() },
		garble:  func(b []byte) []byte { return nonsense(b, 4) },
	})
}

// told writes a message from the centre down.
func (r *RNC) told(m sabp.Message, wire []byte) {
	e := Entry{What: m.Type().String(), Bytes: wire}
	switch m := m.(type) {
	case *sabp.WriteReplace:
		e.MessageID, e.Serial, e.Cells = m.MessageID, m.Serial, m.Areas
		e.Text = wordsOf(m.Content, m.DCS)
		e.Detail = fmt.Sprintf("%d broadcasts, period %d s", m.Broadcasts, m.Period)
		if m.Replaces {
			e.Detail += ", replaces " + m.Old.String()
		}
	case *sabp.Kill:
		e.MessageID, e.Serial, e.Cells = m.MessageID, m.Serial, m.Areas
	case *sabp.StatusQuery:
		e.MessageID, e.Serial, e.Cells = m.MessageID, m.Serial, m.Areas
	case *sabp.Reset:
		e.Cells = m.Areas
	case *sabp.ErrorIndication:
		if m.Cause != nil {
			e.Detail = m.Cause.String()
		}
	}
	r.note(e)
}

// wordsOf returns the text of CB data; phones will say what is wrong with it.
func wordsOf(content []byte, dcs cbc.DCS) string {
	pages, err := text.ParseCBData(content)
	if err != nil {
		return ""
	}
	s, _, _ := text.Decode(pages, dcs)
	return s
}

// perform carries a request out and returns the answer.
func (r *RNC) perform(m sabp.Message) sabp.Message {
	switch m := m.(type) {
	case *sabp.WriteReplace:
		return r.write(m)
	case *sabp.Kill:
		k := airKey{Key: cbc.Key{MessageID: m.MessageID, Serial: m.Serial}}
		counts, bad := r.counts(k, m.Areas)
		for _, primary := range []bool{false, true} {
			k.primary = primary
			r.onAir.stop(k, m.Areas, "killed")
		}
		if len(bad) > 0 {
			return &sabp.KillFailure{Refusal: sabp.Refusal{MessageID: m.MessageID, Serial: m.Serial, Failed: bad, Counts: counts}}
		}
		return &sabp.KillComplete{Completion: sabp.Completion{MessageID: m.MessageID, Serial: m.Serial, Counts: counts}}
	case *sabp.StatusQuery:
		counts, bad := r.counts(airKey{Key: cbc.Key{MessageID: m.MessageID, Serial: m.Serial}}, m.Areas)
		if len(bad) > 0 {
			return &sabp.StatusQueryFailure{Refusal: sabp.Refusal{MessageID: m.MessageID, Serial: m.Serial, Failed: bad, Counts: counts}}
		}
		return &sabp.StatusQueryComplete{Completion: sabp.Completion{MessageID: m.MessageID, Serial: m.Serial, Counts: counts}}
	case *sabp.Reset:
		return r.reset(m)
	}
	return r.load(m.(*sabp.LoadQuery)) //nolint:forcetypeassert // the last that request lets through
}

// write begins a broadcast where that is possible.
func (r *RNC) write(m *sabp.WriteReplace) sabp.Message {
	p := programme{
		key: airKey{cbc.Key{MessageID: m.MessageID, Serial: m.Serial}, m.NoContent}, text: wordsOf(m.Content, m.DCS),
		period: time.Duration(m.Period) * time.Second, asked: int(m.Broadcasts), frames: rncFrames(m),
	}
	old := airKey{cbc.Key{MessageID: m.MessageID, Serial: m.Old}, m.NoContent}
	var done []cbc.Cell
	var bad []sabp.Failure
	var counts []sabp.Count
	for _, a := range m.Areas {
		cause, refused := r.refusal(p.key, a)
		n, was := r.onAir.count(old, a)
		switch {
		case refused:
			bad = append(bad, sabp.Failure{Area: a, Cause: cause})
		case m.Replaces && !was:
			bad = append(bad, sabp.Failure{Area: a, Cause: sabp.MessageNotIdentified})
		default:
			done = append(done, a)
			counts = append(counts, sabp.Count{Area: a, N: uint16(n)})
		}
	}
	if m.Replaces && len(done) > 0 {
		r.onAir.stop(old, done, "replaced")
	}
	r.onAir.put(p, done)
	if len(bad) > 0 {
		return &sabp.WriteReplaceFailure{Refusal: sabp.Refusal{MessageID: m.MessageID, Serial: m.Serial, Failed: bad, Counts: counts}}
	}
	return &sabp.WriteReplaceComplete{Completion: sabp.Completion{MessageID: m.MessageID, Serial: m.Serial, Counts: counts}}
}

// rncFrames are what phones hear of m.
func rncFrames(m *sabp.WriteReplace) []phone.Frame {
	var all []phone.Frame
	if m.WarningType != nil {
		all = append(all, primaryFrame(cbc.Key{MessageID: m.MessageID, Serial: m.Serial}, *m.WarningType, m.Security))
	}
	if !m.NoContent {
		all = append(all, phone.Frame{Form: phone.CBData, MessageID: uint16(m.MessageID), Serial: uint16(m.Serial), DCS: byte(m.DCS), Data: m.Content})
	}
	return all
}

// primaryFrame is a primary notification as phones hear it, TS 23.041 clause
// 9.4.1.3.
func primaryFrame(k cbc.Key, warning uint16, security *[50]byte) phone.Frame {
	b := make([]byte, 0, 56)
	b = append(b, byte(k.Serial>>8), byte(k.Serial), byte(k.MessageID>>8), byte(k.MessageID), byte(warning>>8), byte(warning))
	if security == nil {
		security = new([50]byte)
	}
	return phone.Frame{Form: phone.ETWSPrimary, Data: append(b, security[:]...)}
}

// refusal says why a message cannot be on air in a service area.
func (r *RNC) refusal(k airKey, a cbc.Cell) (sabp.Cause, bool) {
	r.mu.Lock()
	known, mute, fallen := r.areas[a], r.mute[a], r.fallen[a]
	r.mu.Unlock()
	switch {
	case !known:
		return sabp.AreaNotValid, true
	case mute:
		return sabp.BroadcastNotSupported, true
	case fallen:
		return sabp.BroadcastNotOperational, true
	case r.onAir.has(k, a):
		return sabp.ReferenceAlreadyUsed, true
	case r.c.Capacity > 0 && r.onAir.load(a) >= r.c.Capacity:
		return sabp.RNCCapacityExceeded, true
	}
	return 0, false
}

// load returns how many messages are on air in a cell.
func (o *onAir) load(c cbc.Cell) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for _, list := range o.all {
		for _, r := range list {
			if r.cells[c] {
				n++
			}
		}
	}
	return n
}

// counts returns how often a message has been broadcast where it is on air.
func (r *RNC) counts(k airKey, areas []cbc.Cell) (counts []sabp.Count, bad []sabp.Failure) {
	for _, a := range areas {
		n, there := r.onAir.count(k, a)
		if !there {
			n, there = r.onAir.count(airKey{k.Key, true}, a)
		}
		r.mu.Lock()
		known := r.areas[a]
		r.mu.Unlock()
		switch {
		case !known:
			bad = append(bad, sabp.Failure{Area: a, Cause: sabp.AreaNotValid})
		case !there:
			bad = append(bad, sabp.Failure{Area: a, Cause: sabp.MessageNotIdentified})
		default:
			counts = append(counts, sabp.Count{Area: a, N: uint16(n)})
		}
	}
	return counts, bad
}

func (r *RNC) reset(m *sabp.Reset) sabp.Message {
	var done []cbc.Cell
	var bad []sabp.Failure
	r.mu.Lock()
	for _, a := range m.Areas {
		switch {
		case !r.areas[a]:
			bad = append(bad, sabp.Failure{Area: a, Cause: sabp.AreaNotValid})
		case r.fallen[a]:
			bad = append(bad, sabp.Failure{Area: a, Cause: sabp.BroadcastNotOperational})
		default:
			done = append(done, a)
		}
	}
	r.mu.Unlock()
	if len(done) > 0 {
		r.onAir.clear(done)
	}
	if len(bad) > 0 {
		return &sabp.ResetFailure{Failed: bad, Areas: done}
	}
	return &sabp.ResetComplete{Areas: done}
}

func (r *RNC) load(m *sabp.LoadQuery) sabp.Message {
	l := &sabp.LoadQueryComplete{}
	for _, a := range m.Areas {
		l.Loads = append(l.Loads, sabp.Load{Area: a, Bandwidth: max(sabp.MaxBandwidth-1024*r.onAir.load(a), 0)})
	}
	return l
}

// refuse returns a refusal of m for every service area that it names.
func (r *RNC) refuse(m sabp.Message, c sabp.Cause) sabp.Message {
	all := func(areas []cbc.Cell) []sabp.Failure {
		bad := make([]sabp.Failure, len(areas))
		for i, a := range areas {
			bad[i] = sabp.Failure{Area: a, Cause: c}
		}
		return bad
	}
	switch m := m.(type) {
	case *sabp.WriteReplace:
		return &sabp.WriteReplaceFailure{Refusal: sabp.Refusal{MessageID: m.MessageID, Serial: m.Serial, Failed: all(m.Areas)}}
	case *sabp.Kill:
		return &sabp.KillFailure{Refusal: sabp.Refusal{MessageID: m.MessageID, Serial: m.Serial, Failed: all(m.Areas)}}
	case *sabp.StatusQuery:
		return &sabp.StatusQueryFailure{Refusal: sabp.Refusal{MessageID: m.MessageID, Serial: m.Serial, Failed: all(m.Areas)}}
	case *sabp.Reset:
		return &sabp.ResetFailure{Failed: all(m.Areas)}
	case *sabp.LoadQuery:
		return &sabp.LoadQueryFailure{Failed: all(m.Areas)}
	}
	return &sabp.ErrorIndication{Cause: &c}
}
