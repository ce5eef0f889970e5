package cap

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// A Canonicalization is a way of writing XML that leaves nothing open, by its
// URI in signatures.
type Canonicalization string

const (
	Canonical10                    Canonicalization = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	Canonical10WithComments        Canonicalization = Canonical10 + "#WithComments"
	Canonical11                    Canonicalization = "http://www.w3.org/2006/12/xml-c14n11"
	Canonical11WithComments        Canonicalization = Canonical11 + "#WithComments"
	ExclusiveCanonical             Canonicalization = "http://www.w3.org/2001/10/xml-exc-c14n#"
	ExclusiveCanonicalWithComments Canonicalization = ExclusiveCanonical + "WithComments"
)

func (c Canonicalization) known() bool {
	switch c {
	case Canonical10, Canonical10WithComments, Canonical11, Canonical11WithComments, ExclusiveCanonical, ExclusiveCanonicalWithComments:
		return true
	}
	return false
}

func (c Canonicalization) exclusive() bool {
	return c == ExclusiveCanonical || c == ExclusiveCanonicalWithComments
}

func (c Canonicalization) comments() bool {
	return c == Canonical10WithComments || c == Canonical11WithComments || c == ExclusiveCanonicalWithComments
}

// A canonicalizer writes a document, or one element of it, in canonical form,
// token by token: it holds neither.
type canonicalizer struct {
	method   Canonicalization
	prefixes []string // that exclusive canonicalization treats as inclusive does; "" for the default
	comments bool
	all      bool // the document is written, with what is around its root

	s        *scanner
	out      *bufio.Writer
	rendered []renderedSpace
	depth    int // of elements that are being written
}

// A renderedSpace is a namespace that is declared in what was written.
type renderedSpace struct {
	prefix, uri string
	depth       int
}

// whole writes a document without the elements that begin at the offsets of
// skip, and without comments: what the reference URI "" means, XML Signature
// clause 4.4.3.3.
func (c *canonicalizer) whole(doc []byte, skip []int, out io.Writer) error {
	c.comments, c.all = false, true
	return c.run(doc, out, func(at, depth int) (begin, omit bool) {
		return depth == 1, slices.Contains(skip, at)
	})
}

// element writes the element that begins at an offset, with the namespaces
// that it is in.
func (c *canonicalizer) element(doc []byte, from int, out io.Writer) error {
	c.comments = c.method.comments()
	return c.run(doc, out, func(at, _ int) (begin, omit bool) { return at == from, false })
}

var errInherited = errors.New("an attribute xml:… would be inherited by what is signed")

// run scans the document and writes the elements that choose says to begin,
// but not those that it says to omit.
func (c *canonicalizer) run(doc []byte, out io.Writer, choose func(at, depth int) (begin, omit bool)) error {
	c.s, c.out = newScanner(doc), bufio.NewWriter(out)
	omitted := 0 // how deep we are in what is omitted
	for {
		kind, err := c.s.next()
		if err != nil {
			return err
		}
		switch {
		case kind == tokenEnd:
			return c.out.Flush()
		case omitted > 0:
			omitted += step(kind)
			continue
		case kind == tokenOpen:
			begin, omit := choose(c.s.tag.at, len(c.s.open))
			if omit {
				omitted = 1
				continue
			}
			if c.depth > 0 || begin {
				c.openTag()
			} else if c.inherits() {
				return errInherited
			}
		case kind == tokenClose && c.depth > 0:
			c.closeTag()
		case kind == tokenText && c.depth > 0:
			c.text(c.s.text, c.s.verbatim, c.s.marks)
		case kind == tokenComment && c.depth > 0 && c.comments:
			c.comment()
		case kind == tokenProcess:
			c.instruction(len(c.s.open) == 0)
		}
	}
}

// step is what a token adds to the number of open elements.
func step(kind tokenKind) int {
	switch kind {
	case tokenOpen:
		return 1
	case tokenClose:
		return -1
	}
	return 0
}

// inherits reports whether an element around what is written has an attribute
// that inclusive canonicalization would write there.
func (c *canonicalizer) inherits() bool {
	return !c.method.exclusive() && slices.ContainsFunc(c.s.attrs, func(a attribute) bool { return string(a.space.uri) == xmlSpace })
}

func (c *canonicalizer) openTag() {
	t := &c.s.tag
	c.depth++
	written := c.s.b[t.from:t.to]
	c.put("<")
	c.octets(written)
	for _, n := range c.spaces(t) {
		c.put(" xmlns")
		if n.prefix != "" {
			c.put(":" + n.prefix)
		}
		c.put(`="`)
		c.escape([]byte(n.uri), attributeEscapes)
		c.put(`"`)
	}
	attrs := slices.DeleteFunc(slices.Clone(c.s.attrs), func(a attribute) bool { return a.declares() })
	slices.SortFunc(attrs, func(a, b attribute) int {
		if n := bytes.Compare(a.space.uri, b.space.uri); n != 0 {
			return n
		}
		return bytes.Compare(a.local, b.local)
	})
	for _, a := range attrs {
		c.put(" ")
		c.octets(a.written)
		c.put(`="`)
		c.escape(attributeValue(a.value), attributeEscapes)
		c.put(`"`)
	}
	c.put(">")
}

