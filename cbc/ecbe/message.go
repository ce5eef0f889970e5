package ecbe

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// periodUnit is what repetition periods are counted in: the time that a page
// takes on the channel of a GSM cell.
const periodUnit = 1883 * time.Millisecond

const (
	defaultUnits = 15
	maxUnits     = 4095
)

// A message is the body of a POST.
type message struct {
	CBEName    string   `json:"cbe_name"`
	Category   string   `json:"category"`
	Period     int      `json:"repetition_period"` // units of 1.883 s
	Broadcasts int      `json:"num_of_bcast,omitempty"`
	Warning    int      `json:"warning_period_sec,omitempty"`
	Scope      scope    `json:"scope"`
	SMSCB      contents `json:"smscb_message"`
}

// A scope says where: the whole network is all that there is.
type scope struct {
	PLMN struct{} `json:"scope_plmn"`
}

type contents struct {
	ID      uint16  `json:"message_id"`
	Serial  serial  `json:"serial_nr"`
	Payload payload `json:"payload"`
}

type serial struct {
	Encoded uint16 `json:"serial_nr_encoded"`
}

// A payload is pages, or a primary notification. The third form, a text that the
// centre pages itself, is never used: it is broken there.
type payload struct {
	Encoded *encoded `json:"payload_encoded,omitempty"`
	ETWS    *etws    `json:"payload_etws,omitempty"`
}

type encoded struct {
	DCS   uint8    `json:"dcs"`
	Pages []string `json:"pages"` // hexadecimal, always 82 octets
}

type etws struct {
	Type     warningType `json:"warning_type"`
	Alert    bool        `json:"emergency_user_alert"`
	Popup    bool        `json:"popup_on_display"`
	Security string      `json:"warning_sec_info,omitempty"`
}

// A warningType is a number: one of its names is mis-spelt in the centre.
type warningType struct {
	Encoded uint16 `json:"warning_type_encoded"`
}

var categories = map[cbc.Category]string{cbc.High: "high_priority", cbc.Normal: "normal", cbc.Background: "background"}

// encode returns the body for w, after it has been read again and compared.
func (c *Config) encode(w *cbc.Warning, now time.Time) ([]byte, error) {
	m, err := c.message(w, now)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return b, verify(w, b)
}

func (c *Config) message(w *cbc.Warning, now time.Time) (*message, error) {
	m := &message{CBEName: c.Name, Category: categories[w.Category]}
	m.SMSCB.ID, m.SMSCB.Serial.Encoded = uint16(w.MessageID), uint16(w.Serial)
	if m.Category == "" {
		return nil, fmt.Errorf("category %v does not exist", w.Category)
	}
	left := time.Duration(math.MaxInt64)
	if !w.Expires.IsZero() {
		if left = w.Expires.Sub(now); left <= 0 {
			return nil, fmt.Errorf("expired at %s", w.Expires.Format(time.RFC3339))
		}
	} else if w.Broadcasts == 0 && w.ETWS == nil {
		return nil, errors.New("neither a number of broadcasts nor an expiry")
	}
	if w.ETWS != nil {
		m.primary(w.ETWS, left)
		return m, nil
	}
	pages, err := pagesOf(w)
	if err != nil {
		return nil, err
	}
	m.SMSCB.Payload.Encoded = &encoded{DCS: uint8(w.DCS)}
	for i := range pages {
		m.SMSCB.Payload.Encoded.Pages = append(m.SMSCB.Payload.Encoded.Pages, hex.EncodeToString(pages[i].Content[:]))
	}
	return m, m.times(w, len(pages), left)
}

// times sets how often the message is broadcast, so that it ends by itself.
func (m *message) times(w *cbc.Warning, pages int, left time.Duration) error {
	m.Period = defaultUnits
	if w.Period > 0 {
		m.Period = int(math.Round(float64(w.Period) / float64(periodUnit)))
	}
	m.Period = min(max(m.Period, pages, 1), maxUnits)
	if w.Broadcasts < 0 || w.Broadcasts > math.MaxUint16 {
		return fmt.Errorf("%d broadcasts are not from 1 to %d", w.Broadcasts, math.MaxUint16)
	}
	n := int(min((left-1)/(time.Duration(m.Period)*periodUnit)+1, math.MaxUint16))
	if w.Broadcasts > 0 {
		n = min(n, w.Broadcasts)
	}
	m.Broadcasts = n
	return nil
}

func (m *message) primary(e *cbc.ETWS, left time.Duration) {
	m.Period = defaultUnits
	m.Warning = int(min(e.Period, left) / time.Second)
	if e.Period > 0 {
		m.Warning = max(m.Warning, 1)
	}
	m.SMSCB.Payload.ETWS = &etws{Type: warningType{e.Type >> 9}, Alert: e.Type&(1<<8) != 0, Popup: e.Type&(1<<7) != 0,
		Security: hex.EncodeToString(e.Security)}
}

// pagesOf returns the pages that w gives, or those of its text.
func pagesOf(w *cbc.Warning) ([]text.Page, error) {
	if w.Pages == nil {
		return text.Pages(w.Text, w.DCS, w.Language)
	}
	pages := make([]text.Page, 0, len(w.Pages))
	for _, octets := range w.Pages {
		p, err := text.PageOf(octets, w.DCS)
		if err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
	if len(pages) > text.MaxPages {
		return nil, fmt.Errorf("%d pages are over the %d of a message", len(pages), text.MaxPages)
	}
	return pages, nil
}

// verify reads b and compares it with w.
func verify(w *cbc.Warning, b []byte) error {
	var m message
	if err := json.Unmarshal(b, &m); err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	if m.SMSCB.ID != uint16(w.MessageID) || m.SMSCB.Serial.Encoded != uint16(w.Serial) || m.Category != categories[w.Category] {
		return errors.New("what was encoded is another message")
	}
	if e := w.ETWS; e != nil {
		got := m.SMSCB.Payload.ETWS
		if got == nil || got.Type.Encoded != e.Type>>9 || got.Alert != (e.Type&(1<<8) != 0) || got.Popup != (e.Type&(1<<7) != 0) ||
			got.Security != hex.EncodeToString(e.Security) {
			return errors.New("what was encoded is another primary notification")
		}
		return nil
	}
	return verifyPages(w, m.SMSCB.Payload.Encoded, m.Broadcasts)
}

func verifyPages(w *cbc.Warning, e *encoded, broadcasts int) error {
	if e == nil || e.DCS != uint8(w.DCS) || broadcasts == 0 {
		return errors.New("what was encoded has another coding or no end")
	}
	var pages []text.Page
	for i, digits := range e.Pages {
		b, err := hex.DecodeString(digits)
		if err != nil || len(b) != text.PageOctets {
			return fmt.Errorf("page %d that was encoded is none", i+1)
		}
		p := text.Page{Used: text.PageOctets}
		copy(p.Content[:], b)
		pages = append(pages, p)
	}
	if w.Pages != nil {
		for i, octets := range w.Pages {
			if last := len(octets) - 1; len(pages) != len(w.Pages) || !bytes.Equal(pages[i].Content[:last], octets[:last]) {
				return errors.New("what was encoded has other pages")
			}
		}
		return nil
	}
	s, _, err := text.Decode(pages, w.DCS)
	if err != nil || s != w.Text {
		return fmt.Errorf("the text would arrive as %q", s)
	}
	return nil
}
