package cbsp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"

	"github.com/google/go-cmp/cmp"
)

func TestWriteIsReportedCellByCell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		res := r.broadcast(write(0x4010, cellA, cellC))
		m := p.hear().(*WriteReplace)
		p.say(&WriteReplaceFailure{MessageID: m.MessageID, Serial: m.Serial,
			Failed: []Failure{{CGI, IDOf(cellC, CGI), BroadcastNotSupported}},
			Done:   Done{Cells: pointer(cgis(IDOf(cellA, CGI))), Channel: Basic}})
		got := <-res
		want := cbc.Report{At: time.Now(), Detail: "CBSP cause 9, cell broadcast not supported", Accepted: []cbc.Cell{cellA},
			Failed: []cbc.Failure{{Cell: cellC, Cause: cbc.CauseUnsupported, Detail: "CBSP cause 9, cell broadcast not supported"}}}
		if diff := cmp.Diff(want, got.r); diff != "" || got.err != nil {
			t.Errorf("error %v, report (-want +got):\n%s", got.err, diff)
		}
	})
}

func TestUnansweredWriteIsLostAfterSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{ResponseTimeout: 7 * time.Second})
		p := r.ready()
		res := r.broadcast(write(0x4010, cellA))
		m := p.hear().(*WriteReplace)
		began := time.Now()
		wantLost(t, <-res)
		if d := time.Since(began); d != 7*time.Second {
			t.Errorf("lost after %v, want 7s", d)
		}
		p.say(complete(m)) // too late, and no harm
		again := r.broadcast(write(0x4010, cellA))
		p.say(complete(p.hear().(*WriteReplace)))
		if got := <-again; got.err != nil {
			t.Error(got.err)
		}
	})
}

func TestBrokenConnectionLosesWhatWasWrittenAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{Window: 3})
		p := r.ready()
		sent := r.broadcast(write(0x4010, cellA))
		p.hear()
		waits := r.broadcast(write(0x4020, cellA)) // the other places are kept
		synctest.Wait()
		p.conn.Close()
		wantLost(t, <-sent)
		wantNotSent(t, <-waits, false)
		wantNotSent(t, <-r.broadcast(write(0x4030, cellA)), false)
	})
}

func TestMessageOfWhichOnlyAPartLeftIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		res := r.broadcast(write(0x4010, cellA))
		p.conn.Read(make([]byte, 10))
		p.conn.Close()
		wantNotSent(t, <-res, false)
	})
}

func TestPeerThatDoesNotReadHoldsUpAWriteForFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		r.ready()
		began := time.Now()
		wantNotSent(t, <-r.broadcast(write(0x4010, cellA)), false)
		if d := time.Since(began); d != writeTimeout {
			t.Errorf("gave up after %v, want %v", d, writeTimeout)
		}
		if n := r.last(); n.Kind != cbc.Down {
			t.Errorf("notice %+v, want down", n)
		}
	})
}

func TestWindowKeepsAPlaceForUrgentWritesAndOneForStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{Window: 4, ResponseTimeout: time.Minute})
		p := r.ready()
		urgent := func(serial cbc.Serial) cbc.Warning {
			w := write(serial, cellA)
			w.Category = cbc.High
			return w
		}
		for i := range 5 { // two of them find a place
			r.broadcast(write(cbc.Serial(i), cellA))
		}
		first, second := p.hear().(*WriteReplace), p.hear().(*WriteReplace)
		r.broadcast(urgent(0x10))
		p.hear()
		urgent2 := r.broadcast(urgent(0x11)) // waits
		synctest.Wait()
		r.broadcast(stopOf(write(0x20, cellA)))
		if m, ok := p.hear().(*Kill); !ok || m.Serial != 0x20 {
			t.Errorf("heard %+v, want the stop", m)
		}
		p.say(complete(first)) // four are out: a place for a stop is free
		synctest.Wait()
		p.say(complete(second))
		if m, ok := p.hear().(*WriteReplace); !ok || m.Serial != 0x11 {
			t.Errorf("heard %+v, want the urgent write before those that came first", m)
		} else {
			p.say(complete(m))
			if got := <-urgent2; got.err != nil {
				t.Error(got.err)
			}
		}
	})
}

func TestFullWindowWaitsAsLongAsTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{Window: 3, ResponseTimeout: time.Minute})
		p := r.ready()
		r.broadcast(write(0x4010, cellA))
		p.hear()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		res := <-r.broadcastUntil(ctx, write(0x4020, cellA))
		wantNotSent(t, res, false)
		if d := time.Since(began); d != 3*time.Second || !errors.Is(res.err, context.DeadlineExceeded) {
			t.Errorf("after %v: %v", d, res.err)
		}
	})
}

func TestWarningWhoseTimeIsUpAfterSendingIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		res := r.broadcastUntil(ctx, write(0x4010, cellA))
		p.hear()
		got := <-res
		wantLost(t, got)
		if !errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("error %v", got.err)
		}
	})
}

func TestWarningWhoseTimeIsUpBeforeSendingIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		r.ready()
		r.broadcast(write(0x4010, cellA)) // the peer does not read it yet
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		got := <-r.broadcastUntil(ctx, write(0x4020, cellA))
		wantNotSent(t, got, false)
		if !errors.Is(got.err, context.DeadlineExceeded) {
			t.Errorf("error %v", got.err)
		}
	})
}

func TestErrorIndicationRefusesTheRequestThatItNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := write(0x4010, cellA)
		written, other := r.broadcast(w), r.broadcast(write(0x4020, cellA))
		p.hear()
		p.hear()
		stopped := r.broadcast(stopOf(w)) // not before its write is out, or there would be none
		p.hear()
		p.say(&ErrorIndication{Cause: UnrecognisedMessage, MessageID: &w.MessageID, Old: &w.Serial})
		if got := <-stopped; got.err != nil || got.r.Cause != cbc.CauseUnsupported {
			t.Errorf("the stop: %+v, error %v", got.r, got.err)
		}
		p.say(&ErrorIndication{Cause: ValueInvalid, MessageID: &w.MessageID, Serial: &w.Serial})
		if got := <-written; got.err != nil || got.r.Cause != cbc.CauseInvalid {
			t.Errorf("the write: %+v, error %v", got.r, got.err)
		}
		wantLost(t, <-other)
	})
}

func TestStopDoesNotWaitForTheAnswerToItsWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := write(0x4010, cellA)
		written := r.broadcast(w)
		m := p.hear().(*WriteReplace)
		stopped := r.broadcast(stopOf(w))
		p.expect(&Kill{w.MessageID, w.Serial, cgis(IDOf(cellA, CGI)), Basic})
		p.say(complete(m))
		if got := <-written; got.err != nil {
			t.Error(got.err)
		}
		p.say(&KillComplete{w.MessageID, w.Serial, Done{&CountList{CGI, []Count{{IDOf(cellA, CGI), 3, 0}}}, nil, Basic}})
		got := <-stopped
		want := []cbc.Count{{Cell: cellA, N: 3}}
		if diff := cmp.Diff(want, got.r.Counts); diff != "" || got.r.Outcome(&cbc.Warning{Action: cbc.Stop}) != cbc.Accepted {
			t.Errorf("report %+v, error %v", got.r, got.err)
		}
	})
}

func TestSameWriteTwiceWaitsForTheFirstAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		a, b := r.broadcast(write(0x4010, cellA)), r.broadcast(write(0x4010, cellB))
		for range 2 {
			m := p.hear().(*WriteReplace)
			synctest.Wait()
			p.say(complete(m))
		}
		for _, c := range []<-chan result{a, b} {
			if got := <-c; got.err != nil || len(got.r.Failed) > 0 {
				t.Errorf("report %+v, error %v", got.r, got.err)
			}
		}
	})
}

