package simtest

import (
	"context"
	"testing"
	"time"

	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// Expect returns the message with this text when the phone has heard it, and
// ends the test if it has not within that time.
func Expect(t testing.TB, p *phone.Phone, text string, within time.Duration) phone.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	m, err := p.Wait(ctx, func(m phone.Message) bool { return m.Text == text })
	if err != nil {
		t.Fatalf("%s did not hear %q within %v: it heard %v, could not read %q", p.Name(), text, within, p.Heard(), p.Errors())
	}
	return m
}

// Heard checks that a phone has heard these texts so far, in this order, each
// once, and nothing else, and could read all that was on air. It does not
// wait.
func Heard(t testing.TB, p *phone.Phone, texts ...string) {
	t.Helper()
	heard := p.Heard()
	same := len(heard) == len(texts)
	for i := 0; same && i < len(texts); i++ {
		same = heard[i].Text == texts[i]
	}
	if !same {
		t.Errorf("%s heard %v, want %q", p.Name(), heard, texts)
	}
	if wrong := p.Errors(); len(wrong) > 0 {
		t.Errorf("%s could not read %q", p.Name(), wrong)
	}
}

// Note returns the first entry of a journal for which match is true, and ends
// the test if there is none within that time.
func Note(t testing.TB, j *simulator.Journal, within time.Duration, match func(simulator.Entry) bool) simulator.Entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	e, err := j.Wait(ctx, match)
	if err != nil {
		var said []string
		for _, e := range j.Entries() {
			said = append(said, e.What)
		}
		t.Fatalf("within %v: %v; the journal says %q", within, err, said)
	}
	return e
}
