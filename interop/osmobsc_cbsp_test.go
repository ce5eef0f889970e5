//go:build interop && linux

package interop

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

var osmoChannels = []cbc.Cell{osmoCells[0].cell(), osmoCells[1].cell()}

// radioWarning is a warning to the cells that have a channel. One period for all
// keeps osmo-bsc's schedule simple.
func radioWarning(reference uint16) cbc.Warning {
	w := quake(reference)
	w.Area, w.Period, w.Broadcasts = cbc.Area{Cells: osmoChannels}, 100*cbsp.PeriodUnit, 3
	return w
}

// onAir asks osmo-bsc in which cells a warning is.
func (r *ridden) onAir(w cbc.Warning) cbc.Report {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), soon)
	defer cancel()
	report, err := r.Link.(*cbsp.Link).Status(ctx, w.Key(), w.Area.Cells)
	if err != nil {
		r.t.Fatalf("status of %v: %v", &w, err)
	}
	return report
}

func (r *ridden) wantOnAir(w cbc.Warning, cells int) {
	r.t.Helper()
	if got := r.onAir(w); len(got.Accepted) != cells || len(got.Failed) != len(w.Area.Cells)-cells {
		r.t.Errorf("%v is on air in %v and not in %v; want %d cells", &w, got.Accepted, got.Failed, cells)
	}
}

func TestOsmoBSCReplacesAndTellsWhatIsOnAir(t *testing.T) {
	need(t, osmoBSC)
	if !isolated(t) {
		return
	}
	_, address := startOsmoBSC(t)
	link := ride(t, cbsp.New(cbsp.Config{Address: address, Cells: osmoChannels, RepetitionCoding: cbsp.BE16}))
	old := radioWarning(1)
	link.outcome(old, cbc.Accepted)
	link.wantOnAir(old, 2)
	next := radioWarning(2)
	next.Supersedes, next.Replaces, next.Text = old.Serial, true, "[기상청] 경주 여진. 흔들림이 멈추면 밖으로 대피하세요."
	link.outcome(next, cbc.Accepted)
	link.wantOnAir(old, 0)
	link.wantOnAir(next, 2)
	if got := link.outcome(next, cbc.Refused); got.Failed[0].Cause != cbc.CauseAlreadyUsed {
		t.Errorf("the same once more: %+v", got)
	}
	again := next
	again.Replaces, again.Repeated = false, true
	link.outcome(again, cbc.Accepted)
	link.outcome(stopOf(next, ""), cbc.Accepted)
	link.wantOnAir(next, 0)
}

func TestOsmoBSCTakesAPrimaryNotification(t *testing.T) {
	need(t, osmoBSC)
	if !isolated(t) {
		return
	}
	_, address := startOsmoBSC(t)
	link := ride(t, cbsp.New(cbsp.Config{Address: address, Cells: osmoChannels, RepetitionCoding: cbsp.BE16}))
	w := radioWarning(0)
	w.MessageID, w.Serial, w.ETWS = cbc.ETWSEarthquake, 0x7000, &cbc.ETWS{Type: 0x0180, Period: time.Minute}
	link.outcome(w, cbc.Accepted)
	link.outcome(stopOf(w, ""), cbc.Accepted)
}

// What the old process had is gone with it, and the link says so.
func TestRestartedOsmoBSCIsToldAgain(t *testing.T) {
	need(t, osmoBSC)
	if !isolated(t) {
		return
	}
	bsc, address := startOsmoBSC(t)
	link := ride(t, cbsp.New(cbsp.Config{Address: address, Cells: osmoChannels, RepetitionCoding: cbsp.BE16, BackoffMin: 50 * time.Millisecond}))
	w := radioWarning(3)
	link.outcome(w, cbc.Accepted)
	bsc.kill()
	link.notice(cbc.Down)
	startOsmoBSC(t)
	if n := link.notice(cbc.Forgot); len(n.Cells) != 0 {
		t.Errorf("only %v have forgotten", n.Cells)
	}
	link.notice(cbc.Ready)
	link.wantOnAir(w, 0)
	w.Repeated = true
	link.outcome(w, cbc.Accepted)
	link.wantOnAir(w, 2)
}

func TestOsmoBSCMayDialTheLink(t *testing.T) {
	need(t, osmoBSC)
	if !isolated(t) {
		return
	}
	ln := cbsp.NewListener("127.0.0.1:0")
	link := cbsp.New(cbsp.Config{Listener: ln, Peers: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Cells: osmoChannels, RepetitionCoding: cbsp.BE16})
	heard := make(chan cbc.Notice, 1)
	r := &ridden{t: t, Link: link, heard: make(chan cbc.Notice, 256)}
	r.run(link, func(n cbc.Notice) {
		if n.Kind == cbc.Said && ln.Addr() != nil {
			select {
			case heard <- n:
			default:
			}
		}
	})
	<-heard
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	runOsmoBSC(t, port)
	r.notice(cbc.Ready)
	w := radioWarning(4)
	r.outcome(w, cbc.Accepted)
	r.wantOnAir(w, 2)
	r.outcome(stopOf(w, ""), cbc.Accepted)
}
