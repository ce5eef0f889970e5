package cap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A syntaxError is a mistake after which nothing more can be read: the document
// is not well-formed, too big, or has what CAP forbids.
type syntaxError struct {
	xpath, problem, value string
}

func (e *syntaxError) Error() string { return e.xpath + ": " + e.problem }

// A scope is an open element and the namespaces declared in it.
type scope struct {
	name   xml.Name // as written: Space is the prefix
	spaces map[string]string
	e      *element // nil inside what is not of CAP
}

// A document is read into elements. encoding/xml splits it into tokens and
// checks their syntax; what it lets pass (wrong nesting, prefixes that are not
// declared, text outside the root) is checked here.
type document struct {
	in       *xml.Decoder
	open     []scope
	root     *element
	rootName xml.Name
	elements int
}

// read returns the root element, or nil with the name of a root that is not of
// CAP 1.2, which is then not read further.
func read(b []byte) (*element, xml.Name, error) {
	if len(b) > MaxOctets {
		return nil, xml.Name{}, &syntaxError{"/", fmt.Sprintf("%d octets are more than %d", len(b), MaxOctets), ""}
	}
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	d := document{in: xml.NewDecoder(bytes.NewReader(b))}
	d.in.CharsetReader = charset
	for {
		at := d.in.InputOffset()
		t, err := d.in.RawToken()
		if errors.Is(err, io.EOF) {
			return d.end()
		}
		if err != nil {
			return nil, d.rootName, d.fault(err.Error(), "")
		}
		if err := d.token(t, at); err != nil {
			return nil, d.rootName, err
		}
		if d.rootName.Local != "" && d.root == nil {
			return nil, d.rootName, nil
		}
	}
}

// end checks that everything that was opened is closed.
func (d *document) end() (*element, xml.Name, error) {
	switch {
	case len(d.open) > 0:
		return nil, d.rootName, d.fault("the document ends before the element", "")
	case d.root == nil:
		return nil, d.rootName, d.fault("there is no element", "")
	}
	return d.root, d.rootName, nil
}

func (d *document) token(t xml.Token, at int64) error {
	switch t := t.(type) {
	case xml.StartElement:
		return d.start(t)
	case xml.EndElement:
		return d.close(t)
	case xml.CharData:
		return d.text(t)
	case xml.Directive:
		return d.fault("a document type declaration is not allowed", string(t))
	case xml.ProcInst:
		if t.Target == "xml" && at != 0 {
			return d.fault("the XML declaration is not at the start", "")
		}
	}
	return nil
}

func (d *document) start(t xml.StartElement) error {
	d.elements++
	switch {
	case len(d.open) >= MaxNesting:
		return d.fault(fmt.Sprintf("elements are nested deeper than %d", MaxNesting), t.Name.Local)
	case d.elements > maxElements:
		return d.fault(fmt.Sprintf("there are more than %d elements", maxElements), "")
	case len(d.open) == 0 && d.root != nil:
		return d.fault("there is a second root element", t.Name.Local)
	}
	spaces, err := d.declared(t.Attr)
	if err != nil {
		return err
	}
	d.open = append(d.open, scope{name: t.Name, spaces: spaces})
	space, err := d.resolve(t.Name)
	if err != nil {
		return err
	}
	for _, a := range t.Attr {
		if a.Name.Space == "" || a.Name.Space == "xmlns" {
			continue
		}
		if _, err := d.resolve(a.Name); err != nil {
			return err
		}
	}
	d.enter(xml.Name{Space: space, Local: t.Name.Local})
	return nil
}

// declared returns the namespaces that attributes declare, nil if none, and
// refuses an attribute that is there twice.
func (d *document) declared(attrs []xml.Attr) (map[string]string, error) {
	if len(attrs) > maxAttributes {
		return nil, d.fault(fmt.Sprintf("an element has more than %d attributes", maxAttributes), "")
	}
	var spaces map[string]string
	for i, a := range attrs {
		for _, b := range attrs[:i] {
			if a.Name == b.Name {
				return nil, d.fault("an attribute is there twice", a.Name.Local)
			}
		}
		prefix := a.Name.Local
		if a.Name.Space != "xmlns" {
			if a.Name.Space != "" || a.Name.Local != "xmlns" {
				continue
			}
			prefix = ""
		}
		if spaces == nil {
			spaces = map[string]string{}
		}
		spaces[prefix] = a.Value
	}
	return spaces, nil
}

// resolve returns the namespace of the prefix of a name.
func (d *document) resolve(n xml.Name) (string, error) {
	for i := len(d.open) - 1; i >= 0; i-- {
		if s, ok := d.open[i].spaces[n.Space]; ok && (s != "" || n.Space == "") {
			return s, nil
		}
	}
	switch n.Space {
	case "":
		return "", nil
	case "xml":
		return "http://www.w3.org/XML/1998/namespace", nil
	}
	return "", d.fault("a prefix is not declared", n.Space+":"+n.Local)
}

// enter makes the element just opened part of the tree. Below an element that
// is not of CAP nothing is kept.
func (d *document) enter(n xml.Name) {
	top := len(d.open) - 1
	if top == 0 {
		d.rootName = n
		if n.Space == Namespace {
			d.root = &element{name: n.Local}
			d.open[0].e = d.root
		}
		return
	}
	parent := d.open[top-1].e
	if parent == nil {
		return
	}
	if n.Space != Namespace {
		parent.children = append(parent.children, &element{name: n.Local, space: n.Space, foreign: true, parent: parent, number: 1})
		return
	}
	d.open[top].e = parent.add(n.Local)
}

func (d *document) close(t xml.EndElement) error {
	top := len(d.open) - 1
	if top < 0 {
		return d.fault("an element ends that was not open", t.Name.Local)
	}
	if d.open[top].name != t.Name {
		return d.fault("another element ends than was open", t.Name.Local)
	}
	if e := d.open[top].e; e != nil {
		e.text = e.buf.String()
		e.buf = strings.Builder{}
	}
	d.open = d.open[:top]
	return nil
}

func (d *document) text(t xml.CharData) error {
	if len(d.open) == 0 {
		if len(bytes.Trim(t, " \t\r\n")) > 0 {
			return d.fault("there is text outside the root element", string(t))
		}
		return nil
	}
	if e := d.open[len(d.open)-1].e; e != nil {
		e.buf.Write(t)
	}
	return nil
}

// fault names the place by the innermost open element and by line and column.
func (d *document) fault(problem, value string) *syntaxError {
	path := "/"
	for i := len(d.open) - 1; i >= 0; i-- {
		if e := d.open[i].e; e != nil {
			path = e.xpath()
			break
		}
	}
	line, column := d.in.InputPos()
	return &syntaxError{path, fmt.Sprintf("%s, line %d, column %d", problem, line, column), value}
}

// charset reads the encodings that CAP messages are found in besides UTF-8.
func charset(label string, in io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "us-ascii", "ascii", "utf-8", "utf8":
		return in, nil
	case "iso-8859-1", "latin1":
		b, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		out := make([]byte, 0, len(b)+len(b)/8)
		for _, c := range b {
			out = utf8.AppendRune(out, rune(c))
		}
		return bytes.NewReader(out), nil
	}
	return nil, fmt.Errorf("encoding %q is not read", label)
}
