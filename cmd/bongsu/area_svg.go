package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"math"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// mapWidth is how wide and high a map is at most, in pixels.
const mapWidth = 900

// A canvas draws the part of the world that a map shows.
type canvas struct {
	*bufio.Writer
	west, north   float64
	x, y          float64 // pixels in a degree
	width, height float64
}

// svg draws the area on the boundaries around it.
func (r *areaReport) svg(out io.Writer) error {
	low, high := r.extent()
	c := newCanvas(out, low, high)
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" font-family="sans-serif">`+"\n", c.width, c.height+44, c.width, c.height+44)
	fmt.Fprintf(c, "<title>%s</title>\n<desc>%s</desc>\n", html.EscapeString(r.title()), html.EscapeString(attribution))
	fmt.Fprintf(c, `<defs><clipPath id="frame"><rect width="%.0f" height="%.0f"/></clipPath></defs>`+"\n", c.width, c.height)
	fmt.Fprintf(c, `<rect width="%.0f" height="%.0f" fill="#fff"/><g clip-path="url(#frame)"><rect width="%.0f" height="%.0f" fill="#dbe7ee"/>`+"\n", c.width, c.height+44, c.width, c.height)
	r.drawLand(c)
	for _, p := range r.Query.Polygons {
		c.shape([]cbc.Polygon{p}, `fill="#c2410c" fill-opacity=".25" stroke="#9a3412" stroke-width="2"`)
	}
	for _, x := range r.Query.Circles {
		c.shape([]cbc.Polygon{area.Outline(x)}, `fill="#c2410c" fill-opacity=".25" stroke="#9a3412" stroke-width="2"`)
	}
	r.drawCells(c)
	fmt.Fprintln(c, "</g>")
	fmt.Fprintf(c, `<text x="8" y="%.0f" font-size="14">%s</text>`+"\n", c.height+18, html.EscapeString(r.title()))
	fmt.Fprintf(c, `<text x="8" y="%.0f" font-size="10" fill="#475569">%s</text>`+"\n</svg>\n", c.height+36, html.EscapeString(attribution))
	return c.Flush()
}

func newCanvas(out io.Writer, low, high cbc.Point) *canvas {
	c := &canvas{Writer: bufio.NewWriter(out), west: low.Lon, north: high.Lat}
	wide := (high.Lon - low.Lon) * math.Cos((low.Lat+high.Lat)/2*math.Pi/180)
	c.y = mapWidth / max(wide, high.Lat-low.Lat)
	c.x = c.y * math.Cos((low.Lat+high.Lat)/2*math.Pi/180)
	c.width, c.height = math.Ceil((high.Lon-low.Lon)*c.x), math.Ceil((high.Lat-low.Lat)*c.y)
	return c
}

// title says what the map shows and who lives there.
func (r *areaReport) title() string {
	name := "전국"
	switch codes := r.Query.Regions; {
	case r.Country:
	case len(codes) > 0:
		name = r.regions.PlaceName(codes, false, "ko")
	default:
		name = fmt.Sprintf("%.1f km²", r.Shapes)
	}
	title := name
	if p := r.People; p != nil {
		about := ""
		if p.Estimate {
			about = "약 "
		}
		title += fmt.Sprintf(" · 주민등록 %s%d명 (%s)", about, p.People, p.Date.Format(time.DateOnly))
	}
	if r.atlas != nil {
		n := 0
		for _, l := range r.Links {
			n += l.Cells
		}
		title += fmt.Sprintf(" · 셀 %d", n)
	}
	if slices.ContainsFunc(r.Regions, func(x regionShown) bool { return !x.Boundary }) {
		title += " · 경계 없음 (no boundary)"
	}
	return title
}

// extent returns the corners of what is to be seen, with a margin; of a 읍면동,
// which has no boundary, what its parent is in.
func (r *areaReport) extent() (low, high cbc.Point) {
	low, high = cbc.Point{Lat: 90, Lon: 180}, cbc.Point{Lat: -90, Lon: -180}
	see := func(polygons []cbc.Polygon) {
		for _, poly := range polygons {
			for _, p := range poly[0] {
				low = cbc.Point{Lat: min(low.Lat, p.Lat), Lon: min(low.Lon, p.Lon)}
				high = cbc.Point{Lat: max(high.Lat, p.Lat), Lon: max(high.Lon, p.Lon)}
			}
		}
	}
	see(r.Query.Polygons)
	for _, c := range r.Query.Circles {
		see([]cbc.Polygon{area.Outline(c)})
	}
	for _, code := range r.Query.Regions {
		polygons, ok := r.boundaries.Polygons(code)
		for x, _ := r.regions.Lookup(code); !ok && x.Parent != ""; x, _ = r.regions.Lookup(x.Parent) {
			polygons, ok = r.boundaries.Polygons(x.Parent)
		}
		see(polygons)
	}
	if r.Country || low.Lat > high.Lat {
		low, high = cbc.Point{Lat: 33, Lon: 124.5}, cbc.Point{Lat: 38.7, Lon: 131}
	}
	margin := max(high.Lat-low.Lat, high.Lon-low.Lon)*0.12 + 0.01
	narrow := math.Cos((low.Lat + high.Lat) / 2 * math.Pi / 180)
	height, width := high.Lat-low.Lat+2*margin, (high.Lon-low.Lon+2*margin)*narrow
	// Neither side is less than four fifths of the other: the lines below the map
	// need their room.
	up, across := margin+max(0.8*width-height, 0)/2, margin+max(0.8*height-width, 0)/2/narrow
	return cbc.Point{Lat: low.Lat - up, Lon: low.Lon - across}, cbc.Point{Lat: high.Lat + up, Lon: high.Lon + across}
}

