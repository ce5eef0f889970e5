package templates

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the profile's zone must be known on every machine

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// A Profile is what a country does differently, profile.yaml: which identifier
// a class goes on, how phones there treat it, languages and lengths. It does
// not change after loading.
type Profile struct {
	position
	Version  string `yaml:"version"` // of the library
	Country  string `yaml:"country"` // ISO 3166-1, two letters
	TimeZone string `yaml:"time_zone"`
	// Languages in order: the first goes on the identifier of the class, the
	// others on its twin.
	Languages []Language `yaml:"languages"`
	// Pairs are what ends and takes back entries that name none of their own.
	Pairs   Pairs                   `yaml:"pairs"`
	Classes map[Class]*ClassProfile `yaml:"classes"`
	// Identifiers, if any, choose those of critical and urgent alerts that are
	// meant, instead of the class: the first that fits decides.
	Identifiers []Identifier `yaml:"identifiers,optional"`
	// Numbers are telephone numbers in the texts and what they are in this
	// country, for entries that it shares with another.
	Numbers  map[string]string         `yaml:"numbers,optional"`
	Statuses map[Status]*StatusProfile `yaml:"statuses"` // exercise and test
	// Shown are the identifiers and ranges that phones of the country listen
	// to; Unshown those that are refused with a reason of their own.
	Shown     []string                   `yaml:"shown"`
	Unshown   map[string]string          `yaml:"unshown"`
	Bearers   map[string]map[string]Room `yaml:"bearers"` // by name, then language
	Shrink    []string                   `yaml:"shrink"`  // steps of entries that list none
	Hours     Hours                      `yaml:"hours,optional"`
	Retention Retention                  `yaml:"retention"`

	zone    *time.Location
	tags    []string // written where nothing else is asked for
	whole   []string // those of tags that every entry and name has
	shown   []identifierRange
	unshown []identifierRange
}

// A Language is how the country writes one language.
type Language struct {
	Tag     string         `yaml:"tag"`                  // BCP 47, lower case
	Name    string         `yaml:"name"`                 // in itself
	DCS     uint8          `yaml:"dcs"`                  // data coding scheme, see cbc.DCS
	Charset charset        `yaml:"charset" of:"charset"` // euc-kr, gsm-7 or ucs-2
	Limits  map[string]int `yaml:"limits"`               // characters or septets of each form with example values
	// Further languages are written only where an event or a link asks for
	// them; Partial ones always. Entries and names may lack either.
	Further bool `yaml:"further,optional"`
	Partial bool `yaml:"partial,optional"`
	// Names is the language whose names stand in where this one has none;
	// Written are those of them that this one writes otherwise.
	Names   string            `yaml:"names,optional"`
	Written map[string]string `yaml:"written,optional"`
	// More is how many places are written as one: "{first} and {n} more".
	More string `yaml:"more,optional"`
	// Shorts are the short forms of words in names, for the step abbreviate.
	Shorts map[string]string `yaml:"shorts,optional"`
	// Moment is how a time of another day is written, with {day}, {month},
	// {monthname} and {time}.
	Moment string `yaml:"moment,optional"`

	other *Language // that of Names
}

// Pairs name the entries, as "hazard/situation", that follow one that was
// sent: the danger is over, what was said was not right, there was no danger.
type Pairs struct {
	AllClear   string `yaml:"allclear,optional"`
	Correction string `yaml:"correction,optional"`
	FalseAlarm string `yaml:"false_alarm,optional"`
}

// A ClassProfile is what a class means for phones.
type ClassProfile struct {
	Name      map[string]string `yaml:"name"` // by language
	MessageID cbc.MessageID     `yaml:"message_id,optional"`
	Twin      cbc.MessageID     `yaml:"twin,optional"` // for further languages; 0 for none
	// Unshown, if set, is why phones show nothing of the class, which then has
	// no identifier and is refused.
	Unshown  string        `yaml:"unshown,optional"`
	Category string        `yaml:"category" of:"category of broadcast"`
	Lifetime time.Duration `yaml:"lifetime"` // if the event does not say
	MaxLife  time.Duration `yaml:"max_lifetime"`
	// MostPeople is how many residents a text of the class may reach without a
	// question; 0 for any number.
	MostPeople int `yaml:"most_people,optional"`
}

// A StatusProfile is how drills and trials go out, whatever their class.
type StatusProfile struct {
	MessageID cbc.MessageID     `yaml:"message_id"`
	Twin      cbc.MessageID     `yaml:"twin,optional"`
	Marker    map[string]string `yaml:"marker"` // begins every text, by language
}

// A Room is how much of a language a bearer holds.
type Room struct {
	Unit string `yaml:"unit" of:"unit"` // characters, septets or ucs-2
	Max  int    `yaml:"max"`
}

// Retention is how long what was sent is kept.
type Retention struct {
	Alerts time.Duration `yaml:"alerts"`
	Audit  time.Duration `yaml:"audit"`
}

