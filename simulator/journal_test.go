package simulator

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func named(what string) func(Entry) bool {
	return func(e Entry) bool { return e.What == what }
}

func TestJournalKeepsOrderAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j Journal
		early := time.Now().Add(-time.Hour)
		j.Add(Entry{What: "a"})
		j.Add(Entry{What: "b", At: early})
		e := j.Entries()
		if len(e) != 2 || e[0].What != "a" || !e[0].At.Equal(time.Now()) || !e[1].At.Equal(early) {
			t.Errorf("%+v", e)
		}
		e[0].What = "changed"
		if j.Entries()[0].What != "a" {
			t.Error("the journal can be changed through what it returned")
		}
	})
}

func TestJournalWaitsForWhatComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var j Journal
		j.Add(Entry{What: "old"})
		if e, err := j.Wait(t.Context(), named("old")); err != nil || e.What != "old" {
			t.Errorf("what is there already: %+v, %v", e, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		got := make(chan Entry, 1)
		go func() {
			e, _ := j.Wait(ctx, named("new"))
			got <- e
		}()
		synctest.Wait()
		j.Add(Entry{What: "other"})
		synctest.Wait()
		j.Add(Entry{What: "new", Detail: "first"})
		j.Add(Entry{What: "new", Detail: "second"})
		if e := <-got; e.Detail != "first" {
			t.Errorf("waited for %+v", e)
		}
		if _, err := j.Wait(ctx, named("never")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting in vain ends with %v", err)
		}
	})
}

func TestFullJournalKeepsTheNewest(t *testing.T) {
	var j Journal
	for n := range journalLimit + 1 {
		j.Add(Entry{Reference: strconv.Itoa(n)})
	}
	e := j.Entries()
	oldest, newest := strconv.Itoa(journalLimit/2), strconv.Itoa(journalLimit)
	if len(e) != journalLimit/2+1 || e[0].Reference != oldest || e[len(e)-1].Reference != newest {
		t.Errorf("%d entries are kept, from %s on", len(e), e[0].Reference)
	}
	if got, err := j.Wait(t.Context(), func(Entry) bool { return true }); err != nil || got.Reference != oldest {
		t.Errorf("the oldest kept is %+v, %v", got, err)
	}
}

func TestManyWriteOneJournal(t *testing.T) {
	var j Journal
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := range 100 {
				j.Add(Entry{What: fmt.Sprint(n, "-", i)})
			}
		})
		wg.Go(func() {
			if _, err := j.Wait(ctx, named(fmt.Sprint(n, "-", 99))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(j.Entries()); n != 800 {
		t.Errorf("%d entries", n)
	}
}
