package area

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"bongsu/cbc"
)

// A Site is a cell and where it is.
type Site struct {
	Link   string // the link that reaches the cell; a cell belongs to exactly one
	Cell   cbc.Cell
	At     cbc.Point
	Radius float64    // of its coverage, metres, 0 or more
	Region cbc.Region // as the carrier assigns it, down to 읍면동; empty: by its place
	Line   int        // of the file it was read from; 0 if none
}

// columns are those of a cells file, all required, in any order.
var columns = [...]string{"link", "radio", "plmn", "area", "cell", "lat", "lon", "radius_m", "region"}

// maxRadius is the widest coverage taken, in metres.
const maxRadius = 1_000_000

// A Mistake is one thing wrong in a cells file.
type Mistake struct {
	Line int // 0 if it is not about a line
	Err  error
}

// maxMistakes bounds a SitesError: a file of another kind is wrong in every
// line.
const maxMistakes = 200

// A SitesError lists the mistakes in a set of sites, in the order of the lines.
type SitesError struct {
	File     string    // empty if the sites are not from a file
	Mistakes []Mistake // the first 200
	More     int       // how many there are beyond these
}

// Error returns a line per mistake: "cells.csv:12: latitude …".
func (e *SitesError) Error() string {
	var s strings.Builder
	for i, m := range e.Mistakes {
		if i > 0 {
			s.WriteByte('\n')
		}
		s.WriteString(e.where(m))
		s.WriteString(m.Err.Error())
	}
	if e.More > 0 {
		fmt.Fprintf(&s, "\n%sand %d more", e.where(Mistake{}), e.More)
	}
	return s.String()
}

func (e *SitesError) where(m Mistake) string {
	switch {
	case e.File != "" && m.Line > 0:
		return fmt.Sprintf("%s:%d: ", e.File, m.Line)
	case e.File != "":
		return e.File + ": "
	case m.Line > 0:
		return fmt.Sprintf("line %d: ", m.Line)
	}
	return ""
}

// Unwrap returns the mistakes.
func (e *SitesError) Unwrap() []error {
	list := make([]error, len(e.Mistakes))
	for i, m := range e.Mistakes {
		list[i] = m.Err
	}
	return list
}

func (e *SitesError) add(line int, err error) {
	if len(e.Mistakes) == maxMistakes {
		e.More++
		return
	}
	e.Mistakes = append(e.Mistakes, Mistake{line, err})
}

// asError returns e, or nil if it has no mistakes.
func (e *SitesError) asError() error {
	if len(e.Mistakes) == 0 {
		return nil
	}
	return e
}

// ReadCells reads a cells file: UTF-8 CSV under a header that names the columns
// link, radio, plmn, area, cell, lat, lon, radius_m and region, in any order and
// no others. Only region may be empty. Whether regions exist is for [NewAtlas]
// to say. The error, of a file that could be read, is a *SitesError with every
// mistake; name is what it calls the file.
func ReadCells(r io.Reader, name string) ([]Site, error) {
	f := cellsFile{csv: csv.NewReader(r), lines: make(map[cbc.Cell]int), words: make(map[string]string)}
	f.mistakes.File = name
	f.csv.FieldsPerRecord = -1
	f.csv.ReuseRecord = true
	header, err := f.csv.Read()
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("empty; the first line names the columns: %s", strings.Join(columns[:], ","))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if !f.header(header) {
		return nil, &f.mistakes
	}
	if err := f.body(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := f.mistakes.asError(); err != nil {
		return nil, err
	}
	return f.sites, nil
}

// A cellsFile is a cells file being read.
type cellsFile struct {
	csv      *csv.Reader
	at       [len(columns)]int // where each column is
	sites    []Site
	lines    map[cbc.Cell]int
	words    map[string]string // links and regions, each kept once
	mistakes SitesError
}

// header finds the columns and reports whether all are there.
func (f *cellsFile) header(names []string) bool {
	names = slices.Clone(names)
	names[0] = strings.TrimPrefix(names[0], "\ufeff")
	for i := range f.at {
		f.at[i] = -1
	}
	for k, n := range names {
		switch i := slices.Index(columns[:], strings.TrimSpace(n)); {
		case i < 0:
			f.mistakes.add(1, fmt.Errorf("column %q is not one of %s", n, strings.Join(columns[:], ",")))
		case f.at[i] >= 0:
			f.mistakes.add(1, fmt.Errorf("column %s is there twice", n))
		default:
			f.at[i] = k
		}
	}
	for i, k := range f.at {
		if k < 0 {
			f.mistakes.add(1, fmt.Errorf("column %s is missing", columns[i]))
		}
	}
	return len(f.mistakes.Mistakes) == 0
}

// body reads the lines; it returns errors of the reader, not of what is
// written.
func (f *cellsFile) body() error {
	for {
		record, err := f.csv.Read()
		var wrong *csv.ParseError
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &wrong):
			f.mistakes.add(wrong.Line, wrong.Err)
		case err != nil:
			return err
		default:
			line, _ := f.csv.FieldPos(0)
			f.record(line, record)
		}
	}
}

