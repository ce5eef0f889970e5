package sabp

import (
	"fmt"

	"bongsu/cbc/internal/aper"
)

// An Element is the identifier of an information element, clause 9.3.6.
type Element uint16

const (
	ieContent         Element = 0
	ieCategory        Element = 1
	ieCause           Element = 2
	ieDiagnostics     Element = 3
	ieDCS             Element = 4
	ieFailureList     Element = 5
	ieMessageID       Element = 6
	ieNewSerial       Element = 7
	ieCompletedList   Element = 8
	ieBroadcasts      Element = 9
	ieOldSerial       Element = 10
	ieLoadingList     Element = 11
	ieRecovery        Element = 12
	iePeriod          Element = 13
	ieSerial          Element = 14
	ieAreas           Element = 15
	iePaging          Element = 18
	ieWarningType     Element = 19
	ieSecurity        Element = 20
	ieContentValidity Element = 21
	lastElement               = ieContentValidity
)

var elementNames = [...]string{
	ieContent:         "broadcast message content",
	ieCategory:        "category",
	ieCause:           "cause",
	ieDiagnostics:     "criticality diagnostics",
	ieDCS:             "data coding scheme",
	ieFailureList:     "failure list",
	ieMessageID:       "message identifier",
	ieNewSerial:       "new serial number",
	ieCompletedList:   "number of broadcasts completed list",
	ieBroadcasts:      "number of broadcasts requested",
	ieOldSerial:       "old serial number",
	ieLoadingList:     "radio resource loading list",
	ieRecovery:        "recovery indication",
	iePeriod:          "repetition period",
	ieSerial:          "serial number",
	ieAreas:           "service areas list",
	16:                "message structure",
	17:                "type of error",
	iePaging:          "paging ETWS indicator",
	ieWarningType:     "warning type",
	ieSecurity:        "warning security information",
	ieContentValidity: "broadcast message content validity indicator",
}

// String returns the standard's name in lower case.
func (e Element) String() string {
	if int(e) < len(elementNames) {
		return elementNames[e]
	}
	return fmt.Sprintf("element %d", uint16(e))
}

// Diagnostics says what a peer found wrong with a message, clause 9.2.1.
type Diagnostics = aper.Diagnostics

// criticalities are what a receiver does with an element that it does not
// understand; reject where nothing is said.
var criticalities = map[Element]aper.Criticality{
	ieOldSerial: aper.Ignore, ieCategory: aper.Ignore, ieDiagnostics: aper.Ignore,
	iePaging: aper.Ignore, ieWarningType: aper.Ignore, ieSecurity: aper.Ignore, ieContentValidity: aper.Ignore,
}
