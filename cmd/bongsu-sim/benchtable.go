package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// figures are all that bench measures; docs/figures.md says how.
type figures struct {
	Machine  machineFacts    `json:"machine"`
	Roads    []*road         `json:"roads"`
	Compose  []composeFigure `json:"compose"`
	Admit    []admitFigure   `json:"admit"`
	Words    wordsFigure     `json:"words"`
	Ready    spread          `json:"ready_ms"` // from start until the product says so
	Resident int64           `json:"resident_bytes"`
	Peak     int64           `json:"peak_bytes"`
}

// micros is a spread as the product prints it.
type micros struct {
	P50 float64 `json:"p50_us"`
	P90 float64 `json:"p90_us"`
	P99 float64 `json:"p99_us"`
	Max float64 `json:"max_us"`
}

func (m micros) spread() spread {
	return spread{m.P50 / 1000, m.P90 / 1000, m.P99 / 1000, m.Max / 1000}
}

// A composeFigure is what composing an event costs.
type composeFigure struct {
	Name   string `json:"name"`
	Links  int    `json:"links"`
	Cells  int    `json:"cells"`
	Time   micros `json:"time"`
	Allocs uint64 `json:"allocs_per_op"`
	Octets uint64 `json:"bytes_per_op"`
}

// An admitFigure is what it takes until an alert is on disk.
type admitFigure struct {
	Links     int    `json:"links"`
	Cells     int    `json:"cells"`
	Composed  micros `json:"composed"`
	Committed micros `json:"committed"`
	Whole     micros `json:"whole"`
}

// A wordsFigure is what rendering, choosing and loading words costs.
type wordsFigure struct {
	Texts  int    `json:"texts"`
	Render micros `json:"render"`
	Rules  micros `json:"rules"`
	Load   micros `json:"load"`
}

// Pass marks.
const (
	markWhole = 2.0 // publishing to the first octet on every link, by the floor
	markLast  = 3.0 // the last link's first octet, by the first link's
	markMany  = 2.0 // committed for 1,000 links, by that for 6
)

// print writes the figures as tables for people.
func (f *figures) print(w io.Writer) error {
	fmt.Fprintln(w, f.Machine)
	for _, r := range f.Roads {
		fmt.Fprintf(w, "\nfrom publishing to the first octet on every link: %s, %d cells, %d events, milliseconds\n", r.Name, r.Cells, r.Events)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(t, "stage\tp50\tp90\tp99\tmax\t")
		for _, row := range []struct {
			name string
			s    spread
		}{
			{"published → fetched", r.Fetched}, {"→ decoded and composed", r.Composed}, {"→ committed", r.Committed},
			{"→ first octet, first link", r.First}, {"→ first octet, every link", r.Every}, {"→ answered", r.Answered},
			{"published → first link", r.ToFirst}, {"published → every link", r.Whole},
			{"floor: fetch", r.Floor.Fetch}, {"floor: bare commit", r.Floor.Commit}, {"floor: loopback write", r.Floor.Write},
		} {
			fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t\n", row.name, row.s.P50, row.s.P90, row.s.P99, row.s.Max)
		}
		if err := t.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(w, "p50 %.2f ms is %s the floor of %.2f ms (bare commits of %d octets)\n", r.Whole.P50, verdict(r.Whole.P50, r.Floor.sum(), markWhole), r.Floor.sum(), r.Octets)
		fmt.Fprintf(w, "the last link's first octet, %.2f ms, is %s the first link's, %.2f ms\n", r.Whole.P50, verdict(r.Whole.P50, r.ToFirst.P50, markLast), r.ToFirst.P50)
	}
	f.printParts(w)
	return nil
}

func (f *figures) printParts(w io.Writer) {
	if len(f.Admit) == 2 {
		few, many := f.Admit[0], f.Admit[1]
		fmt.Fprintf(w, "\ncommitted, %d links %.2f ms, %d links %.2f ms: %s\n", few.Links, few.Committed.P50/1000,
			many.Links, many.Committed.P50/1000, verdict(many.Committed.P50, few.Committed.P50, markMany))
		fmt.Fprintf(w, "composed and committed, %d links %.2f ms, %d links %.2f ms: %.2f ×\n", few.Links, few.Whole.P50/1000,
			many.Links, many.Whole.P50/1000, many.Whole.P50/few.Whole.P50)
	}
	fmt.Fprintln(w)
	for _, c := range f.Compose {
		fmt.Fprintf(w, "compose %s: p50 %.0f µs, %d allocations, %d kB\n", c.Name, c.Time.P50, c.Allocs, c.Octets>>10)
	}
	fmt.Fprintf(w, "render one text, %d texts: p50 %.1f µs, p99 %.1f µs (aim 5)\n", f.Words.Texts, f.Words.Render.P50, f.Words.Render.P99)
	fmt.Fprintf(w, "try 200 rules: p50 %.0f µs, p99 %.0f µs (aim 50)\n", f.Words.Rules.P50, f.Words.Rules.P99)
	fmt.Fprintf(w, "load and lint the library: p50 %.0f ms, max %.0f ms (aim 300)\n", f.Words.Load.P50/1000, f.Words.Load.Max/1000)
	fmt.Fprintf(w, "start to ready: p50 %.0f ms, max %.0f ms (aim 1000)\n", f.Ready.P50, f.Ready.Max)
	fmt.Fprintf(w, "resident memory of serve: %d MB, at most %d MB (aim 80)\n", f.Resident>>20, f.Peak>>20)
}

// verdict says how one figure is to another, and whether that is within the
// mark.
func verdict(x, by, mark float64) string {
	ratio := x / max(by, 1e-9)
	word := "PASS"
	if ratio > mark {
		word = "FAIL"
	}
	return fmt.Sprintf("%.2f × (%s, mark %.0f ×)", ratio, word, mark)
}
