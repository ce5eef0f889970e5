package templates

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// jargon is L40.
func (t *textLint) jargon() {
	switch t.Language {
	case "ko":
		officeWords().each(t.Text, func(at span, plain string) {
			if before, _ := utf8.DecodeLastRuneInString(t.Text[:at.from]); !hangul(before) && !t.sources.touch(at) {
				t.addAt(at, "L40", "%s is office language; say %s", t.Text[at.from:at.to], plain)
			}
		})
	case "en":
		if shouting(t.Text) {
			return
		}
		for _, w := range wordsOf(t.Text) {
			if acronym(w.word) && !strings.Contains(t.Sender, w.word) && !t.sources.touch(w.span) {
				t.addAt(w.span, "L40", "%s is short for something that not everybody knows", w.word)
			}
		}
	}
}

// officeWords are words of offices by the plain word for each.
var officeWords = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{
		"오늘과 날짜": `금일`, "다음 날": `익일, 명일`, "살펴보기": `예찰`, "파도가 넘침": `월파`, "떨어지기": `이격`, "비": `강우`, "모두 막음": `전면통제, 전면 통제`, "부터": `부로, 시부`,
		"잠그기": `시건`, "도와야 할 사람": `요구조자, 구조대상자`, "쌓인 물건": `적치물, 적재물`, "미리": `사전에, 기히`, "널리 알림": `전파 바람, 전파바람`, "흩어짐": `소산`, "넘어짐": `도복, 전도`, "높은 물결": `파랑`,
		"많이 쌓임": `적설`, "얼어붙음": `결빙`, "물에 잠김": `관수, 수몰`, "빨리": `조속히, 조속한`, "보내기": `송부`, "위의": `상기`, "아래의": `하기 `, "그": `당해, 동 지역, 동 건`, "가능한 한": `가급적`, "막기": `차폐`, "알림": `통보 바람, 고지`,
		"무너진 비탈": `사면붕괴, 사면 붕괴`, "길가": `노견, 갓길 정차`, "움직이지 못하게 묶기": `결속, 결박`, "쓰지 않기": `불용`, "드나듦": `진출입`, "맡은 곳": `소관`, "물 빼기": `양수기 가동`, "바라는": `요망`,
	})
})

// acronym reports whether a word in capitals is no word that people know.
func acronym(w string) bool {
	n := utf8.RuneCountInString(w)
	if n < 2 || n > 6 || strings.IndexFunc(w, func(r rune) bool { return !unicode.IsUpper(r) }) >= 0 {
		return false
	}
	low := lowerASCII(w)
	return !knownCapitals().is(w) && !englishHazards().in(low) && !actionVerbsEnglish().is(low) && strings.Trim(w, "IVX") != ""
}

// knownCapitals are words that may stand in capitals: for weight, or because
// everybody knows them so.
var knownCapitals = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `NOW, NOT, NO, DO, GO, UP, OUT, IN, ON, OFF, AIR, RAID, FIRE, FLOOD, FLOODS, GAS, LEAK, ALERT, TEST, OVER, STILL, ALL, CLEAR, RAIN, HEAVY, RED, STAY, LEAVE, MOVE, STOP, HIGH, LOW, DAM, ICE, SNOW, WIND, STORM, SURGE, WAVE, WAVES, HEAT, COLD, DUST, SMOKE, BLAST, BOMB, ATTACK, ARMED, CROWD, CRUSH, ROAD, CLOSED, BOIL, WATER, DRINK, EVEN, KEEP, AWAY, AVOID, CALL, HIDE, RUN, TELL, DANGER, URGENT, FALSE, ALARM, DRILL, REAL, ONLY, ANY, AND, OR, THE, FOR, TO, OF, AT, BY, IS, ARE, IT, HAS, TV, ID, AM, PM, KST, OK, AC, CO, LPG, AI, USA, UK, POWER, PLANE, SHIP, TRAIN, PLANT, SINK, ASH, HERE, OPEN, CLOSE, DOORS, SEAL, DOWN, QUAKE, DEEP, HOT, DRY, SEA, RIVER, MUD, SLIDE, FROM, THIS, WITH, EXTREME, VERY, DEAD, BUS, CAR, SOS, GPS, PCR, FM, COVID, UV, IC, DMZ, KTX, SRT, GTX, UPHILL, INSIDE, GET, TAKE, WARN, WATCH, NEVER, STRONG, SAFE, MAY, FAIL, FAILED, MUST, WILL, CAN, AFTER, BACK, NE, NW, SE, SW, NNE, ENE, ESE, SSE, SSW, WSW, WNW, NNW, BURST, PEOPLE, HAVE, YOUR, BEFORE, WAIT, NEAR, LIFT, LIFTS, NEW, ENDED, ENDS, END, SPILL, TOXIC, ACID, RISK`})
})

