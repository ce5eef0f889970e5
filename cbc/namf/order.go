package namf

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/fence"
	"bongsu/cbc/internal/exchange"
	"bongsu/cbc/internal/ran"
	"bongsu/cbc/ngap"
	"bongsu/cbc/text"
)

// primaryPeriod is the time between two broadcasts of a primary notification,
// which are few and must be quick.
const primaryPeriod = 2 * time.Second

// An order is a warning as it goes to the AMF.
type order struct {
	rank      exchange.Rank
	procedure int
	m         ngap.Message
	place     ran.Place
}

// order makes a message of w, or says why there is none.
func (l *Link) order(w *cbc.Warning, now time.Time) (order, error) {
	o := order{rank: exchange.Regular, procedure: ngap.WriteReplace}
	a := &w.Area
	if len(a.Regions)+len(a.Polygons)+len(a.Circles) > 0 {
		return o, errors.New("area: an AMF takes cells, no regions; shapes go as a fence within them")
	}
	if !a.Whole {
		for _, c := range a.Cells {
			if c.Radio != l.radio {
				return o, fmt.Errorf("area: %s is no cell of %s", c, l.radio)
			}
		}
		var err error
		if o.place, err = l.ground.Place(a.Cells); err != nil {
			return o, fmt.Errorf("area: %w", err)
		}
	}
	if w.Action == cbc.Stop {
		o.rank, o.procedure = exchange.Stops, ngap.PWSCancel
		o.m = &ngap.CancelRequest{MessageID: w.MessageID, Serial: w.Serial, Areas: l.areas(o.place)}
		return o, nil
	}
	if w.Category == cbc.High || w.ETWS != nil {
		o.rank = exchange.Urgent
	}
	m := &ngap.WriteReplaceRequest{MessageID: w.MessageID, Serial: w.Serial, Areas: l.areas(o.place), Concurrent: !l.c.Alone}
	o.m = m
	fill := l.fillText
	if w.ETWS != nil {
		fill = fillETWS
	}
	if err := fill(m, w, now); err != nil {
		return o, err
	}
	return o, fillFence(m, w.Fence)
}

// areas returns the warning area list of a place; nil is everywhere.
func (l *Link) areas(p ran.Place) *ngap.WarningAreas {
	if len(p.In) == 0 {
		return nil
	}
	a := &ngap.WarningAreas{TAIs: p.Tracking, EAIs: p.Emergency}
	if l.radio == cbc.LTE {
		a.EUTRACells = p.Cells
	} else {
		a.Cells = p.Cells
	}
	return a
}

// fillText sets what a text needs.
func (l *Link) fillText(m *ngap.WriteReplaceRequest, w *cbc.Warning, now time.Time) error {
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
	m.Contents = text.AppendCBData(nil, pages)
	return nil
}

// fillETWS makes m a primary notification, which has no text.
func fillETWS(m *ngap.WriteReplaceRequest, w *cbc.Warning, _ time.Time) (err error) {
	m.WarningType = &w.ETWS.Type
	if m.Security, err = w.ETWS.Signature(); err != nil {
		return err
	}
	m.Period = int(primaryPeriod / time.Second)
	m.Broadcasts = uint16(max((w.ETWS.Period+primaryPeriod-1)/primaryPeriod, 1))
	return nil
}

func fillFence(m *ngap.WriteReplaceRequest, f *cbc.Fence) error {
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
func verify(w *cbc.Warning, o *order, b []byte) error {
	m, err := ngap.Parse(b)
	if err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	switch m := m.(type) {
	case *ngap.CancelRequest:
		if w.Action != cbc.Stop || m.MessageID != w.MessageID || m.Serial != w.Serial || m.All {
			return errors.New("what was encoded is another stop")
		}
		return verifyPlace(w, o, m.Areas)
	case *ngap.WriteReplaceRequest:
		if w.Action != cbc.Write || m.MessageID != w.MessageID || m.Serial != w.Serial || m.Broadcasts == 0 {
			return errors.New("what was encoded is another write")
		}
		if err := verifyPlace(w, o, m.Areas); err != nil {
			return err
		}
		return verifyContents(w, m)
	}
	return fmt.Errorf("what was encoded is a %s", m.Type())
}

// verifyPlace compares where a message goes with where it is meant to.
func verifyPlace(w *cbc.Warning, o *order, a *ngap.WarningAreas) error {
	if w.Area.Whole != (a == nil) {
		return errors.New("what was encoded goes elsewhere")
	}
	if a == nil {
		return nil
	}
	cells := slices.Concat(a.Cells, a.EUTRACells)
	same := slices.Equal(a.TAIs, o.place.Tracking) && slices.Equal(a.EAIs, o.place.Emergency)
	if len(cells) > 0 {
		same = same && slices.EqualFunc(cells, w.Area.Cells, func(g ran.CGI, c cbc.Cell) bool { return g == ran.CGIOf(c) })
	}
	if !same {
		return errors.New("what was encoded goes to other cells")
	}
	return nil
}

func verifyContents(w *cbc.Warning, m *ngap.WriteReplaceRequest) error {
	if (w.Fence == nil) != (m.Coordinates == nil) {
		return errors.New("what was encoded has other coordinates")
	}
	if w.ETWS != nil {
		if m.WarningType == nil || *m.WarningType != w.ETWS.Type || !w.ETWS.Signed(m.Security) || m.Contents != nil ||
			time.Duration(int(m.Broadcasts)*m.Period)*time.Second < w.ETWS.Period {
			return errors.New("what was encoded is another primary notification")
		}
		return nil
	}
	if m.WarningType != nil || m.DCS == nil {
		return errors.New("what was encoded is a primary notification, or has no coding")
	}
	pages, err := text.ParseCBData(m.Contents)
	if err != nil {
		return fmt.Errorf("the pages that were encoded cannot be read: %w", err)
	}
	return text.Check(w, pages, *m.DCS)
}
