package templates

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// findPlacesKorean finds names of regions, roads, stations, rivers and the like
// outside the names of sources. Where people are sent is not where the danger
// is: a name before "으로 대피" does not count.
func (r *reading) findPlacesKorean() {
	for _, s := range wideKorean().find(r.text) {
		r.addPlace(s)
	}
	all := wordsOf(r.text)
	for i := range all {
		w := all[i]
		if r.sources.touch(w.span) || r.times.touch(w.span) {
			continue
		}
		if previous, next := r.neighbours(all, i); r.placeKorean(w.word, previous, next) {
			r.addPlace(w.span)
			r.names = append(r.names, w.span)
		}
	}
}

// neighbours returns the words before and after one, "" where a stop or nothing
// stands between.
func (r *reading) neighbours(all []textWord, i int) (previous, next string) {
	if i > 0 && between(r.text, all[i-1].to, all[i].from) {
		previous = all[i-1].word
	}
	if i+1 < len(all) && between(r.text, all[i].to, all[i+1].from) {
		next = all[i+1].word
	}
	return previous, next
}

func (r *reading) addPlace(s span) {
	if !r.sources.touch(s) && !r.places.touch(s) {
		r.places = append(r.places, s)
	}
}

// particlesAfterPlaces are stripped from a word, the longest first.
const particlesAfterPlaces = `에서는 에서도 으로부터 에서 에는 에도 으로 까지 부터 이나 이며 에 의 은 는 이 가 을 를 와 과 로 도 만`

// placeParticles are they by their last syllable.
var placeParticles = sync.OnceValue(func() map[rune][]string { return byLastRune(particlesAfterPlaces) })

