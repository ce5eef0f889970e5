package smpp

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/fiorix/go-smpp/smpp/pdu/pdutext"

	"bongsu/cbc"
)

const maxPeriod = 4095 * time.Second

// encode codes a write, and reads it back to see that it says what w says.
func (l *Link) encode(w *cbc.Warning) (*outgoing, error) {
	m, err := l.message(w)
	if err != nil {
		return nil, err
	}
	o := &outgoing{}
	if err := o.locate(&w.Area, l.config.WholeAreaAlias); err != nil {
		return nil, err
	}
	m.Areas = o.places
	if o.frame, err = m.appendTo(nil); err != nil {
		return nil, err
	}
	return o, l.compare(w, o)
}

// message returns all of a broadcast_sm but where it goes.
func (l *Link) message(w *cbc.Warning) (*BroadcastSM, error) {
	c := &l.config
	switch {
	case w.ETWS != nil:
		return nil, errors.New("SMPP carries no ETWS primary notification")
	case w.Reference == 0:
		return nil, errors.New("a reference is needed, and 0 is none")
	case !w.Expires.After(time.Now()):
		return nil, fmt.Errorf("it expired at %s", w.Expires.Format(time.RFC3339))
	case w.Broadcasts < 0 || w.Broadcasts > 1<<16-1:
		return nil, fmt.Errorf("%d broadcasts, from 1 to 65,535 are possible", w.Broadcasts)
	}
	priority, ok := c.Priorities[w.Category]
	if !ok {
		return nil, fmt.Errorf("category %v has no priority on this link", w.Category)
	}
	m := &BroadcastSM{
		ServiceType: c.ServiceType, Source: c.Source, Priority: priority,
		Validity: w.Expires, Reference: w.Reference,
		Content: Content{networkOctets[c.Network], uint16(w.MessageID)},
		RepNum:  uint16(w.Broadcasts),
	}
	if !c.OmitSerial {
		m.Info = octets16(uint16(w.Serial))
	}
	var err error
	if m.Frequency, err = frequency(w.Period, c.Frequency); err != nil {
		return nil, err
	}
	m.DataCoding, m.Payload, err = payload(w.Text, w.DCS)
	return m, err
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

// Values of data_coding, clause 4.7.7.
const (
	codingDefault byte = 0
	codingUCS2    byte = 8
)

// payload codes a text as UTF-16, or with one septet of the GSM 7-bit alphabet
// in each octet. What go-smpp cannot code it leaves as it is.
func payload(text string, dcs cbc.DCS) (coding byte, b []byte, err error) {
	if text == "" || !utf8.ValidString(text) {
		return 0, nil, errors.New("there is no text, or it is not UTF-8")
	}
	switch {
	case dcs == cbc.UCS2 || dcs == cbc.UCS2Language:
		return codingUCS2, pdutext.UCS2(text).Encode(), nil
	case dcs <= cbc.GSM7: // the default alphabet under any language
		b := pdutext.GSM7(text).Encode()
		if slices.ContainsFunc(b, func(o byte) bool { return o > 0x7F }) {
			return 0, nil, errors.New("the text has characters that GSM 7-bit lacks")
		}
		return codingDefault, b, nil
	}
	return 0, nil, fmt.Errorf("data coding scheme 0x%02x cannot be said in SMPP", byte(dcs))
}

// words reads what payload writes.
func words(coding byte, b []byte) string {
	if coding == codingUCS2 {
		return string(pdutext.UCS2(b).Decode())
	}
	return string(pdutext.GSM7(b).Decode())
}

// locate names the places of a: the whole, regions, polygons, circles, in this
// order. Cells mean nothing to a centre and are left out.
func (o *outgoing) locate(a *cbc.Area, whole string) error {
	if a.Whole {
		if whole == "" {
			return errors.New("the link has no name for its whole area")
		}
		o.put("whole", Place{Alias, []byte(whole)})
	}
	for _, r := range a.Regions {
		if len(r) == 0 || len(r) > maxDetails {
			return fmt.Errorf("region %q is not 1 to %d octets", r, maxDetails)
		}
		o.put(string(r), Place{Alias, []byte(r)})
	}
	for i, p := range a.Polygons {
		place, err := polygonPlace(p)
		if err != nil {
			return fmt.Errorf("polygon %d: %w", i+1, err)
		}
		o.put(fmt.Sprintf("polygon %d", i+1), place)
	}
	for i, c := range a.Circles {
		place, err := circlePlace(c)
		if err != nil {
			return fmt.Errorf("circle %d: %w", i+1, err)
		}
		o.put(fmt.Sprintf("circle %d", i+1), place)
	}
	if len(o.places) == 0 {
		return errors.New("the area has no part that SMPP can say")
	}
	return nil
}

func (o *outgoing) put(name string, p Place) {
	o.names = append(o.names, name)
	o.places = append(o.places, p)
}

func octets16(v uint16) []byte { return []byte{byte(v >> 8), byte(v)} }
