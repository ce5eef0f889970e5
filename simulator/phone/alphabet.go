package phone

import "strings"

// alphabet is the GSM 7-bit default alphabet in the order of its codes,
// TS 23.038 clause 6.2.1. Code 0x1B is the escape to the extension table.
var alphabet = []rune("@£$¥èéùìòÇ\nØø\rÅå" +
	"Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" +
	" !\"#¤%&'()*+,-./" +
	"0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNO" +
	"PQRSTUVWXYZÄÖÑÜ§" +
	"¿abcdefghijklmno" +
	"pqrstuvwxyzäöñüà")

// extension is what follows an escape, TS 23.038 clause 6.2.1.1.
var extension = map[byte]rune{
	0x0A: '\f', 0x14: '^', 0x28: '{', 0x29: '}', 0x2F: '\\',
	0x3C: '[', 0x3D: '~', 0x3E: ']', 0x40: '|', 0x65: '€',
}

const (
	septetCR  = 0x0D
	septetESC = 0x1B
)

// septets unpacks b: septet n is bits 7n to 7n+6 of a stream whose first bit
// is the lowest of b[0]. Bits left over are not looked at.
func septets(b []byte) []byte {
	s := make([]byte, 0, len(b)*8/7)
	var hold, bits uint
	for _, o := range b {
		hold |= uint(o) << bits
		for bits += 8; bits >= 7; bits -= 7 {
			s = append(s, byte(hold&0x7F))
			hold >>= 7
		}
	}
	return s
}

// spell turns septets into characters. What the extension table lacks is shown
// as the character of the default alphabet, as clause 6.2.1.1 has it.
func spell(s []byte) string {
	var b strings.Builder
	escaped := false
	for _, c := range s {
		if c == septetESC && !escaped {
			escaped = true
			continue
		}
		r := alphabet[c]
		if escaped {
			if c == septetESC {
				r = ' ' // reserved for another table that no phone has
			} else if x, ok := extension[c]; ok {
				r = x
			}
		}
		b.WriteRune(r)
		escaped = false
	}
	return b.String()
}