// placeKorean reports whether a word names a place, in the company of its
// neighbours.
func (r *reading) placeKorean(word, previous, next string) bool {
	if c, _ := utf8.DecodeRuneInString(word); !hangul(c) && !alphanumeric(c) {
		return false
	}
	if namedPlace(word, previous, next) {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	for _, p := range placeParticles()[last] {
		stem, ok := strings.CutSuffix(word, p)
		if ok && utf8.RuneCountInString(stem) > 1 && namedPlace(stem, previous, p+next) {
			return !sentTo(p, next)
		}
	}
	return false
}

// sentTo reports whether a place is where people are told to go.
func sentTo(particle, next string) bool {
	if particle != "로" && particle != "으로" {
		return false
	}
	for w := range strings.FieldsSeq(`대피 이동 피신 가 오 모이 모여 우회 피하 즉시 신속 집결 와 빨리 걸어 옮기 돌아`) {
		if strings.HasPrefix(next, w) {
			return true
		}
	}
	return false
}

// namedPlace reports whether a word without its particle is the name of a
// place.
func namedPlace(word, previous, next string) bool {
	g := gazetteerKorean()
	n := utf8.RuneCountInString(word)
	if n < 2 || n > 14 || koreanHazards().is(word) {
		return false
	}
	if g.full[word] || g.stems[word] {
		return true
	}
	if nearbyPlace(word, next) || nextToFacility(word, next) {
		return true
	}
	if n > 2 && (g.full[dropLast(word, 1)] || g.stems[dropLast(word, 1)]) && strings.HasSuffix(word, "역") {
		return true
	}
	for _, k := range placeEndings() {
		stem, ok := strings.CutSuffix(word, k.ending)
		if !ok || stem == "" || utf8.RuneCountInString(stem) < k.least {
			continue
		}
		if k.numbered && !digit(stem[0]) && digitsAround(stem, next) || !k.numbered && !k.common[word] && !endsCommonly(word, k.commonEnds) && (!k.company || keepsCompany(k.ending, previous, next)) {
			return true
		}
	}
	return numberedRoad(word, next)
}

func dropLast(s string, n int) string {
	r := []rune(s)
	return string(r[:len(r)-n])
}

func endsCommonly(word string, ends []string) bool {
	for _, e := range ends {
		if strings.HasSuffix(word, e) {
			return true
		}
	}
	return false
}

// keepsCompany reports whether the neighbours of a word say that it is a place:
// a region before it, or 일대, 인근, 주민 behind it.
func keepsCompany(ending, previous, next string) bool {
	g := gazetteerKorean()
	road := ending == "로" || ending == "길"
	if !road && (g.full[previous] || g.stems[previous]) {
		return true
	}
	if ending == "리" && (strings.HasSuffix(previous, "면") || strings.HasSuffix(previous, "읍")) {
		return true
	}
	for w := range strings.FieldsSeq(`일대 일원 인근 부근 전역 관내 에서 에 의 주민 상인 입주 거주 농가 등산객 방문객 이용객 어민 군민 시민 상가 펜션 차량 지역 방면 구간 앞 주변 상류 하류 하천변 산12`) {
		if strings.HasPrefix(next, w) {
			return true
		}
	}
	return false
}

// digitsAround reports whether a road is numbered: 중앙로 12, 세종로3길.
func digitsAround(stem, next string) bool {
	if koreanHazards().in(stem) || common(stem) {
		return false
	}
	last := stem[len(stem)-1]
	n, tail := leadingNumber(next)
	return digit(last) || n > 0 && n < 3 && (tail == "" || strings.HasPrefix(tail, "번") || strings.HasPrefix(tail, "길") || strings.HasPrefix(tail, "가") || strings.HasPrefix(tail, "-"))
}

// leadingNumber returns how many digits begin s, and what follows them.
func leadingNumber(s string) (n int, tail string) {
	for n < len(s) && digit(s[n]) {
		n++
	}
	return n, s[n:]
}

// numberedRoad finds "국도 7호선", "35번 국도", "지하철 2호선", "3가".
func numberedRoad(word, next string) bool {
	if word == "국도" || word == "지방도" || word == "국지도" || word == "군도" || word == "시도" {
		return next != "" && digit(next[0]) && (strings.Contains(next, "호") || strings.Contains(next, "번"))
	}
	return digit(word[0]) && (strings.HasSuffix(word, "호선") || strings.HasSuffix(word, "번국도") || strings.HasSuffix(word, "번") && strings.HasPrefix(next, "국도") || strings.HasSuffix(word, "공구") || strings.HasSuffix(word, "단지"))
}

// nearbyPlace finds a name by what stands behind it: "경포 일대". What is no
// name, such as 하천 or 건물, does not count.
func nearbyPlace(word, next string) bool {
	if next == "" {
		return false
	}
	near := false
	for w := range strings.FieldsSeq(`일대 일원 전역 관내 앞바다 해상 방면 나들목 시내 상류 하류 하구 유역 앞 해변 해수욕장 인근 부근 구간 교차로 사거리 삼거리 터널 중심가 산간`) {
		if next == w || strings.HasPrefix(next, w) && utf8.RuneCountInString(next) <= utf8.RuneCountInString(w)+2 && w != "앞" {
			near = true
		}
	}
	if !near || connective(word) {
		return false
	}
	for p := range strings.FieldsSeq(particlesAfterPlaces) {
		if len(p) > len("에") && strings.HasSuffix(word, p) {
			return false
		}
	}
	return !common(word) && !labelsKorean().in(word) && !koreanHazards().in(word)
}

// nextToFacility finds a name by the kind of building or ground behind it: "청라
// 화학공장에서". A word that only describes it (대형 공장, 노후 아파트) is no name.
func nextToFacility(word, next string) bool {
	n := utf8.RuneCountInString(word)
	c, _ := utf8.DecodeRuneInString(word)
	if next == "" || n < 2 || n > 6 || !hangul(c) || describing().is(word) || connective(word) || common(word) || labelsKorean().in(word) || koreanHazards().in(word) {
		return false
	}
	for p := range strings.FieldsSeq(`에서 에는 에게 으로 에 의 은 는 이 가 을 를 와 과 로 도 및 등 중 후 전 내 앞 옆 시 분 경 명 대 개 곳 번`) {
		if strings.HasSuffix(word, p) && n-utf8.RuneCountInString(p) >= 1 {
			return false
		}
	}
	for f := range strings.FieldsSeq(`공장 화학공장 제련소 정유공장 물류창고 물류센터 아파트 빌라 오피스텔 시장 요양원 요양병원 휴게소 발전소 변전소 캠핑장 야영장 경기장 체육관 부두 선착장 포구 어촌계 교차로 지하차도 나들목 산업단지 산단 농공단지 저수지 유원지 골프장 스키장 쇼핑몰 백화점 정수장 하수처리장 터미널 주유소 충전소 리조트 연구소 저장소 폐기물처리장 양식장 정류장`) {
		if rest, ok := strings.CutPrefix(next, f); ok && placeGoesOn(rest) {
			return true
		}
	}
	return false
}

// placeGoesOn reports whether nothing but a particle follows.
func placeGoesOn(rest string) bool {
	for p := range strings.FieldsSeq(`에서 에 의 이 가 은 는 을 를 에서는 에서도 으로 로 앞 인근 부근 일대 내`) {
		if rest == p {
			return true
		}
	}
	return rest == ""
}

// describing holds words that say what kind of building it is, or who uses it.
var describing = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `대형, 소형, 중형, 노후, 고층, 저층, 전통, 재래, 수산, 농수산, 화학, 반도체, 철강, 제지, 식품, 플라스틱, 가구, 섬유, 의류, 자동차, 배터리, 리튬, 폐기물, 재활용, 임대, 신축, 지하, 지상, 야외, 실내, 옥외, 국가, 일반, 지방, 인근, 주변, 근처, 부근, 해당, 모든, 각종, 일부, 다른, 가까운, 지정된, 임시, 공용, 공공, 민간, 개인, 무허가, 불법, 버려진, 하천변, 바닷가, 강변, 농업용, 화력, 원자력, 수력, 태양광, 고속도로, 국도, 버스, 고속버스, 여객, 수소, 전기차, 가스, 위험물, 유류, 도심, 시내, 시외, 현재, 오늘, 내일, 어제, 방금, 지금, 곧, 즉시, 이번, 매우, 큰, 작은, 한, 두, 세, 우리, 여러, 비닐하우스, 축산, 양돈, 육계, 가축, 넘어진, 주택, 냉동, 물류, 염색, 도금, 페인트, 목재, 정유, 석유화학, 종합, 대학, 동물, 산속, 산간, 해안, 야간, 새벽, 오전, 오후, 공사 중인, 비어 있는, 사용하지`})
})

