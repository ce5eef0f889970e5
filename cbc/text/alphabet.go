package text

// escape announces a character of the extension table; pad fills what a page
// has left. Both are positions in the default alphabet.
const (
	escape = 0x1B
	pad    = '\r'
)

// defaultAlphabet is the table of TS 23.038 clause 6.2.1, by position. The
// escape stands as a space, which is what a phone shows for a lone one.
var defaultAlphabet = [128]rune([]rune("" +
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?" +
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§" +
	"¿abcdefghijklmnopqrstuvwxyzäöñüà"))

// extension returns the character after an escape, TS 23.038 clause 6.2.1.1.
// A position that the table leaves empty is read in the default alphabet, and
// a second escape as a space, as that clause asks of receivers.
func extension(c byte) rune {
	switch c {
	case 0x0A:
		return '\f'
	case 0x14:
		return '^'
	case 0x28:
		return '{'
	case 0x29:
		return '}'
	case 0x2F:
		return '\\'
	case 0x3C:
		return '['
	case 0x3D:
		return '~'
	case 0x3E:
		return ']'
	case 0x40:
		return '|'
	case 0x65:
		return '€'
	}
	return defaultAlphabet[c&0x7F]
}

// septets returns how r is coded: the position in the default alphabet, or
// that in the extension table, which takes an escape before it. The carriage
// return is refused: it is padding, and phones drop it at the end of a page.
func septets(r rune) (c byte, extended, ok bool) {
	switch {
	case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '%' && r <= '?', r >= ' ' && r <= '#':
		return byte(r), false, true
	case r == pad:
		return 0, false, false
	}
	if c, ok := extensionOf(r); ok {
		return c, true, true
	}
	for i, d := range defaultAlphabet {
		if d == r && i != escape {
			return byte(i), false, true
		}
	}
	return 0, false, false
}

func extensionOf(r rune) (byte, bool) {
	switch r {
	case '\f':
		return 0x0A, true
	case '^':
		return 0x14, true
	case '{':
		return 0x28, true
	case '}':
		return 0x29, true
	case '\\':
		return 0x2F, true
	case '[':
		return 0x3C, true
	case '~':
		return 0x3D, true
	case ']':
		return 0x3E, true
	case '|':
		return 0x40, true
	case '€':
		return 0x65, true
	}
	return 0, false
}

// putSeptet writes c as the character at position n: bits 7n to 7n+6 of a
// stream that begins with the lowest bit of the first octet (clause 6.1.2.2).
func putSeptet(b *[82]byte, n int, c byte) {
	i, shift := 7*n/8, 7*n%8
	v := uint16(c) << shift
	mask := uint16(0x7F) << shift
	b[i] = b[i]&^byte(mask) | byte(v)
	if shift > 1 {
		b[i+1] = b[i+1]&^byte(mask>>8) | byte(v>>8)
	}
}

// septet reads the character at position n.
func septet(b *[82]byte, n int) byte {
	i, shift := 7*n/8, 7*n%8
	v := uint16(b[i])
	if shift > 1 {
		v |= uint16(b[i+1]) << 8
	}
	return byte(v>>shift) & 0x7F
}
