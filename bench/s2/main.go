// Command s2 measures package area with a million cells, against the marks of
// docs/figures.md and, in the same run, against the CellIndex of golang/geo. It
// is a module of its own so that the product does not need that library.
//
// Times are processor time of the one thread that measures, of each query the
// best of three, so that what else runs on the machine lengthens them little.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"bongsu/cbc/area"
)

func main() {
	less := flag.Int("less", 1, "ask this many times fewer queries")
	flag.Parse()
	if err := run(max(*less, 1)); err != nil {
		fmt.Fprintln(os.Stderr, "s2:", err)
		os.Exit(1)
	}
}

func run(less int) error {
	runtime.LockOSThread()
	t := newTable(os.Stdout)
	fmt.Printf("%s/%s, %s, GOMAXPROCS %d; processor time, best of %d\n\n", runtime.GOOS, runtime.GOARCH, runtime.Version(), runtime.GOMAXPROCS(0), rounds)
	for _, clustered := range []bool{false, true} {
		w := newWorld(clustered)
		measureIndex(t, w, less)
		debug.FreeOSMemory()
	}
	if err := measureAtlas(t, newWorld(true)); err != nil {
		return err
	}
	return t.flush()
}

// measureIndex builds the index of a world, asks it and, on the same questions
// of cities, the other library.
func measureIndex(t *table, w *world, less int) {
	var x *area.Index
	before := heap()
	took := best(func() { x = area.NewIndex(w.points, w.reach) })
	mark := none
	if w.clustered {
		mark = most(150 * time.Millisecond)
	}
	t.time(w.name+" index built", took, mark)
	t.row(w.name+" index, MB", float64(heap()-before)/1e6, "≤ 40", float64(heap()-before) <= 40e6)
	cities, provinces := w.cities(1_000/less), w.provinces(max(100/less, 10))
	ask := func(p area.Policy) func(shape) int {
		return func(s shape) int { return len(x.Polygon(s.polygon, p)) }
	}
	city := answer(cities, ask(area.Inside))
	province := answer(provinces, ask(area.Inside))
	touch := answer(cities[:max(len(cities)/5, 10)], ask(area.Touch))
	if w.clustered {
		t.times("clustered, city", city, most(100*time.Microsecond), most(500*time.Microsecond))
		t.times("clustered, province", province, most(2*time.Millisecond), none)
		t.times("clustered, city by touch", touch, none, most(15*time.Millisecond))
	} else {
		t.times("uniform, city", city, none, none)
		t.times("uniform, province", province, most(time.Millisecond), none)
		t.times("uniform, city by touch", touch, none, none)
	}
	runtime.KeepAlive(x)
	other := newCellIndex(w.points)
	t.time(w.name+" golang/geo CellIndex built", other.took, none)
	asked := cities[:max(len(cities)/4, 10)]
	theirs := answer(asked, other.find)
	ours := answer(asked, ask(area.Inside))
	t.times(w.name+", city, golang/geo", theirs, none, none)
	t.agree(w.name, ours, theirs)
	ratio := float64(theirs.percentile(50)) / float64(ours.percentile(50))
	t.row(w.name+", city, golang/geo by ours, ×", ratio, "≥ 10", ratio >= 10)
}

// measureAtlas makes the whole atlas of a million cells on three links.
func measureAtlas(t *table, w *world) error {
	regions, err := area.LoadRegions()
	if err != nil {
		return err
	}
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		return err
	}
	sites := w.sites()
	var a *area.Atlas
	t.time("atlas, cells placed and numbered too", best(func() { a, err = area.NewAtlas(sites, regions, boundaries) }), none)
	if err != nil {
		return err
	}
	begin := now()
	if err := a.Precompute(background(), area.Touch); err != nil {
		return err
	}
	t.time("all codes by touch worked out", now()-begin, most(5*time.Second))
	for _, q := range []struct {
		name string
		area.Query
	}{
		{"one 시도 by code", area.Query{Regions: codes("4700000000")}},
		{"one 시도 by code and touch", area.Query{Regions: codes("4700000000"), Policy: area.Touch}},
		{"all 시군구 of two 시도 by code", area.Query{Regions: append(regions.Children("4700000000"), regions.Children("4100000000")...)}},
	} {
		t.time(q.name+", with its cells", best(func() {
			found, _ := a.Find(q.Query)
			for link, idx := range found {
				a.Cells(link, idx)
			}
		}), none)
	}
	return nil
}
