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
	r.findOpening(start)
	r.findPrefix(start)
	r.findSignature()
	if len(r.sources) > 0 {
		return
	}
	switch r.language {
	case "ko":
		r.findSpeakerKorean(start)
	case "en":
		r.findSpeakerEnglish()
	}
}

// openings are brackets that hold a source only at the start of a text.
var openings = [...][2]string{{"<", ">"}, {"〈", "〉"}, {"《", "》"}, {"(", ")"}, {"「", "」"}, {"『", "』"}, {"≪", "≫"}}

// findOpening finds a name in other brackets at the start.
func (r *reading) findOpening(start int) {
	text := strings.TrimLeft(r.text[start:], " \t\n")
	at := len(r.text) - len(text)
	for _, pair := range openings {
		inner, ok := strings.CutPrefix(text, pair[0])
		if !ok {
			continue
		}
		if name, _, shut := strings.Cut(inner, pair[1]); shut && namesSource(name, false) {
			r.sources = append(r.sources, span{at, at + len(pair[0]) + len(name) + len(pair[1])})
		}
	}
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

// findPrefix finds "Name:" and "Name -" at the start, in Korean also with a word
// such as 알림 behind the name and with other marks.
func (r *reading) findPrefix(start int) {
	text := r.text[start:]
	skip := len(text) - len(strings.TrimLeft(text, " \t\n"))
	if strings.HasPrefix(text[skip:], "This is ") {
		skip += len("This is ")
	}
	if n := officeInCapitals(text[skip:]); n > 0 {
		r.sources = append(r.sources, span{start + skip, start + skip + n})
		return
	}
	for _, mark := range [...]string{":", " - ", " – ", " — ", "|", "│", "｜", ")", "]", "】", ">", "/", "-"} {
		i := strings.Index(text, mark)
		if i <= skip || breaks(text[skip:i]) {
			continue
		}
		name := text[skip:i]
		if mark == ":" && !colonOpens(text, i) {
			continue
		}
		if short := withoutNotice(name); short != name || mark != ":" && strings.TrimSpace(mark) == mark {
			if !institutionKorean(short) {
				continue
			}
		} else if !namesSource(name, true) {
			continue
		} else if mark != ":" && !institution().in(lowerASCII(name)) && !branchName(name) && !institutionKorean(name) {
			continue
		}
		r.sources = append(r.sources, span{start + skip, start + i + len(mark)})
		return
	}
}

// officeInCapitals returns the length of an office's name in capitals that a comma parts
// from a time, "DGPC, 4 Aug"; 0 if there is none.
func officeInCapitals(s string) int {
	name, rest, ok := strings.Cut(s, ",")
	rest = strings.TrimLeft(rest, " ")
	if !ok || len(name) < 3 || len(name) > 7 || rest == "" || !digit(rest[0]) || labels().has(lowerASCII(name)) {
		return 0
	}
	for i := range len(name) {
		if name[i] < 'A' || name[i] > 'Z' {
			return 0
		}
	}
	return len(name)
}

// breaks reports whether a name is cut by a mark that no name has. A dot inside a
// word is none: GOV.UK.
func breaks(name string) bool {
	if strings.ContainsAny(name, "!?\n[]【】") {
		return true
	}
	for i := range len(name) {
		if name[i] == '.' && (i+1 == len(name) || name[i+1] == ' ') {
			return true
		}
	}
	return false
}

// withoutNotice cuts words off a Korean name that say that it speaks: "파주시 알림",
// "보건소 안내".
func withoutNotice(name string) string {
	name = strings.TrimSpace(name)
	for w := range strings.FieldsSeq(`알림 안내 공지 소식 긴급 속보 발표 제공 안전안내 재난안내 재난문자 재난알림 안전문자 공지사항 알려드림 통보 발신`) {
		if short, ok := strings.CutSuffix(name, w); ok && strings.TrimSpace(short) != "" {
			return withoutNotice(short)
		}
	}
	return name
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
	low = strings.TrimRight(low, " 0123456789") // Kanawha County 911
	name = name[:len(low)]
	last := low[strings.LastIndex(low, " ")+1:]
	switch {
	case !capitalized(name), addressees().in(first):
		return false
	case strings.ContainsAny(name, "0123456789"):
		return false
	case addressing().in(low):
		return officeWord().has(first)
	case institution().in(low) || branchName(name):
		return !labels().has(last) || branch().has(last)
	case labels().in(low), englishHazards().in(low), strings.ContainsAny(name, ","):
		return false
	}
	return len(strings.Fields(name)) <= 5
}

// branchName reports whether a name ends in what an office is of, and is of two
// words or more that begin with capitals: Toronto Fire, Fire and Emergency.
func branchName(name string) bool {
	words := strings.Fields(name)
	if len(words) < 2 || !branch().has(lowerASCII(words[len(words)-1])) {
		return false
	}
	for _, w := range words {
		if low := lowerASCII(w); !capitalized(w) && low != "and" && low != "of" && low != "for" && low != "&" {
			return false
		}
	}
	first := lowerASCII(words[0])
	return !labels().has(first) || branch().has(first)
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
	if n > 2 && strings.HasSuffix(name, "청") && !strings.HasSuffix(name, "요청") && !strings.HasSuffix(name, "신청") {
		return true
	}
	if i := strings.LastIndex(name, "·"); i > 0 {
		return institutionKorean(name[i+len("·"):])
	}
	last := name[strings.LastIndex(name, " ")+1:]
	return gazetteerKorean().full[last] || strings.HasSuffix(name, "시청") || strings.HasSuffix(name, "군청")
}

// longOffices are endings that only offices have, even where the name also
// holds the word for a hazard.
const longOffices = `대책본부 본부 센터 상황실 통제소 관리소 소방서 경찰서 파출소 지구대 위원회 공사 공단 기상청 소방청 산림청 경찰청
 시청 군청 구청 도청 교육청 관리청 질병관리청 해양경찰청 행정안전부 안전부 국방부 환경부 교통부 복지부 사령부 사무소 사업소 연구원 관리원
 보건소 주민센터 출장소 사업본부 관리단 소방본부 방재청 안전원 진흥원 의료원 발전소 교통공사 도로공사 수자원공사 가스공사 전력공사 철도공사 항만청 지방청 기상대 정부 시정 도정`
