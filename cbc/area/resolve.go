package area

import (
	"fmt"
	"strings"
	"time"

	"bongsu/cbc"
)

// An UnknownRegionError says that a code is not in the table, in force or
// retired.
type UnknownRegionError struct {
	Code cbc.Region
}

func (e *UnknownRegionError) Error() string {
	return fmt.Sprintf("region %q is not in the code table", string(e.Code))
}

// A Note says that a code is no longer in force and what stands for it. The
// zero Note says nothing.
type Note struct {
	Code  cbc.Region // as it came
	Name  string     // its full name
	Since time.Time  // first day no longer in force; zero if it never was
	Now   []Info     // the regions in force that stand for it
}

// Empty reports whether n says nothing: the code was in force.
func (n Note) Empty() bool { return n.Code == "" }

// named is how many successors a line for people names.
const named = 4

// String returns a line for people: "29110 광주광역시 동구 is now 12210
// 전남광주통합특별시 동구 (2026-07-01)".
func (n Note) String() string {
	if n.Empty() {
		return ""
	}
	var now []string
	for _, x := range n.Now[:min(len(n.Now), named)] {
		now = append(now, digits(x.Code)+" "+x.FullName)
	}
	if more := len(n.Now) - named; more > 0 {
		now = append(now, fmt.Sprintf("%d more", more))
	}
	s := fmt.Sprintf("%s %s is now %s", digits(n.Code), n.Name, strings.Join(now, " and "))
	if n.Since.IsZero() {
		return s
	}
	return s + " (" + n.Since.Format(time.DateOnly) + ")"
}

func compareCodes(a, b cbc.Region) int { return strings.Compare(string(a), string(b)) }

// digits returns a code without the five zeros of everything above 읍면동.
func digits(code cbc.Region) string {
	return strings.TrimSuffix(string(code), "00000")
}

// Resolve returns the regions in force that code stands for: itself, or the
// successors of a retired code or alias with a Note saying so. A region that was
// split has several, a retired 시도 those of its own 시군구. Whether they are larger
// than what they stand for, [Regions.Excess] says. The error is an *UnknownRegionError.
func (r *Regions) Resolve(code cbc.Region) ([]cbc.Region, Note, error) {
	i := r.row(code)
	if i == none {
		return nil, Note{}, &UnknownRegionError{code}
	}
	x := &r.rows[i]
	if x.Active {
		return []cbc.Region{code}, Note{}, nil
	}
	n := Note{Code: code, Name: x.FullName, Since: x.ValidTo}
	for _, s := range x.Successors {
		n.Now = append(n.Now, r.rows[r.row(s)])
	}
	return append([]cbc.Region(nil), x.Successors...), n, nil
}

// current returns the rows in force that row i stands for.
func (r *Regions) current(i int32) []int32 {
	if r.rows[i].Active {
		return []int32{i}
	}
	var rows []int32
	for _, s := range r.rows[i].Successors {
		rows = append(rows, r.row(s))
	}
	return rows
}
