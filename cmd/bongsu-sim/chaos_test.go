package main

import (
	"strings"
	"testing"

	"bongsu/simulator"
)

func TestTextsOfTormentAreToldApart(t *testing.T) {
	for _, c := range []struct {
		text string
		want tag
	}{
		{"[기상청] 19:38 경북 경주시 외 1곳 시간당 78mm 극한 호우. 지하·하천에서", tag{"78", "ko"}},
		{"KMA: Extreme rain 119 mm/h, Gyeongju-si 19:38. Leave basements, go up.", tag{"119", "en"}},
		{"KMA: Extreme rain in Gyeongju-si at 19:38, 72 mm per hour. Leave", tag{"72", "en"}},
		{"something else", tag{"", "something else"}},
	} {
		if got := tagOf(c.text); got != c.want {
			t.Errorf("%q is %v, want %v", c.text, got, c.want)
		}
	}
}

func TestTormentSeesEachViolation(t *testing.T) {
	everywhere := simulator.Shape{Country: true}
	for _, c := range []struct {
		name string
		play func(s *stage, x *chaos)
		want string
	}{
		{"nothing on air", func(_ *stage, x *chaos) { x.next(0) }, "3 of 3 cells lack it"},
		{"nothing heard", func(_ *stage, x *chaos) { x.next(0) }, "phone-0001 did not hear"},
		{"not admitted", func(_ *stage, x *chaos) { x.next(0) }, "was admitted 0 times"},
		{"what nobody said", func(s *stage, _ *chaos) { s.say(t, "alpha-bsc", "시간당 72mm 비", everywhere) }, "have on air what should not be"},
		{"heard by nobody's order", func(s *stage, _ *chaos) { s.say(t, "alpha-bsc", "시간당 72mm 비", everywhere) }, "phone-0002 heard, or heard again"},
		{"two keys", func(s *stage, _ *chaos) {
			s.say(t, "alpha-bsc", "시간당 72mm 비", everywhere)
			s.say(t, "alpha-smpp", "시간당 72mm 비", everywhere)
		}, "under 2 keys"},
		{"after the end", func(s *stage, x *chaos) {
			s.say(t, "alpha-bsc", "시간당 72mm 비", everywhere)
			x.next(0).over = true
		}, "have on air what should not be"},
	} {
		s := newStage(t)
		x := &chaos{world: s.world, news: s.news, posts: s.posts, hearings: s.hearings}
		c.play(s, x)
		said := strings.Join(append(append(x.airViolations(), x.phoneViolations()...), x.admissionViolations()...), "\n")
		if !strings.Contains(said, c.want) {
			t.Errorf("%s: it does not say %q but\n%s", c.name, c.want, said)
		}
	}
}

func TestEventsOfTormentAnswerOneAnother(t *testing.T) {
	x := &chaos{}
	var kinds []string
	for n := range 8 {
		e := x.next(n)
		kinds = append(kinds, e.kind)
		if e.target != nil && (e.target.ref != e.ref || e.rev != e.target.rev+1 || !e.target.over || e.target.kind != kindAlert) {
			t.Errorf("event %d answers %v", n, e.target)
		}
	}
	if got := strings.Join(kinds, " "); got != "alert alert update cancel alert alert update cancel" {
		t.Errorf("the kinds are %s", got)
	}
}
