package fence

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

// A vector is from the tests of Android's cell broadcast service; its file
// says which.
type vector struct {
	Hex    string
	Expect struct {
		Length int `json:"wac_len_le16"`
		Area   []struct {
			Type     string
			Center   [2]float64
			Radius   float64 `json:"radius_m"`
			Vertices [][2]float64
			Value    int
		} `json:"warning_area"`
		Kind        int `json:"trigger_type"`
		Identifiers []struct {
			MessageID cbc.MessageID `json:"message_id"`
			Serial    cbc.Serial    `json:"serial"`
		}
	}
}

func vectors(t testing.TB) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// area returns the warning area coordinates at the end of the first vector.
func area(t testing.TB) ([]byte, vector) {
	t.Helper()
	v := vectors(t)[0]
	b, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatal(err)
	}
	return b[len(b)-v.Expect.Length:], v
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestCoordinatesAreWhatPhonesRead(t *testing.T) {
	b, v := area(t)
	items, err := Parse(b)
	if err != nil || len(items) != len(v.Expect.Area) {
		t.Fatalf("%d items of %d, %v", len(items), len(v.Expect.Area), err)
	}
	for n, want := range v.Expect.Area {
		got := items[n]
		switch want.Type {
		case "circle":
			if c := got.Circle; c == nil || !near(c.Center.Lat, want.Center[0]) || !near(c.Center.Lon, want.Center[1]) || c.Radius != want.Radius {
				t.Errorf("item %d is %+v, want %+v", n, got, want)
			}
		case "polygon":
			if len(got.Ring) != len(want.Vertices) {
				t.Fatalf("item %d is %+v, want %+v", n, got, want)
			}
			for k, p := range want.Vertices {
				if !near(got.Ring[k].Lat, p[0]) || !near(got.Ring[k].Lon, p[1]) {
					t.Errorf("item %d is %+v, want %+v", n, got, want)
				}
			}
		case "max_wait_s":
			if got.Wait == nil || *got.Wait != time.Duration(want.Value)*time.Second {
				t.Errorf("item %d is %+v, want %+v", n, got, want)
			}
		default:
			t.Errorf("item %d is a %s", n, want.Type)
		}
	}
	again, err := Append(nil, items)
	if err != nil || !bytes.Equal(again, b) {
		t.Errorf("written as %x, %v; want %x", again, err, b)
	}
}

func TestTriggerIsWhatPhonesRead(t *testing.T) {
	v := vectors(t)[1]
	b, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatal(err)
	}
	content := b[6:]
	want := Trigger{Kind: TriggerKind(v.Expect.Kind)}
	for _, k := range v.Expect.Identifiers {
		want.Keys = append(want.Keys, cbc.Key{MessageID: k.MessageID, Serial: k.Serial})
	}
	got, err := ParseTrigger(content)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if again, err := got.AppendBinary(nil); err != nil || !bytes.Equal(again, content) {
		t.Errorf("written as %x, %v; want %x", again, err, content)
	}
	for n := range content {
		if _, err := ParseTrigger(content[:n]); err == nil {
			t.Errorf("cut to %d octets it was read", n)
		}
	}
	if _, err := (&Trigger{Kind: Look}).AppendBinary(nil); err == nil {
		t.Error("a trigger for nothing was written")
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	b, _ := area(t)
	ends := map[int]bool{}
	for at := 0; at <= len(b); {
		ends[at] = true
		if at == len(b) {
			break
		}
		at += int(uint16(b[at])<<8|uint16(b[at+1])) >> 2 & maxLength
	}
	for n := range b {
		_, err := Parse(b[:n])
		var bad *FormatError
		if ends[n] != (err == nil) || err != nil && !errors.As(err, &bad) {
			t.Errorf("cut to %d octets: %v", n, err)
		}
	}
}

func TestAFenceBecomesItems(t *testing.T) {
	square := []cbc.Point{{Lat: 35, Lon: 129}, {Lat: 35, Lon: 130}, {Lat: 36, Lon: 130}, {Lat: 35, Lon: 129}}
	f := cbc.Fence{Polygons: []cbc.Polygon{{square}}, Circles: []cbc.Circle{{Center: square[0], Radius: 5000}}, Wait: 10 * time.Second}
	items, err := ItemsOf(&f)
	if err != nil || len(items) != 3 || *items[0].Wait != 10*time.Second || len(items[1].Ring) != 3 || items[2].Circle.Radius != 5000 {
		t.Fatalf("%+v, %v", items, err)
	}
	b, err := Append(nil, items)
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(b)
	if err != nil || math.Abs(back[1].Ring[0].Lat-35) > 180.0/(1<<22) || back[2].Circle.Radius != 5000 {
		t.Errorf("%+v, %v", back, err)
	}
	for name, f := range map[string]cbc.Fence{
		"a hole":           {Polygons: []cbc.Polygon{{square, square}}},
		"two points":       {Polygons: []cbc.Polygon{{square[:2]}}},
		"too long a wait":  {Wait: 255 * time.Second},
		"a negative wait":  {Wait: -1},
		"no place":         {Circles: []cbc.Circle{{Center: cbc.Point{Lat: 91}}}},
		"not a number":     {Circles: []cbc.Circle{{Radius: math.NaN()}}},
		"a radius of Mars": {Circles: []cbc.Circle{{Radius: 1e9}}},
		"too many points":  {Polygons: []cbc.Polygon{{make([]cbc.Point, 200)}}},
		"too many circles": {Circles: make([]cbc.Circle, 103)},
	} {
		items, err := ItemsOf(&f)
		if err == nil {
			_, err = Append(nil, items)
		}
		if err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	b, _ := area(f)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		items, err := Parse(b)
		if err != nil || len(b) > MaxOctets {
			return
		}
		again, err := Append(nil, items)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(items, back); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzParseTrigger(f *testing.F) {
	f.Add([]byte{0, 0x10, 0xc0, 0x11, 0x12, 0x04, 0xd2})
	f.Fuzz(func(t *testing.T, b []byte) {
		tr, err := ParseTrigger(b)
		if err != nil {
			return
		}
		if _, err := tr.AppendBinary(nil); err != nil {
			t.Error(err)
		}
	})
}
