package templates

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// hazard is L12.
func (t *textLint) hazard() {
	e := t.Entry
	language := t.Language
	if e == nil {
		if t.scored() && len(t.hazards) == 0 {
			t.addf("L12", "names no hazard")
		}
		return
	}
	id := e.Hazard.ID
	for _, h := range t.hazards {
		if h.hazard == id || id == anyHazard {
			return
		}
	}
	names := []string{e.Hazard.Name[language]}
	switch language {
	case "ko":
		names = append(names, e.Hazard.Feed...)
	case "en":
		names = append(names, lowerASCII(e.Hazard.Event))
	}
	for _, w := range t.wordsFor("hazard") {
		names = append(names, lowerASCII(w))
	}
	if id == anyHazard && len(e.Statuses) > 0 {
		names = append(names, "훈련", "시험", "exercise", "drill", "test")
	}
	for _, n := range names {
		if n != "" && strings.Contains(t.lower, lowerASCII(n)) {
			return
		}
	}
	if !t.scored() && t.says(Danger) {
		return
	}
	t.addf("L12", "has no word for %s", e.Hazard.Name[language])
}

// place is L13.
func (t *textLint) place() {
	if t.trial() {
		return
	}
	if t.placed = t.namedPlaces(); len(t.placed) > 0 {
		return // whether they lie in the target is for judgement.of
	}
	if f := t.addf("L13", "names no place"); !t.scored() && t.Entry == nil {
		f.Severity, f.Message = Ask, "names no place that the event names; for "+t.Language+" there are no lists of names to look in"
	}
}

// trial reports whether the entry is only for trials of the equipment, which
// have no danger, no place and nothing to do.
func (t *textLint) trial() bool {
	return t.Entry != nil && slices.Equal(t.Entry.Statuses, []Status{Test})
}

// orders are hazards whose names are orders and not reasons: why there is an
// alarm must be said besides.
var orders = []string{"civil_defense", anyHazard}

// reason is L16.
func (t *textLint) reason() {
	e := t.Entry
	if t.Class != Critical || e != nil && (e.Response == "allclear" || len(e.Statuses) > 0) {
		return
	}
	if t.repeats("cause") {
		return
	}
	if causes().in(t.lower) {
		return
	}
	switch {
	case !t.scored() && (t.says(Danger) || e == nil):
		return
	case e != nil && !slices.Contains(orders, e.Hazard.ID) && len(t.hazards) > 0:
		return
	case e != nil && e.Hazard.ID == anyHazard && slices.ContainsFunc(t.hazards, func(h hazardFound) bool { return h.hazard != "civil_defense" }):
		return
	case e == nil && slices.ContainsFunc(t.hazards, func(h hazardFound) bool { return h.hazard != "civil_defense" }):
		return
	}
	t.addf("L16", "gives no reason")
}

// causes are reasons for an alarm of civil defence, and the words for a reason.
var causes = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `이유, 원인, 때문, 미사일, 포격, 발사체, 방사포, 무인기, 침투, 포탄, 로켓, 화학, 생물, 화생방, 핵, 방사능, 해제, 공격, 도발, 폭격,
 reason, because, due to, missile, rocket, shelling, artillery, drone, chemical, biological, cbr, nuclear, agent, fallout, all clear, attack, incoming, 理由, 原因, ミサイル, 导弹, lý do, tên lửa`})
})

// order is L17. The source comes first and a link last; what to do follows what
// has happened. Where and when stand as the language has them: before the
// hazard in Korean, whose verb ends the sentence.
func (t *textLint) order() {
	if len(t.actions) == 0 || !t.scored() {
		return
	}
	action := slices.MinFunc(t.actions, func(a, b span) int { return a.from - b.from })
	for _, s := range t.sources {
		if s.from > action.from && !t.named.overlaps(s) && t.named == (span{}) {
			t.addAt(s, "L17", "the source stands behind what to do")
			return
		}
	}
	if len(t.hazards) > 0 && !slices.ContainsFunc(t.hazards, func(h hazardFound) bool { return h.from < action.to }) {
		t.addAt(t.hazards[0].span, "L17", "what has happened stands behind what to do")
	}
	t.act = deed{action, t.clauseOf(action).from, t.head}
	for _, u := range findLinks(t.Text) {
		if u.at.from < action.from {
			t.addAt(u.at, "L17", "a link stands before what to do")
		}
	}
}

// A deed is the first thing that a text tells people to do.
type deed struct {
	span
	clause int // octet at which its clause begins
	head   int // octet at which the text begins behind a marker
}

// late is the part of L17 that asks how far a reader gets on a small screen.
func (t *textLint) late(d deed) {
	if d.to == 0 || t.Form != Short && t.Form != Shrunk && t.Budget.Max != 90 {
		return
	}
	if n := utf8.RuneCountInString(t.Text[d.head:d.clause]); n >= 60 {
		t.addAt(d.span, "L17", "what to do begins at character %d", n+1)
	}
}

