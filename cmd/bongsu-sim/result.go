package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// A result is what came of a demonstration; docs/demo.schema.json describes it.
// Times in it are milliseconds.
type result struct {
	OK       bool         `json:"ok"`
	Mistakes []string     `json:"mistakes"` // all that is not as it must be
	Took     float64      `json:"took_ms"`  // the whole, from start to this result
	World    worldResult  `json:"world"`
	Product  productFacts `json:"product"`
	Steps    []stepResult `json:"steps"`
}

// A worldResult says what was pretended.
type worldResult struct {
	Cells   int `json:"cells"`
	Phones  int `json:"phones"`
	English int `json:"phones_in_english"` // of them, those that read English too
	Links   int `json:"links"`
}

// productFacts are about the product's process.
type productFacts struct {
	Ready    float64 `json:"ready_ms"`       // from start until it was ready
	Resident int64   `json:"resident_bytes"` // at the end; 0 where the system does not say
}

// A stepResult is what came of one record.
type stepResult struct {
	Name      string       `json:"name"`
	Title     string       `json:"title"`
	Topic     string       `json:"topic"`
	Partition int          `json:"partition"`
	Offset    int64        `json:"offset"`
	Published time.Time    `json:"published"`
	Result    string       `json:"result"`          // admitted, duplicate, conflict, refused, or "" if none was said
	Alert     string       `json:"alert,omitempty"` // its name
	State     string       `json:"state,omitempty"`
	Complete  float64      `json:"complete_ms"` // until all had come; 0 if it did not
	Links     []linkResult `json:"links"`
	Phones    phoneResult  `json:"phones"`
	Texts     []textResult `json:"texts"`
	Letter    *letterFacts `json:"dead_letter,omitempty"`
}

// A linkResult is how one text, or the end of it, went on one link.
type linkResult struct {
	Link      string  `json:"link"`
	Language  string  `json:"language"`
	Action    string  `json:"action"`
	MessageID uint16  `json:"message_id"`
	Serial    string  `json:"serial"`
	Cells     int     `json:"cells"`
	Outcome   string  `json:"outcome"`
	Arrived   float64 `json:"arrived_ms,omitempty"` // of a write: until the node had read it
	Answered  float64 `json:"answered_ms"`          // until the answer was in the ledger
}

// A phoneResult is what phones did with an alert. Inside and outside add up to
// all phones.
type phoneResult struct {
	Inside  int     `json:"inside"`
	Heard   int     `json:"heard"` // of those inside, who heard each text exactly once
	Outside int     `json:"outside"`
	Wrongly int     `json:"wrongly"` // of those outside, who heard it
	First   float64 `json:"first_ms"`
	Half    float64 `json:"half_ms"`
	Last    float64 `json:"last_ms"`
}

// A textResult is one text and how many phones must and did hear it.
type textResult struct {
	Bearer    string `json:"bearer"`
	Language  string `json:"language"`
	MessageID uint16 `json:"message_id"`
	Text      string `json:"text"`
	Want      int    `json:"want"`
	Heard     int    `json:"heard"`
}

// letterFacts are about a dead letter.
type letterFacts struct {
	Reason    string `json:"reason"`
	Untouched bool   `json:"untouched"` // key, value and headers are as published
}

// wrong adds a mistake.
func (r *result) wrong(format string, args ...any) {
	r.OK = false
	r.Mistakes = append(r.Mistakes, fmt.Sprintf(format, args...))
}

