package cap

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Deviation is a way of breaking the standard that many senders have, and
// that leaves no doubt what is meant. A policy may take it; it is noted then.
type Deviation string

const (
	VeryLikely         Deviation = "very-likely"         // certainty "Very Likely" of CAP 1.0, read as Likely
	TimeInZ            Deviation = "time-in-z"           // times that end in Z
	TimeFraction       Deviation = "time-fraction"       // times with a fraction of a second, which is dropped
	LanguageUnderscore Deviation = "language-underscore" // ko_KR, read as ko-KR
	LanguageEmpty      Deviation = "language-empty"      // read as absent
	WebRelative        Deviation = "web-relative"        // left out
	AreaOrder          Deviation = "area-order"          // geocode before polygon, and the like
)

var deviations = []Deviation{VeryLikely, TimeInZ, TimeFraction, LanguageUnderscore, LanguageEmpty, WebRelative, AreaOrder}

// Deviations returns all that a policy may take.
func Deviations() []Deviation { return slices.Clone(deviations) }

// ParseDeviation returns the deviation of a name.
func ParseDeviation(s string) (Deviation, error) {
	if d := Deviation(s); slices.Contains(deviations, d) {
		return d, nil
	}
	var names []string
	for _, d := range deviations {
		names = append(names, string(d))
	}
	return "", fmt.Errorf("deviation %q is not one of %s", s, strings.Join(names, ", "))
}

// A Policy says how the messages of one source are read. The zero Policy takes
// what the standard has and nothing else.
type Policy struct {
	Accept  []Deviation
	Profile *Profile  // further rules; nil for none
	Service Box       // where messages are expected to be about; zero for anywhere
	Now     time.Time // when the message is read; zero leaves out what depends on it
}

func (p *Policy) takes(d Deviation) bool { return slices.Contains(p.Accept, d) }

// A Box is a piece of the globe between two latitudes and two longitudes,
// degrees.
type Box struct{ South, West, North, East float64 }

func (b Box) contains(lat, lon float64) bool {
	return lat >= b.South && lat <= b.North && lon >= b.West && lon <= b.East
}