// clauseOf returns a piece with what stands before it in its clause, where a
// Korean order begins: its verb comes last.
func (t *textLint) clauseOf(s span) span {
	if t.Language != "ko" {
		return s
	}
	from := max(strings.LastIndexAny(t.Text[:s.from], ".,]·")+1, t.head)
	from += len(t.Text[from:s.from]) - len(strings.TrimLeft(t.Text[from:s.from], " "))
	return span{from, s.to}
}

// whereTo is L18.
func (t *textLint) whereTo() {
	at := slices.IndexFunc(t.actions, func(s span) bool {
		w := t.lower[s.from:s.to]
		return strings.Contains(w, "대피") || strings.Contains(w, "피신") || strings.Contains(w, "evacuate")
	})
	if at < 0 || t.Entry != nil && len(t.Entry.Statuses) > 0 {
		return
	}
	if negated := t.lower[t.actions[at].from:min(len(t.lower), t.actions[at].to+12)]; strings.Contains(negated, "하지 ") || strings.Contains(negated, "준비") {
		return
	}
	if t.repeats("shelter") {
		return
	}
	if goals().in(t.lower) {
		return
	}
	t.addAt(t.actions[at], "L18", "does not say where to")
}

// goals are where people can be sent.
var goals = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `높은 곳, 높은 땅, 높은 층, 고지대, 지하, 실내, 대피소, 대피장소, 대피로, 밖으로, 밖 , 건물 안, 안쪽, 넓은 곳, 공터, 운동장, 학교, 회관, 체육관, 강당, 초교, 쪽으로, 방향, 위층, 옥상, 언덕, 광장, 공원, 대피호, 방공호, 주민센터, 안전한 곳, 곳으로, 바람을 가로질러, 직각, 계단, 산 아래, 멀리,
 to high, high ground, higher ground, shelter, upstairs, underground, indoors, inside, outside, uphill, downhill, basement, school, hall, centre, center, stadium, north, south, east, west, open ground, away from, to the , by route, upwind, crosswind, across the wind, inland, go up, upper floor`})
})

// marker is L22. In languages without word lists the marker is the profile's, to
// the letter; it says by itself that nothing is real.
func (t *textLint) marker() {
	whole := strings.ToLower(t.Text)
	head := []rune(whole)
	head = head[:min(20, len(head))]
	marked := t.marked(string(head), whole)
	switch t.Status {
	case Actual:
		if unreal := markedUnreal().find(t.lower); len(unreal) > 0 {
			t.addAt(unreal[0], "L22", "a real alert is marked as a drill or trial")
		}
		return
	case Exercise, Test:
		if !marked {
			t.addf("L22", "does not begin with the marker of status %s", t.Status)
		}
	default:
		return
	}
	if t.scored() && !notReal().in(whole) {
		t.addf("L22", "does not say that it is not real")
	}
	if claims := claimsReal().find(t.lower); len(claims) > 0 {
		t.addAt(claims[0], "L22", "says that it is real")
	}
}

// marked reports whether a text says in its head that it is a drill or trial.
func (t *textLint) marked(head, whole string) bool {
	if m := strings.ToLower(t.library.profile.marker(t.Status, t.Language)); !t.scored() && m != "" {
		return strings.HasPrefix(whole, m)
	}
	if t.Status == Test {
		return trialWords().in(head)
	}
	return drillWords().in(head)
}

var drillWords = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `[훈련], exercise, drill, 訓練, 演练, 演習, diễn tập, [exercise]`})
})

var trialWords = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `[시험], test, 試験, 测试, 測試, テスト, thử nghiệm`})
})

// notReal says that nothing has happened.
var notReal = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `실제 상황 아님, 실제 상황이 아, 실제상황 아님, not real, no real, not a real, not an actual, no actual, this is only, no danger, only a drill, only a test, drill only, test only,
 実際の災害ではありません, 実際ではありません, 并非真实, 非真实, 不是真实, không có thật, không phải thật`})
})

// markedUnreal are marks of drills and trials that no real text has.
var markedUnreal = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `[훈련], [시험], [테스트], 실제 상황 아님, 실제상황 아님, 훈련 상황입니다, 훈련상황입니다, [exercise], [test], exercise., exercise:, exercise exercise, test., test:, test test, this is a drill, this is a test, this is an exercise, exercise, not real, test, not real, 【訓練】, 【試験】, 【演练】, 【测试】, diễn tập, không có thật`})
})

// claimsReal is what a drill must not say.
var claimsReal = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `실제 상황입니다, 실제상황입니다, 실제 상황임, 훈련이 아닙니다, 훈련 아님, 훈련이 아님, 시험이 아닙니다, not a drill, not a test, not an exercise, this is real, this is not`})
})