func (c *canonicalizer) closeTag() {
	t := &c.s.tag
	c.put("</")
	c.octets(c.s.b[t.from:t.to])
	c.put(">")
	for len(c.rendered) > 0 && c.rendered[len(c.rendered)-1].depth == c.depth {
		c.rendered = c.rendered[:len(c.rendered)-1]
	}
	c.depth--
}

// put and octets write. An error stays in the writer until it is flushed.
func (c *canonicalizer) put(s string)    { _, _ = c.out.WriteString(s) }
func (c *canonicalizer) octets(b []byte) { _, _ = c.out.Write(b) }

// spaces returns the namespaces to declare with a tag, sorted, and remembers
// them.
func (c *canonicalizer) spaces(t *tag) []renderedSpace {
	var list []renderedSpace
	for _, prefix := range c.wanted(t) {
		uri := ""
		if i := c.s.find([]byte(prefix)); i >= 0 {
			uri = string(c.s.bindings[i].uri)
		} else if prefix != "" {
			continue
		}
		if c.declared(prefix) != uri {
			list = append(list, renderedSpace{prefix, uri, c.depth})
		}
	}
	c.rendered = append(c.rendered, list...)
	return list
}

// declared returns the namespace that a prefix has in what was written.
func (c *canonicalizer) declared(prefix string) string {
	for i := len(c.rendered) - 1; i >= 0; i-- {
		if c.rendered[i].prefix == prefix {
			return c.rendered[i].uri
		}
	}
	return ""
}

// wanted returns the prefixes that a tag may have to declare, sorted, each
// once: all new ones, or, in exclusive canonicalization, those in use.
func (c *canonicalizer) wanted(t *tag) []string {
	var prefixes []string
	from := t.spaces
	if c.depth == 1 {
		from = 0
	}
	for _, b := range c.s.bindings[from:] {
		if p := string(b.prefix); !c.method.exclusive() || slices.Contains(c.prefixes, p) {
			prefixes = append(prefixes, p)
		}
	}
	if c.method.exclusive() {
		prefixes = append(prefixes, string(bytes.TrimSuffix(c.s.b[t.from:t.local], []byte(":"))))
		for _, a := range c.s.attrs {
			if p, _, _ := split(a.written); len(p) > 0 && !a.declares() && string(p) != "xml" {
				prefixes = append(prefixes, string(p))
			}
		}
	}
	slices.Sort(prefixes)
	return slices.Compact(prefixes)
}

func (c *canonicalizer) text(b []byte, verbatim bool, m mark) {
	if m&(markReference|markReturn) != 0 {
		b = appendText(nil, b, verbatim)
	}
	c.escape(b, textEscapes)
}

func (c *canonicalizer) comment() {
	c.put("<!--")
	c.escape(appendText(nil, c.s.text, true), returnEscapes)
	c.put("-->")
}

// instruction writes a processing instruction; one outside the root has a line
// of its own.
func (c *canonicalizer) instruction(outside bool) {
	if string(c.s.target) == "xml" || !outside && c.depth == 0 || outside && !c.all {
		return
	}
	after := outside && c.s.rooted
	if after {
		c.put("\n")
	}
	c.put("<?")
	c.octets(c.s.target)
	if len(c.s.text) > 0 {
		c.put(" ")
		c.escape(appendText(nil, c.s.text, true), returnEscapes)
	}
	c.put("?>")
	if outside && !after {
		c.put("\n")
	}
}

// What canonical XML writes as references, clause 2.3.
var (
	textEscapes      = map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"}
	attributeEscapes = map[byte]string{'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;"}
	returnEscapes    = map[byte]string{'\r': "&#xD;"}
)

func (c *canonicalizer) escape(b []byte, escapes map[byte]string) {
	const suspects = "&<>\"\t\n\r"
	for len(b) > 0 {
		n := bytes.IndexAny(b, suspects)
		if n < 0 {
			break
		}
		c.octets(b[:n])
		if s, ok := escapes[b[n]]; ok {
			c.put(s)
		} else {
			c.octets(b[n : n+1])
		}
		b = b[n+1:]
	}
	c.octets(b)
}

// prefixList reads the attribute PrefixList of exclusive canonicalization.
func prefixList(s string) []string {
	list := strings.Fields(s)
	for i, p := range list {
		if p == "#default" {
			list[i] = ""
		}
	}
	return list
}
