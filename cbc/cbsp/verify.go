package cbsp

import (
	"errors"
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// verify reads b, the encoded form of w, and compares it with w and with the
// cell list that is meant: what leaves is what was meant, whatever is wrong with
// our encoder.
func verify(w *cbc.Warning, b, cells []byte) error {
	if w.Action == cbc.Stop {
		return verifyKill(w, b, cells)
	}
	var m WriteReplace
	if err := m.read(b, cells); err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	if m.MessageID != w.MessageID || m.Serial != w.Serial || m.Replaces != w.Replaces || m.Replaces && m.Old != w.Supersedes {
		return errors.New("what was encoded is another write")
	}
	return verifyContent(w, &m)
}

func verifyKill(w *cbc.Warning, b, cells []byte) error {
	var m Kill
	if err := m.read(b, cells); err != nil {
		return fmt.Errorf("what was encoded cannot be read: %w", err)
	}
	if m.MessageID != w.MessageID || m.Serial != w.Serial || m.Channel != channelOf(w) {
		return errors.New("what was encoded is another stop")
	}
	return nil
}

func verifyContent(w *cbc.Warning, m *WriteReplace) error {
	if (m.Emergency != nil) != (w.ETWS != nil) {
		return errors.New("what was encoded is of the other form")
	}
	if m.Emergency != nil {
		return verifyEmergency(w, m.Emergency)
	}
	if m.Category != w.Category || m.Broadcasts == 0 {
		return errors.New("what was encoded has another category or number of broadcasts")
	}
	return text.Check(w, m.Pages, m.DCS)
}

func verifyEmergency(w *cbc.Warning, e *Emergency) error {
	var security [warningSecurityLen]byte
	copy(security[:], w.ETWS.Security)
	switch {
	case e.WarningType != w.ETWS.Type || e.Security != security:
		return errors.New("what was encoded is another warning type")
	case (e.Period == 0) != (w.ETWS.Period == 0), w.Expires.IsZero() && e.Period < w.ETWS.Period:
		return errors.New("what was encoded has another warning period")
	}
	return nil
}
