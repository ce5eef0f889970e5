package main

import (
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// A hearing is a message that a phone showed to its owner.
type hearing struct {
	phone   *phone.Phone
	message phone.Message
}

// A wanted message is one that a phone must hear.
type wanted struct {
	id       uint16
	language string
	text     string
}

// An act is a step that was published, and what must come of it.
type act struct {
	*step
	record simulator.Record
	wanted map[*phone.Phone][]wanted // of phones inside
	heard  int                       // how many messages are wanted in all
	air    map[string][]said         // by link, what it must have on air

	// How much there was of everything before.
	hearings, posts, letters, orders int
	took                             time.Duration // until all had come; 0 if it has not
}

// said is one text that is on air in some cells of a link.
type said struct {
	language string
	text     string
	cells    []cbc.Cell
}

// bearerOf returns what a link can carry.
func bearerOf(l *simulator.CountryLink) string {
	if l.SMPP() {
		return smppBearer
	}
	return bscBearer
}

// expect works out, with the simulator's geometry, what a step sent at some time
// must cause in a country.
func (a *act) expect(c *simulator.Country, sent time.Time) {
	a.wanted, a.air = map[*phone.Phone][]wanted{}, map[string][]said{}
	if a.Causes != causesAlert {
		return
	}
	shape := a.Area.shape()
	for _, l := range c.Links {
		cells := c.Reached(l, shape)
		for _, language := range languages() {
			if text := a.text(bearerOf(l), language, sent); text != "" && len(cells) > 0 {
				a.air[l.Name] = append(a.air[l.Name], said{language, text, cells})
			}
		}
	}
	for _, p := range c.Inside(shape) {
		a.wanted[p] = a.wantedBy(p, c.Camp(p), sent)
		a.heard += len(a.wanted[p])
	}
}

// languages are those that the fixture has texts in.
func languages() []string { return []string{"ko", "en"} }

// wantedBy returns what a phone inside must hear.
func (a *act) wantedBy(p *phone.Phone, camp simulator.Site, sent time.Time) []wanted {
	bearer := bscBearer
	if camp.Cell.Radio == cbc.LTE {
		bearer = smppBearer
	}
	var all []wanted
	for _, language := range p.Languages() {
		if text := a.text(bearer, language, sent); text != "" {
			all = append(all, wanted{a.Identifiers[language], language, text})
		}
	}
	return all
}

// wants reports whether a phone must hear a message because of a.
func (a *act) wants(h hearing) bool {
	for _, w := range a.wanted[h.phone] {
		if w.text == h.message.Text && w.id == h.message.MessageID {
			return true
		}
	}
	return false
}

// since returns the milliseconds from publishing until t.
func (a *act) since(t time.Time) float64 { return milliseconds(t.Sub(a.record.At)) }

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// String names the act in mistakes.
func (a *act) String() string { return fmt.Sprintf("step %s", a.Name) }
