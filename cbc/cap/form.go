package cap

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func digit(c byte) bool { return '0' <= c && c <= '9' }

// timeForm is the only form of a time, clause 3.3.2: no fraction of a second,
// and an offset rather than Z.
const timeForm = "2006-01-02T15:04:05-07:00"

// parseTime reads a time of the form 2011-05-24T16:49:00-07:00 within the
// bounds of XML Schema's dateTime: 24:00:00 is the end of a day, an offset is
// at most 14 hours.
func (r *review) parseTime(b []byte) (time.Time, bool) {
	if len(b) != len(timeForm) {
		return time.Time{}, false
	}
	var n [8]int // year, month, day, hour, minute, second, offset hour and minute
	k := 0
	for i, c := range []byte(timeForm) {
		if !digit(c) {
			k++
			if b[i] != c && (i != len(timeForm)-6 || b[i] != '+') {
				return time.Time{}, false
			}
			continue
		}
		if !digit(b[i]) {
			return time.Time{}, false
		}
		n[k] = n[k]*10 + int(b[i]-'0')
	}
	midnight := n[3] == 24 && n[4] == 0 && n[5] == 0
	offset := n[6]*3600 + n[7]*60
	switch {
	case n[0] < 1, n[1] < 1, n[1] > 12, n[2] < 1, n[2] > daysIn(n[0], n[1]), n[3] > 23 && !midnight, n[4] > 59, n[5] > 59,
		n[7] > 59, offset > 14*3600:
		return time.Time{}, false
	}
	if b[len(timeForm)-6] == '-' {
		offset = -offset
	}
	return time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, r.zoneOf(offset)), true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// zoneOf returns the zone of an offset, seconds east. A message has one, or few.
func (r *review) zoneOf(offset int) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	if r.zone == nil || r.offset != offset {
		r.zone, r.offset = time.FixedZone("", offset), offset
	}
	return r.zone
}

// powers are those of ten that a float64 has exactly.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseDecimal reads a plain decimal number, that of XML Schema: no exponent,
// no name of a number. With at most 15 digits the quotient of two exact
// numbers is the nearest one.
func parseDecimal(b []byte) (float64, bool) {
	i, negative := 0, false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		negative = b[0] == '-'
		i = 1
	}
	var whole uint64
	digits, after, point := 0, 0, false
	for ; i < len(b); i++ {
		c := b[i] - '0'
		if c > 9 {
			if b[i] != '.' || point {
				return 0, false
			}
			point = true
			continue
		}
		whole = whole*10 + uint64(c) // wraps only where strconv reads it again
		digits++
		if point {
			after++
		}
	}
	if digits == 0 {
		return 0, false
	}
	if digits >= len(powers) {
		f, err := strconv.ParseFloat(string(b), 64)
		return f, err == nil && !math.IsInf(f, 0)
	}
	f := float64(whole) / powers[after]
	if negative {
		f = -f
	}
	return f, true
}

// parseSize reads a number of octets, an integer of XML Schema that is not
// negative. One beyond 63 bits counts as the greatest.
func parseSize(s string) (int64, bool) {
	plain := strings.TrimPrefix(s, "+")
	if rest, ok := strings.CutPrefix(s, "-"); ok && rest != "" && strings.Trim(rest, "0") == "" {
		plain = rest
	}
	if plain == "" || strings.Trim(plain, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(plain, 10, 64)
	if err != nil {
		return math.MaxInt64, true
	}
	return n, true
}

// parseReference reads "sender,identifier,sent".
func (r *review) parseReference(s string) (Reference, bool) {
	f := strings.Split(s, ",")
	if len(f) != 3 || f[0] == "" || f[1] == "" {
		return Reference{}, false
	}
	t, ok := r.parseTime([]byte(f[2]))
	if !ok {
		t, ok = r.otherTime(f[2])
	}
	return Reference{f[0], f[1], t}, ok
}

// items splits a list of words; words in double quotes are one item. It
// reports false for a quotation mark that nothing closes.
func items(s string) ([]string, bool) {
	var list []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] != '"' {
			n := strings.IndexAny(s, blanks)
			if n < 0 {
				n = len(s)
			}
			list, s = append(list, s[:n]), s[n:]
			continue
		}
		item, rest, ok := strings.Cut(s[1:], `"`)
		if !ok {
			return nil, false
		}
		list, s = append(list, item), rest
	}
	return list, true
}

// languageTag reports whether s has the shape of BCP 47: letters, then groups
// of letters and digits, all up to eight long, with hyphens between them.
func languageTag(s string) bool {
	first := true
	for part := range strings.SplitSeq(s, "-") {
		if len(part) < 1 || len(part) > 8 {
			return false
		}
		for _, c := range []byte(part) {
			if !letter(c) && (first || !digit(c)) {
				return false
			}
		}
		first = false
	}
	return true
}

