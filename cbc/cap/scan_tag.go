package cap

import "bytes"

// openTag reads a start tag and its attributes.
func (s *scanner) openTag() error {
	s.elements++
	switch {
	case len(s.open) >= MaxNesting:
		return s.fault(tooDeep, "", MaxNesting)
	case s.elements > maxElements:
		return s.fault(tooManyElements, "", maxElements)
	case len(s.open) == 0 && s.rooted:
		return s.fault(secondRoot, "")
	}
	p := s.pos + 1
	n := nameLength(s.b[p:])
	if n == 0 {
		return s.fault(markup, s.excerpt(s.pos))
	}
	t := tag{at: s.pos, from: p, to: p + n, local: p, spaces: len(s.bindings)}
	s.attrs = s.attrs[:0]
	if p += n; p < len(s.b) && s.b[p] == '>' {
		p++
	} else {
		var err error
		if p, err = s.attributes(p); err != nil {
			return err
		}
	}
	if len(s.attrs) > 0 {
		if err := s.bind(); err != nil {
			return err
		}
	}
	if err := s.name(&t); err != nil {
		return err
	}
	s.rooted, s.tag, s.pos = true, t, p
	s.open = append(s.open, t)
	return nil
}

// attributes reads what stands between the name and the end of a start tag
// and returns where the tag ends.
func (s *scanner) attributes(p int) (int, error) {
	for {
		gap := p
		for p < len(s.b) && blank(s.b[p]) {
			p++
		}
		switch {
		case p == len(s.b):
			return 0, s.fault(ends, "")
		case s.b[p] == '>':
			return p + 1, nil
		case s.b[p] == '/':
			if p+1 == len(s.b) {
				return 0, s.fault(ends, "")
			}
			if s.b[p+1] != '>' {
				return 0, s.fault(markup, s.excerpt(p))
			}
			s.empty = true
			return p + 2, nil
		case p == gap:
			return 0, s.fault(markup, s.excerpt(p))
		}
		var err error
		if p, err = s.attribute(p); err != nil {
			return 0, err
		}
	}
}

// attribute reads one, and returns where it ends.
func (s *scanner) attribute(p int) (int, error) {
	n := nameLength(s.b[p:])
	a := attribute{written: s.b[p : p+n]}
	if n == 0 {
		return 0, s.fault(markup, s.excerpt(p))
	}
	p = s.skip(p + n)
	if p == len(s.b) {
		return 0, s.fault(ends, "")
	}
	if s.b[p] != '=' {
		return 0, s.fault(markup, s.excerpt(p))
	}
	if p = s.skip(p + 1); p == len(s.b) {
		return 0, s.fault(ends, "")
	}
	quote := s.b[p]
	if quote != '"' && quote != '\'' {
		return 0, s.fault(markup, s.excerpt(p))
	}
	n = bytes.IndexByte(s.b[p+1:], quote)
	if n < 0 {
		return 0, s.fault(ends, "")
	}
	a.value = s.b[p+1 : p+1+n]
	m, err := s.checkCharacters(a.value)
	if err != nil {
		return 0, err
	}
	if m&markReference != 0 {
		if err := s.checkReferences(a.value); err != nil {
			return 0, err
		}
	}
	if bytes.IndexByte(a.value, '<') >= 0 {
		return 0, s.fault(markup, string(a.value))
	}
	if len(s.attrs) == maxAttributes {
		return 0, s.fault(tooManyAttributes, "", maxAttributes)
	}
	s.attrs = append(s.attrs, a)
	return p + n + 2, nil
}

func (s *scanner) skip(p int) int {
	for p < len(s.b) && blank(s.b[p]) {
		p++
	}
	return p
}

// closeTag reads an end tag.
func (s *scanner) closeTag() error {
	p := s.pos + len("</")
	if len(s.open) > 0 {
		t := &s.open[len(s.open)-1]
		if n := p + t.to - t.from; n < len(s.b) && s.b[n] == '>' && bytes.Equal(s.b[p:n], s.b[t.from:t.to]) {
			s.pos = n + 1
			return s.leave()
		}
	}
	n := nameLength(s.b[p:])
	written := s.b[p : p+n]
	p = s.skip(p + n)
	switch {
	case p == len(s.b):
		return s.fault(ends, "")
	case n == 0 || s.b[p] != '>':
		return s.fault(markup, s.excerpt(s.pos))
	case len(s.open) == 0:
		return s.fault(neverOpen, string(written))
	case !s.ends(written):
		return s.fault(crossed, string(written))
	}
	s.pos = p + 1
	return s.leave()
}

// ends reports whether a name is that of the innermost element.
func (s *scanner) ends(written []byte) bool {
	t := &s.open[len(s.open)-1]
	return bytes.Equal(s.b[t.from:t.to], written)
}

// leave makes the innermost element the current tag and closes it.
func (s *scanner) leave() error {
	s.tag = s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.bindings = s.bindings[:s.tag.spaces]
	return nil
}

// excerpt returns the beginning of what is at p, enough to be quoted.
func (s *scanner) excerpt(p int) string {
	return string(s.b[p:min(len(s.b), p+4*maxValue)])
}
