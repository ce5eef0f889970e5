package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A josa is a Korean particle in its two shapes: after a final consonant and
// after a vowel.
type josa struct {
	closed, open string
	// liquid says that a final ㄹ takes the shape for a vowel: 서울로.
	liquid bool
}

// particles are those that a template may ask for.
var particles = map[string]josa{
	"은/는":  {"은", "는", false},
	"이/가":  {"이", "가", false},
	"을/를":  {"을", "를", false},
	"과/와":  {"과", "와", false},
	"으로/로": {"으로", "로", true},
	"이나/나": {"이나", "나", false},
}

// A final is how the last syllable of a word ends.
type final uint8

const (
	vowel     final = iota // no final consonant
	liquid                 // ㄹ
	consonant              // any other
)

// after returns the shape of j that follows word.
func (j josa) after(word string) string {
	switch finalOf(word) {
	case vowel:
		return j.open
	case liquid:
		if j.liquid {
			return j.open
		}
	}
	return j.closed
}

// digitFinals are the last sounds of 영 일 이 삼 사 오 육 칠 팔 구. A number
// that ends in 0 is read 십, 백, 천, 만 or 억, which end in a consonant as 영
// does.
var digitFinals = [10]final{consonant, liquid, vowel, consonant, vowel, vowel, consonant, liquid, liquid, vowel}

const (
	firstHangul, lastHangul = 0xAC00, 0xD7A3
	finals                  = 28 // per initial and vowel; the first is none
	rieul                   = 8  // ㄹ among them
)

// finalOf says how word ends when read aloud. Closing brackets, quotation marks
// and stops are not read; a percent sign is 퍼센트.
func finalOf(word string) final {
	word = strings.TrimRightFunc(word, silent)
	r, _ := utf8.DecodeLastRuneInString(word)
	switch {
	case firstHangul <= r && r <= lastHangul:
		switch (r - firstHangul) % finals {
		case 0:
			return vowel
		case rieul:
			return liquid
		}
		return consonant
	case '0' <= r && r <= '9':
		return digitFinals[r-'0']
	case r < utf8.RuneSelf && unicode.IsLetter(r):
		return latinFinal(word)
	}
	return vowel
}

func silent(r rune) bool { return strings.ContainsRune(` )]}>'"’”」』.,!?`, r) }

// latinFinal reads a word in capitals letter by letter (엘, 엠, 엔, 알) and any
// other as a word, in which only l, m, n and ng are heard as finals.
func latinFinal(word string) final {
	n := len(word)
	last := word[n-1]
	spelt := unicode.IsUpper(rune(last))
	switch last | 0x20 {
	case 'l':
		return liquid
	case 'm', 'n':
		return consonant
	case 'r':
		if spelt {
			return liquid
		}
	case 'g':
		if !spelt && n > 1 && word[n-2] == 'n' {
			return consonant
		}
	}
	return vowel
}
