package cap

import (
	"bytes"
	"unicode/utf8"
)

// A tokenKind is what the scanner has come upon.
type tokenKind uint8

const (
	tokenEnd     tokenKind = iota // of the document
	tokenOpen                     // a start tag; scanner.tag and scanner.attrs tell
	tokenClose                    // an end tag, also after <a/>
	tokenText                     // character data or a CDATA section: scanner.text
	tokenComment                  // scanner.text is what stands inside
	tokenProcess                  // a processing instruction: scanner.target, scanner.text
)

// A tag is an element as it is written, and the namespace that it is in. It
// holds places in the document and no pointers, which keeps it cheap.
type tag struct {
	at       int // where it begins
	from, to int // its name with the prefix
	local    int // where its name without the prefix begins
	kind     spaceKind
	binding  int // that of its prefix, −1 if there is none
	spaces   int // how many bindings were there before it
}

// An attribute is one as it is written. Its value may hold references.
type attribute struct {
	written, local, value []byte
	space                 space
}

// A scanner splits an XML 1.0 document, already in UTF-8, into tokens without
// copying, and refuses what is not well-formed, what is not in accord with
// Namespaces in XML 1.0, and what CAP messages must not have: a document type
// declaration, and with it entities other than the five of XML. It holds no
// tree. Offsets are octets of b.
type scanner struct {
	b    []byte
	utf8 bool // b is UTF-8 throughout
	pos  int  // the next octet
	at   int  // where the current token begins

	open     []tag
	bindings []binding
	attrs    []attribute

	tag      tag
	text     []byte
	target   []byte
	verbatim bool // text is a CDATA section and has no references
	marks    mark // what text holds

	empty    bool // an end tag follows the start tag that was read
	rooted   bool
	elements int
}

func (s *scanner) local(t *tag) []byte { return s.b[t.local:t.to] }

// uri returns the namespace of a tag that is open.
func (s *scanner) uri(t *tag) []byte {
	if t.binding < 0 {
		return nil
	}
	return s.bindings[t.binding].uri
}

func newScanner(b []byte) *scanner {
	return &scanner{b: b, utf8: utf8.Valid(b), open: make([]tag, 0, MaxNesting)}
}

// next reads a token. After an error the scanner is of no further use.
func (s *scanner) next() (tokenKind, error) {
	if s.empty {
		s.empty = false
		return tokenClose, s.leave()
	}
	s.at = s.pos
	if s.pos == len(s.b) {
		return tokenEnd, s.end()
	}
	if s.b[s.pos] != '<' {
		return tokenText, s.characters()
	}
	if s.pos+1 == len(s.b) {
		return 0, s.fault(ends, "")
	}
	switch s.b[s.pos+1] {
	case '/':
		return tokenClose, s.closeTag()
	case '?':
		return tokenProcess, s.instruction()
	case '!':
		return s.declaration()
	}
	return tokenOpen, s.openTag()
}

// end checks that everything that was opened is closed.
func (s *scanner) end() error {
	switch {
	case len(s.open) > 0:
		return s.fault(ends, "")
	case !s.rooted:
		return s.fault(noRoot, "")
	}
	return nil
}

// characters reads text up to the next markup.
func (s *scanner) characters() error {
	n, m, err := s.run(s.pos, '<')
	if err != nil {
		return err
	}
	s.text, s.marks, s.verbatim = s.b[s.pos:n], m, false
	if len(s.open) == 0 && len(bytes.Trim(s.text, blanks)) > 0 {
		return s.fault(outside, string(s.text))
	}
	if m&markBracket != 0 && bytes.Contains(s.text, []byte("]]>")) {
		return s.fault(bracketed, "")
	}
	if m&markReference != 0 {
		if err := s.checkReferences(s.text); err != nil {
			return err
		}
	}
	s.pos = n
	return nil
}

// declaration reads what begins with <!: a comment or a CDATA section.
func (s *scanner) declaration() (tokenKind, error) {
	rest := s.b[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return tokenComment, s.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return tokenText, s.section()
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return 0, s.fault(doctype, string(rest[:min(len(rest), 4*maxValue)]))
	}
	return 0, s.fault(markup, string(rest[:min(len(rest), 4*maxValue)]))
}

func (s *scanner) comment() error {
	body := s.b[s.pos+len("<!--"):]
	n := bytes.Index(body, []byte("--"))
	switch {
	case n < 0:
		return s.fault(ends, "")
	case n+2 == len(body) || body[n+2] != '>':
		return s.fault(hyphens, "")
	}
	s.text = body[:n]
	s.pos += len("<!--") + n + len("-->")
	return s.only(s.text)
}

func (s *scanner) section() error {
	body := s.b[s.pos+len("<![CDATA["):]
	n := bytes.Index(body, []byte("]]>"))
	switch {
	case len(s.open) == 0:
		return s.fault(outside, "")
	case n < 0:
		return s.fault(ends, "")
	}
	s.text, s.verbatim = body[:n], true
	m, err := s.checkCharacters(s.text)
	s.marks = m &^ markReference
	s.pos += len("<![CDATA[") + n + len("]]>")
	return err
}

// instruction reads a processing instruction, or the XML declaration.
func (s *scanner) instruction() error {
	body := s.b[s.pos+len("<?"):]
	n := bytes.Index(body, []byte("?>"))
	if n < 0 {
		return s.fault(ends, "")
	}
	body = body[:n]
	size := nameLength(body)
	s.target, s.text = body[:size], bytes.TrimLeft(body[size:], blanks)
	switch {
	case size == 0 || bytes.IndexByte(s.target, ':') >= 0 || size < len(body) && !blank(body[size]):
		return s.fault(instructionName, string(body))
	case string(s.target) == "xml":
		if s.pos != 0 {
			return s.fault(lateDeclaration, "")
		}
		if _, ok := readDeclaration(body[size:]); !ok {
			return s.fault(badDeclaration, string(body))
		}
	case bytes.EqualFold(s.target, []byte("xml")):
		return s.fault(instructionName, string(body))
	}
	s.pos += len("<?") + n + len("?>")
	return s.only(body)
}

// only checks the characters of b.
func (s *scanner) only(b []byte) error {
	_, err := s.checkCharacters(b)
	return err
}
