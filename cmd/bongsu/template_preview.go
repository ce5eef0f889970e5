package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/templates"
)

// A preview is what goes on air for a text.
type preview struct {
	MessageID cbc.MessageID `json:"message_id"`
	DCS       cbc.DCS       `json:"dcs"`
	Pages     []pageShown   `json:"pages"`
	CBData    string        `json:"cb_data"` // TS 23.041 clause 9.4.2.2.5, hex
}

// A pageShown is one page of 82 octets.
type pageShown struct {
	Used    int    `json:"used"`    // octets
	Content string `json:"content"` // with padding, hex
}

// look adds the preview. What cannot go on air is a problem.
func (r *rendered) look(lib *templates.Library, g templates.Guidance) {
	p := &preview{MessageID: identifier(lib, g, r.Language), DCS: lib.Profile().DCS(r.Language)}
	if p.MessageID == 0 {
		r.Problem = fmt.Sprintf("the profile has no identifier for further languages of %s", g.Class)
		return
	}
	pages, err := text.Pages(r.Text, p.DCS, r.Language)
	if err != nil {
		r.Problem = err.Error()
		return
	}
	for i := range pages {
		p.Pages = append(p.Pages, pageShown{pages[i].Used, hex.EncodeToString(pages[i].Content[:])})
	}
	p.CBData = hex.EncodeToString(text.AppendCBData(nil, pages))
	r.preview = p
}

// identifier returns that under which a language goes out, 0 for none. The
// first language in the profile's order has that of the class.
func identifier(lib *templates.Library, g templates.Guidance, language string) cbc.MessageID {
	said := g.Languages()
	for _, l := range lib.Profile().AllTags() {
		if slices.Contains(said, l) {
			if l == language {
				return g.MessageID
			}
			break
		}
	}
	return g.Twin
}

// printPreviews shows texts as they go on air.
func printPreviews(w io.Writer, all []rendered) error {
	for _, r := range all {
		if r.Problem != "" {
			fmt.Fprintf(w, "\n%s  %s  %s\n", r.Bearer, r.Language, r.Problem)
			continue
		}
		fmt.Fprintf(w, "\n%s  %s  %s  %d of %d %s, %s, DCS 0x%02x, message %d\n",
			r.Bearer, r.Language, r.Form, r.Used, r.Max, r.Unit, counted(len(r.Pages), "page"), uint8(r.DCS), r.MessageID)
		fmt.Fprintf(w, "  %s\n", oneLine(r.Text))
		if len(r.Steps) > 0 {
			fmt.Fprintf(w, "  after: %s\n", strings.Join(r.Steps, ", "))
		}
		for i, p := range r.Pages {
			if _, err := fmt.Fprintf(w, "  page %d, %d octets used: %s\n", i+1, p.Used, p.Content); err != nil {
				return err
			}
		}
	}
	return nil
}

// counted says how many of something there are.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
