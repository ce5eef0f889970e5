package judge

import (
	"context"
	"slices"
	"sync"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/pdu"
)

// A Config is what was agreed with the clients. Zero values stand for the
// defaults.
type Config struct {
	// Window is how many requests may be unanswered on one connection; 0 is as
	// many as the client likes.
	Window int
	// Idle is the silence after which a bound client must have asked whether
	// the centre is there; 60 s.
	Idle time.Duration
	// EnquirePause is the least time between two enquire_links; three in a row
	// that come sooner are a violation; 500 ms.
	EnquirePause time.Duration
	// Answer is how long a client may take to answer; 10 s.
	Answer time.Duration
	// Binds are so many in BindsWithin as are no storm yet; 10 in 10 s.
	Binds       int
	BindsWithin time.Duration
	// Refused is how long a client must wait after a bind that was refused for
	// who it is; 5 s.
	Refused time.Duration
	// RepNumOctets is the length of broadcast_rep_num that was agreed; 2.
	RepNumOctets int
	// Allow names rules whose violations are reported and do no harm.
	Allow []string
	// Keep is how many violations of each rule are reported with their octets;
	// 3. All are counted.
	Keep int
}

func (c *Config) complete() {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&c.Idle, time.Minute}, {&c.EnquirePause, 500 * time.Millisecond}, {&c.Answer, 10 * time.Second},
		{&c.BindsWithin, 10 * time.Second}, {&c.Refused, 5 * time.Second},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	for _, n := range []struct {
		field *int
		value int
	}{{&c.Binds, 10}, {&c.RepNumOctets, 2}, {&c.Keep, 3}} {
		if *n.field == 0 {
			*n.field = n.value
		}
	}
}

// A Judge looks at what passes between clients and one centre. It is safe for
// concurrent use and must not be copied.
type Judge struct {
	c Config

	mu       sync.Mutex // guards the rest
	sessions map[int]*session
	binds    []time.Time // of the last BindsWithin
	refused  time.Time   // the last bind that was
	report   Report
	found    map[string]*Finding
}

// New returns a judge that has seen nothing.
func New(c Config) *Judge {
	c.complete()
	return &Judge{c: c, sessions: map[int]*session{}, found: map[string]*Finding{}}
}

// Of judges a whole journal.
func Of(c Config, all []simulator.Entry) Report {
	j := New(c)
	for _, e := range all {
		j.See(e)
	}
	end := time.Time{}
	if len(all) > 0 {
		end = all[len(all)-1].At
	}
	return j.Report(end)
}

// Watch looks at a journal as it is written, until ctx is done.
func (j *Judge) Watch(ctx context.Context, journal *simulator.Journal) {
	_, _ = journal.Wait(ctx, func(e simulator.Entry) bool { // its error is ctx's
		j.See(e)
		return false // so that every entry is seen, once
	})
}

// See looks at one entry. Those of one connection must come in their order.
func (j *Judge) See(e simulator.Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case e.Conn == 0:
	case e.What == "connected":
		j.report.Connections++
		j.sessions[e.Conn] = newSession(j, e)
	case j.sessions[e.Conn] == nil: // it began before the judge looked
	case e.What == "disconnected":
		j.sessions[e.Conn].ended(e)
		delete(j.sessions, e.Conn)
	case e.What == "rule":
		j.sessions[e.Conn].provoked = true
	case e.What == "unreadable":
		j.sessions[e.Conn].violates(Unreadable, e, "%s", e.Detail)
	case len(e.Bytes) < 16:
	case e.Out:
		j.sessions[e.Conn].said(e, pdu.Read(e.Bytes))
	default:
		j.report.PDUs++
		j.sessions[e.Conn].told(e, pdu.Read(e.Bytes))
	}
}

// Report returns what has been found up to a time. What is overdue by then on
// open connections is found now; the judge can go on.
func (j *Judge) Report(at time.Time) Report {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.sessions {
		s.overdue(at)
	}
	r := j.report
	for _, rule := range rules {
		if f := j.found[rule.Name]; f != nil {
			copied := *f
			copied.First = slices.Clone(f.First)
			r.Findings = append(r.Findings, copied)
		}
	}
	return r
}

// violated notes a violation. It is called with mu held.
func (j *Judge) violated(v Violation) {
	f := j.found[v.Rule]
	if f == nil {
		i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == v.Rule })
		f = &Finding{Rule: rules[i], Allowed: slices.Contains(j.c.Allow, v.Rule)}
		j.found[v.Rule] = f
	}
	f.Times++
	if len(f.First) < j.c.Keep {
		f.First = append(f.First, v)
	}
}

// bound notes a bind and looks for a storm.
func (j *Judge) bound(s *session, e simulator.Entry) {
	j.report.Binds++
	j.binds = append(j.binds, e.At)
	for len(j.binds) > 0 && e.At.Sub(j.binds[0]) > j.c.BindsWithin {
		j.binds = j.binds[1:]
	}
	if len(j.binds) == j.c.Binds+1 { // once for each storm
		s.violates(BindStorm, e, "%d binds in %v", len(j.binds), e.At.Sub(j.binds[0]).Round(time.Millisecond))
	}
	if since := e.At.Sub(j.refused); !j.refused.IsZero() && since < j.c.Refused {
		s.violates(BindHammer, e, "%v after a bind was refused", since.Round(time.Millisecond))
	}
}

// unwelcome reports whether a bind was refused for who the client is.
func unwelcome(status smpp.Status) bool {
	switch status {
	case smpp.AlreadyBound, smpp.BindFailed, smpp.InvalidPassword, smpp.InvalidSystemID, smpp.InvalidSystemType:
		return true
	}
	return false
}
