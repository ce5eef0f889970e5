package simulator

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/sbcap"
	"bongsu/simulator/phone"
)

// An mmeConn is the association of an MME with its centre.
type mmeConn struct {
	m    *MME
	conn sbcap.Association
	out  *outlet
}

func newMMEConn(m *MME, conn sbcap.Association) *mmeConn {
	c := &mmeConn{m: m, conn: conn}
	c.out = newOutlet(func(b []byte) {
		if conn.Send(b) != nil {
			go conn.Close() // whoever reads hears of it
		}
	}, func() { conn.Close() })
	return c
}

// run answers requests until the association ends.
func (c *mmeConn) run() {
	for {
		b, protocol, err := c.conn.Receive()
		if err != nil {
			break
		}
		i, err := sbcap.Parse(b)
		if err != nil {
			c.m.note(Entry{What: "unreadable", Detail: err.Error(), Bytes: bytes.Clone(b)})
			cause := sbcap.TransferSyntax
			c.out.say(c.m.encode(&sbcap.ErrorIndication{Cause: &cause}))
			continue
		}
		c.m.told(i, b, protocol)
		c.request(i)
	}
	c.out.close()
	c.out.wait()
}

// request does with a request what the rules want. Where it was carried out is
// said behind the answer.
func (c *mmeConn) request(i sbcap.Message) {
	switch i.(type) {
	case *sbcap.WriteReplaceRequest, *sbcap.StopRequest:
	default:
		return
	}
	rule, found := c.m.Rules.Next(i.Type().String())
	if found {
		c.m.note(Entry{What: "rule", Detail: string(rule.Do) + " on " + i.Type().String()})
	}
	var after sbcap.Message
	c.out.obey(rule, found, deed{
		perform: func() []byte {
			var answer sbcap.Message
			answer, after = c.m.perform(i)
			return c.m.encode(answer)
		},
		then: func() []byte {
			if after == nil {
				return nil
			}
			return c.m.encode(after)
		},
		refuse: func(cause int) []byte { return c.m.encode(c.m.refuse(i, sbcap.Cause(cause))) },
		forget: func() { c.m.Forget() },
		garble: func(b []byte) []byte { return nonsense(b, 3) },
	})
}

// told writes a message from the centre down.
func (m *MME) told(i sbcap.Message, wire []byte, protocol uint32) {
	e := Entry{What: i.Type().String(), Bytes: wire}
	switch i := i.(type) {
	case *sbcap.WriteReplaceRequest:
		e.MessageID, e.Serial = i.MessageID, i.Serial
		if i.DCS != nil {
			e.Text = wordsOf(i.Content, *i.DCS)
		}
		e.Detail = fmt.Sprintf("%d broadcasts, period %d s, protocol %d", i.Broadcasts, i.Period, protocol)
		e.Cells, _ = m.meant(i.TAIs, i.Areas)
	case *sbcap.StopRequest:
		e.MessageID, e.Serial = i.MessageID, i.Serial
		e.Cells, _ = m.meant(i.TAIs, i.Areas)
	case *sbcap.ErrorIndication:
		if i.Cause != nil {
			e.Detail = i.Cause.String()
		}
	}
	m.note(e)
}

// meant returns the cells that a request is for, and the tracking areas in it
// that are none of the MME's.
func (m *MME) meant(in []sbcap.TAI, a *sbcap.WarningAreas) (cells []cbc.Cell, unknown []sbcap.TAI) {
	tais, within := map[sbcap.TAI]bool{}, map[sbcap.TAI]bool{}
	named := map[sbcap.CGI]bool{}
	for _, t := range in {
		if tais[t] = m.tais[t]; !m.tais[t] {
			unknown = append(unknown, t)
		}
	}
	if a != nil {
		for _, g := range a.Cells {
			named[g] = true
		}
		for _, t := range a.TAIs {
			within[t] = true
		}
	}
	for i := range m.c.ENBs {
		for _, c := range m.c.ENBs[i].Cells {
			if len(in) > 0 && !tais[taiOf(c)] {
				continue
			}
			if a == nil || named[cgiOf(c)] || within[taiOf(c)] {
				cells = append(cells, c)
			}
		}
	}
	return cells, unknown
}

// perform carries a request out and returns the answer, and what is said about
// it afterwards, if that was asked for.
func (m *MME) perform(i sbcap.Message) (answer, after sbcap.Message) {
	if i, ok := i.(*sbcap.WriteReplaceRequest); ok {
		return m.write(i)
	}
	return m.stop(i.(*sbcap.StopRequest)) //nolint:forcetypeassert // the other that request lets through
}

