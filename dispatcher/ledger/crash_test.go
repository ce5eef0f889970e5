package ledger

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// The test binary is also the process that is killed, or refused a ledger that
// another one has.
const childEnv = "BONGSU_LEDGER_CHILD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		os.Exit(child(path))
	}
	os.Exit(m.Run())
}

// child reads records from where the ledger left off and says which offsets
// are on disk, until it is killed.
func child(path string) int {
	ctx := context.Background()
	l, err := Open(ctx, Config{Path: path, Instance: "child", Now: func() time.Time { return begin }, Checkpoint: 5 * time.Millisecond})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	next, _, _ := l.Position("alerts.p0", 3)
	for ; ; next++ {
		in := alert(strconv.FormatInt(next, 10))
		r := in.record(next)
		a, err := l.Admit(ctx, r, in.composed(r))
		if err != nil || a.Result != dispatcher.Admitted {
			fmt.Println(a.Result, err)
			return 1
		}
		fmt.Println(next)
	}
}

func command(t *testing.T, path string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), childEnv+"="+path)
	return c
}

// kill lets a child admit some records, kills it in the middle of its work and
// returns the last offset that it said was on disk.
func kill(t *testing.T, path string, after int) int64 {
	t.Helper()
	c := command(t, path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	last := int64(-1)
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if last, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		if n == after {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	return last
}

func TestWhatWasAdmittedOutlivesAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	for round, after := range []int{0, 3, 11, 40} {
		last := kill(t, path, after)
		l, err := Open(t.Context(), Config{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		next, _, _ := l.Position("alerts.p0", 3)
		if next != last+1 && next != last+2 { // the last commit may not have been said any more
			t.Errorf("round %d: offset %d was on disk, the position is %d", round, last, next)
		}
		all, err := l.Alerts(t.Context(), "", 1000)
		if err != nil || int64(len(all)) != next {
			t.Errorf("round %d: position %d, %d alerts, %v", round, next, len(all), err)
		}
		serials := map[cbc.Serial]dispatcher.AlertID{}
		for _, a := range all {
			if o := serials[a.Messages[0].Serial]; o != "" {
				t.Errorf("round %d: %s and %s have serial %v", round, a.ID, o, a.Messages[0].Serial)
			}
			serials[a.Messages[0].Serial] = a.ID
		}
		if ds := owed(t, l, "skt"); int64(len(ds)) != 2*next || !ds[0].Warning.Repeated {
			t.Errorf("round %d: %d deliveries owed for %d alerts", round, len(ds), next)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := fresh(t, path)
	out, err := command(t, path).Output()
	if err == nil || !strings.Contains(string(out), fmt.Sprintf(`in use by instance "test", process %d`, os.Getpid())) {
		t.Errorf("a second process: %v, %q", err, out)
	}
	var used *InUseError
	if _, err := Open(t.Context(), Config{Path: path}); !errors.As(err, &used) || used.Path != path {
		t.Errorf("a second ledger in this process: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	fresh(t, path)
}

// A step is one call that writes.
type step struct {
	name string
	do   func(*testing.T, *Ledger) error
}

// steps are one of each call, in an order in which all of them write.
func steps() []step {
	admit := func(in input, offset int64) func(*testing.T, *Ledger) error {
		return func(t *testing.T, l *Ledger) error {
			r := in.record(offset)
			_, err := l.Admit(t.Context(), r, in.composed(r))
			return err
		}
	}
	waits := alert("w")
	waits.needs = 1
	other := alert("a")
	other.text = "other"
	settle := func(t *testing.T, l *Ledger) error {
		return l.Settle(t.Context(), owed(t, l, "skt")[0], ended(cbc.Accepted))
	}
	return []step{
		{"admit", admit(alert("a"), 0)},
		{"settle", settle},
		{"conflict", admit(other, 1)},
		{"admit what waits", admit(waits, 2)},
		{"decide", func(t *testing.T, l *Ledger) error {
			a, _ := stored(t, l, "2.1")
			_, err := l.Decide(t.Context(), "2.1", verdict(&a, "kim"))
			return err
		}},
		{"reopen", func(t *testing.T, l *Ledger) error { return l.Reopen(t.Context(), "skt", cellsOf(1)) }},
		{"update that joins", admit(update("u", 0, time.Minute, "a", "w"), 3)},
		{"settle again", settle},
		{"publish", func(t *testing.T, l *Ledger) error { return l.Published(t.Context(), 5) }},
		{"expire", func(t *testing.T, l *Ledger) error {
			_, err := l.Expire(t.Context(), begin.Add(time.Hour))
			return err
		}},
		{"close", func(t *testing.T, l *Ledger) error {
			_, err := l.Expire(t.Context(), begin.Add(3*time.Hour))
			return err
		}},
	}
}

func TestCrashAtAnyMomentOfACommitLeavesAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	copies := map[moment]string{}
	n := 0
	look := func(_ *turn, m moment) { // in the writer's goroutine: nothing is written meanwhile
		n++
		copies[m] = copyLedger(t, path, filepath.Join(dir, strconv.Itoa(n)))
	}
	l, err := Open(t.Context(), Config{Path: path, Now: func() time.Time { return begin }, Checkpoint: time.Hour, hook: look})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	before := summary(t, copyLedger(t, path, filepath.Join(dir, "empty")))
	for _, s := range steps() {
		clear(copies)
		if err := s.do(t, l); err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if len(copies) != 3 {
			t.Fatalf("%s reached %d moments of a commit", s.name, len(copies))
		}
		after := summary(t, copies[afterApply])
		if after == before {
			t.Fatalf("%s left nothing", s.name)
		}
		if d := cmp.Diff(before, summary(t, copies[beforeCommit])); d != "" {
			t.Errorf("a crash before the commit of %q left something (-want +got):\n%s", s.name, d)
		}
		if d := cmp.Diff(after, summary(t, copies[afterCommit])); d != "" {
			t.Errorf("a crash after the commit of %q lost something (-want +got):\n%s", s.name, d)
		}
		before = after
	}
}

// copyLedger copies a database and its log as a crash would leave them.
func copyLedger(t *testing.T, from, dir string) string {
	t.Helper()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(dir, "ledger.db")
	for _, end := range []string{"", "-wal"} {
		if err := copyFile(from+end, to+end); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// summary is all that can be asked of a ledger that starts from a copy.
func summary(t *testing.T, path string) string {
	t.Helper()
	l, err := Open(t.Context(), Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var b strings.Builder
	all, err := l.Alerts(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		_, tries := stored(t, l, a.ID)
		fmt.Fprintf(&b, "alert %s of case %d is %s, serials", a.ID, a.Case, a.State)
		for _, m := range a.Messages {
			fmt.Fprintf(&b, " %v", m.Serial)
		}
		fmt.Fprintf(&b, ", %d attempts\n", len(tries))
	}
	for _, link := range []string{"skt", "kt"} {
		fmt.Fprintf(&b, "%s owes %v, then %v\n", link, brief(owed(t, l, link)), brief(owedAt(t, l, link, begin.Add(90*time.Minute))))
	}
	next, hash, _ := l.Position("alerts.p0", 3)
	left, err := l.Unpublished(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "position %d %x\nposts %v\nunpublished %d\n", next, hash[:4], told(posts(t, l)), len(left))
	var open, trail, closed int
	err = l.reading.QueryRow(`SELECT (SELECT count(*) FROM cases WHERE closed = 0), (SELECT count(*) FROM audit),
		(SELECT count(*) FROM alerts WHERE closed = 1)`).Scan(&open, &trail, &closed)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "%d cases open, %d alerts closed, %d lines in the trail\n", open, closed, trail)
	return b.String()
}

func TestUnsettledAttemptMayBeOnAirAfterACrash(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	l := fresh(t, path)
	admit(t, l, alert("a"), dispatcher.Admitted)
	ds := owed(t, l, "skt")
	settle(t, l, ds[0], ended(cbc.Accepted)) // the second is under way when the process dies
	refused := ended(cbc.Refused)
	refused.Report.Cause = cbc.CauseInvalid
	settle(t, l, owed(t, l, "kt")[0], refused)
	failed := ended(cbc.Failed)
	settle(t, l, owed(t, l, "kt")[0], failed) // and is tried again

	again := fresh(t, copyLedger(t, path, filepath.Join(dir, "crash")))
	wantOwed(t, again, "skt", "write 1.1/1 again")
	wantOwed(t, again, "kt", "write 1.1/1 again")
	admit(t, again, cancel("c", time.Minute, "a"), dispatcher.Admitted)
	wantOwed(t, again, "skt", "stop 1.1/0", "stop 1.1/1")
	wantOwed(t, again, "kt", "stop 1.1/1")
}

func TestDoubtAfterAStart(t *testing.T) {
	live := &dispatcher.Alert{State: dispatcher.Owed}
	over := &dispatcher.Alert{State: dispatcher.Superseded}
	three := cellsOf(3)
	known := func(p dispatcher.Presence, last cbc.Action, o cbc.Outcome) air {
		return air{dispatcher.Air{Presence: p, Outcome: o}, attempt{1, last, o, begin, 1}}
	}
	with := func(a air, missing, refused dispatcher.CellList, permanent bool) air {
		a.Missing, a.Refused, a.Permanent = missing, refused, permanent
		return a
	}
	for _, c := range []struct {
		name    string
		alert   *dispatcher.Alert
		known   air
		tried   bool
		want    dispatcher.Presence
		missing dispatcher.CellList
	}{
		{"never settled, in force", live, air{}, false, dispatcher.Maybe, nil},
		{"never settled, over", over, air{}, false, dispatcher.Maybe, nil},
		{"failed, in force", live, known(dispatcher.Absent, cbc.Write, cbc.Failed), true, dispatcher.Maybe, nil},
		{"failed, over", over, known(dispatcher.Absent, cbc.Write, cbc.Failed), true, dispatcher.Maybe, nil},
		{"stopped, over", over, known(dispatcher.Absent, cbc.Stop, cbc.Accepted), true, dispatcher.Absent, nil},
		{"refused for good", live, with(known(dispatcher.Absent, cbc.Write, cbc.Refused), nil, nil, true), true, dispatcher.Absent, nil},
		{"lost", live, known(dispatcher.Maybe, cbc.Write, cbc.Lost), true, dispatcher.Maybe, nil},
		{"confirmed everywhere", live, known(dispatcher.OnAir, cbc.Write, cbc.Accepted), true, dispatcher.OnAir, nil},
		{"not yet everywhere", live, with(known(dispatcher.OnAir, cbc.Write, cbc.Partial), three, three[:1], false), true, dispatcher.Maybe, three[:1]},
		{"nowhere else to go", live, with(known(dispatcher.OnAir, cbc.Write, cbc.Partial), three[:1], three[:1], false), true, dispatcher.OnAir, three[:1]},
		{"half stopped, over", over, with(known(dispatcher.OnAir, cbc.Stop, cbc.Partial), three, three[:1], false), true, dispatcher.OnAir, three[:1]},
	} {
		got := doubt(c.alert, c.known, c.tried)
		if got.Presence != c.want || !slices.Equal(got.Missing, c.missing) {
			t.Errorf("%s: presence %d, missing %d cells; want %d, %d", c.name, got.Presence, len(got.Missing), c.want, len(c.missing))
		}
	}
}

func TestNothingIsOwedBeforeItIsOnDisk(t *testing.T) {
	seen := map[moment]int{}
	look := func(tn *turn, m moment) { seen[m] = len(tn.l.view.owed("skt", begin.Add(time.Minute))) }
	l, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "ledger.db"), hook: look})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	admit(t, l, alert("a"), dispatcher.Admitted)
	if d := cmp.Diff(map[moment]int{beforeCommit: 0, afterCommit: 0, afterApply: 2}, seen); d != "" {
		t.Errorf("owed at the moments of a commit (-want +got):\n%s", d)
	}
}

// A write is out and unanswered, the alert is cancelled, a second passes, and
// the process dies. The next life must stop what may be on air.
func TestAnAlertCancelledWhileAWriteIsOutIsStoppedAfterACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l, err := Open(t.Context(), Config{Path: path, Now: func() time.Time { return begin }})
	if err != nil {
		t.Fatal(err)
	}
	in := alert("a")
	in.links = []string{"skt"}
	admit(t, l, in, dispatcher.Admitted)
	owed(t, l, "skt") // the owner's Broadcast has begun; it may take a minute
	admit(t, l, cancel("c", time.Minute, "a"), dispatcher.Admitted)
	if _, err := l.Expire(t.Context(), begin.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil { // as good as a kill: nothing is settled
		t.Fatal(err)
	}
	wantOwed(t, fresh(t, path), "skt", "stop 1.1/0", "stop 1.1/1")
}

// The same, where an earlier attempt at the write was refused so far.
func TestAnAlertCancelledAfterAFailureIsStoppedAfterACrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l, err := Open(t.Context(), Config{Path: path, Now: func() time.Time { return begin }})
	if err != nil {
		t.Fatal(err)
	}
	in := alert("a")
	in.links = []string{"skt"}
	admit(t, l, in, dispatcher.Admitted)
	for _, d := range owed(t, l, "skt") {
		settle(t, l, d, ended(cbc.Failed))
	}
	admit(t, l, cancel("c", time.Minute, "a"), dispatcher.Admitted)
	if _, err := l.Expire(t.Context(), begin.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	wantOwed(t, fresh(t, path), "skt", "stop 1.1/0", "stop 1.1/1")
}
