package templates

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"bongsu/cbc/text"
)

// format writes v as texts in a language show it; empty if it has no words
// there. Now is the event's own time, in whose day a clock is enough.
func (p *Param) format(v Value, l *Language, zone *time.Location, now time.Time) string {
	switch v.kind {
	case Number, Integer:
		return p.formatNumber(v.number)
	case Choice:
		return l.name(p.Options[int(v.number)-1].Name)
	case Flag:
		return ""
	case Clock:
		if v.at.IsZero() {
			return v.plain
		}
		return clock(v.at.In(zone))
	case Moment:
		if !v.at.IsZero() {
			return l.moment(v.at.In(zone), now.In(zone))
		}
	}
	if w := l.name(v.words); w != "" {
		return w
	}
	return v.plain
}

// clock writes the time of day in 24 hours.
func clock(t time.Time) string {
	h, m, _ := t.Clock()
	return string([]byte{'0' + byte(h/10), '0' + byte(h%10), ':', '0' + byte(m/10), '0' + byte(m%10)})
}

// name returns a name in the language, or in the one that stands in for it.
func (l *Language) name(by map[string]string) string {
	s := by[l.Tag]
	if s == "" && l.Names != "" {
		s = by[l.Names]
	}
	return l.adopt(s)
}

// adopt writes a name that comes in the language that stands in as this one
// does: "Seoul and 2 more" becomes "ソウル ほか2か所".
func (l *Language) adopt(s string) string {
	if l.other == nil {
		return s
	}
	if w := l.Written[s]; w != "" {
		return w
	}
	middle, end := l.other.moreParts()
	i, whole := strings.Index(s, middle), strings.HasSuffix(s, end)
	if i <= 0 || !whole || i+len(middle) > len(s)-len(end) {
		return s
	}
	return l.more(cmp.Or(l.Written[s[:i]], s[:i]), s[i+len(middle):len(s)-len(end)])
}

// moreParts returns what stands before and after the number of further places.
func (l *Language) moreParts() (middle, end string) {
	middle, end, _ = strings.Cut(strings.TrimPrefix(l.More, "{first}"), "{n}")
	return middle, end
}

// more writes the first of several places and how many more there are.
func (l *Language) more(first, n string) string {
	middle, end := l.moreParts()
	return first + middle + n + end
}

func (p *Param) formatNumber(f float64) string {
	s := strconv.FormatFloat(f, 'f', p.Decimals, 64)
	if !p.Fixed && strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// moment writes a time of the same day as a clock, and any other with its day.
func (l *Language) moment(t, now time.Time) string {
	if now.IsZero() || t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return clock(t)
	}
	return strings.NewReplacer(
		"{day}", strconv.Itoa(t.Day()), "{month}", strconv.Itoa(int(t.Month())),
		"{monthname}", t.Month().String()[:3], "{time}", clock(t),
	).Replace(l.Moment)
}

// shorten makes a value shorter by a parameter's method: "경주시, 포항시, 영천시"
// becomes "경주시 외 2곳" and "경북 경주시 남남서쪽 8km" becomes "경북 경주시".
// What cannot be shortened comes back as it was.
func (l *Language) shorten(method, s string) string {
	switch method {
	case "list":
		return l.shortenList(s)
	case "nearby":
		return shortenNearby(s, l.Tag)
	}
	return s
}

func (l *Language) shortenList(s string) string {
	first, rest, more := strings.Cut(s, ", ")
	if !more {
		return s
	}
	return l.more(first, strconv.Itoa(strings.Count(rest, ", ")+1))
}

func shortenNearby(s, language string) string {
	if language != "ko" {
		if _, place, ok := strings.Cut(s, " of "); ok {
			return place
		}
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		if i > 0 && strings.HasSuffix(w, "쪽") {
			return strings.Join(words[:i], " ")
		}
	}
	return s
}

// abbreviate writes the words of a value by their declared short forms: "서울특별시
// 종로구" becomes "서울 종로구".
func (l *Language) abbreviate(s string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		word := strings.TrimSuffix(w, ",")
		if short := l.Shorts[word]; short != "" {
			words[i] = short + w[len(word):]
		}
	}
	return strings.Join(words, " ")
}

// hangul reports whether r is a modern syllable, all of which are in EUC-KR
// with its extension.
func hangul(r rune) bool { return firstHangul <= r && r <= lastHangul }

// plain reports whether r is a printable ASCII character.
func plain(r rune) bool { return ' ' <= r && r <= '~' }

// scripts are those of the languages that people are warned in, besides what
// EUC-KR and GSM 7-bit hold.
var scripts = []*unicode.RangeTable{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana}

// speakable reports whether r may stand in a value that comes from outside.
func speakable(r rune) bool {
	switch {
	case strings.ContainsRune("{}[]<>|`^\\", r):
		return false
	case plain(r), hangul(r):
		return true
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), !unicode.IsPrint(r):
		return false
	}
	return r <= 0xFFFF && (unicode.In(r, scripts...) || text.EUCKR(string(r)) == nil || text.GSM7Full().Fits(string(r)))
}
