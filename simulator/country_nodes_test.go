package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

// valley is a polygon over the crowd at 구례 that leaves some of it out.
func valley() cbc.Polygon {
	p := func(lat, lon float64) cbc.Point { return cbc.Point{Lat: lat, Lon: lon} }
	return cbc.Polygon{{p(35.16, 127.43), p(35.21, 127.42), p(35.24, 127.47), p(35.20, 127.52), p(35.16, 127.50), p(35.16, 127.43)}}
}

// dial runs the product's link to a node until the test ends and returns it
// when it is ready.
func dial(t *testing.T, l *simulator.CountryLink) cbc.Link {
	t.Helper()
	var link cbc.Link
	if l.SMPP() {
		link = smpp.New(smpp.Config{Address: l.Addr, SystemID: l.SystemID, Password: l.Password, WholeAreaAlias: l.WholeAreaAlias})
	} else {
		link = cbsp.New(cbsp.Config{Address: l.Addr})
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan struct{})
	once := sync.OnceFunc(func() { close(ready) })
	done := make(chan error, 1)
	go func() {
		done <- link.Run(ctx, func(n cbc.Notice) {
			if n.Kind == cbc.Ready {
				once()
			}
		})
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	select {
	case <-ready:
	case err := <-done:
		done <- err
		t.Fatalf("%s ended: %v", l.Name, err)
	case <-time.After(20 * time.Second):
		t.Fatalf("%s is not ready", l.Name)
	}
	return link
}

// aim returns where w goes on a link that should reach shape: an SMPP centre
// takes the shape, a BSC the cells in it.
func aim(c *simulator.Country, l *simulator.CountryLink, shape simulator.Shape) cbc.Area {
	if l.SMPP() {
		return cbc.Area{Whole: shape.Country, Regions: shape.Regions, Polygons: shape.Polygons, Circles: shape.Circles}
	}
	return cbc.Area{Cells: c.Reached(l, shape)}
}

func TestACountryHearsWhatItsLinksAreTold(t *testing.T) {
	c, err := simulator.StartCountry(simulator.CountryConfig{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	links := map[*simulator.CountryLink]cbc.Link{}
	for _, l := range c.Links {
		links[l] = dial(t, l)
	}
	want := map[*phone.Phone][]string{}
	for n, shape := range []simulator.Shape{
		{Country: true},
		{Regions: []cbc.Region{simtest.Gyeongju, simtest.Jongno}},
		{Polygons: []cbc.Polygon{valley()}},
		{Circles: []cbc.Circle{{Center: simulator.DefaultCrowds()[0].At, Radius: 4000}}},
	} {
		text := fmt.Sprintf("시험 문자 %d", n)
		var all sync.WaitGroup
		for l, link := range links {
			all.Go(func() { tell(t, l, link, text, n, aim(c, l, shape)) })
		}
		all.Wait()
		in := c.Inside(shape)
		if len(in) == 0 || len(in) == len(c.Phones()) && !shape.Country {
			t.Fatalf("%d phones are in shape %d", len(in), n)
		}
		for _, p := range in {
			simtest.Expect(t, p, text, 20*time.Second)
			want[p] = append(want[p], text)
		}
	}
	for _, p := range c.Phones() {
		simtest.Heard(t, p, want[p]...)
	}
}

func tell(t *testing.T, l *simulator.CountryLink, link cbc.Link, text string, n int, a cbc.Area) {
	if a.Empty() {
		return
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	w := cbc.Warning{
		MessageID: cbc.Presidential, Serial: cbc.NewSerial(cbc.PLMNWide, uint16(n), 0), Text: text, Language: "ko",
		DCS: cbc.UCS2, Area: a, Period: 30 * time.Second, Broadcasts: 10, Expires: time.Now().Add(time.Hour), Reference: uint16(n + 1),
	}
	report, err := link.Broadcast(ctx, w)
	if err != nil || report.Outcome(&w) != cbc.Accepted {
		t.Errorf("%s: %v, %+v", l.Name, err, report)
	}
}

func TestACountryClosesWithConnectionsOpen(t *testing.T) {
	c, err := simulator.StartCountry(simulator.CountryConfig{Leaves: []cbc.Region{simtest.Gurye}, CellsPerLink: 1})
	if err != nil {
		t.Fatal(err)
	}
	var conns []net.Conn
	for _, l := range c.Links {
		conn, err := net.Dial("tcp", l.Addr)
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
		simtest.Note(t, l.Journal(), 20*time.Second, func(e simulator.Entry) bool { return e.What == "connected" && e.Node == l.Name })
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	for i, conn := range conns {
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		b := make([]byte, 1024)
		for err = nil; err == nil; { // a BSC has said something before
			_, err = conn.Read(b)
		}
		var late net.Error
		if errors.As(err, &late) && late.Timeout() {
			t.Errorf("%s did not hang up", c.Links[i].Name)
		}
		conn.Close()
	}
}

func TestALinkListensWhereItIsTold(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	config := simulator.CountryConfig{
		Leaves: []cbc.Region{simtest.Gurye}, CellsPerLink: 1, Listen: map[string]string{"bravo-bsc": addr},
	}
	if c, err := simulator.StartCountry(config); err == nil { // taken; what has started must be gone again
		c.Close()
		t.Error("two listen at one address")
	}
	free.Close()
	c := simtest.Country(t, config)
	if got := c.Link("bravo-bsc").Addr; got != addr {
		t.Errorf("bravo-bsc listens at %s instead of %s", got, addr)
	}
	if c.Link("delta-bsc") != nil {
		t.Error("there is a fourth carrier")
	}
}

func TestLinksObeyRulesAndForget(t *testing.T) {
	c := simtest.Country(t, simulator.CountryConfig{})
	for _, name := range []string{"alpha-smpp", "alpha-bsc"} {
		l := c.Link(name)
		link := dial(t, l)
		shape := simulator.Shape{Country: true}
		if err := l.Rules().Add(simulator.Rule{Do: simulator.Refuse, Cause: 6, On: write(l)}); err != nil {
			t.Fatal(err)
		}
		w := cbc.Warning{
			MessageID: cbc.Presidential, Serial: 0x4010, Text: "가", Language: "ko", DCS: cbc.UCS2, Area: aim(c, l, shape),
			Period: 30 * time.Second, Broadcasts: 10, Expires: time.Now().Add(time.Hour), Reference: 1,
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		report, err := link.Broadcast(ctx, w)
		if err != nil || report.Outcome(&w) != cbc.Refused {
			t.Errorf("%s: under a rule to refuse: %v, %+v", name, err, report)
		}
		w.Serial, w.Reference = 0x4020, 2
		if _, err := link.Broadcast(ctx, w); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		cell := l.Sites[0].Cell
		if on := c.Air.OnAir(cell); !slices.Equal(on, []cbc.Key{w.Key()}) {
			t.Errorf("%s: on air is %v", name, on)
		}
		l.Forget()
		if on := c.Air.OnAir(cell); len(on) != 0 {
			t.Errorf("%s: on air after all was forgotten is %v", name, on)
		}
		l.HangUp()
		simtest.Note(t, l.Journal(), 20*time.Second, func(e simulator.Entry) bool { return e.What == "disconnected" })
	}
}

// write is the name of the request that puts a message on air.
func write(l *simulator.CountryLink) string {
	if l.SMPP() {
		return "broadcast_sm"
	}
	return "write-replace"
}
