package ledger

import (
	"encoding/json"
	"fmt"
	"slices"

	"bongsu/dispatcher"
)

// A draftBody is how an event's row holds what was composed of it. An alert
// for a thousand links says the same few things to all of them; these are
// written once. What differs from link to link is in columns, the n-th of each
// for the n-th link, since a row's octets are what a commit costs.
type draftBody struct {
	dispatcher.Alert
	Parts *struct{} `json:"parts,omitempty"` // hides the alert's; always nil

	Told  []dispatcher.Part     `json:"told,omitempty"` // without link, cells and count
	Links []string              `json:"links,omitempty"`
	Which []int                 `json:"which,omitempty"` // index into Told; none means 0 for all
	Count []int                 `json:"count,omitempty"` // none means as many as there are cells
	Cells []dispatcher.CellList `json:"cells,omitempty"` // none means none for all
}

// draftOf returns a draft as its row holds it.
func draftOf(a *dispatcher.Alert) (string, error) {
	n := len(a.Parts)
	b := draftBody{Alert: *a, Links: make([]string, n), Which: make([]int, n), Cells: make([]dispatcher.CellList, n), Count: make([]int, n)}
	counted := true
	for i := range a.Parts {
		p := &a.Parts[i]
		b.Links[i], b.Which[i], b.Cells[i], b.Count[i] = p.Link, b.tell(p), p.Cells, p.Count
		counted = counted && p.Count == len(p.Cells)
	}
	if len(b.Told) < 2 {
		b.Which = nil
	}
	if counted {
		b.Count = nil
	}
	cells := b.Cells
	b.Cells = nil
	body, err := json.Marshal(b)
	if err == nil && slices.ContainsFunc(cells, func(l dispatcher.CellList) bool { return len(l) > 0 }) {
		body, err = withCells(body, cells)
	}
	return string(body), err
}

// withCells adds the column of cells to an object. They are nearly all of a
// draft, and base64 needs none of the care that encoding/json takes with it.
func withCells(object []byte, cells []dispatcher.CellList) ([]byte, error) {
	n := 0
	for _, l := range cells {
		n += 20 + 8*len(l)
	}
	b := append(slices.Grow(object[:len(object)-1], n), `,"cells":[`...)
	for i, l := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = l.AppendText(append(b, '"')); err != nil {
			return nil, err
		}
		b = append(b, '"')
	}
	return append(b, "]}"...), nil
}

// tell returns the place of what p says in Told.
func (b *draftBody) tell(p *dispatcher.Part) int {
	i := slices.IndexFunc(b.Told, func(o dispatcher.Part) bool { return alike(p, &o) })
	if i < 0 {
		i = len(b.Told)
		o := *p
		o.Link, o.Cells, o.Count = "", nil, 0
		b.Told = append(b.Told, o)
	}
	return i
}

// alike reports whether two parts differ at most in link and cells.
func alike(p, o *dispatcher.Part) bool {
	return p.Bearer == o.Bearer && slices.Equal(p.Texts, o.Texts) && slices.Equal(p.DCS, o.DCS) && p.Scope == o.Scope &&
		p.Period == o.Period && p.Category == o.Category && p.Whole == o.Whole && p.Shapes == o.Shapes && p.Merges == o.Merges && p.After == o.After
}

// readDraft reads what draftOf wrote.
func readDraft(body string) (dispatcher.Alert, error) {
	var b draftBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return dispatcher.Alert{}, err
	}
	for i, link := range b.Links {
		p, err := b.part(i)
		if err != nil {
			return dispatcher.Alert{}, fmt.Errorf("what link %s is told: %w", link, err)
		}
		b.Alert.Parts = append(b.Alert.Parts, p)
	}
	return b.Alert, nil
}

// part returns what the i-th link is told.
func (b *draftBody) part(i int) (dispatcher.Part, error) {
	which, err := column(b.Which, i)
	if err != nil {
		return dispatcher.Part{}, err
	}
	if which < 0 || which >= len(b.Told) {
		return dispatcher.Part{}, fmt.Errorf("number %d of %d", which, len(b.Told))
	}
	p := b.Told[which]
	p.Link = b.Links[i]
	if p.Cells, err = column(b.Cells, i); err != nil {
		return p, err
	}
	if p.Count = len(p.Cells); b.Count != nil {
		p.Count, err = column(b.Count, i)
	}
	return p, err
}

// column returns the i-th value of a column, the zero value if the column was
// left out.
func column[T any](c []T, i int) (v T, err error) {
	switch {
	case c == nil:
		return v, nil
	case i >= len(c):
		return v, fmt.Errorf("a column has %d values, not %d", len(c), i+1)
	}
	return c[i], nil
}
