//go:build interop && linux

package interop

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/text"
	"bongsu/simulator"
)

// converse has a link and a BSC say nearly everything that they can say, and
// returns it.
func converse(t *testing.T, c cbsp.Config, bsc *simulator.BSC) (said [][]byte, told []cbc.Warning) {
	t.Helper()
	var x tape
	c.Trace = x.trace()
	link := cbsp.New(c)
	r := ride(t, link)
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	long := radioWarning(10)
	long.Text = "[기상청] 오늘 14시 05분 경주 지역에 규모 5.2 지진이 났습니다. 낙하물에 주의하고 야외로 대피하세요."
	r.outcome(long, cbc.Accepted)
	next := radioWarning(11)
	next.Supersedes, next.Replaces, next.DCS, next.Text, next.Language = long.Serial, true, cbc.GSM7, "[KMA] Gyeongju: aftershock. Stay outside {now}.", "en"
	r.outcome(next, cbc.Accepted)
	r.outcome(next, cbc.Refused)
	primary := radioWarning(0)
	primary.MessageID, primary.Serial, primary.ETWS = cbc.ETWSTsunami, 0x7010, &cbc.ETWS{Type: 0x0380, Period: time.Minute}
	r.outcome(primary, cbc.Accepted)
	if bsc != nil {
		if _, _, err := link.Load(ctx, nil); err != nil {
			t.Error(err)
		}
		if _, err := link.SetDRX(ctx, cbsp.Schedule{Period: 40, Channel: cbsp.Basic}, osmoChannels); err != nil {
			t.Error(err)
		}
		bsc.Fail(osmoChannels[0])
		r.notice(cbc.Fell)
		bsc.Forget(osmoChannels[0])
		r.notice(cbc.Forgot)
	}
	if _, err := link.Status(ctx, next.Key(), osmoChannels); err != nil {
		t.Error(err)
	}
	if err := link.Probe(ctx); err != nil {
		t.Error(err)
	}
	stops := []cbc.Warning{stopOf(next, ""), stopOf(primary, ""), stopOf(long, "")}
	for _, w := range stops {
		if _, err := r.Broadcast(ctx, w); err != nil {
			t.Error(err)
		}
	}
	r.stop()
	return x.played(), append([]cbc.Warning{long, next, next, primary}, stops...)
}

// spelled is how tshark shows a number.
func spelled(n uint16) string { return fmt.Sprintf("0x%04x", n) }

// compareTold compares what tshark read of writes and kills with what was meant.
func compareTold(t *testing.T, rows [][]string, told []cbc.Warning) {
	t.Helper()
	for _, row := range rows {
		kind, id, fresh, old, dcs, count, ids, page := row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]
		if n, err := strconv.ParseUint(kind, 0, 8); err != nil || n != uint64(cbsp.TypeWriteReplace) && n != uint64(cbsp.TypeKill) {
			continue
		}
		if len(told) == 0 {
			t.Fatalf("more was said than told: %q", row)
		}
		w := told[0]
		told = told[1:]
		serials := [2]string{spelled(uint16(w.Serial)), ""}
		switch {
		case w.Action == cbc.Stop:
			serials = [2]string{"", serials[0]}
		case w.Replaces:
			serials[1] = spelled(uint16(w.Supersedes))
		}
		if !same(id, uint16(w.MessageID)) || !sameText(fresh, serials[0]) || !sameText(old, serials[1]) || ids != "0x2711;0x2712" {
			t.Errorf("%v is read as %q", &w, row)
		}
		if w.Action == cbc.Write && w.ETWS == nil {
			if !same(dcs, uint16(w.DCS)) || !same(count, uint16(w.Broadcasts)) || words(page) != w.Text {
				t.Errorf("%v is read as %q", &w, row)
			}
		}
	}
	if len(told) > 0 {
		t.Errorf("%d warnings were not said", len(told))
	}
}

// words puts the pages together that tshark prints, without their padding.
func words(pages string) string {
	return strings.ReplaceAll(strings.ReplaceAll(pages, `\r`, ""), ";", "")
}

// same reports whether tshark's number, in whatever base, is n.
func same(s string, n uint16) bool {
	v, err := strconv.ParseUint(s, 0, 16)
	return err == nil && v == uint64(n)
}

// sameText is same for a number that may be absent.
func sameText(s, want string) bool {
	if s == "" || want == "" {
		return s == want
	}
	n, err := strconv.ParseUint(want, 0, 16)
	return err == nil && same(s, uint16(n))
}

var cbspFields = []string{"cbsp.msg_type", "cbsp.message_id", "cbsp.new_serial_nr", "cbsp.old_serial_nr", "cbsp.dcs", "cbsp.num_bcast_req",
	"cbsp.ci", "cbsp.cb_page_content"}

func TestTsharkReadsWhatALinkAndThePretendedBSCSay(t *testing.T) {
	need(t, tshark)
	cells := []cbc.Cell{osmoCells[0].cell(), osmoCells[1].cell(), osmoCells[2].cell()}
	bsc, err := simulator.StartBSC(simulator.BSCConfig{Name: "bsc", Listen: "127.0.0.1:0", Cells: cells, Mute: cells[2:], Queries: true, Emergency: true})
	if err != nil {
		t.Fatal(err)
	}
	defer bsc.Close()
	said, told := converse(t, cbsp.Config{Address: bsc.Addr(), Cells: cells}, bsc)
	path := capture(t, said, "-T", "48049,48049")
	rows := dissected(t, path, "cbsp", cbspFields...)
	if len(rows) != len(said) {
		t.Errorf("tshark reads %d messages of %d", len(rows), len(said))
	}
	kinds := map[string]bool{}
	for _, row := range rows {
		kinds[row[0]] = true
	}
	t.Logf("%d messages of %d types", len(rows), len(kinds))
	if len(kinds) < 17 {
		t.Errorf("only %d types of messages were said", len(kinds))
	}
	compareTold(t, rows, told)
}

func TestTsharkReadsWhatALinkAndOsmoBSCSay(t *testing.T) {
	need(t, osmoBSC, tshark)
	if !isolated(t) {
		return
	}
	_, address := startOsmoBSC(t)
	said, told := converse(t, cbsp.Config{Address: address, Cells: osmoChannels, RepetitionCoding: cbsp.BE16}, nil)
	rows := dissected(t, capture(t, said, "-T", "48049,48049"), "cbsp", cbspFields...)
	if len(rows) != len(said) {
		t.Errorf("tshark reads %d messages of %d", len(rows), len(said))
	}
	compareTold(t, rows, told)
}

// Both codings of the repetition period are on the wire; tshark reads that of
// the standard.
func TestTsharkReadsTheStandardsRepetitionPeriod(t *testing.T) {
	need(t, tshark)
	m := &cbsp.WriteReplace{MessageID: 4370, Cells: cbsp.AllCells(), Channel: cbsp.Basic, Broadcasts: 1, DCS: cbc.UCS2}
	var said [][]byte
	units := []int{1, 15, 16, 100, 255, 4095}
	for _, u := range units {
		m.Period = cbsp.Split.Put(u)
		m.Pages = pageOf(t, "가")
		b, err := m.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, b)
	}
	for i, row := range dissected(t, capture(t, said, "-T", "48049,48049"), "cbsp", "cbsp.rep_period") {
		if !same(row[0], uint16(units[i])) {
			t.Errorf("%d units are read as %s", units[i], row[0])
		}
	}
}

func pageOf(t *testing.T, s string) []text.Page {
	t.Helper()
	pages, err := text.Pages(s, cbc.UCS2, "")
	if err != nil {
		t.Fatal(err)
	}
	return pages
}
