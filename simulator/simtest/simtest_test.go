package simtest_test

import (
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

// soon is a deadline that is only met with when something is broken.
const soon = 20 * time.Second

func TestWhatIsPublishedIsReadBack(t *testing.T) {
	b := simtest.Broker(t, simulator.Topic{Name: "p0", Partitions: 1}, simulator.Topic{Name: "status", Partitions: 3})
	for i, v := range []string{"a", "b", "c"} {
		r := simtest.Publish(t, b.Addr(), simulator.Record{Topic: "p0", Value: []byte(v)})
		if r.Offset != int64(i) {
			t.Errorf("%q has offset %d", v, r.Offset)
		}
	}
	for i, r := range simtest.Records(t, b.Addr(), "p0", 2, soon) {
		if r.Offset != int64(i) {
			t.Errorf("record %d has offset %d", i, r.Offset)
		}
	}
}

func TestSmallCountryHasOnePhoneInEachLeaf(t *testing.T) {
	c := simtest.Country(t, simulator.CountryConfig{})
	if n := c.Cells(); n != 18 {
		t.Errorf("%d cells", n)
	}
	for i, want := range []struct {
		leaf cbc.Region
		link string
	}{{simtest.Jongno, "alpha-smpp"}, {simtest.Gyeongju, "alpha-bsc"}, {simtest.Gurye, "bravo-smpp"}} {
		in := c.Inside(simulator.Shape{Regions: []cbc.Region{want.leaf}})
		if len(in) != 1 || in[0] != c.Phones()[i] || c.Camp(in[0]) != c.Link(want.link).Sites[i] {
			t.Errorf("%v camp in %s", in, want.leaf)
		}
	}
}

// A recorder is a test that takes note of its failure.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Errorf(string, ...any) { r.failed = true }

func TestHeardIsExact(t *testing.T) {
	page := func(serial uint16) phone.Frame {
		data := make([]byte, 84)
		data[0], data[2], data[83] = 1, 'a', 2
		return phone.Frame{Form: phone.CBData, MessageID: 4370, Serial: serial, DCS: 0x48, Data: data}
	}
	once, twice, broken := phone.New(phone.Config{}), phone.New(phone.Config{}), phone.New(phone.Config{})
	once.Hear(time.Now(), page(1))
	twice.Hear(time.Now(), page(1))
	twice.Hear(time.Now(), page(2))
	broken.Hear(time.Now(), phone.Frame{})
	for _, c := range []struct {
		name  string
		p     *phone.Phone
		texts []string
		wrong bool
	}{
		{"once", once, []string{"a"}, false},
		{"nothing expected", once, nil, true},
		{"another text", once, []string{"b"}, true},
		{"twice expected", once, []string{"a", "a"}, true},
		{"twice heard", twice, []string{"a"}, true},
		{"not readable", broken, nil, true},
	} {
		r := &recorder{TB: t}
		if simtest.Heard(r, c.p, c.texts...); r.failed != c.wrong {
			t.Errorf("%s: failed is %v", c.name, r.failed)
		}
	}
	if m := simtest.Expect(t, once, "a", soon); m.Serial != 1 {
		t.Errorf("expected %v", m)
	}
}