// drawLand draws the leaves in sight, those of the area filled.
func (r *areaReport) drawLand(c *canvas) {
	var labels []label
	for x := range r.regions.All() {
		if !x.Active || x.Level == area.Eupmyeondong || !slices.Equal(r.regions.Leaves(x.Code), []cbc.Region{x.Code}) {
			continue
		}
		polygons, ok := r.boundaries.Polygons(x.Code)
		if !ok || !c.sees(polygons) {
			continue
		}
		fill := "#f8fafc"
		if r.Country || slices.ContainsFunc(r.Query.Regions, func(code cbc.Region) bool { return r.regions.Contains(code, x.Code) }) {
			fill = "#fdba74"
		}
		c.shape(polygons, fmt.Sprintf(`fill="%s" stroke="#94a3b8" stroke-width=".6"`, fill))
		labels = append(labels, label{c.middle(polygons), x.Name})
	}
	for x := range r.regions.All() {
		if x.Active && x.Level == area.Sido {
			if polygons, _ := r.boundaries.Polygons(x.Code); c.sees(polygons) {
				c.shape(polygons, `fill="none" stroke="#64748b" stroke-width="1.2"`)
			}
		}
	}
	if len(labels) > maxLabels {
		return
	}
	for _, l := range labels {
		fmt.Fprintf(c, `<text x="%.0f" y="%.0f" font-size="13" text-anchor="middle" fill="#334155">%s</text>`+"\n", l.at[0], l.at[1], html.EscapeString(l.name))
	}
}

// maxLabels is how many regions a map names; with more it names none.
const maxLabels = 40

// A label is a name on the map.
type label struct {
	at   [2]float64
	name string
}

// middle returns the middle of the box around the longest ring.
func (c *canvas) middle(polygons []cbc.Polygon) [2]float64 {
	longest := polygons[0][0]
	for _, p := range polygons {
		if len(p[0]) > len(longest) {
			longest = p[0]
		}
	}
	minX, minY := c.at(longest[0])
	maxX, maxY := minX, minY
	for _, p := range longest {
		x, y := c.at(p)
		minX, minY, maxX, maxY = min(minX, x), min(minY, y), max(maxX, x), max(maxY, y)
	}
	// What is cut off by the frame is named in what is left.
	minX, minY, maxX, maxY = max(minX, 0), max(minY, 0), min(maxX, c.width), min(maxY, c.height)
	return [2]float64{(minX + maxX) / 2, (minY + maxY) / 2}
}

// maxDots is how many cells a map shows.
const maxDots = 20_000

func (r *areaReport) drawCells(c *canvas) {
	all := r.cells("")
	for _, x := range all[:min(len(all), maxDots)] {
		px, py := c.at(cbc.Point{Lat: x.Lat, Lon: x.Lon})
		fmt.Fprintf(c, `<circle cx="%.1f" cy="%.1f" r="2" fill="#1d4ed8"/>`+"\n", px, py)
	}
}

// sees reports whether the box of polygons meets what the map shows.
func (c *canvas) sees(polygons []cbc.Polygon) bool {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, poly := range polygons {
		for _, p := range poly[0] {
			x, y := c.at(p)
			minX, minY, maxX, maxY = min(minX, x), min(minY, y), max(maxX, x), max(maxY, y)
		}
	}
	return maxX >= 0 && maxY >= 0 && minX <= c.width && minY <= c.height
}

func (c *canvas) at(p cbc.Point) (x, y float64) {
	return (p.Lon - c.west) * c.x, (c.north - p.Lat) * c.y
}

// shape draws polygons as one path; points closer than half a pixel to the last
// are left out.
func (c *canvas) shape(polygons []cbc.Polygon, style string) {
	fmt.Fprintf(c, `<path %s fill-rule="evenodd" d="`, style)
	for _, poly := range polygons {
		for _, ring := range poly {
			lastX, lastY, letter := math.Inf(1), math.Inf(1), byte('M')
			for _, p := range ring[:len(ring)-1] {
				if x, y := c.at(p); math.Hypot(x-lastX, y-lastY) >= 0.5 {
					fmt.Fprintf(c, "%c%.1f %.1f", letter, x, y)
					lastX, lastY, letter = x, y, 'L'
				}
			}
			fmt.Fprint(c, "Z")
		}
	}
	fmt.Fprintln(c, `"/>`)
}
