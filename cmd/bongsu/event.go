package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// maxEvent is how large an event may be, in octets.
const maxEvent = 4 << 20

func eventCommand() *cobra.Command {
	var x client
	c := &cobra.Command{Use: "event", Short: "send events, or check them", Args: cobra.NoArgs, RunE: help}
	x.flags(c)
	c.AddCommand(sendCommand(&x), checkEventCommand(&x))
	return c
}

func sendCommand(x *client) *cobra.Command {
	var plain bool
	c := &cobra.Command{
		Use:   "send FILE|-",
		Short: "send an event to an instance",
		Long: `send hands an event, JSON or CAP 1.2, to a running instance, untouched, and says
what became of it. The exit code is 0 if it was admitted or is a duplicate, and 1
if it was refused.`,
		Example: `  bongsu event send --server https://bongsu.example --token-file token earthquake.json
  bongsu event send - < flood.xml`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return sendEvent(c, x, args[0], plain) },
	}
	c.Flags().BoolVar(&plain, "json", false, "print the answer as JSON")
	return c
}

// An outcome is what the instance says became of an event.
type outcome struct {
	Result   string               `json:"result"`
	Case     dispatcher.CaseID    `json:"case"`
	Alert    dispatcher.AlertID   `json:"alert"`
	State    dispatcher.State     `json:"state"`
	Problems []dispatcher.Problem `json:"problems"`
}

func sendEvent(c *cobra.Command, x *client, path string, plain bool) error {
	b, err := readEventFile(c, path)
	if err != nil {
		return err
	}
	a, err := x.ask(c.Context(), request{method: http.MethodPost, path: "/api/v1/events", media: mediaOf(b), body: b})
	if err != nil {
		return err
	}
	var o outcome
	if !a.ok() && a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity {
		return a.refusal()
	}
	if err := a.read(&o); err != nil {
		return err
	}
	if plain {
		if err := a.show(c.OutOrStdout()); err != nil {
			return err
		}
	} else {
		o.print(c.OutOrStdout())
	}
	switch {
	case a.ok():
		return nil
	case o.Result == "" && len(o.Problems) == 0:
		return a.refusal()
	}
	return &exitError{code: exitRefused}
}

// print writes what became of an event for people.
func (o *outcome) print(w io.Writer) {
	if o.Result != "" {
		fmt.Fprint(w, o.Result)
		if o.Alert != "" {
			fmt.Fprintf(w, ": alert %s is %s", o.Alert, o.State)
		}
		fmt.Fprintln(w)
	}
	printProblems(w, o.Problems)
}

func printProblems(w io.Writer, all []dispatcher.Problem) {
	for _, p := range all {
		fmt.Fprintln(w, p)
	}
}

// readEventFile reads a file, or standard input if it is named -.
func readEventFile(c *cobra.Command, path string) ([]byte, error) {
	in := c.InOrStdin()
	if path != "-" {
		f, err := os.Open(path) //nolint:gosec // whoever runs the command names the file
		if err != nil {
			return nil, refused(err)
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, maxEvent+1))
	if err != nil {
		return nil, refused(fmt.Errorf("reading %s: %w", path, err))
	}
	return b, nil
}

// mediaOf returns the media type of an event by its first character.
func mediaOf(b []byte) string {
	switch b = bytes.TrimLeft(b, " \t\r\n\ufeff"); {
	case bytes.HasPrefix(b, []byte("<")):
		return "application/cap+xml"
	case bytes.HasPrefix(b, []byte("{")):
		return "application/json"
	}
	return "application/octet-stream"
}

func checkEventCommand(x *client) *cobra.Command {
	var config string
	var plain bool
	var now string
	c := &cobra.Command{
		Use:   "check FILE|-",
		Short: "say what would become of an event",
		Long: `check composes an event without sending it, and prints what would go out or what
is wrong with it. A running instance is asked if one is named with --server;
otherwise the check is made here with the shipped library and, with --config, the
links, cells and lanes of a configuration. Without one there is a pretended link
for each bearer of the library that reaches everywhere.

The exit code is 1 if the event would be refused.`,
		Example: `  bongsu event check docs/events/heavy-rain.json --at 2026-07-18T14:11:00+09:00
  bongsu event check --config bongsu.yaml flood.xml`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			at := time.Now()
			if now != "" {
				var err error
				if at, err = time.Parse(time.RFC3339, now); err != nil {
					return fmt.Errorf("--at: %w", err)
				}
			}
			b, err := readEventFile(c, args[0])
			if err != nil {
				return err
			}
			if config == "" && now == "" && x.address() != "" {
				return checkAtInstance(c, x, b, plain)
			}
			return checkHere(c, config, b, at, plain)
		},
	}
	c.Flags().StringVarP(&config, "config", "c", "", "the configuration `file` whose links and lanes count")
	c.Flags().StringVar(&now, "at", "", "check as if it were this `time`, RFC 3339; only here, not at an instance")
	c.Flags().BoolVar(&plain, "json", false, "print JSON")
	return c
}

func checkAtInstance(c *cobra.Command, x *client, b []byte, plain bool) error {
	a, err := x.ask(c.Context(), request{method: http.MethodPost, path: "/api/v1/events/check", media: mediaOf(b), body: b})
	if err != nil {
		return err
	}
	if !a.ok() && a.status != http.StatusUnprocessableEntity {
		return a.refusal()
	}
	var v verdict
	if err := a.read(&v); err != nil {
		return err
	}
	if !a.ok() && len(v.Problems) == 0 {
		return a.refusal()
	}
	return v.print(c, plain)
}

// checkHere composes without an instance.
func checkHere(c *cobra.Command, config string, b []byte, at time.Time, plain bool) error {
	r := dispatcher.Record{Value: b, Headers: map[string]string{"content-type": mediaOf(b)}, Received: at}
	composer, err := composerFor(config, &r)
	if err != nil {
		return refusedBy(c, err)
	}
	x := composer.Compose(r, at)
	v := verdict{Problems: x.Problems, Draft: x.Draft}
	return v.print(c, plain)
}

// composerFor returns what composes r: that of a configuration, or a pretended
// one. It chooses the lane for r.
func composerFor(config string, r *dispatcher.Record) (*dispatcher.Composer, error) {
	if config == "" {
		lib, err := templates.Load()
		if err != nil {
			return nil, err
		}
		return pretend(lib, r)
	}
	a, err := assembleOffline(config)
	if err != nil {
		return nil, err
	}
	e, _ := a.composer.Read(*r, time.Now())
	r.Lane = consoleLanes()[e.Plane] // which may carry every class
	if r.Lane == "" {
		r.Lane = consoleLanes()[dispatcher.Live]
	}
	return a.composer, nil
}
