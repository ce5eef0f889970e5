package simulator

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"sync"
	"time"

	"bongsu/cbc"
)

// A Deed is what a pretended node does with a request instead of simply
// carrying it out.
type Deed string

const (
	Delay      Deed = "delay"       // carry it out after Rule.Delay
	Silence    Deed = "silence"     // neither carry it out nor answer
	Refuse     Deed = "refuse"      // answer with Rule.Cause
	HangUp     Deed = "hang-up"     // close the connection without carrying it out
	Garble     Deed = "garble"      // carry it out, answer with nonsense
	Duplicate  Deed = "duplicate"   // carry it out, answer twice
	Reorder    Deed = "reorder"     // carry it out, answer after the next answer
	LoseAnswer Deed = "lose-answer" // carry it out and say nothing
	Forget     Deed = "forget"      // carry it out, then lose everything on air and say so

	// The rest is for SMPP centres alone.

	Reset         Deed = "reset"          // carry it out, then break the connection off with a TCP reset
	Cut           Deed = "cut"            // carry it out, end the connection after Rule.Octets of the answer
	StopReading   Deed = "stop-reading"   // carry it out and answer, then read nothing for Rule.Delay
	StopWriting   Deed = "stop-writing"   // carry it out, then write nothing for Rule.Delay
	WrongSequence Deed = "wrong-sequence" // carry it out, answer with another sequence number
	Nack          Deed = "nack"           // answer with generic_nack and Rule.Cause, by default invalid command id
	Collide       Deed = "collide"        // carry it out; before the answer comes a deliver_sm with its sequence number
	Say           Deed = "say"            // say Rule.Say, then carry it out and answer
	Skip          Deed = "skip"           // take a broadcast, and by a rule of the centre's never broadcast it
	FailArea      Deed = "fail-area"      // fail the areas of a broadcast that match Rule.Of, or every second, with Rule.Cause
)

var everyNode = []Deed{Delay, Silence, Refuse, HangUp, Garble, Duplicate, Reorder, LoseAnswer, Forget}

var onlySMPP = []Deed{Reset, Cut, StopReading, StopWriting, WrongSequence, Nack, Collide, Say, Skip, FailArea}

// Deeds returns all that nodes can do.
func Deeds() []Deed { return slices.Concat(everyNode, onlySMPP) }

// OnlySMPP reports whether only SMPP centres can do d.
func (d Deed) OnlySMPP() bool { return slices.Contains(onlySMPP, d) }

// A Rule stands in front of every request of a node.
type Rule struct {
	On string `yaml:"on" json:"on"` // the request's name, as in the journal; "" or "*" is any
	// Of is a pattern (path.Match) of which one of these must be: an area's
	// name, a message identifier in decimal, a destination's number, a
	// service_type. Empty is any. Only SMPP centres know these.
	Of    string `yaml:"of" json:"of,omitempty"`
	Do    Deed   `yaml:"do" json:"do"`                 // what happens instead
	Cause int    `yaml:"cause" json:"cause,omitempty"` // of a refusal: the protocol's own number
	// Cells are those that refuse, of a refusal by a node that is told cells, in
	// the form of cbc.ParseCell; the others do as they are told. None is all.
	Cells []string      `yaml:"cells" json:"cells,omitempty"`
	Delay time.Duration `yaml:"delay" json:"delay,omitempty"` // of a delay
	// UpTo makes a delay random, spread evenly from Delay to UpTo.
	UpTo   time.Duration `yaml:"up_to" json:"up_to,omitempty"`
	Octets int           `yaml:"octets" json:"octets,omitempty"` // of a cut
	Say    string        `yaml:"say" json:"say,omitempty"`       // of say: one of Sayings, or "hex:" and octets
	After  int           `yaml:"after" json:"after,omitempty"`   // let so many matching requests pass first
	Every  int           `yaml:"every" json:"every,omitempty"`   // then only each so-manieth; 0 is each
	Times  int           `yaml:"times" json:"times,omitempty"`   // how often it applies; 0 means once, negative means always
	// Chance is the probability, above 0 and below 1, that the rule applies to
	// a matching request. Zero means certainly.
	Chance float64 `yaml:"chance" json:"chance,omitempty"`

	passed int // matching requests since the last that it was applied to
}

