package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// begin is when the tests' events were sent.
var begin = time.Date(2026, 6, 12, 9, 0, 0, 0, time.UTC)

func TestSQLiteKeepsTheContract(t *testing.T) {
	contract(t, func(t *testing.T) *Ledger { return fresh(t, filepath.Join(t.TempDir(), "ledger.db")) })
}

// fresh opens a ledger whose clock stands at begin.
func fresh(t testing.TB, path string) *Ledger {
	t.Helper()
	l, err := Open(context.Background(), Config{Path: path, Instance: "test", Now: func() time.Time { return begin }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return l
}

// contract is what every ledger must do, whatever it writes to.
func contract(t *testing.T, open func(t *testing.T) *Ledger) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *Ledger)
	}{
		{"an admitted alert is owed", admittedIsOwed},
		{"a second copy is a duplicate", secondCopyIsDuplicate},
		{"the same key with other content is a conflict", otherContentIsConflict},
		{"a corrected event takes the place of a refused one", correctedIsTaken},
		{"an older event is stale", olderIsStale},
		{"a cancel before its alert suppresses it", cancelBeforeAlert},
		{"an update before its alert is an alert", updateBeforeAlert},
		{"an update supersedes", updateSupersedes},
		{"a replaced broadcast is not on air", replacedIsAbsent},
		{"an event that names two cases joins them", twoCasesJoin},
		{"two people decide", twoPeopleDecide},
		{"what waits is revised", whatWaitsIsRevised},
		{"a rejection ends it", rejectionEnds},
		{"decisions are refused with a reason", decisionsRefused},
		{"an unreadable record is kept and a dead letter", unreadableIsKept},
		{"positions follow what is read", positionsFollow},
		{"another log is read", anotherLogIsRead},
		{"a link that forgot is told again", forgottenIsToldAgain},
		{"failures alike are counted", failuresAreCounted},
		{"a late answer brings a closed alert back", lateAnswer},
		{"what is over expires", overExpires},
		{"posts are published in order", postsInOrder},
		{"what people did is in the trail", trail},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func admittedIsOwed(t *testing.T, l *Ledger) {
	in := alert("a")
	a := admit(t, l, in, dispatcher.Admitted)
	if d := cmp.Diff([]string{"skt", "kt"}, a.Links); d != "" || a.Case != 1 || a.Alert.ID != "1.1" {
		t.Errorf("admitted as %s of case %d, links %v", a.Alert.ID, a.Case, a.Links)
	}
	got, _ := stored(t, l, "1.1")
	if d := cmp.Diff(*a.Alert, got); d != "" {
		t.Errorf("the alert as read back (-admitted +read):\n%s", d)
	}
	ds := wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1")
	if ds[0].Warning.Serial != got.Messages[0].Serial || ds[0].Warning.Text != "지진 a" {
		t.Errorf("owed is %v %q", ds[0].Warning.Serial, ds[0].Warning.Text)
	}
	wantOwed(t, l, "lgu")
	wantTold(t, l, "event admitted", "alert owed")
	r, err := l.Original(t.Context(), "1.1")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(in.record(-1), r); d != "" {
		t.Errorf("the original as read back (-sent +read):\n%s", d)
	}
	carry(t, l, "skt")
	wantOwed(t, l, "skt")
	wantOwed(t, l, "kt", "write 1.1/0", "write 1.1/1")
}

func secondCopyIsDuplicate(t *testing.T, l *Ledger) {
	admit(t, l, alert("a"), dispatcher.Admitted)
	a := admit(t, l, alert("a"), dispatcher.Duplicate)
	if a.Case != 1 || a.Alert != nil || len(a.Links) != 0 {
		t.Errorf("the duplicate is of case %d, alert %v, links %v", a.Case, a.Alert, a.Links)
	}
	wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1")
	wantTold(t, l, "event admitted", "alert owed", "event duplicate")
}

func otherContentIsConflict(t *testing.T, l *Ledger) {
	in := alert("a")
	admitRecord(t, l, in, in.record(0), dispatcher.Admitted)
	in.text = "other"
	r := in.record(1)
	admitRecord(t, l, in, r, dispatcher.Conflict)
	ps := wantTold(t, l, "event admitted", "alert owed", "event conflict", "dead-letter conflict")
	if d := cmp.Diff(&r, ps[3].Letter); d != "" {
		t.Errorf("the dead letter (-sent +stored):\n%s", d)
	}
	if ds := wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1"); ds[0].Warning.Text != "지진 a" {
		t.Errorf("owed is %q", ds[0].Warning.Text)
	}
}

