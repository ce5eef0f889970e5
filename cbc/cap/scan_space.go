package cap

import "bytes"

// A spaceKind tells the namespaces apart that matter here.
type spaceKind uint8

const (
	spaceNone      spaceKind = iota
	spaceCAP                 // of CAP 1.2
	spaceSignature           // of XML signatures
	spaceInstance            // of schema instances: where to find a schema
	spaceOther
)

// Namespaces that have a meaning of their own.
const (
	signatureSpace = "http://www.w3.org/2000/09/xmldsig#"
	instanceSpace  = "http://www.w3.org/2001/XMLSchema-instance"
	xmlSpace       = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace     = "http://www.w3.org/2000/xmlns/"
)

// A space is a namespace.
type space struct {
	kind spaceKind
	uri  []byte
}

func newSpace(uri []byte) space {
	s := space{spaceOther, uri}
	switch string(uri) {
	case "":
		s.kind = spaceNone
	case Namespace:
		s.kind = spaceCAP
	case signatureSpace:
		s.kind = spaceSignature
	case instanceSpace:
		s.kind = spaceInstance
	}
	return s
}

// A binding is a prefix that stands for a namespace; the empty prefix is that
// of elements without one.
type binding struct {
	prefix []byte
	space
}

// split returns prefix and local name. It reports false for a name that is
// not one of Namespaces in XML: with two colons, or one at an end, or a local
// part that no name begins with.
func split(written []byte) (prefix, local []byte, ok bool) {
	n := bytes.IndexByte(written, ':')
	if n < 0 {
		return nil, written, true
	}
	prefix, local = written[:n], written[n+1:]
	return prefix, local, n > 0 && nameLength(local) == len(local) && len(local) > 0 && bytes.IndexByte(local, ':') < 0
}

// bind reads the declarations among the attributes, then finds the namespaces
// of the others. An attribute must not be there twice, by its name as written
// or by its namespace.
func (s *scanner) bind() error {
	for i := range s.attrs {
		a := &s.attrs[i]
		prefix, local, ok := split(a.written)
		if !ok {
			return s.fault(colons, string(a.written))
		}
		a.local = local
		switch {
		case string(a.written) == "xmlns":
			prefix = nil
		case string(prefix) == "xmlns":
			prefix = local
		default:
			continue
		}
		if err := s.declare(prefix, a); err != nil {
			return err
		}
	}
	for i := range s.attrs {
		if err := s.attributeSpace(i); err != nil {
			return err
		}
	}
	return nil
}

// declare binds a prefix, and marks the attribute that does so.
func (s *scanner) declare(prefix []byte, a *attribute) error {
	uri := a.value
	if bytes.ContainsAny(uri, "&\t\n\r") {
		uri = attributeValue(uri)
	}
	reserved := string(uri) == xmlSpace || string(uri) == xmlnsSpace
	switch {
	case string(prefix) == "xml" && string(uri) == xmlSpace:
		return nil
	case string(prefix) == "xml", string(prefix) == "xmlns", reserved, len(prefix) > 0 && len(uri) == 0:
		return s.fault(badBinding, string(a.written))
	}
	a.space = space{spaceOther, []byte(xmlnsSpace)}
	s.bindings = append(s.bindings, binding{prefix, newSpace(uri)})
	return nil
}

// attributeSpace finds the namespace of the i-th attribute and compares it
// with those before.
func (s *scanner) attributeSpace(i int) error {
	a := &s.attrs[i]
	for j := range s.attrs[:i] {
		if bytes.Equal(a.written, s.attrs[j].written) {
			return s.fault(attributeTwice, string(a.written))
		}
	}
	if a.space.kind != spaceNone || len(a.local) == len(a.written) {
		return nil
	}
	var err error
	if a.space, err = s.resolve(a.written[:len(a.written)-len(a.local)-1], a.written); err != nil {
		return err
	}
	for j := range s.attrs[:i] {
		if b := &s.attrs[j]; bytes.Equal(a.local, b.local) && bytes.Equal(a.space.uri, b.space.uri) {
			return s.fault(attributeTwice, string(a.written))
		}
	}
	return nil
}

// declares reports whether an attribute is a declaration of a namespace.
func (a *attribute) declares() bool { return string(a.space.uri) == xmlnsSpace }

// name finds local name and namespace of a tag.
func (s *scanner) name(t *tag) error {
	written := s.b[t.from:t.to]
	prefix, local, ok := split(written)
	if !ok {
		return s.fault(colons, string(written))
	}
	t.local = t.to - len(local)
	if t.binding = s.find(prefix); t.binding >= 0 {
		t.kind = s.bindings[t.binding].kind
		return nil
	}
	_, err := s.resolve(prefix, written)
	t.kind = spaceNone
	if len(prefix) > 0 {
		t.kind = spaceOther
	}
	return err
}

// find returns the binding of a prefix, −1 if there is none.
func (s *scanner) find(prefix []byte) int {
	for i := len(s.bindings) - 1; i >= 0; i-- {
		if bytes.Equal(s.bindings[i].prefix, prefix) {
			return i
		}
	}
	return -1
}

// resolve returns the namespace that a prefix stands for.
func (s *scanner) resolve(prefix, written []byte) (space, error) {
	if i := s.find(prefix); i >= 0 {
		return s.bindings[i].space, nil
	}
	switch string(prefix) {
	case "":
		return space{}, nil
	case "xml":
		return space{spaceOther, []byte(xmlSpace)}, nil
	}
	return space{}, s.fault(undeclared, string(written))
}
