package capost

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/simulator"
)

func TestEveryDialectIsUnderstoodByACentreOfItsForm(t *testing.T) {
	for _, dialect := range Dialects() {
		t.Run(dialect, func(t *testing.T) {
			r := up(t, dialect, nil)
			w := warning()
			if dialect == "cmac" {
				w = english()
			}
			report, err := r.link.Broadcast(t.Context(), w)
			if err != nil || report.Outcome(&w) != cbc.Accepted || report.Reference == "" {
				t.Fatalf("%+v, %v", report, err)
			}
			var heard []string
			for _, e := range r.centre.Journal.Entries() {
				if e.What == "on-air" {
					heard = append(heard, e.Text)
					if !slices.Equal(e.Cells, []cbc.Cell{cellIn}) {
						t.Errorf("on air in %v", e.Cells)
					}
					if dialect != "cmac" && e.MessageID != w.MessageID {
						t.Errorf("on channel %d, want %d", e.MessageID, w.MessageID)
					}
				}
			}
			if !slices.Equal(heard, []string{w.Text}) {
				t.Fatalf("heard %q, want %q", heard, w.Text)
			}
			if report, err = r.link.Broadcast(t.Context(), stopOf(w)); err != nil || report.Cause != cbc.CauseNone {
				t.Fatalf("the stop: %+v, %v", report, err)
			}
			if on := r.centre.OnAir(); len(on) != 0 {
				t.Errorf("still on air: %q", on)
			}
		})
	}
}

func TestAnUpdateTakesTheOldTextOffTheAir(t *testing.T) {
	for _, dialect := range []string{"cap", "th", "ibag"} {
		t.Run(dialect, func(t *testing.T) {
			r := up(t, dialect, nil)
			first, err := r.link.Broadcast(t.Context(), warning())
			if err != nil {
				t.Fatal(err)
			}
			w := warning()
			w.Text, w.Serial, w.Supersedes, w.Replaces, w.PeerReference, w.Reference = "다시", 0x4011, 0x4010, true, first.Reference, 18
			if _, err := r.link.Broadcast(t.Context(), w); err != nil {
				t.Fatal(err)
			}
			if on := r.centre.OnAir(); len(on) != 1 || !slices.Contains(slices.Collect(mapValues(on)), "다시") {
				t.Errorf("on air: %q", on)
			}
			if n := len(r.heardBy("update")); n != 1 {
				t.Errorf("%d updates", n)
			}
		})
	}
}

func mapValues(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

func TestWhatASiteAnswers(t *testing.T) {
	for _, c := range []struct {
		name  string
		rule  simulator.Rule
		sites []int // that got the alert, in order
		want  cbc.Outcome
		cause cbc.Cause
	}{
		{"500: the other site", simulator.Rule{Do: simulator.Refuse}, []int{0, 1}, cbc.Accepted, cbc.CauseNone},
		{"429: the other site", simulator.Rule{Do: simulator.Refuse, Cause: 429}, []int{0, 1}, cbc.Accepted, cbc.CauseNone},
		{"403: no storm", simulator.Rule{Do: simulator.Refuse, Cause: 403}, []int{0}, cbc.Refused, cbc.CauseOther},
		{"400: for good", simulator.Rule{Do: simulator.Refuse, Cause: 400}, []int{0}, cbc.Refused, cbc.CauseInvalid},
		{"302: not followed", simulator.Rule{Do: simulator.Refuse, Cause: 302}, []int{0}, cbc.Refused, cbc.CauseOther},
		{"hangs up after the document", simulator.Rule{Do: simulator.HangUp}, []int{0}, cbc.Lost, 0},
		{"carries it out and never answers", simulator.Rule{Do: simulator.LoseAnswer}, []int{0}, cbc.Lost, 0},
		{"answers with nonsense", simulator.Rule{Do: simulator.Garble}, []int{0}, cbc.Lost, 0},
		{"breaks the answer off", simulator.Rule{Do: simulator.Cut}, []int{0}, cbc.Lost, 0},
		{"acknowledges another message", simulator.Rule{Do: simulator.WrongSequence}, []int{0}, cbc.Lost, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := up(t, "cap", func(c *Config) { c.ResponseTimeout = 500 * time.Millisecond })
			c.rule.On = "alert"
			r.rule(0, c.rule)
			w := warning()
			report, err := r.link.Broadcast(t.Context(), w)
			if got := outcome(&w, report, err); got != c.want || err == nil && report.Cause != c.cause {
				t.Errorf("%s, %+v, %v; want %s", got, report, err, c.want)
			}
			if got := r.heardBy("alert"); !slices.Equal(got, c.sites) {
				t.Errorf("it went to sites %v, want %v", got, c.sites)
			}
		})
	}
}

