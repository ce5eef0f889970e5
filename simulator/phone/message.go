package phone

import (
	"fmt"
	"strings"
	"time"
)

// A Message is what a phone has shown to its owner.
type Message struct {
	At        time.Time `json:"at"` // when its last missing page was heard
	MessageID uint16    `json:"message_id"`
	Serial    uint16    `json:"serial"`
	Text      string    `json:"text"`               // empty for an ETWS primary
	Language  string    `json:"language,omitempty"` // as the network said it: two letters, or empty
	Form      Form      `json:"form"`
	// Warning is the warning type of an ETWS primary, TS 23.041 clause
	// 9.3.24: what kind of danger in bits 15–9, emergency user alert in bit 8,
	// popup in bit 7. It is zero for everything else.
	Warning uint16 `json:"warning,omitempty"`
}

// String names the message for people.
func (m Message) String() string {
	if m.Form == ETWSPrimary {
		return fmt.Sprintf("%d/0x%04x warning type 0x%04x", m.MessageID, m.Serial, m.Warning)
	}
	return fmt.Sprintf("%d/0x%04x %q", m.MessageID, m.Serial, m.Text)
}

// message decodes a whole message.
func (p part) message(at time.Time) (Message, error) {
	m := Message{At: at, MessageID: p.id, Serial: p.serial, Form: p.form, Warning: p.warning}
	if p.form == ETWSPrimary {
		return m, nil
	}
	c, err := codingOf(p.dcs)
	if err != nil {
		return Message{}, err
	}
	var text strings.Builder
	for i, page := range p.pages {
		t, language, err := c.read(page)
		if err != nil {
			return Message{}, fmt.Errorf("page %d: %w", i+1, err)
		}
		if i == 0 {
			m.Language = language
		}
		text.WriteString(t)
	}
	m.Text = text.String()
	return m, nil
}
