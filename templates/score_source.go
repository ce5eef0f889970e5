package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// brackets are those in which a text names its source.
var brackets = [...][2]string{{"[", "]"}, {"【", "】"}, {"［", "］"}}

// maxSource is how long the name of a source may be, in characters.
const maxSource = 40

// findSources finds the names of those who warn: in brackets anywhere, before a
// colon or dash at the start, and after a dash or in parentheses at the end.
func (r *reading) findSources() {
	for _, pair := range brackets {
		r.findBracketed(pair[0], pair[1])
	}
	start := r.afterMarker()
	r.findPrefix(start)
	r.findSignature()
}

func (r *reading) findBracketed(open, shut string) {
	for i := 0; ; {
		a := strings.Index(r.text[i:], open)
		if a < 0 {
			return
		}
		a += i
		b := strings.Index(r.text[a:], shut)
		if b < 0 {
			return
		}
		i = a + b + len(shut)
		if namesSource(r.text[a+len(open):a+b], false) {
			r.sources = append(r.sources, span{a, i})
		}
	}
}

// afterMarker returns where the text begins behind labels such as "[훈련] 실제
// 상황 아님." or "EXERCISE.".
func (r *reading) afterMarker() int {
	at := 0
	for _, s := range sentences(r.text) {
		head := strings.TrimSpace(r.lower[s.from:s.to])
		if s.from != at || utf8.RuneCountInString(head) > maxSource || strings.Contains(head, ":") || !markerWords().in(head) {
			break
		}
		at = s.to
	}
	return at
}

// findPrefix finds "Name:" and "Name -" at the start.
func (r *reading) findPrefix(start int) {
	text := r.text[start:]
	skip := len(text) - len(strings.TrimLeft(text, " \t\n"))
	for _, mark := range [...]string{":", " - ", " – ", " — "} {
		i := strings.Index(text, mark)
		if i <= skip || strings.ContainsAny(text[skip:i], ".!?\n[]【】") {
			continue
		}
		if mark == ":" && !colonOpens(text, i) || !namesSource(text[skip:i], true) {
			continue
		}
		if mark != ":" && !institution().in(lowerASCII(text[skip:i])) && !institutionKorean(text[skip:i]) {
			continue
		}
		r.sources = append(r.sources, span{start + skip, start + i + len(mark)})
		return
	}
}

// colonOpens reports whether the colon at i is not that of a clock.
func colonOpens(s string, i int) bool {
	return i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\n' || s[i+1] >= utf8.RuneSelf
}

// findSignature finds "- Name" or "(Name)" at the end.
func (r *reading) findSignature() {
	text := strings.TrimRight(r.text, " .\n-")
	for _, mark := range [...]string{" -", "- ", " –", " —", "(", "\n"} {
		i := strings.LastIndex(text, mark)
		if i <= 0 {
			continue
		}
		name := strings.Trim(text[i+len(mark):], " -)")
		if utf8.RuneCountInString(name) > 20 || strings.ContainsAny(name, "0123456789") {
			continue
		}
		if institutionKorean(name) || r.language != "ko" && capitalized(name) && institution().in(lowerASCII(name)) && !labels().in(lowerASCII(name)) {
			r.sources = append(r.sources, span{i, len(text)})
			return
		}
	}
}

// namesSource reports whether a name can be that of someone who warns. A name
// before a colon needs more than one in brackets.
func namesSource(name string, prefix bool) bool {
	name = strings.TrimSpace(name)
	n := utf8.RuneCountInString(name)
	if n < 2 || n > maxSource {
		return false
	}
	low := lowerASCII(name)
	if institutionKorean(name) {
		return true
	}
	if strings.IndexFunc(name, func(c rune) bool { return c >= firstHangul }) >= 0 {
		return !prefix && !labelsKorean().in(name) && !koreanHazards().in(name) && !strings.ContainsAny(name, "0123456789") && n <= 12
	}
	return namesSourceEnglish(name, low)
}

func namesSourceEnglish(name, low string) bool {
	first, _, _ := strings.Cut(low, " ")
	switch {
	case !capitalized(name), addressees().in(first):
		return false
	case strings.ContainsAny(name, "0123456789") || addressing().in(low):
		return false
	case institution().in(low):
		return !labels().has(low[strings.LastIndex(low, " ")+1:])
	case labels().in(low), englishHazards().in(low), strings.ContainsAny(name, ",0123456789"):
		return false
	}
	return len(strings.Fields(name)) <= 5
}

func capitalized(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(c)
}

// institutionKorean reports whether a name ends as those of offices do, or is
// that of a region.
func institutionKorean(name string) bool {
	name = strings.TrimSpace(name)
	n := utf8.RuneCountInString(name)
	if n < 2 || n > 20 || strings.ContainsAny(name, ".,:!?") {
		return false
	}
	for s := range strings.FieldsSeq(longOffices) {
		if strings.HasSuffix(name, s) && (n > 2 || n > utf8.RuneCountInString(s)) {
			return true
		}
	}
	if labelsKorean().in(name) {
		return false
	}
	last := name[strings.LastIndex(name, " ")+1:]
	return gazetteerKorean().full[last] || strings.HasSuffix(name, "시청") || strings.HasSuffix(name, "군청")
}

// longOffices are endings that only offices have, even where the name also
// holds the word for a hazard.
const longOffices = `대책본부 본부 센터 상황실 통제소 관리소 소방서 경찰서 파출소 지구대 위원회 공사 공단 기상청 소방청 산림청 경찰청
 시청 군청 구청 도청 교육청 관리청 질병관리청 해양경찰청 행정안전부 안전부 국방부 환경부 교통부 복지부 사령부 사무소 사업소 연구원 관리원
 보건소 주민센터 출장소 사업본부 관리단 소방본부 방재청 안전원 진흥원 의료원 발전소 교통공사 도로공사 수자원공사 가스공사 전력공사 철도공사 항만청 지방청 기상대 정부 시정 도정`
