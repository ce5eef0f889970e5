package main

import (
	"slices"

	"bongsu/cbc"
	"bongsu/simulator/phone"
)

// judgeStep says what is wrong with one step.
func (d *demo) judgeStep(r *result, a *act, s *stepResult) {
	if a.took == 0 {
		r.wrong("%v: not all that it must cause came within %v", a, stepLimit)
	}
	want := map[string]string{causesAlert: "admitted", causesSilence: "admitted", causesNothing: "duplicate", causesDeadLetter: "refused"}[a.Causes]
	if a.Reason == "conflict" {
		want = "conflict"
	}
	if s.Result != want {
		r.wrong("%v: the event is %q and must be %q", a, s.Result, want)
	}
	if a.Causes == causesAlert && s.State != "owed" {
		r.wrong("%v: the alert is %q and must be owed", a, s.State)
	}
	d.judgeLetter(r, a, s)
	if s.Phones.Heard != s.Phones.Inside {
		r.wrong("%v: %d of %d phones inside heard it", a, s.Phones.Heard, s.Phones.Inside)
	}
	if s.Phones.Wrongly > 0 {
		r.wrong("%v: %d phones heard what they should not", a, s.Phones.Wrongly)
	}
	d.judgeLinks(r, a, s)
	if n := d.ordersAfter(a) - a.orders; n > 0 && a.Causes != causesAlert && a.Causes != causesSilence {
		r.wrong("%v: it made %d requests to the carriers", a, n)
	}
}

// ordersAfter returns how many requests had reached the nodes when the next
// step began.
func (d *demo) ordersAfter(a *act) int {
	if i := slices.Index(d.acts, a); i+1 < len(d.acts) {
		return d.acts[i+1].orders
	}
	return orders(d.country)
}

// judgeLinks looks for attempts that failed and for more of them than needed:
// these carriers have nothing against anything.
func (d *demo) judgeLinks(r *result, a *act, s *stepResult) {
	type one struct{ link, action, language, serial string }
	seen := map[one]bool{}
	for _, l := range s.Links {
		if l.Outcome != cbc.Accepted.String() {
			r.wrong("%v: %s in %s on %s is %s", a, l.Action, l.Language, l.Link, l.Outcome)
		}
		k := one{l.Link, l.Action, l.Language, l.Serial}
		if seen[k] && l.Action == cbc.Write.String() { // stops go cell by cell
			r.wrong("%v: more than one %s of %d/%s in %s on %s", a, l.Action, l.MessageID, l.Serial, l.Language, l.Link)
		}
		if seen[k] = true; l.Action == cbc.Stop.String() && len(a.Ends) == 0 {
			r.wrong("%v: %d/%s in %s on %s was stopped", a, l.MessageID, l.Serial, l.Language, l.Link)
		}
	}
}

func (d *demo) judgeLetter(r *result, a *act, s *stepResult) {
	switch must := a.Causes == causesDeadLetter; {
	case must && s.Letter == nil:
		r.wrong("%v: no dead letter has its bytes", a)
	case !must && s.Letter != nil:
		r.wrong("%v: a dead letter has its bytes", a)
	case must && s.Letter.Reason != a.Reason:
		r.wrong("%v: the dead letter's reason is %q and must be %q", a, s.Letter.Reason, a.Reason)
	case must && !s.Letter.Untouched:
		r.wrong("%v: key or headers of the dead letter are not those published", a)
	}
	letters := 0
	for _, a := range d.acts {
		if a.Causes == causesDeadLetter {
			letters++
		}
	}
	if n := d.letters.count(); a == d.acts[len(d.acts)-1] && n != letters {
		r.wrong("there are %d dead letters and must be %d", n, letters)
	}
}

// judgePhones compares what every phone has heard with what it must have.
func (d *demo) judgePhones(r *result) {
	for _, p := range d.country.Phones() {
		var want []wanted
		for _, a := range d.acts {
			want = append(want, a.wanted[p]...)
		}
		for _, m := range p.Heard() {
			i := slices.IndexFunc(want, func(w wanted) bool { return w.text == m.Text && w.id == m.MessageID })
			if i < 0 {
				r.wrong("%s heard, or heard again, %v", p.Name(), m)
				continue
			}
			if want[i].language != m.Language && m.Language != "" {
				r.wrong("%s was told %q is in %q", p.Name(), m.Text, m.Language)
			}
			want = slices.Delete(want, i, i+1)
		}
		for _, w := range want {
			r.wrong("%s did not hear %d %q", p.Name(), w.id, w.text)
		}
		for _, e := range p.Errors() {
			r.wrong("%s could not read what was on air: %s", p.Name(), e)
		}
	}
}

// judgeNamed compares the phones that the fixture names with what they heard.
func (d *demo) judgeNamed(r *result) {
	phones := map[string]*phone.Phone{}
	for _, p := range d.country.Phones() {
		phones[p.Name()] = p
	}
	for _, a := range d.acts {
		heard := map[*phone.Phone]bool{}
		for _, h := range d.hearingsOf(a) {
			heard[h.phone] = true
		}
		for _, name := range a.Phones.Hear {
			if !heard[phones[name]] {
				r.wrong("%v: %s heard nothing and is named as one that hears", a, name)
			}
		}
		for _, name := range a.Phones.Silent {
			if heard[phones[name]] {
				r.wrong("%v: %s heard something and is named as one that does not", a, name)
			}
		}
	}
}
