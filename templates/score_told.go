package templates

import (
	"strings"
	"sync"
)

// What happens may be told in words of no list: "멧돼지 3마리가 나타났습니다", "A
// swimmer was bitten by a shark". Where no word for a hazard is found, a sentence
// that reports counts, unless it speaks of help, of those who warn, or of people
// who are to do something. Lint does not take these for the name of a hazard.

// findTold finds sentences that report.
func (r *reading) findTold() {
	if len(r.hazards) > 0 {
		return
	}
	for _, s := range sentences(r.text) {
		ok := false
		switch r.language {
		case "ko":
			ok = r.tellsKorean(s)
		case "en":
			ok = r.tellsEnglish(s)
		}
		if ok {
			r.told = append(r.told, s)
		}
	}
}

// inside returns the words of a sentence that are neither source nor time.
func (r *reading) inside(s span) []textWord {
	var words []textWord
	for _, w := range wordsOf(r.text[s.from:s.to]) {
		w.span = span{w.from + s.from, w.to + s.from}
		if !r.sources.touch(w.span) && !r.times.touch(w.span) {
			words = append(words, w)
		}
	}
	return words
}

// tellsKorean reports whether something is the subject of a report in a sentence,
// "불이 민가로 향합니다", or of a reason for an order, "물이 불어나고 있으니", or
// whether the name of an event stands behind what it is, "과수화상병 발생".
func (r *reading) tellsKorean(s span) bool {
	words := r.inside(s)
	subject, doer := false, false
	for i, w := range words {
		if i > 0 && eventKorean(w.word) && !r.places.touch(words[i-1].span) && !r.actions.touch(w.span) {
			return true
		}
		if (subject && reportsKorean(w.word, i+1 == len(words)) || doer && reasonKorean(w.word)) && !r.actions.touch(w.span) && !helpKorean().in(r.text[s.from:s.to]) {
			return true
		}
		if !peopleKorean().in(w.word) {
			subject = subject || marked(w.word, "이 가 에서 으로 로 에 이나 은 는")
			doer = doer || marked(w.word, "이 가")
		}
	}
	return false
}

// marked reports whether a word has one of the particles.
func marked(word, particles string) bool {
	for p := range strings.FieldsSeq(particles) {
		if stem, ok := strings.CutSuffix(word, p); ok && len(stem) >= len("가") {
			return true
		}
	}
	return false
}

// reasonKorean reports whether a verb gives a reason for what follows.
func reasonKorean(word string) bool {
	return marked(word, "으니 므로 하니 되니 오니 으며 지만")
}

// reportsKorean reports whether a verb tells: 습니다, or 중 at the end.
func reportsKorean(word string, last bool) bool {
	if strings.HasSuffix(word, "중입니다") {
		return true
	}
	for e := range strings.FieldsSeq(`바랍니다 입니다 드립니다 알립니다 랍니다 겠습니다 야합니다`) {
		if strings.HasSuffix(word, e) {
			return false
		}
	}
	return marked(word, "니다") || last && marked(word, "중 음 됨 함 짐")
}

// eventKorean reports whether a word says that something is there.
func eventKorean(word string) bool {
	for e := range strings.FieldsSeq(`발생 출몰 출현 검출 창궐 추락 탈출 고립 두절 파손 유입 습격 급증 속출 마비 우려 감염 중독`) {
		rest, ok := strings.CutPrefix(word, e)
		if ok && (rest == "" || strings.HasPrefix(rest, "으로") || strings.HasPrefix(rest, "로") || strings.HasPrefix(rest, "이") || strings.HasPrefix(rest, "되") || strings.HasPrefix(rest, "하") || strings.HasPrefix(rest, "했") || strings.HasPrefix(rest, "됐")) {
			return true
		}
	}
	return false
}

// helpKorean holds words of those who help or only speak.
var helpKorean = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `알려드, 안내, 알립니다, 드립니다, 죄송, 감사, 운영, 지원, 제공, 배치, 마련, 개방하, 문의처, 문의는, 문의 0, 문의: , 부탁, 당부, 보냅니다, 대기하고, 기다리고, 구호, 나눠, 돕, 도와, 셔틀, 임시 버스, 무료, 정상, 예정`})
})

// peopleKorean holds those who are told to do something.
var peopleKorean = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `분은, 분들, 주민, 시민, 국민, 여러분, 운전자, 이용객, 등산객, 야영객, 낚시객, 관광객, 방문객, 어민, 농가, 학부모, 입주민, 승객, 어선은, 선박은, 차량은, 차량 운전, 모두, 누구나, 대원, 소방대, 공무원, 직원, 대피소, 버스가, 담당`})
})

// tellsEnglish reports whether a sentence reports or names something new: it does
// not open with an order or with those who are told, and has a verb that tells,
// or a noun with a place or time behind it.
func (r *reading) tellsEnglish(s span) bool {
	words := r.inside(s)
	if len(words) < 3 || r.actions.touch(words[0].span) || r.places.touch(words[0].span) && len(words) < 5 {
		return false
	}
	first := lowerASCII(words[0].word)
	if first == "if" || first == "for" || first == "those" || toldPeople().in(lowerASCII(r.text[words[0].from:words[min(3, len(words)-1)].from])) || helpEnglish().in(r.lower[s.from:s.to]) {
		return false
	}
	for i, w := range words[1:] {
		low := lowerASCII(w.word)
		if r.actions.touch(w.span) {
			return false
		}
		if tells().has(low) || i > 0 && len(low) > 5 && strings.HasSuffix(low, "ed") {
			return true
		}
	}
	second, third := lowerASCII(words[1].word), lowerASCII(words[2].word)
	return titleOpens(words) && !notVerbs().has(first) && !labels().has(first) && !notPlace().has(first) && !institution().has(first) && (behindNoun().has(second) || behindNoun().has(third))
}

// titleOpens reports whether the first word is a plain noun by its looks: no
// other capital behind it.
func titleOpens(words []textWord) bool {
	return !capitalized(words[1].word) && len(words[0].word) > 3
}

// toldPeople holds those who are told to do something, besides addressees.
var toldPeople = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `residents, people, everyone, anyone, drivers, motorists, boaters, craft, vessels, ships, passengers, citizens, visitors, families, parents, pupils, employees, workers, tenants, guests, owners, households, you, we`})
})

// helpEnglish holds words of those who help or only speak.
var helpEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `shelter, shelters, shelter is, hotline, helpline, centre is, center is, hall is, school is open, is open, are open, available, provided, free of charge, waiting for you, on the way, updates, information, more info, follow, apologise, apologize, thank, buses will, buses are, transport is, asks people, asks residents, must, should, need to, have to, level 1, level 2, level 3, assembly, meeting point, this is, this message, this alert`})
})

// tells holds verbs that report.
var tells = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `is, are, was, were, has, have, had, will, may, could, might, found, seen, heading, spreading, coming, moving, fell, hit, broke, went, came, got, lost, rose, drifting, approaching, linked, spotted, detected, reported, confirmed, discovered, roaming, flowing, rising, slid, ran, struck, blew, sank, burst, froze, gave, began, flew, swept, shook, caught, grew, spun, tore, threw, cut, shut, lay, overran, turned, gone, down`})
})

// behindNoun holds what stands behind a noun that is the whole report:
// "Thundersnow from 03:00", "Lead in the water".
var behindNoun = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `in, near, at, on, from, over, across, off, along, towards, until, since, through`})
})
