package templates

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// A Kind is the type of a parameter.
type Kind uint8

const (
	Words   Kind = iota + 1 // free text, one for all languages or one for each
	Number                  // a decimal number
	Integer                 // a whole number
	Choice                  // one of a list
	Clock                   // a time of day
	Moment                  // a time, or words for one
	Flag                    // whether something is so; only rules look at it
)

var kindNames = [...]string{Words: "words", Number: "number", Integer: "integer", Choice: "choice", Clock: "clock", Moment: "moment", Flag: "flag"}

// String returns the name used in params.yaml.
func (k Kind) String() string {
	if k >= Words && k <= Flag {
		return kindNames[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// UnmarshalText reads what String writes.
func (k *Kind) UnmarshalText(b []byte) error {
	for i, n := range kindNames {
		if n != "" && n == string(b) {
			*k = Kind(i)
			return nil
		}
	}
	return &badWord{"type", string(b), kindNames[1:]}
}

// A Value is the checked value of one parameter. Library.CheckParams makes
// them from what an event carries; the zero Value is absent.
type Value struct {
	kind   Kind
	plain  string            // Words and Moment: for every language not in words
	words  map[string]string // Words: by language
	number float64           // Number, Integer; Choice: place in the list, from 1; Flag: 0 or 1
	at     time.Time         // Clock and Moment, where they were given as a time
}

// Kind returns the value's type, 0 if absent.
func (v Value) Kind() Kind { return v.kind }

// Float returns the number of a Number or Integer, and for a Choice the place
// in its list counted from 1. A Flag is 0 or 1.
func (v Value) Float() float64 { return v.number }

// In returns the words for a language, and where there are none those for all
// languages. Values that are not words have none.
func (v Value) In(language string) string {
	if w := v.words[language]; w != "" {
		return w
	}
	return v.plain
}

// any returns the words for one language, whichever comes first.
func (v Value) any() string {
	if v.plain != "" || len(v.words) == 0 {
		return v.plain
	}
	least := ""
	for l := range v.words {
		if least == "" || l < least {
			least = l
		}
	}
	return v.words[least]
}

// String returns the value for people who look into an event.
func (v Value) String() string {
	switch v.kind {
	case Number, Integer, Choice:
		return strconv.FormatFloat(v.number, 'g', -1, 64)
	case Flag:
		return strconv.FormatBool(v.number != 0)
	case Words, Clock, Moment:
		if !v.at.IsZero() {
			return v.at.Format(time.RFC3339)
		}
		return v.any()
	}
	return ""
}

// MarshalJSON writes the value as an event carries it.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.kind == 0:
		return []byte("null"), nil
	case slices.Contains([]Kind{Number, Integer, Choice}, v.kind):
		return json.Marshal(v.number)
	case v.kind == Flag:
		return json.Marshal(v.number != 0)
	case len(v.words) > 0:
		return json.Marshal(v.words)
	}
	return json.Marshal(v.String())
}