// common reports whether a word is or ends in a noun that names no place; one of a
// single syllable must be the whole word.
func common(word string) bool {
	found := false
	commonNouns().each(word, func(at span, _ string) {
		found = found || at.to == len(word) && (at.from == 0 || at.to-at.from > len("가"))
	})
	return found
}

// connective reports whether a word is a verb that goes on, or one before a noun:
// "금하고 인근", "발생한 구간".
func connective(word string) bool {
	for e := range strings.FieldsSeq(`하고 되고 있고 이고 나고 오고 가고 지고 치고 리고 내고 르고 놓고 두고 보고 주고 받고 막고 닫고 끄고 으며 하며 되며 지며 이며 하여 되어 면서 하는 되는 있는 없는 오는 가는 나는 지는 한 된 던 할 될 니 므로 해서 여서 라서 하게 되게 거나 든지`) {
		if strings.HasSuffix(word, e) && word != e {
			return true
		}
	}
	return false
}

// A placeEnding is a syllable or word at the end of names of places.
type placeEnding struct {
	ending     string
	least      int // characters before it
	common     map[string]bool
	commonEnds []string
	company    bool // only with a neighbour that says so
	numbered   bool // only with a number
}

func ending(e string, least int, company bool, common string) placeEnding {
	return placeEnding{e, least, nil, strings.Fields(common), company, false}
}