func correctedIsTaken(t *testing.T, l *Ledger) {
	in := alert("a")
	r := in.record(0)
	c := in.composed(r)
	c.Draft, c.Problems = nil, []dispatcher.Problem{{Code: "unknown-region", Path: "area", Message: "region 1 is not known"}}
	a, err := l.Admit(t.Context(), r, c)
	if err != nil || a.Result != dispatcher.Refused || a.Case != 0 || len(a.Problems) != 1 {
		t.Fatalf("refused as %+v, %v", a, err)
	}
	in.text = "corrected"
	admitRecord(t, l, in, in.record(1), dispatcher.Admitted)
	wantTold(t, l, "event refused", "dead-letter refused", "event admitted", "alert owed")
}

func olderIsStale(t *testing.T, l *Ledger) {
	admit(t, l, update("a", 2, time.Minute), dispatcher.Admitted)
	a := admit(t, l, update("a", 1, 2*time.Minute), dispatcher.Stale)
	if a.Case != 1 {
		t.Errorf("the stale event is of case %d", a.Case)
	}
	admit(t, l, update("a", 1, 2*time.Minute), dispatcher.Duplicate)
	wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1")
}

func cancelBeforeAlert(t *testing.T, l *Ledger) {
	admit(t, l, cancel("c", time.Minute, "a"), dispatcher.Admitted)
	admit(t, l, alert("a"), dispatcher.Stale)
	wantOwed(t, l, "skt")
	wantTold(t, l, "event admitted", "alert cancelled", "event stale")
}

func updateBeforeAlert(t *testing.T, l *Ledger) {
	admit(t, l, update("u", 0, time.Minute, "a"), dispatcher.Admitted)
	admit(t, l, alert("a"), dispatcher.Stale)
	wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1")
}

func updateSupersedes(t *testing.T, l *Ledger) {
	first := admit(t, l, alert("a"), dispatcher.Admitted)
	ds := owed(t, l, "skt")
	settle(t, l, ds[0], ended(cbc.Accepted))
	settle(t, l, ds[1], ended(cbc.Lost))
	second := admit(t, l, update("u", 0, time.Minute, "a"), dispatcher.Admitted)
	if second.Case != first.Case || second.Alert.ID != "1.2" || second.Alert.Messages[0].Replaces == nil {
		t.Fatalf("the update is %s of case %d", second.Alert.ID, second.Case)
	}
	old, _ := stored(t, l, "1.1")
	if old.State != dispatcher.Superseded || old.EndedAt.IsZero() || old.Why != "by 1.2" {
		t.Errorf("the first revision is %s, ended %v, why %q", old.State, old.EndedAt, old.Why)
	}
	wantOwed(t, l, "skt", "write 1.2/0", "write 1.2/1")
	carryWrites(t, l, "skt")
	wantOwed(t, l, "skt", "stop 1.1/1")
	carry(t, l, "skt")
	wantOwed(t, l, "skt")
}

// carryWrites settles all writes that are owed on a link as accepted.
func carryWrites(t testing.TB, l *Ledger, link string) {
	t.Helper()
	for _, d := range owed(t, l, link) {
		if d.Warning.Action == cbc.Write {
			settle(t, l, d, ended(cbc.Accepted))
		}
	}
}

func replacedIsAbsent(t *testing.T, l *Ledger) {
	admit(t, l, alert("a"), dispatcher.Admitted)
	carry(t, l, "skt")
	admit(t, l, update("u", 0, time.Minute, "a"), dispatcher.Admitted)
	ds := wantOwed(t, l, "skt", "write 1.2/0", "write 1.2/1")
	if !ds[0].Warning.Replaces {
		t.Fatal("the write does not replace what it could")
	}
	settle(t, l, ds[0], ended(cbc.Accepted))
	settle(t, l, ds[1], ended(cbc.Refused))
	wantOwed(t, l, "skt", "write 1.2/1 again")
}

