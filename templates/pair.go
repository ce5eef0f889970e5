package templates

import (
	"cmp"
	"slices"
	"strings"
)

// Named returns the entry with a name, "hazard/situation".
func (l *Library) Named(name string) (*Entry, bool) {
	hazard, situation, _ := strings.Cut(name, "/")
	return l.Entry(hazard, situation)
}

// ends reports whether an entry is itself the end of something, so that
// nothing need end it.
func (e *Entry) ends() bool { return e.Response == "allclear" || e.Response == "none" }

// pair gives an entry what its file leaves to the hazard or the profile.
func (b *builder) pair(e *Entry) {
	h, p := &e.Hazard.Pairs, &b.profile.Pairs
	if !e.ends() {
		e.AllClear = cmp.Or(e.AllClear, h.AllClear, p.AllClear)
	}
	e.Correction = cmp.Or(e.Correction, h.Correction, p.Correction)
	e.FalseAlarm = cmp.Or(e.FalseAlarm, h.FalseAlarm, p.FalseAlarm)
}

// checkPairs finds entries that nothing ends, corrects or takes back.
func (b *builder) checkPairs(e *Entry) {
	if !e.ends() || e.AllClear != "" {
		if x := b.checkPair(e, "allclear", e.AllClear); x != nil && x.Response != "allclear" {
			b.addf(e.position, "allclear: the response of %s is %s", e.AllClear, x.Response)
		}
	}
	b.checkPair(e, "correction", e.Correction)
	if x := b.checkPair(e, "false_alarm", e.FalseAlarm); x != nil && x.Response == "allclear" {
		b.addf(e.position, "false_alarm: %s says that a danger is over, which would be none", e.FalseAlarm)
	}
}

// checkPair returns the entry that is to follow e, nil if there is none. It may
// need no more than e and every event has.
func (b *builder) checkPair(e *Entry, what, name string) *Entry {
	x, ok := b.Named(name)
	if !ok {
		b.addf(e.position, "%s: there is no %s", what, cmp.Or(name, "entry named, here, for the hazard or in the profile"))
		return nil
	}
	for _, n := range x.Required {
		if p := b.params[n]; p != nil && p.From == "" && !slices.Contains(e.Required, n) {
			b.addf(e.position, "%s: %s needs {%s}, which %s may not have", what, name, n, e.Name())
		}
	}
	return x
}
