package main

import (
	"fmt"

	"bongsu/cbc"
	"bongsu/simulator/phone"
)

// airViolations compares what is on air with what must be: of each event in
// force and each language one key, the same on all links, in exactly the cells
// of its area; and nothing else.
func (x *chaos) airViolations() []string {
	var all []string
	keys := map[tag]map[cbc.Key]bool{}
	for _, l := range x.country.Links {
		is := map[tag][]cbc.Cell{}
		texts := textsOf(l.Journal())
		for key, cells := range airedKeys(l) {
			t := tagOf(texts[key])
			is[t] = append(is[t], cells...)
			if keys[t] == nil {
				keys[t] = map[cbc.Key]bool{}
			}
			keys[t][key] = true
		}
		for _, e := range x.events {
			cells := e.reached(x.country, l)
			if !e.on() || len(cells) == 0 {
				continue
			}
			for _, language := range languages() {
				missing, extra := differ(cells, is[e.tag(language)])
				if missing > 0 || extra > 0 {
					all = append(all, fmt.Sprintf("%s of %s in %s: %d of %d cells lack it, %d too many have it", e, l.Name, language, missing, len(cells), extra))
				}
				delete(is, e.tag(language))
			}
		}
		for t, cells := range is {
			all = append(all, fmt.Sprintf("%s: %d cells have on air what should not be: %v", l.Name, len(cells), t))
		}
	}
	for t, k := range keys {
		if len(k) > 1 {
			all = append(all, fmt.Sprintf("%v is on air under %d keys", t, len(k)))
		}
	}
	return all
}

// A heardOnce is a phone and what it must hear once.
type heardOnce struct {
	phone *phone.Phone
	tag   tag
}

// wanted returns what must be heard of an event.
func (x *chaos) wanted(e *chaosEvent) map[heardOnce]int {
	want := map[heardOnce]int{}
	if e.kind == kindCancel {
		return want
	}
	for _, p := range x.country.Inside(e.area.shape()) {
		for _, language := range p.Languages() {
			want[heardOnce{p, e.tag(language)}] = 1
		}
	}
	return want
}

// phoneViolations compares what phones have shown with what they must have.
func (x *chaos) phoneViolations() []string {
	var all []string
	want := map[heardOnce]int{}
	for _, e := range x.events {
		for k, n := range x.wanted(e) {
			want[k] += n
		}
	}
	for _, p := range x.country.Phones() {
		for _, m := range p.Heard() {
			k := heardOnce{p, tagOf(m.Text)}
			if want[k]--; want[k] < 0 {
				all = append(all, fmt.Sprintf("%s heard, or heard again, %v", p.Name(), m))
			}
		}
		for _, e := range p.Errors() {
			all = append(all, fmt.Sprintf("%s could not read what was on air: %s", p.Name(), e))
		}
	}
	for k, n := range want {
		if n > 0 {
			all = append(all, fmt.Sprintf("%s did not hear %v", k.phone.Name(), k.tag))
		}
	}
	return all
}

// admissionViolations looks whether every event was admitted once. A status may
// be published again after a start; it has the same number then.
func (x *chaos) admissionViolations() []string {
	var all []string
	admitted, seen := map[eventName]int{}, map[int64]bool{}
	for _, p := range x.posts.since(0) {
		if p.Kind != "event" || p.Event == nil || seen[p.ID] {
			continue
		}
		if seen[p.ID] = true; p.What == "admitted" {
			admitted[*p.Event]++
		} else {
			all = append(all, fmt.Sprintf("event %s is %s", nameOf(p.Event), p.What))
		}
	}
	for _, e := range x.events {
		if n := admitted[eventName{"kma", e.ref, e.rev}]; n != 1 {
			all = append(all, fmt.Sprintf("%s was admitted %d times by the status topic", e, n))
		}
	}
	return all
}
