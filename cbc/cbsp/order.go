package cbsp

import (
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// An order is a message that still lacks its cells, which append puts in as
// they go over the wire.
type order interface {
	append(b, cells []byte) ([]byte, error)
}

// order makes a message of w, or says why there is none.
func (l *Link) order(w *cbc.Warning, now time.Time) (order, error) {
	if w.Action == cbc.Stop {
		return &Kill{MessageID: w.MessageID, Serial: w.Serial, Channel: channelOf(w)}, nil
	}
	m := &WriteReplace{MessageID: w.MessageID, Serial: w.Serial, Replaces: w.Replaces}
	if m.Replaces {
		m.Old = w.Supersedes
	}
	if w.ETWS != nil {
		return m, fillEmergency(m, w, now)
	}
	return m, l.fillCBS(m, w, now)
}

// channelOf returns the channel of w: a primary notification has none.
func channelOf(w *cbc.Warning) Channel {
	if w.ETWS != nil {
		return NoChannel
	}
	return Basic
}

// fillEmergency sets what only an emergency write has. A period that is said
// ends by the time that w expires.
func fillEmergency(m *WriteReplace, w *cbc.Warning, now time.Time) error {
	left, err := remaining(w, now)
	if err != nil {
		return err
	}
	m.Emergency = &Emergency{WarningType: w.ETWS.Type, Period: w.ETWS.Period}
	if n := copy(m.Emergency.Security[:], w.ETWS.Security); n < len(w.ETWS.Security) {
		return fmt.Errorf("warning security information of %d octets", len(w.ETWS.Security))
	}
	if left > 0 && m.Emergency.Period > left {
		m.Emergency.Period = periodWithin(left)
	}
	return nil
}

// remaining is how long w has to live, 0 if it does not say.
func remaining(w *cbc.Warning, now time.Time) (time.Duration, error) {
	if w.Expires.IsZero() {
		return 0, nil
	}
	left := w.Expires.Sub(now)
	if left <= 0 {
		return 0, fmt.Errorf("expired at %s", w.Expires.Format(time.RFC3339))
	}
	return left, nil
}

// fillCBS sets what an emergency write does not have.
func (l *Link) fillCBS(m *WriteReplace, w *cbc.Warning, now time.Time) error {
	pages, err := text.PagesOf(w)
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	period := w.Period
	if period == 0 {
		period = l.c.RepetitionPeriod
	}
	// A message cannot come again before its last page is out.
	u := max(units(period), len(pages))
	n, err := w.Repeats(time.Duration(u)*PeriodUnit, now)
	if err != nil {
		return err
	}
	m.Channel, m.Category, m.DCS, m.Pages = Basic, w.Category, w.DCS, pages
	m.Period, m.Broadcasts = l.c.RepetitionCoding.Put(u), uint16(n)
	return nil
}
