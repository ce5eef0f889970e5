package templates

import (
	"fmt"
	"strings"
)

// A position is where in the library's files something stands. It is embedded
// in what is read, and filled in by the decoder.
type position struct {
	file         string
	line, column int
}

// A Mistake is one thing wrong in a file of a library.
type Mistake struct {
	File         string
	Line, Column int // from 1; 0 if the whole file is meant
	Text         string
}

// String returns "file:line:column: text", as compilers write it.
func (m Mistake) String() string {
	if m.Line == 0 {
		return m.File + ": " + m.Text
	}
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.Text)
}

// A LoadError holds all mistakes found in a library, in the order of files and
// lines.
type LoadError struct {
	Mistakes []Mistake
}

func (e *LoadError) Error() string {
	lines := make([]string, len(e.Mistakes))
	for i, m := range e.Mistakes {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// badWord says that a word is none of those allowed.
type badWord struct {
	what, got string
	want      []string
}

func (e *badWord) Error() string {
	return fmt.Sprintf("%s %q is not one of %s", e.what, e.got, strings.Join(e.want, ", "))
}

// mistakes collects what is wrong.
type mistakes struct{ list []Mistake }

func (m *mistakes) addf(p position, format string, args ...any) {
	m.list = append(m.list, Mistake{p.file, p.line, p.column, fmt.Sprintf(format, args...)})
}
