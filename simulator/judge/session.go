package judge

import (
	"fmt"
	"strings"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/pdu"
)

// A session is what is known of one connection.
type session struct {
	j *Judge
	n int

	bound    smpp.Command // by which the client is bound, 0 if it is not
	version  byte         // that the client has bound with
	centre   byte         // that the centre has said; 0 for none
	leaving  bool         // one side has said unbind
	left     bool         // the client has said unbind
	provoked bool         // a rule of the centre's has been at work here

	open  map[uint32]request // the client's, without an answer
	asked map[uint32]request // the centre's, without an answer
	heard time.Time          // the client's last PDU

	enquired  time.Time
	enquiries int // in a row, too soon one after the other
	pace      pace
}

// A request is one without an answer.
type request struct {
	command smpp.Command
	at      time.Time
}

func newSession(j *Judge, e simulator.Entry) *session {
	return &session{j: j, n: e.Conn, open: map[uint32]request{}, asked: map[uint32]request{}, heard: e.At}
}

// violates notes a violation by the PDU of an entry, if there is one.
func (s *session) violates(rule string, e simulator.Entry, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if len(e.Bytes) >= 16 {
		what = strings.TrimSuffix(pdu.Read(e.Bytes).String()+": "+what, ": ")
	}
	b := e.Bytes
	if strings.HasPrefix(e.What, "bind_") {
		b = b[:min(len(b), 16)] // who the client is, is nobody's business
	}
	s.j.violated(Violation{Rule: rule, Conn: s.n, At: e.At, What: what, PDU: octets(b)})
}

// told looks at a PDU from the client.
func (s *session) told(e simulator.Entry, p *pdu.PDU) {
	s.overdue(e.At)
	s.heard = e.At
	if p.Fault.Status != smpp.OK {
		s.violates(Unreadable, e, "%s", p.Fault.String())
	}
	if p.Command.Response() {
		s.answered(e, p)
		return
	}
	s.header(e, p)
	s.state(e, p)
	s.flow(e, p)
	if p.Fault.Status != smpp.OK {
		return // what is in it is anybody's guess
	}
	for _, f := range s.content(p) {
		s.violates(f.rule, e, "%s", f.what)
	}
}

// header looks at what every request has.
func (s *session) header(e simulator.Entry, p *pdu.PDU) {
	if !known(p.Command) {
		s.violates(UnknownCommand, e, "")
	}
	if p.Status != smpp.OK {
		s.violates(StatusInRequest, e, "%v", p.Status)
	}
	if p.Sequence == 0 || p.Sequence > 0x7FFFFFFF {
		s.violates(SequenceRange, e, "0x%08X", p.Sequence)
	}
	if _, open := s.open[p.Sequence]; open {
		s.violates(SequenceReuse, e, "%v has that number and no answer", s.open[p.Sequence].command)
	}
}

// state looks at whether a request may come now.
func (s *session) state(e simulator.Entry, p *pdu.PDU) {
	bind := isBind(p.Command)
	switch {
	case s.left && p.Command != smpp.EnquireLink:
		s.violates(AfterUnbind, e, "")
	case bind && s.bound != 0:
		s.violates(BoundTwice, e, "")
	case bind:
		s.version = p.Version
		s.j.bound(s, e)
	case s.bound == 0 && p.Command != smpp.EnquireLink && p.Command != smpp.Unbind:
		s.violates(BeforeBind, e, "")
	case s.bound == smpp.BindReceiver && messages(p) > 0:
		s.violates(WrongBind, e, "")
	}
	if p.Command == smpp.Unbind {
		s.leaving, s.left = true, true
	}
}

// flow looks at how much comes, and how often.
func (s *session) flow(e simulator.Entry, p *pdu.PDU) {
	s.open[p.Sequence] = request{p.Command, e.At}
	if w := s.j.c.Window; w > 0 && len(s.open) > w && p.Command != smpp.EnquireLink && p.Command != smpp.Unbind {
		s.violates(WindowExceeded, e, "%d unanswered, %d were agreed", len(s.open), w)
	}
	if p.Command == smpp.EnquireLink {
		if !s.enquired.IsZero() && e.At.Sub(s.enquired) < s.j.c.EnquirePause {
			s.enquiries++
		} else {
			s.enquiries = 0
		}
		if s.enquired = e.At; s.enquiries == 3 {
			s.violates(EnquireLinkOften, e, "four, each less than %v after the last", s.j.c.EnquirePause)
		}
	}
	if n := messages(p); n > 0 {
		for _, v := range s.pace.sent(e.At, n) {
			s.violates(v.rule, e, "%s", v.what)
		}
	}
}

