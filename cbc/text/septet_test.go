package text

import "testing"

// The alphabet has 127 characters besides the escape, and its extension ten.
func TestEveryLetterHasItsPosition(t *testing.T) {
	for _, extended := range []bool{false, true} {
		n := 0
		for c := range byte(128) {
			r := Letter(c, extended)
			if p, ext, ok := Position(r); ok && p == c && ext == extended {
				n++
			}
		}
		if want := map[bool]int{false: 126, true: 10}[extended]; n != want { // without the carriage return
			t.Errorf("extended %v: %d letters have their position, want %d", extended, n, want)
		}
	}
}