// decoration is L41.
func (t *textLint) decoration() {
	for i, r := range t.Text {
		if strings.ContainsRune("▲▶※◎●→■□◆★☆▷△◈♠♥←↑↓⇒『』", r) {
			t.addAt(span{i, i + utf8.RuneLen(r)}, "L41", "%q is decoration", r)
		}
	}
	if n := strings.Count(t.Text, "!") + strings.Count(t.Text, "！"); n > 1 {
		t.addf("L41", "has %d exclamation marks", n)
	}
	if t.Language == "ko" {
		return
	}
	for _, s := range sentences(t.Text) {
		words := strings.Fields(t.Text[s.from:s.to])
		if len(words) >= 8 && shouting(t.Text[s.from:s.to]) && !strings.ContainsFunc(t.Text[s.from:s.to], unicode.IsLower) {
			t.addAt(s, "L41", "a sentence of %d words in capitals", len(words))
		}
	}
}

// Limits of L42.
const (
	maxClauseKorean  = 25 // characters between marks, nine in ten
	maxModifiers     = 3  // modifiers in a row
	maxWordsEnglish  = 20 // in a sentence
	maxGradeEnglish  = 8  // Flesch and Kincaid
	minWordsForGrade = 12 // below, one long name decides
)

// sentences is L42.
func (t *textLint) sentences() {
	switch t.Language {
	case "ko":
		t.clauseLengths()
		t.modifiers()
	case "en":
		t.sentencesEnglish()
	}
}

// clauseLengths finds clauses between marks that are too long, but for the
// longest tenth of all.
func (t *textLint) clauseLengths() {
	var lengths []int
	var longest span
	most := 0
	for _, s := range spokenClauses(t.Text) {
		n := t.spoken(s)
		if n > 0 {
			lengths = append(lengths, n)
		}
		if n > most {
			longest, most = s, n
		}
	}
	if len(lengths) == 0 {
		return
	}
	slices.Sort(lengths)
	if p90 := lengths[(len(lengths)*9-1)/10]; p90 > maxClauseKorean {
		t.addAt(longest, "L42", "a clause of %d characters; at most %d", p90, maxClauseKorean)
	}
}

