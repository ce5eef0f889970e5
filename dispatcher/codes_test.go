package dispatcher

import (
	"testing"
	"time"

	"bongsu/cbc"
)

func TestACodeIsUsed16TimesBeforeASerialReturns(t *testing.T) {
	var c Codes
	seen := map[cbc.Serial]bool{}
	now := noon
	for range 16 * cbc.Codes {
		now = now.Add(time.Minute)
		u, exhausted := c.Take(4371, now, now.Add(time.Second))
		if exhausted || seen[u.Serial] {
			t.Fatalf("serial %v returned after %d uses (exhausted %v)", u.Serial, len(seen), exhausted)
		}
		seen[u.Serial] = true
	}
	if u, _ := c.Take(4371, now.Add(time.Minute), now.Add(time.Hour)); !seen[u.Serial] {
		t.Errorf("serial %v is outside the pool", u.Serial)
	}
}

func TestCodesInForceAreNotTaken(t *testing.T) {
	var c Codes
	u, _ := c.Take(4352, noon, noon.Add(time.Hour))
	for range cbc.ETWSCodes - 1 {
		v, exhausted := c.Take(4352, noon.Add(time.Second), noon.Add(2*time.Hour))
		if exhausted || v.Serial.Code() == u.Serial.Code() {
			t.Fatalf("code %d was taken while in force", v.Serial.Code())
		}
	}
	v, exhausted := c.Take(4352, noon.Add(2*time.Second), noon.Add(3*time.Hour))
	if !exhausted || v.Serial.Code() != u.Serial.Code() {
		t.Errorf("with all in force: code %d, exhausted %v; want the oldest, %d", v.Serial.Code(), exhausted, u.Serial.Code())
	}
	if v.Serial == u.Serial {
		t.Error("it kept its serial, so phones would take it for a repeat")
	}
}

func TestAnUpdateLeavesItsCodeRatherThanRepeatASerial(t *testing.T) {
	var c Codes
	u, _ := c.Take(4370, noon, noon.Add(time.Hour))
	for i := range 15 {
		next, _ := c.Follow(4370, u.Serial, noon, noon.Add(time.Hour))
		if next.Serial != u.Serial.Next() {
			t.Fatalf("update %d: %v after %v", i+1, next.Serial, u.Serial)
		}
		u = next
	}
	early, _ := c.Follow(4370, u.Serial, noon.Add(24*time.Hour), noon.Add(25*time.Hour))
	if early.Serial.Code() == u.Serial.Code() {
		t.Errorf("update 0 again %v, on air until 23 hours before", early.Serial)
	}
	late, _ := c.Follow(4370, u.Serial, noon.Add(25*time.Hour), noon.Add(26*time.Hour))
	if late.Serial != u.Serial.Next() {
		t.Errorf("a day later: %v, want %v", late.Serial, u.Serial.Next())
	}
}

func TestAReferenceRestsForAWeek(t *testing.T) {
	var c Codes
	first, _ := c.Take(4371, noon, noon)
	now := noon
	for range 1<<16 - 2 {
		c.reference(now)
		u := Use{MessageID: 4371, Reference: c.reference(now), At: now}
		c.Note(u)
	}
	if r := c.reference(noon.Add(7*24*time.Hour - time.Second)); r == 0 {
		t.Error("reference 0 was given")
	}
	if r := c.reference(noon.Add(7 * 24 * time.Hour)); r != first.Reference {
		t.Errorf("after a week %d came next, want %d", r, first.Reference)
	}
}

func TestCodesAreTheSameAfterARestart(t *testing.T) {
	var lived, read Codes
	now := noon
	for i := range 3000 {
		now = now.Add(time.Duration(i%7) * time.Second)
		u, _ := lived.Take(cbc.MessageID(4370+i%3), now, now.Add(time.Minute))
		read.Note(u)
	}
	for i := range 100 {
		a, _ := lived.Take(4371, now, now.Add(time.Minute))
		b, _ := read.Take(4371, now, now.Add(time.Minute))
		if a != b {
			t.Fatalf("take %d: %+v before, %+v after the restart", i, a, b)
		}
	}
}
