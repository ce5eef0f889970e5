package templates

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// named is what a rule uses to take the situation that the event names.
const named = "named"

// A Rule chooses an entry for a situation. Rules are tried in the order of
// rules.yaml and the first that matches decides.
type Rule struct {
	position
	Name   string `yaml:"name"`
	Hazard string `yaml:"hazard,optional"` // only for this hazard; empty for all
	// When is the condition, in expr-lang; empty always matches. It sees
	// situation, class, status, severity, urgency, certainty and the parameters
	// of the hazard: numbers, choices by their place in the list, words as in
	// the event. An absent number makes every comparison false, absent words
	// are "".
	When string `yaml:"when,optional"`
	Use  string `yaml:"use"` // a situation of the hazard, "any/…", or "named"
	// Class, if set, is the class of the warning instead of the entry's.
	Class Class  `yaml:"class,optional"`
	Note  string `yaml:"note,optional"`

	program *vm.Program
	names   []string // what the condition looks at
}

// A Match is what the rules chose.
type Match struct {
	Rule  string // name of the rule that decided
	Entry *Entry
	// Class of the warning: the event's, else the rule's, else the entry's.
	Class Class
}

// A Tried is a rule that was looked at.
type Tried struct {
	Rule, When string
	Matched    bool
	Why        string // what the condition saw
}

// String returns the rule's fate in a line.
func (t Tried) String() string {
	verdict := "no"
	if t.Matched {
		verdict = "yes"
	}
	s := t.Rule + ": " + verdict
	if t.Why != "" {
		s += ", " + t.Why
	}
	return s
}

// A NoRuleError says that the library has nothing to say about a situation.
type NoRuleError struct {
	Hazard, Situation string
	Reason            string
}

func (e *NoRuleError) Error() string {
	name := e.Hazard
	if e.Situation != "" {
		name += "/" + e.Situation
	}
	return fmt.Sprintf("no rule for %s: %s", name, e.Reason)
}

// compile checks and prepares a condition against the types in env.
func (r *Rule) compile(env map[string]any) error {
	if r.When == "" {
		return nil
	}
	p, err := expr.Compile(r.When, expr.Env(env), expr.AsBool(), expr.DisableAllBuiltins())
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return fmt.Errorf("when: %s", first)
	}
	r.program = p
	n := p.Node()
	ast.Walk(&n, (*identifiers)(&r.names))
	return nil
}

// identifiers collects the names in a condition.
type identifiers []string

// Visit implements ast.Visitor.
func (v *identifiers) Visit(n *ast.Node) {
	id, ok := (*n).(*ast.IdentifierNode)
	if !ok {
		return
	}
	for _, have := range *v {
		if have == id.Value {
			return
		}
	}
	*v = append(*v, id.Value)
}

// A matcher holds one situation against conditions. Matchers are used again.
type matcher struct {
	machine vm.VM
	env     map[string]any
}

// matcher returns one that sees s; it goes back to l.matchers.
func (l *Library) matcher(h *Hazard, s *Situation) *matcher {
	m, _ := l.matchers.Get().(*matcher)
	if m == nil {
		m = &matcher{env: make(map[string]any, 8)}
	}
	clear(m.env)
	for _, name := range h.looks {
		m.env[name] = l.sight(s, name)
	}
	return m
}

// matches runs the condition of r.
func (m *matcher) matches(r *Rule) (bool, error) {
	if r.program == nil {
		return true, nil
	}
	out, err := m.machine.Run(r.program, m.env)
	if err != nil {
		return false, fmt.Errorf("rule %s: %w", r.Name, err)
	}
	return out.(bool), nil
}

// why tells what the condition saw: "magnitude = 5.2, class is absent".
func (r *Rule) why(env map[string]any) string {
	var b []byte
	for i, n := range r.names {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, n...)
		switch x := env[n].(type) {
		case float64:
			if x != x {
				b = append(b, " is absent"...)
				continue
			}
			b = append(b, " = "...)
			b = strconv.AppendFloat(b, x, 'g', -1, 64)
		case bool:
			if !x {
				b = append(b, " is not so"...)
				continue
			}
			b = append(b, " is so"...)
		case string:
			if x == "" {
				b = append(b, " is absent"...)
				continue
			}
			b = append(b, " = "...)
			b = strconv.AppendQuote(b, x)
		}
	}
	return string(b)
}

// Match tells which entry the rules choose for s. The error is a *NoRuleError if
// none does.
func (l *Library) Match(s Situation) (Match, error) {
	h := l.hazards[s.Hazard]
	if h == nil {
		return Match{}, &NoRuleError{s.Hazard, s.Situation, "no such hazard"}
	}
	m := l.matcher(h, &s)
	defer l.matchers.Put(m)
	for _, r := range l.rules[s.Hazard] {
		if ok, err := m.matches(r); err != nil {
			return Match{}, err
		} else if ok {
			return l.take(r, &s)
		}
	}
	return Match{}, &NoRuleError{s.Hazard, s.Situation, fmt.Sprintf("none of %d rules matches; name the situation", len(l.rules[s.Hazard]))}
}

// take is the choice of a rule that matched.
func (l *Library) take(r *Rule, s *Situation) (Match, error) {
	e := l.target(r, s)
	if e == nil {
		return Match{}, &NoRuleError{s.Hazard, s.Situation, "the hazard has no such situation"}
	}
	return Match{r.Name, e, cmp.Or(s.Class, r.Class, e.Class)}, nil
}

// Explain tells how Match comes to its choice for s: every rule that it looks
// at, in order, of which the last one matches if any does.
func (l *Library) Explain(s Situation) ([]Tried, error) {
	h := l.hazards[s.Hazard]
	if h == nil {
		return nil, nil
	}
	m := l.matcher(h, &s)
	defer l.matchers.Put(m)
	var all []Tried
	for _, r := range l.rules[s.Hazard] {
		ok, err := m.matches(r)
		if err != nil {
			return all, err
		}
		all = append(all, Tried{r.Name, r.When, ok, r.why(m.env)})
		if ok {
			break
		}
	}
	return all, nil
}

// target returns the entry that r uses for s: of the hazard, or of any hazard.
func (l *Library) target(r *Rule, s *Situation) *Entry {
	use := r.Use
	if use == named {
		use = s.Situation
	}
	if hazard, situation, ok := strings.Cut(use, "/"); ok {
		e, _ := l.Entry(hazard, situation)
		return e
	}
	if e, ok := l.Entry(s.Hazard, use); ok {
		return e
	}
	e, _ := l.Entry(anyHazard, use)
	return e
}