// spoken counts the characters of a piece but for names of places, times, links
// and words of the event, which are not the writer's choice.
func (t *textLint) spoken(s span) int {
	n := utf8.RuneCountInString(strings.TrimSpace(t.Text[s.from:s.to]))
	named := slices.Concat(t.places, t.times, t.brought())
	for _, p := range t.placed {
		named = append(named, p.span)
	}
	slices.SortFunc(named, func(a, b span) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	end := 0
	for _, x := range named {
		if s.from <= x.from && x.to <= s.to && x.from >= end {
			n -= utf8.RuneCountInString(t.Text[x.from:x.to]) + 1
			end = x.to
		}
	}
	for _, l := range findLinks(t.Text) {
		if l.at.overlaps(s) {
			n -= utf8.RuneCountInString(t.Text[max(l.at.from, s.from):min(l.at.to, s.to)]) + 1
		}
	}
	return max(n, 0)
}

// brought returns where words of the event stand in the text: a shelter, a route.
func (t *textLint) brought() (all spans) {
	for _, v := range t.Params {
		words := v.In(t.Language)
		if utf8.RuneCountInString(words) < 2 {
			continue
		}
		if i := strings.Index(t.Text, words); i >= 0 {
			all = append(all, span{i, i + len(words)})
		}
	}
	return all
}

// spokenClauses splits a text where a reader pauses.
func spokenClauses(s string) spans {
	var all spans
	from := 0
	for i, r := range s {
		if r == ':' && i > 0 && digit(s[i-1]) {
			continue
		}
		if strings.ContainsRune(".,!?:;()[]·\n<>", r) {
			all = append(all, span{from, i})
			from = i + utf8.RuneLen(r)
		}
	}
	return append(all, span{from, len(s)})
}

// modifiers finds more words in a row that only modify the next.
func (t *textLint) modifiers() {
	run := 0
	var first textWord
	for _, w := range wordsOf(t.Text) {
		if !modifies(w.word) {
			run = 0
			continue
		}
		if run++; run == 1 {
			first = w
		}
		if run > maxModifiers {
			t.addAt(span{first.from, w.to}, "L42", "more than %d modifiers in a row", maxModifiers)
			run = 0
		}
	}
}

// modifies reports whether a word ends as modifiers do: -는, -한, -된, -할, -의.
func modifies(w string) bool {
	last, _ := utf8.DecodeLastRuneInString(w)
	for _, e := range modifierEndings()[last] {
		if strings.HasSuffix(w, e) && len(w) > len(e) {
			return true
		}
	}
	return false
}

var modifierEndings = sync.OnceValue(func() map[rune][]string {
	return byLastRune(`있는 없는 하는 되는 지는 오는 가는 한 된 할 될 의 인 적인 났던 있던 하던 되던 로운 스러운 같은 않은 높은 낮은 많은 넓은 좁은 깊은`)
})

// sentencesEnglish finds long sentences and hard words.
func (t *textLint) sentencesEnglish() {
	words, syllables, count := 0, 0, 0
	for _, s := range sentences(t.Text) {
		n := 0
		for _, w := range wordsOf(t.Text[s.from:s.to]) {
			if c, _ := utf8.DecodeRuneInString(w.word); !unicode.IsLetter(c) || unicode.IsUpper(c) && n > 0 {
				n++ // a name or number, whose sounds are not the writer's choice
				syllables++
				continue
			}
			n++
			syllables += syllablesOf(lowerASCII(w.word))
		}
		if n == 0 {
			continue
		}
		count++
		words += n
		if n > maxWordsEnglish {
			t.addAt(s, "L42", "a sentence of %d words; at most %d", n, maxWordsEnglish)
		}
	}
	if words < minWordsForGrade {
		return
	}
	grade := 0.39*float64(words)/float64(count) + 11.8*float64(syllables)/float64(words) - 15.59
	if grade > maxGradeEnglish {
		t.addf("L42", "reads at grade %.1f; at most %d", grade, maxGradeEnglish)
	}
}

// syllablesOf counts groups of vowels; a silent e does not count.
func syllablesOf(w string) int {
	n := 0
	vowel := false
	for _, r := range w {
		v := strings.ContainsRune("aeiouy", r)
		if v && !vowel {
			n++
		}
		vowel = v
	}
	if n > 1 && strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "le") {
		n--
	}
	return max(n, 1)
}

// minUsed is how much of a room of 90 characters a text should use, in percent.
const minUsed = 60

// room is L46.
func (t *textLint) room() {
	if t.Budget.Max != 90 || utf8.RuneCountInString(t.Text)*100 >= minUsed*t.Budget.Max {
		return // a character takes one unit at least
	}
	if n, err := t.Budget.Used(t.Text); err == nil && n*100 < minUsed*t.Budget.Max {
		t.addf("L46", "takes %d of %d %s", n, t.Budget.Max, t.Budget.Unit)
	}
}
