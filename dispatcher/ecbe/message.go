package ecbe

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// periodUnit is what repetition_period counts: the time that a page takes on
// the channel of a GSM cell.
const periodUnit = 1883 * time.Millisecond

// defaultUnits is the repetition period where none is given, or 0.
const defaultUnits = 15

// A message is the body of a POST. Names and ranges are those that Osmocom's
// centre reads.
type message struct {
	CBEName    *string `json:"cbe_name"`
	Category   *string `json:"category"`
	Period     *int    `json:"repetition_period"` // units of 1.883 s
	Broadcasts *int    `json:"num_of_bcast"`      // 0 and none: until it is deleted
	Warning    *int    `json:"warning_period_sec"`
	Scope      *struct {
		PLMN *struct{} `json:"scope_plmn"`
	} `json:"scope"`
	SMSCB *struct {
		Serial  *serial  `json:"serial_nr"`
		ID      *int     `json:"message_id"`
		Payload *payload `json:"payload"`
	} `json:"smscb_message"`
}

// A serial is a serial number, whole or in parts.
type serial struct {
	Encoded *int `json:"serial_nr_encoded"`
	Decoded *struct {
		Scope  *string `json:"geo_scope"`
		Code   *int    `json:"msg_code"`
		Update *int    `json:"update_nr"`
	} `json:"serial_nr_decoded"`
}

// errs collects what is wrong with a message, each with its place.
type errs []error

func (e *errs) addf(path, format string, args ...any) {
	*e = append(*e, fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...)))
}

// within reads a whole number from 0 to limit.
func (e *errs) within(path string, v *int, limit int) int {
	switch {
	case v == nil:
		e.addf(path, "is missing")
	case *v < 0 || *v > limit:
		e.addf(path, "%d is not from 0 to %d", *v, limit)
	default:
		return *v
	}
	return 0
}

// read reads the body of a POST at now. What has no end of its own ends after
// lifetime. The error says all that is wrong. The event of what it returns is
// for the caller to name.
func read(body []byte, now time.Time, lifetime time.Duration) (*dispatcher.Prepared, error) {
	var m message
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&m); err != nil {
		return nil, fmt.Errorf("the body is no such message: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the body has something behind the message")
	}
	var wrong errs
	p := m.prepare(&wrong, now, lifetime)
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return p, nil
}

// prepare notes what is wrong with m; then what it returns is of no use.
func (m *message) prepare(wrong *errs, now time.Time, lifetime time.Duration) *dispatcher.Prepared {
	p := new(dispatcher.Prepared)
	if m.CBEName == nil || len(*m.CBEName) > 256 {
		wrong.addf("cbe_name", "want a name of at most 256 octets")
	} else {
		p.Sender = *m.CBEName
	}
	if m.Scope == nil || m.Scope.PLMN == nil {
		wrong.addf("scope", "want scope_plmn, the only one there is")
	}
	m.category(wrong, p)
	if m.SMSCB == nil {
		wrong.addf("smscb_message", "is missing")
		return p
	}
	p.MessageID = cbc.MessageID(wrong.within("smscb_message.message_id", m.SMSCB.ID, 65535))
	p.Serial = m.SMSCB.Serial.read(wrong)
	m.SMSCB.Payload.read(wrong, p)
	m.times(wrong, p, now, lifetime)
	return p
}

// category reads how urgent m is. The class that goes with it decides who goes
// first on a link, and whom the policy asks.
func (m *message) category(wrong *errs, p *dispatcher.Prepared) {
	name := "normal"
	if m.Category != nil {
		name = *m.Category
	}
	switch name {
	case "high_priority":
		p.Category, p.Class = cbc.High, templates.Critical
	case "normal":
		p.Category, p.Class = cbc.Normal, templates.Urgent
	case "background":
		p.Category, p.Class = cbc.Background, templates.Info
	default:
		wrong.addf("category", "%q is not high_priority, normal or background", name)
	}
}

// times reads how often and how long m is broadcast.
func (m *message) times(wrong *errs, p *dispatcher.Prepared, now time.Time, lifetime time.Duration) {
	units := wrong.within("repetition_period", m.Period, 4095)
	if units == 0 {
		units = defaultUnits
	}
	n := 0
	if m.Broadcasts != nil {
		n = wrong.within("num_of_bcast", m.Broadcasts, 65535)
	}
	p.Period = time.Duration(units) * periodUnit
	p.Expires = now.Add(lifetime)
	var end time.Time
	switch {
	case p.Given.ETWS != nil:
		p.Class = templates.Critical
		if m.Warning != nil {
			seconds := wrong.within("warning_period_sec", m.Warning, 65535)
			p.Given.ETWS.Period = min(time.Duration(seconds)*time.Second, time.Hour) // the most that goes over the air
			end = now.Add(p.Given.ETWS.Period)
		}
	case n > 0:
		p.Given.Broadcasts = n
		end = now.Add(time.Duration(n) * max(p.Period, time.Duration(len(p.Given.Pages))*periodUnit))
	}
	if end.After(now) && end.Before(p.Expires) {
		p.Expires = end
	}
}

var scopes = map[string]cbc.Scope{
	"cell_wide_immediate": cbc.CellImmediate, "plmn_wide": cbc.PLMNWide, "lac_sac_tac_wide": cbc.AreaWide, "cell_wide": cbc.CellNormal,
}

func (s *serial) read(wrong *errs) cbc.Serial {
	const path = "smscb_message.serial_nr"
	switch {
	case s == nil || (s.Encoded == nil) == (s.Decoded == nil):
		wrong.addf(path, "want either serial_nr_encoded or serial_nr_decoded")
		return 0
	case s.Encoded != nil:
		return cbc.Serial(wrong.within(path+".serial_nr_encoded", s.Encoded, 65535))
	}
	d := s.Decoded
	scope, ok := cbc.Scope(0), false
	if d.Scope != nil {
		scope, ok = scopes[*d.Scope]
	}
	if !ok {
		wrong.addf(path+".serial_nr_decoded.geo_scope", "want cell_wide_immediate, plmn_wide, lac_sac_tac_wide or cell_wide")
	}
	code := wrong.within(path+".serial_nr_decoded.msg_code", d.Code, cbc.Codes-1)
	update := wrong.within(path+".serial_nr_decoded.update_nr", d.Update, 15)
	return cbc.NewSerial(scope, uint16(code), uint8(update))
}

// octets reads hexadecimal digits for from 1 to limit octets.
func (e *errs) octets(path, digits string, limit int) []byte {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) < 1 || len(b) > limit {
		e.addf(path, "want hexadecimal digits for 1 to %d octets", limit)
		return nil
	}
	return b
}

// words returns what pages say, for people.
func words(pages [][]byte, dcs cbc.DCS) string {
	all := make([]text.Page, 0, len(pages))
	for _, octets := range pages {
		p, err := text.PageOf(octets, dcs)
		if err != nil {
			return err.Error()
		}
		all = append(all, p)
	}
	s, _, err := text.Decode(all, dcs)
	if err != nil || s == "" {
		return fmt.Sprintf("%x", bytes.Join(pages, []byte(" ")))
	}
	return s
}
