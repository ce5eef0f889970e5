package dispatcher

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/templates"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// A story is a case told by its events, as the ledger would keep it.
type story struct {
	t     *testing.T
	cs    Case
	codes Codes
	known map[EventKey]string
	last  Change
}

func tell(t *testing.T) *story {
	return &story{t: t, cs: Case{ID: 7, Plane: Live}, known: map[EventKey]string{}}
}

// composed is an event with the draft that it asks for.
func composed(kind Kind, ref string, rev uint16, sent time.Time, refs ...string) Composed {
	e := Event{EventKey: EventKey{Live, "kma", ref, rev}, ID: ref, Kind: kind, Sent: sent,
		Expires: sent.Add(time.Hour), Hash: fmt.Sprint(kind, ref, rev, sent.Unix())}
	for _, r := range refs {
		e.References = append(e.References, Reference{ID: r})
	}
	a := Alert{Kind: kind, Event: e.EventKey, Class: templates.Urgent, Sent: sent, Expires: e.Expires}
	if kind != KindCancel {
		a.Messages = []Message{{Language: "ko", MessageID: 4371}, {Language: "en", MessageID: 4384}}
		a.Parts = []Part{{Link: "bsc", Texts: []string{"글", "text"}, DCS: []cbc.DCS{cbc.UCS2, cbc.GSM7},
			Scope: cbc.PLMNWide, Cells: CellList{cellA, cellB}}}
	}
	a.Seal()
	return Composed{Event: e, Draft: &a}
}

var (
	plmn  = cbc.PLMN{MCC: 450, MNC: 5}
	cellA = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1, ID: 1}
	cellB = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 1, ID: 2}
	cellC = cbc.Cell{Radio: cbc.GSM, PLMN: plmn, Area: 2, ID: 3}
)

func (s *story) comes(c Composed, now time.Time) Change {
	s.t.Helper()
	ch := Plan(&s.cs, s.known[c.Event.EventKey], Record{}, c, &s.codes, now)
	if ch.Result == Admitted || ch.Result == Stale {
		s.known[c.Event.EventKey] = c.Event.Hash
	}
	s.keep(ch)
	return ch
}

func (s *story) keep(ch Change) {
	keep(&s.cs, ch)
	s.last = ch
}

// keep does what a ledger does with a change.
func keep(cs *Case, ch Change) {
	if ch.Mark != nil {
		cs.Events = append(cs.Events, *ch.Mark)
	}
	replace := func(a Alert) {
		for i := range cs.Alerts {
			if cs.Alerts[i].ID == a.ID {
				cs.Alerts[i] = a
				return
			}
		}
		cs.Alerts = append(cs.Alerts, a)
	}
	for _, a := range ch.Ended {
		replace(a)
	}
	if ch.Alert != nil {
		replace(*ch.Alert)
	}
}

func (s *story) states(want ...State) {
	s.t.Helper()
	if len(s.cs.Alerts) != len(want) {
		s.t.Fatalf("%d alerts, want %d", len(s.cs.Alerts), len(want))
	}
	for i, a := range s.cs.Alerts {
		if a.State != want[i] {
			s.t.Errorf("alert %s is %s, want %s", a.ID, a.State, want[i])
		}
	}
}

func TestAnEventIsAdmittedOnce(t *testing.T) {
	s := tell(t)
	first := composed(KindAlert, "q1", 0, noon)
	if got := s.comes(first, noon); got.Result != Admitted || got.Alert.State != Owed {
		t.Fatalf("first: %s", got.Result)
	}
	if got := s.comes(first, noon); got.Result != Duplicate || got.Alert != nil {
		t.Errorf("the same again: %s", got.Result)
	}
	other := first
	other.Event.Hash = "something else"
	if got := s.comes(other, noon); got.Result != Conflict || got.Problems[0].Code != "conflict" {
		t.Errorf("the same key with another body: %s", got.Result)
	}
	s.states(Owed)
}

