//go:build interop && linux

package interop

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"text/template"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

var osmoBSC = apt("osmo-bsc", "1.9.")

// An osmoCell is a cell of the controller's configuration.
type osmoCell struct {
	LAC   uint32
	CI    uint64
	Unit  int // the base station's number for the controller
	ARFCN int
	CBCH  bool // it has a cell broadcast channel
}

var osmoCells = []osmoCell{
	{LAC: 1001, CI: 10001, Unit: 1801, ARFCN: 871, CBCH: true},
	{LAC: 1001, CI: 10002, Unit: 1802, ARFCN: 873, CBCH: true},
	{LAC: 1002, CI: 10003, Unit: 1803, ARFCN: 875},
}

func (c osmoCell) cell() cbc.Cell {
	return cbc.Cell{Radio: cbc.GSM, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: c.LAC, ID: c.CI}
}

const osmoAddress = "127.0.0.1:48049"

// startOsmoBSC starts osmo-bsc, whose ports are fixed, and returns where it
// listens for a cell broadcast centre. The test must be isolated.
func startOsmoBSC(t *testing.T) (bsc *peer, address string) {
	t.Helper()
	bsc = runOsmoBSC(t, "")
	bsc.listens(osmoAddress)
	return bsc, osmoAddress
}

// runOsmoBSC starts osmo-bsc. It dials a centre at a port of this machine, or
// listens for one if there is none.
func runOsmoBSC(t *testing.T, centre string) *peer {
	t.Helper()
	path := fillConfig(t, "osmo-bsc/osmo-bsc.cfg.tmpl", struct {
		Cells   []osmoCell
		Traffic []int
		Centre  string
	}{osmoCells, []int{1, 2, 3, 4, 5, 6, 7}, centre})
	return start(t, exec.Command("osmo-bsc", "-c", path))
}

// fillConfig fills a template of peers and returns where the file is.
func fillConfig(t *testing.T, name string, values any) string {
	t.Helper()
	plan := template.Must(template.ParseFiles("peers/" + name))
	path := filepath.Join(t.TempDir(), "peer.cfg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = plan.Execute(f, values)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// listens waits until somebody listens at an address.
func (p *peer) listens(address string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), soon)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err == nil {
			conn.Close()
			return
		}
		select {
		case <-tick.C:
		case <-p.ended:
			p.t.Fatalf("%s has ended", p.cmd.Path)
		case <-ctx.Done():
			p.t.Fatalf("nobody listens at %s: %v", address, err)
		}
	}
}

func TestOsmoBSCTakesAWarningAndItsStop(t *testing.T) {
	need(t, osmoBSC)
	if !isolated(t) {
		return
	}
	_, address := startOsmoBSC(t)
	cells := []cbc.Cell{osmoCells[0].cell(), osmoCells[1].cell()}
	link := ride(t, cbsp.New(cbsp.Config{Address: address, Cells: cells, RepetitionCoding: cbsp.BE16}))
	w := quake(77)
	w.Area = cbc.Area{Cells: cells}
	w.Period, w.Broadcasts = 100*cbsp.PeriodUnit, 3
	if report := link.outcome(w, cbc.Accepted); len(report.Accepted) != 2 {
		t.Errorf("write: %+v", report)
	}
	link.outcome(stopOf(w, ""), cbc.Accepted)
	again := link.outcome(stopOf(w, ""), cbc.Accepted) // it is off the air, which is all that a stop wants
	if len(again.Failed) != 2 || again.Failed[0].Cause != cbc.CauseNotIdentified {
		t.Errorf("stop again: %+v", again)
	}

	w = quake(78)
	w.Area = cbc.Area{Cells: []cbc.Cell{osmoCells[1].cell(), osmoCells[2].cell()}}
	if report := link.outcome(w, cbc.Partial); len(report.Failed) != 1 || report.Failed[0].Cell != osmoCells[2].cell() {
		t.Errorf("write where one cell has no channel: %+v", report)
	}
}
