package dispatcher

import (
	"encoding/base64"
	"reflect"
	"strings"
	"time"

	"bongsu/cbc"
	"bongsu/templates"
)

// eventJSON is the native form of an event, schema 1; docs/event.schema.json
// explains its fields.
type eventJSON struct {
	Schema     int             `json:"schema" validate:"required,eq=1"`
	ID         string          `json:"id" validate:"required,max=64,word"`
	Source     sourceJSON      `json:"source" validate:"required"`
	Status     string          `json:"status" validate:"required,oneof=actual exercise test"`
	MsgType    string          `json:"msg_type" validate:"required,oneof=alert update cancel"`
	References []referenceJSON `json:"references" validate:"max=32,dive"`

	Hazard    string `json:"hazard" validate:"omitempty,max=64,name"`
	Situation string `json:"situation" validate:"omitempty,max=64,name"`
	Class     string `json:"class" validate:"omitempty,oneof=critical urgent info missing"`
	Severity  string `json:"severity" validate:"omitempty,oneof=extreme severe moderate minor unknown"`
	Urgency   string `json:"urgency" validate:"omitempty,oneof=immediate expected future past unknown"`
	Certainty string `json:"certainty" validate:"omitempty,oneof=observed likely possible unlikely unknown"`

	Sent    time.Time `json:"sent" validate:"required"`
	Onset   time.Time `json:"onset"`
	Expires time.Time `json:"expires"`

	Area      areaJSON          `json:"area"`
	Params    map[string]any    `json:"params" validate:"max=32,dive,keys,max=64,name,endkeys"`
	Languages []string          `json:"languages" validate:"dive,language"`
	Text      map[string]string `json:"text" validate:"dive,keys,language,endkeys,required,max=1395"`
	Trace     traceJSON         `json:"trace"`
}

type sourceJSON struct {
	ID     string `json:"id" validate:"required,max=128,word"`
	System string `json:"system" validate:"required,oneof=kma-eew kma-wrn hrfco forest airkorea mois cap p2pquake jma usgs emsc gdacs nws operator simulator"`
	Ref    string `json:"ref" validate:"required,max=256"`
	Rev    uint16 `json:"rev"`
}

type referenceJSON struct {
	ID   string    `json:"id" validate:"required,max=256"`
	Sent time.Time `json:"sent" validate:"required"`
}

type areaJSON struct {
	Name     string            `json:"name" validate:"max=60"`
	Names    map[string]string `json:"names" validate:"max=8,dive,keys,language,endkeys,required,max=60"`
	Country  bool              `json:"country"`
	Geocodes []string          `json:"geocodes" validate:"max=1024,dive,geocode"`
	Polygons [][]point         `json:"polygons"`
	Circles  []circleJSON      `json:"circles" validate:"max=1000"`
	Cells    []string          `json:"cells" validate:"max=65535"`
}

// A point is [longitude, latitude], as GeoJSON has it.
type point [2]float64

type circleJSON struct {
	Lat    *float64 `json:"lat"`
	Lon    *float64 `json:"lon"`
	Radius *float64 `json:"radius_km"`
}

// traceJSON travels with an event for proofs of latency and changes nothing.
type traceJSON struct {
	Parent   string    `json:"traceparent" validate:"max=64"`
	Received time.Time `json:"received_at"`
}

// readJSON reads a native event, or a CloudEvent in structured mode.
func (by *EventReader) readJSON(e *Event, body []byte, f *findings) {
	root := readTree(body, f)
	switch {
	case root.kind != objectNode:
		if len(f.list) == 0 {
			f.addf("not-an-event", "", "the document is %s, not an object", root.kind)
		}
	case root.member("specversion") != nil:
		by.readEnvelope(e, root, f)
	default:
		readNative(e, root, "", f, by.Hazards)
	}
}