func TestAnUpdateKeepsTheCodeAndEndsWhatWasSaid(t *testing.T) {
	s := tell(t)
	s.comes(composed(KindAlert, "f", 0, noon), noon)
	s.comes(composed(KindUpdate, "f", 1, noon.Add(time.Minute)), noon.Add(time.Minute))
	s.states(Superseded, Owed)
	was, is := s.cs.Alerts[0].Messages[0], s.cs.Alerts[1].Messages[0]
	if is.Serial != was.Serial.Next() || is.Replaces == nil || *is.Replaces != was.Serial {
		t.Errorf("serial %v replaces %v after %v", is.Serial, is.Replaces, was.Serial)
	}
	if is.Reference == was.Reference {
		t.Error("two messages have one reference")
	}
	if links := s.last.Links(); len(links) != 1 || links[0] != "bsc" {
		t.Errorf("links concerned: %v", links)
	}
}

func TestOrderIsRevisionThenSentNeverArrival(t *testing.T) {
	s := tell(t)
	s.comes(composed(KindUpdate, "f", 3, noon), noon)
	if got := s.comes(composed(KindUpdate, "f", 2, noon.Add(time.Hour/2)), noon); got.Result != Stale {
		t.Errorf("revision 2 after 3: %s", got.Result)
	}
	if got := s.comes(composed(KindUpdate, "g", 0, noon.Add(-time.Minute), "f"), noon); got.Result != Stale {
		t.Errorf("an update sent before the newest: %s", got.Result)
	}
	s.states(Owed)
}

func TestACancelBeforeItsAlertSuppressesIt(t *testing.T) {
	s := tell(t)
	s.comes(composed(KindCancel, "c", 0, noon.Add(-time.Minute), "late"), noon)
	if got := s.comes(composed(KindAlert, "late", 0, noon), noon); got.Result != Stale {
		t.Errorf("the alert that was cancelled before it came: %s", got.Result)
	}
	s.states(Cancelled)
}

func TestAnUpdateBeforeItsAlertIsAnAlert(t *testing.T) {
	s := tell(t)
	if got := s.comes(composed(KindUpdate, "u", 0, noon, "never seen"), noon); got.Alert == nil || got.Alert.State != Owed {
		t.Fatalf("update: %+v", got)
	}
	if got := s.comes(composed(KindAlert, "never seen", 0, noon.Add(-time.Minute)), noon); got.Result != Stale {
		t.Errorf("the alert before it: %s", got.Result)
	}
}

func TestACancelEndsEverythingAndSaysNothing(t *testing.T) {
	s := tell(t)
	s.comes(composed(KindAlert, "f", 0, noon), noon)
	waiting := composed(KindUpdate, "f", 1, noon.Add(time.Second))
	waiting.Draft.Needs = 2
	s.comes(waiting, noon)
	s.states(Owed, Waiting)
	c := composed(KindCancel, "f", 2, noon.Add(time.Minute))
	c.Draft.Class, c.Draft.Expires = 0, time.Time{}
	s.comes(c, noon.Add(time.Minute))
	s.states(Cancelled, Cancelled, Cancelled)
	if c, was := s.cs.Alerts[2], s.cs.Alerts[0]; c.Class != was.Class || !c.Expires.Equal(was.Expires) {
		t.Errorf("the cancel of an alert of class %s until %v is %s until %v", was.Class, was.Expires, c.Class, c.Expires)
	}
	if len(s.last.Uses) != 0 {
		t.Errorf("a cancel took serial numbers: %v", s.last.Uses)
	}
}

func TestARefusedEventFromALaneIsADeadLetterAndCountsForNothing(t *testing.T) {
	r := Record{Position: &Position{"p0", 0, 9}, Value: []byte("garbage")}
	ch := Plan(&Case{}, "", r, Composed{Problems: []Problem{{"syntax", "", "not JSON"}}}, &Codes{}, noon)
	if ch.Result != Refused || ch.Mark != nil || len(ch.Posts) != 2 {
		t.Fatalf("%+v", ch)
	}
	if p := ch.Posts[1]; p.Kind != "dead-letter" || string(p.Letter.Value) != "garbage" {
		t.Errorf("%+v", p)
	}
	r.Position = nil
	if ch := Plan(&Case{}, "", r, Composed{}, &Codes{}, noon); len(ch.Posts) != 1 {
		t.Errorf("over HTTP: %d posts, want the event alone", len(ch.Posts))
	}
}

