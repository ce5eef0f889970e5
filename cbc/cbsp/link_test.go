package cbsp

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"

	"github.com/google/go-cmp/cmp"
)

func TestTwoRestartsOfANewConnectionMeanOneReset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.accept()
		p.say(&Restart{Cells: AllCells(), DataLost: true})
		wrote := make(chan error, 1)
		go func() { wrote <- p.write(&Restart{Cells: AllCells(), DataLost: true, Emergency: true}) }()
		p.expect(&Reset{AllCells()})
		if err := <-wrote; err != nil {
			t.Fatal(err)
		}
		p.say(&ResetComplete{AllCells()})
		p.expect(&KeepAlive{30 * time.Second})
		p.say(&KeepAliveComplete{})
		if got := r.kinds(); !slices.Equal(got, []cbc.NoticeKind{cbc.Forgot, cbc.Ready}) {
			t.Errorf("notices %v, want forgot and ready", got)
		}
		p.say(&Restart{Cells: AllCells(), DataLost: true, Emergency: true}) // not of that pair any more
		if n := r.last(); n.Kind != cbc.Forgot {
			t.Errorf("notice %+v, want forgot", n)
		}
		p.expect(&KeepAlive{30 * time.Second}) // and nothing between
	})
}

func TestEmergencyRestartAfterReadyIsStillTheSameRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		p.say(&Restart{Cells: AllCells(), DataLost: true, Emergency: true})
		if got := r.kinds(); !slices.Equal(got, []cbc.NoticeKind{cbc.Forgot, cbc.Ready}) {
			t.Errorf("notices %v, want forgot and ready", got)
		}
	})
}

func TestBSCThatDoesNotRestartIsResetAfterASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		p := start(t, Config{}).accept()
		p.expect(&Reset{AllCells()})
		if d := time.Since(began); d != time.Second {
			t.Errorf("reset after %v, want 1s", d)
		}
	})
}

func TestUnansweredResetEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.accept()
		p.say(&Restart{Cells: AllCells()})
		p.expect(&Reset{AllCells()})
		began := time.Now()
		if _, err := p.r.Next(); err == nil || time.Since(began) != 5*time.Second {
			t.Errorf("after %v: %v, want the end after 5s", time.Since(began), err)
		}
		if n := r.last(); n.Kind != cbc.Down || n.Err == nil {
			t.Errorf("notice %+v, want down", n)
		}
	})
}

func TestUnansweredKeepAliveEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		p := r.ready()
		p.expect(&KeepAlive{30 * time.Second})
		began := time.Now()
		if _, err := p.r.Next(); err == nil || time.Since(began) != 5*time.Second {
			t.Errorf("after %v: %v, want the end after 5s", time.Since(began), err)
		}
		if n := r.last(); n.Kind != cbc.Down {
			t.Errorf("notice %+v, want down", n)
		}
		r.ready()
		if n := r.last(); n.Kind != cbc.Ready {
			t.Errorf("notice %+v, want ready again", n)
		}
	})
}

func TestAskingAgainDoesNotPutOffTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{KeepAlive: 2 * time.Second, KeepAliveWait: 5 * time.Second})
		p := r.accept()
		p.say(&Restart{Cells: AllCells()})
		p.expect(&Reset{AllCells()})
		p.say(&ResetComplete{AllCells()})
		began := time.Now()
		for range 3 {
			p.expect(&KeepAlive{2 * time.Second})
		}
		if _, err := p.r.Next(); err == nil || time.Since(began) != 5*time.Second {
			t.Errorf("after %v: %v, want the end after 5s", time.Since(began), err)
		}
	})
}

func TestKeepAliveIsAskedEveryPeriod(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{KeepAlive: 45 * time.Second})
		p := r.accept()
		p.say(&Restart{Cells: AllCells()})
		p.expect(&Reset{AllCells()})
		p.say(&ResetComplete{AllCells()})
		began := time.Now()
		for i := range 4 {
			p.expect(&KeepAlive{45 * time.Second})
			if d := time.Since(began); d != time.Duration(i)*45*time.Second {
				t.Errorf("keep-alive %d after %v", i, d)
			}
			p.say(&KeepAliveComplete{})
		}
	})
}

// It may be about another message, and "unrecognised" would refuse for good
// what is perhaps on air.
func TestErrorIndicationThatNamesNoMessageLosesTheOnlyRequest(t *testing.T) {
	w := write(0x4010, cellA)
	cases := []struct {
		name string
		w    cbc.Warning
		m    ErrorIndication
	}{
		{"a write, nothing named", w, ErrorIndication{Cause: UnrecognisedMessage}},
		{"a write, half named", w, ErrorIndication{Cause: MissingElement, MessageID: &w.MessageID}},
		{"a stop, nothing named", stopOf(w), ErrorIndication{Cause: UnrecognisedMessage}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{})
				p := r.ready()
				began := time.Now()
				res := r.broadcast(c.w)
				p.hear()
				p.say(&c.m)
				got := <-res
				wantLost(t, got)
				if got.err == nil || !strings.Contains(got.err.Error(), c.m.Cause.String()) || time.Now() != began {
					t.Errorf("after %v: error %v, want the cause at once", time.Since(began), got.err)
				}
			})
		})
	}
}

