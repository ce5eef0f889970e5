package console

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// funcsOf returns the functions of the templates in a language.
func funcsOf(c *Config, l Language) template.FuncMap {
	s := speaker{l, c.Zone, c.Library}
	return template.FuncMap{
		"t":        func(key any) string { return said(l, fmt.Sprint(key)) },
		"tn":       func(key string, n int) string { return fmt.Sprintf(said(l, key), n) },
		"clock":    s.clock,
		"stamp":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"ms":       milliseconds,
		"what":     s.what,
		"headline": s.headline,
		"place":    func(c *card) string { return c.Place(l) },
		"people":   func(c *card) string { return c.Residents(l) },
		"in":       func(v *boardView, x *card) cardView { return cardView{x, v, v.Of(x)} },
	}
}

// A cardView is a card on a page, for who looks at it.
type cardView struct {
	*card
	Page   *boardView
	Target *card // what it would take off the air; nil for all but cancels
}

// Self returns the card.
func (c cardView) Self() *card { return c.card }

// A speaker puts things into words.
type speaker struct {
	language Language
	zone     *time.Location
	library  func() *templates.Library // nil for none
}

// clock shows a time as month, day and time of day.
func (s speaker) clock(t time.Time) string { return t.In(s.zone).Format("01-02 15:04:05") }

// milliseconds shows how long something took, 0.1 ms at the finest.
func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms < 10 {
		return strconv.FormatFloat(ms, 'f', 1, 64)
	}
	return strconv.FormatFloat(ms, 'f', 0, 64)
}

// what names the hazard of an alert.
func (s speaker) what(c *card) string {
	if c.Kind == dispatcher.KindCancel {
		return said(s.language, "kind-cancel")
	}
	if s.library != nil {
		if h, ok := s.library().Hazard(c.Hazard); ok && h.Name[string(s.language)] != "" {
			return h.Name[string(s.language)]
		}
	}
	return c.Hazard
}

// headline says what the situation of an alert is.
func (s speaker) headline(c *card) string {
	if s.library != nil {
		if e, ok := s.library().Entry(c.Hazard, c.Situation); ok && e.Texts[string(s.language)] != nil {
			return e.Texts[string(s.language)].Headline
		}
	}
	return c.Situation
}