// outcome says what a Broadcast came to, as the dispatcher does.
func outcome(w *cbc.Warning, r cbc.Report, err error) cbc.Outcome {
	var unsent *cbc.NotSentError
	switch {
	case err == nil:
		return r.Outcome(w)
	case errors.As(err, &unsent):
		return cbc.Failed
	}
	return cbc.Lost
}

func TestARepetitionAfterALostAnswerHasTheSameNameAndGoesTheOtherWay(t *testing.T) {
	r := up(t, "cap", func(c *Config) { c.ResponseTimeout = 500 * time.Millisecond })
	r.rule(0, simulator.Rule{On: "alert", Do: simulator.LoseAnswer})
	w := warning()
	if _, err := r.link.Broadcast(t.Context(), w); !errors.As(err, new(*cbc.LostError)) {
		t.Fatalf("error %v", err)
	}
	w.Repeated = true
	if report, err := r.link.Broadcast(t.Context(), w); err != nil || report.Outcome(&w) != cbc.Accepted {
		t.Fatalf("%+v, %v", report, err)
	}
	names := map[string]bool{}
	on := 0
	for _, e := range r.centre.Journal.Entries() {
		switch e.What {
		case "alert":
			names[e.Reference] = true
		case "on-air":
			on++
		}
	}
	if got := r.heardBy("alert"); !slices.Equal(got, []int{0, 1}) || len(names) != 1 || on != 1 {
		t.Errorf("sites %v, %d names, on air %d times", got, len(names), on)
	}
}

func TestWithoutAnySiteAWarningIsCertainlyNotSent(t *testing.T) {
	r := up(t, "cap", nil)
	if err := r.centre.Close(); err != nil {
		t.Fatal(err)
	}
	r.centre, _ = simulator.StartCentre(simulator.CentreConfig{Form: "cap", TLS: newAuthority(t).server()}) // for the end of the test
	w := warning()
	for _, x := range r.link.routes { // no connection is left from before
		x.close()
	}
	report, err := r.link.Broadcast(t.Context(), w)
	if got := outcome(&w, report, err); got != cbc.Failed {
		t.Errorf("%s, %v", got, err)
	}
	r.expect(cbc.Down)
}

func TestBothSitesBusyIsARefusalThatIsTriedAgain(t *testing.T) {
	r := up(t, "cap", nil)
	r.rule(-1, simulator.Rule{On: "alert", Do: simulator.Refuse, Cause: 503})
	w := warning()
	report, err := r.link.Broadcast(t.Context(), w)
	if err != nil || report.Outcome(&w) != cbc.Refused || report.Cause.Final() || !strings.Contains(report.Detail, "503") {
		t.Fatalf("%+v, %v", report, err)
	}
	if report, err = r.link.Broadcast(t.Context(), w); err != nil || report.Outcome(&w) != cbc.Accepted {
		t.Errorf("when they are back: %+v, %v", report, err)
	}
}

