package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc"
)

// A radioOrder is what the radio bench is told.
type radioOrder struct {
	posts, alerts, rounds, links int
}

func benchRadioCommand() *cobra.Command {
	var o radioOrder
	c := &cobra.Command{
		Use:   "radio",
		Short: "measure bongsu as a broadcast centre, beside a floor that keeps nothing",
		Long: `radio posts messages as clients of Osmocom's centre do and reads, as BSCs that it
plays, when each has arrived whole. The floor is a server in this process that
reads the same JSON, writes the same message to the same BSCs, answers, and keeps
nothing. Rounds of the two alternate.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := o.measure(c.Context())
			if err != nil {
				return wrong(err)
			}
			e := json.NewEncoder(c.OutOrStdout())
			e.SetIndent("", "  ")
			return e.Encode(f)
		},
	}
	f := c.Flags()
	f.IntVar(&o.posts, "posts", 200, "`posts` one after another, a round")
	f.IntVar(&o.alerts, "alerts", 10_000, "`alerts` of 64 parallel clients")
	f.IntVar(&o.rounds, "rounds", 3, "`rounds` of each")
	f.IntVar(&o.links, "links", 1000, "`links` whose memory is measured")
	return c
}

// radioFigures are times in milliseconds, rates a second.
type radioFigures struct {
	Fsync    spread        `json:"fsync_ms"`
	One      radioPair     `json:"bsc_1"`
	Hundred  radioPair     `json:"bsc_100"`
	Parallel radioParallel `json:"clients_64_bsc_4"`
	Stopped  radioParallel `json:"clients_64_bsc_4_each_stopped"`
	Links    radioLinks    `json:"links"`
}

// A radioPair is how long posts took to the last BSC.
type radioPair struct {
	Bongsu spread  `json:"bongsu_ms"`
	Floor  spread  `json:"floor_ms"`
	Ratio  float64 `json:"p50_ratio"`
}

type radioParallel struct {
	Bongsu  float64 `json:"bongsu_per_s"`
	Floor   float64 `json:"floor_per_s"`
	Share   float64 `json:"share_of_floor"`
	Refused int     `json:"refused"`
}

type radioLinks struct {
	Links      int     `json:"links"`
	KiB        float64 `json:"kib_each"`
	Goroutines float64 `json:"goroutines_each"`
}

func (o *radioOrder) measure(ctx context.Context) (_ *radioFigures, err error) {
	f := new(radioFigures)
	dir, err := os.MkdirTemp("", "bongsu-radio-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if f.Fsync, err = fsyncs(dir, o.posts); err != nil {
		return nil, err
	}
	if f.One, err = o.pair(ctx, 1); err != nil {
		return nil, err
	}
	if f.Hundred, err = o.pair(ctx, 100); err != nil {
		return nil, err
	}
	if f.Parallel, err = o.parallel(ctx, false); err != nil {
		return nil, err
	}
	if f.Stopped, err = o.parallel(ctx, true); err != nil {
		return nil, err
	}
	f.Links, err = o.memory(ctx)
	return f, err
}

// fsyncs measures what a write of 4 KiB to disk takes.
func fsyncs(dir string, n int) (spread, error) {
	file, err := os.Create(filepath.Join(dir, "fsync")) //nolint:gosec // a directory of our own
	if err != nil {
		return spread{}, err
	}
	defer file.Close()
	all := make([]float64, 0, n)
	for range n {
		began := time.Now()
		if _, err := file.Write(make([]byte, 4096)); err != nil {
			return spread{}, err
		}
		if err := file.Sync(); err != nil {
			return spread{}, err
		}
		all = append(all, ms(time.Since(began)))
	}
	return spreadOf(all), nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A centre is what is posted to.
type centre struct {
	url    string
	client *http.Client
	seen   *sightings
}

// post posts message id, or deletes it, and returns the status.
func (c *centre) post(ctx context.Context, id int, stop bool) (int, error) {
	method, url, body := http.MethodPost, c.url, newRadioMessage(id)
	if stop {
		method, url, body = http.MethodDelete, fmt.Sprintf("%s/%d", c.url, id), nil
	}
	q, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	a, err := c.client.Do(q)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, a.Body)
	return a.StatusCode, errors.Join(err, a.Body.Close())
}

// ether is a number of stations and a centre of each kind towards them.
type ether struct {
	stations []*station
	product  *product
	floor    *radioFloor
	seen     *sightings
	dir      string
}

func startEther(ctx context.Context, n int) (*ether, error) {
	e := &ether{seen: newSightings(n)}
	var err error
	if e.dir, err = os.MkdirTemp("", "bongsu-radio-"); err != nil {
		return nil, err
	}
	var links, cells strings.Builder
	fmt.Fprintln(&cells, "link,radio,plmn,area,cell,lat,lon,radius_m,region")
	for i := range n {
		s, err := startStation(ctx, e.seen.see)
		if err != nil {
			return nil, errors.Join(err, e.Close())
		}
		e.stations = append(e.stations, s)
		fmt.Fprintf(&links, "  - {name: bsc%d, carrier: lab, plane: test, kind: cbsp, bearer: kr-90, languages: [ko], window: 64, cbsp: {address: %q, repetition_coding: be16}}\n", i, s.ln.Addr())
		fmt.Fprintf(&cells, "bsc%d,gsm,450-05,%d,%d,37.5,127.0,100,\n", i, i/100+1, i+1)
	}
	config := "instance: bench\ndata: data\nhttp: {listen: \"127.0.0.1:0\"}\necbe: {listen: \"127.0.0.1:0\", plane: test}\ncells: cells.csv\n" +
		"policy: {default: 0}\nlog: {level: info}\nlinks:\n" + links.String()
	err = errors.Join(os.WriteFile(filepath.Join(e.dir, "bongsu.yaml"), []byte(config), 0o600),
		os.WriteFile(filepath.Join(e.dir, "cells.csv"), []byte(cells.String()), 0o600))
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// Close ends it all.
func (e *ether) Close() error {
	var err error
	if e.product != nil {
		err = e.product.stop()
	}
	if e.floor != nil {
		err = errors.Join(err, e.floor.Close())
	}
	for _, s := range e.stations {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, os.RemoveAll(e.dir))
}

// bongsu starts the product and returns how to post to it.
func (e *ether) bongsu(ctx context.Context) (*centre, error) {
	var err error
	if e.product, err = startProduct(ctx, e.dir); err != nil {
		return nil, err
	}
	if err := e.product.waitReady(ctx); err != nil {
		return nil, err
	}
	return e.centre("http://" + e.product.ecbe + ecbePath), nil
}

func (e *ether) centre(url string) *centre {
	return &centre{url, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}, e.seen}
}

// pair measures posts one after another, to bongsu and the floor in turn.
func (o *radioOrder) pair(ctx context.Context, n int) (p radioPair, err error) {
	e, err := startEther(ctx, n)
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	ours, err := e.bongsu(ctx)
	if err != nil {
		return p, err
	}
	if e.floor, err = startRadioFloor(ctx, e.stations); err != nil {
		return p, err
	}
	floor := e.centre(e.floor.at)
	var us, them []spread
	for r := range o.rounds {
		for i, c := range []*centre{ours, floor} {
			s, err := c.sequence(ctx, 5000+r*o.posts, o.posts)
			if err != nil {
				return p, err
			}
			if i == 0 {
				us = append(us, s)
			} else {
				them = append(them, s)
			}
		}
	}
	p.Bongsu, p.Floor = middle(us), middle(them)
	p.Ratio = p.Bongsu.P50 / p.Floor.P50
	return p, nil
}

// sequence posts messages from an identifier on, each when the one before has
// arrived everywhere.
func (c *centre) sequence(ctx context.Context, from, n int) (spread, error) {
	c.seen.clear()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	all := make([]float64, 0, n)
	for i := range n {
		began := time.Now()
		status, err := c.post(ctx, from+i, false)
		if err != nil || status != http.StatusCreated {
			return spread{}, fmt.Errorf("post: status %d: %w", status, err)
		}
		last, err := c.seen.wait(ctx, i+1)
		if err != nil {
			return spread{}, fmt.Errorf("message %d has not arrived everywhere: %w", from+i, err)
		}
		all = append(all, ms(last.Sub(began)))
	}
	return spreadOf(all), nil
}

// parallel measures 64 clients towards four BSCs.
func (o *radioOrder) parallel(ctx context.Context, stop bool) (radioParallel, error) {
	var p radioParallel
	var us, them []float64
	for range o.rounds {
		for _, ours := range []bool{true, false} {
			rate, refused, err := o.crowd(ctx, ours, stop)
			if err != nil {
				return p, err
			}
			if p.Refused += refused; ours {
				us = append(us, rate)
			} else {
				them = append(them, rate)
			}
		}
	}
	p.Bongsu, p.Floor = spreadOf(us).P50, spreadOf(them).P50
	p.Share = p.Bongsu / p.Floor
	return p, nil
}

// crowd posts all alerts once and returns how many a second reached every BSC,
// to be stopped again if stop is set.
func (o *radioOrder) crowd(ctx context.Context, ours, stop bool) (rate float64, refused int, err error) {
	e, err := startEther(ctx, 4)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	var c *centre
	if ours {
		c, err = e.bongsu(ctx)
	} else if e.floor, err = startRadioFloor(ctx, e.stations); err == nil {
		c = e.centre(e.floor.at)
	}
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	refused, err = c.all(ctx, o.alerts, stop)
	if err != nil {
		return 0, refused, err
	}
	want := o.alerts - refused
	if stop {
		want *= 2
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	last, err := e.seen.wait(ctx, want)
	if err != nil {
		return 0, refused, fmt.Errorf("%d of %d messages have arrived everywhere: %w", e.seen.full, want, err)
	}
	return float64(o.alerts-refused) / last.Sub(began).Seconds(), refused, nil
}

// all posts n messages by 64 clients.
func (c *centre) all(ctx context.Context, n int, stop bool) (refused int, err error) {
	ids := make(chan int)
	var mu sync.Mutex // guards refused and err
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for id := range ids {
				status, failed := c.post(ctx, id, false)
				if failed == nil && status == http.StatusCreated && stop {
					status, failed = c.stop(ctx, id)
				}
				mu.Lock()
				if err = errors.Join(err, failed); status != http.StatusCreated {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	for i := range n {
		ids <- 5000 + i
	}
	close(ids)
	wg.Wait()
	return refused, err
}

// stop deletes a message once it has arrived everywhere, so that there is
// something to stop.
func (c *centre) stop(ctx context.Context, id int) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := c.seen.arrival(ctx, sight{cbc.MessageID(id), false}); err != nil {
		return 0, err
	}
	status, err := c.post(ctx, id, true)
	if status == http.StatusOK {
		status = http.StatusCreated
	}
	return status, err
}

// memory measures what a link costs.
func (o *radioOrder) memory(ctx context.Context) (radioLinks, error) {
	l := radioLinks{Links: o.links}
	var kib, goroutines [2]float64
	for i, n := range []int{1, o.links} {
		e, err := startEther(ctx, n)
		if err != nil {
			return l, err
		}
		if _, err = e.bongsu(ctx); err == nil {
			kib[i], goroutines[i], err = e.product.size(ctx)
		}
		if err = errors.Join(err, e.Close()); err != nil {
			return l, err
		}
	}
	more := float64(o.links - 1)
	l.KiB, l.Goroutines = (kib[1]-kib[0])/more, (goroutines[1]-goroutines[0])/more
	return l, nil
}

// size returns the product's resident memory in KiB and its goroutines.
func (p *product) size(ctx context.Context) (kib, goroutines float64, err error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/metrics", nil)
	if err != nil {
		return 0, 0, err
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, 0, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	for line := range strings.Lines(string(b)) {
		var v float64
		if _, scanned := fmt.Sscanf(line, "process_resident_memory_bytes %g", &v); scanned == nil {
			kib = v / 1024
		}
		if _, scanned := fmt.Sscanf(line, "go_goroutines %g", &v); scanned == nil {
			goroutines = v
		}
	}
	if err == nil && (kib == 0 || goroutines == 0) {
		err = errors.New("/metrics says nothing of memory or goroutines")
	}
	return kib, goroutines, err
}