func twoCasesJoin(t *testing.T, l *Ledger) {
	admit(t, l, alert("a"), dispatcher.Admitted)
	admit(t, l, alert("b"), dispatcher.Admitted)
	admit(t, l, update("b2", 0, time.Second, "b"), dispatcher.Admitted)
	carry(t, l, "skt")
	carry(t, l, "skt") // and what was replaced is stopped
	j := admit(t, l, update("u", 0, time.Minute, "a", "b"), dispatcher.Admitted)
	if j.Case != 1 || j.Alert.ID != "1.4" {
		t.Fatalf("joined as %s of case %d", j.Alert.ID, j.Case)
	}
	for id, want := range map[dispatcher.AlertID]dispatcher.State{"1.1": dispatcher.Superseded, "2.1": dispatcher.Superseded, "2.2": dispatcher.Superseded, "1.4": dispatcher.Owed} {
		if a, _ := stored(t, l, id); a.State != want || a.Case != 1 {
			t.Errorf("alert %s is %s, of case %d", id, a.State, a.Case)
		}
	}
	wantOwed(t, l, "skt", "write 1.4/0", "write 1.4/1") // nothing leaves the air before that is there
	admit(t, l, update("b2", 0, time.Second, "b"), dispatcher.Duplicate)
	c := admit(t, l, cancel("c", 2*time.Minute, "b2"), dispatcher.Admitted)
	if c.Case != 1 || c.Alert.ID != "1.5" {
		t.Errorf("a cancel of what was joined is %s of case %d", c.Alert.ID, c.Case)
	}
	if a, _ := stored(t, l, "1.4"); a.State != dispatcher.Cancelled {
		t.Errorf("after the cancel the update is %s", a.State)
	}
	if a, _ := stored(t, l, "1.5"); !cmp.Equal(a, *c.Alert) {
		t.Errorf("the cancel as read back (-planned +read):\n%s", cmp.Diff(*c.Alert, a))
	}
}

func verdict(a *dispatcher.Alert, by string) dispatcher.Verdict {
	return dispatcher.Verdict{By: by, Approve: true, Hash: a.Hash, At: begin.Add(time.Minute)}
}

func twoPeopleDecide(t *testing.T, l *Ledger) {
	in := alert("a")
	in.needs = 2
	a := admit(t, l, in, dispatcher.Admitted)
	wantOwed(t, l, "skt")
	got, err := l.Decide(t.Context(), "1.1", verdict(a.Alert, "kim"))
	if err != nil || got.State != dispatcher.Waiting || len(got.Approvals) != 1 {
		t.Fatalf("after one approval: %s, %v", got.State, err)
	}
	wantRefused(t, l, "1.1", verdict(a.Alert, "kim"), "same-person")
	wantOwed(t, l, "skt")
	if got, err = l.Decide(t.Context(), "1.1", verdict(a.Alert, "lee")); err != nil || got.State != dispatcher.Owed {
		t.Fatalf("after two approvals: %s, %v", got.State, err)
	}
	if read, _ := stored(t, l, "1.1"); !cmp.Equal(got, read) {
		t.Errorf("as read back (-decided +read):\n%s", cmp.Diff(got, read))
	}
	wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1")
	wantTold(t, l, "event admitted", "alert waiting", "alert waiting", "alert owed")
}

// What would be composed differently by now waits again, for everyone.
func whatWaitsIsRevised(t *testing.T, l *Ledger) {
	in := alert("a")
	in.needs = 2
	was := admit(t, l, in, dispatcher.Admitted).Alert
	if _, err := l.Decide(t.Context(), "1.1", verdict(was, "kim")); err != nil {
		t.Fatal(err)
	}
	other := alert("a")
	other.links, other.needs = []string{"kt"}, 1
	now, err := l.Revise(t.Context(), "1.1", *other.composed(other.record(-1)).Draft, "skt is gone")
	if err != nil || now.State != dispatcher.Waiting || now.Needs != 2 || len(now.Approvals) != 0 || now.Why != "skt is gone" {
		t.Fatalf("revised: %+v, %v", now, err)
	}
	if read, _ := stored(t, l, "1.1"); !cmp.Equal(now, read) {
		t.Errorf("as read back (-revised +read):\n%s", cmp.Diff(now, read))
	}
	wantRefused(t, l, "1.1", verdict(was, "lee"), "changed")
	for _, by := range []string{"lee", "kim"} {
		if _, err := l.Decide(t.Context(), "1.1", verdict(&now, by)); err != nil {
			t.Fatal(err)
		}
	}
	wantOwed(t, l, "skt")
	wantOwed(t, l, "kt", "write 1.1/0", "write 1.1/1")
	if _, err := l.Revise(t.Context(), "1.1", now, ""); err == nil {
		t.Error("what is owed was revised")
	}
}