func TestErrorIndicationAboutNoRequestIsANotice(t *testing.T) {
	other, serial := cbc.MessageID(1), cbc.Serial(0x4010)
	cases := []struct {
		name string
		m    ErrorIndication
	}{
		{"another identifier", ErrorIndication{MessageID: &other}},
		{"another message", ErrorIndication{MessageID: &other, Serial: &serial}},
		{"another stop", ErrorIndication{MessageID: &other, Old: &serial}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{})
				p := r.ready()
				res := r.broadcast(write(0x4010, cellA))
				m := p.hear().(*WriteReplace)
				p.say(&c.m)
				if n := r.last(); n.Kind != cbc.Said {
					t.Errorf("notice %+v, want said", n)
				}
				p.say(complete(m))
				if got := <-res; got.err != nil {
					t.Errorf("the write: %v", got.err)
				}
				p.say(&ErrorIndication{Cause: MissingElement}) // nobody waits
				if n := r.last(); n.Kind != cbc.Said || !strings.Contains(n.Text, MissingElement.String()) {
					t.Errorf("notice %+v, want said", n)
				}
			})
		})
	}
}

func TestBadAndUnknownMessagesAreAnsweredAndTheLinkStaysUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var strayed []string
		r := start(t, Config{Trace: cbc.Trace{Strayed: func(b []byte, err error) { strayed = append(strayed, err.Error()) }}})
		p := r.ready()
		cases := []struct {
			wire  []byte
			cause Cause
		}{
			{[]byte{0x7f, 0, 0, 2, 1, 2}, UnrecognisedMessage},
			{[]byte{byte(TypeWriteReplaceComplete), 0, 0, 0}, MissingElement},
			{[]byte{byte(TypeFailure), 0, 0, 1, 0x99}, ParameterNotRecognised},
			{[]byte{byte(TypeReset), 0, 0, 4, 4, 0, 1, 6}, UnrecognisedMessage}, // only centres say that
		}
		for _, c := range cases {
			if _, err := p.conn.Write(c.wire); err != nil {
				t.Fatal(err)
			}
			p.expect(&ErrorIndication{Cause: c.cause})
		}
		synctest.Wait()
		if len(strayed) != len(cases) {
			t.Errorf("strayed: %q", strayed)
		}
		p.expect(&KeepAlive{30 * time.Second})
	})
}

