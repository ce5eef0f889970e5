package ngap

import "fmt"

// An Element is the identifier of an information element, clause 9.4.7.
type Element uint16

const (
	ieCancelled   Element = 12
	ieCompleted   Element = 13
	ieCancelAll   Element = 14
	ieCellsForPWS Element = 16 // restarted
	ieConcurrent  Element = 17
	ieDiagnostics Element = 19
	ieDCS         Element = 20
	ieRestartEAIs Element = 23
	ieNode        Element = 27
	ieMessageID   Element = 35
	ieBroadcasts  Element = 47
	ieFailedCells Element = 81
	iePeriod      Element = 87
	ieSerial      Element = 95
	ieRestartTAIs Element = 104
	ieAreas       Element = 122
	ieContents    Element = 123
	ieSecurity    Element = 124
	ieWarningType Element = 125
	ieCoordinates Element = 141
	lastElement           = ieCoordinates
)

var elementNames = map[Element]string{ //nolint:gosec // names, no credentials
	ieCancelled:   "broadcast cancelled area list",
	ieCompleted:   "broadcast completed area list",
	ieCancelAll:   "cancel all warning messages",
	ieCellsForPWS: "cell id list for restart",
	ieConcurrent:  "concurrent warning message indicator",
	ieDiagnostics: "criticality diagnostics",
	ieDCS:         "data coding scheme",
	ieRestartEAIs: "emergency area id list for restart",
	ieNode:        "global RAN node id",
	ieMessageID:   "message identifier",
	ieBroadcasts:  "number of broadcasts requested",
	ieFailedCells: "pws failed cell id list",
	iePeriod:      "repetition period",
	ieSerial:      "serial number",
	ieRestartTAIs: "TAI list for restart",
	ieAreas:       "warning area list",
	ieContents:    "warning message contents",
	ieSecurity:    "warning security information",
	ieWarningType: "warning type",
	ieCoordinates: "warning area coordinates",
}

// String returns the standard's name.
func (e Element) String() string {
	if n := elementNames[e]; n != "" {
		return n
	}
	return fmt.Sprintf("element %d", uint16(e))
}
