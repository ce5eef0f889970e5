package cap

import (
	"fmt"

	"bongsu/cbc"
)

// defaultLanguage is what clause 3.2.2 takes an info to be in that says nothing.
const defaultLanguage = "en-US"

// info reads one info and its areas.
func (r *review) info(e *element) Info {
	r.checkEnumerations(e)
	i := Info{
		Language:    r.language(e),
		Event:       r.required(e, "event"),
		Urgency:     e.value("urgency"),
		Severity:    e.value("severity"),
		Certainty:   e.value("certainty"),
		Audience:    e.value("audience"),
		EventCodes:  pairs(e, "eventCode"),
		Effective:   r.time(e, "effective"),
		Onset:       r.time(e, "onset"),
		Expires:     r.time(e, "expires"),
		SenderName:  e.value("senderName"),
		Headline:    e.value("headline"),
		Description: e.value("description"),
		Instruction: e.value("instruction"),
		Web:         r.web(e),
		Contact:     e.value("contact"),
		Parameters:  pairs(e, "parameter"),
	}
	for _, c := range e.all("category") {
		i.Categories = append(i.Categories, c.content())
	}
	for _, c := range e.all("responseType") {
		i.ResponseTypes = append(i.ResponseTypes, c.content())
	}
	for _, c := range e.all("resource") {
		i.Resources = append(i.Resources, r.resource(c))
	}
	for _, c := range e.all("area") {
		i.Areas = append(i.Areas, r.area(c))
	}
	return i
}

func (r *review) language(e *element) string {
	c := e.first("language")
	if c == nil {
		return defaultLanguage
	}
	if !languageTag(c.content()) {
		r.report("S10", c, "is not a language tag", c.text)
	}
	return c.content()
}

// web reads an address, which must be absolute.
func (r *review) web(e *element) string {
	s := e.value("web")
	if s == "" {
		return ""
	}
	if !absolute(s) {
		r.report("S19", e.first("web"), "is not an absolute URI", s)
	}
	return s
}

// pairs reads the named values of a name.
func pairs(e *element, name string) []NameValue {
	var list []NameValue
	for _, c := range e.all(name) {
		list = append(list, NameValue{c.value("valueName"), c.value("value")})
	}
	return list
}

// area reads one area. Shapes that are empty count as absent.
func (r *review) area(e *element) Area {
	a := Area{Desc: r.required(e, "areaDesc"), Geocodes: pairs(e, "geocode")}
	for _, c := range e.all("polygon") {
		if c.content() != "" {
			r.polygon(&a, c)
		}
	}
	for _, c := range e.all("circle") {
		if c.content() == "" {
			continue
		}
		circle, err := parseCircle(c.text)
		if err != nil {
			r.report("S15", c, err.Error(), c.text)
			continue
		}
		a.Circles = append(a.Circles, circle)
	}
	r.heights(&a, e)
	return a
}

// leastPoints is that of a triangle with its first point again at its end.
const leastPoints = 4

func (r *review) polygon(a *Area, c *element) {
	if r.polygons++; r.polygons > MaxPolygons {
		if r.polygons == MaxPolygons+1 {
			r.report("X01", c, fmt.Sprintf("is one polygon too many, at most %d are read", MaxPolygons), "")
		}
		return
	}
	ring, err := parseRing(c.text)
	if err != nil {
		r.report("S13", c, err.Error(), c.text)
		return
	}
	if r.points += len(ring); r.points > MaxPoints {
		r.report("X01", c, fmt.Sprintf("has too many points, at most %d are read in a message", MaxPoints), "")
		return
	}
	if len(ring) < leastPoints {
		r.report("S11", c, fmt.Sprintf("has %d points, at least 4 make a polygon", len(ring)), c.text)
	}
	if ring[0] != ring[len(ring)-1] {
		r.report("S12", c, "does not end where it begins", c.text)
	}
	a.Polygons = append(a.Polygons, cbc.Polygon{ring})
}

// heights reads altitude and ceiling, in feet.
func (r *review) heights(a *Area, e *element) {
	a.Altitude, a.Ceiling = r.height(e, "altitude"), r.height(e, "ceiling")
	switch {
	case a.Ceiling == nil:
	case a.Altitude == nil:
		r.report("S16", e.first("ceiling"), "is there without an altitude", "")
	case *a.Ceiling < *a.Altitude:
		r.report("S16", e.first("ceiling"), "is below the altitude", e.value("ceiling"))
	}
}

func (r *review) height(e *element, name string) *float64 {
	s := e.value(name)
	if s == "" {
		return nil
	}
	f, err := parseDecimal(s)
	if err != nil {
		r.report("S16", e.first(name), "is not a decimal number", s)
		return nil
	}
	return &f
}
