package main

import (
	"context"
	"net"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

// answerAfter is how long a played BSC takes to confirm what it was told.
const answerAfter = time.Millisecond

// A station is a BSC that is played as cheaply as can be: it tells when a message
// has been read whole, and confirms it a millisecond later.
type station struct {
	ln    net.Listener
	seen  func(m cbc.MessageID, stop bool)
	wg    sync.WaitGroup
	mu    sync.Mutex // guards conns
	conns map[net.Conn]bool
}

func startStation(ctx context.Context, seen func(cbc.MessageID, bool)) (*station, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &station{ln: ln, seen: seen, conns: map[net.Conn]bool{}}
	s.wg.Go(s.accept)
	return s, nil
}

func (s *station) accept() {
	for {
		conn, err := s.ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[conn] = true
		s.mu.Unlock()
		s.wg.Go(func() { s.serve(conn) })
	}
}

// Close hangs up and waits.
func (s *station) Close() error {
	err := s.ln.Close()
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
	return err
}

func (s *station) serve(conn net.Conn) {
	defer conn.Close()
	answers := make(chan cbsp.Message, 4096)
	var writing sync.WaitGroup
	writing.Go(func() { answer(conn, answers) })
	answers <- &cbsp.Restart{Cells: cbsp.AllCells(), DataLost: true}
	r := cbsp.NewReader(conn)
	for {
		b, err := r.Next()
		if err != nil {
			break
		}
		switch m, _ := cbsp.Parse(b); m := m.(type) {
		case *cbsp.WriteReplace:
			s.seen(m.MessageID, false)
			answers <- &cbsp.WriteReplaceComplete{MessageID: m.MessageID, Serial: m.Serial, Done: cbsp.Done{Cells: &m.Cells, Channel: m.Channel}}
		case *cbsp.Kill:
			s.seen(m.MessageID, true)
			answers <- &cbsp.KillComplete{MessageID: m.MessageID, Serial: m.Serial, Done: cbsp.Done{Cells: &m.Cells, Channel: m.Channel}}
		case *cbsp.Reset:
			answers <- &cbsp.ResetComplete{Cells: m.Cells}
		case *cbsp.KeepAlive:
			answers <- &cbsp.KeepAliveComplete{}
		}
	}
	close(answers)
	writing.Wait()
}

// answer sends answers, each some time after it was put there.
func answer(conn net.Conn, answers <-chan cbsp.Message) {
	for m := range answers {
		<-time.After(answerAfter)
		var b []byte
		for more := true; more; {
			b, _ = m.AppendBinary(b) // has nothing that cannot be encoded
			select {
			case next, open := <-answers:
				if m, more = next, open; !open {
					continue
				}
			default:
				more = false
			}
		}
		if _, err := conn.Write(b); err != nil {
			for range answers { // until the reader notices
			}
			return
		}
	}
}

// sightings count how often each message has been seen.
type sightings struct {
	want int // of each
	mu   sync.Mutex
	seen map[sight]int
	last time.Time
	full int                     // messages that have been seen as often as wanted
	each map[sight]chan struct{} // of those that somebody waits for
	news chan struct{}           // closed at the next of these
}

// A sight is a message on its way in or out.
type sight struct {
	id   cbc.MessageID
	stop bool
}

func newSightings(want int) *sightings {
	return &sightings{want: want, seen: map[sight]int{}, each: map[sight]chan struct{}{}, news: make(chan struct{})}
}

func (s *sightings) see(id cbc.MessageID, stop bool) {
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	k := sight{id, stop}
	if s.seen[k]++; s.seen[k] == s.want {
		s.full++
		s.last = now
		if arrived := s.each[k]; arrived != nil {
			close(arrived)
			delete(s.each, k)
		}
		close(s.news)
		s.news = make(chan struct{})
	}
}

// wait returns when n messages have been seen as often as wanted, and when the
// last of them was.
func (s *sightings) wait(ctx context.Context, n int) (time.Time, error) {
	for {
		s.mu.Lock()
		full, last, news := s.full, s.last, s.news
		s.mu.Unlock()
		if full >= n {
			return last, nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return last, ctx.Err()
		}
	}
}

// arrival returns when one message has been seen as often as wanted.
func (s *sightings) arrival(ctx context.Context, k sight) error {
	s.mu.Lock()
	if s.seen[k] >= s.want {
		s.mu.Unlock()
		return nil
	}
	arrived := make(chan struct{})
	s.each[k] = arrived
	s.mu.Unlock()
	select {
	case <-arrived:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *sightings) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.seen)
	s.full = 0
}
