package simulator

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
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
)

// A Rule stands in front of every request of a node.
type Rule struct {
	On    string        `yaml:"on"`    // the request's name, as in the journal; "" or "*" is any
	Do    Deed          `yaml:"do"`    // what happens instead
	Cause int           `yaml:"cause"` // of a refusal: the protocol's own number
	Delay time.Duration `yaml:"delay"` // of a delay
	After int           `yaml:"after"` // let so many matching requests pass first
	Times int           `yaml:"times"` // how often it applies; 0 means once, negative means always
	// Chance is the probability, above 0 and below 1, that the rule applies to
	// a matching request. Zero means certainly.
	Chance float64 `yaml:"chance"`
}

// Check says what is wrong with r.
func (r *Rule) Check() error {
	switch r.Do {
	case Delay, Silence, Refuse, HangUp, Garble, Duplicate, Reorder, LoseAnswer, Forget:
	default:
		return fmt.Errorf("rule on %q: %q is not something a node can do", r.On, r.Do)
	}
	if r.Chance < 0 || r.Chance >= 1 {
		return fmt.Errorf("rule on %q: chance %v is not from 0 up to 1", r.On, r.Chance)
	}
	if r.Delay < 0 || r.After < 0 {
		return fmt.Errorf("rule on %q: delay and after cannot be negative", r.On)
	}
	return nil
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

// Next returns the first rule that applies to a request of this name and uses
// it up by one.
func (r *Rules) Next(request string) (Rule, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range r.list {
		rule := &r.list[i]
		if rule.On != "" && rule.On != "*" && rule.On != request {
			continue
		}
		if rule.After > 0 {
			rule.After--
			continue
		}
		if rule.Chance > 0 && r.roll() >= rule.Chance {
			continue
		}
		found := *rule
		if rule.Times > 0 {
			if rule.Times--; rule.Times == 0 {
				r.list = append(r.list[:i], r.list[i+1:]...)
			}
		}
		return found, true
	}
	return Rule{}, false
}

// roll is called with mu held.
func (r *Rules) roll() float64 {
	if r.dice == nil {
		return rand.Float64()
	}
	return r.dice.Float64()
}
