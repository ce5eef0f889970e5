package dispatcher

import (
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/templates"
)

// A Prepared is a broadcast whose source has chosen itself what otherwise the
// library and the ledger do: words and pages, identifier and serial number,
// times. It goes to every cell of every link of its plane that takes cells.
type Prepared struct {
	Event     EventKey // its plane is not the live one
	Sender    string   // whoever prepared it, for people
	Class     templates.Class
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Text      string // for people, and for phones where no pages are given
	Language  string
	DCS       cbc.DCS
	Given     Given
	Category  cbc.Category
	Period    time.Duration // from one broadcast to the next
	Expires   time.Time
}

// preparedHazard stands where others name a hazard of the library.
const preparedHazard = "prepared"

// everywhere names the place of what is prepared.
func everywhere() map[string]string {
	return map[string]string{"ko": "전 지역", "en": "everywhere"}
}

// Prepare drafts the alert that p is. Nobody can be asked about it: where the
// policy wants approvals it is refused.
func (c *Composer) Prepare(p *Prepared, now time.Time) Composed {
	e := Event{EventKey: p.Event, ID: p.Event.Ref, System: preparedHazard, Kind: KindAlert, Hazard: preparedHazard,
		Class: p.Class, Sent: now, Expires: p.Expires, Area: EventArea{Country: true}}
	comp := c.prepared(e)
	refuse := func(code, format string, args ...any) {
		comp.Problems = append(comp.Problems, Problem{code, "", fmt.Sprintf(format, args...)})
	}
	switch n := c.Policy.Approvals(e.Source, e.Plane, e.Class); {
	case e.Plane == Live:
		refuse("wrong-plane", "what others have prepared does not go out on the live plane")
	case n > 0:
		refuse("approvals", "the policy wants %d approvals of %s alerts of the %s plane, and nobody can give them to what is prepared", n, e.Class, e.Plane)
	}
	a := &Alert{Kind: KindAlert, Event: e.EventKey, Sender: p.Sender, System: e.System, Class: p.Class, Hazard: preparedHazard,
		Situation: fmt.Sprint(uint16(p.MessageID)), Area: AlertArea{Name: everywhere(), Country: true}, Sent: now, Expires: p.Expires,
		Messages: []Message{{Language: p.Language, MessageID: p.MessageID, Serial: p.Serial, Given: &p.Given}}}
	for i := range c.Links {
		if l := &c.Links[i]; l.Plane == e.Plane && l.TakesCells {
			a.Parts = append(a.Parts, p.part(l))
		}
	}
	if len(a.Parts) == 0 {
		refuse("no-link", "no link of the %s plane takes cells", e.Plane)
	}
	if len(comp.Problems) == 0 {
		a.Seal()
		comp.Draft = a
	}
	return comp
}

func (p *Prepared) part(l *Link) Part {
	return Part{Link: l.Name, Bearer: l.Bearer, Texts: []string{p.Text}, DCS: []cbc.DCS{p.DCS}, Scope: p.Serial.Scope(),
		Period: p.Period, Category: p.Category, Whole: true}
}

// Withdraw drafts the cancel of what was prepared under a key.
func (c *Composer) Withdraw(of, key EventKey, sender string, now time.Time) Composed {
	e := Event{EventKey: key, ID: key.Ref, System: preparedHazard, Kind: KindCancel, Sent: now,
		References: []Reference{{Source: of.Source, ID: of.Ref, Sent: now}}}
	comp := c.prepared(e)
	comp.Draft = &Alert{Kind: KindCancel, Event: key, Sender: sender, System: e.System, Hazard: preparedHazard, Sent: now, Expires: now}
	return comp
}

// prepared returns an event that no lane has brought.
func (c *Composer) prepared(e Event) Composed {
	return Composed{Event: e, Lane: Lane{Name: preparedHazard, Plane: e.Plane, Classes: templates.Classes()},
		Approvals: func(templates.Class) int { return 0 }}
}
