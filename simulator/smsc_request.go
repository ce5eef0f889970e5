package simulator

import (
	"encoding/binary"
	"strconv"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// An smscRequest is a PDU from a client, and what a rule wants of it.
type smscRequest struct {
	*pdu.PDU
	write *smscBroadcast // of a broadcast_sm that can be read
	bad   smpp.Status    // of one that cannot; OK otherwise
	rule  Rule
}

// An smscAnswer is a PDU to a client.
type smscAnswer struct {
	pdu.Out
	note  Entry  // for the journal
	last  bool   // hang up after it
	after func() // done when it has been said; may be nil
}

func (q *smscRequest) answer(s smpp.Status) *smscAnswer { return &smscAnswer{Out: q.Answer(s)} }

// about returns what a rule may be particular about.
func (q *smscRequest) about() []string {
	all := []string{q.ServiceType}
	for _, v := range q.Values(smpp.BroadcastAreaIdentifier) {
		if len(v) > 1 && v[0] == 0 {
			all = append(all, string(v[1:]))
		}
	}
	if v, _ := q.Value(smpp.BroadcastContentType); len(v) == 3 {
		all = append(all, strconv.Itoa(int(v[1])<<8|int(v[2])))
	}
	all = append(all, q.Destination.Number)
	for _, d := range q.Destinations {
		all = append(all, d.Number+d.List)
	}
	return all
}

// refuse answers with a status in the centre's manner.
func (s *SMSC) refuse(q *smscRequest, status smpp.Status) *smscAnswer {
	a := q.answer(status)
	if !s.c.Dialect.BareErrors && hasID(q.Command) {
		a.Text("")
	}
	return a
}

// hasID reports whether the answer to a command has a body of one string.
func hasID(c smpp.Command) bool {
	switch c {
	case smpp.BindReceiver, smpp.BindTransmitter, smpp.BindTransceiver, smpp.Submit, smpp.Data, smpp.Broadcast, smpp.QueryBroadcast:
		return true
	}
	return false
}

// perform carries a request out and returns the answer, nil where the standard
// has none.
func (s *SMSC) perform(c *smscConn, q *smscRequest) *smscAnswer {
	a := s.carryOut(c, q)
	if a != nil && s.c.Limits.Congestion && a.Command != smpp.GenericNack && s.c.Dialect.Version >= 0x50 {
		a.TLV(smpp.CongestionState, s.meter.congestion(time.Now()))
	}
	return a
}

func (s *SMSC) carryOut(c *smscConn, q *smscRequest) *smscAnswer {
	switch q.Command {
	case smpp.EnquireLink:
		return q.answer(smpp.OK)
	case smpp.Unbind:
		a := q.answer(smpp.OK)
		a.last = true
		return a
	case smpp.BindTransceiver, smpp.BindTransmitter, smpp.BindReceiver:
		return s.bind(c, q)
	case smpp.Broadcast, smpp.QueryBroadcast, smpp.CancelBroadcast:
		if s.c.Dialect.NoBroadcast {
			return &smscAnswer{Out: q.Nack(smpp.InvalidCommandID)}
		}
	case smpp.Submit, smpp.Multi, smpp.Data, smpp.Query, smpp.Cancel, smpp.Replace:
	case smpp.Outbind, smpp.AlertNotification:
		return nil
	default:
		return &smscAnswer{Out: q.Nack(smpp.InvalidCommandID)}
	}
	switch {
	case !c.sends():
		return s.refuse(q, smpp.InvalidBindStatus)
	case q.Fault.Status != smpp.OK:
		return s.refuse(q, q.Fault.Status)
	case q.bad != smpp.OK:
		return s.refuse(q, q.bad)
	}
	if n := q.weight(); n > 0 && !s.meter.admit(time.Now(), n) {
		return s.refuse(q, smpp.Throttled)
	}
	return s.doers()[q.Command](q)
}

// doers carry out what a client that is bound to send may ask.
func (s *SMSC) doers() map[smpp.Command]func(*smscRequest) *smscAnswer {
	return map[smpp.Command]func(*smscRequest) *smscAnswer{
		smpp.Broadcast: s.broadcast, smpp.QueryBroadcast: s.queryBroadcast, smpp.CancelBroadcast: s.cancelBroadcast,
		smpp.Submit: s.submit, smpp.Data: s.submit, smpp.Multi: s.multi,
		smpp.Query: s.query, smpp.Cancel: s.cancel, smpp.Replace: s.replace,
	}
}

// weight is how many messages a request is for the centre's rate.
func (q *smscRequest) weight() int {
	switch q.Command {
	case smpp.Broadcast, smpp.Submit, smpp.Data:
		return 1
	case smpp.Multi:
		return len(q.Destinations)
	}
	return 0
}

// told reads what is in a request and writes it down.
func (c *smscConn) told(q *smscRequest) {
	e := Entry{What: q.Command.String(), Bytes: q.Wire, Reference: q.MessageID}
	switch {
	case q.Fault.Status != smpp.OK:
		e.Detail = q.Fault.String()
	case q.Command == smpp.Broadcast:
		if q.write, q.bad = c.s.read(q); q.bad == smpp.OK {
			e.MessageID, e.Serial, e.Text = q.write.key.MessageID, q.write.key.Serial, q.write.text
		}
	case q.Command == smpp.Submit, q.Command == smpp.Multi, q.Command == smpp.Data:
		e.Text, _ = pdu.Text(q.Coding, q.words())
	}
	if q.Command.Response() && q.Status != smpp.OK {
		e.Detail = q.Status.String()
	}
	c.note(e)
}

// words returns the octets of the text without its header.
func (q *smscRequest) words() []byte {
	b := q.Payload()
	if q.ESMClass&0x40 != 0 {
		_, b, _ = pdu.SplitHeader(b)
	}
	return b
}

// bind checks who the client is.
func (s *SMSC) bind(c *smscConn, q *smscRequest) *smscAnswer {
	bound := s.Bound()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case q.Fault.Status != smpp.OK:
		return s.refuse(q, q.Fault.Status)
	case c.bound != 0:
		return s.refuse(q, smpp.AlreadyBound)
	case q.SystemID != s.c.SystemID:
		return s.refuse(q, smpp.InvalidSystemID)
	case q.Password != s.c.Password:
		return s.refuse(q, smpp.InvalidPassword)
	case s.c.Limits.Binds > 0 && bound >= s.c.Limits.Binds:
		return s.refuse(q, smpp.AlreadyBound)
	}
	c.bound, c.version = q.Command, q.Version
	a := q.answer(smpp.OK)
	a.Text(s.c.Name[:min(len(s.c.Name), 15)])
	if s.c.Dialect.Version >= 0x34 {
		a.TLV(smpp.SCInterfaceVersion, s.c.Dialect.Version)
	}
	if c.bound != smpp.BindTransmitter {
		a.after = s.flush
	}
	return a
}

// number is two octets.
func number(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }
