package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// An input is an event and the alert that was composed of it.
type input struct {
	ref   string
	rev   uint16
	kind  dispatcher.Kind
	sent  time.Duration // after begin
	names []string      // events that it refers to
	needs int
	text  string
	links []string
	class templates.Class
}

func (in input) event() dispatcher.Event {
	e := dispatcher.Event{EventKey: dispatcher.EventKey{Plane: dispatcher.Live, Source: "kma", Ref: in.ref, Rev: in.rev},
		ID: in.ref, Kind: in.kind, Sent: begin.Add(in.sent), Expires: begin.Add(time.Hour), Hazard: "earthquake"}
	for _, n := range in.names {
		e.References = append(e.References, dispatcher.Reference{ID: n})
	}
	return e
}

// record returns in as it came in; over HTTP if offset is negative.
func (in input) record(offset int64) dispatcher.Record {
	r := dispatcher.Record{Key: []byte(in.ref), Value: fmt.Appendf(nil, `{"ref":%q,"rev":%d,"text":%q}`, in.ref, in.rev, in.text),
		Headers: map[string]string{"traceparent": "00-1"}, Lane: "p0", By: "kma-token", Received: begin, Written: begin.Add(-time.Millisecond)}
	if offset >= 0 {
		r.Position = &dispatcher.Position{Topic: "alerts.p0", Partition: 3, Offset: offset}
	}
	return r
}

func (in input) composed(r dispatcher.Record) dispatcher.Composed {
	e := in.event()
	sum := sha256.Sum256(r.Value)
	e.Hash = hex.EncodeToString(sum[:])
	a := &dispatcher.Alert{Kind: in.kind, Event: e.EventKey, Class: in.class, Hazard: e.Hazard, Situation: "felt",
		Sent: e.Sent, Expires: e.Expires, Needs: in.needs, Why: "for tests", Area: dispatcher.AlertArea{Name: map[string]string{"ko": "경주시"}}}
	if a.Class == 0 {
		a.Class = templates.Urgent
	}
	if in.kind != dispatcher.KindCancel {
		a.Messages = []dispatcher.Message{{Language: "ko", MessageID: 4371}, {Language: "en", MessageID: 4384}}
		for _, name := range in.links {
			a.Parts = append(a.Parts, dispatcher.Part{Link: name, Texts: []string{"지진 " + in.text, "Earthquake " + in.text},
				DCS: []cbc.DCS{cbc.UCS2, cbc.GSM7}, Scope: cbc.PLMNWide, Cells: cellsOf(3), Count: 3, Merges: true})
		}
	}
	a.Seal()
	return dispatcher.Composed{Event: e, Draft: a}
}

func cellsOf(n int) dispatcher.CellList {
	cells := make(dispatcher.CellList, n)
	for i := range cells {
		cells[i] = cbc.Cell{Radio: cbc.GSM, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 1, ID: uint64(i + 1)}
	}
	return cells
}

func alert(ref string) input {
	return input{ref: ref, kind: dispatcher.KindAlert, text: ref, links: []string{"skt", "kt"}}
}

func update(ref string, rev uint16, after time.Duration, names ...string) input {
	in := alert(ref)
	in.rev, in.kind, in.sent, in.names = rev, dispatcher.KindUpdate, after, names
	in.text = fmt.Sprintf("%s.%d", ref, rev)
	return in
}

func cancel(ref string, after time.Duration, names ...string) input {
	return input{ref: ref, kind: dispatcher.KindCancel, sent: after, names: names}
}

// admit admits in over HTTP and checks the result.
func admit(t testing.TB, l *Ledger, in input, want dispatcher.Result) dispatcher.Admission {
	t.Helper()
	return admitRecord(t, l, in, in.record(-1), want)
}

func admitRecord(t testing.TB, l *Ledger, in input, r dispatcher.Record, want dispatcher.Result) dispatcher.Admission {
	t.Helper()
	a, err := l.Admit(t.Context(), r, in.composed(r))
	if err != nil {
		t.Fatal(err)
	}
	if a.Result != want {
		t.Fatalf("%s is %s %v, want %s", in.ref, a.Result, a.Problems, want)
	}
	return a
}

func owed(t testing.TB, l *Ledger, link string) []dispatcher.Delivery {
	t.Helper()
	return owedAt(t, l, link, begin.Add(time.Minute))
}

func owedAt(t testing.TB, l *Ledger, link string, now time.Time) []dispatcher.Delivery {
	t.Helper()
	ds, err := l.Owed(t.Context(), link, now)
	if err != nil {
		t.Fatal(err)
	}
	return ds
}

// brief says what is owed in one word each: "write 1.1/0".
func brief(ds []dispatcher.Delivery) []string {
	words := []string{}
	for _, d := range ds {
		w := fmt.Sprintf("%s %s/%d", d.Warning.Action, d.Alert, d.Message)
		if d.Warning.Repeated {
			w += " again"
		}
		words = append(words, w)
	}
	return words
}

func wantOwed(t testing.TB, l *Ledger, link string, want ...string) []dispatcher.Delivery {
	t.Helper()
	ds := owed(t, l, link)
	if d := cmp.Diff(append([]string{}, want...), brief(ds)); d != "" {
		t.Fatalf("owed on %s (-want +got):\n%s", link, d)
	}
	return ds
}

func ended(o cbc.Outcome) dispatcher.Settlement {
	return dispatcher.Settlement{Outcome: o, Owed: begin, Wrote: begin.Add(time.Millisecond), Settled: begin.Add(2 * time.Millisecond), Attempt: 1}
}

func settle(t testing.TB, l *Ledger, d dispatcher.Delivery, s dispatcher.Settlement) {
	t.Helper()
	if err := l.Settle(t.Context(), d, s); err != nil {
		t.Fatal(err)
	}
}

// carry settles all that is owed on a link as accepted.
func carry(t testing.TB, l *Ledger, link string) {
	t.Helper()
	for _, d := range owed(t, l, link) {
		settle(t, l, d, ended(cbc.Accepted))
	}
}

func posts(t testing.TB, l *Ledger) []dispatcher.Post {
	t.Helper()
	ps, err := l.Posts(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

// told says what posts there are in a word each: "event admitted".
func told(ps []dispatcher.Post) []string {
	var words []string
	for _, p := range ps {
		words = append(words, p.Kind+" "+p.What)
	}
	return words
}

func wantTold(t testing.TB, l *Ledger, want ...string) []dispatcher.Post {
	t.Helper()
	ps := posts(t, l)
	if d := cmp.Diff(want, told(ps)); d != "" {
		t.Fatalf("posts (-want +got):\n%s", d)
	}
	return ps
}

func stored(t testing.TB, l *Ledger, id dispatcher.AlertID) (dispatcher.Alert, []dispatcher.Settled) {
	t.Helper()
	a, s, err := l.Alert(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a, s
}
