package templates

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"bongsu/cbc/text"
)

// format writes v as texts in a language show it; empty if it has no words
// there. Now is the event's own time, in whose day a clock is enough.
func (p *Param) format(v Value, language string, zone *time.Location, now time.Time) string {
	switch v.kind {
	case Number, Integer:
		return p.formatNumber(v.number)
	case Choice:
		return p.Options[int(v.number)-1].Name[language]
	case Clock:
		if v.at.IsZero() {
			return v.plain
		}
		return v.at.In(zone).Format("15:04")
	case Moment:
		if !v.at.IsZero() {
			return formatMoment(v.at.In(zone), now.In(zone), language)
		}
	}
	return v.In(language)
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

// formatMoment writes a time of the same day as a clock, and any other with its
// day.
func formatMoment(t, now time.Time, language string) string {
	if now.IsZero() || t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04")
	}
	if language == "ko" {
		return t.Format("2일 15:04")
	}
	return t.Format("2 Jan 15:04")
}

// shorten makes a value shorter by a parameter's method: "경주시, 포항시, 영천시"
// becomes "경주시 외 2곳" and "경북 경주시 남남서쪽 8km" becomes "경북 경주시".
// What cannot be shortened comes back as it was.
func shorten(method, s, language string) string {
	switch method {
	case "list":
		return shortenList(s, language)
	case "nearby":
		return shortenNearby(s, language)
	}
	return s
}

func shortenList(s, language string) string {
	first, rest, more := strings.Cut(s, ", ")
	if !more {
		return s
	}
	n := strconv.Itoa(strings.Count(rest, ", ") + 1)
	if language == "ko" {
		return first + " 외 " + n + "곳"
	}
	return first + " and " + n + " more"
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

// hangul reports whether r is a modern syllable, all of which are in EUC-KR
// with its extension.
func hangul(r rune) bool { return firstHangul <= r && r <= lastHangul }

// plain reports whether r is a printable ASCII character.
func plain(r rune) bool { return ' ' <= r && r <= '~' }

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
	return r <= 0xFFFF && (text.EUCKR(string(r)) == nil || text.GSM7Full().Fits(string(r)))
}