// said looks at a PDU to the client.
func (s *session) said(e simulator.Entry, p *pdu.PDU) {
	if !p.Command.Response() {
		if p.Command == smpp.Unbind {
			s.leaving = true
		}
		s.asked[p.Sequence] = request{p.Command, e.At}
		return
	}
	q, open := s.open[p.Sequence]
	delete(s.open, p.Sequence)
	if open && isBind(q.command) {
		s.bindAnswered(e, p, q.command)
	}
	if p.Status == smpp.Throttled || p.Status == smpp.QueueFull {
		s.pace.curb(e.At, IgnoresThrottle, p.Status.String())
	}
	if v := congestion(e.Bytes); v >= 90 {
		s.pace.curb(e.At, IgnoresCongested, fmt.Sprintf("congestion_state %d", v))
	}
}

// bindAnswered takes what the centre has said to a bind.
func (s *session) bindAnswered(e simulator.Entry, p *pdu.PDU, by smpp.Command) {
	switch {
	case p.Status == smpp.OK && p.Command != smpp.GenericNack:
		s.bound = by
		if v, ok := parameter(e.Bytes, smpp.SCInterfaceVersion); ok && len(v) == 1 {
			s.centre = v[0]
		}
	case unwelcome(p.Status):
		s.j.refused = e.At
	}
}

// answered looks at a response of the client's.
func (s *session) answered(e simulator.Entry, p *pdu.PDU) {
	q, asked := s.asked[p.Sequence]
	delete(s.asked, p.Sequence)
	switch {
	case p.Command == smpp.GenericNack && p.Sequence == 0 && len(s.asked) > 0:
		for n, q := range s.asked { // it is about one of them, and only its sender knows which
			if !known(q.command) {
				delete(s.asked, n)
			}
		}
		s.violates(NackSequence, e, "")
	case !asked:
		s.violates(StrayAnswer, e, "")
	case unanswerable(q.command) || q.command.Response():
		s.violates(NeedlessAnswer, e, "to %v", q.command)
	case p.Command == smpp.GenericNack && !s.mayNack(q.command):
		s.violates(WrongAnswer, e, "to %v", q.command)
	case p.Command != smpp.GenericNack && p.Command != q.command|smpp.GenericNack:
		s.violates(WrongAnswer, e, "to %v", q.command)
	}
	if p.Command == smpp.UnbindResp {
		s.leaving = true
	}
}

// mayNack reports whether a client may say that it does not know a command of
// the centre's: any but those that every client has.
func (s *session) mayNack(c smpp.Command) bool {
	switch c {
	case smpp.EnquireLink, smpp.Unbind:
		return false
	case smpp.Deliver:
		return s.bound == smpp.BindTransmitter
	}
	return true
}

// overdue looks at what should have come by now.
func (s *session) overdue(now time.Time) {
	for n, q := range s.asked {
		if late := now.Sub(q.at); late > s.j.c.Answer {
			delete(s.asked, n)
			if !unanswerable(q.command) && !q.command.Response() {
				s.violates(Unanswered, simulator.Entry{At: now}, "%v %d, after %v", q.command, n, late.Round(time.Millisecond))
			}
		}
	}
	for n, q := range s.open { // answers that the centre has lost
		if now.Sub(q.at) > s.j.c.Answer {
			delete(s.open, n)
		}
	}
	if silence := now.Sub(s.heard); s.bound != 0 && !s.leaving && silence > s.j.c.Idle {
		s.heard = now // once for each silence
		s.violates(NoEnquireLink, simulator.Entry{At: now}, "silent for %v", silence.Round(time.Millisecond))
	}
}

// ended looks at how a connection has ended.
func (s *session) ended(e simulator.Entry) {
	s.overdue(e.At)
	if s.bound != 0 && !s.leaving && !s.provoked && strings.HasSuffix(e.Detail, "by the client") {
		s.violates(NoUnbind, e, "%s", e.Detail)
	}
}

func isBind(c smpp.Command) bool {
	return c == smpp.BindTransceiver || c == smpp.BindTransmitter || c == smpp.BindReceiver
}

// messages is how many a request is for the centre.
func messages(p *pdu.PDU) int {
	switch p.Command {
	case smpp.Submit, smpp.Data, smpp.Broadcast:
		return 1
	case smpp.Multi:
		return max(len(p.Destinations), 1)
	}
	return 0
}

// unanswerable reports whether the standard has no answer to a command.
func unanswerable(c smpp.Command) bool { return c == smpp.Outbind || c == smpp.AlertNotification }

// known reports whether the standard has a command.
func known(c smpp.Command) bool { return !strings.HasPrefix(c.String(), "command ") }
