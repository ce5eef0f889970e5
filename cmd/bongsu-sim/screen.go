package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"bongsu/simulator/phone"
)

// A screen shows a demonstration to people: on a terminal what is under way
// changes in place, elsewhere there are plain lines. It is safe for concurrent
// use.
type screen struct {
	w     io.Writer
	width int // columns; 0 if it is no terminal

	mu   sync.Mutex // guards rows and writing
	rows int        // that may still change
}

func newScreen(w io.Writer) *screen {
	s := &screen{w: w}
	if f, ok := w.(*os.File); ok {
		s.width = columns(f)
	}
	return s
}

// line prints a line that stays.
func (s *screen) line(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.w, format+"\n", args...)
	s.rows = 0
}

// draw puts lines in the place of those drawn before, on a terminal. Elsewhere
// it prints them only if they are final.
func (s *screen) draw(lines []string, final bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.width == 0 && !final {
		return
	}
	var b strings.Builder
	if s.rows > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\x1b[J", s.rows)
	}
	for _, l := range lines {
		if !final { // a row that wraps could not be drawn over
			l = clip(l, s.width-1)
		}
		b.WriteString(l + "\n")
	}
	io.WriteString(s.w, b.String()) //nolint:errcheck // a terminal that is gone hears nothing
	if s.rows = len(lines); final {
		s.rows = 0
	}
}

// clip returns the part of s that fits into so many columns.
func clip(s string, columns int) string {
	used := 0
	for i, r := range s {
		if used += cellsOf(r); used > columns {
			return s[:i]
		}
	}
	return s
}

// cellsOf returns how many columns of a terminal a character takes: Hangul and
// Chinese characters two.
func cellsOf(r rune) int {
	switch {
	case 0x1100 <= r && r <= 0x115F, 0x2E80 <= r && r <= 0xA4CF, 0xAC00 <= r && r <= 0xD7A3, 0xF900 <= r && r <= 0xFAFF, 0xFF00 <= r && r <= 0xFF60:
		return 2
	}
	return 1
}

