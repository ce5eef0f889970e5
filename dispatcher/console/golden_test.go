package console

import (
	"bytes"
	"flag"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/dispatcher"
	"bongsu/templates"
)

var update = flag.Bool("update", false, "write testdata anew")

// noonOf is the day of all that golden files show.
var noonOf = time.Date(2026, 11, 24, 12, 0, 0, 0, time.FixedZone("KST", 9*3600))

// drawn is an alert with everything that a card shows.
func drawn(id dispatcher.AlertID, state dispatcher.State) dispatcher.Alert {
	return dispatcher.Alert{ID: id, Case: 7, Revision: 1, Kind: dispatcher.KindAlert,
		Event:  dispatcher.EventKey{Plane: dispatcher.Live, Source: "kma", Ref: "wrn-31"},
		Sender: "기상청", System: "kma-wrn", Class: templates.Urgent, Hazard: "heavy_rain", Situation: "extreme",
		Area: dispatcher.AlertArea{Name: map[string]string{"ko": "경북 경주시", "en": "Gyeongju-si"},
			Residents: &area.Headcount{People: 243282, Estimate: true, Date: noonOf.AddDate(0, -7, -24)}},
		Sent: noonOf, Expires: noonOf.Add(3 * time.Hour), Admitted: noonOf.Add(time.Second),
		Messages: []dispatcher.Message{{Language: "ko", MessageID: cbc.ExtremeImmediateObserved}, {Language: "en"}},
		Parts: []dispatcher.Part{
			{Link: "alpha", Bearer: "kr-157", Texts: []string{"긴 글", "long text"}, Count: 12},
			{Link: "bravo", Bearer: "kr-90", Texts: []string{"짧은 글 <b>", ""}, Count: 3, Whole: true},
			{Link: "charlie", Bearer: "kr-90", Texts: []string{"짧은 글 <b>", ""}, Count: 4},
		},
		Notes: []string{"ja is left out"}, Hash: "0123456789abcdef", State: state, Needs: 2, Why: "the policy wants 2 approvals",
		Approvals: []dispatcher.Approval{{By: "park", At: noonOf.Add(time.Minute)}},
	}
}

// drawnView is a page with a card of each kind.
func drawnView() *boardView {
	waits, owed, over := drawn("7.1", dispatcher.Waiting), drawn("6.1", dispatcher.Owed), drawn("5.1", dispatcher.Superseded)
	over.Event.Plane, owed.Why = dispatcher.Exercise, ""
	at := func(ms float64) time.Time { return noonOf.Add(time.Duration(ms * float64(time.Millisecond))) }
	settled := []dispatcher.Settled{
		{Link: "alpha", Action: "write", Outcome: "lost", Owed: noonOf, Settled: at(5000), Cells: 12, Attempt: 1, Detail: "no answer"},
		{Link: "alpha", Action: "write", Outcome: "accepted", Owed: noonOf, Settled: at(6.54), Cells: 12, Attempt: 2},
		{Link: "bravo", Action: "write", Outcome: "partial", Owed: noonOf, Settled: at(1234.5), Cells: 3, Failed: 1, Attempt: 1, Detail: "no such cell"},
	}
	return &boardView{Waiting: []*card{newCard(&waits, nil)}, Alerts: []*card{newCard(&owed, settled), newCard(&over, nil)},
		Links: []dispatcher.LinkState{
			{Name: "alpha", Carrier: "one", Bearer: "kr-157", Plane: dispatcher.Live, Ready: true, Since: noonOf, Peer: "centre 5"},
			{Name: "bravo", Carrier: "two", Bearer: "kr-90", Plane: dispatcher.Test, Since: noonOf, Why: "connection refused"},
		}}
}

func TestFragmentsAreDrawn(t *testing.T) {
	p, err := newPages(&Config{Zone: noonOf.Location()})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []Language{Korean, English} {
		for _, name := range []string{"waiting", "alerts", "links"} {
			v := drawnView()
			v.Language, v.Account = l, &Account{Name: "kim", Roles: []string{Approver}}
			var b bytes.Buffer
			if err := p.by[l].ExecuteTemplate(&b, name, v); err != nil {
				t.Fatal(err)
			}
			file := "testdata/" + name + "." + string(l) + ".html"
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), b.String()); d != "" {
				t.Errorf("%s is drawn otherwise (go test -update writes it anew):\n%s", file, d)
			}
		}
	}
}

func TestACardShowsTheNewestAttempt(t *testing.T) {
	owed := drawnView().Alerts[0]
	want := []row{
		{Link: "bravo", Language: "ko", Action: "write", Outcome: "partial", Took: 1234500 * time.Microsecond, Attempt: 1, Cells: 3, Failed: 1, Detail: "no such cell"},
		{Link: "alpha", Language: "en", Action: "write", Outcome: pending, Cells: 12},
		{Link: "charlie", Language: "ko", Action: "write", Outcome: pending, Cells: 4},
		{Link: "alpha", Language: "ko", Action: "write", Outcome: "accepted", Took: 6540 * time.Microsecond, Attempt: 2, Cells: 12},
	}
	if d := cmp.Diff(want, owed.Rows); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]tally{{"accepted", 1}, {pending, 2}, {"partial", 1}}, owed.Tally); d != "" {
		t.Error(d)
	}
}

func TestACardOfManyLinksShowsWhatWentWrong(t *testing.T) {
	a := drawn("1.1", dispatcher.Owed)
	a.Parts = nil
	var settled []dispatcher.Settled
	for i := range 1000 {
		s := dispatcher.Settled{Link: string(rune('가' + i)), Action: "write", Outcome: "accepted", Attempt: 1}
		if i == 999 {
			s.Outcome = "failed"
		}
		settled = append(settled, s)
	}
	c := newCard(&a, settled)
	if len(c.Rows) != maxRows || c.More != 1000-maxRows || c.Rows[0].Outcome != "failed" {
		t.Errorf("%d rows, %d more, the first %s", len(c.Rows), c.More, c.Rows[0].Outcome)
	}
}

func TestACancelThatWaitsShowsWhatItWouldEnd(t *testing.T) {
	owed, stop := drawn("7.1", dispatcher.Owed), drawn("7.2", dispatcher.Waiting)
	stop.Kind, stop.Parts, stop.Messages = dispatcher.KindCancel, nil, nil
	v := &boardView{Waiting: []*card{newCard(&stop, nil)}, Alerts: []*card{newCard(&owed, nil)}}
	if v.Of(v.Waiting[0]) != v.Alerts[0] || v.Of(v.Alerts[0]) != nil {
		t.Error("it does not")
	}
}
