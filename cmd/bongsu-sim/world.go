package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"bongsu/simulator"
)

// A worldConfig says what is to be pretended.
type worldConfig struct {
	name     string // of the instance
	country  simulator.CountryConfig
	keep     string        // a directory to work in and to leave; empty is a temporary one
	timeout  time.Duration // for answers of the carriers' nodes; 0 is 10 s
	accounts []account
	serve    []string // further arguments of the product
	topics   []string // further topics of the broker, name:partitions
}

// A world is a broker, a country and, once serve is called, the product between
// them. Close ends all of it.
type world struct {
	config   worldConfig
	dir      string
	broker   *child
	addr     string // of the broker
	country  *simulator.Country
	producer *simulator.Producer
	product  *product // nil while it does not run
	token    string
}

// startWorld starts all but the product.
func startWorld(ctx context.Context, c worldConfig) (*world, error) {
	w := &world{config: c, dir: c.keep}
	if err := w.start(ctx); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func (w *world) start(ctx context.Context) (err error) {
	if w.dir == "" {
		if w.dir, err = workDirectory(); err != nil {
			return err
		}
	} else if err := emptyDirectory(w.dir); err != nil {
		return err
	}
	if err := w.startBroker(ctx); err != nil {
		return err
	}
	if w.country, err = simulator.StartCountry(w.config.country); err != nil { //nolint:contextcheck // it ends by Close
		return err
	}
	if w.producer, err = simulator.NewProducer(w.addr); err != nil {
		return err
	}
	if w.config.timeout == 0 {
		w.config.timeout = 10 * time.Second
	}
	w.token, err = writeSettings(w.dir, settings{Instance: w.config.name, Broker: w.addr, Timeout: w.config.timeout, Accounts: w.config.accounts}, w.country)
	return err
}

// emptyDirectory makes a directory, or looks that there is nothing in it: an old
// ledger would know all events already.
func emptyDirectory(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty", dir)
	}
	return err
}

// startBroker runs this very program once more, as the broker: what ends a
// broker must not end those who look at it.
func (w *world) startBroker(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	address := make(chan string, 1)
	all := strings.Join(append(topics(), w.config.topics...), ",")
	cmd := exec.Command(self, "broker", "--listen", "127.0.0.1:0", "--with-parent", "--topics", all) //nolint:gosec,noctx // this very program; it is ended by stop
	cmd.Stdout = &lines{see: func(line []byte) {
		if at, found := strings.CutPrefix(string(line), listening); found {
			address <- at
		}
	}}
	var complaints strings.Builder
	cmd.Stderr = &complaints
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if w.broker, err = startChild(cmd, in); err != nil {
		return err
	}
	t := time.NewTimer(readyLimit)
	defer t.Stop()
	select {
	case w.addr = <-address:
		return nil
	case <-w.broker.ended:
		return fmt.Errorf("the broker ended: %w: %s", w.broker.err, complaints.String())
	case <-t.C:
		return fmt.Errorf("the broker is not up within %v", readyLimit)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// serve starts the product and waits until it and all its links are ready.
func (w *world) serve(ctx context.Context) error {
	p, err := startProduct(ctx, w.dir, w.config.serve...)
	if err != nil {
		return err
	}
	w.product = p
	return p.waitReady(ctx)
}

// stopProduct ends the product in good order, if it runs.
func (w *world) stopProduct() error {
	if w.product == nil {
		return nil
	}
	p := w.product
	w.product = nil
	return p.stop()
}

// Close ends everything, and removes the directory unless it is to be kept.
func (w *world) Close() error {
	errs := []error{w.stopProduct()}
	if w.producer != nil {
		w.producer.Close()
	}
	if w.country != nil {
		errs = append(errs, w.country.Close())
	}
	if w.broker != nil {
		errs = append(errs, w.broker.stop())
	}
	if w.config.keep == "" && w.dir != "" {
		errs = append(errs, os.RemoveAll(w.dir))
	}
	return errors.Join(errs...)
}
