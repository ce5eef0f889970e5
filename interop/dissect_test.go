//go:build interop && linux

package interop

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"bongsu/cbc"
)

var tshark = apt("tshark", "4.")

// A tape keeps the messages of a link, both ways.
type tape struct {
	mu       sync.Mutex // guards messages
	messages [][]byte
}

func (x *tape) keep(b []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.messages = append(x.messages, bytes.Clone(b))
}

// trace returns a trace that keeps what is sent and received.
func (x *tape) trace() cbc.Trace { return cbc.Trace{Sent: x.keep, Received: x.keep} }

// played returns the messages so far.
func (x *tape) played() [][]byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	return append([][]byte(nil), x.messages...)
}

// capture writes messages, each a packet, to a file that tshark reads. Carried
// is how, in text2pcap's words: "-T", "48049,48049".
func capture(t *testing.T, messages [][]byte, carried ...string) string {
	t.Helper()
	var dump strings.Builder
	for _, b := range messages {
		for i := 0; i < len(b); i += 16 {
			fmt.Fprintf(&dump, "%06x", i)
			for _, o := range b[i:min(i+16, len(b))] {
				fmt.Fprintf(&dump, " %02x", o)
			}
			dump.WriteByte('\n')
		}
		fmt.Fprintf(&dump, "%06x\n", len(b))
	}
	path := filepath.Join(t.TempDir(), "messages.pcap")
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	cmd := exec.CommandContext(ctx, "text2pcap", append(carried, "-", path)...)
	cmd.Stdin = strings.NewReader(dump.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("text2pcap: %v: %s", err, out)
	}
	return path
}

// read runs tshark over a capture.
func read(t *testing.T, path string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*soon)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tshark", append([]string{"-r", path}, args...)...).Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	return string(out)
}

// dissected returns what tshark says of each packet: the values of a field, the
// values of one packet joined by semicolons. It fails the test if tshark finds
// anything malformed or does not know the protocol.
func dissected(t *testing.T, path, protocol string, fields ...string) [][]string {
	t.Helper()
	if all := read(t, path, "-V"); strings.Contains(all, "Malformed") || strings.Contains(all, "Dissector bug") {
		t.Errorf("tshark finds something malformed:\n%s", all)
	}
	args := []string{"-Y", protocol, "-T", "fields", "-E", "occurrence=a", "-E", "separator=|", "-E", "aggregator=;"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	var rows [][]string
	for line := range strings.Lines(read(t, path, args...)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "|"))
	}
	return rows
}
