package cbsp

import (
	"errors"
	"fmt"
	"net"
	"time"

	"bongsu/cbc"
)

var errSecond = errors.New("a second connection of a BSC whose first is alive")

// A vigil is the watch over a connection that is ready.
type vigil struct {
	*session
	ask, overdue *time.Timer
	asked        bool
	rival        net.Conn        // a second connection of the same BSC, or nil
	before       bool            // the next answer is to a question from before the rival came
	wanted       []chan struct{} // probes
}

// watch asks the BSC now and then whether it is there, and heeds what it says
// by itself, until the session ends. A second connection waits until it is
// known whether the first is alive: then it is closed, else it takes over.
func (s *session) watch(heard func(cbc.Notice)) error {
	v := vigil{session: s, ask: time.NewTimer(0), overdue: time.NewTimer(s.link.c.KeepAliveWait)}
	v.overdue.Stop()
	defer v.ask.Stop()
	defer v.overdue.Stop()
	err := v.keep(heard)
	if v.rival != nil {
		return &replacedError{v.rival, err}
	}
	return err
}

func (v *vigil) keep(heard func(cbc.Notice)) error {
	for {
		select {
		case <-v.ask.C:
			v.inquire()
		case <-v.overdue.C:
			return fmt.Errorf("keep-alive: no answer within %v", v.link.c.KeepAliveWait)
		case e := <-v.events:
			if _, ok := e.m.(*KeepAliveComplete); ok {
				v.alive()
			} else {
				v.heed(e, heard)
			}
		case conn := <-v.link.incoming:
			v.turnAway()
			v.rival, v.before = conn, v.asked
			v.inquire()
		case there := <-v.probes:
			v.wanted = append(v.wanted, there)
			v.inquire()
		case n := <-v.link.said:
			heard(n)
		case <-v.done:
			return v.cause()
		}
	}
}

// inquire asks whether the BSC is there.
func (v *vigil) inquire() {
	v.send(&KeepAlive{v.link.c.KeepAlive})
	v.ask.Reset(v.link.c.KeepAlive)
	if !v.asked { // what was not answered is not put off by asking again
		v.overdue.Reset(v.link.c.KeepAliveWait)
	}
	v.asked = true
}

func (v *vigil) alive() {
	if v.rival != nil && v.before {
		v.before = false
		return
	}
	v.overdue.Stop()
	v.asked = false
	v.turnAway()
	for _, there := range v.wanted {
		close(there)
	}
	v.wanted = nil
}

func (v *vigil) turnAway() {
	if v.rival == nil {
		return
	}
	v.link.dialled(v.rival.RemoteAddr().String(), errSecond)
	v.rival.Close()
	v.rival = nil
}
