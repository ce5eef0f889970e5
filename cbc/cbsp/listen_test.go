package cbsp

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// second makes a BSC dial again, once all that it said on the first connection
// has been taken in, and returns its end of the new one.
func (r *rig) second() *peer {
	synctest.Wait()
	ours, theirs := net.Pipe()
	r.link.offer(ours)
	return &peer{r.t, theirs, NewReader(theirs)}
}

// closed fails the test if the connection is not closed by the link.
func (p *peer) closed() {
	p.t.Helper()
	p.conn.SetReadDeadline(time.Now().Add(time.Minute))
	if b, err := p.r.Next(); !errors.Is(err, io.EOF) {
		p.t.Errorf("read %x, %v; want the end", b, err)
	}
}

func TestSecondConnectionIsClosedWhileTheFirstIsAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		first := r.ready()
		for range 3 {
			second := r.second()
			first.expect(&KeepAlive{DefaultKeepAlive})
			first.say(&KeepAliveComplete{})
			second.closed()
		}
		res := r.broadcast(write(0x4010, cellA))
		first.answerPart()
		if got := <-res; got.err != nil {
			t.Error(got.err)
		}
	})
}

func TestSecondConnectionTakesOverFromADeadOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		first := r.ready()
		second := r.second()
		first.expect(&KeepAlive{DefaultKeepAlive})
		begun := time.Now()
		second.say(&Restart{Cells: AllCells(), DataLost: true})
		second.expect(&Reset{AllCells()})
		if took := time.Since(begun); took != DefaultKeepAliveWait {
			t.Errorf("it took over after %v, want %v", took, DefaultKeepAliveWait)
		}
		first.closed()
	})
}

// The answer to a question from before says nothing of now.
func TestSecondConnectionIsNotClosedByAnEarlierAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		first := r.accept()
		first.say(&Restart{Cells: AllCells(), DataLost: true})
		first.expect(&Reset{AllCells()})
		first.say(&ResetComplete{AllCells()})
		first.expect(&KeepAlive{DefaultKeepAlive})
		second := r.second()
		first.expect(&KeepAlive{DefaultKeepAlive})
		first.say(&KeepAliveComplete{}) // to the first question
		second.say(&Restart{Cells: AllCells(), DataLost: true})
		second.expect(&Reset{AllCells()})
	})
}

func TestSecondConnectionTakesOverAtOnceWhenTheFirstBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		first := r.ready()
		second := r.second()
		first.expect(&KeepAlive{DefaultKeepAlive})
		begun := time.Now()
		first.conn.Close()
		second.say(&Restart{Cells: AllCells(), DataLost: true})
		second.expect(&Reset{AllCells()})
		if took := time.Since(begun); took != 0 {
			t.Errorf("it took over after %v", took)
		}
	})
}

func TestThirdConnectionIsUsedAndNotTheSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		first := r.ready()
		second := r.second()
		first.expect(&KeepAlive{DefaultKeepAlive})
		third := r.second()
		first.expect(&KeepAlive{DefaultKeepAlive})
		second.closed()
		first.conn.Close()
		third.say(&Restart{Cells: AllCells(), DataLost: true})
		third.expect(&Reset{AllCells()})
	})
}

func TestSecondConnectionIsClosedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Config{})
		first := r.ready()
		second := r.second()
		first.expect(&KeepAlive{DefaultKeepAlive})
		r.stop()
		second.closed()
		if kinds := r.kinds(); kinds[len(kinds)-1] != cbc.Ready {
			t.Errorf("notices %v", kinds)
		}
	})
}