// readEnvelope reads the event in a CloudEvent. Its other attributes may be
// any; the event itself says what we need.
func (by *EventReader) readEnvelope(e *Event, root *node, f *findings) {
	if v := root.member("specversion"); v.kind != stringNode || !strings.HasPrefix(v.text, "1.") {
		f.addf("bad-cloudevent", "specversion", "CloudEvents %.20q is not known, only 1.0", v.text)
	}
	data := root.member("data")
	if data == nil {
		data = decode64(root.member("data_base64"), f)
	}
	switch {
	case data == nil:
		f.addf("missing", "data", "the CloudEvent carries no event")
	case data.kind == objectNode:
		readNative(e, data, "data", f, by.Hazards)
	case data.kind != stringNode:
		f.addf("wrong-type", "data", "want an object or a string, not %s", data.kind)
	case strings.HasPrefix(strings.TrimSpace(data.text), "<"):
		by.readCAP(e, []byte(strings.TrimSpace(data.text)), f)
	default:
		if inner := readTree([]byte(data.text), f); inner.kind == objectNode {
			readNative(e, inner, "data", f, by.Hazards)
		} else if len(f.list) == 0 {
			f.addf("not-an-event", "data", "the CloudEvent carries %s, not an event", inner.kind)
		}
	}
}

