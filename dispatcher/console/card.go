package console

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"bongsu/dispatcher"
)

// maxRows is how many deliveries of an alert are shown; of more, those that
// went wrong come first and the rest is counted.
const maxRows = 60

// A card is an alert as the page shows it, without what makes it long.
type card struct {
	dispatcher.Alert // its parts are empty
	Links            []reach
	Texts            []wording
	Rows             []row
	More             int // rows that are left out
	Tally            []tally
}

// A reach says how far a link reaches into the area.
type reach struct {
	Link, Bearer string
	Cells        int
	Whole        bool
	Over         *dispatcher.Overshoot
}

// Larger says by how much what the link is told is larger than what was asked
// for: "≤ 420 m, 3.1 %".
func (r reach) Larger() string {
	if r.Over == nil {
		return ""
	}
	return fmt.Sprintf("≤ %.0f m, %.1f %%", r.Over.Metres, r.Over.Share*100)
}

// A wording is a text and the bearers that carry it.
type wording struct {
	Language, Text string
	Bearers        []string
}

// A row is how one message went, or goes, on one link.
type row struct {
	Link, Language string
	Action         string
	Outcome        string        // of the newest attempt; "pending" before the first
	Took           time.Duration // from owed to answered
	Attempt        int
	Cells, Failed  int
	Detail         string
}

// pending stands where there is no outcome yet.
const pending = "pending"

// A tally counts the rows of an outcome.
type tally struct {
	Outcome string
	N       int
}

func newCard(a *dispatcher.Alert, settled []dispatcher.Settled) *card {
	c := &card{Alert: brief(a)}
	for i := range a.Parts {
		p := &a.Parts[i]
		c.Links = append(c.Links, reach{p.Link, p.Bearer, p.Count, p.Whole, p.Over})
		c.addTexts(p)
	}
	slices.SortStableFunc(c.Texts, func(x, y wording) int { return cmp.Compare(c.rank(x.Language), c.rank(y.Language)) })
	rows := c.rows(a, settled)
	c.count(rows)
	slices.SortStableFunc(rows, func(x, y row) int {
		return cmp.Or(cmp.Compare(gravity[x.Outcome], gravity[y.Outcome]), cmp.Compare(x.Link, y.Link), cmp.Compare(c.rank(x.Language), c.rank(y.Language)))
	})
	if len(rows) > maxRows {
		c.More, rows = len(rows)-maxRows, rows[:maxRows]
	}
	c.Rows, c.Parts, c.Area.Regions = rows, nil, nil
	return c
}

// gravity orders outcomes, the worst first.
var gravity = map[string]int{"lost": 1, "failed": 2, "refused": 3, "partial": 4, pending: 5, "accepted": 6}

// rank is a language's place among the messages.
func (c *card) rank(language string) int {
	return slices.IndexFunc(c.Messages, func(m dispatcher.Message) bool { return m.Language == language })
}

// addTexts adds the texts of a part, those that are there already by bearer.
func (c *card) addTexts(p *dispatcher.Part) {
	for i, text := range p.Texts {
		if text == "" || i >= len(c.Messages) {
			continue
		}
		language := c.Messages[i].Language
		n := slices.IndexFunc(c.Texts, func(w wording) bool { return w.Language == language && w.Text == text })
		if n < 0 {
			n = len(c.Texts)
			c.Texts = append(c.Texts, wording{Language: language, Text: text})
		}
		if !slices.Contains(c.Texts[n].Bearers, p.Bearer) {
			c.Texts[n].Bearers = append(c.Texts[n].Bearers, p.Bearer)
		}
	}
}

// rows returns the newest attempt of each action on each link, and what is
// still to be written.
func (c *card) rows(a *dispatcher.Alert, settled []dispatcher.Settled) []row {
	type key struct {
		link    string
		message int
		action  string
	}
	newest, rows := map[key]int{}, []row{}
	for i := range settled {
		s := &settled[i]
		r := row{Link: s.Link, Action: s.Action, Outcome: s.Outcome, Took: s.Settled.Sub(s.Owed), Attempt: s.Attempt,
			Cells: s.Cells, Failed: s.Failed, Detail: s.Detail}
		if s.Message < len(a.Messages) {
			r.Language = a.Messages[s.Message].Language
		}
		k := key{s.Link, s.Message, s.Action}
		if n, known := newest[k]; known {
			rows[n] = r
			continue
		}
		newest[k] = len(rows)
		rows = append(rows, r)
	}
	if a.State != dispatcher.Owed {
		return rows
	}
	for _, p := range a.Parts {
		for m, text := range p.Texts {
			if _, known := newest[key{p.Link, m, "write"}]; text != "" && !known {
				rows = append(rows, row{Link: p.Link, Language: a.Messages[m].Language, Action: "write", Outcome: pending, Cells: p.Count})
			}
		}
	}
	return rows
}

// count tallies rows by outcome, the best first.
func (c *card) count(rows []row) {
	for i := range rows {
		n := slices.IndexFunc(c.Tally, func(t tally) bool { return t.Outcome == rows[i].Outcome })
		if n < 0 {
			n = len(c.Tally)
			c.Tally = append(c.Tally, tally{Outcome: rows[i].Outcome})
		}
		c.Tally[n].N++
	}
	slices.SortFunc(c.Tally, func(x, y tally) int { return cmp.Compare(gravity[y.Outcome], gravity[x.Outcome]) })
}

// Short returns the beginning of the hash, to compare by eye.
func (c *card) Short() string { return c.Hash[:min(12, len(c.Hash))] }

// Lacks returns how many people must still approve.
func (c *card) Lacks() int { return max(c.Needs-len(c.Approvals), 0) }

// Place returns the public name of the place in a language, or in any.
func (c *card) Place(l Language) string {
	if n := c.Area.Name[string(l)]; n != "" {
		return n
	}
	for _, m := range c.Messages {
		if n := c.Area.Name[m.Language]; n != "" {
			return n
		}
	}
	return ""
}

// Residents says how many people are registered in the area: "약 57928
// (2026-03-31)" where it is an estimate. It is empty where nobody counted.
func (c *card) Residents(l Language) string {
	n := c.Area.Residents
	if n == nil {
		return ""
	}
	about := ""
	if n.Estimate {
		about = said(l, "about") + " "
	}
	return fmt.Sprintf("%s%d (%s)", about, n.People, n.Date.Format(time.DateOnly))
}

// Over reports whether the alert has ended.
func (c *card) Over() bool { return !c.Open() }
