package simulator

import (
	"encoding/binary"

	"bongsu/cbc/cbsp"
	"bongsu/simulator/phone"
)

// bscFrames puts the pages of a write together as the air interface carries
// them: 88 octets each, or the 56 of an ETWS primary notification (TS 23.041
// clauses 9.4.1.2 and 9.4.1.3). It is code of the BSC's own, so that it does
// not share a mistake with the centre's.
func bscFrames(m *cbsp.WriteReplace) []phone.Frame {
	if m.Emergency != nil {
		b := make([]byte, 0, 56)
		b = binary.BigEndian.AppendUint16(b, uint16(m.Serial))
		b = binary.BigEndian.AppendUint16(b, uint16(m.MessageID))
		b = binary.BigEndian.AppendUint16(b, m.Emergency.WarningType)
		return []phone.Frame{{Form: phone.ETWSPrimary, Data: append(b, m.Emergency.Security[:]...)}}
	}
	frames := make([]phone.Frame, 0, len(m.Pages))
	for i := range m.Pages {
		b := make([]byte, 0, 88)
		b = binary.BigEndian.AppendUint16(b, uint16(m.Serial))
		b = binary.BigEndian.AppendUint16(b, uint16(m.MessageID))
		b = append(b, byte(m.DCS), byte(i+1)<<4|byte(len(m.Pages)))
		frames = append(frames, phone.Frame{Form: phone.GSMPage, Data: append(b, m.Pages[i].Content[:]...)})
	}
	return frames
}