func (m *MME) write(i *sbcap.WriteReplaceRequest) (answer, after sbcap.Message) {
	cells, unknown := m.meant(i.TAIs, i.Areas)
	r := sbcap.Response{MessageID: i.MessageID, Serial: i.Serial, UnknownTAIs: unknown}
	if len(i.TAIs) > 0 && len(unknown) == len(i.TAIs) {
		r.Cause, r.UnknownTAIs = sbcap.TrackingAreaNotValid, nil
		return &sbcap.WriteReplaceResponse{Response: r}, nil
	}
	k := airKey{cbc.Key{MessageID: i.MessageID, Serial: i.Serial}, i.WarningType != nil && i.Content == nil}
	on := m.able(cells)
	var fresh []cbc.Cell
	for _, c := range on {
		if !m.onAir.has(k, c) {
			fresh = append(fresh, c)
		}
	}
	if !i.Concurrent {
		m.onAir.clear(fresh)
	}
	m.onAir.put(programme{
		key: k, text: textOf(i), frames: mmeFrames(i), asked: int(i.Broadcasts), period: time.Duration(i.Period) * time.Second,
	}, fresh)
	if i.SendIndication {
		ind := &sbcap.WriteReplaceIndication{MessageID: i.MessageID, Serial: i.Serial}
		if len(on) > 0 {
			ind.Scheduled = listOf(on, nil)
		}
		after = ind
	}
	return &sbcap.WriteReplaceResponse{Response: r}, after
}

func textOf(i *sbcap.WriteReplaceRequest) string {
	if i.DCS == nil {
		return ""
	}
	return wordsOf(i.Content, *i.DCS)
}

// able returns those of cells that can broadcast.
func (m *MME) able(cells []cbc.Cell) (on []cbc.Cell) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range cells {
		if !m.fallen[c] && !m.cells[cgiOf(c)].Mute {
			on = append(on, c)
		}
	}
	return on
}

// listOf returns an area list of cells, with numbers where there are some.
func listOf(cells []cbc.Cell, n map[cbc.Cell]int) *sbcap.AreaList {
	l := new(sbcap.AreaList)
	for _, c := range cells {
		l.Add(cgiOf(c), uint16(n[c]))
	}
	return l
}

// mmeFrames are what phones hear of i.
func mmeFrames(i *sbcap.WriteReplaceRequest) []phone.Frame {
	var all []phone.Frame
	k := cbc.Key{MessageID: i.MessageID, Serial: i.Serial}
	if i.WarningType != nil {
		all = append(all, primaryFrame(k, *i.WarningType, i.Security))
	}
	if i.DCS != nil && i.Content != nil {
		all = append(all, phone.Frame{
			Form: phone.CBData, MessageID: uint16(i.MessageID), Serial: uint16(i.Serial), DCS: byte(*i.DCS), Data: i.Content, Fence: i.Coordinates,
		})
	}
	return all
}

func (m *MME) stop(i *sbcap.StopRequest) (answer, after sbcap.Message) {
	cells, unknown := m.meant(i.TAIs, i.Areas)
	r := sbcap.Response{MessageID: i.MessageID, Serial: i.Serial, UnknownTAIs: unknown}
	ind := &sbcap.StopIndication{MessageID: i.MessageID, Serial: i.Serial}
	n := map[cbc.Cell]int{}
	var gone []cbc.Cell
	for _, primary := range []bool{false, true} {
		k := airKey{cbc.Key{MessageID: i.MessageID, Serial: i.Serial}, primary}
		for _, c := range cells {
			if count, on := m.onAir.count(k, c); on {
				n[c] = count
			}
		}
		gone = append(gone, m.onAir.stop(k, cells, "stopped")...)
	}
	if len(gone) == 0 {
		r.Cause = sbcap.MessageNotIdentified
		return &sbcap.StopResponse{Response: r}, nil
	}
	ind.Cancelled = listOf(gone, n)
	for e := range m.c.ENBs {
		had := slices.ContainsFunc(m.c.ENBs[e].Cells, func(c cbc.Cell) bool { return slices.Contains(gone, c) })
		asked := slices.ContainsFunc(m.c.ENBs[e].Cells, func(c cbc.Cell) bool { return slices.Contains(cells, c) })
		if asked && !had {
			ind.Empty = append(ind.Empty, m.node(&m.c.ENBs[e]))
		}
	}
	if i.SendIndication {
		after = ind
	}
	return &sbcap.StopResponse{Response: r}, after
}

// refuse returns a refusal of i.
func (*MME) refuse(i sbcap.Message, c sbcap.Cause) sbcap.Message {
	switch i := i.(type) {
	case *sbcap.WriteReplaceRequest:
		return &sbcap.WriteReplaceResponse{Response: sbcap.Response{MessageID: i.MessageID, Serial: i.Serial, Cause: c}}
	case *sbcap.StopRequest:
		return &sbcap.StopResponse{Response: sbcap.Response{MessageID: i.MessageID, Serial: i.Serial, Cause: c}}
	}
	return &sbcap.ErrorIndication{Cause: &c}
}
