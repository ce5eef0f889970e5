package cbsp

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"

	"github.com/google/go-cmp/cmp"
)

// aside runs f beside the test and returns where its result comes.
func aside[T any](f func() T) <-chan T {
	c := make(chan T, 1)
	go func() { c <- f() }()
	return c
}

func (r *rig) status(k cbc.Key, cells ...cbc.Cell) <-chan result {
	return aside(func() result {
		rep, err := r.link.Status(r.t.Context(), k, cells)
		return result{rep, err}
	})
}

func TestStatusTellsWhereAMessageIsOnAirAndHowOftenItHasBeen(t *testing.T) {
	k := cbc.Key{MessageID: 4370, Serial: 0x4010}
	a, b := IDOf(cellA, CGI), IDOf(cellB, CGI)
	for name, c := range map[string]struct {
		answer Message
		want   cbc.Report
	}{
		"everywhere": {&StatusQueryComplete{k.MessageID, k.Serial, CountList{CGI, []Count{{a, 3, 0}, {b, 65535, 1}}}, Basic},
			cbc.Report{Accepted: []cbc.Cell{cellA, cellB}, Counts: []cbc.Count{{Cell: cellA, N: 3}, {Cell: cellB, N: 65535, Over: true}}}},
		"in one": {&StatusQueryFailure{k.MessageID, k.Serial, []Failure{{CGI, b, ReferenceNotIdentified}}, &CountList{CGI, []Count{{a, 3, 0}}}, Basic},
			cbc.Report{Accepted: []cbc.Cell{cellA}, Counts: []cbc.Count{{Cell: cellA, N: 3}}, Detail: ReferenceNotIdentified.String(),
				Failed: []cbc.Failure{{Cell: cellB, Cause: cbc.CauseNotIdentified, Detail: ReferenceNotIdentified.String()}}}},
		"refused": {&ErrorIndication{Cause: UnrecognisedMessage, MessageID: &k.MessageID, Old: &k.Serial},
			cbc.Report{Cause: cbc.CauseUnsupported, Detail: "error indication: " + UnrecognisedMessage.String()}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{})
				p := r.ready()
				res := r.status(k, cellA, cellB)
				p.expect(&StatusQuery{k.MessageID, k.Serial, cgis(a, b), Basic})
				p.say(c.answer)
				got := <-res
				got.r.At = time.Time{}
				if diff := cmp.Diff(c.want, got.r); got.err != nil || diff != "" {
					t.Errorf("error %v (-want +got):\n%s", got.err, diff)
				}
			})
		})
	}
}

func TestStatusQueryAndStopOfOneMessageAreToldApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		w := write(0x4010, cellA)
		asked := r.status(w.Key(), cellA)
		p.hear()
		stopped := r.broadcast(stopOf(w))
		p.hear()
		counts := CountList{CGI, []Count{{IDOf(cellA, CGI), 1, 0}}}
		p.say(&KillComplete{w.MessageID, w.Serial, Done{Completed: &counts, Channel: Basic}})
		p.say(&StatusQueryComplete{w.MessageID, w.Serial, counts, Basic})
		if s, q := <-stopped, <-asked; s.err != nil || q.err != nil || len(q.r.Counts) != 1 {
			t.Errorf("stop %+v, status %+v", s, q)
		}
	})
}

func TestLoadTellsHowBusyTheChannelsAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		type loads struct {
			l   []CellLoad
			r   cbc.Report
			err error
		}
		ask := func() <-chan loads {
			return aside(func() loads {
				l, rep, err := r.link.Load(t.Context(), nil)
				return loads{l, rep, err}
			})
		}
		res := ask()
		p.expect(&LoadQuery{AllCells(), Basic})
		p.say(&LoadQueryFailure{[]Failure{{CGI, IDOf(cellC, CGI), BroadcastNotSupported}}, Basic, &LoadList{LAC, []Load{{ID{LAC: 1001}, 40, 7}}}})
		got := <-res
		if diff := cmp.Diff([]CellLoad{{cellA, 40, 7}, {cellB, 40, 7}}, got.l); diff != "" || got.err != nil {
			t.Errorf("error %v (-want +got):\n%s", got.err, diff)
		}
		if len(got.r.Accepted) != 2 || len(got.r.Failed) != 1 || got.r.Failed[0].Cell != cellC {
			t.Errorf("report %+v", got.r)
		}
		// One question at a time, since nothing tells their answers apart.
		first, second := ask(), ask()
		p.hear()
		p.say(&LoadQueryComplete{LoadList{CGI, []Load{{IDOf(cellA, CGI), 1, 0}}}, Basic})
		p.hear()
		p.say(&LoadQueryComplete{LoadList{CGI, []Load{{IDOf(cellA, CGI), 2, 0}}}, Basic})
		if a, b := (<-first).l[0].First, (<-second).l[0].First; a+b != 3 {
			t.Errorf("answers %d and %d", a, b)
		}
	})
}

func TestBSCThatDoesNotAnswerAQuestionKeepsItsConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		res := aside(func() error {
			_, _, err := r.link.Load(t.Context(), nil)
			return err
		})
		p.hear()
		wantLost(t, result{err: <-res})
		again := r.broadcast(write(0x4010, cellA))
		p.answerPart()
		if got := <-again; got.err != nil {
			t.Error(got.err)
		}
	})
}

func TestScheduleIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		res := aside(func() result {
			rep, err := r.link.SetDRX(t.Context(), Schedule{Period: 40, Reserved: pointer(uint8(2)), Channel: Basic}, []cbc.Cell{cellA})
			return result{rep, err}
		})
		p.expect(&SetDRX{cgis(IDOf(cellA, CGI)), 40, pointer(uint8(2)), Basic})
		p.say(&SetDRXFailure{[]Failure{{CGI, IDOf(cellA, CGI), IncompatibleDRX}}, nil, Basic})
		if got := <-res; got.err != nil || len(got.r.Failed) != 1 || got.r.Failed[0].Cause != cbc.CauseInvalid {
			t.Errorf("%+v", got)
		}
	})
}

func TestProbeEndsWithTheAnswerOrTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		if err := r.link.Probe(t.Context()); err == nil {
			t.Error("a link without connection answers")
		}
		p := r.ready()
		probe := func(ctx context.Context) <-chan error { return aside(func() error { return r.link.Probe(ctx) }) }
		res := probe(t.Context())
		p.expect(&KeepAlive{DefaultKeepAlive})
		p.say(&KeepAliveComplete{})
		if err := <-res; err != nil {
			t.Error(err)
		}
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		res = probe(soon)
		p.hear()
		if err := <-res; err == nil {
			t.Error("silence is an answer")
		}
		res = probe(t.Context())
		p.hear()
		p.conn.Close()
		if err := <-res; err == nil {
			t.Error("the end is an answer")
		}
	})
}
