package cbsp

import (
	"errors"
	"net"
	"testing"

	"bongsu/cbc"
)

// Both may be there when the link looks: the end of the old connection, and
// the BSC on a new one. It chooses by chance, so this asks often.
func TestNewConnectionIsUsedThoughTheOldOneBreaksInTheSameMoment(t *testing.T) {
	for range 64 {
		l := New(Config{Listen: true, Cells: []cbc.Cell{cellA}})
		l.incoming = make(chan net.Conn, 1)
		old, oldPeer := net.Pipe()
		fresh, freshPeer := net.Pipe()
		p := &peer{t, oldPeer, NewReader(oldPeer)}
		go func() {
			p.say(&Restart{Cells: AllCells()})
			p.expect(&Reset{AllCells()})
			p.say(&ResetComplete{AllCells()})
		}()
		s := newSession(l, old)
		err := s.run(t.Context(), func(n cbc.Notice) {
			if n.Kind == cbc.Ready { // just before the link looks
				s.end(net.ErrClosed)
				l.incoming <- fresh
			}
		})
		var replaced *replacedError
		taken := errors.As(err, &replaced) && replaced.by == fresh
		left := len(l.incoming) == 1
		if taken == left {
			t.Fatalf("the new connection was taken: %v, still waits: %v; run says %v", taken, left, err)
		}
		oldPeer.Close()
		freshPeer.Close()
	}
}
