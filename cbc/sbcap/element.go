package sbcap

import (
	"fmt"

	"bongsu/cbc/internal/aper"
)

// An Element is the identifier of an information element, clause 4.4.7.
type Element uint16

const (
	ieCause             Element = 1
	ieDiagnostics       Element = 2
	ieDCS               Element = 3
	ieMessageID         Element = 5
	ieBroadcasts        Element = 7
	iePeriod            Element = 10
	ieSerial            Element = 11
	ieTAIs              Element = 14
	ieAreas             Element = 15
	ieContent           Element = 16
	ieSecurity          Element = 17
	ieWarningType       Element = 18
	ieOMC               Element = 19
	ieConcurrent        Element = 20
	ieExtendedPeriod    Element = 21
	ieUnknownTAIs       Element = 22
	ieScheduled         Element = 23
	ieSendIndication    Element = 24
	ieCancelled         Element = 25
	ieSendStopped       Element = 26
	ieStopAll           Element = 27
	ieENB               Element = 28
	ieEmpty             Element = 29
	ieRestartedCells    Element = 30
	ieRestartTAIs       Element = 31
	ieRestartEAIs       Element = 32
	ieFailedCells       Element = 33
	ieTAIs5GS           Element = 34
	ieAreas5GS          Element = 35
	ieRANNode           Element = 36
	ieGNB               Element = 37
	ieRATSelector       Element = 38
	ieUnknownTAIs5GS    Element = 39
	ieScheduled5GS      Element = 40
	ieCancelled5GS      Element = 41
	ieEmpty5GS          Element = 42
	ieRestartedCellsNR  Element = 43
	ieFailedCellsNR     Element = 44
	ieRestartTAIs5GS    Element = 45
	ieCoordinates       Element = 46
	lastElement                 = ieCoordinates
	maxTAIs5GS                  = 2048
	maxRANNodes                 = 65535
	maxEmptyENBs                = 256
	maxPeriod                   = 4095 // that IE Repetition Period may say
	securityLen                 = 50
	maxContent                  = 9600
	maxCoordinates              = 1024
	maxOMC                      = 20
	maxExtendedPeriod           = 131071
	minExtendedPeriod           = 4096
	maxRepetitionOnWire         = 4096 // read, not written
)

var elementNames = [...]string{
	"broadcast message content", "cause", "criticality diagnostics", "data coding scheme", "failure list",
	"message identifier", "number of broadcasts completed list", "number of broadcasts requested",
	"radio resource loading list", "recovery indication", "repetition period", "serial number", "service areas list",
	"type of error", "list of TAIs", "warning area list", "warning message content", "warning security information",
	"warning type", "OMC id", "concurrent warning message indicator", "extended repetition period",
	"unknown tracking area list", "broadcast scheduled area list", "send write-replace-warning indication",
	"broadcast cancelled area list", "send stop warning indication", "stop all indicator", "global eNB id",
	"broadcast empty area list", "restarted cell list", "list of TAIs restart", "list of EAIs restart",
	"failed cell list", "list of 5GS TAIs", "warning area list 5GS", "global RAN node id", "global gNB id",
	"RAT selector 5GS", "unknown 5GS tracking area list", "broadcast scheduled area list 5GS",
	"broadcast cancelled area list 5GS", "broadcast empty area list 5GS", "restarted cell list NR",
	"failed cell list NR", "list of 5GS TAI for restart", "warning area coordinates",
}

// String returns the standard's name in lower case.
func (e Element) String() string {
	if int(e) < len(elementNames) {
		return elementNames[e]
	}
	return fmt.Sprintf("element %d", uint16(e))
}

// Diagnostics says what a peer found wrong with a message.
type Diagnostics = aper.Diagnostics

// ignorable are the elements that a receiver may ignore when it does not
// understand them.
var ignorable = map[Element]bool{
	ieDiagnostics: true, ieDCS: true, ieAreas: true, ieContent: true, ieSecurity: true, ieWarningType: true, ieOMC: true,
	ieUnknownTAIs: true, ieSendIndication: true, ieSendStopped: true, ieEmpty: true, ieCoordinates: true,
}
