package ledger

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// busy keeps the writer from its work until release is called, which returns
// when the writer is free again.
func busy(t *testing.T, l *Ledger) (release func()) {
	t.Helper()
	begun, free, over := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	var once sync.Once // a group that is tried again calls it again
	go func() {
		over <- l.write(context.Background(), urgent, func(*turn) error {
			once.Do(func() { close(begun) })
			<-free
			return nil
		})
	}()
	<-begun
	return func() {
		close(free)
		if err := <-over; err != nil {
			t.Error(err)
		}
	}
}

// queued runs f in a goroutine and returns when it has a request in the queue
// of rank r; the answer comes later.
func queued(t *testing.T, l *Ledger, r rank, f func() error) <-chan error {
	t.Helper()
	before := len(l.queue.waiting[r])
	answer := make(chan error, 1)
	go func() { answer <- f() }()
	for deadline := time.Now().Add(5 * time.Second); len(l.queue.waiting[r]) == before; {
		if time.Now().After(deadline) {
			t.Fatal("the request is not in the queue")
		}
	}
	return answer
}

func TestOneRequestThatFailsDoesNotHarmItsGroup(t *testing.T) {
	for _, bad := range []int{0, 1, 2} {
		t.Run(fmt.Sprintf("number %d", bad), func(t *testing.T) {
			l, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "ledger.db"), Now: func() time.Time { return begin }, group: time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			broken := errors.New("no more of this")
			release := busy(t, l)
			var answers []<-chan error
			for i := range 3 {
				if i == bad {
					answers = append(answers, queued(t, l, normal, func() error {
						return l.write(t.Context(), normal, func(tn *turn) error {
							tn.then(func(*view) { t.Error("what went wrong is in memory") })
							return errors.Join(tn.post(dispatcher.Post{Kind: "event", What: "never"}, 0), broken)
						})
					}))
					continue
				}
				in := alert(fmt.Sprint("a", i))
				answers = append(answers, queued(t, l, normal, func() error {
					_, err := l.Admit(t.Context(), in.record(int64(i)), in.composed(in.record(int64(i))))
					return err
				}))
			}
			release()
			for i, a := range answers {
				if err := <-a; (i == bad) != errors.Is(err, broken) || i != bad && err != nil {
					t.Errorf("request %d: %v", i, err)
				}
			}
			wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1", "write 2.1/0", "write 2.1/1")
			ps := wantTold(t, l, "event admitted", "alert owed", "event admitted", "alert owed")
			for i, p := range ps {
				if p.ID != int64(i+1) {
					t.Errorf("post %d has id %d", i, p.ID)
				}
			}
		})
	}
}

func TestCommitThatFailsIsTriedAgainOneByOne(t *testing.T) {
	var sabotage atomic.Bool
	path := filepath.Join(t.TempDir(), "ledger.db")
	hook := func(tn *turn, m moment) {
		if m == beforeCommit && sabotage.CompareAndSwap(true, false) {
			if err := run(tn.s.rollback); err != nil { // behind the writer's back: there is nothing to commit
				t.Error(err)
			}
		}
	}
	l, err := Open(t.Context(), Config{Path: path, Now: func() time.Time { return begin }, group: time.Hour, hook: hook})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	admit(t, l, alert("before"), dispatcher.Admitted)
	carry(t, l, "skt")
	release := busy(t, l)
	var answers []<-chan error
	for i := range 3 {
		in := alert(fmt.Sprint("a", i))
		answers = append(answers, queued(t, l, normal, func() error {
			_, err := l.Admit(t.Context(), in.record(int64(i)), in.composed(in.record(int64(i))))
			return err
		}))
	}
	sabotage.Store(true)
	release()
	for i, a := range answers {
		if err := <-a; err != nil {
			t.Errorf("request %d: %v", i, err)
		}
	}
	if next, _, _ := l.Position("alerts.p0", 3); next != 3 {
		t.Errorf("the position is %d, want 3", next)
	}
	if all, _ := l.Alerts(t.Context(), "", 9); len(all) != 4 {
		t.Errorf("%d alerts are stored, want 4", len(all))
	}
	if sabotage.Load() {
		t.Error("no commit was sabotaged")
	}
}

