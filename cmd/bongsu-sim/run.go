package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// runExample is a configuration with everything in it.
const runExample = `  broker:
    listen: 127.0.0.1:9092
    topics: [{name: bongsu.p0, partitions: 1}]
    data: records                # kept across starts; nothing is kept without it
  nodes:
    - name: alpha-smpp
      kind: smsc                 # a cell broadcast centre over SMPP
      cells: cells.csv           # those whose link has the node's name
      listen: 127.0.0.1:2775
      system_id: bongsu
      password: country
      whole_area_alias: KR
      presets: [split-brain-ids] # kinds of centres and faults; bongsu-sim run --presets lists them
      dialect: {latency: 20ms, latency_up_to: 60ms}
      limits: {rate: 100, burst: 20, window: 10, congestion: true}
      receipts: {after: 1s, up_to: 3s, outcomes: {DELIVRD: 95, UNDELIV: 5}}
      seed: 7                    # the same chances in every run
      rules:                     # do: delay silence refuse hang-up garble duplicate
        - {on: broadcast_sm, do: refuse, cause: 8, after: 2, times: 1}  # reorder lose-answer forget,
        - {on: submit_sm, of: "8210*", do: reset, chance: 0.01, times: -1}  # and docs/simulator.md
    - name: alpha-bsc
      kind: bsc                  # a base station controller over CBSP
      cells: cells.csv
      listen: 127.0.0.1:48049    # or dial: host:port
      repetition_coding: split   # or be16
      emergency: false           # says restarts once more for emergency messages
      rules:
        - {on: write-replace, do: delay, delay: 300ms, times: -1, chance: 0.1}
  phones:
    - {name: one, carrier: alpha, cell: "gsm:450-05:1001:2001", languages: [ko, en], test_mode: false}
`

