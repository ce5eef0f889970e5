package area

import "testing"

// The first six are examples of the rules themselves (notice 2000-8, section
// 3), the rest names on road signs and stations.
func TestNamesAreRomanisedAsTheRulesSay(t *testing.T) {
	for korean, want := range map[string]string{
		"종로":      "Jongno",
		"왕십리역":    "Wangsimniyeok",
		"왕십리동":    "Wangsimni-dong",
		"당산동3가":   "Dangsan-dong 3-ga",
		"백마":      "Baengma",
		"신라":      "Silla",
		"별내":      "Byeollae",
		"압구정":     "Apgujeong",
		"묵호":      "Mukho",
		"안강읍":     "Angang-eup",
		"을지로6가":   "Euljiro 6-ga",
		"신림동":     "Sillim-dong",
		"독립문":     "Dongnimmun",
		"죽변면":     "Jukbyeon-myeon",
		"감포읍":     "Gampo-eup",
		"인왕리":     "Inwang-ri",
		"촉석루":     "Chokseongnu",
		"불국사":     "Bulguksa",
		"경기도 수원시": "Gyeonggi-do Suwon-si",
		"삼국유사면":   "Samgugyusa-myeon",
		"":        "",
		"동":       "Dong",
		"A동":      "A-dong",
	} {
		if got := Romanise(korean); got != want {
			t.Errorf("%s is %s, want %s", korean, got, want)
		}
	}
}

// The English names are Statistics Korea's, not ours. Those of 시도 leave out what
// kind of 시도 it is.
func TestRomanisationAgreesWithTheOfficialEnglishNames(t *testing.T) {
	for x := range regions(t).All() {
		if !x.Active || x.Level == Eupmyeondong || x.Level == Sido {
			continue
		}
		if got := Romanise(x.Name); got != x.English {
			t.Errorf("%s: %s, official %s", x.Name, got, x.English)
		}
	}
}