func TestACertificateThatHasExpiredSendsNothing(t *testing.T) {
	a := newAuthority(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{TLSConfig: a.server(), ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0),
		Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a document arrived") })}
	over := make(chan struct{})
	go func() { defer close(over); _ = s.ServeTLS(ln, "", "") }()
	defer func() { s.Close(); <-over }()
	for name, config := range map[string]func() Config{
		"ours": func() Config {
			return Config{Routes: []Route{{URL: "https://" + ln.Addr().String(), TLS: a.client(time.Now().Add(-time.Minute))}}}
		},
		"theirs, by an authority that is not known": func() Config {
			return Config{Routes: []Route{{URL: "https://" + ln.Addr().String(), TLS: newAuthority(t).client(time.Now().Add(time.Hour))}}}
		},
	} {
		c := config()
		c.Dialect, c.Sender, c.Status = "cap", "alerts@agency.example", "Actual"
		l, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		w := warning()
		report, err := l.Broadcast(t.Context(), w)
		if got := outcome(&w, report, err); got != cbc.Failed {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestAHandshakeThatStallsIsGivenUp(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	l, err := New(Config{Dialect: "cap", Sender: "alerts@agency.example", Status: "Actual", DialTimeout: 200 * time.Millisecond,
		Routes: []Route{{URL: "https://" + ln.Addr().String()}}})
	if err != nil {
		t.Fatal(err)
	}
	w := warning()
	report, err := l.Broadcast(t.Context(), w)
	if got := outcome(&w, report, err); got != cbc.Failed {
		t.Errorf("%s, %v", got, err)
	}
}

func TestWhatCannotBeSaidIsRefusedForGood(t *testing.T) {
	for name, c := range map[string]struct {
		dialect string
		spoil   func(*cbc.Warning)
	}{
		"cells":                    {"cap", func(w *cbc.Warning) { w.Area = cbc.Area{Cells: []cbc.Cell{cellIn}} }},
		"nowhere":                  {"cap", func(w *cbc.Warning) { w.Area = cbc.Area{} }},
		"a hole":                   {"cap", func(w *cbc.Warning) { w.Area.Polygons[0] = append(w.Area.Polygons[0], w.Area.Polygons[0][0]) }},
		"an open ring":             {"cap", func(w *cbc.Warning) { w.Area.Polygons = []cbc.Polygon{{w.Area.Polygons[0][0][:4]}} }},
		"a region in polygons":     {"uk", func(w *cbc.Warning) { w.Area = cbc.Area{Regions: []cbc.Region{"4713000000"}} }},
		"pages":                    {"cap", func(w *cbc.Warning) { w.Pages = [][]byte{{1}} }},
		"a primary notification":   {"cap", func(w *cbc.Warning) { w.ETWS = &cbc.ETWS{} }},
		"expired":                  {"cap", func(w *cbc.Warning) { w.Expires = time.Now() }},
		"not issued":               {"cap", func(w *cbc.Warning) { w.Issued = time.Time{} }},
		"moderate in IBAG":         {"ibag", func(w *cbc.Warning) { w.Severity = "moderate" }},
		"future in IBAG":           {"ibag", func(w *cbc.Warning) { w.Urgency = "future" }},
		"Korean in CMAC":           {"cmac", func(*cbc.Warning) {}},
		"long in CMAC":             {"cmac", func(w *cbc.Warning) { w.Language, w.Text = "en", strings.Repeat("a", 361) }},
		"a control character":      {"cap", func(w *cbc.Warning) { w.Text = "a\x01b" }},
		"a control in IBAG":        {"ibag", func(w *cbc.Warning) { w.Text = "a\x01b" }},
		"urgency of no vocabulary": {"cap", func(w *cbc.Warning) { w.Urgency = "soon" }},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := New(Config{Dialect: c.dialect, Sender: "alerts@agency.example", Status: "Actual", Routes: []Route{{URL: "https://127.0.0.1:1"}}})
			if err != nil {
				t.Fatal(err)
			}
			w := warning()
			c.spoil(&w)
			var unsent *cbc.NotSentError
			if _, err := l.Broadcast(t.Context(), w); !errors.As(err, &unsent) || !unsent.Permanent {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAConfigurationSaysAllThatIsWrong(t *testing.T) {
	err := Config{Dialect: "cup", Status: "Draft", DialTimeout: -1, Routes: []Route{{Name: "r", URL: "http://x"}}}.Check()
	for _, want := range []string{`"cup"`, "sender", `"Draft"`, "https", "below 0"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}
