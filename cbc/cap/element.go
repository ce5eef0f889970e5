package cap

import (
	"fmt"
	"strings"
)

// An element is one of the CAP namespace, or the place where one of another
// namespace stands, which has no content here.
type element struct {
	name     string
	space    string // of a foreign element
	foreign  bool
	text     string // all character data directly inside
	parent   *element
	children []*element
	number   int // among siblings of the same name, from 1

	buf    strings.Builder
	counts map[string]int // of children by name
}

func (e *element) add(name string) *element {
	if e.counts == nil {
		e.counts = map[string]int{}
	}
	e.counts[name]++
	c := &element{name: name, parent: e, number: e.counts[name]}
	e.children = append(e.children, c)
	return c
}

// all returns the children of a name.
func (e *element) all(name string) []*element {
	var list []*element
	for _, c := range e.children {
		if c.name == name && !c.foreign {
			list = append(list, c)
		}
	}
	return list
}

// first returns the first child of a name, nil if there is none.
func (e *element) first(name string) *element {
	for _, c := range e.children {
		if c.name == name && !c.foreign {
			return c
		}
	}
	return nil
}

// content returns the text without the white space around it; "" for nil.
func (e *element) content() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.text)
}

// value returns the content of the first child of a name. An optional element
// that is empty counts as absent.
func (e *element) value(name string) string { return e.first(name).content() }

// xpath names e from the root. Elements that may be repeated have a number.
func (e *element) xpath() string {
	if e.parent == nil {
		return "/" + e.name
	}
	p := e.parent.xpath() + "/" + e.name
	if e.number > 1 || repeated[e.name] {
		p += fmt.Sprintf("[%d]", e.number)
	}
	return p
}
