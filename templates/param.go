package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Param is a parameter of the registry, params.yaml: a fact that an event may
// carry and a text may name.
type Param struct {
	position
	Name string
	Kind Kind   `yaml:"type"`
	Unit string `yaml:"unit,optional"` // for people; the texts write it out
	Note string `yaml:"note,optional"`
	// Min and Max bound a Number or Integer.
	Min float64 `yaml:"min,optional"`
	Max float64 `yaml:"max,optional"`
	// Decimals are the most digits after the point; Fixed writes all of them.
	Decimals int  `yaml:"decimals,optional"`
	Fixed    bool `yaml:"fixed,optional"`
	// MaxLen is the most characters of Words, by language; the largest holds
	// for the others.
	MaxLen map[string]int `yaml:"maxlen,optional"`
	// From says that the value is not a parameter of the event: sender, place
	// or hazard. With time it is the event's own time, unless given.
	From string `yaml:"from,optional" of:"from"`
	// Shorten is how a shrink step shortens the value: list or nearby.
	Shorten string `yaml:"shorten,optional" of:"shorten"`
	// Options of a Choice, in order; in rules the first is 1.
	Options []Option          `yaml:"options,optional"`
	Example map[string]string `yaml:"example"`

	index   int
	example Value
}

// An Option is one value of a Choice.
type Option struct {
	ID   string            `yaml:"id"`
	Name map[string]string `yaml:"name"` // as texts write it, by language
}

// A ParamProblem is what is wrong with one parameter of an event.
type ParamProblem struct {
	Code  string // param-unknown, param-reserved, param-type, param-range, param-length, param-text
	Field string // "params.magnitude"
	Text  string // a sentence for people
}

func (p ParamProblem) Error() string { return p.Field + ": " + p.Text }

// problem is a ParamProblem before its field is known.
type problem struct{ code, text string }

func bad(code, format string, args ...any) *problem {
	return &problem{code, fmt.Sprintf(format, args...)}
}

// Parse reads a value as people type it on a command line into the form that
// CheckParams takes.
func (p *Param) Parse(s string) (any, error) {
	switch p.Kind {
	case Number, Integer:
	case Flag:
		if s != "true" && s != "false" {
			return nil, fmt.Errorf("%s: %q is not true or false", p.Name, s)
		}
		return s == "true", nil
	default:
		return s, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, fmt.Errorf("%s: %q is not a number", p.Name, s)
	}
	return f, nil
}

// check makes a value of what a JSON document held: string, float64,
// json.Number, or an object of strings by language.
func (p *Param) check(raw any) (Value, *problem) {
	switch p.Kind {
	case Number, Integer:
		return p.checkNumber(raw)
	case Choice:
		return p.checkChoice(raw)
	case Clock:
		return p.checkClock(raw)
	case Flag:
		return p.checkFlag(raw)
	}
	return p.checkWords(raw)
}

func (p *Param) checkNumber(raw any) (Value, *problem) {
	f, ok := floatOf(raw)
	if !ok {
		return Value{}, bad("param-type", "want a number%s", p.unit())
	}
	if f < p.Min || f > p.Max || f != f {
		return Value{}, bad("param-range", "%g is not between %g and %g%s", f, p.Min, p.Max, p.unit())
	}
	if p.Kind == Integer && f != float64(int64(f)) {
		return Value{}, bad("param-type", "%g is not a whole number%s", f, p.unit())
	}
	return Value{kind: p.Kind, number: f}, nil
}

func (p *Param) unit() string {
	if p.Unit == "" {
		return ""
	}
	return " (" + p.Unit + ")"
}

// floatOf reads any number of a decoded JSON document.
func floatOf(raw any) (float64, bool) {
	switch x := raw.(type) {
	case float64:
		return x, true
	case int:
		return float64(x), true
	case int64:
		return float64(x), true
	case interface{ Float64() (float64, error) }: // json.Number
		f, err := x.Float64()
		return f, err == nil
	}
	return 0, false
}

func (p *Param) checkChoice(raw any) (Value, *problem) {
	if f, ok := floatOf(raw); ok {
		if f < 1 || f > float64(len(p.Options)) || f != float64(int(f)) {
			return Value{}, bad("param-range", "%g is not a whole number between 1 and %d", f, len(p.Options))
		}
		return Value{kind: Choice, number: f}, nil
	}
	s, ok := raw.(string)
	if !ok {
		return Value{}, bad("param-type", "want one of %s", p.optionIDs())
	}
	for i, o := range p.Options {
		if strings.EqualFold(s, o.ID) || hasValue(o.Name, s) {
			return Value{kind: Choice, number: float64(i + 1)}, nil
		}
	}
	return Value{}, bad("param-range", "%.40q is not one of %s", s, p.optionIDs())
}