// topTypes are the registered top-level media types.
var topTypes = []string{
	"application", "audio", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video",
}

// mediaType reports whether s is a registered type, a slash, a subtype, and
// perhaps parameters.
func mediaType(s string) bool {
	s, _, _ = strings.Cut(s, ";")
	top, sub, ok := strings.Cut(strings.TrimSpace(s), "/")
	return ok && sub != "" && !strings.ContainsAny(sub, "/ \t\r\n") && slices.Contains(topTypes, strings.ToLower(top))
}

// sha1Digits reports whether s is a SHA-1 in hexadecimal digits.
func sha1Digits(s string) bool {
	const digits = 40
	if len(s) != digits {
		return false
	}
	for _, c := range []byte(s) {
		if !digit(c) && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}

// sextets are the octets of base64: 1 for one of its alphabet, 0 for white
// space, foreignOctet for others.
var sextets = func() (t [256]byte) {
	for c := range t {
		switch b := byte(c); {
		case letter(b), digit(b), b == '+', b == '/':
			t[c] = 1
		case !blank(b):
			t[c] = foreignOctet
		}
	}
	return t
}()

const foreignOctet = 0x80

// base64Text reports whether b is base64 with its padding, white space aside
// (RFC 4648 clause 4).
func base64Text(b []byte) bool {
	padding := 0
	for len(b) > 0 && (b[len(b)-1] == '=' || blank(b[len(b)-1])) {
		if b[len(b)-1] == '=' {
			padding++
		}
		b = b[:len(b)-1]
	}
	n, all := 0, byte(0)
	for _, c := range b {
		x := sextets[c]
		all |= x
		n += int(x & 1)
	}
	return all&foreignOctet == 0 && n > 0 && padding <= 2 && (n+padding)%4 == 0
}

// absoluteURI reports whether s is a URI with a scheme and something after it.
func absoluteURI(s string) bool {
	n := schemeLength(s)
	return n > 0 && n+1 < len(s) && uriReference(s)
}

// schemeLength returns the length of the scheme that s begins with, 0 if it
// has none.
func schemeLength(s string) int {
	for i, c := range []byte(s) {
		switch {
		case letter(c):
		case i > 0 && c == ':':
			return i
		case i == 0 || !digit(c) && c != '+' && c != '-' && c != '.':
			return 0
		}
	}
	return 0
}

// uriReference reports whether s is a URI reference of RFC 3986, where
// characters beyond ASCII and those that XML Schema lets anyURI escape count
// as letters.
func uriReference(s string) bool {
	rest := s
	if n := schemeLength(s); n > 0 {
		rest = s[n+1:]
	} else if n := strings.IndexAny(s, ":/?#"); n >= 0 && s[n] == ':' {
		return false
	}
	rest, fragment, _ := strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		n := strings.IndexByte(after, '/')
		if n < 0 {
			n = len(after)
		}
		if !authority(after[:n]) {
			return false
		}
		rest = after[n:]
	}
	return uriCharacters(rest, "/:@") && uriCharacters(query, "/:@?") && uriCharacters(fragment, "/:@?")
}

// authority reads [user@]host[:port].
func authority(s string) bool {
	if n := strings.LastIndexByte(s, '@'); n >= 0 {
		if !uriCharacters(s[:n], ":") {
			return false
		}
		s = s[n+1:]
	}
	host, port := s, ""
	if strings.HasPrefix(s, "[") {
		n := strings.IndexByte(s, ']')
		if n < 0 || n+1 < len(s) && s[n+1] != ':' {
			return false
		}
		host, port = "", strings.TrimPrefix(s[n+1:], ":")
	} else if n := strings.LastIndexByte(s, ':'); n >= 0 {
		host, port = s[:n], s[n+1:]
	}
	return uriCharacters(host, "") && strings.Trim(port, "0123456789") == ""
}

// uriCharacters reports whether s has only unreserved characters, those of
// sub-delims, those of also, escapes, and what anyURI escapes.
func uriCharacters(s, also string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case letter(c), digit(c), c >= 0x80, strings.IndexByte("-._~!$&'()*+,;=<>\"{}|\\^`", c) >= 0, strings.IndexByte(also, c) >= 0:
		case c == '%' && i+2 < len(s) && bytes.ContainsAny([]byte{s[i+1]}, "0123456789abcdefABCDEF") && bytes.ContainsAny([]byte{s[i+2]}, "0123456789abcdefABCDEF"):
			i += 2
		default:
			return false
		}
	}
	return true
}