// decode64 returns the octets of data_base64 as a string, or nil.
func decode64(n *node, f *findings) *node {
	if n == nil {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(n.text)
	if err != nil || n.kind != stringNode {
		f.addf("bad-cloudevent", "data_base64", "the data is not base64")
		return nil
	}
	return &node{kind: stringNode, text: string(b)}
}

// readNative reads a native event at path of a document.
func readNative(e *Event, n *node, path string, f *findings, find HazardFinder) {
	var x eventJSON
	outer := f
	if path != "" { // what is found inside is told by its place in the envelope
		f = &findings{partial: outer.partial}
		defer func() { outer.adopt(f, path) }()
	}
	languages := firstLanguages(n, f)
	trimShapes(n.member("area"), f)
	(&binder{f: f}).bind(n, reflect.ValueOf(&x).Elem())
	checkFields(&x, f)
	x.fill(e)
	e.Languages = languages(x.Languages)
	e.Area = x.Area.area(f)
	x.checkTogether(e, f)
	checkHazard(e, find, f)
}

// adopt takes over what was found in a part of the document.
func (f *findings) adopt(part *findings, path string) {
	for _, p := range part.list {
		if p.Path = path + "." + p.Path; strings.HasSuffix(p.Path, ".") {
			p.Path = path
		}
		f.addf(p.Code, p.Path, "%s", p.Message)
	}
	f.notes = append(f.notes, part.notes...)
}

var planes = map[string]Plane{"actual": Live, "exercise": Exercise, "test": Test}

func (x *eventJSON) fill(e *Event) {
	e.EventKey = EventKey{planes[x.Status], x.Source.ID, x.Source.Ref, x.Source.Rev}
	e.ID, e.System = x.ID, x.Source.System
	if x.MsgType == "alert" || x.MsgType == "update" || x.MsgType == "cancel" {
		e.Kind = Kind(x.MsgType)
	}
	for _, r := range x.References {
		e.References = append(e.References, Reference{ID: r.ID, Sent: r.Sent})
	}
	e.Hazard, e.Situation = x.Hazard, x.Situation
	e.Class, _ = templates.ParseClass(x.Class) // a bad one is found by its tag
	e.Severity, e.Urgency, e.Certainty = x.Severity, x.Urgency, x.Certainty
	e.Sent, e.Onset, e.Expires = x.Sent, x.Onset, x.Expires
	e.Params, e.Text = x.Params, x.Text
}

// checkTogether checks what concerns several fields. A cancel ends its case
// whatever it was about, so that it may leave out hazard, area and expiry.
func (x *eventJSON) checkTogether(e *Event, f *findings) {
	if e.Kind == KindUpdate || e.Kind == KindCancel {
		if len(x.References) == 0 && !f.at("references") {
			f.addf("missing-references", "references", "an event that is a %s needs references to what it is about", e.Kind)
		}
	}
	if !e.Expires.IsZero() && !e.Sent.IsZero() && !e.Expires.After(e.Sent) {
		f.addf("expires-before-sent", "expires", "the event expires before or when it is sent")
	}
	if e.Kind == KindCancel {
		return
	}
	if e.Expires.IsZero() && !f.at("expires") {
		f.addf("missing-expires", "expires", "the event does not say when it expires")
	}
	if x.Hazard == "" && !f.at("hazard") {
		f.addf("missing", "hazard", "the event does not say what the hazard is")
	}
	if e.Area.Empty() && !f.at("area") {
		f.addf("empty-area", "area", "the event names no place; the whole country is said with area.country")
	}
}

func checkHazard(e *Event, find HazardFinder, f *findings) {
	if find == nil || e.Hazard == "" || f.at("hazard") {
		return
	}
	if id, ok := find.FindHazard(e.Hazard); !ok || id != e.Hazard {
		f.addf("unknown-hazard", "hazard", "there is no hazard %q in the library", e.Hazard)
	}
}

// firstLanguages cuts languages and text down to the first eight languages in
// the document's order, and returns what makes an event's languages of them.
func firstLanguages(n *node, f *findings) func([]string) []string {
	if l := n.member("languages"); l != nil && l.kind == listNode && len(l.items) > maxLanguages {
		f.notef("languages: %d languages are asked for, the first %d are taken", len(l.items), maxLanguages)
		l.items = l.items[:maxLanguages]
	}
	if t := n.member("text"); t != nil && t.kind == objectNode && len(t.items) > maxLanguages {
		f.notef("text: there are %d languages, the first %d are taken", len(t.items), maxLanguages)
		t.keys, t.items = t.keys[:maxLanguages], t.items[:maxLanguages]
	}
	return func(given []string) []string {
		var ls []string
		seen := map[string]bool{}
		for i, l := range given {
			if l = strings.ToLower(l); seen[l] {
				f.addf("duplicate-value", index("languages", i), "language %.20q is there twice", l)
			} else if l != "" {
				seen[l] = true
				ls = append(ls, l)
			}
		}
		return ls
	}
}

// trimShapes refuses too many shapes before they are looked at.
func trimShapes(area *node, f *findings) {
	if area == nil || area.kind != objectNode {
		return
	}
	polygons := area.member("polygons")
	if polygons == nil || polygons.kind != listNode {
		return
	}
	points := 0
	for _, ring := range polygons.items {
		points += len(ring.items)
	}
	if len(polygons.items) > maxPolygons {
		f.addf("too-many", "area.polygons", "there are %d polygons, more than %d", len(polygons.items), maxPolygons)
		polygons.items = nil
	} else if points > maxPoints {
		f.addf("too-many", "area.polygons", "the polygons have %d points, more than %d", points, maxPoints)
		polygons.items = nil
	}
}

// area makes an event's area of what the document has, without the parts that
// are wrong.
func (a *areaJSON) area(f *findings) EventArea {
	out := EventArea{Name: strings.TrimSpace(a.Name), Names: a.Names, Country: a.Country}
	for i, g := range a.Geocodes {
		if g != "" && !f.at(index("area.geocodes", i)) {
			out.Regions = append(out.Regions, cbc.Region(g))
		}
	}
	for i, ring := range a.Polygons {
		at := index("area.polygons", i)
		if len(ring) > maxRing {
			f.addf("bad-polygon", at, "the ring has %d points, more than %d", len(ring), maxRing)
		} else if pts := ringOf(ring); !f.at(at) && checkRing(pts, at, f) {
			out.Polygons = append(out.Polygons, cbc.Polygon{pts})
		}
	}
	for i, c := range a.Circles {
		if circle, ok := c.circle(index("area.circles", i), f); ok {
			out.Circles = append(out.Circles, circle)
		}
	}
	for i, s := range a.Cells {
		at := index("area.cells", i)
		if c, err := cbc.ParseCell(s); err == nil {
			out.Cells = append(out.Cells, c)
		} else if !f.at(at) {
			f.addf("bad-cell", at, "%.120v", err)
		}
	}
	return out
}

func ringOf(ring []point) []cbc.Point {
	pts := make([]cbc.Point, len(ring))
	for i, p := range ring {
		pts[i] = cbc.Point{Lat: p[1], Lon: p[0]}
	}
	return pts
}

func (c *circleJSON) circle(path string, f *findings) (cbc.Circle, bool) {
	whole := !f.at(path)
	for _, x := range []struct {
		name  string
		value *float64
	}{{"lat", c.Lat}, {"lon", c.Lon}, {"radius_km", c.Radius}} {
		if x.value == nil && !f.at(path+"."+x.name) {
			f.addf("missing", path+"."+x.name, "a circle needs lat, lon and radius_km")
			whole = false
		}
	}
	if !whole {
		return cbc.Circle{}, false
	}
	circle := cbc.Circle{Center: cbc.Point{Lat: *c.Lat, Lon: *c.Lon}, Radius: *c.Radius * 1000}
	return circle, checkCircle(circle, path, f)
}