// placeEndings are in no order; the words after each end in it and are no
// names.
var placeEndings = sync.OnceValue(func() []placeEnding {
	return []placeEnding{
		ending("특별시", 2, false, ""), ending("광역시", 2, false, ""), ending("특별자치도", 2, false, ""), ending("특별자치시", 2, false, ""),
		ending("시", 2, true, `즉시 다시 반드시 일시 수시 잠시 임시 혹시 표시 지시 실시 게시 제시 무시 감시 주시 동시 당시 평시 상시 필시 유사시 비상시 출시 발생시 피시 투시 중시 도시 응시 역시 대피시 외출시 이용시 통행시 발견시 운전시 정전시 침수시 필요시 위험시 작업시 야외활동시 화재시 지진시 산행시 낙뢰시 이동시 사용시 취침시 정차시`),
		ending("군", 2, false, `미군 해군 공군 육군 국군 아군 적군 장군 환자군 위험군 취약군 예비군 민군 장병군 후발군 행군 직업군 업종군 연합군 반군 시군`),
		ending("구", 2, false, `입구 출구 비상구 하수구 배수구 가구 도구 친구 연구 복구 요구 지구 항구 기구 탈출구 누구 인구 욕구 촉구 청구 야구 축구 농구 창구 통풍구 환기구 투입구 승강구 탈출기구 소화기구 배구 당구 영구 완강기구 피난기구 시군구 통로구 개찰구 분화구 화구 전열기구 난방기구 문구 안전도구 강구 맨홀구 개구 시도구 자치구 대피구 장구 전구 침구 주방기구 유입구 취수구 방류구 토출구 배출구 배기구 흡입구 급기구`),
		ending("읍", 1, false, `시읍`), ending("면", 2, true, `으면 하면 되면 나면 보면 려면 라면 가면 오면 들면 끄면 추면 차면 있으면 없으면 시면 느끼면 리면 지면 노면 수면 정면 측면 전면 화면 도면 표면 벽면 사면 비탈면 경사면 바닥면 해수면 다면 자면 치면 이면 기면 르면 우면 두면 서면 내면 쓰면 타면 울면 놓면 사태면 터지면 같으면 않으면`),
		ending("동", 1, false, `이동 활동 행동 운동 자동 작동 진동 소동 가동 출동 공동 노동 변동 구동 전동 난동 충동 연동 수동 감동 요동 율동 발동 시동 기동 역동 합동 초동 파동 부동 폭동 태동 준동 유동 생동 파고동 이용동 별동 격동 거동 박동 약동 추동 대동 읍면동 냉동 해동 제동 미동 고동 영농활동 야외활동 단체행동 열동 건물동 기숙사동 병동 본동`),
		ending("리", 2, true, `거리 미리 빨리 멀리 머리 소리 자리 유리 다리 처리 관리 정리 수리 분리 격리 우리 무리 물리 심리 원리 권리 승리 도리 허리 꼬리 뿌리 논리 요리 내리 올리 알리 돌리 가리 흘리 누리 마리 울리 걸리 달리 열리 떨리 뚫리 밀리 몰리 벌리 사거리 오거리 삼거리 네거리 오리 조리 널리 진리 순리 비리 대리 섭리 쏠리 부리 드리 버리 그리 뿌리 때리 터뜨리 엎드리 기다리 두드리 쪼그리 웅크리 잔가지리 틀리 항아리 울타리 병아리 개구리 너구리 보따리 줄거리 볼거리 먹을거리 테두리 봉우리 마무리 땔거리 들리 사다리 난간다리`),
		ending("강", 1, false, `건강 보강 빨강 하강 저강 특강 휴강 철강 최강 증강 경강 순강 개강 만강 소강 현강 요강`),
		ending("댐", 1, false, `상류댐 하류댐 인근댐 다목적댐 소형댐 대형댐`),
		ending("산", 2, false, `우산 재산 생산 확산 등산 계산 분산 해산 야산 화산 파산 예산 출산 정산 수산 유산 부동산 국산 전산 하산 입산 추산 염산 황산 질산 탄산 불산 인산 초산 이산 발산 동산 농산 축산 수산 뒷산 앞산 인근산 민둥산 자산 도산 청산 암산 환산`),
		ending("천", 1, false, `하천 소하천 온천 우천 노천 실천 추천 지천 샛천 지방하천 국가하천 수천 몇천 인근하천 개천 원천 비천 선천 후천 기천 승천 구천`),
		ending("역", 1, false, `지역 구역 전역 방역 해역 권역 수역 영역 환승역 지하철역 전철역 홍역 방역 무역 통역 현역 병역 용역 반역 검역 광역 기차역 인근역 가까운역 접경지역 시역 공역 노역 번역 성역 전철역 도시철도역 정역 모든역 유역 음역 대역 배역`),
		ending("IC", 1, false, ""), ending("JC", 1, false, ""), ending("JCT", 1, false, ""), ending("나들목", 1, false, ""), ending("분기점", 1, false, ""), ending("휴게소", 1, false, `인근휴게소`), ending("톨게이트", 1, false, ""), ending("요금소", 1, false, ""),
		ending("대교", 1, false, ""), ending("터널", 1, false, `지하터널 장대터널 모든터널`), ending("고가", 2, false, "신고가 사고가 경고가 보고가 광고가 권고가 창고가 재고가 공고가 예고가 최고가"), ending("사거리", 1, false, ""), ending("오거리", 1, false, ""), ending("삼거리", 1, false, ""), ending("네거리", 1, false, ""), ending("교차로", 1, false, `주요교차로`), ending("로터리", 1, false, ""), ending("지하차도", 1, false, `침수지하차도 모든지하차도`),
		ending("대로", 1, false, `그대로 안내대로 지시대로 방송대로 절차대로 요령대로 순서대로 이대로 마음대로 평소대로 원래대로 하던대로 하는대로 정한대로 규정대로 매뉴얼대로 뜻대로 계획대로 제대로 되는대로 차례대로 있는대로 가는대로 법대로 원대로 본대로 예정대로 나는대로 도로대로`),
		ending("고속도로", 1, false, ""), ending("북로", 1, false, ""), ending("순환로", 1, false, ""), ending("번길", 1, false, ""), ending("로", 2, true, `도로 으로 바로 서로 별로 경로 통로 진로 하수로 선로 활주로 산책로 수로 진입로 우회로 등산로 대피로 탈출로 피난로 스스로 함부로 새로 따로 실로 절대로 억지로 차로 유도로 배수로 농수로 보행로 임도로 위로 아래로 뒤로 앞으로 곳으로 주로 수시로 임의로 종로 때로 진출로 갓로 이유로 제로 원자로 소각로 용광로 곳곳으로 강풍로 그대로 교차로 급수로 취약도로 지하로 실내로 높은데로 대로 이후로 강제로 무료로 자동으로 최대로 미로 기로 신호로 대피소로 옥상으로 피로 회로 철로 항로 해로 수송로 보급로 퇴로 도피로 지름길로 홈페이지로 전화로 문자로 안내로`),
		ending("길", 2, true, `빙판길 골목길 눈길 산길 빗길 퇴근길 출근길 귀갓길 밤길 오솔길 둘레길 갓길 흙길 비탈길 물길 불길 꽃길 뱃길 찻길 등굣길 자갈길 오르막길 내리막길 언덕길 빙판길 지름길 탈출길 눈길 대피길 앞길 뒷길 손길 발길 하굣길 하산길 진흙길 하천길 강변길`),
		{ending: "로", least: 2, numbered: true}, {ending: "길", least: 1, numbered: true}, {ending: "가", least: 2, numbered: true},
		ending("항", 2, false, `공항 사항 조항 저항 반항 주의사항 행동사항 유의사항 준수사항 대항 출항 입항 결항 귀항 회항 운항 피항 문항`), ending("국제공항", 1, false, ""), ending("공항", 2, false, ``), ending("해수욕장", 1, false, `인근해수욕장`), ending("해변", 2, false, ""), ending("계곡", 2, false, `인근계곡 산간계곡`), ending("저수지", 1, false, `인근저수지 농업용저수지`),
		ending("산단", 1, false, ""), ending("산업단지", 2, false, `국가산업단지 일반산업단지`), ending("공단", 2, false, `산업공단 관리공단 국립공원공단`), ending("마을", 2, false, `아랫마을 윗마을 인근마을 산간마을 해안마을 강변마을 외딴마을`), ending("아파트", 2, false, `고층아파트 노후아파트 임대아파트`), ending("시장", 2, false, `전통시장 재래시장 수산시장 인근시장`),
		ending("신도시", 2, false, ``), ending("혁신도시", 1, false, ``), ending("대학교", 2, false, ""), ending("초등학교", 2, false, `인근초등학교`), ending("중학교", 2, false, ""), ending("고등학교", 2, false, ""), ending("초교", 2, false, ""), ending("병원", 2, false, `종합병원 대학병원 인근병원 동물병원 요양병원`), ending("원전", 2, false, ``), ending("발전소", 2, false, `원자력발전소 화력발전소 수력발전소`), ending("타워", 2, false, `고층타워`), ending("빌딩", 2, false, `고층빌딩`), ending("공원", 2, false, `어린이공원 근린공원 수변공원 하천공원 강변공원`), ending("광장", 2, false, `중앙광장 지하광장`), ending("방조제", 1, false, ""), ending("제방", 3, false, ""), ending("부두", 2, false, ""), ending("터미널", 2, false, `버스터미널 고속버스터미널 여객터미널 공항터미널`), ending("호수공원", 2, false, ""), ending("물류센터", 2, false, ""), ending("공장", 3, false, `화학공장 인근공장 제지공장`), ending("산성", 2, false, ""), ending("해안도로", 2, false, ""), ending("대청봉", 0, false, ""),
	}
})