// Check says what is wrong with r.
func (r *Rule) Check() error {
	if _, err := r.parse(); err != nil {
		return fmt.Errorf("rule on %q: %w", r.On, err)
	}
	if len(r.Cells) > 0 && r.Do != Refuse {
		return fmt.Errorf("rule on %q: cells are for a refusal", r.On)
	}
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("rule on %q: "+format, append([]any{r.On}, args...)...)
	}
	if !slices.Contains(everyNode, r.Do) && !r.Do.OnlySMPP() {
		return wrong("%q is not something a node can do", r.Do)
	}
	if r.Chance < 0 || r.Chance >= 1 {
		return wrong("chance %v is not from 0 up to 1", r.Chance)
	}
	if r.Delay < 0 || r.After < 0 || r.Every < 0 || r.Octets < 0 {
		return wrong("delay, after, every and octets cannot be negative")
	}
	if r.UpTo != 0 && r.UpTo < r.Delay {
		return wrong("up_to %v is less than the delay of %v", r.UpTo, r.Delay)
	}
	if _, err := path.Match(r.Of, ""); err != nil {
		return wrong("of %q: %w", r.Of, err)
	}
	if r.Do == Say {
		if _, err := said(r.Say); err != nil {
			return wrong("%w", err)
		}
	}
	return nil
}

// matches reports whether r is for a request of this name about one of these.
func (r *Rule) matches(request string, of []string) bool {
	if r.On != "" && r.On != "*" && r.On != request {
		return false
	}
	return r.Of == "" || slices.ContainsFunc(of, r.about)
}

// about reports whether Of is a pattern of what.
func (r *Rule) about(what string) bool {
	ok, _ := path.Match(r.Of, what)
	return ok
}

// due counts a matching request and reports whether it is r's turn.
func (r *Rule) due() bool {
	if r.After > 0 {
		r.After--
		return false
	}
	if r.passed++; r.passed < r.Every {
		return false
	}
	r.passed = 0
	return true
}

// parse returns r's cells.
func (r *Rule) parse() ([]cbc.Cell, error) {
	var cells []cbc.Cell
	for _, s := range r.Cells {
		c, err := cbc.ParseCell(s)
		if err != nil {
			return nil, err
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// sick returns the cells that refuse, nil for all. Check has passed them.
func (r *Rule) sick() []cbc.Cell {
	cells, _ := r.parse()
	return cells
}

// Rules are the rules of one node. The zero value has none; it is safe for
// concurrent use and must not be copied.
type Rules struct {
	mu   sync.Mutex // guards the rest
	list []Rule
	dice *rand.Rand
}

// Seed makes the rules' chances the same in every run.
func (r *Rules) Seed(seed uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dice = rand.New(rand.NewPCG(seed, 0))
}

// Add puts a rule behind those already there.
func (r *Rules) Add(rule Rule) error {
	if err := rule.Check(); err != nil {
		return err
	}
	if rule.Times == 0 {
		rule.Times = 1
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, rule)
	return nil
}

// Clear takes all rules away.
func (r *Rules) Clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = nil
}

// Next returns the first rule that applies to a request of this name, about
// these things, and uses it up by one. Its Delay is the one to wait.
func (r *Rules) Next(request string, of ...string) (Rule, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.list {
		rule := &r.list[i]
		if !rule.matches(request, of) || !rule.due() {
			continue
		}
		if rule.Chance > 0 && r.roll() >= rule.Chance {
			continue
		}
		found := *rule
		if found.UpTo > found.Delay {
			found.Delay += time.Duration(r.roll() * float64(found.UpTo-found.Delay))
		}
		if rule.Times > 0 {
			if rule.Times--; rule.Times == 0 {
				r.list = append(r.list[:i], r.list[i+1:]...)
			}
		}
		return found, true
	}
	return Rule{}, false
}

// Dice returns a number from 0 up to 1, of the same sequence as the chances.
func (r *Rules) Dice() float64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.roll()
}

// roll is called with mu held.
func (r *Rules) roll() float64 {
	if r.dice == nil {
		return rand.Float64()
	}
	return r.dice.Float64()
}