// record takes one line.
func (f *cellsFile) record(line int, record []string) {
	if len(record) != len(columns) {
		f.mistakes.add(line, fmt.Errorf("%d fields, not %d", len(record), len(columns)))
		return
	}
	var v [len(columns)]string
	for i, k := range f.at {
		v[i] = strings.TrimSpace(record[k])
	}
	s := Site{Link: f.word(v[0]), Region: cbc.Region(f.word(v[8])), Line: line}
	fine := f.place(&s, v[5:8])
	if s.Link == "" {
		f.mistakes.add(line, errors.New("link is empty"))
	}
	if !isCode(s.Region) {
		f.mistakes.add(line, fmt.Errorf("region %q is not ten digits", string(s.Region)))
	}
	cell, err := cbc.ParseCell(v[1] + ":" + v[2] + ":" + v[3] + ":" + v[4])
	if err != nil {
		f.mistakes.add(line, err)
		return
	}
	if first, ok := f.lines[cell]; ok {
		f.mistakes.add(line, fmt.Errorf("cell %s is on line %d already; a cell belongs to exactly one link", cell, first))
		return
	}
	f.lines[cell] = line
	if s.Cell = cell; fine && len(f.mistakes.Mistakes) == 0 {
		f.sites = append(f.sites, s)
	}
}

// place reads latitude, longitude and radius and reports whether all are fine.
func (f *cellsFile) place(s *Site, v []string) bool {
	fine := true
	for i, to := range []*float64{&s.At.Lat, &s.At.Lon, &s.Radius} {
		x, err := strconv.ParseFloat(v[i], 64)
		if err != nil {
			f.mistakes.add(s.Line, fmt.Errorf("%s %q is not a number", columns[5+i], v[i]))
			fine = false
		}
		*to = x
	}
	if !fine {
		return false
	}
	if err := checkPlace(s); err != nil {
		f.mistakes.add(s.Line, err)
		return false
	}
	return true
}

// checkPlace refuses a site that is nowhere.
func checkPlace(s *Site) error {
	if err := checkPoint(s.At); err != nil {
		return err
	}
	if !(s.Radius >= 0 && s.Radius <= maxRadius) || math.IsNaN(s.Radius) {
		return fmt.Errorf("radius %v m is not between 0 and %d", s.Radius, maxRadius)
	}
	return nil
}

// word returns s, one string for all that are equal, apart from the record.
func (f *cellsFile) word(s string) string {
	w, ok := f.words[s]
	if !ok {
		w = strings.Clone(s)
		f.words[w] = w
	}
	return w
}

// isCode reports whether c is empty or ten digits.
func isCode(c cbc.Region) bool {
	return c == "" || len(c) == codeDigits && allDigits(string(c))
}
