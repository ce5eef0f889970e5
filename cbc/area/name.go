package area

import (
	"errors"
	"fmt"
	"strings"

	"bongsu/cbc"
)

// A Naming is what a list of region names stands for.
type Naming struct {
	Country bool         // "전국"
	Regions []cbc.Region // in the order of the names, each once; as named, retired ones too
}

// A NameError says that a name is not one region's.
type NameError struct {
	Name  string
	Could []Info // regions in force that it could mean; none if it is unknown
}

func (e *NameError) Error() string {
	if len(e.Could) == 0 {
		return fmt.Sprintf("region %q is not in the code table", e.Name)
	}
	var names []string
	for _, x := range e.Could[:min(len(e.Could), named)] {
		names = append(names, x.FullName)
	}
	if more := len(e.Could) - named; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("region %q could be %s", e.Name, strings.Join(names, ", "))
}

// MaxNames is how many names one list may have.
const MaxNames = 1024

// whole is what the ministry's feed writes after a 시도 or 시군구 of which all is
// meant; that is what its name alone means here too.
const whole = " 전체"

// ParseNames reads names of regions between commas as the ministry's feed writes
// them: "충청남도 전체", "경상북도 경주시 ", "경기 수원시 장안구, 서울 중구". A name is
// the full one or has the 시도 in its short form; an own name will do where one
// region in force alone has it. Names in force come before retired ones. The error joins a
// *NameError for every name that is none.
func (r *Regions) ParseNames(text string) (Naming, error) {
	if n := strings.Count(text, ",") + 1; n > MaxNames {
		return Naming{}, fmt.Errorf("%d names of regions, more than %d", n, MaxNames)
	}
	var n Naming
	var wrong []error
	seen := make(map[cbc.Region]bool)
	for name := range strings.SplitSeq(text, ",") {
		name = strings.Join(strings.Fields(name), " ")
		switch name {
		case "":
			continue
		case "전국":
			n.Country = true
			continue
		}
		x, err := r.ParseName(name)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		if !seen[x.Code] {
			seen[x.Code] = true
			n.Regions = append(n.Regions, x.Code)
		}
	}
	return n, errors.Join(wrong...)
}

// ParseName reads one name; see [Regions.ParseNames]. The error is a *NameError.
func (r *Regions) ParseName(name string) (Info, error) {
	name = strings.TrimSuffix(strings.Join(strings.Fields(name), " "), whole)
	if x, ok := r.ByName(name); ok {
		return x, nil
	}
	if x, ok := r.shortened(name); ok {
		return x, nil
	}
	switch could := r.named(name); len(could) {
	case 0:
		return Info{}, &NameError{Name: name}
	case 1:
		return could[0], nil
	default:
		return Info{}, &NameError{name, could}
	}
}

// shortened returns the region whose name begins with the short form of its
// 시도, a 시도 in force before a retired one.
func (r *Regions) shortened(name string) (found Info, ok bool) {
	first, rest, more := strings.Cut(name, " ")
	for i := range r.rows {
		x := &r.rows[i]
		if x.Level != Sido || x.Short != first {
			continue
		}
		full := x.FullName
		if more {
			full += " " + rest
		}
		if y, there := r.ByName(full); there && (!ok || y.Active && !found.Active) {
			found, ok = y, true
		}
	}
	return found, ok
}

// named returns the regions in force whose full name ends in these words.
func (r *Regions) named(name string) []Info {
	var could []Info
	if name == "" {
		return nil
	}
	for i := range r.rows {
		x := &r.rows[i]
		if rest, ok := strings.CutSuffix(x.FullName, name); ok && x.Active && strings.HasSuffix(rest, " ") {
			could = append(could, *x)
		}
	}
	return could
}