func TestTwoPeopleApprove(t *testing.T) {
	s := tell(t)
	s.comes(composed(KindAlert, "f", 0, noon), noon)
	c := composed(KindUpdate, "f", 1, noon)
	c.Draft.Needs = 2
	s.comes(c, noon)
	id, hash := s.cs.Alerts[1].ID, s.cs.Alerts[1].Hash
	yes := func(by string) error {
		ch, err := Decide(&s.cs, id, Verdict{By: by, Approve: true, Hash: hash, At: noon}, &s.codes)
		if err == nil {
			s.keep(ch)
		}
		return err
	}
	if err := yes("kim"); err != nil {
		t.Fatal(err)
	}
	s.states(Owed, Waiting)
	if d := new(DecisionError); !errors.As(yes("kim"), &d) || d.Code != "same-person" {
		t.Errorf("the same person twice: %v", d)
	}
	s.states(Owed, Waiting)
	if err := yes("lee"); err != nil {
		t.Fatal(err)
	}
	s.states(Superseded, Owed)
	if m := s.cs.Alerts[1].Messages[1]; m.Reference == 0 {
		t.Error("owed without a reference")
	}
}

func TestAVerdictIsRefused(t *testing.T) {
	for _, c := range []struct {
		code string
		v    Verdict
		edit func(*Alert)
	}{
		{"changed", Verdict{Hash: "other", At: noon}, nil},
		{"expired", Verdict{At: noon.Add(time.Hour)}, nil},
		{"superseded", Verdict{At: noon}, func(a *Alert) { a.State = Superseded }},
		{"not-waiting", Verdict{At: noon}, func(a *Alert) { a.State = Rejected }},
		{"not-found", Verdict{At: noon}, func(a *Alert) { a.ID = "9.9" }},
	} {
		s := tell(t)
		comp := composed(KindAlert, "f", 0, noon)
		comp.Draft.Needs = 1
		s.comes(comp, noon)
		a := &s.cs.Alerts[0]
		id := a.ID
		if c.v.Hash == "" {
			c.v.Hash = a.Hash
		}
		if c.edit != nil {
			c.edit(a)
		}
		c.v.By, c.v.Approve = "kim", true
		_, err := Decide(&s.cs, id, c.v, &s.codes)
		if d := new(DecisionError); !errors.As(err, &d) || d.Code != c.code {
			t.Errorf("%v, want %s", err, c.code)
		}
	}
}

func TestARevisedAlertWaitsForEveryoneAgain(t *testing.T) {
	s := tell(t)
	comp := composed(KindAlert, "f", 0, noon)
	comp.Draft.Needs = 2
	s.comes(comp, noon)
	a := s.cs.Alerts[0]
	ch, err := Decide(&s.cs, a.ID, Verdict{By: "kim", Approve: true, Hash: a.Hash, At: noon}, &s.codes)
	if err != nil {
		t.Fatal(err)
	}
	s.keep(ch)
	draft := *composed(KindAlert, "f", 0, noon).Draft
	draft.Parts[0].Cells = CellList{cellC}
	draft.Seal()
	if ch, err = Revise(&s.cs, a.ID, draft, "cells differ", noon); err != nil {
		t.Fatal(err)
	}
	s.keep(ch)
	s.states(Waiting)
	if got := s.cs.Alerts[0]; got.ID != a.ID || got.Needs != 2 || len(got.Approvals) != 0 || got.Hash == a.Hash {
		t.Errorf("%+v", got)
	}
	s.cs.Alerts[0].State = Owed
	if _, err := Revise(&s.cs, a.ID, draft, "", noon); err == nil {
		t.Error("what is owed was revised")
	}
}

