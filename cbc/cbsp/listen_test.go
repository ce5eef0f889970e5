package cbsp

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"

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

func TestNewConnectionThatComesAtTheEndIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, oldPeer := net.Pipe()
		fresh, freshPeer := net.Pipe()
		l := New(Config{Address: "bsc:48049", Dial: func(context.Context, string, string) (net.Conn, error) { return old, nil }})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			l.Run(ctx, func(n cbc.Notice) {
				if n.Kind == cbc.Down { // the new connection has been taken and not used yet
					cancel()
				}
			})
		})
		p := &peer{t, oldPeer, NewReader(oldPeer)}
		p.expect(&Reset{AllCells()})
		p.say(&ResetComplete{AllCells()})
		p.hear()
		l.incoming <- fresh
		wg.Wait()
		if n, err := freshPeer.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("read %d octets, %v; want the end", n, err)
		}
	})
}
