package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"bongsu/cbc"
	"bongsu/simulator"
)

// Kinds of events.
const (
	kindAlert  = "alert"
	kindUpdate = "update"
	kindCancel = "cancel"
)

// A chaosEvent is an event of torment, told from all others by the millimetres
// of rain in its texts.
type chaosEvent struct {
	kind   string
	ref    string
	rev    int
	rain   int
	area   place
	sent   time.Time
	target *chaosEvent // of an update or cancel
	over   bool        // another has taken its place, or has ended it
}

// String names the event.
func (e *chaosEvent) String() string {
	return fmt.Sprintf("%s %s/%d (%d mm)", e.kind, e.ref, e.rev, e.rain)
}

// leastRain is what makes rain extreme by the library's rules.
const leastRain = 72

// next makes the n-th event: two alerts, an update of the second, a cancel of
// the first, and again.
func (x *chaos) next(n int) *chaosEvent {
	e := &chaosEvent{kind: kindAlert, ref: fmt.Sprintf("chaos-%d", n), rev: 1, rain: leastRain + n, area: chaosPlaces()[n%3]}
	switch n % 4 {
	case 2:
		e.kind, e.target = kindUpdate, x.events[n-1]
	case 3:
		e.kind, e.target = kindCancel, x.events[n-3]
	}
	if e.target != nil {
		e.ref, e.rev = e.target.ref, e.target.rev+1
		e.target.over = true
	}
	x.events = append(x.events, e)
	return e
}

// chaosPlaces are where events are, in turn. 구례 has the phone that reads
// English.
func chaosPlaces() []place {
	return []place{
		{Country: true},
		{Regions: []string{"4713000000", "1111000000", "1273000000"}},
		{Regions: []string{"1273000000", "1114000000"}},
	}
}

// body returns the event as JSON, sent now.
func (e *chaosEvent) body(now time.Time) ([]byte, error) {
	e.sent = now.In(seoul()).Truncate(time.Second)
	event := map[string]any{
		"schema": 1, "id": fmt.Sprintf("%s-%d", e.ref, e.rev), "status": "actual", "msg_type": e.kind,
		"source": map[string]any{"id": "kma", "system": "kma-wrn", "ref": e.ref, "rev": e.rev},
		"sent":   e.sent.Format(time.RFC3339),
	}
	if e.target != nil {
		event["references"] = []any{map[string]any{"id": e.target.ref, "sent": e.target.sent.Format(time.RFC3339)}}
	}
	if e.kind != kindCancel {
		event["expires"] = e.sent.Add(2 * time.Hour).Format(time.RFC3339)
		event["hazard"], event["class"] = "heavy_rain", "urgent"
		event["params"] = map[string]any{"rain_1h": e.rain}
		area := map[string]any{"country": e.area.Country}
		if len(e.area.Regions) > 0 {
			area = map[string]any{"geocodes": e.area.Regions}
		}
		event["area"] = area
	}
	return json.Marshal(event)
}

// on reports whether the event's words must be on air.
func (e *chaosEvent) on() bool { return e.kind != kindCancel && !e.over }

// rains finds the millimetres in Korean and in English texts.
var rains = regexp.MustCompile(`시간당 (\d+)mm |(\d+) mm`)

// A tag names what a text says: an event and a language.
type tag struct {
	rain     string
	language string
}

// tagOf reads the tag of a text.
func tagOf(text string) tag {
	m := rains.FindStringSubmatch(text)
	switch {
	case m == nil:
		return tag{language: text}
	case m[1] != "":
		return tag{m[1], "ko"}
	}
	return tag{m[2], "en"}
}

func (e *chaosEvent) tag(language string) tag { return tag{fmt.Sprint(e.rain), language} }

// reached returns the cells of a link that the event concerns.
func (e *chaosEvent) reached(c *simulator.Country, l *simulator.CountryLink) []cbc.Cell {
	return c.Reached(l, e.area.shape())
}
