package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"bongsu/simulator"
)

// keepers keep what happens at nodes in files, where that is wanted.
type keepers struct {
	mu      sync.Mutex // guards the rest
	capture *simulator.Capture
	lines   *json.Encoder
	files   []*keptFile
	err     error // the first
}

// A keptFile is a file with a buffer in front.
type keptFile struct {
	*bufio.Writer
	file *os.File
}

func openKept(path string) (*keptFile, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return nil, err
	}
	return &keptFile{bufio.NewWriter(f), f}, nil
}

// openKeepers opens the files that are named; "" is none.
func openKeepers(pcap, journal string) (*keepers, error) {
	k := &keepers{}
	if pcap != "" {
		f, err := openKept(pcap)
		if err != nil {
			return nil, err
		}
		k.files = append(k.files, f)
		if k.capture, err = simulator.NewCapture(f); err != nil {
			return nil, errors.Join(err, k.Close())
		}
	}
	if journal != "" {
		f, err := openKept(journal)
		if err != nil {
			return nil, errors.Join(err, k.Close())
		}
		k.files = append(k.files, f)
		k.lines = json.NewEncoder(f)
	}
	return k, nil
}

// add keeps an entry of a node's journal; port is that of its protocol. After
// an error nothing more is kept, and Close returns it.
func (k *keepers) add(e simulator.Entry, port uint16) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return
	}
	if k.capture != nil {
		k.err = k.capture.Add(e, port)
	}
	if k.lines != nil && k.err == nil {
		k.err = k.lines.Encode(e)
	}
	for _, f := range k.files { // what has happened is there at once
		k.err = errors.Join(k.err, f.Flush())
	}
}

// Close writes what is left and returns the first error.
func (k *keepers) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, f := range k.files {
		k.err = errors.Join(k.err, f.Flush(), f.file.Close())
	}
	return k.err
}

// writePresets lists the presets of SMPP centres.
func writePresets(w io.Writer) error {
	for _, p := range simulator.Presets() {
		if _, err := fmt.Fprintf(w, "%-16s %s\n", p.Name, p.About); err != nil {
			return err
		}
	}
	return nil
}