func TestARejectedAlertNeverGoes(t *testing.T) {
	s := tell(t)
	comp := composed(KindAlert, "f", 0, noon)
	comp.Draft.Needs = 1
	s.comes(comp, noon)
	ch, err := Decide(&s.cs, s.cs.Alerts[0].ID, Verdict{By: "kim", Hash: s.cs.Alerts[0].Hash, Reason: "wrong place", At: noon}, &s.codes)
	if err != nil {
		t.Fatal(err)
	}
	s.keep(ch)
	s.states(Rejected)
	if a := s.cs.Alerts[0]; a.Why != "wrong place" || !a.OwedAt.IsZero() {
		t.Errorf("%+v", a)
	}
}

func TestTheHashCoversWhatIsApproved(t *testing.T) {
	base := *composed(KindAlert, "f", 0, noon).Draft
	for name, edit := range map[string]func(*Alert){
		"plane":      func(a *Alert) { a.Event.Plane = Test },
		"class":      func(a *Alert) { a.Class = templates.Critical },
		"text":       func(a *Alert) { a.Parts[0].Texts = []string{"다른 글", "text"} },
		"area":       func(a *Alert) { a.Area.Country = true },
		"cells":      func(a *Alert) { a.Parts[0].Cells = CellList{cellA} },
		"link":       func(a *Alert) { a.Parts[0].Link = "other" },
		"identifier": func(a *Alert) { a.Messages[0].MessageID = 4370 },
		"expiry":     func(a *Alert) { a.Expires = a.Expires.Add(time.Second) },
	} {
		a := base
		a.Parts = append([]Part(nil), base.Parts...)
		a.Messages = append([]Message(nil), base.Messages...)
		edit(&a)
		if a.Seal(); a.Hash == base.Hash {
			t.Errorf("another %s has the same hash", name)
		}
	}
	for i := range reflect.TypeFor[Part]().NumField() { // nor is a field of a part forgotten
		a := base
		a.Parts = []Part{base.Parts[0]}
		f := reflect.ValueOf(&a.Parts[0]).Elem().Field(i)
		switch v := f.Addr().Interface().(type) {
		case *string:
			*v += "x"
		case *bool:
			*v = !*v
		case *int:
			*v++
		case *[]string:
			*v = []string{"x"}
		case *[]cbc.DCS:
			*v = []cbc.DCS{1}
		case *CellList:
			*v = CellList{cellC}
		case **Overshoot:
			*v = &Overshoot{Metres: 1}
		case **cbc.Area:
			*v = &cbc.Area{Whole: true}
		case *cbc.Scope:
			*v++
		case *cbc.Category:
			*v++
		case *time.Duration:
			*v++
		default:
			t.Fatalf("no test for fields such as %s", reflect.TypeFor[Part]().Field(i).Name)
		}
		if a.Seal(); a.Hash == base.Hash {
			t.Errorf("another %s has the same hash", reflect.TypeFor[Part]().Field(i).Name)
		}
	}
	again := base
	again.State, again.Approvals = Owed, []Approval{{By: "kim"}}
	if again.Seal(); again.Hash != base.Hash {
		t.Error("being approved changed the hash")
	}
}

// Approving the older of two waiting revisions must not end the newer.
func TestApprovingTheOlderLeavesTheNewerWaiting(t *testing.T) {
	for _, newer := range []Kind{KindUpdate, KindCancel} {
		s := tell(t)
		first := composed(KindAlert, "f", 0, noon)
		first.Draft.Needs = 1
		second := composed(newer, "f", 1, noon.Add(time.Minute))
		second.Draft.Needs = 1
		s.comes(first, noon)
		s.comes(second, noon)
		s.states(Waiting, Waiting)
		a := s.cs.Alerts[0]
		ch, err := Decide(&s.cs, a.ID, Verdict{By: "kim", Approve: true, Hash: a.Hash, At: noon}, &s.codes)
		if err != nil {
			t.Fatal(err)
		}
		s.keep(ch)
		s.states(Owed, Waiting)
	}
}