// strong makes text stand out on a terminal.
func (s *screen) strong(text string) string {
	if s.width == 0 {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// world says what is pretended.
func (s *screen) world(d *demo) {
	s.line("%d cells of %d links of 3 carriers, %d phones, broker at %s", d.country.Cells(), len(d.country.Links), len(d.country.Phones()), d.addr)
	s.line("bongsu is ready after %.0f ms, its links too", milliseconds(d.product.took))
	s.line("times are milliseconds since publishing; of a link: until its node had the request → until it had answered")
}

// begin announces a step.
func (s *screen) begin(n, of int, a *act) {
	s.line("\n%s", s.strong(fmt.Sprintf("%d/%d  %s", n, of, a.Title)))
	s.line("     on %s, partition %d, offset %d", a.record.Topic, a.record.Partition, a.record.Offset)
}

// progress shows how far a step is.
func (s *screen) progress(d *demo, a *act) { s.draw(s.rowsOf(d, a), false) }

// end shows what came of a step.
func (s *screen) end(d *demo, a *act) {
	rows := s.rowsOf(d, a)
	if a.took == 0 {
		rows = append(rows, fmt.Sprintf("     NOT COMPLETE after %v", stepLimit))
	}
	s.draw(rows, true)
}

func (s *screen) rowsOf(d *demo, a *act) []string {
	r := d.stepResult(a)
	var rows []string
	if r.Alert != "" {
		rows = append(rows, fmt.Sprintf("     %s: alert %s is %s", r.Result, r.Alert, r.State))
	} else if r.Result != "" {
		rows = append(rows, "     "+r.Result)
	}
	rows = append(rows, linkRows(r.Links)...)
	if r.Letter != nil {
		rows = append(rows, fmt.Sprintf("     dead letter %q, original untouched: %v", r.Letter.Reason, r.Letter.Untouched))
	}
	if a.Causes == causesAlert {
		rows = append(rows, phoneRows(d, a, &r)...)
	}
	return rows
}

// linkRows has a line for each link and action, with its languages side by side.
func linkRows(all []linkResult) []string {
	var rows []string
	for i := 0; i < len(all); {
		first := all[i]
		row := fmt.Sprintf("     %-13s %-5s %4d cells", first.Link, first.Action, first.Cells)
		for ; i < len(all) && all[i].Link == first.Link && all[i].Action == first.Action; i++ {
			x := all[i]
			arrived := "  "
			if x.Arrived > 0 {
				arrived = fmt.Sprintf("%3.0f →", x.Arrived)
			}
			row += fmt.Sprintf("   %s %d/%s %-8s %s %.0f ms", x.Language, x.MessageID, x.Serial, x.Outcome, arrived, x.Answered)
		}
		rows = append(rows, row)
	}
	return rows
}

func phoneRows(d *demo, a *act, r *stepResult) []string {
	rows := []string{fmt.Sprintf("     %d of %d phones inside heard all, %d of %d outside heard any; first %.0f, half %.0f, last %.0f ms",
		r.Phones.Heard, r.Phones.Inside, r.Phones.Wrongly, r.Phones.Outside, r.Phones.First, r.Phones.Half, r.Phones.Last)}
	for _, name := range a.Phones.Hear {
		for _, h := range d.hearingsOf(a) {
			if h.phone.Name() == name {
				rows = append(rows, "       "+hearingRow(d, a, h.phone, h.message))
			}
		}
	}
	return rows
}

func hearingRow(d *demo, a *act, p *phone.Phone, m phone.Message) string {
	camp := d.country.Camp(p)
	return fmt.Sprintf("%s %-7s %-3s %8.4f,%.4f %4.0f ms  %s", p.Name(), p.Carrier(), camp.Cell.Radio, camp.At.Lat, camp.At.Lon, a.since(m.At), m.Text)
}

// verdict says whether all was right.
func (s *screen) verdict(r *result) {
	s.line("")
	for i, m := range r.Mistakes {
		if i == 20 {
			s.line("and %d more", len(r.Mistakes)-i)
			break
		}
		s.line("wrong: %s", m)
	}
	if r.OK {
		s.line("%s: every phone inside each area heard each text once, nobody else heard anything (%.1f s, %d MB)",
			s.strong("all is right"), r.Took/1000, r.Product.Resident>>20)
		return
	}
	s.line("%s: %d things", s.strong("NOT RIGHT"), len(r.Mistakes))
}

// invite says what can be looked at while the world stays.
func (s *screen) invite(d *demo) {
	s.line("\nconsole   http://%s/", d.product.address)
	for _, a := range d.accounts {
		s.line("          sign in as %s with %s", a.Name, a.Password)
	}
	s.line("          an alert of the ministry waits there for both of them")
	s.line("events    %s event send FILE --server http://%s --token-file %s/token", d.product.cmd.Path, d.product.address, d.dir)
	s.line("kafka     %s, topics bongsu.p0 bongsu.p1 bongsu.p2, statuses on %s", d.addr, statusTopic)
	s.line("Ctrl-C ends it.\n")
}

// post shows something that happened later.
func (s *screen) post(p post) {
	what := fmt.Sprintf("%s %-8s %-9s", p.At.In(seoul()).Format(time.TimeOnly), p.Kind, p.What)
	switch p.Kind {
	case "delivery":
		s.line("%s %s %s in %s on %s, %d cells", what, p.Alert, p.Detail.Action, p.Detail.Language, p.Link, p.Detail.Cells)
	case "alert":
		s.line("%s %s %s %s, %d of %d approvals %s", what, p.Alert, p.Detail.Class, p.Detail.Hazard, p.Detail.Approvals, p.Detail.Needs, p.Detail.Why)
	default:
		s.line("%s %s", what, nameOf(p.Event))
	}
}

// hearings shows how many phones have heard what.
func (s *screen) hearings(all []hearing) {
	counts := map[string]int{}
	for _, h := range all {
		counts[h.message.Text]++
	}
	for text, n := range counts {
		s.line("%d phones heard %s", n, text)
	}
}

func nameOf(e *eventName) string {
	if e == nil {
		return ""
	}
	return fmt.Sprintf("%s/%s/%d", e.Source, e.Ref, e.Rev)
}
