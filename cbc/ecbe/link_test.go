package ecbe_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/ecbe"
	"bongsu/simulator"
)

const soon = 10 * time.Second

func startCentre(t *testing.T, token string) *simulator.ECBE {
	t.Helper()
	e, err := simulator.StartECBE(simulator.ECBEConfig{Name: "centre", Listen: "127.0.0.1:0", Token: token})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// A desk runs a link.
type desk struct {
	t     *testing.T
	link  *ecbe.Link
	heard chan cbc.Notice
}

func startLink(t *testing.T, c ecbe.Config) *desk {
	t.Helper()
	d := &desk{t, ecbe.New(c), make(chan cbc.Notice, 64)}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.link.Run(ctx, func(n cbc.Notice) { d.heard <- n }); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); wg.Wait() })
	return d
}

func (d *desk) await(k cbc.NoticeKind) {
	d.t.Helper()
	limit := time.After(soon)
	for {
		select {
		case n := <-d.heard:
			if n.Kind == k {
				return
			}
		case <-limit:
			d.t.Fatalf("not %v within %v", k, soon)
		}
	}
}

func (d *desk) want(w cbc.Warning, o cbc.Outcome) cbc.Report {
	d.t.Helper()
	r, err := d.link.Broadcast(d.t.Context(), w)
	if err != nil || r.Outcome(&w) != o {
		d.t.Fatalf("%v: %+v, %v; want %v", &w, r, err, o)
	}
	return r
}

func warning(s cbc.Serial, text string) cbc.Warning {
	return cbc.Warning{MessageID: cbc.Presidential, Serial: s, Text: text, Language: "ko", DCS: cbc.UCS2, Category: cbc.High,
		Area: cbc.Area{Whole: true}, Period: 60 * time.Second, Expires: time.Now().Add(time.Hour)}
}

func stopOf(w cbc.Warning) cbc.Warning {
	w.Action, w.Replaces = cbc.Stop, false
	return w
}

func TestCentreIsOrderedToBroadcastAndToStop(t *testing.T) {
	e := startCentre(t, "secret")
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr(), Token: "secret"})
	d.await(cbc.Ready)
	w := warning(0x4010, "[기상청] "+strings.Repeat("가", 60))
	d.want(w, cbc.Accepted)
	var m struct {
		Category   string `json:"category"`
		Period     int    `json:"repetition_period"`
		Broadcasts int    `json:"num_of_bcast"`
		SMSCB      struct {
			Payload struct {
				Encoded struct {
					Pages []string `json:"pages"`
				} `json:"payload_encoded"`
			} `json:"payload"`
		} `json:"smscb_message"`
	}
	if err := json.Unmarshal(e.OnAir()[4370], &m); err != nil {
		t.Fatal(err)
	}
	if m.Category != "high_priority" || m.Period != 32 || m.Broadcasts != 60 || len(m.SMSCB.Payload.Encoded.Pages) != 2 || len(m.SMSCB.Payload.Encoded.Pages[1]) != 164 {
		t.Errorf("the centre was told %+v", m)
	}
	d.want(stopOf(w), cbc.Accepted)
	d.want(stopOf(w), cbc.Accepted) // it is off the air, which is all that a stop wants
	if len(e.OnAir()) != 0 {
		t.Error("it is still on air")
	}
}

func TestIdentifierHoldsOneMessage(t *testing.T) {
	e := startCentre(t, "")
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr()})
	d.await(cbc.Ready)
	first, second := warning(0x4010, "하나"), warning(0x4020, "둘")
	d.want(first, cbc.Accepted)
	if r := d.want(second, cbc.Refused); r.Cause != cbc.CauseCapacity || r.Cause.Final() {
		t.Errorf("a second message: %+v", r)
	}
	d.want(stopOf(second), cbc.Accepted) // which is not there, and leaves the first alone
	if len(e.OnAir()) != 1 {
		t.Fatal("the first was stopped instead")
	}
	second.Replaces, second.Supersedes = true, first.Serial
	d.want(second, cbc.Accepted)
	if !strings.Contains(string(e.OnAir()[4370]), `"serial_nr_encoded":16416`) {
		t.Errorf("on air is %s", e.OnAir()[4370])
	}
	d.want(first, cbc.Refused)
}

func TestWhatIsLeftFromBeforeGivesWay(t *testing.T) {
	e := startCentre(t, "")
	before := startLink(t, ecbe.Config{URL: "http://" + e.Addr()})
	before.await(cbc.Ready)
	before.want(warning(0x4010, "하나"), cbc.Accepted)
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr()})
	d.await(cbc.Ready)
	d.want(warning(0x4020, "둘"), cbc.Accepted)
	if !strings.Contains(string(e.OnAir()[4370]), `"serial_nr_encoded":16416`) {
		t.Errorf("on air is %s", e.OnAir()[4370])
	}
}

