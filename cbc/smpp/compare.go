package smpp

import (
	"errors"
	"fmt"
	"math"
	"time"

	"bongsu/cbc"
)

// compare reads a coded write and says where it differs from w.
func (l *Link) compare(w *cbc.Warning, o *outgoing) error {
	p, err := Parse(o.frame)
	if err != nil {
		return fmt.Errorf("reading back: %w", err)
	}
	var m BroadcastSM
	if err := m.Read(p); err != nil {
		return fmt.Errorf("reading back: %w", err)
	}
	early := w.Expires.Sub(m.Validity)
	switch {
	case cbc.MessageID(m.Content.Type) != w.MessageID:
		err = fmt.Errorf("identifier %d", m.Content.Type)
	case m.Reference != w.Reference:
		err = fmt.Errorf("reference %d", m.Reference)
	case words(m.DataCoding, m.Payload) != w.Text:
		err = fmt.Errorf("text %q", words(m.DataCoding, m.Payload))
	case early < 0 || early >= time.Second:
		err = fmt.Errorf("validity %v", m.Validity)
	case !l.config.OmitSerial && string(m.Info) != string(octets16(uint16(w.Serial))):
		err = fmt.Errorf("serial number %x", m.Info)
	default:
		err = compareAreas(&w.Area, l.config.WholeAreaAlias, m.Areas)
	}
	if err != nil {
		return fmt.Errorf("reads back differently: %w", err)
	}
	return nil
}

// compareAreas takes the places off one by one.
func compareAreas(a *cbc.Area, whole string, places []Place) error {
	var names []string
	if a.Whole {
		names = append(names, whole)
	}
	for _, r := range a.Regions {
		names = append(names, string(r))
	}
	if n := len(names) + len(a.Polygons) + len(a.Circles); n != len(places) {
		return fmt.Errorf("%d places instead of %d", len(places), n)
	}
	for _, n := range names {
		if p := places[0]; p.Format != Alias || string(p.Details) != n {
			return fmt.Errorf("alias %q instead of %q", p.Details, n)
		}
		places = places[1:]
	}
	for i, p := range a.Polygons {
		if err := comparePolygon(p, places[0]); err != nil {
			return fmt.Errorf("polygon %d: %w", i+1, err)
		}
		places = places[1:]
	}
	for i, c := range a.Circles {
		if err := compareCircle(c, places[0]); err != nil {
			return fmt.Errorf("circle %d: %w", i+1, err)
		}
		places = places[1:]
	}
	return nil
}

func comparePolygon(want cbc.Polygon, p Place) error {
	if p.Format != Polygon {
		return fmt.Errorf("format %d", p.Format)
	}
	got, err := readPolygon(p.Details)
	if err != nil {
		return err
	}
	for i := range got[0][:len(got[0])-1] {
		if i >= len(want[0]) || !near(want[0][i], got[0][i]) {
			return fmt.Errorf("point %d is %v", i+1, got[0][i])
		}
	}
	return nil
}

func compareCircle(want cbc.Circle, p Place) error {
	if p.Format != EllipsoidArc {
		return fmt.Errorf("format %d", p.Format)
	}
	got, err := readCircle(p.Details)
	switch {
	case err != nil:
		return err
	case !near(want.Center, got.Center):
		return fmt.Errorf("center %v", got.Center)
	case got.Radius < want.Radius || got.Radius > want.Radius*1.1+1:
		return errors.New("radius " + fmt.Sprint(got.Radius))
	}
	return nil
}

// near allows for one step of the coding.
func near(a, b cbc.Point) bool {
	return math.Abs(a.Lat-b.Lat) <= 90.0/latSteps && math.Abs(a.Lon-b.Lon) <= 360.0/lonSteps
}
