package ledger

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// Reading goes on where it was, wherever that is written: in the row of an
// event, in that of a position, or in both.
func TestReadingGoesOnWhereItWasAfterEveryStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	other := func(r dispatcher.Record) dispatcher.Record {
		r.Position.Topic = "alerts.p1"
		return r
	}
	take := func(in input, offset int64, elsewhere bool) func(*Ledger) [32]byte {
		return func(l *Ledger) [32]byte {
			r := in.record(offset)
			if elsewhere {
				r = other(r)
			}
			if _, err := l.Admit(t.Context(), r, in.composed(r)); err != nil {
				t.Fatal(err)
			}
			return sha256.Sum256(r.Value)
		}
	}
	var last [32]byte
	for _, s := range []struct {
		name    string
		do      func(*Ledger) [32]byte
		p0, p1  int64
		another bool // the record was one of p1
	}{
		{"an event", take(alert("a"), 4, false), 5, 0, false},
		{"a duplicate by its key", take(alert("a"), 5, false), 6, 0, false},
		{"an event of another lane", take(alert("b"), 0, true), 6, 1, true},
		{"what is published", func(l *Ledger) [32]byte {
			if err := l.Published(context.Background(), 1); err != nil {
				t.Fatal(err)
			}
			return last
		}, 6, 1, true},
		{"a further event", take(alert("c"), 6, false), 7, 1, false},
		{"a duplicate elsewhere", take(alert("c"), 1, true), 7, 2, true},
		{"an event of another log, further back", take(alert("d"), 2, false), 3, 2, false},
	} {
		l, err := Open(t.Context(), Config{Path: path, Instance: "test"})
		if err != nil {
			t.Fatal(err)
		}
		last = s.do(l)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if l, err = Open(t.Context(), Config{Path: path, Instance: "test"}); err != nil {
			t.Fatal(err)
		}
		p0, before0, _ := l.Position("alerts.p0", 3)
		p1, before1, _ := l.Position("alerts.p1", 3)
		before := before0
		if s.another {
			before = before1
		}
		if p0 != s.p0 || p1 != s.p1 || before != last {
			t.Errorf("after %s: next are %d and %d, want %d and %d; the record before is %x, want %x", s.name, p0, p1, s.p0, s.p1, before[:4], last[:4])
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Serial numbers are not given again after a start, long as nothing else tells
// of them.
func TestSerialNumbersGivenAreKnownAfterAStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	seen := map[dispatcher.Message]bool{}
	for i, ref := range []string{"a", "b", "c"} {
		l, err := Open(t.Context(), Config{Path: path, Instance: "test", Now: func() time.Time { return begin }})
		if err != nil {
			t.Fatal(err)
		}
		r := alert(ref).record(int64(i))
		a, err := l.Admit(t.Context(), r, alert(ref).composed(r))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range a.Alert.Messages {
			given := dispatcher.Message{MessageID: m.MessageID, Serial: m.Serial}
			reference := dispatcher.Message{Reference: m.Reference}
			if seen[given] || seen[reference] {
				t.Errorf("%s: %d/%s with reference %d was given before", ref, m.MessageID, m.Serial, m.Reference)
			}
			seen[given], seen[reference] = true, true
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Identifiers that we choose no serial number for take no room after a start,
// however many a source has used.
func TestPreparedMessagesTakeNoCodesAfterAStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	open := func() *Ledger {
		l, err := Open(t.Context(), Config{Path: path, Instance: "test", Now: func() time.Time { return begin }})
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	l := open()
	const many = 200
	for i := range many {
		in := alert(fmt.Sprint(i))
		r := in.record(int64(i))
		c := in.composed(r)
		c.Draft.Messages = []dispatcher.Message{{Language: "ko", MessageID: cbc.MessageID(5000 + i), Serial: 0x10, Given: &dispatcher.Given{Broadcasts: 1}}}
		for k := range c.Draft.Parts {
			p := &c.Draft.Parts[k]
			p.Texts, p.DCS = p.Texts[:1], p.DCS[:1]
		}
		if a, err := l.Admit(t.Context(), r, c); err != nil || a.Result != dispatcher.Admitted {
			t.Fatal(a, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	before := heap()
	l = open()
	defer l.Close()
	if grown := heap() - before; grown > many*64<<10 {
		t.Errorf("the start took %d KB for %d messages", grown>>10, many)
	}
}

// heap returns the octets in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
