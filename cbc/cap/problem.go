package cap

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Problem is one way in which a message is not conformant, or a note.
type Problem struct {
	Rule    string `json:"rule"`            // an id of [Rules]
	XPath   string `json:"xpath"`           // of the element, in names of the CAP namespace: /alert/info[2]/event
	Message string `json:"message"`         // an English sentence
	Korean  string `json:"korean"`          // the same in Korean
	Value   string `json:"value,omitempty"` // what was found there, at most 80 characters
	Offset  int    `json:"offset"`          // octets before the element, in the document as UTF-8
	Line    int    `json:"line"`            // from 1
	Column  int    `json:"column"`          // characters, from 1
}

// String returns the problem as one line, in English.
func (p Problem) String() string {
	s := p.Rule + " " + p.XPath + ": " + p.Message
	if p.Value != "" {
		s += fmt.Sprintf(" (%q)", p.Value)
	}
	return s
}

// An InvalidError says why a document is no CAP 1.2 message. It holds at least
// one problem. What it tells of the message is for finding it again and may be
// empty.
type InvalidError struct {
	Version            string // by the namespace: "1.2", "1.1", "1.0", "" if it is no CAP
	Sender, Identifier string
	Problems           []Problem // in the order of the document, at most 1,000
	Notes              []Problem // what else a person should know, likewise
}

func (e *InvalidError) Error() string {
	s := "CAP message: " + e.Problems[0].String()
	if n := len(e.Problems) - 1; n > 0 {
		s += fmt.Sprintf(", and %d more", n)
	}
	return s
}

// Line returns what a check of one file found, as three fields with tabs
// between them: path, "valid" or "invalid", and the rules that are broken, each
// once, sorted, with commas between them.
func Line(path string, problems []Problem) string {
	if len(problems) == 0 {
		return path + "\tvalid\t"
	}
	return path + "\tinvalid\t" + strings.Join(Broken(problems), ",")
}

// Broken returns the ids of the rules that problems break, each once, sorted.
func Broken(problems []Problem) []string {
	var ids []string
	for _, p := range problems {
		ids = append(ids, p.Rule)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// maxValue is how much of a value a problem quotes, in characters.
const maxValue = 80

// excerpt returns enough of a value to be quoted.
func excerpt(b []byte) string {
	b = bytes.TrimSpace(b)
	return string(b[:min(len(b), (maxValue+1)*utf8.UTFMax)])
}

func quoted(s string) string {
	s = strings.TrimSpace(s)
	s = strings.ToValidUTF8(s[:min(len(s), maxValue*utf8.UTFMax+utf8.UTFMax)], "\uFFFD")
	if utf8.RuneCountInString(s) <= maxValue {
		return strings.Clone(s)
	}
	n := 0
	for i := range s {
		if n++; n == maxValue {
			return s[:i] + "…"
		}
	}
	return s
}

// locate puts problems in the order of the document and counts their lines.
func locate(doc []byte, problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	line, column, from := 1, 1, 0
	for i := range problems {
		p := &problems[i]
		at := min(p.Offset, len(doc))
		piece := doc[from:at]
		if n := bytes.LastIndexByte(piece, '\n'); n >= 0 {
			line += bytes.Count(piece, []byte("\n"))
			column, piece = 1, piece[n+1:]
		}
		column += utf8.RuneCount(piece)
		p.Line, p.Column, from = line, column, at
	}
}
