package simulator

import (
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf16"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/simulator/phone"
)

// septets are the characters of the GSM 7-bit default alphabet, TS 23.038
// clause 6.2.1; escaped are those that follow an escape, clause 6.2.1.1.
var (
	septets = []rune("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
	escaped = map[byte]rune{0x0A: '\f', 0x14: '^', 0x28: '{', 0x29: '}', 0x2F: '\\', 0x3C: '[', 0x3D: '~', 0x3E: ']', 0x40: '|', 0x65: '€'}
)

// smscText reads a message_payload: data_coding 8 is UTF-16, 0 has one septet
// in each octet.
func smscText(coding byte, b []byte) (s string, dcs cbc.DCS, ok bool) {
	switch {
	case coding == 8 && len(b)%2 == 0:
		units := make([]uint16, len(b)/2)
		for i := range units {
			units[i] = binary.BigEndian.Uint16(b[2*i:])
		}
		return string(utf16.Decode(units)), cbc.UCS2, true
	case coding == 0:
		s, ok = spell(b)
		return s, cbc.GSM7, ok
	}
	return "", 0, false
}

func spell(b []byte) (string, bool) {
	var s strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] > 127 {
			return "", false
		}
		r := septets[b[i]]
		if b[i] == 0x1B && i+1 < len(b) {
			i++
			if r = escaped[b[i]]; r == 0 {
				return "", false
			}
		}
		s.WriteRune(r)
	}
	return s.String(), true
}

// smscFrames are what is heard on air.
func smscFrames(k cbc.Key, dcs cbc.DCS, s string) ([]phone.Frame, error) {
	pages, err := text.Pages(s, dcs, "")
	if err != nil {
		return nil, err
	}
	return []phone.Frame{{
		Form: phone.CBData, MessageID: uint16(k.MessageID), Serial: uint16(k.Serial), DCS: byte(dcs),
		Data: text.AppendCBData(nil, pages),
	}}, nil
}

// smscEnd reads a validity_period, absolute or relative, SMPP 5.0 clause
// 4.7.23. Without one a broadcast has no end.
func smscEnd(s string, now time.Time) (time.Time, bool) {
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
