package smpp

import (
	"fmt"
	"time"
)

// A moment is the absolute time of SMPP 5.0 clause 4.7.23.4,
// "YYMMDDhhmmsstnnp": tenths of a second, then the quarter hours by which it
// differs from UTC and the sign of that. A relative time ends in R instead.
const (
	momentDigits = "060102150405"
	momentLen    = 16
)

// MaxRelative is the longest relative time that we write, in days, which have
// one length.
const MaxRelative = 99 * 24 * time.Hour

// Moment writes t as an absolute time in UTC, whole seconds downwards: what
// ends, ends in time. The zero time is the empty string.
func Moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return string(appendMoment(nil, t))
}

func appendMoment(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(b, momentDigits), "000+"...)
}

// Relative writes a span of time from when the peer reads it, whole seconds
// downwards, at most MaxRelative.
func Relative(d time.Duration) string { return string(appendRelative(nil, d)) }

func appendRelative(b []byte, d time.Duration) []byte {
	s := int(min(d, MaxRelative) / time.Second)
	b = append(b, "0000"...) // years and months
	for _, v := range [...]int{s / 86400, s / 3600 % 24, s / 60 % 60, s % 60} {
		b = append(b, byte('0'+v/10), byte('0'+v%10))
	}
	return append(b, "000R"...)
}

// ParseMoment reads an absolute time; the empty string is the zero time.
func ParseMoment(s string) (time.Time, error) {
	t, span, err := parseTime([]byte(s))
	if err == nil && span != 0 {
		return t, fmt.Errorf("time %q is relative", s)
	}
	return t, err
}

// parseTime reads an absolute or a relative time. Years and months of the
// latter, whose lengths vary, are an error.
func parseTime(s []byte) (time.Time, time.Duration, error) {
	switch {
	case len(s) == 0:
		return time.Time{}, 0, nil
	case len(s) != momentLen:
		return time.Time{}, 0, fmt.Errorf("time %q has not %d characters", s, momentLen)
	case s[15] == 'R':
		d, err := parseRelative(s)
		return time.Time{}, d, err
	}
	t, err := parseAbsolute(s)
	return t, 0, err
}

func parseAbsolute(s []byte) (time.Time, error) {
	var n [7]int // year, month, day, hour, minute, second, quarter hours
	for i := range n {
		at := 2 * i
		if i == 6 {
			at++ // behind the tenths
		}
		if n[i] = digits(s[at : at+2]); n[i] < 0 {
			return time.Time{}, fmt.Errorf("time %q: %q is no number", s, s[at:at+2])
		}
	}
	tenths := int(s[12]) - '0'
	t := time.Date(2000+n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC)
	switch {
	case tenths < 0 || tenths > 9:
		return time.Time{}, fmt.Errorf("time %q: tenths %q", s, s[12])
	case n[6] > 48:
		return time.Time{}, fmt.Errorf("time %q: difference %d is not 00 to 48", s, n[6])
	case t.Month() != time.Month(n[1]) || t.Day() != n[2] || n[3] > 23 || n[4] > 59 || n[5] > 59:
		return time.Time{}, fmt.Errorf("time %q is none", s)
	}
	shift := time.Duration(n[6]) * 15 * time.Minute
	switch s[15] {
	case '+':
	case '-':
		shift = -shift
	default:
		return time.Time{}, fmt.Errorf("time %q ends in %q", s, s[15])
	}
	return t.Add(time.Duration(tenths) * 100 * time.Millisecond).Add(-shift), nil
}

// digits reads two decimal digits, or returns −1.
func digits(s []byte) int {
	if s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9' {
		return -1
	}
	return int(s[0]-'0')*10 + int(s[1]-'0')
}

func parseRelative(s []byte) (time.Duration, error) {
	var sum time.Duration
	for i, unit := range [...]time.Duration{0, 0, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		v := digits(s[2*i : 2*i+2])
		if v < 0 || unit == 0 && v != 0 {
			return 0, fmt.Errorf("relative time %q: %q cannot be read", s, s[2*i:2*i+2])
		}
		sum += time.Duration(v) * unit
	}
	return sum, nil
}