// An alert that two people had to approve must not be ended by a cancel
// that says a lesser class, and so waits for nobody.
func TestACancelNeedsWhatItEndsNeeded(t *testing.T) {
	s := tell(t)
	first := composed(KindAlert, "f", 0, noon)
	first.Draft.Class, first.Draft.Needs = templates.Critical, 2
	s.comes(first, noon)
	for _, by := range []string{"kim", "lee"} {
		a := s.cs.Alerts[0]
		ch, err := Decide(&s.cs, a.ID, Verdict{By: by, Approve: true, Hash: a.Hash, At: noon}, &s.codes)
		if err != nil {
			t.Fatal(err)
		}
		s.keep(ch)
	}
	s.states(Owed)
	p := Policy{Default: 0, Grants: []Grant{{Classes: []templates.Class{templates.Critical}, Approvals: 2}}}
	c := composed(KindCancel, "f", 1, noon.Add(time.Minute)) // says no class
	c.Draft.Class, c.Draft.Needs = 0, p.Approvals("kma", Live, 0)
	s.comes(c, noon)
	s.states(Owed, Waiting)
}

// A revision after a cancel is news.
func TestARevisionAfterACancelCounts(t *testing.T) {
	s := tell(t)
	s.comes(composed(KindAlert, "f", 0, noon), noon)
	s.comes(composed(KindCancel, "f", 1, noon.Add(time.Minute), "f"), noon) // as producers do: references its own ref
	if got := s.comes(composed(KindUpdate, "f", 2, noon.Add(2*time.Minute), "f"), noon); got.Result != Admitted {
		t.Errorf("revision 2, sent after the cancel, is %s", got.Result)
	}
}

// A cancel that nobody approved suppresses nothing.
func TestARejectedCancelSuppressesNothing(t *testing.T) {
	s := tell(t)
	c := composed(KindCancel, "c", 0, noon.Add(time.Minute), "f")
	c.Draft.Needs = 1
	s.comes(c, noon)
	a := s.cs.Alerts[0]
	ch, err := Decide(&s.cs, a.ID, Verdict{By: "kim", Hash: a.Hash, At: noon, Reason: "forged"}, &s.codes)
	if err != nil {
		t.Fatal(err)
	}
	s.keep(ch)
	if got := s.comes(composed(KindAlert, "f", 0, noon), noon); got.Result != Admitted {
		t.Errorf("after the cancel was rejected the alert is %s", got.Result)
	}
}

// A lane that may carry advice only must not cancel a critical alert.
func TestALaneCancelsOnlyItsClasses(t *testing.T) {
	s := tell(t)
	first := composed(KindAlert, "f", 0, noon)
	first.Draft.Class = templates.Critical
	s.comes(first, noon)
	c := composed(KindCancel, "f", 1, noon.Add(time.Minute))
	c.Draft.Class, c.Lane = 0, Lane{Name: "p2", Classes: []templates.Class{templates.Info}}
	if got := s.comes(c, noon); got.Result != Refused || got.Problems[0].Code != "class-not-allowed" {
		t.Errorf("%s %v", got.Result, got.Problems)
	}
	s.states(Owed)
	c.Event.Rev, c.Lane.Classes = 2, append(c.Lane.Classes, templates.Critical)
	if got := s.comes(c, noon); got.Alert == nil || got.Alert.Class != templates.Critical {
		t.Errorf("%+v", got)
	}
}

func TestAnAlertWaitsBehindACancelThatWaits(t *testing.T) {
	s := tell(t)
	c := composed(KindCancel, "c", 0, noon.Add(-time.Minute), "f")
	c.Draft.Needs = 1
	s.comes(c, noon)
	if got := s.comes(composed(KindAlert, "f", 0, noon), noon); got.Alert == nil || got.Alert.State != Waiting {
		t.Fatalf("%+v", got)
	}
	cancel := s.cs.Alerts[0]
	ch, err := Decide(&s.cs, cancel.ID, Verdict{By: "kim", Approve: true, Hash: cancel.Hash, At: noon}, &s.codes)
	if err != nil {
		t.Fatal(err)
	}
	s.keep(ch)
	s.states(Cancelled, Cancelled)
}
