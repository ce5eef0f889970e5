package text

import "testing"

// The parts of one character, by Unicode's rules for Hangul syllables and for
// marks, and neighbours that are two.
func TestWhatIsOneCharacter(t *testing.T) {
	for _, c := range []struct {
		name  string
		text  string
		units int // of the first character
	}{
		{"two leading consonants", "\u1100\u1100\u1161", 3},
		{"leading, vowel, trailing", "\u1112\u1161\u11ab\u1112", 3},
		{"leading consonant and syllable", "\u1100가", 2},
		{"syllable without a trailing consonant, then one", "가\u11a8", 2},
		{"syllable without a trailing consonant, then a vowel", "가\u1161", 2},
		{"whole syllable, then a vowel", "\uac01\u1161", 1},
		{"whole syllable, then a trailing consonant", "\uac01\u11a8", 2},
		{"trailing consonant, then a vowel", "\u11a8\u1161", 1},
		{"vowel, then a leading consonant", "\u1161\u1100", 1},
		{"old leading consonant and vowel", "\ua960\ud7b0\ud7cb", 3},
		{"two syllables", "가나", 1},
		{"letter and two marks", "e\u0301\u0323f", 3},
		{"line feed and a mark", "\n\u0301", 1},
		{"pictures glued together", "👨\u200d👩x", 5},
		{"picture with a selector", "☎\ufe0f1", 2},
		{"two pictures", "👨👩", 2},
		{"letter before padding", "a\r", 1},
	} {
		if _, units := ucsCharacter(c.text); units != c.units {
			t.Errorf("%s: %d units, want %d", c.name, units, c.units)
		}
	}
}
