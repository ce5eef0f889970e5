package pdu

import "time"

// Time reads an absolute or relative time, SMPP 5.0 clause 4.7.23. An empty
// one is the zero time. It is false for what is neither.
func Time(s string, now time.Time) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	if len(s) != 16 {
		return time.Time{}, false
	}
	var f [7]int
	for i := range f {
		tens, ones := s[2*i]-'0', s[2*i+1]-'0'
		if i == 6 { // tenths stand alone before the quarter hours
			tens, ones = s[13]-'0', s[14]-'0'
		}
		if tens > 9 || ones > 9 {
			return time.Time{}, false
		}
		f[i] = int(tens)*10 + int(ones)
	}
	shift := time.Duration(f[6]) * 15 * time.Minute
	switch s[15] {
	case 'R':
		return now.AddDate(f[0], f[1], f[2]).Add(time.Duration(f[3]*3600+f[4]*60+f[5]) * time.Second), true
	case '-':
		shift = -shift
	case '+':
	default:
		return time.Time{}, false
	}
	t := time.Date(2000+f[0], time.Month(f[1]), f[2], f[3], f[4], f[5], 0, time.UTC)
	return t.Add(-shift), t.Month() == time.Month(f[1])
}

// AbsoluteTime writes t in UTC.
func AbsoluteTime(t time.Time) string { return t.UTC().Format("060102150405") + "000+" }