// wideKorean are names of wide areas, islands, seas and mountains that no
// region of the table has.
var wideKorean = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `전국, 수도권, 영동지방, 영동지역, 영서지방, 영서지역, 강원영동, 강원 영동, 강원 영서, 중부지방, 남부지방, 호남지방, 영남지방, 충청권, 호남권, 영남권, 전라권, 경상권, 강원권, 충청지역, 호남지역, 영남지역, 동해안, 서해안, 남해안, 동해상, 서해상, 남해상, 동해중부, 동해남부, 서해중부, 서해남부, 남해동부, 남해서부,
 먼바다, 동해 앞바다, 서해 5도, 서해5도, 제주 산지, 제주산지, 제주 해안, 북부앞바다, 남부앞바다, 울릉도, 독도, 백령도, 대청도, 연평도, 흑산도, 거문도, 제주도, 강화도, 영종도, 안면도, 거제도, 완도군, 진도군, 남해도, 마라도, 추자도, 가거도, 덕적도, 선재도, 영흥도, 대부도, 보길도, 청산도, 욕지도, 한산도, 석모도, 교동도, 월미도, 여의도, 뚝섬, 난지도, 을숙도, 오륙도, 소록도, 무의도, 신시도, 선유도, 외연도, 어청도, 위도면, 홍도, 비금도, 도초도, 암태도, 지도읍, 금오도, 거금도, 나로도, 돌산도, 남이섬, 자라섬, 밤섬,
 대청호, 소양호, 충주호, 팔당호, 안동호, 시화호, 의암호, 청평호, 경포호, 보문호, 석촌호수, 일산호수, 영랑호, 청초호, 파로호, 지리산, 한라산, 설악산, 북한산, 팔공산, 오대산, 태백산, 소백산, 속리산, 덕유산, 계룡산, 내장산, 무등산, 월출산, 가야산, 치악산, 월악산, 주왕산, 관악산, 도봉산, 백두산, 태백산맥, 진해만, 아산만, 영일만, 광양만, 순천만, 가막만, 천수만, 가로림만, 한려해상, 새만금, 판문점, 개성공단, 비무장지대,
 강남역, 서울역, 경부선, 호남선, 경춘선, 영동선, 전라선, 경인선, 수인분당선, 신분당선, 공항철도, 동해선, 강릉선, 올림픽공원, 경부고속도로, 올림픽대로, 강변북로, 내부순환로, 동부간선도로, 서부간선도로, 광안대교, 인천대교, 해운대, 광화문, 이태원, 홍대입구, 잠실, 경포, 속초, 주문진, 태종대, 송도, 판교, 동대문, 남대문, 신촌, 을지로, 테헤란로, 가리봉, 여의나루`})
})

// commonNouns are words before 일대 or 인근 that name no place.
var commonNouns = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `하천, 해안, 건물, 현장, 사고, 주변, 공장, 바다, 계곡, 저지대, 학교, 도로, 아파트, 주택, 시설, 위험, 창문, 담장, 유리, 인근, 해당, 지점, 발화, 진앙, 지역, 농경지, 축사, 절개지, 급경사지, 옹벽, 거주지, 강변, 산지, 갯바위, 방파제, 항포구, 해변, 도심, 시내, 관내, 마을, 이곳, 그곳, 이 , 야산, 숲, 산간, 상류, 하류, 통행, 접근, 출입, 차량, 구간, 전 , 모든, 일부, 주요, 하수관, 지하, 맨홀, 공사장, 비탈, 나무, 전신주, 송전, 취약, 물가, 교량, 다리, 선박, 산림, 논밭, 가게, 상가, 전기, 현재, 지하차도, 아래, 위쪽, 안쪽, 바깥, 가까운, 대피소, 집, 우리, 각 , 피해, 오염, 통제, 침수, 육상, 해상, 먼 , 근처, 하구, 연안, 내륙`})
})
