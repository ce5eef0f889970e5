package cbsp

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// verify reads b, the encoded form of w, and compares it with w and with the
// cell list that is meant: what leaves is what was meant, whatever is wrong with
// our encoder.
func verify(w *cbc.Warning, b, cells []byte) error {
	if w.Action == cbc.Stop {
		return verifyKill(w, b, cells)
	}
	var m WriteReplace
	if err := m.read(b, cells); err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	if m.MessageID != w.MessageID || m.Serial != w.Serial || m.Replaces != w.Replaces || m.Replaces && m.Old != w.Supersedes {
		return errors.New("what was encoded is another write")
	}
	return verifyContent(w, &m)
}

func verifyKill(w *cbc.Warning, b, cells []byte) error {
	var m Kill
	if err := m.read(b, cells); err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	if m.MessageID != w.MessageID || m.Serial != w.Serial || m.Channel != channelOf(w) {
		return errors.New("what was encoded is another stop")
	}
	return nil
}

func verifyContent(w *cbc.Warning, m *WriteReplace) error {
	if (m.Emergency != nil) != (w.ETWS != nil) {
		return errors.New("what was encoded is of the other form")
	}
	if m.Emergency != nil {
		return verifyEmergency(w, m.Emergency)
	}
	if m.DCS != w.DCS || m.Category != w.Category || m.Broadcasts == 0 {
		return errors.New("what was encoded has another coding, category or number of broadcasts")
	}
	if w.Pages != nil {
		return verifyPages(w, m.Pages)
	}
	s, language, err := text.Decode(m.Pages, m.DCS)
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

func verifyEmergency(w *cbc.Warning, e *Emergency) error {
	var security [warningSecurityLen]byte
	copy(security[:], w.ETWS.Security)
	switch {
	case e.WarningType != w.ETWS.Type || e.Security != security:
		return errors.New("what was encoded is another warning type")
	case (e.Period == 0) != (w.ETWS.Period == 0), w.Expires.IsZero() && e.Period < w.ETWS.Period:
		return errors.New("what was encoded has another warning period")
	}
	return nil
}

// verifyPages compares the octets that w gives; what follows them in a page,
// from the spare bits of the last octet on, is padding.
func verifyPages(w *cbc.Warning, pages []text.Page) error {
	if len(pages) != len(w.Pages) {
		return fmt.Errorf("%d pages would arrive, not %d", len(pages), len(w.Pages))
	}
	for i := range pages {
		given, last := w.Pages[i], len(w.Pages[i])-1
		p := &pages[i]
		if p.Used != len(given) || !bytes.Equal(p.Content[:last], given[:last]) || p.Content[last]&given[last] != given[last] {
			return fmt.Errorf("page %d would arrive as another", i+1)
		}
	}
	return nil
}
