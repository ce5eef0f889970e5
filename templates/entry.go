package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Hazard is one file of the library: a kind of disaster and its situations.
type Hazard struct {
	position
	ID       string            `yaml:"hazard"`
	Name     map[string]string `yaml:"name"`                   // within a sentence, by language
	Category string            `yaml:"category" of:"category"` // CAP 1.2 clause 3.2.2, in its spelling
	Event    string            `yaml:"event"`                  // what CAP's event element says, in English
	Feed     []string          `yaml:"feed,optional"`          // its names in the ministry's feed
	SAME     []string          `yaml:"same,optional"`          // event codes, 47 CFR 11.31
	KMA      string            `yaml:"kma,optional"`           // warnVar of the weather office's warnings
	Inputs   []string          `yaml:"inputs,optional"`        // parameters that only rules see
	Pairs    Pairs             `yaml:"pairs,optional"`         // for entries that name none of their own

	Situations map[string]*Entry `yaml:"situations"`

	params []int    // places of all that its entries and rules may name
	looks  []string // what the conditions of its rules look at
}

// An Entry says what to tell people in one situation.
type Entry struct {
	position
	Hazard    *Hazard `json:"-"`
	Situation string

	Class Class `yaml:"class"`
	// Severity, Urgency, Certainty and Response are CAP 1.2 values in lower
	// case.
	Severity  string `yaml:"severity" of:"severity"`
	Urgency   string `yaml:"urgency" of:"urgency"`
	Certainty string `yaml:"certainty" of:"certainty"`
	Response  string `yaml:"response" of:"response"`
	// ETWS is the kind of a primary notification: earthquake, tsunami, other,
	// or empty for none.
	ETWS    string `yaml:"etws,optional" of:"etws"`
	Trigger string `yaml:"trigger,optional"` // when it applies, for people
	// Required and Optional are the parameters that the texts may name.
	Required []string `yaml:"required"`
	Optional []string `yaml:"optional,optional"`
	// AllClear, Correction and FalseAlarm are the entries, "hazard/situation",
	// that end it, put it right and take it back. Where the file says nothing
	// those of the hazard stand here after loading, else those of the profile.
	AllClear   string `yaml:"allclear,optional"`
	Correction string `yaml:"correction,optional"`
	FalseAlarm string `yaml:"false_alarm,optional"`
	// Statuses, if any, are the only ones in which the entry may be used.
	Statuses []Status `yaml:"statuses,optional"`
	Shrink   []string `yaml:"shrink,optional"` // steps, instead of the profile's
	// Examples are values for previews that fit better than the registry's, by
	// parameter and language.
	Examples map[string]map[string]string `yaml:"examples,optional"`
	Sources  []string                     `yaml:"sources"`
	// Review is draft, reviewed or approved, for each language that has no
	// state of its own.
	Review string `yaml:"review" of:"review"`

	Texts map[string]*Wording `yaml:"texts"` // by language

	name      string
	hash      string
	usual     summary // in the languages of the profile
	steps     []step
	stepNames []string
	used      []int // places of the parameters that its texts name
	required  []int
	examples  map[string]Value
	languages map[string]*wording
}

// A Wording is what an entry says in one language.
type Wording struct {
	position
	Review    string   `yaml:"review,optional" of:"review"` // if not the entry's
	Headline  string   `yaml:"headline"`
	Actions   []string `yaml:"actions"` // what to do, in order, for pages and lists
	Long      clauses  `yaml:"long"`
	Short     clauses  `yaml:"short"`
	Essential clauses  `yaml:"essential,optional"`
}

// Name returns "hazard/situation".
func (e *Entry) Name() string { return e.name }

// ReviewOf returns the state of an entry's text in a language: draft, reviewed
// or approved, empty if it has none.
func (e *Entry) ReviewOf(language string) string {
	w := e.Texts[language]
	switch {
	case w == nil:
		return ""
	case w.Review != "":
		return w.Review
	}
	return e.Review
}

// A summary is what lists and pages show of an entry, by language.
type summary struct {
	headlines map[string]string
	actions   map[string][]string
	reviews   map[string]string
}

func (e *Entry) summary(languages []string) summary {
	x := summary{map[string]string{}, map[string][]string{}, map[string]string{}}
	for _, language := range languages {
		if w := e.Texts[language]; w != nil {
			x.headlines[language], x.actions[language], x.reviews[language] = w.Headline, w.Actions, e.ReviewOf(language)
		}
	}
	return x
}

// Hash returns the SHA-256, in hex, of all that the entry and its hazard say.
// It does not depend on comments or on how the file is laid out.
func (e *Entry) Hash() string { return e.hash }

// Source returns the text of a form in a language as its file has it, clause by
// clause; nil if there is none. Forms are long, short and essential.
func (e *Entry) Source(language, form string) []Clause {
	w := e.Texts[language]
	if w == nil {
		return nil
	}
	switch form {
	case Long:
		return w.Long
	case Short:
		return w.Short
	case Essential:
		return w.Essential
	}
	return nil
}

// seal computes the hash.
func (e *Entry) seal() {
	h := e.Hazard
	b, err := json.Marshal([]any{h.ID, h.Name, h.Category, h.Event, h.Pairs, e.Situation, e})
	if err != nil {
		panic("templates: entry " + e.Name() + ": " + err.Error()) // strings and lists only
	}
	sum := sha256.Sum256(b)
	e.hash = hex.EncodeToString(sum[:])
}

// wording is a Wording made ready.
type wording struct {
	language string
	forms    []form
}

// A form is one text of an entry made ready.
type form struct {
	name    string
	clauses []clause
	params  []int // places of all that the clauses name, each once
	// changes says, for each step of the entry, whether it can change the text.
	changes []bool
}

// A clause is a template with what it is for.
type clause struct {
	part Part
	template
}

// A step makes a text shorter: "shorten area", "without level_m", "drop extra",
// "abbreviate place".
type step struct {
	name  string
	verb  string
	part  Part
	param int
}

// parseStep reads a step; index finds the place of a parameter.
func parseStep(s string, index func(string) (int, bool)) (step, error) {
	verb, object, _ := strings.Cut(s, " ")
	x := step{name: s, verb: verb, param: literal}
	var known bool
	switch verb {
	case "drop":
		x.part, known = parsePart(object)
		if known && slices.Contains([]Part{Source, Danger, Act}, x.part) {
			return x, fmt.Errorf("step %q: source, hazard and action are never dropped", s)
		}
	case "shorten", "without", "abbreviate":
		x.param, known = index(object)
	default:
		return x, fmt.Errorf("step %q does not begin with drop, shorten, without or abbreviate", s)
	}
	if !known {
		return x, fmt.Errorf("step %q: no such part or parameter", s)
	}
	return x, nil
}

// needs reports whether the step would leave out what the entry requires; it is
// then passed over.
func (e *Entry) needs(x *step) bool {
	return x.verb == "without" && slices.Contains(e.required, x.param)
}

// touches reports whether the step can change a text of these clauses.
func (x *step) touches(cs []clause) bool {
	for i := range cs {
		c := &cs[i]
		if c.part == Act {
			continue
		}
		if x.verb == "drop" && c.part == x.part || x.verb != "drop" && slices.Contains(c.any, x.param) {
			return true
		}
	}
	return false
}
