package templates

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A link is a URL or host in a text.
type link struct {
	at   span
	host string
	http bool // over plain http
}

// findLinks finds URLs and bare hosts.
func findLinks(s string) []link {
	var all []link
	for from := 0; from < len(s); {
		n := strings.IndexFunc(s[from:], urlRune)
		if n < 0 {
			break
		}
		from += n
		end := strings.IndexFunc(s[from:], func(r rune) bool { return !urlRune(r) })
		if end < 0 {
			end = len(s) - from
		}
		word := strings.TrimRight(s[from:from+end], ".,:;!?)-")
		if l, ok := readLink(word); ok {
			l.at = span{from, from + len(word)}
			all = append(all, l)
		}
		from += end
	}
	return all
}

func urlRune(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-._~:/?#@!$&+=%", r))
}

// readLink reads a word as a URL or host.
func readLink(word string) (link, bool) {
	low := lowerASCII(word)
	rest, secure := strings.CutPrefix(low, "https://")
	rest, plainHTTP := strings.CutPrefix(rest, "http://")
	host, path, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	labels := strings.Split(host, ".")
	top := labels[len(labels)-1]
	if secure || plainHTTP || strings.HasPrefix(host, "www.") {
		return link{host: host, http: plainHTTP}, len(host) > 3
	}
	if len(labels) < 2 || slices.Contains(labels, "") || len(top) < 2 || strings.IndexFunc(top, unicode.IsDigit) >= 0 || strings.IndexFunc(labels[0], unicode.IsLetter) < 0 && path == "" {
		return link{}, false
	}
	return link{host: host}, slices.Contains(topLevel, top)
}

// topLevel are ends of host names that texts have carried.
var topLevel = []string{"kr", "com", "net", "org", "go", "or", "la", "ly", "me", "gl", "io", "to", "cc", "link", "site", "info", "app", "gov", "us", "uk", "jp", "cn", "vn", "eu", "gd", "co", "be", "page", "xyz", "mil", "int"}

// links is L30.
func (t *textLint) links() {
	all := findLinks(t.Text)
	for i, u := range all {
		switch {
		case t.Class == Critical:
			t.addAt(u.at, "L30", "a critical text has no link")
		case u.http:
			t.addAt(u.at, "L30", "the link is not https")
		case !t.official(u.host):
			t.addAt(u.at, "L30", "%s is not an official host", u.host)
		case i > 0:
			t.addAt(u.at, "L30", "there is more than one link")
		case u.at.from < len(t.Text)/2:
			t.addAt(u.at, "L30", "the link stands in the first half")
		case len(t.actions) == 0 && t.scored():
			t.addAt(u.at, "L30", "what to do is only behind the link")
		}
	}
}

// official reports whether a host is that of an authority.
func (t *textLint) official(host string) bool {
	for _, h := range append([]string{"go.kr", "korea.kr"}, t.Hosts...) {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}

// knownPhones are numbers that everybody may be told: rescue and fire, police,
// missing persons, youth, diseases, government, sea rescue, weather, Seoul and
// other cities, foreigners, suicide prevention.
var knownPhones = strings.Fields(`119 112 182 1338 1588-4060 1339 110 122 131 120 1345 109 113 111 1366 128 123 121`)

// phones is L31.
func (t *textLint) phones() {
	for _, s := range findPhones(t.Text) {
		number := t.Text[s.from:s.to]
		if t.times.touch(s) || slices.Contains(knownPhones, number) || slices.Contains(t.Phones, number) {
			continue
		}
		t.addAt(s, "L31", "%s is not a known number", number)
	}
}

// findPhones finds 054-123-4567, 1588-1234 and, where a word for calling stands
// beside it, three or four digits.
func findPhones(s string) spans {
	var all spans
	for i := 0; i < len(s); {
		if !digit(s[i]) {
			i++
			continue
		}
		j := i
		for j < len(s) && (digit(s[j]) || s[j] == '-' && j+1 < len(s) && digit(s[j+1])) {
			j++
		}
		word := s[i:j]
		dashes, digits := strings.Count(word, "-"), len(word)-strings.Count(word, "-")
		number := digits >= 7 && digits <= 11 && dashes > 0 && (word[0] == '0' || word[0] == '1') && !dated(word)
		if number || dashes == 0 && digits >= 3 && digits <= 4 && word[0] == '1' && calledAt(s, i, j) {
			all = append(all, span{i, j})
		}
		i = j
	}
	return all
}

// dated reports whether a word with dashes is a date.
func dated(word string) bool {
	parts := strings.Split(word, "-")
	return len(parts) == 3 && len(parts[0]) == 4 && len(parts[1]) == 2 && len(parts[2]) == 2
}

// calledAt reports whether a word for calling stands beside the piece from i
// to j.
func calledAt(s string, i, j int) bool {
	around := lowerASCII(strings.ToValidUTF8(s[max(0, i-16):i], "") + "|" + strings.ToValidUTF8(s[j:min(len(s), j+16)], ""))
	if next, _ := utf8.DecodeRuneInString(s[j:]); next == ':' || next == '%' || alphanumeric(next) && !hangul(next) {
		return false
	}
	for w := range strings.FieldsSeq(`신고 전화 문의 연락 제보 ☎ call dial phone info report contact`) {
		if strings.Contains(around, w) {
			return true
		}
	}
	return false
}

// maxSearch is how long a text about a sought person may be on air.
const maxSearch = 24 * time.Hour

// persons is L32.
func (t *textLint) persons() {
	if t.Class != Missing {
		for _, s := range findPersons(t.Text) {
			t.addAt(s, "L32", "names a person or a dwelling")
		}
		return
	}
	if t.Sender != "" && !policeWords(t.Sender) {
		t.addf("L32", "%s is not the police, who alone seek persons", t.Sender)
	}
	if t.Life > maxSearch {
		t.addf("L32", "is on air for %v; at most %v", t.Life, maxSearch)
	}
}

func policeWords(s string) bool {
	s = lowerASCII(s)
	for w := range strings.FieldsSeq(`경찰 police 警察 công_an kcg coast_guard`) {
		if strings.Contains(s, strings.ReplaceAll(w, "_", " ")) {
			return true
		}
	}
	return false
}

// findPersons finds a name with an age, a flat, a mobile number and a resident
// number.
func findPersons(s string) spans {
	var all spans
	for _, p := range personPatterns {
		if !strings.Contains(s, p.sign) || p.sign == "세" && !agedAt(s) {
			continue
		}
		for _, at := range p.FindAllStringSubmatchIndex(s, -1) {
			if !measured(s[at[1]:]) {
				all = append(all, span{at[0], at[1]})
			}
		}
	}
	return all
}

// measured reports whether what follows a number makes it a clock, a date or a
// measure: "Hyeongsan River, 21:03", "Wolpo Beach, 24 July".
func measured(after string) bool {
	if after != "" && strings.IndexByte(":.%", after[0]) >= 0 && len(after) > 1 && (digit(after[1]) || after[0] == '%') {
		return true
	}
	next, _, _ := strings.Cut(strings.TrimLeft(lowerASCII(after), " "), " ")
	next = strings.Trim(next, ".,;:!?")
	return months().is(next) || slices.Contains([]string{"am", "pm", "m", "km", "mm", "cm", "m/s", "people", "households", "homes"}, next)
}

// agedAt reports whether a number stands before 세, which is in every 하세요.
func agedAt(s string) bool {
	for before := range strings.SplitSeq(s, "세") {
		if before = strings.TrimRight(before, " \t\n\f\r"); before != "" && digit(before[len(before)-1]) {
			return true
		}
	}
	return false
}
