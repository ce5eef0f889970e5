// Package ran has what the warning protocols of LTE and NR name places and
// nodes by, and how that is coded in aligned PER: cells, tracking areas,
// emergency areas, base stations, and the lists of where something is or was
// broadcast. It knows no message.
package ran

import (
	"fmt"
	"strconv"

	"bongsu/cbc"
)

// A CGI is a cell: an ECGI whose ID has 28 bits, or an NCGI with 36, TS 23.003
// clause 19.6. It does not say in which tracking area the cell is.
type CGI struct {
	PLMN cbc.PLMN
	ID   uint64
}

// String returns "450-05:2001".
func (g CGI) String() string { return fmt.Sprintf("%s:%d", g.PLMN, g.ID) }

// A TAI is a tracking area; the code has 16 bits in LTE and 24 in NR.
type TAI struct {
	PLMN cbc.PLMN
	TAC  uint32
}

// String returns "450-05:1001".
func (t TAI) String() string { return fmt.Sprintf("%s:%d", t.PLMN, t.TAC) }

// CGIOf returns how these protocols name a cell.
func CGIOf(c cbc.Cell) CGI { return CGI{c.PLMN, c.ID} }

// TAIOf returns the tracking area of a cell.
func TAIOf(c cbc.Cell) TAI { return TAI{c.PLMN, c.Area} }

// An EAI is an emergency area, whose meaning is between the centre and the
// network.
type EAI [3]byte

// String returns six hexadecimal digits.
func (e EAI) String() string { return fmt.Sprintf("%x", e[:]) }

// ParseEAI reads what String writes.
func ParseEAI(s string) (e EAI, err error) {
	v, err := strconv.ParseUint(s, 16, 24)
	if err != nil || len(s) != 6 {
		return e, fmt.Errorf("emergency area %q is not six hexadecimal digits", s)
	}
	return EAI{byte(v >> 16), byte(v >> 8), byte(v)}, nil
}

// Bounds of lists, TS 29.168 clause 4.4.7 and TS 38.413 clause 9.4.7.
const (
	MaxCells        = 65535 // cells, tracking areas or emergency areas of a warning
	MaxRestartCells = 256   // cells of LTE that failed or restarted
	MaxRestartNR    = 16384 // of NR
	MaxRestartTAIs  = 2048
	MaxRestartEAIs  = 256
	eutraBits       = 28
	nrBits          = 36
	tacOctetsLTE    = 2
	tacOctetsNR     = 3
	maxCellsIn5GS   = 16776960
	maxTracking5GS  = 2048
)