func rejectionEnds(t *testing.T, l *Ledger) {
	in := alert("a")
	in.needs = 1
	a := admit(t, l, in, dispatcher.Admitted)
	v := verdict(a.Alert, "kim")
	v.Approve, v.Reason = false, "a test of the sensors"
	got, err := l.Decide(t.Context(), "1.1", v)
	if err != nil || got.State != dispatcher.Rejected || got.Why != v.Reason {
		t.Fatalf("rejected: %s %q, %v", got.State, got.Why, err)
	}
	wantRefused(t, l, "1.1", verdict(a.Alert, "lee"), "not-waiting")
	wantOwed(t, l, "skt")
}

func wantRefused(t testing.TB, l *Ledger, id dispatcher.AlertID, v dispatcher.Verdict, code string) {
	t.Helper()
	_, err := l.Decide(t.Context(), id, v)
	var d *dispatcher.DecisionError
	if !errors.As(err, &d) || d.Code != code {
		t.Errorf("deciding about %s: %v, want %s", id, err, code)
	}
}

func decisionsRefused(t *testing.T, l *Ledger) {
	in := alert("a")
	in.needs = 1
	first := admit(t, l, in, dispatcher.Admitted)
	wantRefused(t, l, "9.1", verdict(first.Alert, "kim"), "not-found")
	changed := verdict(first.Alert, "kim")
	changed.Hash = "other"
	wantRefused(t, l, "1.1", changed, "changed")
	late := verdict(first.Alert, "kim")
	late.At = begin.Add(2 * time.Hour)
	wantRefused(t, l, "1.1", late, "expired")
	admit(t, l, update("u", 0, time.Minute, "a"), dispatcher.Admitted)
	wantRefused(t, l, "1.1", verdict(first.Alert, "kim"), "superseded")
	if _, err := l.Expire(t.Context(), begin.Add(3*time.Hour)); err != nil { // all is closed: the answers come from the disk
		t.Fatal(err)
	}
	wantRefused(t, l, "1.1", verdict(first.Alert, "kim"), "superseded")
	wantRefused(t, l, "1.2", verdict(first.Alert, "kim"), "not-waiting")
}

func unreadableIsKept(t *testing.T, l *Ledger) {
	r := dispatcher.Record{Position: &dispatcher.Position{Topic: "alerts.p0", Offset: 7}, Value: []byte{0xff, 0, 1}, Lane: "p0", Received: begin}
	c := dispatcher.Composed{Problems: []dispatcher.Problem{{Code: "unreadable", Message: "it is not JSON"}}}
	for range 2 { // without a key nothing is known again: two such records are two letters
		a, err := l.Admit(t.Context(), r, c)
		if err != nil || a.Result != dispatcher.Refused {
			t.Fatalf("%+v, %v", a, err)
		}
		r.Position = &dispatcher.Position{Topic: "alerts.p0", Offset: 8}
	}
	ps := wantTold(t, l, "event refused", "dead-letter refused", "event refused", "dead-letter refused")
	if ps[3].Letter == nil || ps[3].Letter.Position.Offset != 8 || string(ps[3].Letter.Value) != string(r.Value) {
		t.Errorf("the dead letter is %+v", ps[3].Letter)
	}
}

func positionsFollow(t *testing.T, l *Ledger) {
	if _, _, ok := l.Position("alerts.p0", 3); ok {
		t.Error("a lane that was never read has a position")
	}
	in := alert("a")
	r := in.record(5)
	admitRecord(t, l, in, r, dispatcher.Admitted)
	next, before, ok := l.Position("alerts.p0", 3)
	if !ok || next != 6 || before != sha256.Sum256(r.Value) {
		t.Errorf("after offset 5 the position is %d, %x, %v", next, before, ok)
	}
	told := len(posts(t, l))
	admitRecord(t, l, in, r, dispatcher.Duplicate)
	if next, _, _ := l.Position("alerts.p0", 3); next != 6 || len(posts(t, l)) != told {
		t.Errorf("the record taken last changed something: position %d, %d posts", next, len(posts(t, l)))
	}
	admitRecord(t, l, in, in.record(9), dispatcher.Duplicate)
	if next, _, _ := l.Position("alerts.p0", 3); next != 10 {
		t.Errorf("after a duplicate at offset 9 the position is %d", next)
	}
}

