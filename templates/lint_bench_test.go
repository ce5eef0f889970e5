package templates

import "testing"

// BenchmarkLoadAndLint is what a start or reload costs: the shipped library
// loaded, all rules over its entries, and all example texts.
func BenchmarkLoadAndLint(b *testing.B) {
	for b.Loop() {
		l := loadShipped(b)
		Lint(l)
		LintExamples(l)
	}
}

func BenchmarkLint(b *testing.B) {
	l := loadShipped(b)
	for b.Loop() {
		Lint(l)
	}
}

func BenchmarkLintExamples(b *testing.B) {
	l := loadShipped(b)
	for b.Loop() {
		LintExamples(l)
	}
}

func BenchmarkLintText(b *testing.B) {
	l := loadShipped(b)
	e, _ := l.Entry("landslide", "occurred")
	for _, x := range []struct{ name, language, text string }{
		{"Korean", "ko", "[기상청] 14:20 경북 경주시 산사태 발생. 비탈에서 나와 높은 곳으로 대피하세요"},
		{"English", "en", "KMA: Landslide in Gyeongju at 14:20. Leave the slope and go to high ground."},
	} {
		r := Rendered{Text: x.text, Language: x.language, Entry: e, Class: Urgent, Status: Actual}
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.LintText(r)
			}
		})
		b.Run(x.name+", of no known shape", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.look(&r)
			}
		})
	}
}
