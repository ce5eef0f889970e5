package judge

import (
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Violation is one thing that a client did wrong.
type Violation struct {
	Rule string    `json:"rule"` // the name
	Conn int       `json:"conn"` // which of the centre's connections, from 1
	At   time.Time `json:"at"`
	What string    `json:"what"` // for people: the PDU and the value
	PDU  string    `json:"pdu,omitempty"`
}

// A Finding is all violations of one rule.
type Finding struct {
	Rule
	Times int `json:"times"`
	// Allowed means that the rule is one of Config.Allow.
	Allowed bool        `json:"allowed,omitempty"`
	First   []Violation `json:"first"` // at most Config.Keep
}

// A Report is what a judge has found.
type Report struct {
	Connections int       `json:"connections"`
	Binds       int       `json:"binds"`
	PDUs        int       `json:"pdus"` // from clients
	Findings    []Finding `json:"findings"`
}

// Clean reports whether nothing was found but what is allowed.
func (r *Report) Clean() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return !f.Allowed })
}

// Names returns the names of the rules that were broken, in order.
func (r *Report) Names() []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Name)
	}
	return all
}

// WriteText writes r for people.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d connections, %d binds, %d PDUs from clients: ", r.Connections, r.Binds, r.PDUs)
	if len(r.Findings) == 0 {
		b.WriteString("nothing wrong\n")
	} else {
		fmt.Fprintf(&b, "%d kinds of violation\n", len(r.Findings))
	}
	for _, f := range r.Findings {
		f.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (f *Finding) write(b *strings.Builder) {
	allowed := ""
	if f.Allowed {
		allowed = ", allowed"
	}
	clause := f.Clause
	if clause != "" && !strings.HasPrefix(clause, "TS") {
		clause = "SMPP 5.0 " + clause
	}
	fmt.Fprintf(b, "\n%s (%s%s; %s), %d times\n  %s\n", f.Name, f.Level, allowed, clause, f.Times, f.About)
	for _, v := range f.First {
		fmt.Fprintf(b, "  %s connection %d: %s\n", v.At.Format("15:04:05.000"), v.Conn, v.What)
		for digits := range slices.Chunk([]byte(v.PDU), 64) {
			fmt.Fprintf(b, "    %s\n", digits)
		}
	}
}

// octets writes a PDU for a report, the passwords of binds left out.
func octets(b []byte) string { return hex.EncodeToString(b[:min(len(b), maxOctets)]) }

// maxOctets is how much of a PDU a report shows.
const maxOctets = 256
