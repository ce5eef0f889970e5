package cap

import (
	"errors"
	"fmt"
)

// versions are the namespaces that CAP has had.
var versions = map[string]string{
	Namespace:                              "1.2",
	"urn:oasis:names:tc:emergency:cap:1.1": "1.1",
	"urn:oasis:names:tc:emergency:cap:1.0": "1.0",
	"http://www.incident.com/cap/1.0":      "1.0",
}

// Parse reads a CAP 1.2 message by the letter of the standard. It is
// [Policy.Parse] of the zero Policy.
func Parse(b []byte) (*Alert, error) { return Policy{}.Parse(b) }

// Parse reads a CAP 1.2 message of at most 4 MiB. The error is an InvalidError
// with all that is wrong; after a mistake in the XML itself (rule X01) or in
// the root element (X02) nothing more is found. b is not kept.
func (p Policy) Parse(b []byte) (*Alert, error) {
	r := &review{policy: p}
	doc := r.document(b)
	a := &r.alert
	if len(r.problems) == 0 && p.Profile != nil {
		r.checkProfile(doc)
	}
	locate(doc, r.problems)
	locate(doc, r.notes)
	if len(r.problems) > 0 {
		return nil, &InvalidError{r.version, a.Sender, a.Identifier, r.problems, r.notes}
	}
	a.Notes = r.notes
	return a, nil
}

// checkProfile checks a message that is valid by the standard against the
// profile of the policy.
func (r *review) checkProfile(doc []byte) {
	problems, notes := r.policy.Profile.check(&r.alert)
	if len(problems)+len(notes) == 0 {
		return
	}
	at := places(doc)
	for _, list := range [][]Problem{problems, notes} {
		for i := range list {
			list[i].Offset = at[list[i].XPath]
		}
	}
	r.problems = problems
	r.notes = append(r.notes, notes...)
}

// places returns where alert, its infos and their areas begin, by XPath. doc is
// valid.
func places(doc []byte) map[string]int {
	s := newScanner(doc)
	at := map[string]int{}
	infos, areas := 0, 0
	for {
		kind, err := s.next()
		if kind == tokenEnd || err != nil {
			return at
		}
		if kind != tokenOpen || s.tag.kind != spaceCAP {
			continue
		}
		switch name := string(s.local(&s.tag)); {
		case len(s.open) == 1:
			at["/alert"] = s.tag.at
		case len(s.open) == 2 && name == "info":
			infos, areas = infos+1, 0
			at[fmt.Sprintf("/alert/info[%d]", infos)] = s.tag.at
		case len(s.open) == 3 && name == "area":
			areas++
			at[fmt.Sprintf("/alert/info[%d]/area[%d]", infos, areas)] = s.tag.at
		}
	}
}

// document reads b and returns it in UTF-8.
func (r *review) document(b []byte) []byte {
	if len(b) > MaxOctets {
		r.add(r.problem("X01", "/", 0, tooBig, len(b), MaxOctets))
		return nil
	}
	doc, err := toUTF8(b)
	if err != nil {
		r.fault(err)
		return b
	}
	r.scanner = newScanner(doc)
	r.fault(r.read())
	return doc
}

// fault reports what the scanner stumbled over, with the innermost element
// that is of CAP.
func (r *review) fault(err error) {
	if err == nil {
		return
	}
	s := &syntaxError{sentence: markup}
	errors.As(err, &s)
	for r.depth > 0 && r.top().in == partNone {
		r.depth--
	}
	xpath := "/"
	if r.depth > 0 {
		xpath = r.path()
	}
	p := r.problem("X01", xpath, s.at, s.sentence, s.args...)
	p.Value = quoted(s.value)
	r.problems = append(r.problems[:min(len(r.problems), maxProblems-1)], p)
}

// A syntaxError is a mistake after which nothing more can be read: the document
// is not well-formed, too big, or has what CAP forbids.
type syntaxError struct {
	at       int // octets
	sentence sentence
	args     []any
	value    string
}

func (e *syntaxError) Error() string {
	return fmt.Sprintf("octet %d: %s", e.at, e.sentence.english(e.args...))
}

func (s *scanner) fault(x sentence, value string, args ...any) error {
	return &syntaxError{s.at, x, args, value}
}
