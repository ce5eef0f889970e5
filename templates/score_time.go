package templates

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// What counts as a time is a clock or a date. Words such as "now", "soon" or
// "tonight" are noted as weak: on a phone read an hour later they mislead.

// A number is a run of digits.
type number struct {
	span
	value int
}

// numbers returns the runs of up to four digits that no letter, digit or
// decimal point precedes.
func (r *reading) numbers() []number {
	var all []number
	for i := 0; i < len(r.text); {
		if !digit(r.text[i]) {
			i++
			continue
		}
		j := i
		for j < len(r.text) && digit(r.text[j]) {
			j++
		}
		if n, err := strconv.Atoi(r.text[i:j]); err == nil && j-i <= 4 {
			all = append(all, number{span{i, j}, n})
		}
		i = j
	}
	return all
}

// findClocks finds 08:26, 2026-07-24 and 7/24.
func (r *reading) findClocks() {
	all := r.numbers()
	for i, n := range all {
		if i+1 == len(all) {
			return
		}
		m := all[i+1]
		if m.from != n.to+1 || n.from > 0 && strings.ContainsRune(".,:/-", rune(r.text[n.from-1])) && n.to-n.from < 4 {
			continue
		}
		switch r.text[n.to] {
		case ':':
			if n.value <= 24 && m.value < 60 && m.to-m.from == 2 {
				r.times = append(r.times, span{n.from, m.to})
			}
		case '/':
			if validDay(n.value, m.value) && !strings.HasPrefix(strings.TrimSpace(r.text[m.to:]), "차") {
				r.times = append(r.times, span{n.from, m.to})
			}
		case '-', '.':
			if n.to-n.from == 4 && n.value >= 1900 && n.value < 2200 && m.value >= 1 && m.value <= 12 {
				r.times = append(r.times, span{n.from, m.to})
			}
		}
	}
}

func validDay(month, day int) bool {
	return 1 <= month && month <= 12 && 1 <= day && day <= 31
}

// findTimesKorean finds 18시, 오후 3시 30분, 24일, 7월 24일, 정오, 금요일.
func (r *reading) findTimesKorean() {
	r.findClocks()
	all := r.numbers()
	for i, n := range all {
		rest := strings.TrimLeft(r.text[n.to:], " ")
		switch {
		case strings.HasPrefix(rest, "시") && n.value <= 24:
			if after := rest[len("시"):]; closesUnit(after, clockFollows) {
				r.times = append(r.times, span{n.from, len(r.text) - len(after)})
			}
		case strings.HasPrefix(rest, "일") && 1 <= n.value && n.value <= 31:
			if after := rest[len("일"):]; closesUnit(after, dayFollows) {
				r.times = append(r.times, span{n.from, len(r.text) - len(after)})
			}
		case strings.HasPrefix(rest, "월") && 1 <= n.value && n.value <= 12 && i+1 < len(all) && strings.HasPrefix(strings.TrimLeft(r.text[all[i+1].to:], " "), "일"):
			r.times = append(r.times, span{n.from, all[i+1].to})
		case strings.HasPrefix(rest, ".") && i+1 < len(all) && dottedDate(r.text, n, all[i+1]):
			r.times = append(r.times, span{n.from, all[i+1].to})
		}
	}
	r.findSpokenKorean()
	r.relative = relativeKorean().find(r.text)
}

// dottedDate reports whether "7.24." or "7.24(금)" is a date and not a decimal.
func dottedDate(s string, n, m number) bool {
	if m.from != n.to+1 || !validDay(n.value, m.value) {
		return false
	}
	after := strings.TrimLeft(s[m.to:], ". ")
	return strings.HasPrefix(after, "(") && dayNamesKorean().in(after[:min(len(after), 8)]) || strings.HasPrefix(s[m.to:], ". ") && len(after) > 0 && (digit(after[0]) || strings.HasPrefix(after, "오"))
}

// What may follow the unit of a clock and of a day; anything else makes it
// part of another word (시간, 일간, 일째).
const (
	clockFollows = `부터 까지 경 에 현재 이후 이전 쯤 께 정각 반 를 이 로 의 발 기준 으로 전 후 발표 발령 발효 부로 부 ~ · 와 은 는`
	dayFollows   = `부터 까지 경 에 현재 이후 이전 오전 오후 새벽 밤 낮 아침 저녁 자 의 은 는 을 이 과 로 발 부로 발표 발령`
)

// closesUnit reports whether a unit ends before after: at a mark, a digit, the
// end, or one of the words that may follow.
func closesUnit(after, follows string) bool {
	c, _ := utf8.DecodeRuneInString(after)
	if after == "" {
		return true
	}
	if strings.HasPrefix(after, " ") {
		next := strings.TrimLeft(after, " ")
		for w := range strings.FieldsSeq(`동안 간 이내 이상 연속 이하 미만`) {
			if strings.HasPrefix(next, w) {
				return false
			}
		}
		return true
	}
	if !hangul(c) {
		return true
	}
	for w := range strings.FieldsSeq(follows) {
		if strings.HasPrefix(after, w) {
			rest, _ := utf8.DecodeRuneInString(after[len(w):])
			return w != "이" || !hangul(rest)
		}
	}
	return false
}

