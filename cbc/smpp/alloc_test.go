//go:build !race

package smpp

import (
	"testing"

	"bongsu/cbc"
)

// The race detector empties pools at random.
func TestWriteIsCodedAndReadBackWithoutAllocation(t *testing.T) {
	l := New(config())
	w := warning(1)
	w.Area.Polygons, w.Area.Circles = []cbc.Polygon{ring(15)}, []cbc.Circle{{Center: cbc.Point{Lat: 36, Lon: 128}, Radius: 900}}
	if n := testing.AllocsPerRun(200, func() {
		if _, err := l.encode(&w); err != nil {
			t.Fatal(err)
		}
	}); n > 2 { // what is returned; a pool that the collector emptied now and then
		t.Errorf("%v allocations", n)
	}
}

func TestTemplateIsFilledWithoutAllocation(t *testing.T) {
	tm, b := template(t), make([]byte, 0, 512)
	if n := testing.AllocsPerRun(100, func() { b, _ = tm.Append(b[:0], "821012345678", 7) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
