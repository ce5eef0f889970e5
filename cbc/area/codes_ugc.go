package area

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// NewUGC returns the Universal Geographic Codes of the US National Weather
// Service (directive 10-1702): two letters of the state, C for a county or Z for
// a forecast zone, three digits. A list names the state once and has hyphens
// between numbers and > between the ends of a run ("CAC037-059>065-HIC003"); a
// day and time at its end (DDHHMM) says when it expires and no place. counties
// has FIPS codes, zones has codes as they are written ("CAZ041").
func NewUGC(counties, zones *Gazetteer) (CodeSystem, error) {
	u := ugc{counties, zones, map[string]string{}}
	err := eachLine("us-states.csv", "fips,letters", statesCSV, func(f []string) error {
		u.states[f[1]] = f[0]
		return nil
	})
	return u, err
}

type ugc struct {
	counties, zones *Gazetteer
	states          map[string]string // letters → FIPS
}

func (ugc) Name() string { return "UGC" }

// maxUGC bounds what one list names.
const maxUGC = 1_000

func (u ugc) Places(code string) ([]Place, error) {
	codes, err := expandUGC(code)
	if err != nil {
		return nil, &CodeError{u.Name(), code, err}
	}
	var places []Place
	for _, c := range codes {
		p, ok := u.place(c)
		if !ok {
			return nil, &CodeError{u.Name(), c, errNotInTable}
		}
		p.Code = c
		places = append(places, p)
	}
	return places, nil
}

func (u ugc) place(code string) (Place, bool) {
	if code[2] == 'Z' {
		p, ok := u.zones.places[code]
		return p, ok
	}
	state, known := u.states[code[:2]]
	p, ok := u.counties.places[state+code[3:]]
	return p, known && ok
}

// expandUGC returns the codes of a list, each in full.
func expandUGC(list string) ([]string, error) {
	parts := strings.Split(strings.TrimSuffix(list, "-"), "-")
	if n := len(parts); n > 1 && len(parts[n-1]) == 6 && allDigits(parts[n-1]) {
		parts = parts[:n-1]
	}
	var codes []string
	kind := "" // "CAC"
	for _, part := range parts {
		if len(part) > 3 && strings.Trim(part[:2], letterSet) == "" && (part[2] == 'C' || part[2] == 'Z') {
			kind, part = part[:3], part[3:]
		}
		first, last, run := strings.Cut(part, ">")
		if !run {
			last = first
		}
		if kind == "" || len(first) != 3 || len(last) != 3 || !allDigits(first) || !allDigits(last) || first > last {
			return nil, errors.New("want codes such as CAC037 or CAZ041-045>047")
		}
		from, _ := strconv.Atoi(first) // three digits
		to, _ := strconv.Atoi(last)
		if from == 0 {
			return nil, fmt.Errorf("%s000 is all of a state, which has no boundary of its own", kind)
		}
		for n := from; n <= to; n++ {
			codes = append(codes, fmt.Sprintf("%s%03d", kind, n))
		}
		if len(codes) > maxUGC {
			return nil, fmt.Errorf("more than %d codes", maxUGC)
		}
	}
	return codes, nil
}
