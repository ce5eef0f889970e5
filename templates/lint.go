package templates

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Severity says what a finding asks for.
type Severity string

const (
	Refuse Severity = "E" // do not load, do not send
	Ask    Severity = "W" // a person must look
	Note   Severity = "I" // good to know
)

// A Scope is what a rule of lint looks at.
type Scope string

const (
	TemplateScope Scope = "template"     // one entry of the library
	SetScope      Scope = "template set" // entries together
	RenderedScope Scope = "rendered"     // a text as it will be read
	SendScope     Scope = "send"         // a text among those sent before it
)

// A LintRule is one of the rules that a library and its texts keep to.
type LintRule struct {
	ID       string   `json:"id"`
	Severity Severity `json:"severity"` // the gravest that it gives
	Scope    Scope    `json:"scope"`
	Title    string   `json:"title"`
	Hint     string   `json:"hint"` // what to do about a finding
}

// A Finding is one thing that a rule found.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	// File, Line and Column, from 1, are set by rules of templates.
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	// Entry, Language and Form say which text is meant, as far as known.
	Entry    string `json:"entry,omitempty"`
	Language string `json:"language,omitempty"`
	Form     string `json:"form,omitempty"`
	// Piece is the part of a text that is meant; nil means all of it.
	Piece   *Evidence `json:"piece,omitempty"`
	Message string    `json:"message"`
	Hint    string    `json:"hint,omitempty"`
}

// String returns the finding in a line, with its place as compilers write it.
func (f Finding) String() string {
	var b strings.Builder
	if f.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", f.File, f.Line, f.Column)
	}
	fmt.Fprintf(&b, "%s %s", f.Severity, f.Rule)
	for _, s := range []string{f.Entry, f.Language, f.Form} {
		if s != "" {
			b.WriteString(" " + s)
		}
	}
	if f.Piece != nil {
		fmt.Fprintf(&b, " %d+%d", f.Piece.Offset, f.Piece.Length)
	}
	b.WriteString(": " + f.Message)
	return b.String()
}

// Refuses reports whether one of the findings is of severity Refuse.
func Refuses(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == Refuse })
}

// Lint holds every entry of the library against the rules of templates and of
// the set. Findings are in the order of files and lines.
func Lint(l *Library) []Finding {
	return l.lintEach(func(e *Entry) (found []Finding) {
		x := entryLint{l, e, &found}
		x.forms()
		x.worstCase()
		x.sourceFirst()
		x.directions()
		x.particles()
		x.parity()
		x.units()
		x.pairs()
		return found
	})
}

// lintEach returns what is found about all entries, in order.
func (l *Library) lintEach(lint func(*Entry) []Finding) []Finding {
	each := make([][]Finding, len(l.entries))
	inParallel(len(l.entries), func(i int) { each[i] = lint(l.entries[i]) })
	found := slices.Concat(each...)
	sortFindings(found)
	return found
}

// LintExamples renders every entry with example values in all languages, forms
// and statuses that it has, and holds the texts against the rules of rendered
// texts; in further statuses only what the marker can change is looked at.
// Findings have the place of the wording. No budget is applied.
func LintExamples(l *Library) []Finding {
	found := l.lintEach(l.lintExamples)
	return slices.CompactFunc(found, func(a, b Finding) bool { return a.String() == b.String() })
}

func (l *Library) lintExamples(e *Entry) (found []Finding) {
	s := l.Example(e)
	for tag := range e.Texts {
		if !slices.Contains(s.Languages, tag) {
			s.Languages = append(s.Languages, tag)
		}
	}
	for i, status := range e.allowed() {
		s.Status = status
		check := l.LintText
		if i > 0 {
			check = l.lintMarker // the words behind the marker are the same
		}
		found = append(found, l.lintExample(e, s, check)...)
	}
	return found
}

func (l *Library) lintExample(e *Entry, s Situation, check func(Rendered) []Finding) []Finding {
	if e.Class == Missing {
		s.Sender = l.police()
	}
	g, err := l.ComposeEntry(s, Match{Entry: e, Class: e.Class})
	if err != nil {
		return nil // loading has said so
	}
	var found []Finding
	for _, t := range g.Texts {
		for _, f := range check(l.RenderedOf(g, s, t)) {
			at := e.Texts[t.Language].position
			f.File, f.Line, f.Column = at.file, at.line, at.column
			found = append(found, f)
		}
	}
	return found
}

// police returns the name of a sender that may seek persons, by language.
func (l *Library) police() map[string]string {
	for _, key := range slices.SortedFunc(maps.Keys(l.senders), bySystem) {
		for _, n := range l.senders[key] {
			if policeWords(n) {
				return l.senders[key]
			}
		}
	}
	return nil
}

func sortFindings(found []Finding) {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Language, b.Language), cmp.Compare(a.Form, b.Form), cmp.Compare(a.Message, b.Message))
	})
}

// newFinding begins a finding of a rule with what the table says of it.
func newFinding(id, format string, args ...any) Finding {
	f := Finding{Rule: id, Message: fmt.Sprintf(format, args...)}
	if r, ok := FindLintRule(id); ok {
		f.Severity, f.Hint = r.Severity, r.Hint
	}
	return f
}
