package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A lexicon finds any of many words in a text in one pass.
type lexicon struct {
	byFirst map[rune][]lexeme
	first   [256]bool // whether a word may begin with a character, by its lowest octet
	whole   bool      // a word ends where its letters end
}

// A lexeme is a word and what it stands for.
type lexeme struct{ word, means string }

// newLexicon makes a lexicon of comma-separated words by meaning. With whole,
// words are found only where no letter or digit touches them; a plural s or es
// may follow.
func newLexicon(whole bool, lists map[string]string) *lexicon {
	l := &lexicon{byFirst: map[rune][]lexeme{}, whole: whole}
	for means, list := range lists {
		for w := range strings.SplitSeq(list, ",") {
			if w = strings.Join(strings.Fields(w), " "); w != "" {
				first, _ := utf8.DecodeRuneInString(w)
				l.first[byte(first)] = true
				l.byFirst[first] = append(l.byFirst[first], lexeme{w, means})
			}
		}
	}
	return l
}

// each calls found for every word of l in s. Words may overlap.
func (l *lexicon) each(s string, found func(at span, means string)) {
	var before rune
	for i, c := range s {
		inside := l.whole && alphanumeric(before)
		before = c
		if inside || !l.first[byte(c)] {
			continue
		}
		for _, x := range l.byFirst[c] {
			if !strings.HasPrefix(s[i:], x.word) {
				continue
			}
			end := i + len(x.word)
			if l.whole {
				if end = wordEnd(s, end); end < 0 {
					continue
				}
			}
			found(span{i, end}, x.means)
		}
	}
}

// in reports whether s has a word of l.
func (l *lexicon) in(s string) bool {
	found := false
	l.each(s, func(span, string) { found = true })
	return found
}

// is reports whether s is one of the words of l.
func (l *lexicon) is(s string) bool {
	whole := false
	l.each(s, func(at span, _ string) { whole = whole || at == span{0, len(s)} })
	return whole
}

// has reports whether s is one of the words of l to the letter, no plural.
func (l *lexicon) has(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	for _, x := range l.byFirst[first] {
		if x.word == s {
			return true
		}
	}
	return false
}

// find returns where the words of l stand in s.
func (l *lexicon) find(s string) (all spans) {
	l.each(s, func(at span, _ string) { all = append(all, at) })
	return all
}

// wordEnd returns where a word that ends at i really ends, a plural included;
// -1 if it goes on.
func wordEnd(s string, i int) int {
	for _, suffix := range [...]string{"", "s", "es"} {
		if !strings.HasPrefix(s[i:], suffix) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(s[i+len(suffix):]); !alphanumeric(next) {
			return i + len(suffix)
		}
	}
	return -1
}

func alphanumeric(c rune) bool {
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c))
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// A textWord is a word between spaces and stops.
type textWord struct {
	span
	word string
}

// wordsOf splits a text at spaces and marks; hyphens and dots between letters or
// digits stay.
func wordsOf(s string) []textWord {
	var all []textWord
	start := -1
	for i, c := range s {
		if alphanumeric(c) || start >= 0 && inner(s, i, c) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			all = append(all, textWord{span{start, i}, s[start:i]})
			start = -1
		}
	}
	if start >= 0 {
		all = append(all, textWord{span{start, len(s)}, s[start:]})
	}
	return all
}

// inner reports whether the mark c at i holds a word together.
func inner(s string, i int, c rune) bool {
	if c != '-' && c != '.' && c != '\'' && c != '’' {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(c):])
	return alphanumeric(next)
}

// between reports whether only spaces stand in s from i to j.
func between(s string, i, j int) bool {
	return i <= j && strings.TrimSpace(s[i:j]) == ""
}

// sentences splits a text at its full stops; a dot between digits is none.
func sentences(s string) spans {
	var all spans
	from := 0
	for i, c := range s {
		end := i + utf8.RuneLen(c)
		stop := c == '!' || c == '?' || c == '\n' || c == ';'
		if c == '.' {
			stop = end == len(s) || !digit(s[end]) || i == 0 || !digit(s[i-1])
		}
		if stop {
			all = append(all, span{from, end})
			from = end
		}
	}
	if from < len(s) {
		all = append(all, span{from, len(s)})
	}
	return all
}

// byLastRune returns the words of a list by the last rune of each, in their order.
func byLastRune(list string) map[rune][]string {
	by := map[rune][]string{}
	for w := range strings.FieldsSeq(list) {
		last, _ := utf8.DecodeLastRuneInString(w)
		by[last] = append(by[last], w)
	}
	return by
}