// An Identifier is a choice by what an alert says of itself. An empty list fits
// everything.
type Identifier struct {
	position
	Severity  []string      `yaml:"severity,optional" of:"severity"`
	Urgency   []string      `yaml:"urgency,optional" of:"urgency"`
	Certainty []string      `yaml:"certainty,optional" of:"certainty"`
	ETWS      []string      `yaml:"etws,optional" of:"etws"`
	MessageID cbc.MessageID `yaml:"message_id"`
	Twin      cbc.MessageID `yaml:"twin,optional"`
}

// fits reports whether x is for an entry.
func (x *Identifier) fits(e *Entry) bool {
	one := func(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
	return one(x.Severity, e.Severity) && one(x.Urgency, e.Urgency) && one(x.Certainty, e.Certainty) && one(x.ETWS, e.ETWS)
}

// An identifierRange holds identifiers that phones of the country do not show.
type identifierRange struct {
	first, last cbc.MessageID
	why         string
}

// holds reports whether an identifier is in one of the ranges, and which.
func holds(ranges []identifierRange, id cbc.MessageID) (identifierRange, bool) {
	for _, r := range ranges {
		if r.first <= id && id <= r.last {
			return r, true
		}
	}
	return identifierRange{}, false
}

// An UnshownError says that phones of the country would not show a warning: one
// with an identifier, or if that is 0 one of a class.
type UnshownError struct {
	Country string
	Class   Class
	ID      cbc.MessageID
	Why     string
}

func (e *UnshownError) Error() string {
	if e.ID == 0 {
		return fmt.Sprintf("profile %s refuses class %s: %s", e.Country, e.Class, e.Why)
	}
	return fmt.Sprintf("profile %s refuses %v: %s", e.Country, e.ID, e.Why)
}

// MessageID returns the identifier of a class in a status, for the profile's
// first language. Errors: *UnshownError.
func (p *Profile) MessageID(c Class, s Status) (cbc.MessageID, error) {
	id, _, err := p.identifiers(c, s)
	if err != nil {
		return 0, err
	}
	return id, p.Allows(id, s)
}

// Twin returns the identifier for further languages, and whether there is one.
func (p *Profile) Twin(c Class, s Status) (cbc.MessageID, bool) {
	_, twin, err := p.identifiers(c, s)
	return twin, err == nil && twin != 0
}

func (p *Profile) identifiers(c Class, s Status) (id, twin cbc.MessageID, err error) {
	k := p.Classes[c]
	if k == nil {
		return 0, 0, fmt.Errorf("profile %s has no class %s", p.Country, c)
	}
	if s == Actual && k.Unshown != "" {
		return 0, 0, &UnshownError{Country: p.Country, Class: c, Why: k.Unshown}
	}
	if s == Actual {
		return k.MessageID, k.Twin, nil
	}
	x := p.Statuses[s]
	if x == nil {
		return 0, 0, fmt.Errorf("profile %s has no status %s", p.Country, s)
	}
	return x.MessageID, x.Twin, nil
}

// identify returns the identifiers of an entry sent as a class in a status.
// Errors: *UnshownError.
func (p *Profile) identify(c Class, s Status, e *Entry) (id, twin cbc.MessageID, err error) {
	id, twin, err = p.identifiers(c, s)
	if err != nil {
		return 0, 0, err
	}
	if len(p.Identifiers) == 0 || s != Actual || c != Critical && c != Urgent {
		return id, twin, p.Allows(id, s)
	}
	for i := range p.Identifiers {
		if x := &p.Identifiers[i]; x.fits(e) {
			return x.MessageID, x.Twin, p.Allows(x.MessageID, s)
		}
	}
	why := fmt.Sprintf("no identifier is for severity %s, urgency %s and certainty %s", e.Severity, e.Urgency, e.Certainty)
	return 0, 0, &UnshownError{Country: p.Country, Class: c, ID: id, Why: why}
}

// Allows says whether phones of the country show an identifier, and whether it
// may carry a status: the loudest is for what is meant, and one for drills and
// trials, which phones show only to those who ask for them, is never for what is
// meant. The error is an *UnshownError.
func (p *Profile) Allows(id cbc.MessageID, s Status) error {
	if r, ok := holds(p.unshown, id); ok {
		return &UnshownError{Country: p.Country, ID: id, Why: r.why}
	}
	if _, ok := holds(p.shown, id); !ok {
		return &UnshownError{Country: p.Country, ID: id, Why: "phones here do not listen to it"}
	}
	if s != Actual && p.loudest(id) {
		return &UnshownError{Country: p.Country, ID: id, Why: fmt.Sprintf("the identifier of class critical never carries status %s", s)}
	}
	if s == Actual && p.onlyDrills(id) {
		return &UnshownError{Country: p.Country, ID: id, Why: "only those who asked for drills and trials would see it"}
	}
	return nil
}

// loudest reports whether an identifier is that of critical alerts, or one of
// those among which what an alert says of itself decides.
func (p *Profile) loudest(id cbc.MessageID) bool {
	if k := p.Classes[Critical]; k != nil && (id == k.MessageID || id == k.Twin) {
		return true
	}
	return slices.ContainsFunc(p.Identifiers, func(x Identifier) bool { return id == x.MessageID || id == x.Twin })
}

// onlyDrills reports whether an identifier is for drills and trials and for no
// class.
func (p *Profile) onlyDrills(id cbc.MessageID) bool {
	drill := false
	for _, x := range p.Statuses {
		drill = drill || id == x.MessageID || id == x.Twin
	}
	for _, k := range p.Classes {
		drill = drill && id != k.MessageID && id != k.Twin
	}
	return drill
}

// Category returns the broadcast priority of a class.
func (p *Profile) Category(c Class) cbc.Category {
	k := p.Classes[c]
	if k == nil {
		return cbc.Normal
	}
	return categories[k.Category]
}

var categories = map[string]cbc.Category{"high": cbc.High, "normal": cbc.Normal, "background": cbc.Background}

// Lifetime returns how long a warning of a class lives if its event does not
// say, and the longest that it may.
func (p *Profile) Lifetime(c Class) (usual, most time.Duration) {
	if k := p.Classes[c]; k != nil {
		return k.Lifetime, k.MaxLife
	}
	return 0, 0
}

// Zone returns the time zone in which texts tell the time.
func (p *Profile) Zone() *time.Location { return p.zone }

// Tags returns the languages in which the country is warned where nothing else
// is asked for, in order. Speaks knows the further ones too.
func (p *Profile) Tags() []string { return slices.Clone(p.tags) }

// Speaks reports whether a language is one of the profile, further ones
// included: those that a link or an event may choose.
func (p *Profile) Speaks(language string) bool { return p.language(language) != nil }

// AllTags returns all languages in order, further ones included.
func (p *Profile) AllTags() []string {
	all := make([]string, len(p.Languages))
	for i := range p.Languages {
		all[i] = p.Languages[i].Tag
	}
	return all
}

// DCS returns the data coding scheme of a language, UCS-2 for one that the
// profile does not have.
func (p *Profile) DCS(language string) cbc.DCS {
	if l := p.language(language); l != nil {
		return cbc.DCS(l.DCS)
	}
	return cbc.UCS2
}

func (p *Profile) language(tag string) *Language {
	for i := range p.Languages {
		if p.Languages[i].Tag == tag {
			return &p.Languages[i]
		}
	}
	return nil
}

// Budget returns the room that a bearer has for a language. False means that
// the bearer does not carry the language, or does not exist.
func (p *Profile) Budget(bearer, language string) (text.Budget, bool) {
	r, ok := p.Bearers[bearer][language]
	if !ok {
		return text.Budget{}, false
	}
	return text.Budget{Name: bearer, Unit: units[r.Unit], Max: r.Max, DCS: p.DCS(language)}, true
}

var units = map[string]text.Unit{"characters": text.Characters, "septets": text.Septets, "ucs-2": text.UCS2Units}

// BearerNames yields the names of all bearers in order.
func (p *Profile) BearerNames() iter.Seq[string] {
	return slices.Values(slices.Sorted(maps.Keys(p.Bearers)))
}

// marker returns how texts of a status begin.
func (p *Profile) marker(s Status, language string) string {
	x := p.Statuses[s]
	if x == nil {
		return ""
	}
	return x.Marker[language]
}

// prepare derives what is not written in the file.
func (p *Profile) prepare(m *mistakes) {
	var err error
	if p.zone, err = time.LoadLocation(p.TimeZone); err != nil || p.TimeZone == "" {
		m.addf(p.position, "time_zone: %q is not a time zone", p.TimeZone)
		p.zone = time.UTC
	}
	for i := range p.Languages {
		l := &p.Languages[i]
		if !l.Further {
			p.tags = append(p.tags, l.Tag)
		}
		if !l.Further && !l.Partial {
			p.whole = append(p.whole, l.Tag)
		}
		if l.More == "" {
			l.More = "{first} and {n} more"
		}
		l.other = p.language(l.Names)
		if l.Moment == "" {
			l.Moment = "{day} {monthname} {time}"
		}
	}
	for _, key := range p.Shown {
		p.shown = append(p.shown, p.parseRange(key, "", "shown", m))
	}
	for _, key := range slices.Sorted(maps.Keys(p.Unshown)) {
		p.unshown = append(p.unshown, p.parseRange(key, p.Unshown[key], "unshown", m))
	}
}

// parseRange reads an identifier or a range of them.
func (p *Profile) parseRange(s, why, what string, m *mistakes) identifierRange {
	r := identifierRange{why: why}
	first, last, ok := strings.Cut(s, "-")
	if !ok {
		last = first
	}
	if !parseIdentifier(first, &r.first) || !parseIdentifier(last, &r.last) || r.last < r.first {
		m.addf(p.position, "%s: %q is not an identifier or a range such as 4373-4378", what, s)
		return identifierRange{first: 1} // holds nothing
	}
	return r
}

func parseIdentifier(s string, id *cbc.MessageID) bool {
	var n uint16
	if _, err := fmt.Sscanf(s, "%d", &n); err != nil || fmt.Sprint(n) != s {
		return false
	}
	*id = cbc.MessageID(n)
	return true
}