func TestAnswerThatNeverComesIsLostAndMadeGood(t *testing.T) {
	e := startCentre(t, "")
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr(), Timeout: 200 * time.Millisecond})
	d.await(cbc.Ready)
	for _, do := range []simulator.Deed{simulator.LoseAnswer, simulator.Silence, simulator.HangUp} {
		if err := e.Rules.Add(simulator.Rule{On: "post", Do: do}); err != nil {
			t.Fatal(err)
		}
		w := warning(0x4010, "하나")
		_, err := d.link.Broadcast(t.Context(), w)
		var lost *cbc.LostError
		if !errors.As(err, &lost) {
			t.Fatalf("%s: %v, want a LostError", do, err)
		}
		w.Repeated = true
		d.want(w, cbc.Accepted)
		d.want(stopOf(w), cbc.Accepted)
	}
}

func TestCentreThatIsGoneHasForgotten(t *testing.T) {
	e := startCentre(t, "")
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr(), Look: 10 * time.Millisecond})
	d.await(cbc.Ready)
	addr := e.Addr()
	e.Close()
	d.await(cbc.Down)
	_, err := d.link.Broadcast(t.Context(), warning(0x4010, "하나"))
	var unsent *cbc.NotSentError
	if !errors.As(err, &unsent) || unsent.Permanent {
		t.Errorf("%v, want a NotSentError that passes", err)
	}
	again, err := simulator.StartECBE(simulator.ECBEConfig{Name: "centre", Listen: addr})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	d.await(cbc.Forgot)
	d.await(cbc.Ready)
}

func TestWhatTheCentreCannotDoIsRefusedForGood(t *testing.T) {
	e := startCentre(t, "")
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr()})
	d.await(cbc.Ready)
	for name, change := range map[string]func(*cbc.Warning){
		"a part of the network": func(w *cbc.Warning) { w.Area = cbc.Area{Cells: []cbc.Cell{{Radio: cbc.GSM}}} },
		"nowhere":               func(w *cbc.Warning) { w.Area = cbc.Area{} },
		"expired":               func(w *cbc.Warning) { w.Expires = time.Now() },
		"without end":           func(w *cbc.Warning) { w.Expires = time.Time{} },
		"16 pages":              func(w *cbc.Warning) { w.Text = strings.Repeat("가", 616) },
	} {
		w := warning(0x4010, "하나")
		change(&w)
		_, err := d.link.Broadcast(t.Context(), w)
		var unsent *cbc.NotSentError
		if !errors.As(err, &unsent) || !unsent.Permanent {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(e.OnAir()) != 0 {
		t.Error("something went out")
	}
}

func TestRefusalsAreToldApart(t *testing.T) {
	e := startCentre(t, "")
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr()})
	d.await(cbc.Ready)
	for status, want := range map[int]cbc.Cause{400: cbc.CauseInvalid, 500: cbc.CauseOther, 418: cbc.CauseOther} {
		if err := e.Rules.Add(simulator.Rule{On: "post", Do: simulator.Refuse, Cause: status}); err != nil {
			t.Fatal(err)
		}
		if r := d.want(warning(0x4010, "하나"), cbc.Refused); r.Cause != want {
			t.Errorf("%d is %v, want %v", status, r.Cause, want)
		}
	}
}

func TestPrimaryIsANumber(t *testing.T) {
	e := startCentre(t, "")
	d := startLink(t, ecbe.Config{URL: "http://" + e.Addr()})
	d.await(cbc.Ready)
	w := warning(0x7000, "")
	w.MessageID, w.ETWS = cbc.ETWSEarthquakeTsunami, &cbc.ETWS{Type: 0x0580, Period: time.Minute}
	d.want(w, cbc.Accepted)
	if got := string(e.OnAir()[4354]); !strings.Contains(got, `"warning_type_encoded":2`) || !strings.Contains(got, `"warning_period_sec":60`) ||
		!strings.Contains(got, `"emergency_user_alert":true`) {
		t.Errorf("the centre was told %s", got)
	}
}

func TestConfigurationsThatCannotBe(t *testing.T) {
	for name, c := range map[string]ecbe.Config{
		"no URL":             {},
		"a path":             {URL: "http://h:1/x"},
		"a token in the air": {URL: "http://192.0.2.1:1", Token: "x"},
		"a wide window":      {URL: "http://h:1", Window: 16},
	} {
		if c.Check() == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := (&ecbe.Config{URL: "https://h", Token: "x"}).Check(); err != nil {
		t.Error(err)
	}
}
