package text

import (
	"fmt"
	"unicode/utf8"

	"bongsu/cbc"
)

// A Unit is what a budget counts.
type Unit uint8

const (
	Characters Unit = iota // code points, spaces and line feeds among them
	Septets                // of the GSM 7-bit alphabet; an escaped character is two
	UCS2Units              // 16-bit units; a character above U+FFFF is two
)

// String returns the unit's name.
func (u Unit) String() string {
	switch u {
	case Characters:
		return "characters"
	case Septets:
		return "septets"
	case UCS2Units:
		return "UCS-2 units"
	}
	return fmt.Sprintf("unit(%d)", uint8(u))
}

// A Budget is how long a text may be for a kind of bearer. Those of a country
// are data of its profile.
type Budget struct {
	Name string // as in configuration
	Unit Unit
	Max  int
	DCS  cbc.DCS // the scheme in which the text must be encodable
}

// GSM7Full is all that 15 pages of the GSM 7-bit alphabet hold: 1,395 septets.
func GSM7Full() Budget { return Budget{"gsm7", Septets, MaxPages * PageSeptets, cbc.GSM7} }

// UCS2Full is all that 15 pages of UCS-2 hold: 615 units.
func UCS2Full() Budget { return Budget{"ucs2", UCS2Units, MaxPages * PageUnits, cbc.UCS2} }

// Used returns how many units of b a text takes, also when that is more than
// Max. Septets and UCS-2 units count those that stay empty at the end of a page
// because the next character would be split, so that a text within a full
// budget always has its pages. Errors: UnencodableError, SchemeError.
func (b Budget) Used(s string) (int, error) {
	sc, _, err := writable(b.DCS, "en")
	if err != nil {
		return 0, err
	}
	if n, ok := sc.singles(s); ok {
		return n, nil
	}
	n, err := occupied(s, sc)
	if err != nil || b.Unit != Characters {
		return n, err
	}
	return utf8.RuneCountInString(s), nil
}

// singles returns how many characters s has, if each of them takes one unit and
// none is drawn together with another: then every unit counts alike. That is so
// of nearly all warnings, and soon seen.
func (s scheme) singles(text string) (n int, ok bool) {
	single := singleUnit
	if s.coding == gsm7 {
		single = singleSeptet
	}
	for _, r := range text {
		if !single(r) {
			return 0, false
		}
		n++
	}
	return n, true
}

// Fits reports whether s can be encoded and is within b.
func (b Budget) Fits(s string) bool {
	n, err := b.Used(s)
	return err == nil && n <= b.Max
}

// occupied returns the units of all pages before the last and of the text on
// the last.
func occupied(s string, sc scheme) (int, error) {
	room, next := sc.room()
	total, used := 0, 0
	for i := 0; i < len(s); {
		size, units := next(s[i:])
		if units == 0 {
			r, _ := utf8.DecodeRuneInString(s[i:])
			return 0, &UnencodableError{r, i}
		}
		if used+units > room {
			total, used = total+room, 0
		}
		i, used = i+size, used+units
	}
	return total + used, nil
}

// Check returns nil if s fits b, else why not: an UnencodableError or a
// BudgetError.
func (b Budget) Check(s string) error {
	n, err := b.Used(s)
	if err != nil {
		return err
	}
	if n > b.Max {
		return &BudgetError{Budget: b, Used: n}
	}
	return nil
}

// A BudgetError says by how much a text is over its budget.
type BudgetError struct {
	Budget Budget
	Used   int
}

func (e *BudgetError) Error() string {
	return fmt.Sprintf("text takes %d %s, budget %s has %d", e.Used, e.Budget.Unit, e.Budget.Name, e.Budget.Max)
}
