package ledger

import (
	"encoding/json"
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// A use is how a row holds a serial number and a reference that were given.
type use struct {
	MessageID cbc.MessageID `json:"message_id"`
	Serial    cbc.Serial    `json:"serial"`
	Reference uint16        `json:"reference"`
	At        time.Time     `json:"at"`
	Until     time.Time     `json:"until"`
}

func givenOf(us []dispatcher.Use) (string, error) {
	given := make([]use, 0, len(us))
	for _, u := range us {
		given = append(given, use(u))
	}
	return text(given)
}

func usesOf(given string) ([]dispatcher.Use, error) {
	var stored []use
	if err := json.Unmarshal([]byte(given), &stored); err != nil {
		return nil, fmt.Errorf("serial numbers given: %w", err)
	}
	us := make([]dispatcher.Use, 0, len(stored))
	for _, u := range stored {
		us = append(us, dispatcher.Use(u))
	}
	return us, nil
}
