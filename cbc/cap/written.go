package cap

import (
	"math"
	"slices"
	"strings"
	"time"

	"bongsu/cbc"
)

// written returns what a reader should find of a: as exact as it is written,
// without white space around values, without what is empty.
func (a *Alert) written(d Dialect) Alert {
	w := *a
	w.Notes, w.Signed = nil, false
	trim(&w.Identifier, &w.Sender, &w.Status, &w.MsgType, &w.Source, &w.Scope, &w.Restriction, &w.Note)
	w.Sent = d.read(a.Sent)
	w.Addresses, w.Incidents = orNil(a.Addresses), orNil(a.Incidents)
	w.Codes = filled(a.Codes)
	w.References = orNil(slices.Clone(a.References))
	for i := range w.References {
		w.References[i].Sent = d.read(w.References[i].Sent)
	}
	w.Infos = orNil(slices.Clone(a.Infos))
	for i := range w.Infos {
		w.Infos[i].written(d)
	}
	return w
}

func (i *Info) written(d Dialect) {
	trim(&i.Language, &i.Event, &i.Urgency, &i.Severity, &i.Certainty, &i.Audience, &i.SenderName, &i.Headline,
		&i.Description, &i.Instruction, &i.Web, &i.Contact)
	if i.Language == "" {
		i.Language = defaultLanguage
	}
	i.Categories, i.ResponseTypes = filled(i.Categories), filled(i.ResponseTypes)
	i.Effective, i.Onset, i.Expires = d.read(i.Effective), d.read(i.Onset), d.read(i.Expires)
	i.EventCodes, i.Parameters = trimmed(i.EventCodes), trimmed(i.Parameters)
	i.Resources = orNil(slices.Clone(i.Resources))
	for k := range i.Resources {
		x := &i.Resources[k]
		trim(&x.Desc, &x.MIMEType, &x.URI, &x.Digest)
		x.Size = max(x.Size, 0)
	}
	i.Areas = orNil(slices.Clone(i.Areas))
	for k := range i.Areas {
		i.Areas[k].written()
	}
}

func (a *Area) written() {
	trim(&a.Desc)
	a.Geocodes = trimmed(a.Geocodes)
	a.Polygons = orNil(slices.Clone(a.Polygons))
	for i, p := range a.Polygons {
		ring := slices.Clone(p[0])
		for k := range ring {
			ring[k] = rounded(ring[k])
		}
		a.Polygons[i] = cbc.Polygon{ring}
	}
	a.Circles = orNil(slices.Clone(a.Circles))
	for i, c := range a.Circles {
		km := round(c.Radius/metresPerKilometre, radiusDecimals)
		a.Circles[i] = cbc.Circle{Center: rounded(c.Center), Radius: km * metresPerKilometre}
	}
	for _, h := range []**float64{&a.Altitude, &a.Ceiling} {
		if *h != nil {
			v := round(**h, heightDecimals)
			*h = &v
		}
	}
}

// read returns a time as it is read after it was written.
func (d Dialect) read(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	_, offset := t.Zone()
	if d.UTC || offset == 0 {
		return t.UTC().Truncate(time.Second)
	}
	return t.Truncate(time.Second).In(time.FixedZone("", offset))
}

func rounded(p cbc.Point) cbc.Point {
	return cbc.Point{Lat: round(p.Lat, pointDecimals), Lon: round(p.Lon, pointDecimals)}
}

// round rounds as writing and reading do.
func round(v float64, decimals int) float64 {
	w := writer{}
	w.decimal(v, decimals)
	f, ok := parseDecimal(w.out)
	if !ok {
		return math.NaN() // which equals nothing
	}
	return f
}

func trim(values ...*string) {
	for _, v := range values {
		*v = strings.TrimSpace(*v)
	}
}

func trimmed(list []NameValue) []NameValue {
	list = orNil(slices.Clone(list))
	for i := range list {
		trim(&list[i].Name, &list[i].Value)
	}
	return list
}

// filled leaves out what is blank.
func filled(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// orNil returns nil for an empty list, as reading does.
func orNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