// print writes r as JSON.
func (r *result) print(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// result judges what came of all acts.
func (d *demo) result() *result {
	r := &result{OK: true, Mistakes: []string{}, World: worldResult{
		Cells: d.country.Cells(), Phones: len(d.country.Phones()), Links: len(d.country.Links),
	}, Product: productFacts{Ready: milliseconds(d.product.took), Resident: d.product.resident()}}
	for _, p := range d.country.Phones() {
		if slices.Contains(p.Languages(), "en") {
			r.World.English++
		}
	}
	for _, a := range d.acts {
		s := d.stepResult(a)
		d.judgeStep(r, a, &s)
		r.Steps = append(r.Steps, s)
	}
	for _, m := range d.airMistakes() {
		r.wrong("at the end: %s", m)
	}
	d.judgePhones(r)
	d.judgeNamed(r)
	return r
}

func (d *demo) stepResult(a *act) stepResult {
	s := stepResult{
		Name: a.Name, Title: a.Title, Topic: a.record.Topic, Partition: a.record.Partition, Offset: a.record.Offset,
		Published: a.record.At.UTC(), Complete: milliseconds(a.took), Links: d.linkResults(a), Phones: d.phoneResult(a), Texts: d.textResults(a),
		Letter: d.letter(a),
	}
	for _, p := range d.postsOf(a) {
		switch {
		case p.Kind == "event" && s.Result == "":
			s.Result = p.What
		case p.Kind == "alert" && a.Event != nil && p.Event != nil && *p.Event == *a.Event && s.Alert == "":
			s.Alert, s.State = p.Alert, p.What
		}
	}
	return s
}

// postsOf returns the posts between a's publishing and the next.
func (d *demo) postsOf(a *act) []post {
	all := d.posts.since(a.posts)
	if i := slices.Index(d.acts, a); i+1 < len(d.acts) {
		all = all[:d.acts[i+1].posts-a.posts]
	}
	return all
}

// hearingsOf returns what was heard between a's publishing and the next.
func (d *demo) hearingsOf(a *act) []hearing {
	all := d.hearings.since(a.hearings)
	if i := slices.Index(d.acts, a); i+1 < len(d.acts) {
		all = all[:d.acts[i+1].hearings-a.hearings]
	}
	return all
}

func (d *demo) linkResults(a *act) []linkResult {
	all := []linkResult{}
	for _, p := range d.postsOf(a) {
		if p.Kind != "delivery" {
			continue
		}
		l := linkResult{Link: p.Link, Language: p.Detail.Language, Action: p.Detail.Action, MessageID: p.Detail.MessageID,
			Serial: p.Detail.Serial, Cells: p.Detail.Cells, Outcome: p.What, Answered: a.since(p.At)}
		if p.Detail.Action == cbc.Write.String() {
			l.Arrived = d.arrived(a, p.Link, p.Detail.Language)
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(x, y linkResult) int {
		return cmp.Or(cmp.Compare(x.Link, y.Link), cmp.Compare(y.Action, x.Action), cmp.Compare(x.MessageID, y.MessageID))
	})
	return all
}

// arrived returns when a link's node had read a's text in a language, 0 if it
// has not.
func (d *demo) arrived(a *act, link, language string) float64 {
	for _, s := range a.air[link] {
		if s.language != language {
			continue
		}
		for _, e := range d.country.Link(link).Journal().Entries() {
			if !e.Out && e.Text == s.text && (e.What == "broadcast_sm" || e.What == "write-replace") {
				return a.since(e.At)
			}
		}
	}
	return 0
}

func (d *demo) phoneResult(a *act) phoneResult {
	r := phoneResult{Inside: len(a.wanted), Outside: len(d.country.Phones()) - len(a.wanted)}
	if a.Causes != causesAlert {
		r = phoneResult{Outside: len(d.country.Phones())}
	}
	var times []float64
	counts, outside := map[*phone.Phone]int{}, map[*phone.Phone]bool{}
	for _, h := range d.hearingsOf(a) {
		if a.wants(h) {
			times = append(times, a.since(h.message.At))
			counts[h.phone]++
		} else {
			outside[h.phone] = true
		}
	}
	for p, n := range counts {
		if n == len(a.wanted[p]) {
			r.Heard++
		}
	}
	r.Wrongly = len(outside)
	if slices.Sort(times); len(times) > 0 {
		r.First, r.Half, r.Last = times[0], times[len(times)/2], times[len(times)-1]
	}
	return r
}

func (d *demo) textResults(a *act) []textResult {
	all := make([]textResult, 0, len(a.Texts)*len(languages()))
	sent := d.moments[a.Name].sent
	for _, bearer := range slices.Sorted(maps.Keys(a.Texts)) {
		for _, language := range languages() {
			t := textResult{Bearer: bearer, Language: language, MessageID: a.Identifiers[language], Text: a.text(bearer, language, sent)}
			for _, list := range a.wanted {
				for _, w := range list {
					if w.text == t.Text {
						t.Want++
					}
				}
			}
			for _, h := range d.hearingsOf(a) {
				if h.message.Text == t.Text && h.message.MessageID == t.MessageID {
					t.Heard++
				}
			}
			all = append(all, t)
		}
	}
	return all
}

// Headers that the product puts on a dead letter.
const (
	headerPrefix = "bongsu-"
	headerReason = "bongsu-reason-code"
)

// letter returns what is to be said of the dead letter that came of a, nil if
// none came.
func (d *demo) letter(a *act) *letterFacts {
	for _, l := range d.letters.since(a.letters) {
		if !bytes.Equal(l.Value, a.record.Value) {
			continue
		}
		return &letterFacts{l.Headers[headerReason], bytes.Equal(l.Key, a.record.Key) && sameHeaders(l, a.record)}
	}
	return nil
}

// sameHeaders reports whether a letter has the headers of the original and,
// besides, only the product's own.
func sameHeaders(letter, original simulator.Record) bool {
	left := maps.Clone(letter.Headers)
	maps.DeleteFunc(left, func(name, _ string) bool {
		return len(name) > len(headerPrefix) && name[:len(headerPrefix)] == headerPrefix
	})
	return maps.Equal(left, original.Headers) || len(left) == 0 && len(original.Headers) == 0
}
