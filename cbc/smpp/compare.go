package smpp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"bongsu/cbc"
)

// compare reads a coded write and says where it differs from w. It does not
// allocate unless something does.
func (l *Link) compare(w *cbc.Warning, frame []byte) error {
	p, err := l.config.dialect().view(frame)
	if err != nil {
		return fmt.Errorf("reading back: %w", err)
	}
	f := p.fields()
	service := f.text("service_type", serviceTypeSize)
	for _, l := range layouts[Broadcast][1:6] { // source, message_id, priority_flag
		f.skip(l)
	}
	f.text("schedule_delivery_time", timeSize)
	validity := f.text("validity_period", timeSize)
	f.octet("replace_if_present_flag")
	if l.config.RegisteredOctet {
		f.octet("registered_delivery")
	}
	coding := f.octet("data_coding")
	if err := f.fault(); err != nil {
		return fmt.Errorf("reading back: %w", err)
	}
	err = l.compareParameters(w, &p)
	id, found := l.config.identified(service, &p)
	payload, _ := p.first(MessagePayload)
	switch {
	case err != nil:
	case !found || id != w.MessageID:
		err = fmt.Errorf("identifier %d", id)
	case !says(payload, coding, w.Text):
		err = fmt.Errorf("text %q", TextOf(payload, coding))
	case !l.endsAt(validity, w.Expires):
		err = fmt.Errorf("validity %q", validity)
	default:
		err = l.compareAreas(&w.Area, &p)
	}
	if err != nil {
		return fmt.Errorf("reads back differently: %w", err)
	}
	return nil
}

// endsAt reports whether a validity ends at a time, or less than a second early;
// if it is relative less than two, and a second late for an end that is near.
func (l *Link) endsAt(validity []byte, end time.Time) bool {
	at, span, err := parseTime(validity)
	early := end.Sub(at)
	if span != 0 {
		early = time.Until(end) - span
		return err == nil && early >= -time.Second && early < 2*time.Second
	}
	return err == nil && early >= 0 && early < time.Second
}

func (l *Link) compareParameters(w *cbc.Warning, p *PDU) error {
	if v, _ := p.first(UserMessageReference); len(v) != 2 || binary.BigEndian.Uint16(v) != w.Reference {
		return fmt.Errorf("reference %x", v)
	}
	if l.config.OmitSerial {
		return nil
	}
	if v, _ := p.first(BroadcastContentTypeInfo); len(v) != 2 || binary.BigEndian.Uint16(v) != uint16(w.Serial) {
		return fmt.Errorf("serial number %x", v)
	}
	return nil
}

// compareAreas goes through the places in the order of locate.
func (l *Link) compareAreas(a *cbc.Area, p *PDU) error {
	i, n := 0, len(a.Regions)+len(a.Polygons)+len(a.Circles)
	if a.Whole {
		n++
	}
	for tag, v := range p.each() {
		if tag != BroadcastAreaIdentifier {
			continue
		}
		if i == n || len(v) < 2 {
			return fmt.Errorf("%d places, and more", i)
		}
		if err := l.comparePlace(a, i, v[0], v[1:]); err != nil {
			return err
		}
		i++
	}
	if i != n {
		return fmt.Errorf("%d places instead of %d", i, n)
	}
	return nil
}

// comparePlace says how a place differs from the one at index i of locate.
func (l *Link) comparePlace(a *cbc.Area, i int, format byte, details []byte) error {
	if a.Whole {
		if i == 0 {
			return compareAlias(l.config.WholeAreaAlias, format, details)
		}
		i--
	}
	if i < len(a.Regions) {
		return compareAlias(string(a.Regions[i]), format, details)
	}
	if i -= len(a.Regions); i < len(a.Polygons) {
		if err := comparePolygon(a.Polygons[i], format, details); err != nil {
			return fmt.Errorf("polygon %d: %w", i+1, err)
		}
		return nil
	}
	i -= len(a.Polygons)
	if err := compareCircle(a.Circles[i], format, details); err != nil {
		return fmt.Errorf("circle %d: %w", i+1, err)
	}
	return nil
}

func compareAlias(want string, format byte, details []byte) error {
	if format != Alias || string(details) != want {
		return fmt.Errorf("alias %q instead of %q", details, want)
	}
	return nil
}

func comparePolygon(want cbc.Polygon, format byte, details []byte) error {
	if format != Polygon {
		return fmt.Errorf("format %d", format)
	}
	n, err := pointsOf(details)
	if err != nil {
		return err
	}
	ring := openRing(want[0])
	if n != len(ring) {
		return fmt.Errorf("%d points instead of %d", n, len(ring))
	}
	for i, q := range ring {
		if got := readPoint(details[1+i*pointLen:]); !near(q, got) {
			return fmt.Errorf("point %d is %v", i+1, got)
		}
	}
	return nil
}

func compareCircle(want cbc.Circle, format byte, details []byte) error {
	if format != EllipsoidArc {
		return fmt.Errorf("format %d", format)
	}
	got, err := readCircle(details)
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
