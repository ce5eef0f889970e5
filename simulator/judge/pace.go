package judge

import (
	"fmt"
	"time"
)

const (
	// paceWindow is what rates are compared over.
	paceWindow = time.Second
	// paceGrace is how long what was under way may still arrive.
	paceGrace = 100 * time.Millisecond
	// paceLeast is how many messages before make it a rate.
	paceLeast = 5
)

// A pace is how fast a client sends, and whether it slows down when it is told
// to.
type pace struct {
	recent []time.Time // messages of the last paceWindow
	curbs  []curb
}

// A curb is a word of the centre's after which a client must send less.
type curb struct {
	rule, what    string
	at            time.Time
	before, after int
}

// A fault is what is wrong, without where.
type fault struct{ rule, what string }

// curb notes that the client was told to slow down. One word is enough until it
// has been judged.
func (p *pace) curb(at time.Time, rule, what string) {
	for _, c := range p.curbs {
		if c.rule == rule && at.Sub(c.at) < paceGrace+paceWindow {
			return
		}
	}
	p.trim(at)
	if len(p.recent) >= paceLeast {
		p.curbs = append(p.curbs, curb{rule: rule, what: what, at: at, before: len(p.recent)})
	}
}

// sent counts messages, and returns what curbs they ignore.
func (p *pace) sent(at time.Time, n int) []fault {
	p.trim(at)
	for range n {
		p.recent = append(p.recent, at)
	}
	var faults []fault
	kept := p.curbs[:0]
	for _, c := range p.curbs {
		since := at.Sub(c.at)
		if since > paceGrace+paceWindow {
			continue // the client has slowed down
		}
		if since > paceGrace {
			c.after += n
		}
		if c.after >= c.before {
			faults = append(faults, fault{c.rule, fmt.Sprintf("%d messages in the second before %s, as many since, %v after it", c.before, c.what, since.Round(time.Millisecond))})
			continue
		}
		kept = append(kept, c)
	}
	p.curbs = kept
	return faults
}

func (p *pace) trim(now time.Time) {
	for len(p.recent) > 0 && now.Sub(p.recent[0]) > paceWindow {
		p.recent = p.recent[1:]
	}
}
