package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/judge"
)

// A court is a centre that judges its clients.
type court struct {
	centre       simulator.SMSCConfig
	presets      []string
	agreed       judge.Config
	clients      int           // ends when so many have come and gone; 0 is never
	limit        time.Duration // ends then; 0 is never
	report, pcap string        // files; "" is none
}

func judgeCommand() *cobra.Command {
	var k court
	var list bool
	c := &cobra.Command{
		Use:   "judge",
		Short: "be an SMPP centre and report what its clients do wrong",
		Long: `judge is an SMSC with a cell broadcast centre, over SMPP 5.0, for a client under
test. It takes every area alias and, with --presets, behaves as carriers do on
their worse days. In the end, when --clients have come and gone, after --for, or
when it is told to stop, it prints what the clients did wrong.

Exit codes: 0 nothing wrong but what --allow names, 1 something is wrong or
nobody came, 2 wrong command line.`,
		Example: `  bongsu-sim judge --listen 127.0.0.1:2775 --clients 1 --report report.json
  bongsu-sim judge --presets throttling,early-receipts --window 10 --for 1m
  bongsu-sim judge --list`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if list {
				return writeRules(c.OutOrStdout())
			}
			if err := k.check(); err != nil {
				return err
			}
			return k.sit(c.Context(), c.OutOrStdout())
		},
	}
	f := c.Flags()
	f.StringVar(&k.centre.Listen, "listen", "127.0.0.1:2775", "`address` to listen at")
	f.StringVar(&k.centre.SystemID, "system-id", "bongsu", "who may bind")
	f.StringVar(&k.centre.Password, "password", "country", "with what password")
	f.StringSliceVar(&k.presets, "presets", nil, "kinds of centres and faults; bongsu-sim run --presets lists them")
	f.Uint64Var(&k.centre.Seed, "seed", 0, "makes chances the same in every run")
	f.IntVar(&k.agreed.Window, "window", 0, "unanswered requests that were agreed; 0 is any number")
	f.DurationVar(&k.agreed.Idle, "idle", time.Minute, "silence after which a client must have asked whether the centre is there")
	f.IntVar(&k.agreed.RepNumOctets, "rep-num-octets", 2, "length of broadcast_rep_num that was agreed")
	f.StringSliceVar(&k.agreed.Allow, "allow", nil, "rules whose violations do no harm")
	f.IntVar(&k.clients, "clients", 0, "end when so many connections have come and gone")
	f.DurationVar(&k.limit, "for", 0, "end after so long")
	f.StringVar(&k.report, "report", "", "also write the report to this `file`, as JSON")
	f.StringVar(&k.pcap, "pcap", "", "also write what passes to this `file`, for tshark; it has the passwords of binds")
	f.BoolVar(&list, "list", false, "list the rules")
	return c
}

// check says what is wrong with the command line.
func (k *court) check() error {
	for _, name := range k.agreed.Allow {
		if !slices.ContainsFunc(judge.Rules(), func(r judge.Rule) bool { return r.Name == name }) {
			return fmt.Errorf("there is no rule %q", name)
		}
	}
	if k.agreed.Window < 0 || k.clients < 0 || k.limit < 0 {
		return errors.New("window, clients and for cannot be negative")
	}
	return k.centre.Apply(k.presets...)
}

// sit judges until it is over, and prints the report.
func (k *court) sit(ctx context.Context, out io.Writer) error {
	keep, err := openKeepers(k.pcap, "")
	if err != nil {
		return wrong(err)
	}
	k.centre.Name, k.centre.WholeAreaAlias = "judge", "KR"
	k.centre.Sites, k.centre.Within = gridSites(), func(simulator.Site, string) bool { return true }
	centre, err := simulator.StartSMSC(k.centre) //nolint:contextcheck // it ends by Close
	if err != nil {
		return wrong(err)
	}
	fmt.Fprintf(out, "judge %s%s\n", listening, centre.Addr())
	j := judge.New(k.agreed)
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = centre.Journal.Wait(watching, func(e simulator.Entry) bool { // its error is watching's
			j.See(e)
			keep.add(e, simulator.SMPPPort)
			return false // so that every entry is seen, once
		})
	})
	k.await(ctx, centre)
	err = centre.Close()
	stop()
	wg.Wait()
	if err := errors.Join(err, keep.Close()); err != nil {
		return wrong(err)
	}
	return k.verdict(j.Report(time.Now()), out)
}

// await waits until the session is over.
func (k *court) await(ctx context.Context, centre *simulator.SMSC) {
	if k.limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, k.limit)
		defer cancel()
	}
	gone := 0
	_, _ = centre.Journal.Wait(ctx, func(e simulator.Entry) bool { // its error is ctx's
		if e.What == "disconnected" {
			gone++
		}
		return k.clients > 0 && gone >= k.clients
	})
}

// verdict prints the report and makes the exit code of it.
func (k *court) verdict(r judge.Report, out io.Writer) error {
	if k.report != "" {
		b, err := json.MarshalIndent(r, "", "  ")
		if err == nil {
			err = os.WriteFile(k.report, append(b, '\n'), 0o600)
		}
		if err != nil {
			return wrong(err)
		}
	}
	if err := r.WriteText(out); err != nil {
		return wrong(err)
	}
	switch {
	case r.Binds == 0:
		return wrong(errors.New("nobody came"))
	case !r.Clean():
		return &exitError{code: exitWrong}
	}
	return nil
}

// writeRules lists what the judge looks for.
func writeRules(w io.Writer) error {
	for _, r := range judge.Rules() {
		clause := r.Clause
		if !strings.HasPrefix(clause, "TS") {
			clause = "SMPP 5.0 " + clause
		}
		if _, err := fmt.Fprintf(w, "%-24s %-5s %s (%s)\n", r.Name, r.Level, r.About, clause); err != nil {
			return err
		}
	}
	return nil
}

// gridSites are cells all over Korea and its sea, every 0.1°, so that no shape
// there is empty.
func gridSites() []simulator.Site {
	var all []simulator.Site
	for lat := 330; lat <= 390; lat++ {
		for lon := 1240; lon <= 1320; lon++ {
			all = append(all, simulator.Site{
				Cell: cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 1, ID: uint64(len(all) + 1)},
				At:   cbc.Point{Lat: float64(lat) / 10, Lon: float64(lon) / 10},
			})
		}
	}
	return all
}
