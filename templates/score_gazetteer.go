package templates

import (
	"strings"
	"sync"

	"bongsu/cbc/area"
)

// A gazetteer knows names of regions, in force and retired, from the table of
// region codes.
type gazetteer struct {
	full  map[string]bool // 경주시, 현곡면, 경상북도, 경북; in English pohang, mapo-gu
	stems map[string]bool // 경주, 포항: names of 시 and 군 without their ending
}

// ordinary are words that some region is also called.
const ordinary = `이동 행동 작동 활동 전동 자동 진동 연동 역동 변동 합동 초동 파동 부동 중면 내면 상면 남면 북면 동면 서면 입면 용면 율면 목면 겸면 대동 세동 추동 구동 동동 통동 항동
 강진 진도 음성 고령 양산 예산 장수 공주 의성 상주 화성 고성 부여 안성 보성 장성 영광 보은 나주 구미 구리 이천 사천 무안 완도 함안 고양 장흥 시흥 광주로 연기 강화 기장 학교면 청소면 온정면 다시면 판교 수신면 시종면 소라면 천천면 기계면 대지면 문의면 계단면 미로면`

var gazetteerKorean = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{map[string]bool{}, map[string]bool{}}
	for x := range regionNames() {
		g.full[x.Name] = true
		if x.Level == area.Sido {
			g.full[x.Short] = true
		}
		if x.Level == area.Sigungu && len(x.Name) > len("가나") && (strings.HasSuffix(x.Name, "시") || strings.HasSuffix(x.Name, "군")) {
			g.stems[strings.TrimSuffix(strings.TrimSuffix(x.Name, "시"), "군")] = true
		}
	}
	for w := range strings.FieldsSeq(`강원도 전라북도 제주도 서울시 부산시 대구시 인천시 광주시 대전시 울산시 세종시 전라남도`) {
		g.full[w] = true
	}
	for w := range strings.FieldsSeq(ordinary) {
		delete(g.full, w)
		delete(g.stems, w)
	}
	return g
})

var gazetteerEnglish = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{map[string]bool{}, map[string]bool{}}
	for x := range regionNames() {
		name := lowerASCII(x.English)
		if len(name) < 4 {
			continue
		}
		g.full[name] = true
		if stem, _, ok := strings.Cut(name, "-"); ok && len(stem) > 4 {
			g.stems[stem] = true
		}
	}
	return g
})

// regionNames yields all regions; none if the embedded table cannot be read,
// which tests would show.
func regionNames() func(func(area.Info) bool) {
	regions, err := area.LoadRegions()
	if err != nil {
		return func(func(area.Info) bool) {}
	}
	return regions.All()
}