func TestNothingStandsAloneAfterAStatementThatFailed(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	err := l.write(t.Context(), normal, func(tn *turn) error {
		first := tn.post(dispatcher.Post{Kind: "event", What: "first"}, 0)
		// SQLite ends the whole transaction by itself after some errors.
		return errors.Join(first, run(tn.s.rollback), tn.exec(tn.s.addPost, 7, nil, nil),
			tn.post(dispatcher.Post{Kind: "event", What: "last"}, 0))
	})
	if err == nil {
		t.Fatal("a post without a body was taken")
	}
	wantTold(t, l)
	admit(t, l, alert("a"), dispatcher.Admitted)
	wantTold(t, l, "event admitted", "alert owed")
}

func TestNothingIsDecidedWhileTheDiskCannotBeRead(t *testing.T) {
	var sabotage atomic.Bool
	hook := func(tn *turn, m moment) {
		if m == beforeCommit && sabotage.CompareAndSwap(true, false) {
			_, err := tn.conn.ExecContext(context.Background(), `ROLLBACK; UPDATE cases SET body = 'x' || body`)
			if err != nil {
				t.Error(err)
			}
		}
	}
	l, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "ledger.db"), Now: func() time.Time { return begin }, hook: hook})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	admit(t, l, alert("a"), dispatcher.Admitted)
	sabotage.Store(true)
	in := alert("b")
	for range 2 { // the first commit goes wrong, then the disk cannot be read
		if a, err := l.Admit(t.Context(), in.record(0), in.composed(in.record(0))); err == nil {
			t.Errorf("admitted as %+v", a)
		}
	}
	if _, err := l.moving.Exec(`UPDATE cases SET body = substr(body, 2)`); err != nil {
		t.Fatal(err)
	}
	if a := admitRecord(t, l, in, in.record(0), dispatcher.Admitted); a.Alert.ID != "2.1" {
		t.Errorf("once it can be read again: %s", a.Alert.ID)
	}
}

