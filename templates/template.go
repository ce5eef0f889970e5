package templates

import (
	"fmt"
	"strings"
)

// A template is a clause made ready: pieces in order, and the parameters that
// it cannot do without.
//
//	{river}              the value of a parameter
//	{river|josa:이/가}    the value and the particle that fits it
//	<{shelter} 등 |>      the first alternative whose parameters are all there;
//	                     with none, nothing
type template struct {
	pieces []piece
	needs  []int // outside groups, in order
	any    []int // all named anywhere, in order
}

// A piece is literal text, a parameter or a group.
type piece struct {
	text  string
	param int // place in the registry; literal or group below 0
	josa  *josa
	group []template
}

const (
	literal = -1
	group   = -2
)

// A TemplateError says what is wrong in a clause and where, in octets from its
// start.
type TemplateError struct {
	Offset int
	Text   string
}

func (e *TemplateError) Error() string { return fmt.Sprintf("at octet %d: %s", e.Offset+1, e.Text) }

// A templateParser reads one clause.
type templateParser struct {
	s     string
	at    int
	index func(name string) (int, bool) // the registry
}

// parseTemplate reads a clause; index finds the place of a parameter.
func parseTemplate(s string, index func(string) (int, bool)) (template, error) {
	p := templateParser{s: s, index: index}
	return p.sequence(false)
}

func (p *templateParser) fail(format string, args ...any) error {
	return &TemplateError{p.at, fmt.Sprintf(format, args...)}
}

// sequence reads pieces to the end, or within a group to its | or >.
func (p *templateParser) sequence(inGroup bool) (template, error) {
	var t template
	stops := "{}<>"
	if inGroup {
		stops = "{}<>|"
	}
	for p.at < len(p.s) {
		n := strings.IndexAny(p.s[p.at:], stops)
		if n < 0 {
			n = len(p.s) - p.at
		}
		if n > 0 {
			t.pieces = append(t.pieces, piece{text: p.s[p.at : p.at+n], param: literal})
			p.at += n
			continue
		}
		switch c := p.s[p.at]; {
		case c == '{':
			x, err := p.placeholder()
			if err != nil {
				return t, err
			}
			t.pieces = append(t.pieces, x)
			t.needs, t.any = append(t.needs, x.param), append(t.any, x.param)
		case c == '<' && !inGroup:
			x, err := p.group()
			if err != nil {
				return t, err
			}
			t.pieces = append(t.pieces, x)
			for _, a := range x.group {
				t.any = append(t.any, a.any...)
			}
		case inGroup && (c == '|' || c == '>'):
			return t, nil
		default:
			return t, p.fail("%q does not belong here", c)
		}
	}
	if inGroup {
		return t, p.fail("the group has no >")
	}
	return t, nil
}

// placeholder reads {name} or {name|josa:은/는}.
func (p *templateParser) placeholder() (piece, error) {
	inner, _, found := strings.Cut(p.s[p.at+1:], "}")
	if !found {
		return piece{}, p.fail("the placeholder has no }")
	}
	name, filter, filtered := strings.Cut(inner, "|")
	i, known := p.index(name)
	if !known {
		return piece{}, p.fail("{%s} is not in params.yaml", name)
	}
	x := piece{param: i}
	if filtered {
		pair, isJosa := strings.CutPrefix(filter, "josa:")
		j, known := particles[pair]
		if !isJosa || !known {
			return piece{}, p.fail("%q is not josa: with 은/는, 이/가, 을/를, 과/와, 으로/로 or 이나/나", filter)
		}
		x.josa = &j
	}
	p.at += len(inner) + 2
	return x, nil
}

// group reads <alternative|alternative>.
func (p *templateParser) group() (piece, error) {
	x := piece{param: group}
	for {
		p.at++ // over < or |
		t, err := p.sequence(true)
		if err != nil {
			return x, err
		}
		x.group = append(x.group, t)
		if p.s[p.at] == '>' {
			p.at++
			return x, nil
		}
	}
}

// complete reports whether all that t needs is there. Absent values are empty.
func (t *template) complete(values []string) bool {
	for _, i := range t.needs {
		if values[i] == "" {
			return false
		}
	}
	return true
}

// append writes t with the values of the registry's parameters.
func (t *template) append(b []byte, values []string) []byte {
	for i := range t.pieces {
		x := &t.pieces[i]
		switch x.param {
		case literal:
			b = append(b, x.text...)
		case group:
			b = x.appendGroup(b, values)
		default:
			b = append(b, values[x.param]...)
			if x.josa != nil {
				b = append(b, x.josa.after(values[x.param])...)
			}
		}
	}
	return b
}

func (x *piece) appendGroup(b []byte, values []string) []byte {
	for i := range x.group {
		if x.group[i].complete(values) {
			return x.group[i].append(b, values)
		}
	}
	return b
}
