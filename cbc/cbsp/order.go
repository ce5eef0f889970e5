package cbsp

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// An order is a warning as it goes to the BSC, and the cells it asks for as
// far as they are known.
type order struct {
	key   key
	rank  rank
	m     Message
	asked []cbc.Cell
}

// order makes a message of w, or says why there is none.
func (l *Link) order(w *cbc.Warning, now time.Time) (order, error) {
	o := order{key: key{w.Key(), w.Action == cbc.Stop}, rank: regular, asked: w.Area.Cells}
	if w.Area.Whole {
		o.asked = l.c.Cells
	}
	list, err := listOf(&w.Area)
	if err != nil {
		return o, err
	}
	switch {
	case w.Action == cbc.Stop:
		o.rank = stops
		if w.Area.Whole {
			list, o.asked = l.confirmed.or(w.Key(), list, l.c.Cells)
		}
		k := &Kill{w.MessageID, w.Serial, list, Basic}
		if w.ETWS != nil {
			k.Channel = NoChannel
		}
		o.m = k
		return o, nil
	case w.Category == cbc.High || w.ETWS != nil:
		o.rank = urgent
	}
	m := &WriteReplace{MessageID: w.MessageID, Serial: w.Serial, Old: w.Supersedes, Replaces: w.Replaces, Cells: list}
	if !m.Replaces {
		m.Old = 0
	}
	o.m = m
	if w.ETWS != nil {
		m.Emergency = &Emergency{WarningType: w.ETWS.Type, Period: w.ETWS.Period}
		return o, nil
	}
	return o, l.fillCBS(m, w, now)
}

// listOf names the cells of a by CGI, or all of them when a is whole.
func listOf(a *cbc.Area) (CellList, error) {
	switch {
	case a.Whole:
		return AllCells(), nil
	case len(a.Regions)+len(a.Polygons)+len(a.Circles) > 0:
		return CellList{}, errors.New("area: a BSC takes cells, no regions and no shapes")
	}
	list, err := CGIs(a.Cells)
	if err != nil {
		return list, fmt.Errorf("area: %w", err)
	}
	return list, nil
}

// fillCBS sets what an emergency write does not have.
func (l *Link) fillCBS(m *WriteReplace, w *cbc.Warning, now time.Time) error {
	pages, err := text.Pages(w.Text, w.DCS, w.Language)
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	period := w.Period
	if period == 0 {
		period = l.c.RepetitionPeriod
	}
	// A message cannot come again before its last page is out.
	u := max(units(period), len(pages))
	n, err := broadcasts(w, time.Duration(u)*PeriodUnit, now)
	if err != nil {
		return err
	}
	m.Channel, m.Category, m.DCS, m.Pages = Basic, w.Category, w.DCS, pages
	m.Period, m.Broadcasts = l.c.RepetitionCoding.Put(u), uint16(n)
	return nil
}

// broadcasts is how often a message can be repeated before it expires, and no
// more often than w says. The number 0, which peers take in different ways, is
// never sent.
func broadcasts(w *cbc.Warning, period time.Duration, now time.Time) (int, error) {
	if w.Broadcasts < 0 || w.Broadcasts > math.MaxUint16 {
		return 0, fmt.Errorf("%d broadcasts are not from 1 to %d", w.Broadcasts, math.MaxUint16)
	}
	if w.Expires.IsZero() {
		if w.Broadcasts == 0 {
			return 0, errors.New("neither a number of broadcasts nor an expiry")
		}
		return w.Broadcasts, nil
	}
	left := w.Expires.Sub(now)
	if left <= 0 {
		return 0, fmt.Errorf("expired at %s", w.Expires.Format(time.RFC3339))
	}
	n := int((left-1)/period) + 1
	if w.Broadcasts > 0 {
		n = min(n, w.Broadcasts)
	}
	return min(n, math.MaxUint16), nil
}

// verify reads b, the encoded form of o, and compares it with w: what leaves
// is what was meant, whatever is wrong with our encoder.
func (l *Link) verify(w *cbc.Warning, o *order, b []byte) error {
	m, err := Parse(b)
	if err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	switch m := m.(type) {
	case *Kill:
		k, ok := o.m.(*Kill)
		if !ok || w.Action != cbc.Stop || m.MessageID != w.MessageID || m.Serial != w.Serial ||
			m.Channel != k.Channel || m.Cells.Discriminator != k.Cells.Discriminator ||
			!slices.Equal(m.Cells.IDs, k.Cells.IDs) || !w.Area.Whole && !names(&m.Cells, &w.Area) {
			return errors.New("what was encoded is another stop")
		}
		return nil
	case *WriteReplace:
		if w.Action != cbc.Write || m.MessageID != w.MessageID || m.Serial != w.Serial ||
			m.Replaces != w.Replaces || m.Replaces && m.Old != w.Supersedes || !names(&m.Cells, &w.Area) {
			return errors.New("what was encoded is another write")
		}
		return verifyContent(w, m)
	}
	return fmt.Errorf("what was encoded is a %s", m.Type())
}

func verifyContent(w *cbc.Warning, m *WriteReplace) error {
	if (m.Emergency != nil) != (w.ETWS != nil) {
		return errors.New("what was encoded is of the other form")
	}
	if m.Emergency != nil {
		if m.Emergency.WarningType != w.ETWS.Type || m.Emergency.Period < w.ETWS.Period {
			return errors.New("what was encoded is another warning type")
		}
		return nil
	}
	s, language, err := text.Decode(m.Pages, m.DCS)
	switch {
	case err != nil:
		return fmt.Errorf("the text that was encoded cannot be read: %w", err)
	case s != w.Text:
		return fmt.Errorf("the text would arrive as %q", s)
	case m.DCS != w.DCS || m.Category != w.Category || m.Broadcasts == 0:
		return errors.New("what was encoded has another coding, category or number of broadcasts")
	case w.DCS == cbc.UCS2Language && !strings.HasPrefix(strings.ToLower(w.Language), language):
		return fmt.Errorf("the language would arrive as %q", language)
	}
	return nil
}

// names reports whether l names exactly the cells of a, in their order.
func names(l *CellList, a *cbc.Area) bool {
	if a.Whole {
		return l.Discriminator == All && len(l.IDs) == 0
	}
	return l.Discriminator == CGI && slices.EqualFunc(l.IDs, a.Cells, func(id ID, c cbc.Cell) bool {
		return id.Cell() == c
	})
}
