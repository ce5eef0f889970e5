package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A mistake is one thing wrong in a file.
type mistake struct {
	file string
	line int // from 1; 0 if the whole file is meant
	text string

	column int // from 1; 0 if the whole line is meant
}

func (m mistake) String() string {
	switch {
	case m.file == "":
		return m.text
	case m.line == 0:
		return m.file + ": " + m.text
	case m.column > 0:
		return fmt.Sprintf("%s:%d:%d: %s", m.file, m.line, m.column, m.text)
	}
	return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.text)
}

// mistakes are all that was found, in the order of files and lines.
type mistakes []mistake

func (m mistakes) Error() string {
	lines := make([]string, len(m))
	for i, x := range m {
		lines[i] = x.String()
	}
	return strings.Join(lines, "\n")
}

// sorted returns m with the lines of each file in order. Files stay in the
// order in which they were looked at.
func (m mistakes) sorted() mistakes {
	var files []string
	for _, x := range m {
		if !slices.Contains(files, x.file) {
			files = append(files, x.file)
		}
	}
	slices.SortStableFunc(m, func(a, b mistake) int {
		return cmp.Or(cmp.Compare(slices.Index(files, a.file), slices.Index(files, b.file)), cmp.Compare(a.line, b.line))
	})
	return slices.Compact(m)
}
