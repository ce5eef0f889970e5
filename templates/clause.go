package templates

import (
	"fmt"
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// A Part is what a clause of a text tells people: the five elements that
// research on warnings asks for, and the rest.
type Part uint8

const (
	Source Part = iota + 1 // who says it
	Danger                 // what has happened or will
	Where                  // the place
	When                   // the time
	Act                    // what to do; kept to the letter or the text is refused
	Extra                  // good to know; the first to go
)

var partNames = [...]string{Source: "source", Danger: "hazard", Where: "place", When: "time", Act: "action", Extra: "extra"}

// String returns the name used in files: source, hazard, place, time, action
// or extra.
func (p Part) String() string {
	if p >= Source && p <= Extra {
		return partNames[p]
	}
	return fmt.Sprintf("part(%d)", uint8(p))
}

func parsePart(s string) (Part, bool) {
	i := slices.Index(partNames[:], s)
	return Part(max(i, 0)), i > 0
}

// A Clause is one marked piece of a text, as written in its file.
type Clause struct {
	position
	Part Part
	Text string // with {placeholders} and <optional|or else> groups
}

// clauses are a text: a list of one-key mappings in YAML.
type clauses []Clause

// decodeClauses reads a list of clauses.
func (d decoder) clauses(n ast.Node, name string) clauses {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.addf(d.at(n.GetToken()), "%s: want a list of clauses", name)
		return nil
	}
	var all clauses
	for i, x := range s.Values {
		pairs := d.pairs(x, fmt.Sprintf("%s[%d]", name, i+1))
		for j, p := range pairs {
			where := d.at(p.Key.GetToken())
			part, known := parsePart(keyOf(p))
			words, isText := stringOf(p.Value)
			switch {
			case j > 0:
				d.addf(where, "%s[%d]: a clause has one key; begin the next with a dash", name, i+1)
			case !known:
				d.addf(where, "%s[%d]: %s is not source, hazard, place, time, action or extra", name, i+1, keyOf(p))
			case !isText:
				d.addf(where, "%s[%d].%s: want words (in quotes if they look like a number)", name, i+1, keyOf(p))
			default:
				all = append(all, Clause{where, part, words})
			}
		}
	}
	return all
}
