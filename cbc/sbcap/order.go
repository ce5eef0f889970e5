package sbcap

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/fence"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/internal/ran"
	"bongsu/cbc/text"
)

// primaryPeriod is the time between two broadcasts of a primary notification,
// which are few and must be quick.
const primaryPeriod = 2 * time.Second

// An order is a warning as it goes to the MME.
type order struct {
	key   exchange.Key
	rank  exchange.Rank
	m     Message
	place ran.Place
}

// order makes a message of w, or says why there is none.
func (l *Link) order(w *cbc.Warning, now time.Time) (order, error) {
	o := order{key: keyOf(w.MessageID, w.Serial, kindWrite), rank: exchange.Regular}
	a := &w.Area
	if len(a.Regions)+len(a.Polygons)+len(a.Circles) > 0 {
		return o, errors.New("area: an MME takes cells, no regions; shapes go as a fence within them")
	}
	if !a.Whole {
		var err error
		if o.place, err = l.ground.Place(a.Cells); err != nil {
			return o, fmt.Errorf("area: %w", err)
		}
	}
	if w.Action == cbc.Stop {
		o.key.Kind, o.rank = kindStop, exchange.Stops
		o.m = &StopRequest{
			MessageID: w.MessageID, Serial: w.Serial, TAIs: o.place.In, Areas: areasOf(o.place), OMC: []byte(l.c.OMC),
			SendIndication: !l.c.NoIndications,
		}
		return o, nil
	}
	if w.Category == cbc.High || w.ETWS != nil {
		o.rank = exchange.Urgent
	}
	m := &WriteReplaceRequest{
		MessageID: w.MessageID, Serial: w.Serial, TAIs: o.place.In, Areas: areasOf(o.place), OMC: []byte(l.c.OMC),
		Concurrent: !l.c.Alone, SendIndication: !l.c.NoIndications, ENB: l.restarted(a.Cells, now),
	}
	o.m = m
	fill := l.fillText
	if w.ETWS != nil {
		fill = fillETWS
	}
	if err := fill(m, w, now); err != nil {
		return o, err
	}
	return o, m.fillFence(w.Fence)
}

// areasOf returns the warning area list of a place; nil is everywhere.
func areasOf(p ran.Place) *WarningAreas {
	if len(p.In) == 0 {
		return nil
	}
	return &WarningAreas{Cells: p.Cells, TAIs: p.Tracking, EAIs: p.Emergency}
}

// fillText sets what a text needs.
func (l *Link) fillText(m *WriteReplaceRequest, w *cbc.Warning, now time.Time) error {
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
	m.Broadcasts, m.DCS = uint16(n), &w.DCS
	m.Content = text.AppendCBData(nil, pages)
	return nil
}

// fillETWS makes m a primary notification, which has no text.
func fillETWS(m *WriteReplaceRequest, w *cbc.Warning, _ time.Time) (err error) {
	e := w.ETWS
	m.WarningType = &e.Type
	if m.Security, err = e.Signature(); err != nil {
		return err
	}
	m.Period = int(primaryPeriod / time.Second)
	m.Broadcasts = uint16(max((e.Period+primaryPeriod-1)/primaryPeriod, 1))
	return nil
}

func (m *WriteReplaceRequest) fillFence(f *cbc.Fence) error {
	if f == nil {
		return nil
	}
	items, err := fence.ItemsOf(f)
	if err == nil {
		m.Coordinates, err = fence.Append(nil, items)
	}
	if err != nil {
		return fmt.Errorf("fence: %w", err)
	}
	return nil
}

// verify reads b, the encoded form of o, and compares it with w: what leaves
// is what was meant, whatever is wrong with our encoder.
func (l *Link) verify(w *cbc.Warning, o *order, b []byte) error {
	m, err := Parse(b)
	if err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	switch m := m.(type) {
	case *StopRequest:
		if w.Action != cbc.Stop || m.MessageID != w.MessageID || m.Serial != w.Serial || m.All {
			return errors.New("what was encoded is another stop")
		}
		return l.verifyPlace(w, o, m.TAIs, m.Areas)
	case *WriteReplaceRequest:
		if w.Action != cbc.Write || m.MessageID != w.MessageID || m.Serial != w.Serial || m.Broadcasts == 0 {
			return errors.New("what was encoded is another write")
		}
		if err := l.verifyPlace(w, o, m.TAIs, m.Areas); err != nil {
			return err
		}
		return verifyContent(w, m)
	}
	return fmt.Errorf("what was encoded is a %s", m.Type())
}

// verifyPlace compares where a message goes with where it is meant to.
func (*Link) verifyPlace(w *cbc.Warning, o *order, in []TAI, a *WarningAreas) error {
	if w.Area.Whole != (a == nil) || !slices.Equal(in, o.place.In) {
		return errors.New("what was encoded goes elsewhere")
	}
	if a == nil {
		return nil
	}
	same := slices.Equal(a.TAIs, o.place.Tracking) && slices.Equal(a.EAIs, o.place.Emergency)
	if len(a.Cells) > 0 {
		same = same && slices.EqualFunc(a.Cells, w.Area.Cells, func(g CGI, c cbc.Cell) bool { return g == ran.CGIOf(c) })
	}
	if !same {
		return errors.New("what was encoded goes to other cells")
	}
	return nil
}

func verifyContent(w *cbc.Warning, m *WriteReplaceRequest) error {
	if (w.Fence == nil) != (m.Coordinates == nil) {
		return errors.New("what was encoded has other coordinates")
	}
	if w.ETWS != nil {
		if m.WarningType == nil || *m.WarningType != w.ETWS.Type || !w.ETWS.Signed(m.Security) || m.Content != nil ||
			time.Duration(int(m.Broadcasts)*m.Period)*time.Second < w.ETWS.Period {
			return errors.New("what was encoded is another primary notification")
		}
		return nil
	}
	if m.WarningType != nil || m.DCS == nil {
		return errors.New("what was encoded is a primary notification, or has no coding")
	}
	pages, err := text.ParseCBData(m.Content)
	if err != nil {
		return fmt.Errorf("the pages that were encoded cannot be read: %w", err)
	}
	return text.Check(w, pages, *m.DCS)
}
