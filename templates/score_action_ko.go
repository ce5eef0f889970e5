package templates

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// findActionsKorean finds what people are told to do. Three shapes count: a
// verb told politely or not (…하세요, …하시기 바랍니다, … 금지) unless the verb
// says no more than "take care"; a deed told before one that says no more
// ("창문을 닫고 주의 바랍니다"); and the name of a deed that ends a clause
// ("즉시 대피.", "높은 곳으로.").
func (r *reading) findActionsKorean() {
	for _, s := range sentences(r.text) {
		r.toldKorean(s)
		r.endingDeeds(s)
	}
}

// toldKorean looks for the endings of an order in one sentence.
func (r *reading) toldKorean(s span) {
	text := r.text[s.from:s.to]
	from := 0
	orderEndings().each(text, func(at span, _ string) {
		if at.from < from || reports(text[at.to:]) {
			return
		}
		head := text[from:at.from]
		end := span{s.from + at.from, s.from + at.to}
		from = at.to
		deed := lastWords(head, 2)
		start := end.from - len(deed)
		switch verb := strings.TrimRight(deed, " "); {
		case strings.TrimSpace(head) == "" || politeNothing().in(deed+text[at.from:at.to]):
		case pointsElsewhere(head):
			r.vague = append(r.vague, span{start, end.to})
		case vagueVerb(verb):
			if x, ok := chainedDeed(head); ok {
				r.actions = append(r.actions, span{s.from + at.from - len(head) + x.from, s.from + at.from - len(head) + x.to})
			} else {
				r.vague = append(r.vague, span{start, end.to})
			}
		default:
			r.actions = append(r.actions, span{start, end.to})
		}
	})
}

