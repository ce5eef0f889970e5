package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
)

// A printed is what a program prints, line by line as it comes.
type printed struct {
	mu   sync.Mutex // guards all and news
	all  []string
	news chan struct{}
}

func newPrinted() (*printed, io.Writer) {
	p := &printed{news: make(chan struct{}, 1)}
	return p, &lines{see: func(line []byte) {
		p.mu.Lock()
		p.all = append(p.all, string(line))
		p.mu.Unlock()
		select {
		case p.news <- struct{}{}:
		default:
		}
	}}
}

// wait returns what follows the prefix in the first line that has it.
func (p *printed) wait(t *testing.T, prefix string) string {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		p.mu.Lock()
		all := strings.Join(p.all, "\n")
		p.mu.Unlock()
		for line := range strings.Lines(all + "\n") {
			if _, rest, found := strings.Cut(line, prefix); found {
				return strings.TrimSpace(rest)
			}
		}
		select {
		case <-p.news:
		case <-limit:
			t.Fatalf("%q is not in\n%s", prefix, all)
		}
	}
}

// begin starts a command as a program, and returns what it prints.
func begin(t *testing.T, args ...string) (*child, *printed) {
	t.Helper()
	dir, err := programs()
	if built = dir; err != nil {
		t.Fatal(err)
	}
	p, w := newPrinted()
	cmd := exec.Command(filepath.Join(dir, "bongsu-sim"), args...)
	cmd.Stdout, cmd.Stderr = w, w
	c, err := startChild(cmd)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.kill)
	return c, p
}

func TestNodesOfAConfigurationRunUntilTheyAreStopped(t *testing.T) {
	path := writeConfig(t, `
broker: {listen: "127.0.0.1:0", topics: [{name: p0, partitions: 2}]}
nodes:
  - {name: alpha-smpp, kind: smsc, cells: cells.csv, listen: "127.0.0.1:0", system_id: bongsu, password: country, whole_area_alias: KR}
  - name: alpha-bsc
    kind: bsc
    cells: cells.csv
    listen: 127.0.0.1:0
    rules:
      - {on: kill, do: silence}
phones:
  - {name: one, carrier: alpha, cell: "gsm:450-05:1001:2001", languages: [ko]}
`)
	c, out := begin(t, "run", path)
	out.wait(t, "alpha-smpp "+listening)
	address, _, _ := strings.Cut(out.wait(t, "alpha-bsc "+listening), ",")
	link := cbsp.New(cbsp.Config{Address: address})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	ready, ended := make(chan struct{}), make(chan error, 1)
	once := sync.OnceFunc(func() { close(ready) })
	go func() {
		ended <- link.Run(ctx, func(n cbc.Notice) {
			if n.Kind == cbc.Ready {
				once()
			}
		})
	}()
	<-ready
	w := cbc.Warning{MessageID: cbc.Presidential, Serial: 0x4010, Text: "시험", Language: "ko", DCS: cbc.UCS2,
		Area: cbc.Area{Whole: true}, Period: 30 * time.Second, Broadcasts: 10, Expires: time.Now().Add(time.Hour), Reference: 1}
	if _, err := link.Broadcast(ctx, w); err != nil {
		t.Error(err)
	}
	out.wait(t, "one heard 4370/0x4010")
	out.wait(t, "alpha-bsc < write-replace 4370/0x4010 1 cells")
	cancel()
	<-ended
	if err := c.stop(); err != nil {
		t.Error(err)
	}
}

func TestACentreOfAConfigurationHasItsPresetsAndKeepsWhatHappens(t *testing.T) {
	path := writeConfig(t, `
nodes:
  - name: alpha-smpp
    kind: smsc
    cells: cells.csv
    listen: 127.0.0.1:0
    system_id: bongsu
    password: country
    whole_area_alias: KR
    presets: [skipping]
    dialect: {first_id: 255, ids: upper}
    limits: {rate: 100, burst: 5, congestion: true}
    receipts: {after: 1s, outcomes: {DELIVRD: 9, UNDELIV: 1}}
    seed: 7
`)
	pcap, journal := filepath.Join(t.TempDir(), "run.pcap"), filepath.Join(t.TempDir(), "run.jsonl")
	c, out := begin(t, "run", path, "--pcap", pcap, "--journal", journal)
	address, _, _ := strings.Cut(out.wait(t, "alpha-smpp "+listening), ",")
	sendThrough(t, smpp.Config{Address: address}, someWarning())
	out.wait(t, "skipped 4370/0x4010")
	if err := c.stop(); err != nil {
		t.Error(err)
	}
	kept, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"what":"skipped"`, `"reference":"000000FF"`, `"what":"broadcast_sm_resp","out":true`} {
		if !bytes.Contains(kept, []byte(want)) {
			t.Errorf("%s is not in\n%s", want, kept)
		}
	}
	if b, err := os.ReadFile(pcap); err != nil || !bytes.Contains(b, []byte("000000FF")) {
		t.Errorf("capture of %d octets, %v", len(b), err)
	}
}

func TestPresetsAreListed(t *testing.T) {
	var out, said bytes.Buffer
	if code := run([]string{"run", "--presets"}, streams{strings.NewReader(""), &out, &said}); code != exitOK {
		t.Errorf("exits %d", code)
	}
	for _, p := range simulator.Presets() {
		if !strings.Contains(out.String(), p.Name+" ") {
			t.Errorf("%s is not listed", p.Name)
		}
	}
}

func TestABrokerOfItsOwnTakesRecords(t *testing.T) {
	c, out := begin(t, "broker", "--listen", "127.0.0.1:0", "--topics", "p0:1,p1:3", "--data", t.TempDir())
	out.wait(t, simulator.BrokerBanner)
	p, err := simulator.NewProducer(out.wait(t, listening))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if _, err := p.Publish(ctx, simulator.Record{Topic: "p1", Value: []byte("one")}); err != nil {
		t.Error(err)
	}
	if err := c.stop(); err != nil {
		t.Error(err)
	}
}

func TestABrokerWithAParentEndsWithIt(t *testing.T) {
	r, w := io.Pipe()
	var out bytes.Buffer
	code := make(chan int)
	go func() {
		code <- run([]string{"broker", "--listen", "127.0.0.1:0", "--with-parent"}, streams{r, &out, io.Discard})
	}()
	w.Close()
	if got := <-code; got != exitOK {
		t.Errorf("it exits %d", got)
	}
}
