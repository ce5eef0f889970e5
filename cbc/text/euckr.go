package text

import (
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/transform"
)

// EUCKR returns an UnencodableError for the first character of s that EUC-KR
// does not have, nil if it has them all. EUC-KR is meant as on the web, with
// the extension (code page 949) that holds all 11,172 modern syllables.
func EUCKR(s string) error {
	e := korean.EUCKR.NewEncoder()
	var out [4]byte
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size <= 1 {
			return &UnencodableError{r, i}
		}
		e.Reset()
		if _, _, err := e.Transformer.Transform(out[:], []byte(s[i:i+size]), true); err != nil && !errors.Is(err, transform.ErrShortSrc) {
			return &UnencodableError{r, i}
		}
		i += size
	}
	return nil
}
