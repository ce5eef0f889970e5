package cap

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc"
)

// timeForm is the only form of a time, clause 3.3.2: no fraction of a second,
// and an offset rather than Z.
const timeForm = "2006-01-02T15:04:05-07:00"

// maxOffset is the widest that XML Schema has, seconds.
const maxOffset = 14 * 60 * 60

// parseTime reads a time of the form 2011-05-24T16:49:00-07:00.
func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(timeForm, s)
	if err != nil || len(s) != len(timeForm) {
		return time.Time{}, errors.New("is not a time like 2011-05-24T16:49:00-07:00")
	}
	if _, seconds := t.Zone(); max(seconds, -seconds) > maxOffset {
		return time.Time{}, errors.New("has an offset of more than 14 hours")
	}
	return t, nil
}

// parseDecimal reads a plain decimal number: no exponent, no name of a number.
func parseDecimal(s string) (float64, error) {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return 0, fmt.Errorf("%q is not a decimal number", s)
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, fmt.Errorf("%q is not a decimal number", s)
	}
	return f, nil
}

// parsePoint reads "lat,lon" in degrees.
func parsePoint(s string) (cbc.Point, error) {
	la, lo, ok := strings.Cut(s, ",")
	if !ok {
		return cbc.Point{}, fmt.Errorf("%q is not a latitude and a longitude with a comma between them", s)
	}
	lat, err := parseDecimal(la)
	if err != nil {
		return cbc.Point{}, err
	}
	lon, err := parseDecimal(lo)
	if err != nil {
		return cbc.Point{}, err
	}
	if math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return cbc.Point{}, fmt.Errorf("%q is not on the globe", s)
	}
	return cbc.Point{Lat: lat, Lon: lon}, nil
}

// parseRing reads the points of a polygon, with white space between them.
func parseRing(s string) ([]cbc.Point, error) {
	var ring []cbc.Point
	for f := range strings.FieldsSeq(s) {
		if len(ring) == MaxPoints {
			return nil, fmt.Errorf("has more than %d points", MaxPoints)
		}
		p, err := parsePoint(f)
		if err != nil {
			return nil, fmt.Errorf("point %d: %w", len(ring)+1, err)
		}
		ring = append(ring, p)
	}
	return ring, nil
}

const metresPerKilometre = 1000

// parseCircle reads "lat,lon radius", the radius in kilometres.
func parseCircle(s string) (cbc.Circle, error) {
	f := strings.Fields(s)
	if len(f) != 2 {
		return cbc.Circle{}, errors.New("is not a point and a radius with a space between them")
	}
	p, err := parsePoint(f[0])
	if err != nil {
		return cbc.Circle{}, err
	}
	km, err := parseDecimal(f[1])
	if err != nil || km < 0 {
		return cbc.Circle{}, fmt.Errorf("radius %q is not a number from 0 on", f[1])
	}
	return cbc.Circle{Center: p, Radius: km * metresPerKilometre}, nil
}

// parseReference reads "sender,identifier,sent".
func parseReference(s string) (Reference, error) {
	f := strings.Split(s, ",")
	if len(f) != 3 || f[0] == "" || f[1] == "" {
		return Reference{}, errors.New("is not a sender, an identifier and a time with commas between them")
	}
	t, err := parseTime(f[2])
	if err != nil {
		return Reference{}, fmt.Errorf("time %q %w", f[2], err)
	}
	return Reference{f[0], f[1], t}, nil
}

// parseItems splits a list of words; words in double quotes are one item.
func parseItems(s string) ([]string, error) {
	var items []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] != '"' {
			n := strings.IndexAny(s, " \t\r\n")
			if n < 0 {
				n = len(s)
			}
			items, s = append(items, s[:n]), s[n:]
			continue
		}
		item, rest, ok := strings.Cut(s[1:], `"`)
		if !ok {
			return nil, errors.New("has a quotation mark that nothing closes")
		}
		items, s = append(items, item), rest
	}
	return items, nil
}

// languageTag reports whether s has the shape of BCP 47: letters, then groups
// of letters and digits, all up to eight long, with hyphens between them.
func languageTag(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 1 || len(part) > 8 {
			return false
		}
		for _, c := range []byte(part) {
			letter := 'a' <= c|0x20 && c|0x20 <= 'z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}
