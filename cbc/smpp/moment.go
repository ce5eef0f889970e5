package smpp

import (
	"fmt"
	"strconv"
	"time"
)

// A moment is the absolute time of SMPP 5.0 clause 4.7.23.4,
// "YYMMDDhhmmsstnnp": tenths of a second, then the quarter hours by which it
// differs from UTC and the sign of that.
const (
	momentDigits = "060102150405"
	momentLen    = 16
)

// moment writes t in UTC, whole seconds downwards: what ends, ends in time.
// The zero time is the empty string.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(momentDigits) + "000+"
}

// parseMoment reads an absolute time; the empty string is the zero time.
// Relative times, which end in R, are an error.
func parseMoment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if len(s) != momentLen {
		return time.Time{}, fmt.Errorf("time %q has not %d characters", s, momentLen)
	}
	t, err := time.Parse(momentDigits, s[:12])
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q: %w", s, err)
	}
	tenths, err := strconv.ParseUint(s[12:13], 10, 8)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q: tenths %q", s, s[12:13])
	}
	quarters, err := strconv.ParseUint(s[13:15], 10, 8)
	if err != nil || quarters > 48 {
		return time.Time{}, fmt.Errorf("time %q: difference %q is not 00 to 48", s, s[13:15])
	}
	shift := time.Duration(quarters) * 15 * time.Minute
	switch s[15] {
	case '+':
	case '-':
		shift = -shift
	default:
		return time.Time{}, fmt.Errorf("time %q ends in %q", s, s[15])
	}
	return t.Add(time.Duration(tenths) * 100 * time.Millisecond).Add(-shift), nil
}
