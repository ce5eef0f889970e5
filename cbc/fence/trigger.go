package fence

import (
	"encoding/binary"
	"fmt"

	"bongsu/cbc"
)

// TriggerID is the message identifier of a geo-fencing trigger, TS 23.041 clause
// 9.4.1.2.2.
const TriggerID cbc.MessageID = 4400

// A TriggerKind says what a phone is to do.
type TriggerKind uint8

const (
	// Look again whether it is inside the areas of the messages named, and show
	// those that it is inside of now.
	Look TriggerKind = 1
	// LookAndShare is the same, and the area is one for all of them.
	LookAndShare TriggerKind = 2
)

// A Trigger names messages that phones have and may not have shown, because
// they were elsewhere.
type Trigger struct {
	Kind TriggerKind
	Keys []cbc.Key // 1 to 31
}

const (
	triggerHead = 3 // an octet that means nothing, type, length and padding
	keyOctets   = 4
	maxKeys     = 31 // that a length of 7 bits tells
)

// AppendBinary appends t as it stands in the content of a page.
func (t *Trigger) AppendBinary(b []byte) ([]byte, error) {
	if len(t.Keys) == 0 || len(t.Keys) > maxKeys {
		return b, fmt.Errorf("geo-fencing trigger: %d messages are not 1 to %d", len(t.Keys), maxKeys)
	}
	if t.Kind > 0xF {
		return b, fmt.Errorf("geo-fencing trigger: kind %d", t.Kind)
	}
	length := 2 + keyOctets*len(t.Keys)
	b = binary.BigEndian.AppendUint16(append(b, 0), uint16(t.Kind)<<12|uint16(length)<<5)
	for _, k := range t.Keys {
		b = binary.BigEndian.AppendUint16(b, uint16(k.MessageID))
		b = binary.BigEndian.AppendUint16(b, uint16(k.Serial))
	}
	return b, nil
}

// ParseTrigger reads the content of a page of a trigger. What is behind it is
// padding. Errors: *FormatError.
func ParseTrigger(b []byte) (Trigger, error) {
	if len(b) < triggerHead {
		return Trigger{}, &FormatError{len(b), "half a trigger"}
	}
	head := binary.BigEndian.Uint16(b[1:])
	n := int(head >> 5 & 0x7F)
	if n < 2+keyOctets || (n-2)%keyOctets != 0 || n > len(b)-1 {
		return Trigger{}, &FormatError{1, fmt.Sprintf("a trigger of %d octets, %d are there", n, len(b)-1)}
	}
	t := Trigger{Kind: TriggerKind(head >> 12)}
	for at := triggerHead; at < n+1; at += keyOctets {
		t.Keys = append(t.Keys, cbc.Key{
			MessageID: cbc.MessageID(binary.BigEndian.Uint16(b[at:])),
			Serial:    cbc.Serial(binary.BigEndian.Uint16(b[at+2:])),
		})
	}
	return t, nil
}
