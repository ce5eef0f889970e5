package templates

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestParticlesFollowTheLastSyllable(t *testing.T) {
	for _, c := range []struct {
		word, pair, want string
	}{
		{"형산강", "은/는", "은"},
		{"경주", "은/는", "는"},
		{"서울", "은/는", "은"},
		{"산불", "이/가", "이"},
		{"홍수", "이/가", "가"},
		{"제방", "을/를", "을"},
		{"다리", "을/를", "를"},
		{"강당", "과/와", "과"},
		{"학교", "과/와", "와"},
		{"강당", "으로/로", "으로"},
		{"학교", "으로/로", "로"},
		{"서울", "으로/로", "로"}, // ㄹ goes with the vowels
		{"물", "이나/나", "이나"},
		{"국도7호선", "으로/로", "으로"},
		{"A동", "으로/로", "으로"},
		{"국도 0", "으로/로", "으로"}, // 영
		{"국도 1", "으로/로", "로"},  // 일
		{"국도 2", "은/는", "는"},   // 이
		{"국도 3", "은/는", "은"},   // 삼
		{"국도 4", "은/는", "는"},   // 사
		{"국도 5", "은/는", "는"},   // 오
		{"국도 6", "으로/로", "으로"}, // 육
		{"국도 7", "으로/로", "로"},  // 칠
		{"국도 8", "이/가", "이"},   // 팔
		{"국도 9", "이/가", "가"},   // 구
		{"100", "이/가", "이"},    // 백
		{"IC", "으로/로", "로"},    // 시
		{"ML", "으로/로", "로"},    // 엘
		{"PM", "을/를", "을"},     // 엠
		{"LAN", "을/를", "을"},    // 엔
		{"CAR", "으로/로", "로"},   // 알
		{"center", "을/를", "를"}, // 센터
		{"building", "이/가", "이"},
		{"hall", "으로/로", "로"},
		{"강당(2층)", "으로/로", "으로"},
		{"'학교'", "을/를", "를"},
		{"80%", "이/가", "가"},
		{"", "은/는", "는"},
	} {
		if got := particles[c.pair].after(c.word); got != c.want {
			t.Errorf("%s%s, want %s%s", c.word, got, c.word, c.want)
		}
	}
}

// words is a registry for templates in tests.
var words = []string{"area", "river", "shelter"}

func indexOf(name string) (int, bool) {
	i := slices.Index(words, name)
	return i, i >= 0
}

func TestTemplatesRender(t *testing.T) {
	values := []string{"경주시", "", "강당"}
	for _, c := range []struct {
		template, want string
		complete       bool
	}{
		{"높은 곳으로", "높은 곳으로", true},
		{"{area} 주민은", "경주시 주민은", true},
		{"{river} 범람", " 범람", false},
		{"<{river} |하천 >범람", "하천 범람", true},
		{"<{river}, >{area}", "경주시", true},
		{"<{shelter|josa:으로/로}|높은 곳으로> 대피", "강당으로 대피", true},
		{"<{river}|{shelter}|{area}>", "강당", true},
		{"<{area} {river}|>끝", "끝", true},
		{"1 | 2", "1 | 2", true},
	} {
		x, err := parseTemplate(c.template, indexOf)
		if err != nil {
			t.Errorf("%s: %v", c.template, err)
			continue
		}
		if got := string(x.append(nil, values)); got != c.want || x.complete(values) != c.complete {
			t.Errorf("%s: %q, complete %v; want %q, %v", c.template, got, x.complete(values), c.want, c.complete)
		}
	}
}

func TestTemplatesThatCannotBeReadSayWhere(t *testing.T) {
	for _, c := range []struct {
		template string
		offset   int
		want     string
	}{
		{"{area", 0, "no }"},
		{"a {nowhere} b", 2, "{nowhere} is not in params.yaml"},
		{"{}", 0, "not in params.yaml"},
		{"{area|upper}", 0, "is not josa"},
		{"{area|josa:의}", 0, "is not josa"},
		{"a } b", 2, "does not belong here"},
		{"a > b", 2, "does not belong here"},
		{"a <b", 4, "the group has no >"},
		{"<a <b>>", 3, "does not belong here"},
		{"<a|b", 4, "the group has no >"},
	} {
		_, err := parseTemplate(c.template, indexOf)
		var wrong *TemplateError
		if !errors.As(err, &wrong) || wrong.Offset != c.offset || !strings.Contains(wrong.Text, c.want) {
			t.Errorf("%s: %v; want %q at %d", c.template, err, c.want, c.offset)
		}
	}
}

func TestNamesAreShortened(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ method, language, in, want string }{
		{"list", "ko", "경북 경주시, 경북 포항시, 울산광역시", "경북 경주시 외 2곳"},
		{"list", "en", "Gyeongju-si, Pohang-si", "Gyeongju-si and 1 more"},
		{"list", "ko", "전국", "전국"},
		{"list", "ja", "Gyeongju-si, Pohang-si, Ulsan", "Gyeongju-si ほか2か所"},
		{"list", "zh-hans", "Gyeongju-si, Pohang-si", "Gyeongju-si及另外1处"},
		{"list", "vi", "Gyeongju-si, Pohang-si", "Gyeongju-si và 1 nơi khác"},
		{"nearby", "ko", "경북 경주시 남남서쪽 8km 지역", "경북 경주시"},
		{"nearby", "ko", "경북 경주시", "경북 경주시"},
		{"nearby", "ko", "동쪽 바다", "동쪽 바다"},
		{"nearby", "en", "8 km SSW of Gyeongju", "Gyeongju"},
		{"nearby", "en", "Gyeongju", "Gyeongju"},
		{"", "ko", "가, 나", "가, 나"},
	} {
		if got := l.profile.language(c.language).shorten(c.method, c.in); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.method, c.in, got, c.want)
		}
	}
}

