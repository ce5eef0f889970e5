package ledger

import (
	"encoding/json"
	"fmt"
	"slices"

	"bongsu/dispatcher"
)

// A draftBody is how an event's row holds what was composed of it. An alert
// for a thousand links says the same few things to all of them; they are
// written once, and for each link its cells and which of them it is told.
type draftBody struct {
	dispatcher.Alert
	Told  []dispatcher.Part `json:"told,omitempty"`  // without link and cells
	Parts []partBody        `json:"parts,omitempty"` // in place of the alert's
}

type partBody struct {
	Link  string              `json:"link"`
	Told  int                 `json:"told"` // index
	Cells dispatcher.CellList `json:"cells,omitempty"`
	Count int                 `json:"count"`
}

// draftOf returns a draft as its row holds it.
func draftOf(a *dispatcher.Alert) (string, error) {
	b := draftBody{Alert: *a, Parts: make([]partBody, len(a.Parts))}
	for i := range a.Parts {
		p := &a.Parts[i]
		told := slices.IndexFunc(b.Told, func(o dispatcher.Part) bool { return alike(p, &o) })
		if told < 0 {
			told = len(b.Told)
			o := *p
			o.Link, o.Cells, o.Count = "", nil, 0
			b.Told = append(b.Told, o)
		}
		b.Parts[i] = partBody{p.Link, told, p.Cells, p.Count}
	}
	return text(b)
}

// alike reports whether two parts differ at most in link and cells.
func alike(p, o *dispatcher.Part) bool {
	return p.Bearer == o.Bearer && slices.Equal(p.Texts, o.Texts) && slices.Equal(p.DCS, o.DCS) && p.Scope == o.Scope &&
		p.Period == o.Period && p.Category == o.Category && p.Whole == o.Whole && p.Shapes == o.Shapes && p.Merges == o.Merges
}

// readDraft reads what draftOf wrote.
func readDraft(body string) (dispatcher.Alert, error) {
	var b draftBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return dispatcher.Alert{}, err
	}
	for _, p := range b.Parts {
		if p.Told < 0 || p.Told >= len(b.Told) {
			return dispatcher.Alert{}, fmt.Errorf("link %s is told number %d of %d", p.Link, p.Told, len(b.Told))
		}
		o := b.Told[p.Told]
		o.Link, o.Cells, o.Count = p.Link, p.Cells, p.Count
		b.Alert.Parts = append(b.Alert.Parts, o)
	}
	return b.Alert, nil
}
