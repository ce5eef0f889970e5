package cbsp

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// PeriodUnit is the time that one page takes on the cell broadcast channel of
// GSM, and so the unit of the repetition period: eight 51-multiframes.
const PeriodUnit = 1883 * time.Millisecond

// A RepetitionPeriod is the two octets of that element as they are on the
// wire; what they mean is a matter between the two ends.
type RepetitionPeriod uint16

// A RepetitionCoding is a way to write a repetition period. The two agree up
// to 15 units, 28 s, and on nothing above.
type RepetitionCoding uint8

const (
	// Split is clause 8.2.8: the first octet has the high 8 of 12 bits, the
	// low half of the second the rest.
	Split RepetitionCoding = iota
	// BE16 is a plain 16-bit number, as Osmocom's programs have it.
	BE16
)

// ParseRepetitionCoding reads "split" or "be16".
func ParseRepetitionCoding(s string) (RepetitionCoding, error) {
	switch strings.ToLower(s) {
	case "split":
		return Split, nil
	case "be16":
		return BE16, nil
	}
	return 0, fmt.Errorf(`repetition coding %q is not "split" or "be16"`, s)
}

// String returns "split" or "be16".
func (c RepetitionCoding) String() string {
	switch c {
	case Split:
		return "split"
	case BE16:
		return "be16"
	}
	return fmt.Sprintf("coding(%d)", uint8(c))
}

// Put writes a number of units, 0 to 4,095; higher bits are dropped.
func (c RepetitionCoding) Put(units int) RepetitionPeriod {
	u := RepetitionPeriod(units) & 0xFFF
	if c == BE16 {
		return u
	}
	return u>>4<<8 | u&0xF
}

// Units reads a period, in units of PeriodUnit.
func (c RepetitionCoding) Units(p RepetitionPeriod) int {
	if c == BE16 {
		return int(p)
	}
	return int(p>>8)<<4 | int(p&0xF)
}

// maxUnits is the longest repetition period.
const maxUnits = 1<<12 - 1

// units rounds d to whole units, at least one and at most 4,095.
func units(d time.Duration) int {
	u := int(math.Round(float64(d) / float64(PeriodUnit)))
	return min(max(u, 1), maxUnits)
}

// codedSteps is the table of warning and keep-alive periods, clauses 8.2.25 and
// 8.2.26:
// from each code on, up to the next, a code is worth step more than the last.
var codedSteps = [...]struct {
	code uint8 // the last code before the steps begin
	from int   // its worth in seconds
	step int
}{{0, 0, 1}, {10, 10, 2}, {20, 30, 5}, {38, 120, 10}, {86, 600, 30}}

const (
	maxCoded     = 186 // 3,600 s; the codes above are reserved
	maxKeepAlive = 38  // 120 s
)

// codePeriod returns the code of the shortest period that is not below d. Zero
// is code 0, without limit. It reports false above one hour or below zero.
func codePeriod(d time.Duration) (uint8, bool) {
	if d < 0 || d > time.Hour {
		return 0, false
	}
	s := int((d + time.Second - 1) / time.Second)
	i := len(codedSteps) - 1
	for i > 0 && s <= codedSteps[i].from {
		i--
	}
	row := codedSteps[i]
	return row.code + uint8((s-row.from+row.step-1)/row.step), true
}

// codedPeriod returns what a code from 0 to maxCoded is worth.
func codedPeriod(code uint8) time.Duration {
	i := len(codedSteps) - 1
	for i > 0 && code <= codedSteps[i].code {
		i--
	}
	row := codedSteps[i]
	return time.Duration(row.from+int(code-row.code)*row.step) * time.Second
}

// periodWithin returns the longest period that has a code and is not above d,
// and at least a second.
func periodWithin(d time.Duration) time.Duration {
	code := uint8(1)
	for code < maxCoded && codedPeriod(code+1) <= d {
		code++
	}
	return codedPeriod(code)
}

func (e *encoder) period(ie Element, d time.Duration, limit uint8) {
	code, ok := codePeriod(d)
	if !ok || code > limit {
		e.failPeriod(ie, d, limit)
		return
	}
	e.u8(ie, code)
}

func (e *encoder) failPeriod(ie Element, d time.Duration, limit uint8) {
	e.fail(ie, "%v is not from 0 s to %v", d, codedPeriod(limit))
}

func (d *decoder) period(ie Element, limit uint8) time.Duration {
	return codedPeriod(d.upTo(ie, limit))
}
