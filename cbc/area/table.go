package area

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"bongsu/cbc"
)

//go:embed data/regions.csv
var regionsCSV string

//go:embed data/code-changes.csv
var changesCSV string

const (
	regionsHeader = "code,level,full_name_ko,name_ko,short_ko,name_en,parent_code,status,valid_from,valid_to,successor_codes"
	changesHeader = "old_code,new_code,date,kind,level,old_name_ko,new_name_ko"
)

// LoadRegions reads the embedded table of Korean regions as in force on
// 2026-07-01: 16 시도, 229 시군구, 39 일반구, 5,067 읍면동, and the codes retired
// before. It takes a few milliseconds; load once and pass it on.
func LoadRegions() (*Regions, error) { return parseRegions(regionsCSV, changesCSV) }

func parseRegions(regions, changes string) (*Regions, error) {
	t := table{calendar: calendar{zone: time.FixedZone("KST", 9*60*60)}}
	t.rows = make([]Info, 0, 7000)
	if err := eachLine("regions.csv", regionsHeader, regions, t.region); err != nil {
		return nil, err
	}
	t.old = make(map[cbc.Region]int)
	if err := eachLine("code-changes.csv", changesHeader, changes, t.change); err != nil {
		return nil, err
	}
	slices.SortFunc(t.rows, byCode)
	return index(t.rows)
}

func byCode(a, b Info) int { return strings.Compare(string(a.Code), string(b.Code)) }

// eachLine calls f with the fields of every line below the header. The tables
// have no quoted fields.
func eachLine(name, header, text string, f func([]string) error) error {
	first, rest, _ := strings.Cut(text, "\n")
	if first != header {
		return fmt.Errorf("%s:1: header is not %s", name, header)
	}
	fields := make([]string, strings.Count(header, ",")+1)
	for n := 2; rest != ""; n++ {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if strings.Count(line, ",")+1 != len(fields) {
			return fmt.Errorf("%s:%d: not %d fields", name, n, len(fields))
		}
		for i := range fields {
			fields[i], line, _ = strings.Cut(line, ",")
		}
		if err := f(fields); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return nil
}

// A table is a code table being read.
type table struct {
	calendar
	rows []Info
	old  map[cbc.Region]int // rows made from code-changes.csv
}

// region takes a line of regions.csv.
func (t *table) region(f []string) (err error) {
	x := Info{
		Code: cbc.Region(f[0]), FullName: f[2], Name: f[3], Short: f[4], English: f[5],
		Parent: cbc.Region(f[6]), Active: f[7] == "active",
	}
	if x.Level, err = parseLevel(f[1]); err != nil {
		return err
	}
	if x.ValidFrom, err = t.day(f[8]); err != nil {
		return err
	}
	if x.ValidTo, err = t.day(f[9]); err != nil {
		return err
	}
	if f[10] != "" {
		for s := range strings.SplitSeq(f[10], "|") {
			x.Successors = append(x.Successors, cbc.Region(s))
		}
	}
	t.rows = append(t.rows, x)
	return nil
}

// change takes a line of code-changes.csv. Those of 시도, 시군구 and 구 are in
// regions.csv already, all but the alias.
func (t *table) change(f []string) (err error) {
	level, err := parseLevel(f[4])
	if err != nil {
		return err
	}
	if level != Eupmyeondong && f[3] != "alias" {
		return nil
	}
	code, successor := cbc.Region(f[0]), cbc.Region(f[1])
	if i, ok := t.old[code]; ok {
		t.rows[i].Successors = append(t.rows[i].Successors, successor)
		return nil
	}
	name := f[5][strings.LastIndexByte(f[5], ' ')+1:]
	x := Info{Code: code, Level: level, FullName: f[5], Name: name, Short: name, Successors: []cbc.Region{successor}}
	if x.ValidTo, err = t.day(f[2]); err != nil {
		return err
	}
	if level == Eupmyeondong && len(code) == codeDigits {
		x.Parent = code[:5] + "00000"
	}
	t.old[code] = len(t.rows)
	t.rows = append(t.rows, x)
	return nil
}

// codeDigits is the length of a 법정동코드.
const codeDigits = 10

// A calendar reads days, which come in long runs of the same.
type calendar struct {
	zone *time.Location
	text string
	last time.Time
}

// day reads "2026-07-01"; an empty day is the zero time.
func (c *calendar) day(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if s == c.text {
		return c.last, nil
	}
	d, err := time.ParseInLocation(time.DateOnly, s, c.zone)
	if err != nil {
		return time.Time{}, err
	}
	c.text, c.last = s, d
	return d, nil
}

// index ties rows, ordered by code, together.
func index(rows []Info) (*Regions, error) {
	r := &Regions{rows: rows, parent: make([]int32, len(rows)), names: make(map[string]int32, len(rows)), namesake: map[string]int{}}
	for i := range rows {
		if err := r.tie(int32(i)); err != nil {
			return nil, err
		}
		if x := &rows[i]; x.Active && x.Level != Eupmyeondong {
			r.namesake[x.English]++
		}
	}
	r.groupKids()
	r.inherit()
	r.remember()
	return r, nil
}

// tie finds the parent of row i, checks its successors and notes its name.
func (r *Regions) tie(i int32) error {
	x := &r.rows[i]
	if i > 0 && r.rows[i-1].Code == x.Code {
		return fmt.Errorf("region %s is in the table twice", x.Code)
	}
	r.parent[i] = none
	if x.Parent != "" {
		r.parent[i] = r.row(x.Parent)
	}
	if x.Active && x.Parent != "" && (r.parent[i] == none || !r.rows[r.parent[i]].Active) {
		return fmt.Errorf("region %s: its parent %s is not in force", x.Code, x.Parent)
	}
	if !x.Active && len(x.Successors) == 0 {
		return fmt.Errorf("region %s is retired without a successor", x.Code)
	}
	for _, s := range x.Successors {
		if j := r.row(s); j == none || !r.rows[j].Active {
			return fmt.Errorf("region %s: its successor %s is not in force", x.Code, s)
		}
	}
	if j, ok := r.names[x.FullName]; !ok || x.Active && !r.rows[j].Active {
		r.names[x.FullName] = i
	}
	return nil
}

// groupKids sorts the rows in force by parent.
func (r *Regions) groupKids() {
	r.firstKid = make([]int32, len(r.rows)+1)
	for i := range r.rows {
		if p := r.parent[i]; p != none && r.rows[i].Active {
			r.firstKid[p+1]++
		}
	}
	for i := range r.rows {
		r.firstKid[i+1] += r.firstKid[i]
	}
	r.kids = make([]int32, r.firstKid[len(r.rows)])
	next := slices.Clone(r.firstKid)
	for i := range r.rows {
		if p := r.parent[i]; p != none && r.rows[i].Active {
			r.kids[next[p]] = int32(i)
			next[p]++
		}
	}
}
