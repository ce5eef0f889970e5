package phone

import (
	"encoding/hex"
	"testing"
	"time"
)

// A trigger for 4370/1234, from the tests of Android's cell broadcast service
// (GsmSmsCbMessageTest).
const androidTrigger = "0001113001010010c0111204d2"

// circle is the first of the coordinates there: 1,547 m in Mountain View.
func circle(t *testing.T) []byte {
	t.Helper()
	// type 3, length 10; latitude 37.4146, longitude −122.0809, radius 99/64 km
	b, err := hex.DecodeString("3028b53640a4bf600063")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func fenced(t *testing.T, serial uint16) Frame {
	data := append([]byte{1}, make([]byte, 83)...)
	for i := range 82 {
		data[1+i] = []byte{0, 'A'}[i%2]
	}
	data[83] = 82
	return Frame{Form: CBData, MessageID: 4370, Serial: serial, DCS: 0x48, Data: data, Fence: circle(t)}
}

func TestOnlyPhonesInsideShowWhatHasCoordinates(t *testing.T) {
	inside, outside := Place{37.415, -122.081}, Place{37.45, -122.081}
	for _, c := range []struct {
		name string
		at   *Place
		want int
	}{{"inside", &inside, 1}, {"outside", &outside, 0}, {"where it does not know", nil, 1}} {
		p := New(Config{At: c.at, Languages: []string{"en"}})
		p.Hear(time.Now(), fenced(t, 1234))
		if got := len(p.Heard()); got != c.want || len(p.Errors()) > 0 {
			t.Errorf("%s: %d shown, want %d; %v", c.name, got, c.want, p.Errors())
		}
	}
}

func TestATriggerMakesPhonesLookAgain(t *testing.T) {
	p := New(Config{At: &Place{37.45, -122.081}, Languages: []string{"en"}})
	p.Hear(time.Now(), fenced(t, 1234))
	b, err := hex.DecodeString(androidTrigger)
	if err != nil {
		t.Fatal(err)
	}
	page := append(b, make([]byte, 22-len(b))...)
	trigger := Frame{Form: GSMPage, Data: page}
	p.Hear(time.Now(), trigger)
	if len(p.Heard()) != 0 {
		t.Fatal("shown while it is outside")
	}
	p.MoveTo(Place{37.415, -122.081})
	p.Hear(time.Now(), trigger)
	p.Hear(time.Now(), trigger)
	if got := p.Heard(); len(got) != 1 || got[0].Serial != 1234 {
		t.Errorf("shown %v", got)
	}
}

func TestCoordinatesThatLieAreComplainedOf(t *testing.T) {
	for _, s := range []string{"30", "3004", "30fc00", "300c0000"} {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		f := fenced(t, 1)
		f.Fence = b
		p := New(Config{Languages: []string{"en"}})
		if p.Hear(time.Now(), f); len(p.Errors()) != 1 || len(p.Heard()) != 0 {
			t.Errorf("%s: %v, %v", s, p.Errors(), p.Heard())
		}
	}
}

func TestAPolygonHasWhatIsInside(t *testing.T) {
	s := shape{points: []Place{{0, 0}, {0, 10}, {10, 10}, {10, 0}}}
	for _, c := range []struct {
		p    Place
		want bool
	}{{Place{5, 5}, true}, {Place{5, 11}, false}, {Place{-1, 5}, false}, {Place{9.9, 0.1}, true}} {
		if got := s.has(c.p); got != c.want {
			t.Errorf("%v is inside: %v", c.p, got)
		}
	}
}