func TestStopOfAWholeWriteNamesTheCellsThatConfirmedIt(t *testing.T) {
	cases := []struct {
		name      string
		confirmed CellList
		later     CellList // a write to one restarted cell; none if it has no IDs
		want      CellList
	}{
		{"by CGI, fewer than we know", cgis(IDOf(cellA, CGI), IDOf(cellB, CGI)), CellList{}, cgis(IDOf(cellA, CGI), IDOf(cellB, CGI))},
		{"by LAC", CellList{LAC, []ID{{LAC: 1001}, {LAC: 1002}}}, CellList{}, CellList{LAC, []ID{{LAC: 1001}, {LAC: 1002}}}},
		{"all", AllCells(), CellList{}, AllCells()},
		{"one more later", cgis(IDOf(cellA, CGI)), cgis(IDOf(cellB, CGI)), cgis(IDOf(cellA, CGI), IDOf(cellB, CGI))},
		{"later in another way", CellList{LAC, []ID{{LAC: 1001}}}, cgis(IDOf(cellC, CGI)), AllCells()},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{})
				p := r.ready()
				w := write(0x4010)
				w.Area.Whole = true
				res := r.broadcast(w)
				m := p.hear().(*WriteReplace)
				if m.Cells.Discriminator != All {
					t.Errorf("a write to all cells names %v", m.Cells)
				}
				m.Cells = c.confirmed
				p.say(complete(m))
				<-res
				if len(c.later.IDs) > 0 {
					res := r.broadcast(write(0x4010, c.later.IDs[0].Cell()))
					m.Cells = p.hear().(*WriteReplace).Cells
					p.say(complete(m))
					<-res
				}
				r.broadcast(stopOf(w))
				p.expect(&Kill{w.MessageID, w.Serial, c.want, Basic})
			})
		})
	}
}

func TestCellsThatConfirmedAreForgottenWithTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := write(0x4010)
		w.Area.Whole = true
		res := r.broadcast(w)
		m := p.hear().(*WriteReplace)
		m.Cells = cgis(IDOf(cellA, CGI))
		p.say(complete(m))
		<-res
		p.conn.Close()
		p = r.ready()
		r.broadcast(stopOf(w))
		p.expect(&Kill{w.MessageID, w.Serial, AllCells(), Basic})
	})
}

func TestETWSGoesInTheEmergencyFormAndIsStoppedWithoutChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := cbc.Warning{MessageID: cbc.ETWSEarthquake, Serial: 0x7000, Supersedes: 0x6FF0, Replaces: true,
			Area: cbc.Area{Cells: []cbc.Cell{cellA}}, ETWS: &cbc.ETWS{Type: 0x0180}}
		r.broadcast(w)
		p.expect(&WriteReplace{MessageID: 4352, Serial: 0x7000, Old: 0x6FF0, Replaces: true, Cells: cgis(IDOf(cellA, CGI)),
			Emergency: &Emergency{WarningType: 0x0180}})
		r.broadcast(stopOf(w))
		p.expect(&Kill{4352, 0x7000, cgis(IDOf(cellA, CGI)), NoChannel})
	})
}

func TestTraceSeesTheFirstOctetBeforeItLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var seen []string
		note := func(s string) { mu.Lock(); defer mu.Unlock(); seen = append(seen, s) }
		r := start(t, Config{Trace: cbc.Trace{
			Dialled:  func(addr string, err error) { note("dialled " + addr) },
			Wrote:    func(w *cbc.Warning, at time.Time) { note("wrote " + w.String()) },
			Sent:     func(b []byte) { note("sent " + Type(b[0]).String()) },
			Received: func(b []byte) { note("received " + Type(b[0]).String()) },
		}})
		p := r.ready()
		synctest.Wait()
		seen = nil
		r.broadcast(write(0x4010, cellA))
		synctest.Wait()
		before := slices.Clone(seen) // nothing has been read by the peer yet
		p.hear()
		synctest.Wait()
		if !slices.Equal(before, []string{"wrote write 4370/0x4010 ko"}) {
			t.Errorf("before the peer reads: %q", before)
		}
		if seen[len(seen)-1] != "sent write-replace" {
			t.Errorf("afterwards: %q", seen)
		}
	})
}

// What a warning costs before its first octet leaves: to the cells of an area
// that was alerted before, and to others.
func BenchmarkEncode(b *testing.B) {
	for _, n := range []int{1, 100, 5000} {
		for _, known := range []bool{true, false} {
			b.Run(fmt.Sprintf("%d cells, known %v", n, known), func(b *testing.B) {
				l := New(Config{Address: "bsc:48049"})
				w := write(0x4010, gsmCells(n)...)
				now := time.Now()
				var buf []byte
				b.ReportAllocs()
				for b.Loop() {
					if !known {
						l.namings.recent = nil
					}
					x, err := l.encode(&w, now, buf)
					if err != nil {
						b.Fatal(err)
					}
					buf = x.b
				}
			})
		}
	}
}