// A topic that was made anew begins at 0 again, and what is in it counts.
func anotherLogIsRead(t *testing.T, l *Ledger) {
	admitRecord(t, l, alert("a"), alert("a").record(9), dispatcher.Admitted)
	b := alert("b")
	r := b.record(0)
	admitRecord(t, l, b, r, dispatcher.Admitted)
	if next, before, _ := l.Position("alerts.p0", 3); next != 1 || before != sha256.Sum256(r.Value) {
		t.Errorf("after offset 0 of another log the position is %d, %x", next, before)
	}
	c := alert("c")
	admitRecord(t, l, c, c.record(9), dispatcher.Admitted)
}

func forgottenIsToldAgain(t *testing.T, l *Ledger) {
	admit(t, l, alert("a"), dispatcher.Admitted)
	told := len(posts(t, l))
	if err := l.Reopen(t.Context(), "skt", nil); err != nil {
		t.Fatal(err)
	}
	carry(t, l, "skt")
	if err := l.Reopen(t.Context(), "skt", cellsOf(2)[1:]); err != nil {
		t.Fatal(err)
	}
	ds := wantOwed(t, l, "skt", "write 1.1/0 again", "write 1.1/1 again")
	if d := cmp.Diff([]cbc.Cell(cellsOf(2)[1:]), ds[0].Warning.Area.Cells); d != "" {
		t.Errorf("told again in (-want +got):\n%s", d)
	}
	for _, d := range ds {
		s := ended(cbc.Accepted)
		s.Settled = s.Settled.Add(time.Minute)
		settle(t, l, d, s)
	}
	if err := l.Reopen(t.Context(), "skt", nil); err != nil {
		t.Fatal(err)
	}
	if ds := wantOwed(t, l, "skt", "write 1.1/0 again", "write 1.1/1 again"); len(ds[0].Warning.Area.Cells) != 3 {
		t.Errorf("told again in %d cells", len(ds[0].Warning.Area.Cells))
	}
	if n := len(posts(t, l)); n != told+4 {
		t.Errorf("%d posts of four attempts", n-told)
	}
}

func failuresAreCounted(t *testing.T, l *Ledger) {
	admit(t, l, alert("a"), dispatcher.Admitted)
	d := owed(t, l, "skt")[0]
	s := ended(cbc.Failed)
	s.Err = "no connection"
	for i := range 5 {
		s.Attempt, s.Settled = i+1, s.Settled.Add(time.Second)
		settle(t, l, d, s)
	}
	settle(t, l, d, s) // a second time
	s.Outcome, s.Attempt, s.Settled, s.Err = cbc.Accepted, 6, s.Settled.Add(time.Second), ""
	settle(t, l, d, s)
	settle(t, l, d, s)
	wantTold(t, l, "event admitted", "alert owed", "delivery failed", "delivery accepted")
	_, all := stored(t, l, "1.1")
	if len(all) != 2 || all[0].Attempt != 5 || all[0].Detail != "no connection" || all[1].Outcome != "accepted" || all[1].Cells != 3 {
		t.Errorf("stored attempts: %+v", all)
	}
	wantOwed(t, l, "skt", "write 1.1/1")
}

func lateAnswer(t *testing.T, l *Ledger) {
	in := alert("a")
	in.links = []string{"skt"}
	admit(t, l, in, dispatcher.Admitted)
	d := owed(t, l, "skt")[0] // under way
	admit(t, l, cancel("c", time.Minute, "a"), dispatcher.Admitted)
	if _, err := l.Expire(t.Context(), begin.Add(time.Minute)); err != nil { // nothing is on air: all is closed
		t.Fatal(err)
	}
	wantOwed(t, l, "skt")
	settle(t, l, d, ended(cbc.Accepted))
	wantOwed(t, l, "skt", "stop 1.1/0")
	carry(t, l, "skt")
	wantOwed(t, l, "skt")
}

