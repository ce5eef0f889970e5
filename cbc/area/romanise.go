package area

import (
	"strings"
	"unicode/utf8"
)

// Romanise writes a Korean place name in Latin letters by the Revised
// Romanization of Korean (Ministry of Culture and Tourism notice 2000-8):
// "안강읍" becomes "Angang-eup", "종로6가" "Jongno 6-ga". Sounds change where
// syllables meet (신림 Sillim, 왕십리 Wangsimni), not across the hyphen before the
// unit (동, 읍, 면, 가, 시, 군, 구, 도), and tense consonants are not written, as the
// rules say of names. Words stay apart. What is not Hangul is left as it is. It knows no
// dictionary: an ㄴ that is heard only because a word is a compound is not
// written.
func Romanise(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = romaniseWord(w)
	}
	return strings.Join(words, " ")
}

// units are the last syllables that a hyphen goes before.
const units = "도시군구읍면리동가"

func romaniseWord(word string) string {
	last, size := utf8.DecodeLastRuneInString(word)
	stem := word[:len(word)-size]
	if stem == "" || !strings.ContainsRune(units, last) {
		return capital(letters(word))
	}
	unit := letters(string(last))
	if stem, number, ok := numbered(stem); ok { // 을지로6가
		return romaniseWord(stem) + " " + number + "-" + unit
	}
	return capital(letters(stem)) + "-" + unit
}

// numbered cuts the number off the end of a stem that is more than it.
func numbered(stem string) (name, number string, ok bool) {
	name = strings.TrimRight(stem, "0123456789")
	return name, stem[len(name):], name != "" && name != stem
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// A syllable of Hangul: initial consonant, vowel, and final consonant or 0.
type syllable struct{ initial, vowel, final int }

// Hangul syllables are in order of initial, vowel and final (Unicode, chapter
// 3.12).
const (
	firstSyllable = 0xAC00
	lastSyllable  = 0xD7A3
	vowels        = 21
	finals        = 28
)

func decompose(r rune) (syllable, bool) {
	if r < firstSyllable || r > lastSyllable {
		return syllable{}, false
	}
	n := int(r - firstSyllable)
	return syllable{n / (vowels * finals), n / finals % vowels, n % finals}, true
}

// Initials that sounds change by, in the order of Unicode.
const (
	nieun  = 2
	rieul  = 5
	mieum  = 6
	silent = 11
)

var (
	initialLetters = [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	vowelLetters   = [...]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	// finalLetters are what a final is at the end or before a consonant.
	finalLetters = [...]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
	// linked are what a final is before a vowel.
	linked = [...]string{"", "g", "kk", "ks", "n", "nj", "n", "d", "r", "lg", "lm", "lb", "ls", "lt", "lp", "r", "m", "b", "ps", "s", "ss", "ng", "j", "ch", "k", "t", "p", ""}
)

// letters romanises one word as it is spoken in one breath.
func letters(word string) string {
	var b strings.Builder
	runes := []rune(word)
	var before syllable
	had := false
	for i, r := range runes {
		s, ok := decompose(r)
		if !ok {
			b.WriteRune(r)
			had = false
			continue
		}
		b.WriteString(onset(before, had, s))
		b.WriteString(vowelLetters[s.vowel])
		var next syllable
		more := false
		if i+1 < len(runes) {
			next, more = decompose(runes[i+1])
		}
		b.WriteString(coda(s, next, more))
		before, had = s, true
	}
	return b.String()
}

// onset returns how an initial is written after what came before.
func onset(before syllable, had bool, s syllable) string {
	if !had || s.initial != rieul || before.final == 0 {
		if had && s.initial == nieun && finalLetters[before.final] == "l" {
			return "l" // 별내 Byeollae
		}
		return initialLetters[s.initial]
	}
	switch finalLetters[before.final] {
	case "l", "n": // 신림 Sillim
		return "l"
	}
	return "n" // 종로 Jongno, 왕십리 Wangsimni
}

// coda returns how a final is written before what follows.
func coda(s, next syllable, more bool) string {
	plain := finalLetters[s.final]
	if !more || s.final == 0 {
		return plain
	}
	switch next.initial {
	case silent:
		return palatal(s, next)
	case nieun, mieum:
		if plain == "l" {
			return plain
		}
		return nasal(plain)
	case rieul:
		if plain == "n" {
			return "l"
		}
		return nasal(plain)
	}
	return plain
}

// palatal returns a final before a vowel: 해돋이 Haedoji.
func palatal(s, next syllable) string {
	const i = 20
	switch l := linked[s.final]; {
	case l == "d" && next.vowel == i:
		return "j"
	case l == "t" && next.vowel == i:
		return "ch"
	default:
		return l
	}
}

// nasal returns a stop as it is before a nasal: 백마 Baengma.
func nasal(stop string) string {
	switch stop {
	case "k":
		return "ng"
	case "t":
		return "n"
	case "p":
		return "m"
	}
	return stop
}
