package cap

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Problem is one way in which a message is not conformant.
type Problem struct {
	// Rule is X01 to X08 for the structure, S01 to S20 for values, "enum" for a
	// value that is not in its enumeration.
	Rule    string
	XPath   string // of the element, in names of the CAP namespace: /alert/info[2]/event
	Message string // an English sentence without its subject
	Value   string // what was found there, at most 80 characters
}

// String returns the problem as one line.
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
	Problems           []Problem // in the order of the rules' passes, at most 1,000
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
	return path + "\tinvalid\t" + strings.Join(Rules(problems), ",")
}

// Rules returns the rules that problems break, each once, sorted.
func Rules(problems []Problem) []string {
	var rules []string
	for _, p := range problems {
		rules = append(rules, p.Rule)
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

// maxValue is how much of a value a problem quotes, in characters.
const maxValue = 80

func quoted(s string) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) <= maxValue {
		return s
	}
	return string([]rune(s)[:maxValue-1]) + "…"
}
