package templates

import (
	"slices"
	"unicode/utf8"
)

// A renderer renders the languages of an entry for one situation. It writes all
// texts one behind the other and makes one string of them in the end. Renderers
// are used again, since each has room for every parameter of the registry.
type renderer struct {
	*Library
	*Entry
	situation *Situation
	tongue    *Language
	wording   *wording
	whole     []string // values by place in the registry; those that the entry names
	shrunk    []string // the same after some steps
	filled    bool     // whole has the values of another language
	written   []byte   // all texts
	drafts    []draftText
}

// A draftText is a Text that still lies among the others.
type draftText struct {
	language, form string
	from, to       int // in written
	steps          []string
	params         []string
}

// renderer returns one for a situation; release it afterwards.
func (l *Library) renderer(s *Situation, e *Entry) *renderer {
	r, _ := l.spare.Get().(*renderer)
	if r == nil {
		r = &renderer{Library: l, whole: make([]string, len(l.registry)), shrunk: make([]string, len(l.registry))}
	}
	r.Entry, r.situation, r.filled = e, s, false
	r.written, r.drafts = r.written[:0], r.drafts[:0]
	return r
}

// release ends the use of r.
func (r *renderer) release() {
	r.Entry, r.situation = nil, nil
	r.spare.Put(r)
}

// texts returns all that was rendered.
func (r *renderer) texts() []Text {
	all := string(r.written)
	texts := make([]Text, len(r.drafts))
	for i := range r.drafts {
		d := &r.drafts[i]
		texts[i] = Text{Language: d.language, Form: d.form, Text: all[d.from:d.to], Steps: d.steps, Params: d.params}
	}
	return texts
}

// render adds every form of the entry in one language, or names the required
// parameters for want of which it cannot.
func (r *renderer) render(tongue *Language, w *wording) (missing []string) {
	r.tongue, r.wording = tongue, w
	r.fill()
	if missing := r.missing(); len(missing) > 0 {
		return missing
	}
	marker := r.profile.marker(r.situation.Status, w.language)
	for i := range w.forms {
		f := &w.forms[i]
		for _, x := range r.used {
			r.shrunk[x] = r.whole[x]
		}
		d := draftText{language: w.language, form: f.name}
		if f.name == Essential {
			d.params = r.widest(f)
		}
		r.add(d, f, marker, 0)
		switch f.name {
		case Short:
			r.shrink(f, marker, Shrunk)
		case Essential:
			r.shrink(f, marker, Essential)
		}
	}
	return nil
}

// add writes the text of f after steps that dropped some parts.
func (r *renderer) add(d draftText, f *form, marker string, dropped partSet) {
	d.from = len(r.written)
	r.written = r.text(r.written, f, marker, dropped)
	d.to = len(r.written)
	r.drafts = append(r.drafts, d)
}

// shrink takes one step after another and keeps each text that is new, under a
// form's name.
func (r *renderer) shrink(f *form, marker, name string) {
	var dropped partSet
	for n := range r.steps {
		if !f.changes[n] || !r.apply(&r.steps[n], &dropped) {
			continue
		}
		last := r.drafts[len(r.drafts)-1]
		r.add(draftText{language: last.language, form: name, steps: r.stepNames[: n+1 : n+1]}, f, marker, dropped)
		if d := &r.drafts[len(r.drafts)-1]; string(r.written[d.from:d.to]) == string(r.written[last.from:last.to]) {
			r.written, r.drafts = r.written[:d.from], r.drafts[:len(r.drafts)-1]
		}
	}
}

// apply changes the values, or adds to the parts that are dropped, as step x
// says, and reports whether anything is another.
func (r *renderer) apply(x *step, dropped *partSet) bool {
	if x.verb == "drop" {
		*dropped |= 1 << x.part
		return true
	}
	before := r.shrunk[x.param]
	after := ""
	switch x.verb {
	case "abbreviate":
		after = r.tongue.abbreviate(before)
	case "shorten":
		after = r.tongue.shorten(r.registry[x.param].Shorten, before)
	}
	r.shrunk[x.param] = after
	return after != before
}

// A partSet has a bit for each Part.
type partSet uint8

// text appends f. Clauses are joined by a space; one whose parameters are absent
// is left out. Actions never see a shortened value.
func (r *renderer) text(b []byte, f *form, marker string, dropped partSet) []byte {
	from := len(b)
	b = append(b, marker...)
	for i := range f.clauses {
		c := &f.clauses[i]
		values := r.shrunk
		if c.part == Act {
			values = r.whole
		} else if dropped>>c.part&1 != 0 || !c.complete(values) {
			continue
		}
		b = appendClause(b, from, c, values)
	}
	return b
}

// appendClause appends a clause to a text that began at from.
func appendClause(b []byte, from int, c *clause, values []string) []byte {
	before := len(b)
	if before > from && b[before-1] != ' ' {
		b = append(b, ' ')
	}
	start := len(b)
	b = c.append(b, values)
	if len(b) == start {
		return b[:before]
	}
	return b
}

// widest names the parameters of f, that which takes the most room first.
func (r *renderer) widest(f *form) []string {
	names := make([]string, 0, len(f.params))
	var room [32]int
	for _, x := range f.params {
		if r.whole[x] == "" {
			continue
		}
		n, at := utf8.RuneCountInString(r.whole[x]), len(names)
		if at == len(room) {
			break
		}
		for at > 0 && room[at-1] < n {
			at--
		}
		copy(room[at+1:], room[at:len(names)])
		room[at] = n
		names = slices.Insert(names, at, r.registry[x].Name)
	}
	return names
}

// fill writes the values of all parameters that the entry's texts name, in the
// language of the renderer. What the language's alphabet cannot write is left
// absent. Numbers and clocks are the same in every language.
func (r *renderer) fill() {
	for _, i := range r.used {
		p := &r.registry[i]
		if !r.filled || !p.universal() {
			r.whole[i] = r.value(p)
		}
	}
	r.filled = true
}

// universal reports whether the value is written alike in all languages, in
// characters that each of them has.
func (p *Param) universal() bool {
	return p.From == "time" && p.Kind == Clock || p.From == "" && (p.Kind == Number || p.Kind == Integer || p.Kind == Clock)
}

func (r *renderer) value(p *Param) string {
	s, l := r.situation, r.tongue
	var out string
	switch p.From {
	case "sender":
		out = l.name(s.Sender)
	case "place":
		out = l.name(s.Place)
	default:
		v, given := s.Params[p.Name]
		switch {
		case given:
			out = p.format(v, l, r.profile.zone, s.Time)
		case p.From == "hazard" && s.Hazard != anyHazard:
			out = l.name(r.hazards[s.Hazard].Name)
		case p.From == "time" && !s.Time.IsZero():
			out = clock(s.Time.In(r.profile.zone))
		}
	}
	if !l.Charset.writable(out) {
		return ""
	}
	return out
}

// missing names the required parameters without a value.
func (r *renderer) missing() []string {
	var names []string
	for _, i := range r.required {
		if r.whole[i] == "" {
			names = append(names, r.registry[i].Name)
		}
	}
	return names
}
