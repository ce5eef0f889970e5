package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"bongsu/simulator"
)

// floors are what nothing could do without, in milliseconds.
type floors struct {
	Fetch  spread `json:"fetch"`  // from publishing until another consumer of the same broker has the record
	Commit spread `json:"commit"` // of as many octets, through the same driver
	Write  spread `json:"write"`  // over loopback, until the other end has it
}

// sum returns the sum of the medians.
func (f floors) sum() float64 { return f.Fetch.P50 + f.Commit.P50 + f.Write.P50 }

// A floor takes samples of what costs a fetch and a write on this machine.
type floor struct {
	*world
	fetched  chan time.Time
	endTail  context.CancelFunc
	ended    chan error
	near     net.Conn
	far      net.Conn
	received chan time.Time
	closed   chan struct{}
}

func newFloor(ctx context.Context, w *world) (*floor, error) {
	f := &floor{world: w, fetched: make(chan time.Time, 1), ended: make(chan error, 1), received: make(chan time.Time, 1), closed: make(chan struct{})}
	if err := f.connect(ctx); err != nil {
		return nil, err
	}
	go f.listen()
	tailing, end := context.WithCancel(context.WithoutCancel(ctx))
	f.endTail = end
	go func() {
		f.ended <- simulator.Tail(tailing, w.addr, benchTopic, func(simulator.Record) {
			select {
			case f.fetched <- time.Now():
			case <-tailing.Done():
			}
		})
	}()
	return f, nil
}

// connect makes a connection over loopback.
func (f *floor) connect(ctx context.Context) (err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	if f.near, err = new(net.Dialer).DialContext(ctx, "tcp", l.Addr().String()); err != nil {
		return err
	}
	if f.far, err = l.Accept(); err != nil {
		return errors.Join(err, f.near.Close())
	}
	return nil
}

// listen says when something has come through the connection.
func (f *floor) listen() {
	defer close(f.closed)
	b := make([]byte, 64<<10)
	for {
		if _, err := f.far.Read(b); err != nil {
			return
		}
		f.received <- time.Now()
	}
}

// writeOctets is how much the floor writes at once, about a request for an
// area.
const writeOctets = 512

// sample returns what a fetch and a write took, in milliseconds.
func (f *floor) sample(ctx context.Context, body []byte) (fetch, write float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	r, err := f.producer.Publish(ctx, simulator.Record{Topic: benchTopic, Value: body})
	if err != nil {
		return 0, 0, err
	}
	select {
	case at := <-f.fetched:
		fetch = milliseconds(at.Sub(r.At))
	case <-ctx.Done():
		return 0, 0, fmt.Errorf("fetching: %w", ctx.Err())
	}
	began := time.Now()
	if _, err := f.near.Write(make([]byte, writeOctets)); err != nil {
		return 0, 0, err
	}
	select {
	case at := <-f.received:
		return fetch, milliseconds(at.Sub(began)), nil
	case <-ctx.Done():
		return 0, 0, fmt.Errorf("writing: %w", ctx.Err())
	}
}

// Close ends all.
func (f *floor) Close() error {
	f.endTail()
	err := errors.Join(<-f.ended, f.near.Close())
	<-f.closed
	return errors.Join(err, f.far.Close())
}

// stored returns how many octets the product has stored of its newest alert, by
// what it tells of it.
func (b *bench) stored(ctx context.Context) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	newest := ""
	for _, p := range b.posts.since(0) {
		if p.Kind == "alert" {
			newest = p.Alert
		}
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.product.address+"/api/v1/alerts/"+newest, nil)
	if err != nil {
		return 0, err
	}
	q.Header.Set("Authorization", "Bearer "+b.token)
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	n, err := io.Copy(io.Discard, a.Body)
	if err == nil && a.StatusCode != http.StatusOK {
		err = fmt.Errorf("alert %s: %s", newest, a.Status)
	}
	return int(n), err
}