// findSpokenKorean finds 정오, 자정, 금요일 and "오후 세 시".
func (r *reading) findSpokenKorean() {
	r.times = append(r.times, dayNamesKorean().find(r.text)...)
	for w := range strings.FieldsSeq(`정오 자정`) {
		if i := strings.Index(r.text, w); i >= 0 {
			r.times = append(r.times, span{i, i + len(w)})
		}
	}
	for part := range strings.FieldsSeq(`오전 오후 새벽 아침 낮 밤 저녁`) {
		i := strings.Index(r.text, part)
		if i < 0 {
			continue
		}
		rest := strings.TrimLeft(r.text[i+len(part):], " ")
		for n := range strings.FieldsSeq(`열두 열한 열 한 두 세 네 다섯 여섯 일곱 여덟 아홉`) {
			if after, ok := strings.CutPrefix(rest, n); ok {
				if after = strings.TrimLeft(after, " "); strings.HasPrefix(after, "시") && closesUnit(after[len("시"):], clockFollows) {
					r.times = append(r.times, span{i, len(r.text) - len(after) + len("시")})
				}
				break
			}
		}
	}
}

var dayNamesKorean = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `월요일, 화요일, 수요일, 목요일, 금요일, 토요일, 일요일, (월), (화), (수), (목), (금), (토), (일)`})
})

var relativeKorean = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `지금, 현재, 곧, 즉시, 오늘, 내일, 금일, 명일, 익일, 방금, 조금 전, 잠시 후, 잠시 뒤, 이번 주, 주말, 어제, 이따가, 당분간, 밤사이, 오전 중, 오후 중, 분 후, 분 뒤, 시간 후, 시간 뒤, 시간 내, 신속히, 조만간, 한때`})
})

// findTimesEnglish finds 08:26, 2 pm, 1400 hrs, by 18, 24 July, Friday, noon.
func (r *reading) findTimesEnglish() {
	r.findClocks()
	all := r.numbers()
	for i, n := range all {
		end := n.to
		if i+1 < len(all) && all[i+1].from == n.to+1 && strings.ContainsRune(":.", rune(r.text[n.to])) && all[i+1].value < 60 {
			end = all[i+1].to
		}
		if n.from > 0 && alphanumeric(rune(r.text[n.from-1])) {
			continue
		}
		if s, ok := r.clockEnglish(n, end); ok {
			r.times = append(r.times, s)
		}
	}
	r.times = append(r.times, spokenEnglish().find(r.lower)...)
	r.findDatesEnglish(all)
	r.relative = relativeEnglish().find(r.lower)
}

// clockEnglish reads what stands around a number as a clock.
func (r *reading) clockEnglish(n number, end int) (span, bool) {
	rest := strings.TrimLeft(r.lower[end:], " ")
	for w := range strings.FieldsSeq(`a.m p.m am pm o'clock hrs hours h kst utc gmt tonight`) {
		after, ok := strings.CutPrefix(rest, w)
		next, _ := utf8.DecodeRuneInString(after)
		if !ok || alphanumeric(next) {
			continue
		}
		long := n.to-n.from == 4 && n.value < 2400 && n.value%100 < 60
		if wide := w == "hrs" || w == "hours" || w == "h"; wide && (!long || w == "hours" && strings.HasPrefix(strings.TrimSpace(after), "of")) || !wide && !long && n.value > 24 {
			continue
		}
		return span{n.from, len(r.lower) - len(after)}, true
	}
	before := strings.Fields(r.lower[max(0, n.from-12):n.from])
	if len(before) == 0 || n.to-n.from != 4 || n.value >= 2400 || n.value%100 > 59 || end != n.to {
		return span{}, false
	}
	for w := range strings.FieldsSeq(`at by until till since from before after between`) {
		if before[len(before)-1] == w && !strings.HasPrefix(rest, "m ") && !strings.HasPrefix(rest, "people") && !strings.HasPrefix(rest, "mm") {
			return n.span, true
		}
	}
	return span{}, false
}

// findDatesEnglish finds a month with a day beside it.
func (r *reading) findDatesEnglish(all []number) {
	months().each(r.lower, func(at span, _ string) {
		for _, n := range all {
			if n.value < 1 || n.value > 31 || n.to-n.from > 2 {
				continue
			}
			gapAfter := between(r.text, at.to, n.from) || n.from > at.to && strings.TrimSpace(r.text[at.to:n.from]) == "."
			gapBefore := n.to <= at.from && ordinal(r.lower[n.to:at.from])
			if (gapAfter || gapBefore) && capitalized(r.text[at.from:]) {
				r.times = append(r.times, span{min(at.from, n.from), max(at.to, n.to)})
			}
		}
	})
}

// ordinal reports whether s is what may stand between a day and its month.
func ordinal(s string) bool {
	switch strings.TrimSpace(s) {
	case "", "st", "nd", "rd", "th", "of", "st of", "nd of", "rd of", "th of":
		return true
	}
	return false
}

var months = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `january, february, march, april, may, june, july, august, september, october, november, december, jan, feb, mar, apr, jun, jul, aug, sep, sept, oct, nov, dec`})
})

var spokenEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `noon, midday, midnight, monday, tuesday, wednesday, thursday, friday, saturday, sunday`})
})

var relativeEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `now, soon, today, tonight, tomorrow, immediately, at once, shortly, this morning, this afternoon, this evening, this weekend, currently, right away, earlier, later, minutes, within the hour, yesterday, overnight`})
})
