package templates

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzLintText reads any words in any language: nothing panics, and what is
// pointed at is in the text.
func FuzzLintText(f *testing.F) {
	l := loadShipped(f)
	e, _ := l.Entry("landslide", "occurred")
	for _, s := range []string{
		"[기상청] 14:20 경북 경주시 산사태 발생. 비탈에서 나와 높은 곳으로 대피하세요",
		"KMA: Landslide in Gyeongju at 14:20. Leave the slope. See https://x.go.kr/a, call 119.",
		"7.24.(금) 오후 세 시 국도 7호선 12.5km 중앙로3길 1,000 \xff\xfe[", "(24 July) - KMA", "【】: 0/0-0:0", "시 일 월 3월4 13시시 가로 1로 한길",
	} {
		for i := range 3 {
			f.Add(s, uint8(i))
		}
	}
	room, _ := l.profile.Budget("kr-90", "ko")
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		whole := string([]rune(s))
		language := []string{"ko", "en", "ja"}[n%3]
		pieces := []Evidence{}
		for _, x := range Score(s, language).Elements {
			if x.Found != (len(x.Evidence) > 0) {
				t.Errorf("%s: found %v with %v", x.Name, x.Found, x.Evidence)
			}
			pieces = append(append(pieces, x.Evidence...), x.Weak...)
		}
		r := Rendered{Text: s, Language: language, Class: Classes()[n%4], Status: Statuses()[n%3], Sender: "기상청", Place: "경주시", Targets: names{}, Budget: room}
		if n&1 == 0 {
			r.Entry = e
		}
		for _, x := range l.LintText(r) {
			if x.Piece != nil {
				pieces = append(pieces, *x.Piece)
			}
		}
		length := utf8.RuneCountInString(s)
		for _, p := range pieces {
			if p.Offset < 0 || p.Length < 1 || p.Offset+p.Length > length || !strings.Contains(whole, p.Text) {
				t.Errorf("%+v is not in %d characters of %q", p, length, s)
			}
		}
	})
}