func TestRestartedCellsHaveForgotten(t *testing.T) {
	list := func(ids ...ID) CellList { return CellList{LACCI, ids} }
	cases := []struct {
		name string
		say  []Message
		want []cbc.Notice // after ready
	}{
		{"one cell, once for each kind", []Message{
			&Restart{Cells: list(IDOf(cellB, LACCI)), DataLost: true},
			&Restart{Cells: list(IDOf(cellB, LACCI)), DataLost: true, Emergency: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Cells: []cbc.Cell{cellB}, Text: "restart"}}},
		{"a location area", []Message{
			&Restart{Cells: CellList{LAC, []ID{{LAC: 1001}}}, DataLost: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Cells: []cbc.Cell{cellA, cellB}, Text: "restart"}}},
		{"all", []Message{
			&Restart{Cells: AllCells(), DataLost: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Text: "restart"}}},
		{"cells that we do not know are not all cells", []Message{
			&Restart{Cells: CellList{LAC, []ID{{LAC: 9}}}, DataLost: true},
		}, []cbc.Notice{{Kind: cbc.Said, Text: "restart of cells that are not known here"}}},
		{"once with its data and once without", []Message{
			&Restart{Cells: list(IDOf(cellB, LACCI)), Emergency: true},
			&Restart{Cells: list(IDOf(cellB, LACCI)), DataLost: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Cells: []cbc.Cell{cellB}, Text: "restart"}}},
		{"once without its data and once with", []Message{
			&Restart{Cells: list(IDOf(cellB, LACCI)), DataLost: true},
			&Restart{Cells: list(IDOf(cellB, LACCI)), Emergency: true},
		}, []cbc.Notice{{Kind: cbc.Forgot, Cells: []cbc.Cell{cellB}, Text: "restart"}}},
		{"with its data", []Message{
			&Restart{Cells: list(IDOf(cellB, LACCI))},
		}, nil},
		{"failed, and back with its data", []Message{
			&CellsFailed{[]Failure{{LACCI, IDOf(cellB, LACCI), BroadcastNotOperational}}, false},
			&CellsFailed{[]Failure{{LACCI, IDOf(cellB, LACCI), BroadcastNotOperational}}, true},
			&Restart{Cells: list(IDOf(cellB, LACCI))},
		}, []cbc.Notice{
			{Kind: cbc.Fell, Cells: []cbc.Cell{cellB}, Text: "CBSP cause 10, cell broadcast not operational"},
			{Kind: cbc.Forgot, Cells: []cbc.Cell{cellB}, Text: "restart"},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Config{})
				p := r.accept() // without a restart, which could pair up
				p.expect(&Reset{AllCells()})
				p.say(&ResetComplete{AllCells()})
				p.expect(&KeepAlive{30 * time.Second})
				p.say(&KeepAliveComplete{})
				for _, m := range c.say {
					p.say(m)
				}
				r.kinds()
				if diff := cmp.Diff(c.want, r.notices[2:]); diff != "" && len(c.want)+len(r.notices[2:]) > 0 {
					t.Errorf("notices (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// They may go on with a text that has been cancelled, which only a stop can
// end; so they must not be said to have forgotten it.
func TestCellsThatRefuseTheResetHaveFallenAndNotForgotten(t *testing.T) {
	refused := func(d Discriminator, ids ...ID) *ResetFailure {
		m := &ResetFailure{}
		for _, id := range ids {
			m.Failed = append(m.Failed, Failure{d, id, BroadcastNotOperational})
		}
		return m
	}
	fell := func(cells ...cbc.Cell) cbc.Notice { return cbc.Notice{Kind: cbc.Fell, Cells: cells, Text: "not reset"} }
	forgot := func(cells ...cbc.Cell) cbc.Notice { return cbc.Notice{Kind: cbc.Forgot, Cells: cells} }
	said := func(text string) cbc.Notice { return cbc.Notice{Kind: cbc.Said, Text: text} }
	known := []cbc.Cell{cellA, cellB, cellC}
	cases := []struct {
		name  string
		known []cbc.Cell
		say   *ResetFailure
		want  []cbc.Notice // before ready
	}{
		{"one", known, refused(CGI, IDOf(cellC, CGI)), []cbc.Notice{forgot(cellA, cellB), fell(cellC)}},
		{"a location area", known, refused(LAC, ID{LAC: 1001}), []cbc.Notice{forgot(cellC), fell(cellA, cellB)}},
		{"all", known, refused(All, ID{}), []cbc.Notice{fell(known...)}},
		{"each of them", known, refused(CI, ID{CI: 10001}, ID{CI: 10002}, ID{CI: 10003}), []cbc.Notice{fell(known...)}},
		{"one that is not ours", known, refused(LAC, ID{LAC: 9}), []cbc.Notice{
			said("reset refused by cells that are not known here"), forgot(known...)}},
		{"none that is named", known, refused(CGI), []cbc.Notice{
			said("reset refused by cells that are not known here"), forgot(known...)}},
		{"one, and we know no cells", nil, refused(CGI, IDOf(cellC, CGI)), []cbc.Notice{
			said("reset refused by some cells; those that forgot cannot be told apart without a list of cells"), forgot(), fell(cellC)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := startWith(t, Config{}, c.known)
				p := r.accept()
				p.say(&Restart{Cells: AllCells(), DataLost: true}) // as some say on every connection
				p.expect(&Reset{AllCells()})
				p.say(c.say)
				p.expect(&KeepAlive{30 * time.Second})
				p.say(&KeepAliveComplete{})
				if n := r.last(); n.Kind != cbc.Ready {
					t.Errorf("notice %+v, want ready", n)
				}
				if diff := cmp.Diff(c.want, r.notices[:len(r.notices)-1]); diff != "" {
					t.Errorf("notices (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestDialsAreFurtherApartEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		c := Config{Address: "bsc:48049"}
		c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
			at = append(at, time.Now())
			return nil, errors.New("refused")
		}
		l := New(c)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		downs := 0
		if err := l.Run(ctx, func(n cbc.Notice) { downs++ }); err != nil {
			t.Fatal(err)
		}
		pause := DefaultBackoffMin
		for i := 1; i < len(at); i++ {
			if d := at[i].Sub(at[i-1]); d < pause/2 || d > pause+1 {
				t.Errorf("pause %d was %v, want from %v to %v", i, d, pause/2, pause)
			}
			pause = min(2*pause, DefaultBackoffMax)
		}
		if len(at) < 10 || downs != 1 {
			t.Errorf("%d dials, %d notices, want at least 10 and one", len(at), downs)
		}
	})
}

func TestRunRefusesABadConfiguration(t *testing.T) {
	c := Config{Address: "nowhere", RepetitionCoding: 9, RepetitionPeriod: 3 * time.Hour, KeepAlive: 121 * time.Second,
		Window: 2, DialTimeout: -1, Cells: []cbc.Cell{cellA, cellA}}
	err := New(c).Run(t.Context(), func(cbc.Notice) {})
	if err == nil {
		t.Fatal("it ran")
	}
	var joined interface {
		error
		Unwrap() []error
	}
	if !errors.As(err, &joined) || len(joined.Unwrap()) != 7 {
		t.Errorf("want seven things wrong:\n%v", err)
	}
}
