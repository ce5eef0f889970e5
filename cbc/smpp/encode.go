package smpp

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"bongsu/cbc"
)

const maxPeriod = 4095 * time.Second

// immediate is the priority_flag of an immediate broadcast under GSM, clause
// 4.7.19.
const immediate = 1

// An outgoing is a write as it is coded.
type outgoing struct {
	frame []byte // the whole PDU, without a sequence number
	area  *cbc.Area
}

// An encoder is memory in which a broadcast_sm is put together.
type encoder struct {
	m       BroadcastSM
	details []byte // of all places
	places  []placed
	text    []byte
	info    [2]byte
	frame   []byte
}

// A placed is a place whose details end at an octet of the encoder's.
type placed struct {
	format byte
	end    int
}

// encode codes a write, and reads it back to see that it says what w says. It
// allocates no more than what it returns.
func (l *Link) encode(w *cbc.Warning) (outgoing, error) {
	e, ok := l.encoders.Get().(*encoder)
	if !ok {
		e = &encoder{}
	}
	defer l.encoders.Put(e)
	if err := l.compose(e, w); err != nil {
		return outgoing{}, err
	}
	if err := l.compare(w, e.frame); err != nil {
		return outgoing{}, err
	}
	return outgoing{bytes.Clone(e.frame), &w.Area}, nil
}

// compose leaves in e.frame what says w.
func (l *Link) compose(e *encoder, w *cbc.Warning) error {
	if err := l.check(w); err != nil {
		return err
	}
	if err := e.locate(&w.Area, l.config.WholeAreaAlias); err != nil {
		return err
	}
	c := &l.config
	m := &e.m
	m.ServiceType, m.Source, m.Priority = c.serviceType(w), c.Source, c.Priorities[w.Category]
	m.Reference, m.RepNum, m.Extra = w.Reference, uint16(w.Broadcasts), c.Extra
	m.Validity, m.ValidFor = w.Expires, 0
	if c.RelativeValidity { // counted from when the centre reads it: what was made ready may wait a second
		m.Validity, m.ValidFor = time.Time{}, max(time.Until(w.Expires)-time.Second, time.Second)
	}
	if c.Network == GSMNetwork && m.Priority == immediate {
		m.RepNum = 0 // the standard forbids both together, clause 4.8.4; the validity ends it
	}
	e.identify(c, w)
	if m.Info = nil; !c.OmitSerial {
		e.info = [2]byte{byte(w.Serial >> 8), byte(w.Serial)}
		m.Info = e.info[:]
	}
	var err error
	if m.Frequency, err = frequency(w.Period, c.Frequency); err != nil {
		return err
	}
	if m.DataCoding, err = codingOf(w.Text, w.DCS, c.EUCKR); err != nil {
		return err
	}
	if e.text, err = appendText(e.text[:0], w.Text, m.DataCoding); err != nil {
		return err
	}
	m.Payload = e.text
	e.frame, err = m.appendIn(e.frame[:0], c.dialect())
	return err
}

// check refuses what SMPP cannot say.
func (l *Link) check(w *cbc.Warning) error {
	_, ok := l.config.Priorities[w.Category]
	switch {
	case w.ETWS != nil:
		return errors.New("SMPP carries no ETWS primary notification")
	case w.Reference == 0:
		return errors.New("a reference is needed, and 0 is none")
	case !w.Expires.After(time.Now()):
		return fmt.Errorf("it expired at %s", w.Expires.Format(time.RFC3339))
	case w.Broadcasts < 0 || w.Broadcasts > 1<<16-1:
		return fmt.Errorf("%d broadcasts, from 1 to 65,535 are possible", w.Broadcasts)
	case !ok:
		return fmt.Errorf("category %v has no priority on this link", w.Category)
	}
	return nil
}

func frequency(period time.Duration, otherwise Frequency) (Frequency, error) {
	switch {
	case period == 0:
		return otherwise, nil
	case period < 0 || period > maxPeriod || period%time.Second != 0:
		return Frequency{}, fmt.Errorf("period of %v is not whole seconds from 1 to 4,095", period)
	}
	return Frequency{seconds, uint16(period / time.Second)}, nil
}

// locate puts down the places of a: the whole, regions, polygons, circles, in
// this order. Cells mean nothing to a centre and are left out.
func (e *encoder) locate(a *cbc.Area, whole string) error {
	e.details, e.places = e.details[:0], e.places[:0]
	if a.Whole {
		if whole == "" {
			return errors.New("the link has no name for its whole area")
		}
		e.alias(whole)
	}
	for _, r := range a.Regions {
		if len(r) == 0 || len(r) > maxDetails {
			return fmt.Errorf("region %q is not 1 to %d octets", r, maxDetails)
		}
		e.alias(string(r))
	}
	var err error
	for i, p := range a.Polygons {
		if e.details, err = appendPolygon(e.details, p); err != nil {
			return fmt.Errorf("polygon %d: %w", i+1, err)
		}
		e.places = append(e.places, placed{Polygon, len(e.details)})
	}
	for i, c := range a.Circles {
		if e.details, err = appendCircle(e.details, c); err != nil {
			return fmt.Errorf("circle %d: %w", i+1, err)
		}
		e.places = append(e.places, placed{EllipsoidArc, len(e.details)})
	}
	if len(e.places) == 0 {
		return errors.New("the area has no part that SMPP can say")
	}
	e.m.Areas = e.m.Areas[:0]
	from := 0
	for _, p := range e.places {
		e.m.Areas = append(e.m.Areas, Place{p.format, e.details[from:p.end:p.end]})
		from = p.end
	}
	return nil
}

func (e *encoder) alias(name string) {
	e.details = append(e.details, name...)
	e.places = append(e.places, placed{Alias, len(e.details)})
}

// name returns what people call a place that we sent: the region, or which of
// the shapes it is.
func (o *outgoing) name(p Place) string {
	sent, err := view(o.frame)
	if err != nil {
		return p.String()
	}
	for i, v := range sent.all(BroadcastAreaIdentifier) {
		if v[0] == p.Format && bytes.Equal(v[1:], p.Details) {
			return nameAt(o.area, i)
		}
	}
	return p.String()
}

// nameAt names the place at an index of what locate puts down.
func nameAt(a *cbc.Area, i int) string {
	if a.Whole {
		if i == 0 {
			return "whole"
		}
		i--
	}
	if i < len(a.Regions) {
		return string(a.Regions[i])
	}
	if i -= len(a.Regions); i < len(a.Polygons) {
		return fmt.Sprintf("polygon %d", i+1)
	}
	return fmt.Sprintf("circle %d", i-len(a.Polygons)+1)
}

// String names a place that is none of ours.
func (p Place) String() string { return fmt.Sprintf("area %d:%x", p.Format, p.Details) }