func overExpires(t *testing.T, l *Ledger) {
	in := alert("w")
	in.needs = 1
	admit(t, l, alert("a"), dispatcher.Admitted)
	admit(t, l, in, dispatcher.Admitted)
	carry(t, l, "skt")
	for _, c := range []struct {
		after time.Duration
		links []string
	}{{59 * time.Minute, nil}, {time.Hour, []string{"skt", "kt"}}, {61 * time.Minute, nil}} {
		links, err := l.Expire(t.Context(), begin.Add(c.after))
		if err != nil || !slices.Equal(links, c.links) {
			t.Errorf("after %s: links %v, %v; want %v", c.after, links, err, c.links)
		}
	}
	for _, id := range []dispatcher.AlertID{"1.1", "2.1"} {
		if a, _ := stored(t, l, id); a.State != dispatcher.Expired || !a.EndedAt.Equal(a.Expires) {
			t.Errorf("alert %s is %s, ended %v", id, a.State, a.EndedAt)
		}
	}
	if got := brief(owedAt(t, l, "skt", begin.Add(time.Hour))); !slices.Equal(got, []string{"stop 1.1/0", "stop 1.1/1"}) {
		t.Errorf("owed after the end: %v", got)
	}
	if _, err := l.Expire(t.Context(), begin.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	var airs int
	if err := l.reading.QueryRow(`SELECT count(*) FROM airs`).Scan(&airs); err != nil || airs != 0 {
		t.Errorf("%d messages are still known to be on air when all is closed, %v", airs, err)
	}
}

func postsInOrder(t *testing.T, l *Ledger) {
	news := l.News()
	in := alert("a")
	admitRecord(t, l, in, in.record(0), dispatcher.Admitted)
	select {
	case <-news:
	default:
		t.Fatal("no news of a commit with posts")
	}
	in.text = "other"
	admitRecord(t, l, in, in.record(1), dispatcher.Conflict)
	for _, want := range [][]int64{{1, 2}, {3, 4}, nil} {
		ps, err := l.Unpublished(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, p := range ps {
			ids = append(ids, p.ID)
			if p.Kind == "dead-letter" && (p.Letter == nil || len(p.Letter.Value) == 0) {
				t.Error("a dead letter without its original")
			}
			if b, err := json.Marshal(p.Detail); err != nil || p.Kind == "alert" && !json.Valid(b) {
				t.Errorf("detail %s, %v", b, err)
			}
		}
		if !slices.Equal(ids, want) {
			t.Fatalf("unpublished: %v, want %v", ids, want)
		}
		if len(ids) > 0 {
			if err := l.Published(t.Context(), ids[len(ids)-1]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := l.Published(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if ps, _ := l.Unpublished(t.Context(), 9); len(ps) != 0 {
		t.Errorf("noting less than before made %d posts unpublished", len(ps))
	}
}

func trail(t *testing.T, l *Ledger) {
	in := alert("a")
	in.needs = 1
	a := admit(t, l, in, dispatcher.Admitted)
	if err := l.Audit(t.Context(), "kim", "sign-in", map[string]string{"from": "192.0.2.1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Decide(t.Context(), "1.1", verdict(a.Alert, "kim")); err != nil {
		t.Fatal(err)
	}
	var got []string
	rows, err := l.reading.Query(`SELECT by || ' ' || what FROM audit ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if d := cmp.Diff([]string{"kma-token event", "kim sign-in", "kim approve"}, got); d != "" {
		t.Errorf("the trail (-want +got):\n%s", d)
	}
}

// A settled attempt at an alert that is closed leaves nothing in memory.
func TestALateSettlementOfAClosedAlertLeaksNothing(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	in := alert("a")
	in.links = []string{"skt"}
	admit(t, l, in, dispatcher.Admitted)
	d := owed(t, l, "skt")[0]
	admit(t, l, cancel("c", time.Minute, "a"), dispatcher.Admitted)
	if _, err := l.Expire(t.Context(), begin.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	settle(t, l, d, ended(cbc.Failed))
	if _, err := l.Expire(t.Context(), begin.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := l.reading.QueryRow(`SELECT count(*) FROM airs`).Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if len(l.view.airs)+rows != 0 {
		t.Errorf("%d airs in memory, %d on disk, of nothing that is open", len(l.view.airs), rows)
	}
}

// A link that an alert was not for when it was admitted, and is for since it
// was revised, owes it.
func TestARevisedAlertIsOwedOnItsNewLinks(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	in := alert("a")
	in.links, in.needs = []string{"old"}, 1
	admit(t, l, in, dispatcher.Admitted)
	in.links = []string{"new"}
	a, err := l.Revise(t.Context(), "1.1", *in.composed(in.record(0)).Draft, "links have changed")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Decide(t.Context(), "1.1", verdict(&a, "kim")); err != nil {
		t.Fatal(err)
	}
	wantOwed(t, l, "new", "write 1.1/0", "write 1.1/1")
}