func TestNamesAreAbbreviatedWordByWord(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ language, in, want string }{
		{"ko", "서울특별시 종로구", "서울 종로구"},
		{"ko", "경상북도 경주시, 강원특별자치도 삼척시", "경북 경주시, 강원 삼척시"},
		{"ko", "강원특별자치도, 경상북도", "강원, 경북"},
		{"ko", "신경상북도 거리", "신경상북도 거리"},
		{"en", "Dongdaemun Station", "Dongdaemun Stn"},
		{"ja", "서울특별시", "서울특별시"},
		{"ko", "", ""},
	} {
		if got := l.profile.language(c.language).abbreviate(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.in, got, c.want)
		}
	}
	e, _ := l.Entry("landslide", "warning")
	s := l.Example(e)
	s.Languages, s.Place, s.Params = []string{"ko"}, map[string]string{"ko": "강원특별자치도 삼척시 도계읍"}, nil
	s.Status, s.Sender = Exercise, map[string]string{"ko": "산림청"}
	g, err := l.Compose(s)
	if err != nil {
		t.Fatal(err)
	}
	smallest, _ := l.profile.Budget("kr-60", "ko")
	x, err := g.For("ko", smallest)
	if want := "[훈련] 실제 상황 아님. [산림청] 08:26 강원 삼척시 도계읍 산사태 경보. 산 아래서 즉시 대피"; err != nil || x.Text != want {
		t.Errorf("%s, %v; want %s", x.Text, err, want)
	}
}

// actionsOf renders the action clauses of a form with whole values.
func actionsOf(l *Library, e *Entry, s *Situation, language, form string) []string {
	r := l.renderer(s, e)
	r.tongue, r.wording = l.profile.language(language), e.languages[language]
	r.fill()
	var all []string
	for _, f := range r.wording.forms {
		for i := range f.clauses {
			if c := &f.clauses[i]; f.name == form && c.part == Act {
				all = append(all, string(c.append(nil, r.whole)))
			}
		}
	}
	return all
}

func TestShrinkingKeepsEveryActionToTheLetter(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	shrunk := 0
	for _, e := range l.entries {
		s := l.Example(e)
		s.Place = map[string]string{"ko": "경북 경주시, 경북 포항시, 울산광역시", "en": "Gyeongju-si, Pohang-si, Ulsan"}
		g, err := l.Compose(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range g.Texts {
			form := x.Form
			if form == Shrunk {
				form = Short
			}
			if len(x.Steps) > 0 {
				shrunk++
			}
			actions := actionsOf(l, e, &s, x.Language, form)
			if len(actions) == 0 {
				t.Errorf("%s has no action in %s", e.Name(), x.Language)
			}
			for _, a := range actions {
				if !strings.Contains(x.Text, a) {
					t.Errorf("%s %s lost %q: %s", e.Name(), x.Form, a, x.Text)
				}
			}
		}
	}
	if shrunk < len(l.entries) {
		t.Errorf("only %d texts were shrunk", shrunk)
	}
}

func TestRequiredParameterStaysWhenAStepWouldLeaveItOut(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	x, err := parseStep("without area", l.index)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := l.Entry("dry", "warning")
	if !e.needs(&x) {
		t.Error("dry/warning can do without its area")
	}
}

func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"{area} 주민은", "<{shelter|josa:으로/로}|높은 곳으로> 대피", "<{river}, >{area}", "<a|b", "{area|josa:", "<<>>", "|"} {
		f.Add(s, "경주시")
	}
	f.Fuzz(func(t *testing.T, s, value string) {
		x, err := parseTemplate(s, indexOf)
		if err != nil {
			var wrong *TemplateError
			if !errors.As(err, &wrong) || wrong.Offset < 0 || wrong.Offset > len(s) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		value = strings.Map(func(r rune) rune {
			if strings.ContainsRune("{}<>", r) {
				return -1
			}
			return r
		}, value)
		if out := string(x.append(nil, []string{value, value, value})); strings.ContainsAny(out, "{}<>") {
			t.Fatalf("%q renders %q", s, out)
		}
	})
}

// The last sound of a syllable is told by taking the syllable apart.
func FuzzJosa(f *testing.F) {
	for _, s := range []string{"강당(2층)", "ng", "경주시", "서울", "3.2km", "KT", "\"대피소\"", "각\u11a8", "", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for pair, j := range particles {
			got := j.after(s)
			open, closed := j.open, j.closed
			if got != open && got != closed || !strings.Contains(pair, got) {
				t.Fatalf("%q takes %q of %s", s, got, pair)
			}
			if quoted := j.after(s + "' )"); quoted != got {
				t.Errorf("%q takes %q, in brackets %q", s, got, quoted)
			}
			r, size := utf8.DecodeLastRuneInString(s)
			if r < firstHangul || r > lastHangul {
				continue
			}
			jamo := []rune(norm.NFD.String(s[len(s)-size:]))
			vowel := len(jamo) == 2 || j.liquid && jamo[2] == 'ᆯ'
			if vowel != (got == open) {
				t.Errorf("%q takes %q of %s", s, got, pair)
			}
		}
	})
}