// reports reports whether an ending goes on as a report: 금지되었습니다,
// 자제령, 바랍니다라고.
func reports(after string) bool {
	for w := range strings.FieldsSeq(`되 했 하였 된 됩 령 구역 중입 중이 조치 명령 기간 시간 해제 행위 법 표지 를풀 가해제 합니다만 라고 는해제`) {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return strings.HasPrefix(strings.TrimSpace(after), "해제") || strings.HasPrefix(strings.TrimSpace(after), "조치 중")
}

// lastWords returns the last n words of s with the spaces between.
func lastWords(s string, n int) string {
	trimmed := strings.TrimRight(s, " ")
	i := len(trimmed)
	for range n {
		j := strings.LastIndexAny(trimmed[:i], " ,.\n")
		if j < 0 {
			i = 0
			break
		}
		i = j
	}
	return strings.TrimLeft(s[i:], " ,.\n")
}

// vagueVerb reports whether the verb before an ending says no more than that
// people should mind.
func vagueVerb(verb string) bool {
	verb = strings.ReplaceAll(verb, " ", "")
	for w := range strings.FieldsSeq(`만전 각별 신경을 관심을 협조 양해 주의를 경각심`) {
		if strings.Contains(verb, w) {
			return true
		}
	}
	for _, cut := range [...]string{"하지마시", "하지마", "하지말", "지마시", "지마", "지말", "하시", "하", "해", "하여", "에", "를", "을", "할", "드리", "드", "기", "시"} {
		verb = strings.TrimSuffix(verb, cut)
	}
	for w := range strings.FieldsSeq(vagueStems) {
		if strings.HasSuffix(verb, w) {
			return true
		}
	}
	return false
}

// vagueStems are ends of verbs that tell nobody what to do.
const vagueStems = `주의 유의 조심 참고 참조 만전 관심 협조 양해 안심 대비 대처 경계 각별 신경 신경쓰 신경써 당황 놀라 걱정 동요 없도록 않도록 명심 기억 숙지 유념 염두 협력 이해 동참 당부 부탁 감사 안녕 응원 주시 예의주시 가져 만전을기 최선을다 힘쓰 애쓰 힘써 노력 살펴보 염려 조치 대응 양지 확인바 유의하 신중 서두르 불편 혼란 수고 기대 유의해 주의해 조심해 기울여 기울이 쏟아 안전운 안전운전 안전운행 안전에 안전하게지내 긴장 종사 양보 배려 생활 자중 대비해 생각해 신경을쓰 신경을써`

// pointsElsewhere reports whether a clause only says where to read more.
func pointsElsewhere(head string) bool {
	last := lastWords(head, 4)
	deed := lastWords(head, 1)
	for w := range strings.FieldsSeq(`홈페이지 누리집 링크 http www 앱 자세한 국민행동요령 안전디딤돌 포털 SNS 블로그 상세 사이트 .kr .com 유튜브`) {
		if strings.Contains(last, w) {
			for d := range strings.FieldsSeq(`확인 참고 참조 방문 보 접속 클릭 이용 열람 검색 찾아 살펴 읽`) {
				if strings.HasPrefix(deed, d) {
					return true
				}
			}
		}
	}
	return false
}

// chainedDeed finds a deed told before the main verb: "닫고", "피하며".
func chainedDeed(head string) (span, bool) {
	var found span
	deedStems().each(head, func(at span, _ string) {
		rest := head[at.to:]
		for w := range strings.FieldsSeq(`하고 하며 하여 한뒤 고 며 하시고 시고 시며 하되 되 지말고 지마 가고 은뒤 을삼가고 을자제하고 자제 삼가고 를자제 을피하고 를피하고`) {
			if after, ok := strings.CutPrefix(strings.ReplaceAll(rest, " ", ""), w); ok && !strings.HasPrefix(after, "있") && found == (span{}) {
				found = at
			}
		}
	})
	return found, found != span{}
}

// endingDeeds finds deeds that end a clause as nouns, and ways to go that do.
func (r *reading) endingDeeds(s span) {
	for _, c := range clausesOf(r.text, s) {
		text := strings.TrimRight(r.text[c.from:c.to], " .,!;)")
		if r.sources.touch(span{c.from, c.from + len(text)}) && !strings.Contains(text, "]") {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(text)
		for _, w := range nounDeedEndings()[last] {
			before, ok := strings.CutSuffix(text, w)
			if !ok || !deedAlone(before) {
				continue
			}
			r.actions = append(r.actions, span{c.from + len(before), c.from + len(text)})
			break
		}
		for _, w := range wayEndings()[last] {
			if before, ok := strings.CutSuffix(text, w); ok && goesThere(before) {
				r.actions = append(r.actions, span{c.from + len(before), c.from + len(text)})
				break
			}
		}
		for _, d := range deedPhrases().find(text) {
			if d.to == len(text) {
				r.actions = append(r.actions, span{c.from + d.from, c.from + d.to})
			}
		}
	}
}

// deedAlone reports whether a noun at the end is an order: whoever did it is
// not named just before (주민 대피, 소방 진화 대기).
func deedAlone(before string) bool {
	last := lastWords(before, 1)
	last = strings.TrimRight(last, " ")
	for w := range strings.FieldsSeq(`명 명이 주민들이 소방대 소방차 인력 대원 당국 경찰 요원 헬기 장비 자진 차량들 여명 선제 전원`) {
		if strings.HasSuffix(last, w) {
			return false
		}
	}
	return true
}

// goesThere reports whether a way to go at the end of a clause is an order: it
// stands alone, is told to be quick or follows another deed.
func goesThere(before string) bool {
	if utf8.RuneCountInString(before) <= 8 && !strings.Contains(before, "이 ") && !strings.Contains(before, "가 ") {
		return true
	}
	for w := range strings.FieldsSeq(`즉시 지금 곧바로 바로 신속 빨리 나와 나가 나오 올라 내려 피해 벗어나 이동해 걸어 떠나 먼저 함께 계단`) {
		if strings.Contains(before, w) {
			return true
		}
	}
	return deedStems().in(before)
}

// nounDeeds are deeds that may end a clause as an order. 대피령, 대피소 and 대피
// 중 end otherwise and are none.
const nounDeeds = `대피 이동 피신 대기 우회 자제 금지 엄금 삼가 보호 착용 섭취 휴식 정차 하차 탈출 중지 중단하기 차단하기 닫기 끄기 잠그기 피하기 머물기 나가기 나오기 막기 씻기 끓이기 가리기 엎드리기 숨기 벗어나기 확인하기 연락하기 신고하기 대피하기 이동하기 입기 챙기기 마시기 멈추기 세우기 내리기 올라가기 벗기 갈아입기 켜기 듣기 삶기 기다리기 지키기 신고 환기 소독 귀가 하산 하차하기 서행 감속 정지 밀폐 차광 기립 승차금지 섭취금지 끄고대기 소등 격리 취수중단 제보 문단속 청취 점검 연락 말것 말 것 대피준비  할것 할 것 사용금지`

// waysToGo end a clause that leaves out the verb.
const waysToGo = `곳으로 밖으로 지하로 실내로 안으로 대피소로 땅으로 층으로 건물로 고지대로 옥상으로 위로 무음으로 안쪽으로 가운데로 갑판으로 방으로 병원으로 소방서로 집으로 계단으로 복도로 물로 공터로 광장으로 운동장으로 지상으로 언덕으로`

var (
	nounDeedEndings = sync.OnceValue(func() map[rune][]string { return byLastRune(nounDeeds) })
	wayEndings      = sync.OnceValue(func() map[rune][]string { return byLastRune(waysToGo) })
)

// clausesOf splits a sentence at commas.
func clausesOf(s string, whole span) spans {
	var all spans
	from := whole.from
	for i, c := range s[whole.from:whole.to] {
		if c == ',' || c == '·' || c == '/' || c == '※' || c == '▶' || c == '▲' || c == '(' {
			all = append(all, span{from, whole.from + i})
			from = whole.from + i + utf8.RuneLen(c)
		}
	}
	return append(all, span{from, whole.to})
}

// deedPhrases are deeds whose last word alone may be a report.
var deedPhrases = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `창문 차단, 가스 차단, 전기 차단, 공기 차단, 전원 차단, 대중교통 이용, 교통 이용, 계단 이용, 도로 이용, 우회로 이용, 불씨 확인, 가스 확인, 대피장소 확인, 대피소 확인, 대피로 확인, 대피 준비, 이동 준비, 갈 준비, 나갈 준비, 안부 확인, 위치 확인,
 문 닫고, 창문 닫고, 물 끓여, 손 씻기, 손씻기, 마스크 쓰기, 실내 머물기, 119 신고, 112 신고, 119에, 112로, 119로, 전원 끄고, 음식 금지, 전열기 끄기, 창문 닫기, 문 잠금, 밸브 잠금, 가스 잠금, 실내 체류, 코와 입 막고, 외출 최소화, 외출 중지, 작업 중지, 야외활동 중지, 조업 중지, 운행 중지, 입산 금지`})
})

