package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// cells is how many there are.
const cells = 1_000_000

// metros are where seven of ten cells of a clustered world are.
var metros = []cbc.Point{
	{Lat: 37.5663, Lon: 126.9779}, {Lat: 35.1798, Lon: 129.0750}, {Lat: 35.8714, Lon: 128.6014}, {Lat: 37.4563, Lon: 126.7052},
	{Lat: 36.3504, Lon: 127.3845}, {Lat: 33.4996, Lon: 126.5312}, {Lat: 35.1595, Lon: 126.8526}, {Lat: 35.5384, Lon: 129.3114},
	{Lat: 37.2636, Lon: 127.0286}, {Lat: 35.2279, Lon: 128.6811}, {Lat: 36.6424, Lon: 127.4890},
}

// A world is a million places over Korea and the sea around it, each with a
// reach of 300 m to 3 km.
type world struct {
	name      string
	clustered bool
	points    []cbc.Point
	reach     []float32
	rnd       *rand.Rand
}

func newWorld(clustered bool) *world {
	w := &world{name: "uniform", clustered: clustered, rnd: rand.New(rand.NewPCG(cells, 1))}
	if clustered {
		w.name = "clustered"
	}
	w.points, w.reach = make([]cbc.Point, cells), make([]float32, cells)
	for i := range w.points {
		w.points[i] = cbc.Point{Lat: 33 + 5.7*w.rnd.Float64(), Lon: 124.5 + 7.5*w.rnd.Float64()}
		if clustered && i%10 < 7 {
			c := metros[w.rnd.IntN(len(metros))]
			w.points[i] = cbc.Point{Lat: c.Lat + 0.1*w.rnd.NormFloat64(), Lon: c.Lon + 0.12*w.rnd.NormFloat64()}
		}
		w.reach[i] = float32(300 + 2700*w.rnd.Float64())
	}
	return w
}

// sites returns the places as cells of three links, without regions.
func (w *world) sites() []area.Site {
	sites := make([]area.Site, len(w.points))
	for i, p := range w.points {
		sites[i] = area.Site{Link: fmt.Sprintf("link-%d", i%3), At: p, Radius: float64(w.reach[i]),
			Cell: cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: uint32(i >> 8 & 0xffff), ID: uint64(i)}}
	}
	return sites
}

// A shape is a polygon of one ring, for both libraries.
type shape struct{ polygon cbc.Polygon }

// cities returns n polygons of 20 to 100 points, 3 to 15 km about, around places
// of the world.
func (w *world) cities(n int) []shape {
	list := make([]shape, n)
	for i := range list {
		corners, km := 20+w.rnd.IntN(81), 3+12*w.rnd.Float64()
		list[i] = w.ring(corners, km, func(float64) float64 { return 0.5 + 0.5*w.rnd.Float64() })
	}
	return list
}

// provinces returns n polygons of 1,000 to 5,000 points, 40 to 100 km about,
// with bays and a ragged line.
func (w *world) provinces(n int) []shape {
	list := make([]shape, n)
	for i := range list {
		f, g := 2*math.Pi*w.rnd.Float64(), 2*math.Pi*w.rnd.Float64()
		list[i] = w.ring(1_000+w.rnd.IntN(4_001), 40+60*w.rnd.Float64(), func(t float64) float64 {
			return 0.75 + 0.12*math.Sin(3*t+f) + 0.1*math.Sin(11*t+g) + 0.03*w.rnd.Float64()
		})
	}
	return list
}

// ring returns a star around a place of the world; out says how far each corner
// is out, 1 for km.
func (w *world) ring(corners int, km float64, out func(turn float64) float64) shape {
	const kmInDegree = 111.195
	c := w.points[w.rnd.IntN(len(w.points))]
	ring := make([]cbc.Point, 0, corners+1)
	for i := range corners {
		t := 2 * math.Pi * float64(i) / float64(corners)
		r := km / kmInDegree * out(t)
		ring = append(ring, cbc.Point{Lat: c.Lat + r*math.Sin(t), Lon: c.Lon + r*math.Cos(t)/0.8})
	}
	return shape{cbc.Polygon{append(ring, ring[0])}}
}
