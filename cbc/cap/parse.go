package cap

import (
	"encoding/xml"
	"errors"
	"fmt"
	"time"
)

// versions are the namespaces that CAP has had.
var versions = map[string]string{
	Namespace:                              "1.2",
	"urn:oasis:names:tc:emergency:cap:1.1": "1.1",
	"urn:oasis:names:tc:emergency:cap:1.0": "1.0",
	"http://www.incident.com/cap/1.0":      "1.0",
}

// A review collects the problems of one message while it is read.
type review struct {
	problems []Problem
	polygons int
	points   int
}

func (r *review) report(rule string, e *element, message, value string) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{rule, e.xpath(), message, quoted(value)})
	}
}

// Parse reads a CAP 1.2 message of at most 4 MiB. The error is an InvalidError
// with all that is wrong; after a mistake in the XML itself (rule X01) or in
// the root element (X02) there is nothing more to find. b is not kept.
func Parse(b []byte) (*Alert, error) {
	root, name, err := read(b)
	if err != nil {
		return nil, malformed(name, err)
	}
	if root == nil || root.name != "alert" {
		return nil, otherRoot(name)
	}
	r := &review{}
	r.checkSequence(root)
	a := r.alert(root)
	if len(r.problems) > 0 {
		return nil, &InvalidError{"1.2", a.Sender, a.Identifier, r.problems}
	}
	return a, nil
}

func malformed(root xml.Name, err error) error {
	p := Problem{Rule: "X01", XPath: "/", Message: err.Error()}
	var s *syntaxError
	if errors.As(err, &s) {
		p.XPath, p.Message, p.Value = s.xpath, s.problem, quoted(s.value)
	}
	return &InvalidError{Version: versions[root.Space], Problems: []Problem{p}}
}

// otherRoot names the version of CAP that the document is, if it is one.
func otherRoot(name xml.Name) error {
	v := versions[name.Space]
	p := Problem{"X02", "/" + name.Local, "is no alert of CAP 1.2", quoted(name.Space)}
	if v != "" && v != "1.2" {
		p.Message = fmt.Sprintf("is CAP %s, only CAP 1.2 is read", v)
	}
	return &InvalidError{Version: v, Problems: []Problem{p}}
}

// time reads the time in the first child of a name, zero if there is none.
func (r *review) time(e *element, name string) time.Time {
	c := e.first(name)
	if c == nil {
		return time.Time{}
	}
	t, err := parseTime(c.content())
	if err != nil {
		r.report("S03", c, err.Error(), c.text)
	}
	return t
}

// required reports a text that must not be blank. One that is missing is
// reported at e.
func (r *review) required(e *element, name string) string {
	c := e.first(name)
	switch {
	case c == nil:
		r.report("S20", e, name+" is missing", "")
	case c.content() == "":
		r.report("S20", c, "is blank", "")
	}
	return c.content()
}
