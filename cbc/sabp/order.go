package sabp

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/text"
)

// primaryPeriod is the time between two broadcasts of a primary notification,
// which are few and must be quick.
const primaryPeriod = 2 * time.Second

// An order is a warning as it goes to the RNC.
type order struct {
	key   exchange.Key
	rank  exchange.Rank
	m     Message
	areas []cbc.Cell
}

// order makes a message of w, or says why there is none.
func (l *Link) order(w *cbc.Warning, now time.Time) (order, error) {
	o := order{key: keyOf(w.MessageID, w.Serial, kindWrite), rank: exchange.Regular, areas: w.Area.Cells}
	a := &w.Area
	switch {
	case a.Whole && len(l.c.Areas) == 0:
		return o, errors.New("area: the service areas of this RNC are not known, and it has no word for all")
	case a.Whole:
		o.areas = l.c.Areas
	case len(a.Regions)+len(a.Polygons)+len(a.Circles) > 0:
		return o, errors.New("area: an RNC takes service areas, no regions and no shapes")
	}
	if w.Action == cbc.Stop {
		o.key.Kind, o.rank = kindKill, exchange.Stops
		o.m = &Kill{w.MessageID, w.Serial, o.areas}
		return o, nil
	}
	if w.Category == cbc.High || w.ETWS != nil {
		o.rank = exchange.Urgent
	}
	m := &WriteReplace{MessageID: w.MessageID, Serial: w.Serial, Replaces: w.Replaces, Areas: o.areas, Category: &w.Category}
	if m.Replaces {
		m.Old = w.Supersedes
	}
	o.m = m
	if w.ETWS != nil {
		return o, m.fillETWS(w.ETWS)
	}
	return o, l.fillText(m, w, now)
}

// fillText sets what a text needs.
func (l *Link) fillText(m *WriteReplace, w *cbc.Warning, now time.Time) error {
	pages, err := text.PagesOf(w)
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	period := w.Period
	if period == 0 {
		period = l.c.Period
	}
	m.Period = max(int((period+time.Second-1)/time.Second), 1)
	n, err := w.Repeats(time.Duration(m.Period)*time.Second, now)
	if err != nil {
		return err
	}
	m.Broadcasts, m.DCS = uint16(n), w.DCS
	m.Content = text.AppendCBData(nil, pages)
	return nil
}

// fillETWS makes m a primary notification, which is paged at once. The text
// that must be there is a page of padding, and is said to be none.
func (m *WriteReplace) fillETWS(e *cbc.ETWS) error {
	pages, err := text.Pages("", cbc.GSM7, "")
	if err != nil {
		return err
	}
	m.Paging, m.NoContent, m.WarningType = true, true, &e.Type
	if m.Security, err = e.Signature(); err != nil {
		return err
	}
	m.DCS, m.Content = cbc.GSM7, text.AppendCBData(nil, pages)
	m.Period = int(primaryPeriod / time.Second)
	m.Broadcasts = uint16(max((e.Period+primaryPeriod-1)/primaryPeriod, 1))
	return nil
}

// verify reads b, the encoded form of o, and compares it with w: what leaves
// is what was meant, whatever is wrong with our encoder.
func verify(w *cbc.Warning, o *order, b []byte) error {
	m, err := Parse(b)
	if err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	switch m := m.(type) {
	case *Kill:
		if w.Action != cbc.Stop || m.MessageID != w.MessageID || m.Serial != w.Serial || !slices.Equal(m.Areas, o.areas) {
			return errors.New("what was encoded is another stop")
		}
		return nil
	case *WriteReplace:
		if w.Action != cbc.Write || m.MessageID != w.MessageID || m.Serial != w.Serial ||
			m.Replaces != w.Replaces || m.Replaces && m.Old != w.Supersedes || !slices.Equal(m.Areas, o.areas) {
			return errors.New("what was encoded is another write")
		}
		return verifyContent(w, m)
	}
	return fmt.Errorf("what was encoded is a %s", m.Type())
}

func verifyContent(w *cbc.Warning, m *WriteReplace) error {
	if m.Broadcasts == 0 || m.Category == nil || *m.Category != w.Category {
		return errors.New("what was encoded has another category or number of broadcasts")
	}
	if w.ETWS != nil {
		if m.WarningType == nil || *m.WarningType != w.ETWS.Type || !w.ETWS.Signed(m.Security) || !m.Paging || !m.NoContent ||
			time.Duration(int(m.Broadcasts)*m.Period)*time.Second < w.ETWS.Period {
			return errors.New("what was encoded is another warning type")
		}
		return nil
	}
	if m.WarningType != nil || m.NoContent {
		return errors.New("what was encoded is a primary notification")
	}
	pages, err := text.ParseCBData(m.Content)
	if err != nil {
		return fmt.Errorf("the pages that were encoded cannot be read: %w", err)
	}
	return text.Check(w, pages, m.DCS)
}
