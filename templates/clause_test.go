package templates

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bongsu/cbc/text"
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

// actionsOf renders the action clauses of a form with whole values.
func actionsOf(l *Library, e *Entry, s *Situation, language, form string) []string {
	r := renderer{Library: l, Entry: e, situation: s, tongue: l.profile.language(language), wording: e.languages[language], whole: make([]string, len(l.registry))}
	r.fill(r.whole)
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

// longest gives every parameter of an entry its greatest length.
func longest(l *Library, e *Entry) Situation {
	s := l.Example(e)
	fill := func(p *Param) map[string]string {
		return map[string]string{"ko": strings.Repeat("강", p.MaxLen["ko"]), "en": strings.Repeat("m", p.MaxLen["en"])}
	}
	for _, i := range e.used {
		switch p := &l.registry[i]; {
		case p.From == "sender":
			s.Sender = fill(p)
		case p.From == "place":
			s.Place = fill(p)
		case p.Kind == Words && (p.From == "" || e.Hazard.ID == anyHazard):
			s.Params[p.Name] = Value{kind: Words, words: fill(p)}
		}
	}
	return s
}

func TestTextIsWithinItsBudgetOrRefused(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	fits, refused := 0, 0
	for _, e := range l.entries {
		g, err := l.Compose(longest(l, e))
		if err != nil {
			t.Errorf("%s: %v", e.Name(), err)
			continue
		}
		for _, language := range l.profile.tags {
			for _, b := range []text.Budget{text.KR2G(), text.KRLTE(), text.KRLong()} {
				x, err := g.For(language, b)
				var long *TooLongError
				switch {
				case errors.As(err, &long) && long.Needed > b.Max:
					refused++
				case err == nil && b.Fits(x.Text):
					fits++
				default:
					t.Errorf("%s %s %s: %v", e.Name(), language, b.Name, err)
				}
			}
		}
	}
	if fits == 0 || refused == 0 {
		t.Errorf("%d fit, %d refused", fits, refused)
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

func FuzzFinalOf(f *testing.F) {
	f.Add("강당(2층)")
	f.Add("ng")
	f.Fuzz(func(t *testing.T, s string) {
		if x := finalOf(s); x > consonant {
			t.Fatal(x)
		}
	})
}

func FuzzLoad(f *testing.F) {
	f.Add("hazard: dry\nname: {ko: 건조}\nsituations:\n  a: {texts: {ko: {short: [{time: x}]}}}\n")
	f.Add("- a\n- &b c\n- *b\n")
	f.Add("hazard: A\nsituations:\n a: *b")
	f.Fuzz(func(t *testing.T, s string) {
		b := builder{Library: &Library{profile: &Profile{position: position{file: profileFile}}, params: map[string]*Param{}, hazards: map[string]*Hazard{}, rules: map[string][]*Rule{}}}
		b.build(map[string][]byte{"a.yaml": []byte(s), rulesFile: []byte(s), paramsFile: []byte(s), profileFile: []byte(s)})
		if len(b.list) == 0 {
			t.Fatal("nothing is wrong with it")
		}
		for _, m := range b.list {
			if m.Text == "" || m.File == "" || m.Line < 0 {
				t.Fatalf("%+v", m)
			}
		}
	})
}
