package dispatcher

import (
	"fmt"
	"slices"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/templates"
)

// lint holds every text that a link would carry against the rules of rendered
// texts. What must not be sent in the first language refuses the alert; a further
// language is left out where it must not be sent. Questions are noted.
func (d *draft) lint() {
	rooms := d.rooms()
	texts := make([]templates.Rendered, len(rooms))
	for i, r := range rooms {
		texts[i] = d.rendered(r)
	}
	all := d.Library.LintTexts(texts)
	for i, found := range all {
		all[i] = d.Waivers.Bear(found, d.now)
		d.drop(rooms[i], all[i])
	}
	d.ask(rooms, all)
	d.tidy()
}

// rooms returns those that are spoken in: by language, the first one first, then
// in the order of the parts.
func (d *draft) rooms() []room {
	all := make([]room, 0, 8)
	for i, m := range d.alert.Messages {
		for n := range d.alert.Parts {
			p := &d.alert.Parts[n]
			if r := (room{m.Language, p.Bearer}); p.Texts[i] != "" && !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

// rendered describes what is said in a room.
func (d *draft) rendered(r room) templates.Rendered {
	said := d.said[r].Text
	x := d.Library.RenderedOf(d.guidance, d.situation, said)
	if d.event.Text[r.language] != "" {
		x.Entry = nil
	}
	x.Budget, _ = d.Library.Profile().Budget(r.bearer, r.language)
	x.Life, x.Targets = d.alert.Expires.Sub(d.alert.Sent), d
	return x
}

// drop takes a text off the air that must not be sent, or refuses the alert if
// it is in the first language.
func (d *draft) drop(r room, found []templates.Finding) {
	i := slices.IndexFunc(found, func(f templates.Finding) bool { return f.Severity == templates.Refuse })
	if i < 0 {
		return
	}
	n := slices.IndexFunc(d.alert.Messages, func(m Message) bool { return m.Language == r.language })
	if n > 0 {
		f := &found[i]
		d.note("%s is left out on %s: %s", r.language, r.bearer, sentence(f))
		for k := range d.alert.Parts {
			if p := &d.alert.Parts[k]; p.Bearer == r.bearer {
				p.Texts[n], p.DCS[n] = "", 0
			}
		}
		return
	}
	for k := range found {
		if f := &found[k]; f.Severity == templates.Refuse {
			d.refuse("lint-"+f.Rule, d.blamed(f, r.language), "%s in %s: %s; %s", r.bearer, r.language, sentence(f), f.Hint)
		}
	}
}

// blamed returns the path in the event of what a finding is about, "" if that is
// the library's or cannot be told.
func (d *draft) blamed(f *templates.Finding, language string) string {
	if d.event.Text[language] != "" {
		return "text." + language
	}
	switch f.Rule {
	case "L10", "L11":
		return "source.id"
	case "L13":
		return "area"
	}
	if f.Piece == nil {
		return ""
	}
	for name, v := range d.situation.Params {
		if w := v.In(language); w != "" && (strings.Contains(w, f.Piece.Text) || strings.Contains(f.Piece.Text, w)) {
			return "params." + name
		}
	}
	if w := d.alert.Area.Name[language]; w != "" && strings.Contains(w, f.Piece.Text) {
		return "area.name"
	}
	return ""
}

// ask notes what a person should look at, once for all bearers.
func (d *draft) ask(rooms []room, all [][]templates.Finding) {
	type question struct{ language, words string }
	var asked []question
	bearers := map[question][]string{}
	for i, found := range all {
		for k := range found {
			f := &found[k]
			q := question{rooms[i].language, sentence(f)}
			if f.Severity != templates.Ask {
				continue
			}
			if bearers[q] == nil {
				asked = append(asked, q)
			}
			if !slices.Contains(bearers[q], rooms[i].bearer) {
				bearers[q] = append(bearers[q], rooms[i].bearer)
			}
		}
	}
	for _, q := range asked {
		d.note("in %s on %s: %s", q.language, strings.Join(bearers[q], ", "), q.words)
	}
}

// sentence says what a rule found, and in which words.
func sentence(f *templates.Finding) string {
	s := f.Rule + " " + f.Message
	if f.Piece != nil && f.Piece.Text != "" && !strings.Contains(f.Message, f.Piece.Text) {
		s += fmt.Sprintf(": %q", strings.TrimSpace(f.Piece.Text))
	}
	return s
}

// tidy takes out parts that carry nothing any more.
func (d *draft) tidy() {
	d.alert.Parts = slices.DeleteFunc(d.alert.Parts, func(p Part) bool {
		silent := !slices.ContainsFunc(p.Texts, func(t string) bool { return t != "" })
		if silent {
			d.note("%s carries none of the languages", p.Link)
		}
		return silent
	})
	if len(d.alert.Parts) == 0 && len(d.problems) == 0 {
		d.refuse("no-link", "languages", "no link that reaches the area carries any of the languages")
	}
}

// Locate implements templates.Targets for the area of the alert: a region is in
// it if they share ground, or, where shapes say where it goes, a cell that is
// reached.
func (d *draft) Locate(name, language string) (known, inside bool) {
	codes := d.Regions.Named(name, language)
	a := &d.alert.Area
	for _, c := range codes {
		for _, r := range a.Regions {
			if d.Regions.Contains(r, c) || d.Regions.Contains(c, r) {
				return true, true
			}
		}
	}
	switch {
	case a.Country:
		return len(codes) > 0, len(codes) > 0
	case len(a.Regions) > 0 && len(a.Polygons)+len(a.Circles)+len(d.event.Area.Cells) == 0:
		return len(codes) > 0, false
	}
	for _, c := range codes {
		if d.reaches(c) {
			return true, true
		}
	}
	return len(codes) > 0, false
}

// reaches reports whether a cell of the region is among those that are reached.
func (d *draft) reaches(code cbc.Region) bool {
	in, err := d.Atlas.Find(area.Query{Regions: []cbc.Region{code}, Policy: d.Select})
	if err != nil {
		return false
	}
	for link, cells := range in {
		for _, c := range cells {
			if _, both := slices.BinarySearch(d.found[link], c); both {
				return true
			}
		}
	}
	return false
}
