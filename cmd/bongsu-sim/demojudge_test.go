package main

import (
	"context"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

// A stage is a small country, with links by which a test says what it wants,
// and the judge of a demonstration before it.
type stage struct {
	*demo
	links map[string]cbc.Link
	last  uint16
}

// newStage starts a country with phone-0001 in 종로구 on alpha-smpp, phone-0002 in
// 경주시 on alpha-bsc and phone-0003 in 구례군 on bravo-smpp.
func newStage(t *testing.T) *stage {
	t.Helper()
	d := &demo{screen: newScreen(t.Output()), news: make(chan struct{}, 1), moments: moments{}, fixture: &fixture{}}
	d.hearings, d.posts, d.letters = newRecord[hearing](d.news), newRecord[post](d.news), newRecord[simulator.Record](d.news)
	c := simtest.Country(t, simulator.CountryConfig{OnHeard: func(p *phone.Phone, m phone.Message) { d.hearings.add(hearing{p, m}) }})
	d.world = &world{country: c}
	s := &stage{demo: d, links: map[string]cbc.Link{}}
	for _, l := range c.Links {
		s.links[l.Name] = dial(t, l)
	}
	return s
}

// dial keeps a link to a node up until the test ends.
func dial(t *testing.T, l *simulator.CountryLink) cbc.Link {
	t.Helper()
	var link cbc.Link = cbsp.New(cbsp.Config{Address: l.Addr})
	if l.SMPP() {
		link = smpp.New(smpp.Config{Address: l.Addr, SystemID: l.SystemID, Password: l.Password, WholeAreaAlias: l.WholeAreaAlias})
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan struct{}), make(chan error, 1)
	once := sync.OnceFunc(func() { close(ready) })
	go func() {
		done <- link.Run(ctx, func(n cbc.Notice) {
			if n.Kind == cbc.Ready {
				once()
			}
		})
	}()
	t.Cleanup(func() { cancel(); <-done })
	<-ready
	return link
}

// say puts a text on air in all cells of a link that stand in a region, or
// everywhere.
func (s *stage) say(t *testing.T, link, text string, in simulator.Shape) {
	t.Helper()
	s.last++
	w := cbc.Warning{MessageID: cbc.ExtremeImmediateObserved, Serial: cbc.NewSerial(cbc.PLMNWide, s.last, 0), Text: text, Language: "ko", DCS: cbc.UCS2,
		Area: cbc.Area{Whole: in.Country, Regions: in.Regions}, Period: 30 * time.Second, Broadcasts: 10, Expires: time.Now().Add(time.Hour), Reference: s.last}
	if l := s.country.Link(link); !l.SMPP() {
		w.Area = cbc.Area{Cells: s.country.Reached(l, in)}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := s.links[link].Broadcast(ctx, w); err != nil {
		t.Fatal(err)
	}
}

// open begins an act that must be heard in a place.
func (s *stage) open(in place, text string) *act {
	a := &act{step: &step{Name: "shown", Causes: causesAlert, Area: in, Identifiers: map[string]uint16{"ko": 4371},
		Texts: map[string]map[string]string{smppBearer: {"ko": text}, bscBearer: {"ko": text}}}}
	a.expect(s.country, time.Now())
	a.took = time.Second
	s.acts = append(s.acts, a)
	return a
}

// mistakes are what the judge says, of phones and of what is on air.
func (s *stage) mistakes() string {
	r := &result{OK: true}
	s.judgePhones(r)
	s.judgeNamed(r)
	for _, m := range s.airMistakes() {
		r.wrong("%s", m)
	}
	return strings.Join(r.Mistakes, "\n")
}

func TestWhatIsHeardRightlyIsNoMistake(t *testing.T) {
	s := newStage(t)
	a := s.open(place{Country: true}, "가")
	a.Phones = namedPhones{Hear: []string{"phone-0001", "phone-0002", "phone-0003"}}
	for link := range s.links {
		s.say(t, link, "가", simulator.Shape{Country: true})
	}
	if m := s.mistakes(); m != "" {
		t.Error(m)
	}
	if n := s.heard(a); n != 3 || a.heard != 3 {
		t.Errorf("%d of %d messages are heard", n, a.heard)
	}
}

func TestTheJudgeSeesEachMistake(t *testing.T) {
	whole, jongno := simulator.Shape{Country: true}, simulator.Shape{Regions: []cbc.Region{simtest.Jongno}}
	for _, c := range []struct {
		name string
		play func(s *stage)
		want []string
	}{
		{"nothing heard", func(*stage) {}, []string{"phone-0001 did not hear", "phone-0001 heard nothing and is named", "alpha-smpp: 1 of 1 cells do not have on air"}},
		{"another text", func(s *stage) { s.say(t, "alpha-smpp", "나", jongno) }, []string{"phone-0001 heard, or heard again", "phone-0001 did not hear", "what should not be"}},
		{"twice", func(s *stage) { s.say(t, "alpha-smpp", "가", jongno); s.say(t, "alpha-smpp", "가", jongno) }, []string{"heard again", "alpha-smpp: 1 cells too many, or twice"}},
		{"outside", func(s *stage) { s.say(t, "alpha-bsc", "가", whole) }, []string{"phone-0002 heard, or heard again", "phone-0002 heard something and is named", "alpha-bsc: 2 cells too many"}},
	} {
		s := newStage(t)
		a := s.open(place{Regions: []string{string(simtest.Jongno)}}, "가")
		a.Phones = namedPhones{Hear: []string{"phone-0001"}, Silent: []string{"phone-0002"}}
		c.play(s)
		said := s.mistakes()
		for _, w := range c.want {
			if !strings.Contains(said, w) {
				t.Errorf("%s: the judge does not say %q but\n%s", c.name, w, said)
			}
		}
	}
}

func TestTheJudgeOfStepsSeesEachMistake(t *testing.T) {
	good := func() (*act, *stepResult) {
		return &act{step: &step{Name: "x", Causes: causesAlert}, took: time.Second},
			&stepResult{Result: "admitted", State: "owed", Phones: phoneResult{Inside: 2, Heard: 2}, Links: []linkResult{{Outcome: "accepted", Action: "write"}}}
	}
	for _, c := range []struct {
		name  string
		spoil func(a *act, s *stepResult)
		want  string
	}{
		{"nothing", func(*act, *stepResult) {}, ""},
		{"not complete", func(a *act, _ *stepResult) { a.took = 0 }, "not all that it must cause"},
		{"refused", func(_ *act, s *stepResult) { s.Result = "refused" }, `is "refused" and must be "admitted"`},
		{"waiting", func(_ *act, s *stepResult) { s.State = "waiting" }, `is "waiting" and must be owed`},
		{"one is missing", func(_ *act, s *stepResult) { s.Phones.Heard = 1 }, "1 of 2 phones inside"},
		{"one outside", func(_ *act, s *stepResult) { s.Phones.Wrongly = 1 }, "1 phones heard"},
		{"lost", func(_ *act, s *stepResult) { s.Links[0].Outcome = "lost" }, "is lost"},
		{"written twice", func(_ *act, s *stepResult) { s.Links = append(s.Links, s.Links[0]) }, "more than one write"},
		{"stopped", func(_ *act, s *stepResult) { s.Links[0].Action = "stop" }, "was stopped"},
		{"no letter", func(a *act, s *stepResult) { a.Causes, a.Reason, s.Result = causesDeadLetter, "x", "refused" }, "no dead letter"},
		{"a letter", func(_ *act, s *stepResult) { s.Letter = &letterFacts{} }, "a dead letter has its bytes"},
		{"another reason", func(a *act, s *stepResult) {
			a.Causes, a.Reason, s.Result, s.Letter = causesDeadLetter, "conflict", "conflict", &letterFacts{Reason: "y", Untouched: true}
		}, `reason is "y"`},
		{"touched", func(a *act, s *stepResult) {
			a.Causes, a.Reason, s.Result, s.Letter = causesDeadLetter, "y", "refused", &letterFacts{Reason: "y"}
		}, "are not those published"},
	} {
		a, s := good()
		c.spoil(a, s)
		d := &demo{news: make(chan struct{}, 1), acts: []*act{a, {step: &step{}}}}
		d.letters = newRecord[simulator.Record](d.news)
		r := &result{OK: true}
		d.judgeStep(r, a, s)
		said := strings.Join(r.Mistakes, "\n")
		if !strings.Contains(said, c.want) || c.want == "" && said != "" || r.OK != (said == "") {
			t.Errorf("%s: the judge does not say %q but %q", c.name, c.want, said)
		}
	}
}

func TestADeadLetterMayHaveOnlyHeadersOfTheProductBesides(t *testing.T) {
	original := simulator.Record{Headers: map[string]string{"content-type": "x"}}
	for _, c := range []struct {
		headers map[string]string
		same    bool
	}{
		{map[string]string{"content-type": "x"}, true},
		{map[string]string{"content-type": "x", headerReason: "y"}, true},
		{map[string]string{"content-type": "z", headerReason: "y"}, false},
		{map[string]string{headerReason: "y"}, false},
		{map[string]string{"content-type": "x", "other": "y"}, false},
	} {
		if got := sameHeaders(simulator.Record{Headers: maps.Clone(c.headers)}, original); got != c.same {
			t.Errorf("%v: same is %v", c.headers, got)
		}
	}
}
