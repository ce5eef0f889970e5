package dispatcher

import (
	"context"
	"testing"
	"testing/synctest"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"bongsu/templates"
)

// A shelf is a reader of a memory.
type shelf struct{ *memory }

func (s shelf) Alerts(context.Context, AlertID, int) ([]Alert, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Alert
	for _, cs := range s.order {
		all = append(all, cs.Alerts...)
	}
	return all, nil
}

func (s shelf) Alert(ctx context.Context, id AlertID) (Alert, []Settled, error) {
	all, err := s.Alerts(ctx, "", 0)
	for _, a := range all {
		if a.ID == id {
			return a, nil, err
		}
	}
	return Alert{}, nil, &DecisionError{Alert: id, Code: "not-found"}
}

func (shelf) Original(context.Context, AlertID) (Record, error) { return Record{}, nil }

func (shelf) Posts(context.Context, int64, int) ([]Post, error) { return nil, nil }

func TestAnAlertOnALinkThatIsGoneIsToldAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		c := composed(KindAlert, "f", 0, noon)
		c.Draft.Expires = c.Draft.Expires.AddDate(100, 0, 0) // the bubble's clock is its own
		_, _ = m.Admit(t.Context(), Record{}, c)
		core, seen := observer.New(zapcore.ErrorLevel)
		d, err := New(Config{Ledger: m, Reader: shelf{m}, Log: zap.New(core),
			Composer: &Composer{Links: []Link{{Name: "other", Plane: Live, Window: 1, Carry: &peer{}}}}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- d.Run(ctx) }()
		synctest.Wait()
		cancel()
		<-over
		if told := seen.All(); len(told) != 1 || told[0].ContextMap()["link"] != "bsc" {
			t.Errorf("told %v", told)
		}
	})
}

// A composer that panics must not keep the records behind from being read.
func TestARecordThatMakesWeighingPanicIsRefused(t *testing.T) {
	m := newMemory()
	d, err := New(Config{Ledger: m, Reader: shelf{m}, Log: zap.NewNop(), Composer: &Composer{}})
	if err != nil {
		t.Fatal(err)
	}
	c := composed(KindAlert, "a", 0, noon)
	c.by = &Composer{} // no library
	got, err := d.Admit(t.Context(), Record{Lane: "p0"}, c)
	if err != nil || got.Result != Refused || got.Problems[0].Code != "internal" {
		t.Errorf("%s %v, %v", got.Result, got.Problems, err)
	}
}

func TestARecordThatMakesComposingPanicIsRefused(t *testing.T) {
	m := newMemory()
	d, err := New(Config{Ledger: m, Reader: shelf{m}, Log: zap.NewNop(),
		Composer: &Composer{Lanes: map[string]Lane{"p0": {Name: "p0", Plane: Live, Classes: templates.Classes()}}}}) // no library
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Take(t.Context(), Record{Lane: "p0", Value: marshal(t, quake())})
	if err != nil || got.Result != Refused || got.Problems[0].Code != "internal" {
		t.Errorf("%s %v, %v", got.Result, got.Problems, err)
	}
}