// orderEndings end a verb that is told.
var orderEndings = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `세요, 셔요, 십시오, 시오, 기 바랍니다, 길 바랍니다, 바랍니다, 바람., 기 바람, 시기 바람, 요망, 주시기, 주세요, 주십시오, 마세요, 마십시오, 말 것, 말것, 맙시다, 합시다, 갑시다, 읍시다, 할 것, 해야 합니다, 하여야 합니다, 야 합니다, 셔야 합니다, 금지, 자제, 삼가, 엄금, 안 됩니다, 안됩니다, 하지 말고, 해라, 하라, 권고합니다, 권장합니다, 권합니다, 명령합니다, 지시합니다`})
})

// politeNothing are polite phrases that tell nothing.
var politeNothing = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `안녕하세요, 고맙, 감사, 힘내세요, 되세요, 보내세요, 건강하세요, 좋은 하루, 행복하세요, 드리기 바랍니다, 있기를 바랍니다, 되기를 바랍니다, 되길 바랍니다, 복구되기 바랍니다`})
})

// deedStems are stems of verbs for what people do to be safe.
var deedStems = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `대피, 이동, 피하, 피신, 닫, 끄, 머물, 머무, 들어가, 나가, 나오, 나와, 올라, 내리, 엎드, 숨, 가리, 막, 잠그, 차단, 신고, 전화하, 연락, 알리, 끓이, 마시, 씻, 벗, 갈아입, 입, 착용, 챙기, 옮기, 세우, 정차, 우회, 돌아가, 건너지, 접근, 출입, 외출, 운행, 멈추, 서행, 감속, 보호하, 감싸, 붙잡, 떨어지, 벗어나, 탈출, 기다리, 켜, 청취, 시청, 따르, 진료, 소독, 격리, 환기, 고정, 결박, 치우, 묶, 점검, 비우, 떠나, 귀가, 복귀, 돕, 제보, 삼가, 자제, 중단하, 아끼, 줄이, 쉬, 버리, 만지지, 열, 낮추, 두고, 가지 말, 사용하지, 확인하, 물러나, 대기하`})
})
