package templates_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"bongsu/templates"
)

// BenchmarkRender is one language of an entry in all its forms, and the form
// that fits a bearer, in turn for all entries, languages and bearers of Korea.
// The median over all of them is printed beside the mean.
func BenchmarkRender(b *testing.B) {
	l := load(b)
	type job struct {
		s      templates.Situation
		m      templates.Match
		bearer string
	}
	var jobs []job
	for e := range l.Entries() {
		for language := range e.Texts {
			for bearer := range l.Profile().BearerNames() {
				if _, ok := l.Profile().Budget(bearer, language); ok {
					s := l.Example(e)
					s.Languages = []string{language}
					jobs = append(jobs, job{s, templates.Match{Entry: e, Class: e.Class}, bearer})
				}
			}
		}
	}
	took := make([]time.Duration, 0, 1<<20)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		j := &jobs[i%len(jobs)]
		language := j.s.Languages[0]
		room, _ := l.Profile().Budget(j.bearer, language)
		began := time.Now()
		g, err := l.ComposeEntry(j.s, j.m)
		if err == nil {
			_, err = g.For(language, room)
		}
		if err != nil {
			b.Fatal(err)
		}
		if len(took) < cap(took) {
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "p50-ns")
	b.ReportMetric(float64(len(jobs)), "texts")
}

// BenchmarkTwoHundredRules is what a choice costs when only the last of 200
// rules of a hazard matches.
func BenchmarkTwoHundredRules(b *testing.B) {
	var rules strings.Builder
	rules.WriteString("rules:\n")
	for i := range 199 {
		fmt.Fprintf(&rules, "  - {name: r%d, hazard: earthquake, when: 'magnitude >= %.3f or intensity >= 5 and not offshore', use: felt}\n", i, 6+float64(i)/1000)
	}
	rules.WriteString("  - {name: last, hazard: earthquake, when: 'magnitude >= 5.0 and class == \"\"', use: eew_m5}\n  - {name: named, use: named}\n")
	l, err := templates.Load(templates.Shipped(), fstest.MapFS{"rules.yaml": {Data: []byte(rules.String())}})
	if err != nil {
		b.Fatal(err)
	}
	s := templates.Situation{Hazard: "earthquake", Params: params(b, l, "earthquake", map[string]any{"magnitude": 5.2, "intensity": 4.0, "offshore": false})}
	b.ReportAllocs()
	for b.Loop() {
		if m, err := l.Match(s); err != nil || m.Rule != "last" {
			b.Fatal(m.Rule, err)
		}
	}
}
