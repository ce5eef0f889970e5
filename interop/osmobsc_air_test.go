//go:build interop && linux

package interop

import (
	"os/exec"
	"strings"
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

var (
	osmoBTS = apt("osmo-bts", "1.5.")
	iproute = apt("iproute2", "")
)

// From a warning to the words that a phone would get from the air: two pages,
// cut and put together again by programs that are not ours.
func TestKoreanTextIsOnTheAir(t *testing.T) {
	need(t, osmoBSC, osmoBTS, tshark, iproute)
	if !isolated(t) {
		return
	}
	if out, err := exec.Command("ip", "route", "add", "239.0.0.0/8", "dev", "lo").CombinedOutput(); err != nil {
		t.Fatalf("route for the air: %v: %s", err, out)
	}
	bsc, address := startOsmoBSC(t)
	air := start(t, exec.Command("tshark", "-l", "-n", "-i", "lo", "-f", "udp port 4729", "-Y", "gsm_cbs", "-T", "fields", "-E", "separator=|",
		"-e", "gsm_cbs.serial_number", "-e", "gsm_cbs.message-identifier", "-e", "gsm_cbs.current_page", "-e", "gsm_cbs.total_pages", "-e", "gsm_cbs.page_content"))
	air.next("that it captures", func(line string) bool { return strings.Contains(line, "Capturing on") })
	start(t, exec.Command("osmo-bts-virtual", "-c", "peers/osmo-bsc/osmo-bts-virtual.cfg"))
	bsc.next("that the cell has a channel", func(line string) bool { return strings.Contains(line, "becomes available for CBCH") })
	cell := []cbc.Cell{osmoCells[0].cell()}
	link := ride(t, cbsp.New(cbsp.Config{Address: address, Cells: cell, RepetitionCoding: cbsp.BE16}))
	w := radioWarning(20)
	w.Area.Cells, w.Period, w.Broadcasts = cell, 4*cbsp.PeriodUnit, 5
	w.Text = "[기상청] 오늘 14시 05분 경주 지역에 규모 5.2 지진이 났습니다. 낙하물에 주의하고 야외로 대피하세요."
	link.outcome(w, cbc.Accepted)
	var pages [3]string
	for pages[1] == "" || pages[2] == "" {
		line := air.next("a page of the text", func(line string) bool { return strings.Count(line, "|") == 4 })
		f := strings.Split(line, "|")
		if !same(f[0], uint16(w.Serial)) || !same(f[1], uint16(w.MessageID)) || f[3] != "2" && f[3] != "0x02" {
			t.Fatalf("on the air is %q", line)
		}
		n := 1
		if strings.HasSuffix(f[2], "2") {
			n = 2
		}
		pages[n] = strings.ReplaceAll(strings.ReplaceAll(f[4], `\r`, ""), "\r", "")
	}
	if got := pages[1] + pages[2]; got != w.Text {
		t.Errorf("on the air is %q, want %q", got, w.Text)
	}
}
