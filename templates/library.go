// Package templates knows what to say about a situation: which words, how loud
// and in which languages, so that people know at once what to do.
//
// A [Library] is data: YAML files, one per hazard, with rules that choose an
// entry for an event and a profile of the country. [Library.Compose] turns a
// [Situation] into a [Guidance], whose texts [Guidance.For] cuts to the room a
// bearer has by declared steps; it never cuts what to do. The elements of a
// text follow the warning response model of Mileti and Sorensen: source,
// hazard, place, time, action. The package does not decide whom to warn, nor
// whether: areas and approval are the dispatcher's.
package templates

import (
	"cmp"
	"embed"
	"io/fs"
	"iter"
	"maps"
	"math"
	"slices"
	"sync"
)

//go:embed library/*/*.yaml
var shipped embed.FS

// Shipped returns the files of the library that comes with the program, for
// Korea.
func Shipped() fs.FS {
	kr, err := fs.Sub(shipped, "library/kr")
	if err != nil {
		panic("templates: " + err.Error()) // the name is a constant
	}
	return kr
}

// ShippedFor returns the layers of the library for a country that comes with the
// program, for Load: kr, or one of eu, us and jp over the entries of kr. False
// means that there is none.
func ShippedFor(country string) (layers []fs.FS, ok bool) {
	if country == "kr" {
		return []fs.FS{Shipped()}, true
	}
	if !slices.Contains(Countries(), country) {
		return nil, false
	}
	over, err := fs.Sub(shipped, "library/"+country)
	if err != nil {
		panic("templates: " + err.Error()) // the name is one of a list
	}
	return []fs.FS{Shipped(), over}, true
}

// Countries returns those that ShippedFor has, in order.
func Countries() []string { return []string{"eu", "jp", "kr", "us"} }

// A Library is all that may be said, ready for use. It does not change and may
// be used by many goroutines.
type Library struct {
	profile  *Profile
	senders  map[[2]string]map[string]string
	params   map[string]*Param
	registry []Param // params in the order of their names
	hazards  map[string]*Hazard
	rules    map[string][]*Rule // by hazard, those for all hazards included
	entries  []*Entry           // in the order of their names
	hash     string
	spare    sync.Pool // of *renderer
	matchers sync.Pool // of *matcher
	judged   judgements
	shapes   shapePool
}

// Profile returns the country's profile. It is only read.
func (l *Library) Profile() *Profile { return l.profile }

// Version returns the library's version, as the profile states it.
func (l *Library) Version() string { return l.profile.Version }

// Hash returns the SHA-256, in hex, of all files that were loaded.
func (l *Library) Hash() string { return l.hash }

// Entries yields every entry in the order of hazard and situation.
func (l *Library) Entries() iter.Seq[*Entry] { return slices.Values(l.entries) }

// Entry returns the entry of a hazard's situation.
func (l *Library) Entry(hazard, situation string) (*Entry, bool) {
	h := l.hazards[hazard]
	if h == nil {
		return nil, false
	}
	e := h.Situations[situation]
	return e, e != nil
}

// Hazards yields every hazard in the order of ids.
func (l *Library) Hazards() iter.Seq[*Hazard] {
	byID := func(a, b *Hazard) int { return cmp.Compare(a.ID, b.ID) }
	return slices.Values(slices.SortedFunc(maps.Values(l.hazards), byID))
}

// Hazard returns the hazard with an id.
func (l *Library) Hazard(id string) (*Hazard, bool) {
	h, ok := l.hazards[id]
	return h, ok
}

// Params yields the registry in the order of names.
func (l *Library) Params() iter.Seq[*Param] {
	return func(yield func(*Param) bool) {
		for i := range l.registry {
			if !yield(&l.registry[i]) {
				return
			}
		}
	}
}

// Unshown returns for each entry that phones of the country would not show in
// its own class why that is: Compose refuses it. The errors are *UnshownError.
func (l *Library) Unshown() map[string]error {
	all := map[string]error{}
	for _, e := range l.entries {
		if slices.Contains(e.allowed(), Actual) {
			if _, _, err := l.profile.identify(e.Class, Actual, e); err != nil {
				all[e.Name()] = err
			}
		}
	}
	return all
}

// Param returns a parameter of the registry.
func (l *Library) Param(name string) (*Param, bool) {
	p, ok := l.params[name]
	return p, ok
}

// index returns a parameter's place in the registry.
func (l *Library) index(name string) (int, bool) {
	if p, ok := l.params[name]; ok {
		return p.index, true
	}
	return 0, false
}

// environment holds a value of each type that the conditions of a hazard's rules
// may see, to check them against.
func (l *Library) environment(h *Hazard) map[string]any {
	env := map[string]any{"situation": "", "class": "", "status": "", "severity": "", "urgency": "", "certainty": ""}
	for _, i := range h.params {
		p := &l.registry[i]
		env[p.Name] = p.seen(Value{}, false)
	}
	return env
}

// sight returns what a condition sees of s under a name.
func (l *Library) sight(s *Situation, name string) any {
	switch name {
	case "situation":
		return s.Situation
	case "class":
		if s.Class == 0 {
			return ""
		}
		return s.Class.String()
	case "status":
		if s.Status == 0 {
			return ""
		}
		return s.Status.String()
	case "severity":
		return s.Severity
	case "urgency":
		return s.Urgency
	case "certainty":
		return s.Certainty
	}
	v, given := s.Params[name]
	return l.params[name].seen(v, given)
}

// seen is how conditions see a value, given or not.
func (p *Param) seen(v Value, given bool) any {
	switch p.Kind {
	case Number, Integer, Choice:
		if !given {
			return math.NaN()
		}
		return v.number
	case Flag:
		return v.number != 0
	}
	return v.any()
}

// exampleSender returns the registry's example if the country knows it, else the
// shortest of its own names.
func (l *Library) exampleSender(p *Param) map[string]string {
	var best map[string]string
	room := func(name map[string]string) (n int) {
		for _, s := range name {
			n += len(s)
		}
		return n
	}
	for _, key := range slices.SortedFunc(maps.Keys(l.senders), bySystem) {
		name := l.senders[key]
		if maps.Equal(name, p.Example) {
			return p.Example
		}
		if best == nil || room(name) < room(best) {
			best = name
		}
	}
	if best == nil {
		return p.Example
	}
	return best
}

// bySystem is the order of senders.
func bySystem(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }

// Example returns a situation for an entry in which every parameter that its
// texts name has an example value, the entry's own or that of the registry, in
// the profile's languages. Its time is 08:26 on 24 July 2026.
func (l *Library) Example(e *Entry) Situation {
	s := Situation{
		Hazard: e.Hazard.ID, Situation: e.Situation, Status: Actual,
		Params: map[string]Value{}, Place: map[string]string{}, Sender: map[string]string{},
		Time: exampleTime(l.profile.zone), Languages: l.profile.Tags(),
	}
	if len(e.Statuses) > 0 {
		s.Status = e.Statuses[0]
	}
	for _, i := range e.used {
		p := &l.registry[i]
		switch {
		case p.From == "sender":
			s.Sender = l.exampleSender(p)
		case p.From == "place":
			s.Place = p.Example
			if v, ok := e.examples[p.Name]; ok {
				s.Place = v.words
			}
		case p.From == "time", p.From == "hazard" && e.Hazard.ID != anyHazard:
		default:
			s.Params[p.Name] = p.example
			if v, ok := e.examples[p.Name]; ok {
				s.Params[p.Name] = v
			}
		}
	}
	return s
}
