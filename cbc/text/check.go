package text

import (
	"fmt"
	"strings"

	"bongsu/cbc"
)

// Check says how what phones would make of pages differs from what w says, or
// nil. A link calls it with what it has encoded, before that leaves.
func Check(w *cbc.Warning, pages []Page, dcs cbc.DCS) error {
	s, language, err := Decode(pages, dcs)
	switch {
	case err != nil:
		return fmt.Errorf("the text that was encoded cannot be read: %w", err)
	case s != w.Text:
		return fmt.Errorf("the text would arrive as %q", s)
	case dcs != w.DCS:
		return fmt.Errorf("the text would arrive under data coding scheme 0x%02x", uint8(dcs))
	case w.DCS == cbc.UCS2Language && !strings.HasPrefix(strings.ToLower(w.Language), language):
		return fmt.Errorf("the language would arrive as %q", language)
	}
	return nil
}
