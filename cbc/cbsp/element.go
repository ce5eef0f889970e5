package cbsp

import (
	"fmt"

	"bongsu/cbc/text"
)

// headerLen is the length of what stands before the information elements: one
// octet of type and three of the length of the rest, clause 8.1.
const headerLen = 4

// MaxMessage is the longest message that is read from a peer, in octets. The
// longest that makes sense, a failure with three full lists, is 196,626.
const MaxMessage = 1 << 18

// An Element is the identifier of an information element, clause 8.2.
type Element uint8

const (
	ieMessageContent   Element = 0x01
	ieOldSerial        Element = 0x02
	ieNewSerial        Element = 0x03
	ieCellList         Element = 0x04
	ieCategory         Element = 0x05
	ieRepetitionPeriod Element = 0x06
	ieBroadcasts       Element = 0x07
	ieCompletedList    Element = 0x08
	ieFailureList      Element = 0x09
	ieLoadingList      Element = 0x0A
	ieCause            Element = 0x0B
	ieDCS              Element = 0x0C
	ieRecovery         Element = 0x0D
	ieMessageID        Element = 0x0E
	ieEmergency        Element = 0x0F
	ieWarningType      Element = 0x10
	ieWarningSecurity  Element = 0x11
	ieChannel          Element = 0x12
	iePages            Element = 0x13
	ieSchedulePeriod   Element = 0x14
	ieReservedSlots    Element = 0x15
	ieBroadcastType    Element = 0x16
	ieWarningPeriod    Element = 0x17
	ieKeepAlivePeriod  Element = 0x18
	elements                   = 0x19
	listed                     = -1                  // two octets of length come first
	contentLen                 = 1 + text.PageOctets // octets in use, then the page
	warningSecurityLen         = 50
)

// elementLen holds how many octets follow an identifier. There is no length
// on the wire, so that nothing after an unknown identifier can be read.
var elementLen = [elements]int{
	ieMessageContent:   contentLen,
	ieOldSerial:        2,
	ieNewSerial:        2,
	ieCellList:         listed,
	ieCategory:         1,
	ieRepetitionPeriod: 2,
	ieBroadcasts:       2,
	ieCompletedList:    listed,
	ieFailureList:      listed,
	ieLoadingList:      listed,
	ieCause:            1,
	ieDCS:              1,
	ieRecovery:         1,
	ieMessageID:        2,
	ieEmergency:        1,
	ieWarningType:      2,
	ieWarningSecurity:  warningSecurityLen,
	ieChannel:          1,
	iePages:            1,
	ieSchedulePeriod:   1,
	ieReservedSlots:    1,
	ieBroadcastType:    1,
	ieWarningPeriod:    1,
	ieKeepAlivePeriod:  1,
}

var elementNames = [elements]string{
	ieMessageContent:   "message content",
	ieOldSerial:        "old serial number",
	ieNewSerial:        "new serial number",
	ieCellList:         "cell list",
	ieCategory:         "category",
	ieRepetitionPeriod: "repetition period",
	ieBroadcasts:       "number of broadcasts requested",
	ieCompletedList:    "number of broadcasts completed list",
	ieFailureList:      "failure list",
	ieLoadingList:      "radio resource loading list",
	ieCause:            "cause",
	ieDCS:              "data coding scheme",
	ieRecovery:         "recovery indication",
	ieMessageID:        "message identifier",
	ieEmergency:        "emergency indicator",
	ieWarningType:      "warning type",
	ieWarningSecurity:  "warning security information",
	ieChannel:          "channel indicator",
	iePages:            "number of pages",
	ieSchedulePeriod:   "schedule period",
	ieReservedSlots:    "number of reserved slots",
	ieBroadcastType:    "broadcast message type",
	ieWarningPeriod:    "warning period",
	ieKeepAlivePeriod:  "keep-alive repetition period",
}

// String returns the standard's name in lower case.
func (e Element) String() string {
	if int(e) < len(elementNames) && elementNames[e] != "" {
		return elementNames[e]
	}
	return fmt.Sprintf("element %#02x", uint8(e))
}
