package dispatcher

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"bongsu/cbc/cap"
	"bongsu/templates"
)

// capEvents says what the event codes of others mean here: the names that they
// have in CAP, a level where one is sent beside the code, the hazard and, where
// the rules cannot tell it by severity, the situation; besides the term of the
// OASIS Event Terms List and the name that its owner gives it. What has no
// safe counterpart is not in it: a person decides.
//
//go:embed cap_events.tsv
var capEvents string

// A capCode is an event code, or an event by name, in a scheme.
type capCode struct{ scheme, code, level string }

// A capMeaning is what it means here.
type capMeaning struct{ hazard, situation, oasis string }

// capTable is the table by code; codes and names are in lower case.
var capTable = sync.OnceValue(func() map[capCode]capMeaning {
	table := map[capCode]capMeaning{}
	for _, l := range strings.Split(strings.TrimSpace(capEvents), "\n")[1:] {
		f := strings.Split(l, "\t")
		table[capCode{f[0], strings.ToLower(f[1]), f[2]}] = capMeaning{f[3], f[4], f[5]}
	}
	return table
})

// CheckCAPEvents returns what the table of CAP's event codes names that a
// library does not have.
func CheckCAPEvents(lib *templates.Library) error {
	var wrong []error
	for code, m := range capTable() {
		switch _, ok := lib.Hazard(m.hazard); {
		case !ok:
			wrong = append(wrong, fmt.Errorf("CAP event %s %s: the library has no hazard %s", code.scheme, code.code, m.hazard))
		case m.situation == "":
		default:
			if _, ok := lib.Entry(m.hazard, m.situation); !ok {
				wrong = append(wrong, fmt.Errorf("CAP event %s %s: the library has no situation %s/%s", code.scheme, code.code, m.hazard, m.situation))
			}
		}
	}
	slices.SortFunc(wrong, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	return errors.Join(wrong...)
}

// capSchemes are the valueNames by which CAP names the schemes of the table.
var capSchemes = []struct {
	scheme string
	names  *regexp.Regexp
}{
	{"SAME", regexp.MustCompile(`(?i)^SAME$`)},
	{"NWS", regexp.MustCompile(`(?i)^(NationalWeatherService|NWS)$`)},
	{"CAP-CP", regexp.MustCompile(`(?i)^profile:CAP-CP:Event:`)},
	{"CAP-AU", regexp.MustCompile(`(?i)(:AUeventLIST:|^CDNevent$)`)},
	{"OET", regexp.MustCompile(`(?i)^OET:`)},
	{"MeteoAlarm", regexp.MustCompile(`(?i)^awareness_type$`)},
	{"KMA", regexp.MustCompile(`(?i)^(KMA:)?warnVar$`)},
}

// capLevels are the parameters that say a level beside the code of a scheme.
var capLevels = map[string]*regexp.Regexp{
	"MeteoAlarm": regexp.MustCompile(`(?i)^awareness_level$`),
	"KMA":        regexp.MustCompile(`(?i)^(KMA:)?warnStress$`),
}

// green is the level of MeteoAlarm at which there is nothing to warn of.
const green = "1"

// event finds hazard and situation: by the event codes in their order, then by
// parameters that are codes too, then by the event's name, each first in the
// table and then in the library.
func (c capReader) event(i *cap.Info) (hazard, situation string, ok bool) {
	for pair := range pairsOf(i) {
		if h, s, ok := c.code(i, pair); ok {
			return h, s, true
		}
	}
	for _, code := range i.EventCodes {
		if h, ok := c.known(strings.TrimSpace(code.Value)); ok {
			return h, "", true
		}
	}
	if m, ok := capTable()[capCode{"event", plainEvent(i.Event), ""}]; ok {
		if h, ok := c.known(m.hazard); ok {
			return h, m.situation, true
		}
	}
	h, ok := c.known(strings.TrimSpace(i.Event))
	return h, "", ok
}

// pairsOf returns the event codes of an info, then its parameters.
func pairsOf(i *cap.Info) iter.Seq[cap.NameValue] {
	return func(yield func(cap.NameValue) bool) {
		for _, list := range [][]cap.NameValue{i.EventCodes, i.Parameters} {
			for _, p := range list {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// code looks a code up in the table, with the level beside it or without one.
func (c capReader) code(i *cap.Info, p cap.NameValue) (hazard, situation string, ok bool) {
	for _, s := range capSchemes {
		if !s.names.MatchString(p.Name) {
			continue
		}
		code := strings.ToLower(number(p.Value))
		for _, level := range []string{level(i, s.scheme), ""} {
			if m, found := capTable()[capCode{s.scheme, code, level}]; found {
				h, ok := c.known(m.hazard)
				return h, m.situation, ok
			}
		}
	}
	return "", "", false
}

// number returns what stands before a semicolon: "3" of "3; Thunderstorm".
func number(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.TrimSpace(s)
}

// level returns the level that an info has in a scheme, "" if it has none.
func level(i *cap.Info, scheme string) string {
	if names := capLevels[scheme]; names != nil {
		for p := range pairsOf(i) {
			if names.MatchString(p.Name) {
				return number(p.Value)
			}
		}
	}
	return ""
}

// known returns the library's hazard of a name.
func (c capReader) known(name string) (string, bool) {
	if c.find == nil || name == "" {
		return "", false
	}
	return c.find.FindHazard(name)
}

// plainEvent returns the name of an event without what says how urgent it is.
func plainEvent(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	for _, word := range []string{" warning", " watch", " advisory", " statement", " alert", " emergency"} {
		s = strings.TrimSuffix(s, word)
	}
	return s
}

// A hazardLister knows all hazards; a *templates.Library does.
type hazardLister interface {
	Hazards() iter.Seq[*templates.Hazard]
}

// A candidate is a hazard that an event may mean.
type candidate struct {
	hazard string
	score  float64 // 0 to 1
}

// How near a candidate must be, and how many are told.
const (
	nearEnough    = 0.25
	maxCandidates = 3
)

// nearest returns the hazards whose names are most like those of an event,
// the nearest first.
func (c capReader) nearest(i *cap.Info) []candidate {
	all, ok := c.find.(hazardLister)
	if !ok {
		return nil
	}
	best := map[string]float64{}
	said := []string{plainEvent(i.Event), plainEvent(i.Headline)}
	for _, code := range i.EventCodes {
		said = append(said, plainEvent(code.Value))
	}
	for h := range all.Hazards() {
		names := []string{strings.ReplaceAll(h.ID, "_", " "), h.Event}
		for _, n := range h.Name {
			names = append(names, n)
		}
		for _, n := range names {
			for _, s := range said {
				best[h.ID] = max(best[h.ID], alike(s, plainEvent(n)))
			}
		}
		if slices.Contains(i.Categories, h.Category) {
			best[h.ID] *= 1.2 // of two that are equally like it
		}
	}
	for code, m := range capTable() {
		if code.scheme == "event" {
			for _, s := range said {
				best[m.hazard] = max(best[m.hazard], alike(s, code.code))
			}
		}
	}
	var list []candidate
	for h, score := range best {
		if _, ok := c.known(h); ok && score >= nearEnough {
			list = append(list, candidate{h, score})
		}
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.hazard, b.hazard))
	})
	return list[:min(len(list), maxCandidates)]
}

// alike is Dice's coefficient of the pairs of letters in two texts, 0 to 1.
func alike(a, b string) float64 {
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	both := 0
	for p := range x {
		if y[p] {
			both++
		}
	}
	return 2 * float64(both) / float64(len(x)+len(y))
}

func pairs(s string) map[[2]rune]bool {
	r := []rune(s)
	set := map[[2]rune]bool{}
	for i := 1; i < min(len(r), maxName); i++ {
		if r[i-1] != ' ' && r[i] != ' ' {
			set[[2]rune{r[i-1], r[i]}] = true
		}
	}
	return set
}

// unmapped handles an event that has no meaning here: the nearest candidate is
// drafted and a person decides; without one the event is refused.
func (c capReader) unmapped(i *cap.Info) {
	list := c.nearest(i)
	if len(list) == 0 {
		c.f.addf("unmapped-event", "/alert/info[1]/event", "no hazard of the library is called %s, nor has one of its event codes", shorten(i.Event))
		return
	}
	names := make([]string, len(list))
	for n, x := range list {
		names[n] = x.hazard
	}
	c.e.Hazard = list[0].hazard
	c.e.Doubt = fmt.Sprintf("no hazard is called %s; the nearest are %s, and the texts are those of the first", shorten(i.Event), strings.Join(names, ", "))
	c.f.notef("%s", c.e.Doubt)
}
