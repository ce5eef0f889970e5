package text

// Position returns how the GSM 7-bit default alphabet codes r, TS 23.038 clause
// 6.2.1: the position in it, or, if extended, the position in its extension
// table, before which an escape goes. It reports whether r is in either.
func Position(r rune) (position byte, extended, ok bool) { return septets(r) }

// Escape is the position that announces a character of the extension table.
const Escape = escape

// Letter returns the character at a position, of the extension table if
// extended. What that leaves empty is read in the default alphabet.
func Letter(position byte, extended bool) rune {
	if extended {
		return extension(position)
	}
	return defaultAlphabet[position&0x7F]
}