func runCommand() *cobra.Command {
	var pcap, journal string
	var presets bool
	c := &cobra.Command{
		Use:   "run CONFIG",
		Short: "pretend the nodes of a configuration",
		Long: `run starts the SMPP centres and base station controllers that a YAML file names,
with phones on their cells and rules that make them misbehave, and prints what
happens at each until it is told to stop. With a "broker" there is one as well.
Names of files are relative to the configuration:

` + runExample,
		Example: "  bongsu-sim run carriers.yaml --pcap carriers.pcap",
		Args: func(c *cobra.Command, args []string) error {
			if presets {
				return cobra.NoArgs(c, args)
			}
			return cobra.ExactArgs(1)(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if presets {
				return writePresets(c.OutOrStdout())
			}
			plan, err := readRunConfig(args[0])
			if err != nil {
				return wrong(err)
			}
			k, err := openKeepers(pcap, journal)
			if err != nil {
				return wrong(err)
			}
			return wrong(errors.Join(plan.run(c.Context(), filepath.Dir(args[0]), c.OutOrStdout(), k), k.Close()))
		},
	}
	c.Flags().StringVar(&pcap, "pcap", "", "also write what passes to this `file`, for tshark; it has the passwords of binds")
	c.Flags().StringVar(&journal, "journal", "", "also write what happens to this `file`, JSON line by line")
	c.Flags().BoolVar(&presets, "presets", false, "list the presets of SMPP centres")
	return c
}

// A node is one that has been started.
type node struct {
	name, address string
	port          uint16 // of its protocol, in captures
	rules         *simulator.Rules
	journal       *simulator.Journal
	close         func() error
}

// A runner is what a plan has become.
type runner struct {
	plan  *runPlan
	air   *simulator.Air
	nodes []node
	keep  *keepers
	out   io.Writer
	mu    sync.Mutex // guards writing to out
}

// run pretends until ctx is done.
func (p *runPlan) run(ctx context.Context, dir string, out io.Writer, keep *keepers) (err error) {
	r := &runner{plan: p, air: simulator.NewAir(), keep: keep, out: out}
	if p.Broker != nil {
		b, err := p.Broker.start(dir) //nolint:contextcheck // it has a limit of its own
		if err != nil {
			return err
		}
		defer b.Close()
		r.print("%s\nbroker %s%s", simulator.BrokerBanner, listening, b.Addr())
	}
	defer func() { err = errors.Join(err, r.close()) }()
	for i := range p.Nodes {
		if err := r.start(&p.Nodes[i], dir); err != nil { //nolint:contextcheck // nodes end by close
			return err
		}
	}
	r.camp()
	var watchers sync.WaitGroup
	defer watchers.Wait()
	for _, n := range r.nodes {
		watchers.Go(func() { r.watch(ctx, n) })
	}
	<-ctx.Done()
	return nil
}

func (b *brokerConfig) start(dir string) (*simulator.Broker, error) {
	port, err := loopbackPort(b.Listen)
	if err != nil {
		return nil, err
	}
	c := simulator.BrokerConfig{Port: port, Topics: b.Topics}
	if b.Data != "" {
		c.DataDir = within(dir, b.Data)
	}
	return simulator.StartBroker(c)
}

// start starts a node with its rules.
func (r *runner) start(c *nodeConfig, dir string) error {
	n := node{name: c.Name}
	var err error
	if c.Kind == "smsc" {
		err = n.startSMSC(c, r, dir)
	} else {
		err = n.startBSC(c, r)
	}
	if err != nil {
		return err
	}
	r.nodes = append(r.nodes, n)
	r.print("%s %s, %d cells", n.name, n.address, len(r.plan.sites[c.Name]))
	for _, rule := range c.Rules {
		if err := n.rules.Add(rule); err != nil {
			return err
		}
	}
	return nil
}

func (n *node) startSMSC(c *nodeConfig, r *runner, dir string) error {
	conf := simulator.SMSCConfig{Name: c.Name, Listen: c.Listen, SystemID: c.SystemID, Password: c.Password,
		Sites: r.plan.sites[c.Name], WholeAreaAlias: c.WholeArea, Air: r.air,
		Dialect: c.Dialect, Limits: c.Limits, Receipts: c.Receipts, Seed: c.Seed}
	if err := conf.Apply(c.Presets...); err != nil {
		return err
	}
	if c.TLS != nil {
		pair, err := tls.LoadX509KeyPair(within(dir, c.TLS.Certificate), within(dir, c.TLS.Key))
		if err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
		conf.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	}
	s, err := simulator.StartSMSC(conf)
	if err != nil {
		return err
	}
	n.address, n.rules, n.journal, n.close, n.port = listening+s.Addr(), s.Rules, s.Journal, s.Close, simulator.SMPPPort
	return nil
}

func (n *node) startBSC(c *nodeConfig, r *runner) error {
	sites := r.plan.sites[c.Name]
	cells := make([]cbc.Cell, len(sites))
	for i, s := range sites {
		cells[i] = s.Cell
	}
	b, err := simulator.StartBSC(simulator.BSCConfig{Name: c.Name, Listen: c.Listen, Dial: c.Dial, Cells: cells, Air: r.air,
		RepetitionCoding: c.coding(), Emergency: c.Emergency})
	if err != nil {
		return err
	}
	n.rules, n.journal, n.close, n.port = b.Rules, b.Journal, b.Close, simulator.CBSPPort
	if n.address = "dialling " + c.Dial; c.Dial == "" {
		n.address = listening + b.Addr()
	}
	return nil
}

// within returns a path of a configuration, relative to its directory.
func within(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// camp puts the phones on their cells.
func (r *runner) camp() {
	for i, p := range r.plan.Phones {
		c := phone.Config{Name: p.Name, Carrier: p.Carrier, Area: fmt.Sprint(r.plan.cells[i].Area), Cell: p.Cell, Languages: p.Languages,
			TestMode: p.TestMode, OnHeard: func(p *phone.Phone, m phone.Message) { r.print("%s %s heard %v", clock(m.At), p.Name(), m) }}
		r.air.Camp(phone.New(c), r.plan.cells[i])
	}
}

// watch prints what happens at a node until ctx is done.
func (r *runner) watch(ctx context.Context, n node) {
	for {
		_, err := n.journal.Wait(ctx, func(e simulator.Entry) bool {
			r.entry(e)
			r.keep.add(e, n.port)
			return false // so that every entry is seen, once
		})
		if err != nil {
			return
		}
	}
}

// entry prints an entry of a journal. It runs under no lock of the journal.
func (r *runner) entry(e simulator.Entry) {
	way := "<"
	if e.Out {
		way = ">"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s", clock(e.At), e.Node, way, e.What)
	if e.MessageID != 0 {
		fmt.Fprintf(&b, " %d/%s", uint16(e.MessageID), e.Serial)
	}
	if len(e.Cells) > 0 {
		fmt.Fprintf(&b, " %d cells", len(e.Cells))
	}
	if e.Detail != "" {
		fmt.Fprintf(&b, " (%s)", e.Detail)
	}
	if e.Text != "" {
		fmt.Fprintf(&b, " %q", e.Text)
	}
	r.print("%s", b.String())
}

func (r *runner) print(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, format+"\n", args...)
}

func (r *runner) close() error {
	errs := make([]error, 0, len(r.nodes))
	for _, n := range r.nodes {
		errs = append(errs, n.close())
	}
	return errors.Join(errs...)
}
