package templates

import (
	"strings"
	"sync"
	"unicode/utf8"

	"bongsu/cbc/area"
)

// regionWords are names of regions that lint takes for nothing but names.
type regionWords struct{ korean, english map[string]bool }

// plainNames are names of one word, in force and retired.
var plainNames = sync.OnceValue(func() *regionWords {
	w := &regionWords{map[string]bool{}, map[string]bool{}}
	add := func(to map[string]bool, known bool, name string) {
		if known && len(name) > 3 && !strings.ContainsAny(name, " .·()0123456789") && !opensAsUnit(name) {
			to[name] = true
		}
	}
	ko, en := gazetteerKorean(), gazetteerEnglish()
	for x := range regionNames() {
		add(w.korean, ko.full[x.Name], x.Name)
		if x.Level == area.Sido {
			add(w.korean, ko.full[x.Short], x.Short)
		}
		add(w.english, en.full[lowerASCII(x.English)], x.English)
	}
	for s := range strings.FieldsSeq(peculiarNames) {
		delete(w.korean, s)
		delete(w.english, s)
	}
	return w
})

// in returns how many octets at the start of a word are a name, in Korean before
// a particle too; 0 if they are none.
func (w *regionWords) in(word, language string) int {
	if language != "ko" {
		return len(word) * truth(w.english[word])
	}
	if w.korean[word] {
		return len(word)
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	for _, p := range placeParticles()[last] {
		if name, ok := strings.CutSuffix(word, p); ok && w.korean[name] {
			return len(name)
		}
	}
	return 0
}

// peculiarNames are names of regions that are not read as others are: a word
// for a hazard, an order or another place is in them. A test finds them.
const peculiarNames = `Gangnam-gu Haeundae-gu
 가리봉동 관수동 금일읍 금지면 동대문구 명일동 삼가동 삼가면 속리산면 속초시 송도동 신촌동 여의도동 완도군 위도면 이태원동 잠실동 제주도 주문진읍 주왕산면 지도읍 진도군 판교동 판교면 하기동 해운대구 홍도동`