func TestFullDiskIsAnErrorAndNoMore(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	limit := func(pages int) {
		t.Helper()
		err := l.write(t.Context(), normal, func(tn *turn) error {
			_, err := tn.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	admit(t, l, alert("a"), dispatcher.Admitted)
	limit(1) // as many as there are
	in := alert("b")
	r := in.record(0)
	r.Value = make([]byte, 1<<20)
	if a, err := l.Admit(t.Context(), r, in.composed(r)); err == nil {
		t.Fatalf("a full disk took a megabyte: %+v", a)
	}
	wantOwed(t, l, "skt", "write 1.1/0", "write 1.1/1")
	if _, _, ok := l.Position("alerts.p0", 3); ok {
		t.Error("the position moved all the same")
	}
	limit(1 << 20)
	admitRecord(t, l, in, r, dispatcher.Admitted)
	wantOwedAnyhow(t, l, "skt", "1.1", "1.1", "2.1", "2.1")
}

// wantOwedAnyhow compares alerts only.
func wantOwedAnyhow(t testing.TB, l *Ledger, link string, want ...dispatcher.AlertID) {
	t.Helper()
	var got []dispatcher.AlertID
	for _, d := range owed(t, l, link) {
		got = append(got, d.Alert)
	}
	if !slices.Equal(got, want) {
		t.Errorf("owed on %s: %v, want %v", link, got, want)
	}
}

func TestUrgentRequestsComeFirst(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	release := busy(t, l)
	critical := alert("critical")
	critical.class = templates.Critical
	var answers []<-chan error
	put := func(r rank, in input) {
		answers = append(answers, queued(t, l, r, func() error {
			_, err := l.Admit(t.Context(), in.record(-1), in.composed(in.record(-1)))
			return err
		}))
	}
	answers = append(answers, queued(t, l, later, func() error { return l.Audit(t.Context(), "kim", "sign-in", nil) }))
	put(normal, alert("normal"))
	put(urgent, critical)
	put(urgent, cancel("cancel", 0, "other"))
	release()
	for _, a := range answers {
		if err := <-a; err != nil {
			t.Error(err)
		}
	}
	var order []string
	for _, p := range posts(t, l) {
		if p.Kind == "event" {
			order = append(order, p.Event.Ref)
		}
	}
	if want := []string{"critical", "cancel", "normal"}; !slices.Equal(order, want) {
		t.Errorf("admitted in the order %v, want %v", order, want)
	}
}

func TestWhatHappenedOnLinksIsNotPassedOverForEver(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	var mu sync.Mutex // guards done
	var done []rank
	note := func(r rank) func() error {
		return func() error {
			return l.write(t.Context(), r, func(*turn) error {
				mu.Lock()
				defer mu.Unlock()
				done = append(done, r)
				return nil
			})
		}
	}
	release := busy(t, l)
	answers := []<-chan error{queued(t, l, later, note(later))}
	for range groupAdmissions * (patience + 4) {
		answers = append(answers, queued(t, l, urgent, note(urgent)))
	}
	release()
	for _, a := range answers {
		<-a
	}
	if at := slices.Index(done, later); at < 0 || at > groupAdmissions*(patience+1) {
		t.Errorf("the patient request was number %d of %d", at, len(done))
	}
}

func TestCallerWhoseContextEndsIsNotHeld(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	release := busy(t, l)
	ctx, cancel := context.WithCancel(t.Context())
	in := alert("a")
	answer := queued(t, l, normal, func() error {
		_, err := l.Admit(ctx, in.record(0), in.composed(in.record(0)))
		return err
	})
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) {
		t.Errorf("the caller is told %v", err)
	}
	release()
	admitRecord(t, l, in, in.record(0), dispatcher.Admitted)
}

func TestCloseWaitsForAllThatWasAsked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l, err := Open(t.Context(), Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex // guards kept
	kept := map[dispatcher.AlertID]bool{}
	for n := range 8 {
		all.Go(func() {
			for i := 0; ; i++ {
				in := alert(fmt.Sprint(n, "-", i))
				a, err := l.Admit(context.Background(), in.record(-1), in.composed(in.record(-1)))
				if err != nil {
					if !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				kept[a.Alert.ID] = true
				mu.Unlock()
			}
		})
	}
	for range 20 {
		news := l.News()
		<-news
	}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	again := fresh(t, path)
	stored, err := again.Alerts(t.Context(), "", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range stored {
		delete(kept, a.ID)
	}
	if len(kept) > 0 {
		t.Errorf("%d alerts were admitted and are not there: %v", len(kept), kept)
	}
	if err := l.Audit(t.Context(), "kim", "sign-in", nil); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	var all sync.WaitGroup
	const events = 25
	for n := range 4 {
		all.Go(func() {
			for i := range events {
				in := alert(fmt.Sprint(n, "-", i))
				if _, err := l.Admit(t.Context(), in.record(-1), in.composed(in.record(-1))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, link := range []string{"skt", "kt"} {
		all.Go(func() {
			for settled := 0; settled < 2*4*events; {
				news := l.News()
				ds, err := l.Owed(t.Context(), link, begin.Add(time.Minute))
				if err != nil {
					t.Error(err)
					return
				}
				for _, d := range ds {
					if err := l.Settle(t.Context(), d, ended(cbc.Accepted)); err != nil {
						t.Error(err)
						return
					}
					settled++
				}
				if len(ds) == 0 {
					<-news
				}
			}
		})
	}
	all.Go(func() {
		for range 20 {
			if _, err := l.Alerts(t.Context(), "", 10); err != nil {
				t.Error(err)
			}
			if _, err := l.Expire(t.Context(), begin.Add(time.Minute)); err != nil {
				t.Error(err)
			}
			if err := l.checkpoint(); err != nil {
				t.Error(err)
			}
		}
	})
	all.Wait()
	wantOwed(t, l, "skt")
	wantOwed(t, l, "kt")
	if n := len(posts(t, l)); n != 4*events*(2+4) {
		t.Errorf("%d posts, want %d", n, 4*events*(2+4))
	}
}

// The bubble is left only when all goroutines in it have ended.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "ledger.db")})
		if err != nil {
			t.Fatal(err)
		}
		admit(t, l, alert("a"), dispatcher.Admitted)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}