func hasValue(m map[string]string, s string) bool {
	for _, v := range m {
		if v == s {
			return true
		}
	}
	return false
}

func (p *Param) optionIDs() string {
	ids := make([]string, len(p.Options))
	for i, o := range p.Options {
		ids[i] = o.ID
	}
	return strings.Join(ids, ", ")
}

func (p *Param) checkClock(raw any) (Value, *problem) {
	s, ok := raw.(string)
	if !ok {
		return Value{}, bad("param-type", "want a time, HH:MM or RFC 3339")
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return Value{kind: Clock, at: t}, nil
	}
	if _, err := time.Parse("15:04", s); err != nil || len(s) != 5 {
		return Value{}, bad("param-type", "%.40q is not a time, HH:MM or RFC 3339", s)
	}
	return Value{kind: Clock, plain: s}, nil
}

func (p *Param) checkFlag(raw any) (Value, *problem) {
	so, ok := raw.(bool)
	if !ok {
		return Value{}, bad("param-type", "want true or false")
	}
	v := Value{kind: Flag}
	if so {
		v.number = 1
	}
	return v, nil
}

func (p *Param) checkWords(raw any) (Value, *problem) {
	v := Value{kind: p.Kind}
	switch x := raw.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339, x); err == nil && p.Kind == Moment {
			v.at = t
			return v, nil
		}
		v.plain = x
		return v, p.checkText(x, p.longest())
	case map[string]string:
		return v.withWords(p, x)
	case map[string]any:
		words := make(map[string]string, len(x))
		for l, s := range x {
			w, ok := s.(string)
			if !ok {
				return v, bad("param-type", "want words for language %.20q", l)
			}
			words[l] = w
		}
		return v.withWords(p, words)
	}
	return v, bad("param-type", "want words, or an object of words by language")
}

func (v Value) withWords(p *Param, words map[string]string) (Value, *problem) {
	if len(words) == 0 || len(words) > maxLanguages {
		return v, bad("param-type", "want words in 1 to %d languages", maxLanguages)
	}
	for l, s := range words {
		most := p.MaxLen[l]
		if most == 0 {
			most = p.longest()
		}
		if err := p.checkText(s, most); err != nil {
			return v, bad(err.code, "%s: %s", l, err.text)
		}
	}
	v.words = words
	return v, nil
}

// maxLanguages is how many languages one event may use.
const maxLanguages = 8

func (p *Param) longest() int {
	most := 0
	for _, n := range p.MaxLen {
		most = max(most, n)
	}
	return most
}

// checkText refuses what must not get into a warning from outside: nothing,
// too much, control characters and marks that turn writing round, brackets that
// could pass for a sender's name, and writing that nobody is warned in.
func (p *Param) checkText(s string, most int) *problem {
	if strings.TrimSpace(s) != s || s == "" {
		return bad("param-text", "is empty or has spaces around it")
	}
	if n := len([]rune(s)); n > most {
		return bad("param-length", "%d characters; at most %d", n, most)
	}
	for _, r := range s {
		if !speakable(r) {
			return bad("param-text", "character %U is not allowed", r)
		}
	}
	if strings.Contains(s, "  ") {
		return bad("param-text", "has two spaces in a row")
	}
	return nil
}

// CheckParams makes typed values of the parameters of an event about hazard,
// as decoded from JSON. Every parameter that is wrong is left out of the values
// and named in the problems, which are in the order of their names.
func (l *Library) CheckParams(hazard string, raw map[string]any) (map[string]Value, []ParamProblem) {
	values := make(map[string]Value, len(raw))
	var problems []ParamProblem
	for name, x := range raw {
		v, wrong := l.checkParam(hazard, name, x)
		if wrong != nil {
			problems = append(problems, ParamProblem{wrong.code, "params." + name, wrong.text})
			continue
		}
		values[name] = v
	}
	slices.SortFunc(problems, func(a, b ParamProblem) int { return strings.Compare(a.Field, b.Field) })
	return values, problems
}

func (l *Library) checkParam(hazard, name string, raw any) (Value, *problem) {
	p, known := l.params[name]
	if !known {
		return Value{}, bad("param-unknown", "is not a parameter of this library")
	}
	switch p.From {
	case "sender", "place":
		return Value{}, bad("param-reserved", "is set from the event's %s, not given", p.From)
	case "hazard":
		if hazard != anyHazard {
			return Value{}, bad("param-reserved", "is only given where the event's hazard is %q", anyHazard)
		}
		if s, ok := raw.(string); ok && l.hazards[s] != nil && s != anyHazard {
			return Value{kind: Words, words: l.hazards[s].Name}, nil
		}
	}
	return p.check(raw)
}

// anyHazard is the hazard whose situations serve all others.
const anyHazard = "any"
