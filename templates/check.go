package templates

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bongsu/cbc"
)

// The values of CAP 1.2 that entries may use, clause 3.2.2, in lower case but
// for categories.
var capValues = map[string][]string{
	"category":              {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"},
	"severity":              {"extreme", "severe", "moderate", "minor", "unknown"},
	"urgency":               {"immediate", "expected", "future", "past", "unknown"},
	"certainty":             {"observed", "likely", "possible", "unlikely", "unknown"},
	"response":              {"shelter", "evacuate", "prepare", "execute", "avoid", "monitor", "assess", "allclear", "none"},
	"etws":                  {"", "earthquake", "tsunami", "other"},
	"review":                {"draft", "reviewed", "approved"},
	"category of broadcast": {"high", "normal", "background"},
	"unit":                  {"characters", "septets", "ucs-2"},
	"charset":               {string(eucKR), string(gsm7), string(ucs2)},
	"from":                  {"", "sender", "place", "time", "hazard"},
	"shorten":               {"", "list", "nearby"},
}

// oneOf finds values outside their list.
func (b *builder) oneOf(at position, what, got string) {
	if !slices.Contains(capValues[what], got) {
		b.addf(at, "%v", &badWord{what, got, capValues[what]})
	}
}

// complete finds languages that every name has and this one lacks.
func (b *builder) complete(at position, what string, by map[string]string) {
	for _, tag := range b.profile.whole {
		if by[tag] == "" {
			b.addf(at, "%s lacks %s", what, tag)
		}
	}
}

// check looks at what can only be seen when everything is loaded.
func (b *builder) check() {
	b.checkProfile()
	for _, h := range b.hazards {
		b.complete(h.position, "name", h.Name)
		b.oneOf(h.position, "category", h.Category)
		if len(b.rules[h.ID]) == 0 {
			b.addf(h.position, "hazard %s has no rule", h.ID)
		}
	}
	for _, e := range b.entries {
		b.checkEntry(e)
	}
	b.checkRules()
	if len(b.list) == 0 {
		for _, e := range b.entries {
			b.checkTexts(e)
		}
	}
}

func (b *builder) checkProfile() {
	p := b.profile
	for _, l := range p.Languages {
		b.oneOf(p.position, "charset", string(l.Charset))
		if l.Names != "" && p.language(l.Names) == nil {
			b.addf(p.position, "languages: names of %s: %q is not a language of the profile", l.Tag, l.Names)
		}
		for word, short := range l.Shorts {
			if strings.ContainsAny(word, " ,") || len([]rune(short)) >= len([]rune(word)) || short == "" || !l.Charset.writable(short) {
				b.addf(p.position, "languages: shorts of %s: %q is not one word with a shorter form", l.Tag, word)
			}
		}
		if !strings.HasPrefix(l.More, "{first}") || strings.Count(l.More, "{n}") != 1 {
			b.addf(p.position, "languages: more of %s: %q is not such as \"{first} and {n} more\"", l.Tag, l.More)
		}
	}
	for _, c := range Classes() {
		k := p.Classes[c]
		if k == nil {
			b.addf(p.position, "classes lacks %s", c)
			continue
		}
		b.complete(p.position, "classes."+c.String()+".name", k.Name)
		b.oneOf(p.position, "category of broadcast", k.Category)
		if k.MaxLife < k.Lifetime {
			b.addf(p.position, "classes.%s: max_lifetime is less than lifetime", c)
		}
		if (k.MessageID == 0) != (k.Unshown != "") {
			b.addf(p.position, "classes.%s: want a message_id, or why phones show nothing of the class", c)
		}
		b.checkIdentifiers("classes."+c.String(), k.MessageID, k.Twin, Actual)
	}
	for i := range p.Identifiers {
		b.checkIdentifier(fmt.Sprintf("identifiers[%d]", i+1), &p.Identifiers[i])
	}
	for _, s := range []Status{Exercise, Test} {
		x := p.Statuses[s]
		if x == nil {
			b.addf(p.position, "statuses lacks %s", s)
			continue
		}
		b.complete(p.position, "statuses."+s.String()+".marker", x.Marker)
		b.checkIdentifiers("statuses."+s.String(), x.MessageID, x.Twin, s)
	}
	b.checkHours(&p.Hours)
	for name := range p.BearerNames() {
		for language, r := range p.Bearers[name] {
			b.oneOf(p.position, "unit", r.Unit)
			if p.language(language) == nil || r.Max <= 0 {
				b.addf(p.position, "bearers.%s.%s: want a language of the profile and a max above 0", name, language)
			}
		}
	}
}

func (b *builder) checkIdentifier(what string, x *Identifier) {
	for name, list := range map[string][]string{"severity": x.Severity, "urgency": x.Urgency, "certainty": x.Certainty, "etws": x.ETWS} {
		for _, s := range list {
			b.oneOf(x.position, name, s)
		}
	}
	b.checkIdentifiers(what, x.MessageID, x.Twin, Actual)
}

// checkIdentifiers finds what phones would not show.
func (b *builder) checkIdentifiers(what string, id, twin cbc.MessageID, s Status) {
	for _, x := range []cbc.MessageID{id, twin} {
		if err := b.profile.Allows(x, s); x != 0 && err != nil {
			b.addf(b.profile.position, "%s: %v", what, err)
		}
	}
	if want, ok := id.Twin(); ok && twin != 0 && twin != want {
		b.addf(b.profile.position, "%s: the twin of %d is %d, not %d", what, id, want, twin)
	}
}

func (b *builder) checkParam(p *Param) {
	b.oneOf(p.position, "from", p.From)
	b.oneOf(p.position, "shorten", p.Shorten)
	switch p.Kind {
	case Number, Integer:
		if p.Min >= p.Max {
			b.addf(p.position, "%s: min is not below max", p.Name)
		}
	case Choice:
		if len(p.Options) == 0 {
			b.addf(p.position, "%s: a choice has options", p.Name)
		}
		for _, o := range p.Options {
			b.complete(p.position, p.Name+": option "+o.ID, o.Name)
		}
	case Words, Moment:
		if p.longest() == 0 {
			b.addf(p.position, "%s: words have a maxlen", p.Name)
		}
	}
	p.example = b.example(p, p.position, p.Example)
}

// example makes a value of an example by language, as an event would bring it.
func (b *builder) example(p *Param, at position, by map[string]string) Value {
	b.complete(at, p.Name+": example", by)
	var raw any = by
	if p.Kind != Words && p.Kind != Moment {
		first := ""
		for _, tag := range b.profile.AllTags() {
			first = cmp.Or(first, by[tag])
		}
		var err error
		if raw, err = p.Parse(first); err != nil {
			b.addf(at, "example: %v", err)
			return Value{}
		}
	}
	v, wrong := p.check(raw)
	if wrong != nil {
		b.addf(at, "%s: example %s", p.Name, wrong.text)
	}
	return v
}

// checkSender finds public names that leave too little room for the text.
func (b *builder) checkSender(s sender) {
	p := b.params["sender"]
	if p == nil {
		return
	}
	if _, wrong := p.check(s.Name); wrong != nil {
		b.addf(s.position, "name: %s", wrong.text)
	}
}

func (b *builder) checkEntry(e *Entry) {
	b.oneOf(e.position, "severity", e.Severity)
	b.oneOf(e.position, "urgency", e.Urgency)
	b.oneOf(e.position, "certainty", e.Certainty)
	b.oneOf(e.position, "response", e.Response)
	b.oneOf(e.position, "etws", e.ETWS)
	b.oneOf(e.position, "review", e.Review)
	b.checkPairs(e)
	if len(e.Sources) == 0 {
		b.addf(e.position, "sources: say where the advice is from")
	}
	for _, n := range e.Required {
		if slices.Contains(e.Optional, n) {
			b.addf(e.position, "%s is both required and optional", n)
		}
	}
	for _, tag := range b.profile.whole {
		if w := e.Texts[tag]; w == nil {
			b.addf(e.position, "texts lacks %s", tag)
		} else if len(w.Essential) == 0 {
			b.addf(w.position, "essential: say the least that must be said")
		}
	}
	b.setExamples(e)
	b.checkNeeded(e)
}

// setExamples makes the entry's own examples values.
func (b *builder) setExamples(e *Entry) {
	e.examples = map[string]Value{}
	for _, name := range slices.Sorted(maps.Keys(e.Examples)) {
		p := b.params[name]
		if p == nil {
			b.addf(e.position, "examples: parameter %s is not in %s", name, paramsFile)
			continue
		}
		e.examples[name] = b.example(p, e.position, e.Examples[name])
	}
}

// checkNeeded finds required parameters that no text names, and wordings
// without actions.
func (b *builder) checkNeeded(e *Entry) {
	for _, i := range e.required {
		if !slices.Contains(e.used, i) {
			b.addf(e.position, "%s is required but no text names it", b.registry[i].Name)
		}
	}
	for _, language := range slices.Sorted(maps.Keys(e.Texts)) {
		w := e.Texts[language]
		if w.Review != "" {
			b.oneOf(w.position, "review", w.Review)
		}
		if len(w.Actions) == 0 {
			b.addf(w.position, "actions: say what to do")
		}
		for _, f := range e.languages[language].forms {
			if len(f.clauses) == 0 || f.clauses[0].part != Source {
				b.addf(w.position, "%s: the first clause is not source", f.name)
			}
			if !slices.ContainsFunc(f.clauses, func(c clause) bool { return c.part == Act }) {
				b.addf(w.position, "%s: there is no action", f.name)
			}
		}
	}
}

// checkClause finds placeholders that the entry does not declare, and optional
// ones whose absence would silence a clause that must be said.
func (b *builder) checkClause(e *Entry, c Clause, t *template) {
	for _, i := range t.any {
		n := b.registry[i].Name
		if b.registry[i].Kind == Flag {
			b.addf(c.position, "{%s} is a flag, which only rules can look at", n)
		}
		if !slices.Contains(e.Required, n) && !slices.Contains(e.Optional, n) {
			b.addf(c.position, "{%s} is neither required nor optional in %s", n, e.Name())
		}
	}
	if c.Part != Source && c.Part != Danger && c.Part != Act {
		return
	}
	for _, i := range t.needs {
		if n := b.registry[i].Name; slices.Contains(e.Optional, n) {
			b.addf(c.position, "%s: {%s} is optional; put it in a <group>", c.Part, n)
		}
	}
}

// checkRules finds rules that can never decide, and situations that no rule
// chooses.
func (b *builder) checkRules() {
	names := map[string]bool{}
	chosen := map[*Entry]bool{}
	anyNamed := false
	for _, r := range b.ruleList {
		if names[r.Name] {
			b.addf(r.position, "two rules are called %s", r.Name)
		}
		names[r.Name] = true
		if r.Use == named {
			anyNamed = true
			continue
		}
		e := b.target(r, &Situation{Hazard: r.Hazard})
		if e == nil && !b.unread[r.Hazard] {
			b.addf(r.position, "rule %s: there is no situation %s/%s", r.Name, r.Hazard, r.Use)
		}
		chosen[e] = true
	}
	for _, h := range b.hazards {
		b.checkOrder(b.rules[h.ID])
	}
	for _, e := range b.entries {
		if !anyNamed && !chosen[e] {
			b.addf(e.position, "no rule chooses %s", e.Name())
		}
	}
}

// checkOrder finds rules behind one that always matches, or behind one with the
// same condition.
func (b *builder) checkOrder(rules []*Rule) {
	conditions := map[string]string{}
	always := ""
	for _, r := range rules {
		if always != "" {
			b.addf(r.position, "rule %s is never reached: %s always matches", r.Name, always)
		} else if first := conditions[r.When]; first != "" {
			b.addf(r.position, "rule %s is never reached: %s has the same condition", r.Name, first)
		}
		if r.When == "" {
			always = r.Name
		}
		conditions[r.When] = r.Name
	}
}
