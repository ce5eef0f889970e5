package area

import (
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"bongsu/cbc"
)

// A Level is the rank of a region.
type Level uint8

const (
	Sido         Level = iota + 1 // 시도, province or metropolitan city
	Sigungu                       // 시군구, city, county or district
	Gu                            // 일반구, district of a city that is itself a 시군구
	Eupmyeondong                  // 읍면동, the smallest; has no boundary here
)

var levelNames = [...]string{Sido: "sido", Sigungu: "sigungu", Gu: "gu", Eupmyeondong: "eupmyeondong"}

// String returns "sido", "sigungu", "gu" or "eupmyeondong".
func (l Level) String() string {
	if Sido <= l && l <= Eupmyeondong {
		return levelNames[l]
	}
	return fmt.Sprintf("level(%d)", uint8(l))
}

func parseLevel(s string) (Level, error) {
	if i := slices.Index(levelNames[:], s); i >= int(Sido) {
		return Level(i), nil
	}
	return 0, fmt.Errorf("level %q is not sido, sigungu, gu or eupmyeondong", s)
}

// Info is what the code table says of a region.
type Info struct {
	Code       cbc.Region
	Level      Level
	FullName   string       // "경상북도 경주시", unique among regions in force
	Name       string       // "경주시"
	Short      string       // of a 시도 the usual short form, "경북"; else Name
	English    string       // "Gyeongju-si"; empty for 읍면동 and old codes
	Parent     cbc.Region   // empty for a 시도
	Active     bool         // in force
	ValidFrom  time.Time    // first day in force, Korean time; zero if not known
	ValidTo    time.Time    // first day no longer in force; zero if in force
	Successors []cbc.Region // of a code not in force: those in force instead
}

// Regions is the table of region codes: those in force, and retired ones with
// their successors. It is read only and safe for concurrent use.
type Regions struct {
	rows     []Info            // ordered by code
	parent   []int32           // row of the parent, or none
	kids     []int32           // rows in force, grouped by parent
	firstKid []int32           // kids[firstKid[i]:firstKid[i+1]] are those of row i
	names    map[string]int32  // full name → row, names in force first
	before   map[int32][]int32 // retired rows that a row in force stands for
	namesake map[string]int    // English name → how many 시도, 시군구 and 구 in force have it

	spokenOnce sync.Once
	spoken     map[string][]cbc.Region // what Named returns
}

// none stands where there is no row.
const none = -1

// row returns the place of code in the table, or none.
func (r *Regions) row(code cbc.Region) int32 {
	i, ok := sort.Find(len(r.rows), func(i int) int { return strings.Compare(string(code), string(r.rows[i].Code)) })
	if !ok {
		return none
	}
	return int32(i)
}

// Lookup returns what the table says of code, in force or retired.
func (r *Regions) Lookup(code cbc.Region) (Info, bool) {
	i := r.row(code)
	if i == none {
		return Info{}, false
	}
	return r.rows[i], true
}

// ByName returns the region of this full Korean name, "경상북도 경주시". Names
// in force come before retired ones. Own names are not unique and are not
// found.
func (r *Regions) ByName(full string) (Info, bool) {
	i, ok := r.names[full]
	if !ok {
		return Info{}, false
	}
	return r.rows[i], true
}

// All yields every region in force and every retired one, by code.
func (r *Regions) All() iter.Seq[Info] { return slices.Values(r.rows) }
