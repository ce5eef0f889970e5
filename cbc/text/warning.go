package text

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bongsu/cbc"
)

// PagesOf returns the pages that w gives, or else those of its text. Errors are
// those of Pages and PageOf, or that there are too many.
func PagesOf(w *cbc.Warning) ([]Page, error) {
	if w.Pages == nil {
		return Pages(w.Text, w.DCS, w.Language)
	}
	if len(w.Pages) > MaxPages {
		return nil, fmt.Errorf("%d pages are over the %d of a message", len(w.Pages), MaxPages)
	}
	pages := make([]Page, len(w.Pages))
	for i, octets := range w.Pages {
		p, err := PageOf(octets, w.DCS)
		if err != nil {
			return nil, err
		}
		pages[i] = p
	}
	return pages, nil
}

// Check says how what phones would make of pages differs from what w says, or
// nil. A link calls it with what it has encoded, before that leaves. Pages that
// w gives itself must be the same.
func Check(w *cbc.Warning, pages []Page, dcs cbc.DCS) error {
	if dcs != w.DCS {
		return fmt.Errorf("the text would arrive under data coding scheme 0x%02x", uint8(dcs))
	}
	if w.Pages != nil {
		if given, err := PagesOf(w); err != nil || !slices.Equal(given, pages) {
			return errors.New("the pages would arrive otherwise")
		}
		return nil
	}
	s, language, err := Decode(pages, dcs)
	switch {
	case err != nil:
		return fmt.Errorf("the text that was encoded cannot be read: %w", err)
	case s != w.Text:
		return fmt.Errorf("the text would arrive as %q", s)
	case w.DCS == cbc.UCS2Language && !strings.HasPrefix(strings.ToLower(w.Language), language):
		return fmt.Errorf("the language would arrive as %q", language)
	}
	return nil
}
