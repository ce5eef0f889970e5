package smpp

import (
	"fmt"
	"math"
	"testing"
	"time"

	"bongsu/cbc"
)

// 38.20 N 128.55 E by the arithmetic of TS 23.032 clause 6.1 done by hand:
// 38.20·2²³/90 = 3,560,498.06 and 128.55·2²⁴/360 = 5,990,864.98.
func TestPointOctets(t *testing.T) {
	for _, c := range []struct {
		at   cbc.Point
		want string
	}{
		{cbc.Point{Lat: 38.20, Lon: 128.55}, "3654325b69d0"},
		{cbc.Point{Lat: -38.20, Lon: -128.55}, "b65432a4962f"},
		{cbc.Point{Lat: 90, Lon: 180}, "7fffff7fffff"},
		{cbc.Point{Lat: -90, Lon: -180}, "ffffff800000"},
		{cbc.Point{}, "000000000000"},
	} {
		b, err := appendPoint(nil, c.at)
		if got := fmt.Sprintf("%x", b); err != nil || got != c.want {
			t.Errorf("%v is %s, %v; want %s", c.at, got, err, c.want)
			continue
		}
		if back := readPoint(b); !near(c.at, back) {
			t.Errorf("%v was read as %v", c.at, back)
		}
	}
	for _, p := range []cbc.Point{{Lat: 91}, {Lon: -181}, {Lat: math.NaN()}, {Lon: math.Inf(1)}} {
		if _, err := appendPoint(nil, p); err == nil {
			t.Errorf("%v was taken", p)
		}
	}
}

// ring returns a closed ring of n points.
func ring(n int) cbc.Polygon {
	var r []cbc.Point
	for i := range n {
		a := 2 * math.Pi * float64(i) / float64(n)
		r = append(r, cbc.Point{Lat: 36 + math.Sin(a)/10, Lon: 128 + math.Cos(a)/10})
	}
	return cbc.Polygon{append(r, r[0])}
}

func TestPolygonsHaveThreeToFifteenPointsAndNoHoles(t *testing.T) {
	for n, ok := range map[int]bool{2: false, 3: true, 15: true, 16: false} {
		b, err := appendPolygon(nil, ring(n))
		if (err == nil) != ok {
			t.Errorf("%d points: %v", n, err)
		}
		if !ok {
			continue
		}
		if want := 1 + 6*n; len(b) != want || len(b) > maxDetails {
			t.Errorf("%d points take %d octets, want %d", n, len(b), want)
		}
		if err := comparePolygon(ring(n), Polygon, b); err != nil {
			t.Errorf("%d points: %v", n, err)
		}
	}
	if _, err := appendPolygon(nil, append(ring(4), ring(3)[0])); err == nil {
		t.Error("a hole was taken")
	}
	if _, err := appendPolygon(nil, nil); err == nil {
		t.Error("no ring was taken")
	}
}

func TestShapesThatAreNotOursAreRefused(t *testing.T) {
	good, err := appendPolygon(nil, ring(5))
	if err != nil {
		t.Fatal(err)
	}
	for n := range good {
		if _, err := pointsOf(good[:n]); err == nil {
			t.Errorf("%d octets were read as a polygon", n)
		}
	}
	arc, err := appendCircle(nil, cbc.Circle{Center: cbc.Point{Lat: 36, Lon: 128}, Radius: 5000})
	if err != nil {
		t.Fatal(err)
	}
	for n := range arc {
		if _, err := readCircle(arc[:n]); err == nil {
			t.Errorf("%d octets were read as a circle", n)
		}
	}
	arc[11] = 89 // half a turn
	if _, err := readCircle(arc); err == nil {
		t.Error("half a circle was read as a circle")
	}
}

// The steps of TS 23.032 clause 6.2: r = 10·(1.1ᴷ−1).
func TestCircleNeverReachesLessThanAsked(t *testing.T) {
	for r := 0.5; r <= MaxRadius; r *= 1.037 {
		reach, err := CircleReach(r)
		if err != nil || reach < r || reach > r*1.1+1 {
			t.Fatalf("a circle of %v m reaches %v m, %v", r, reach, err)
		}
	}
	for _, r := range []float64{0, -1, MaxRadius + 1, math.NaN(), math.Inf(1)} {
		if _, err := CircleReach(r); err == nil {
			t.Errorf("a radius of %v m was taken", r)
		}
	}
	p, err := appendCircle(nil, cbc.Circle{Center: cbc.Point{Lat: 38.20, Lon: 128.55}, Radius: 10 * (1.1*1.1 - 1)})
	if want := "a03654325b69d0000002" + "00b300"; err != nil || fmt.Sprintf("%x", p) != want {
		t.Errorf("circle is %x, %v; want %s", p, err, want)
	}
}

func TestMomentsAreReadAsWritten(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 30, 15, 999, time.UTC)
	if got := Moment(at); got != "261124093015000+" {
		t.Errorf("%v is %s", at, got)
	}
	for s, want := range map[string]time.Time{
		"":                 {},
		"261124093015000+": at.Truncate(time.Second),
		"261124183015036+": at.Truncate(time.Second), // Korea
		"261124013015032-": at.Truncate(time.Second),
		"261124093015500+": at.Truncate(time.Second).Add(500 * time.Millisecond),
	} {
		if got, err := ParseMoment(s); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"261124093015000", "000000003000000R", "261324093015000+", "261124093015x00+", "261124093015049+", "2611240930150-1+"} {
		if got, err := ParseMoment(s); err == nil {
			t.Errorf("%q was read as %v", s, got)
		}
	}
}

// What is read as a time or a shape is written the same again, to a step.
func FuzzTimesAndShapesAreReadWithoutHarm(f *testing.F) {
	f.Add([]byte("261124093015000+"))
	f.Add([]byte("000000003000000R"))
	if b, err := appendPolygon(nil, ring(5)); err == nil {
		f.Add(b)
	}
	if b, err := appendCircle(nil, cbc.Circle{Center: cbc.Point{Lat: 36, Lon: 128}, Radius: 5000}); err == nil {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if at, span, err := parseTime(b); err == nil && len(b) > 0 {
			_, back, err := parseTime([]byte(Relative(span)))
			if span != 0 && (err != nil || back != span) {
				t.Fatalf("%q is %v, and %v when written", b, span, back)
			}
			if span == 0 && !at.IsZero() {
				if again, _, err := parseTime([]byte(Moment(at))); err == nil && !again.Equal(at.Truncate(time.Second)) {
					t.Fatalf("%q is %v, and %v when written", b, at, again)
				}
			}
		}
		if c, err := readCircle(b); err == nil && c.Radius > 0 && c.Radius <= MaxRadius {
			if _, err := appendCircle(nil, c); err != nil {
				t.Fatalf("%x is %v, which cannot be written: %v", b, c, err)
			}
		}
		if n, err := pointsOf(b); err == nil {
			for i := range n {
				if _, err := appendPoint(nil, readPoint(b[1+i*pointLen:])); err != nil {
					t.Fatalf("point %d of %x: %v", i, b, err)
				}
			}
		}
	})
}
