package templates

import (
	"slices"
	"strings"
)

// FindHazard returns the id of the hazard that a name means: its id, a public
// name, its CAP event, a name used in the ministry's feed or a SAME code, case
// aside. A name that means several hazards in the first of these ways that fits
// finds none: someone must say which.
func (l *Library) FindHazard(name string) (id string, ok bool) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "", false
	}
	if _, ok := l.hazards[name]; ok {
		return name, true
	}
	for _, means := range [...]func(*Hazard) bool{
		func(h *Hazard) bool { return h.named(name) || strings.EqualFold(h.Event, name) },
		func(h *Hazard) bool { return slices.Contains(h.Feed, name) },
		func(h *Hazard) bool { return slices.Contains(h.SAME, name) },
	} {
		var found []string
		for h := range l.Hazards() {
			if means(h) {
				found = append(found, h.ID)
			}
		}
		if len(found) > 0 {
			return found[0], len(found) == 1
		}
	}
	return "", false
}

// named reports whether name is what h is called in some language.
func (h *Hazard) named(name string) bool {
	for _, n := range h.Name {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}
