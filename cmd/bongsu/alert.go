package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bongsu/dispatcher"
)

func alertCommand() *cobra.Command {
	var x client
	c := &cobra.Command{Use: "alert", Short: "look at alerts, and decide about them", Args: cobra.NoArgs, RunE: help}
	x.flags(c)
	c.AddCommand(listCommand(&x), showCommand(&x), approveCommand(&x), rejectCommand(&x), cancelCommand(&x))
	return c
}

func listCommand(x *client) *cobra.Command {
	var state, before string
	var limit int
	var plain bool
	c := &cobra.Command{
		Use: "list", Short: "list alerts, the newest first", Args: cobra.NoArgs,
		Example: "  bongsu alert list --state waiting\n  bongsu alert list --limit 100 --json",
		RunE: func(c *cobra.Command, _ []string) error {
			q := url.Values{"limit": {strconv.Itoa(limit)}}
			for name, v := range map[string]string{"state": state, "before": before} {
				if v != "" {
					q.Set(name, v)
				}
			}
			a, err := x.ask(c.Context(), request{method: http.MethodGet, path: "/api/v1/alerts", query: q})
			return shown(c, a, err, plain, printAlerts)
		},
	}
	c.Flags().StringVar(&state, "state", "", "only those in a `state`: waiting, owed, superseded, cancelled, rejected, expired")
	c.Flags().StringVar(&before, "before", "", "only those before an `alert`")
	c.Flags().IntVar(&limit, "limit", 20, "at most so `many`")
	c.Flags().BoolVar(&plain, "json", false, "print JSON")
	return c
}

// shown prints an answer as JSON or as a table.
func shown(c *cobra.Command, a answer, err error, plain bool, table func(io.Writer, answer) error) error {
	switch {
	case err != nil:
		return err
	case !a.ok():
		return a.refusal()
	case plain:
		return a.show(c.OutOrStdout())
	}
	return table(c.OutOrStdout(), a)
}

func printAlerts(w io.Writer, a answer) error {
	var list struct {
		Alerts []dispatcher.Alert `json:"alerts"`
	}
	if err := a.read(&list); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ALERT\tSTATE\tPLANE\tCLASS\tWHAT\tPLACE\tSENT\tEXPIRES")
	for i := range list.Alerts {
		x := &list.Alerts[i]
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", x.ID, x.State, x.Event.Plane, x.Class, what(x), placeName(x),
			x.Sent.Format(time.DateTime), x.Expires.Format(time.DateTime))
	}
	return t.Flush()
}

// what says what an alert is about.
func what(a *dispatcher.Alert) string {
	if a.Kind == dispatcher.KindCancel {
		return "cancel"
	}
	return a.Hazard + "/" + a.Situation
}

func showCommand(x *client) *cobra.Command {
	var plain bool
	c := &cobra.Command{
		Use: "show ALERT", Short: "show an alert and how it went on every link", Args: cobra.ExactArgs(1),
		Example: "  bongsu alert show 12.1",
		RunE: func(c *cobra.Command, args []string) error {
			a, err := x.ask(c.Context(), request{method: http.MethodGet, path: alertPath(args[0], "")})
			return shown(c, a, err, plain, printAlert)
		},
	}
	c.Flags().BoolVar(&plain, "json", false, "print JSON")
	return c
}

func alertPath(id, verb string) string {
	return "/api/v1/alerts/" + url.PathEscape(id) + verb
}

// An alertShown is an alert as the API has it, with its deliveries.
type alertShown struct {
	dispatcher.Alert
	Deliveries []dispatcher.Settled `json:"deliveries"`
}

// readAlert reads an answer that is an alert, alone or under that name.
func readAlert(a answer) (alertShown, error) {
	var nested struct {
		Alert      *dispatcher.Alert    `json:"alert"`
		Deliveries []dispatcher.Settled `json:"deliveries"`
	}
	err := a.read(&nested)
	if err == nil && nested.Alert != nil {
		return alertShown{*nested.Alert, nested.Deliveries}, nil
	}
	var x alertShown
	return x, a.read(&x)
}

func printAlert(w io.Writer, a answer) error {
	x, err := readAlert(a)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "alert     %s, %s%s\n", x.ID, x.State, prefixed(": ", x.Why))
	fmt.Fprintf(w, "hash      %s\n", x.Hash)
	for _, y := range x.Approvals {
		fmt.Fprintf(w, "approved  %s at %s\n", y.By, y.At.Format(time.DateTime))
	}
	if err := printDraft(w, &x.Alert); err != nil || len(x.Deliveries) == 0 {
		return err
	}
	fmt.Fprintln(w)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "LINK\tLANGUAGE\tACTION\tOUTCOME\tCELLS\tFAILED\tTOOK\tDETAIL")
	for _, d := range x.Deliveries {
		language := ""
		if d.Message < len(x.Messages) {
			language = x.Messages[d.Message].Language
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\t%s\t%s\n", d.Link, language, d.Action, d.Outcome, d.Cells, d.Failed,
			d.Settled.Sub(d.Owed).Round(time.Millisecond/10), d.Detail)
	}
	return t.Flush()
}

func approveCommand(x *client) *cobra.Command {
	var hash string
	c := &cobra.Command{
		Use:   "approve ALERT --hash HASH",
		Short: "approve an alert that waits",
		Long: `approve says yes to exactly what was seen: the hash is that which alert show
prints. If the alert has changed since, the approval is refused.`,
		Example: "  bongsu alert approve 12.1 --hash 9f86d081884c7d65…",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return decide(c, x, alertPath(args[0], "/approve"), map[string]string{"hash": hash})
		},
	}
	c.Flags().StringVar(&hash, "hash", "", "the `hash` of what was seen")
	required(c, "hash")
	return c
}

func rejectCommand(x *client) *cobra.Command {
	var hash, reason string
	c := &cobra.Command{
		Use: "reject ALERT --reason TEXT", Short: "reject an alert that waits", Args: cobra.ExactArgs(1),
		Example: `  bongsu alert reject 12.1 --hash 9f86d081884c7d65… --reason "the gauge is broken"`,
		RunE: func(c *cobra.Command, args []string) error {
			return decide(c, x, alertPath(args[0], "/reject"), map[string]string{"hash": hash, "reason": reason})
		},
	}
	c.Flags().StringVar(&hash, "hash", "", "the `hash` of what was seen")
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	required(c, "hash", "reason")
	return c
}

func cancelCommand(x *client) *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use:   "cancel ALERT --reason TEXT",
		Short: "take an alert off the air",
		Long: `cancel ends what an alert's case tells the public: it comes off the air on every
link, and nothing is said in its place. An all-clear is an event of its own.`,
		Example: `  bongsu alert cancel 12.1 --reason "sent by mistake"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return decide(c, x, alertPath(args[0], "/cancel"), map[string]string{"reason": reason})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why, for the record")
	required(c, "reason")
	return c
}

// required marks flags that must be there.
func required(c *cobra.Command, flags ...string) {
	for _, f := range flags {
		if err := c.MarkFlagRequired(f); err != nil {
			panic(err) // only for a flag that is not there
		}
	}
}

// decide posts a decision and prints what the alert is now.
func decide(c *cobra.Command, x *client, path string, body map[string]string) error {
	b, err := jsonOf(body)
	if err != nil {
		return err
	}
	a, err := x.ask(c.Context(), request{method: http.MethodPost, path: path, media: "application/json", body: b})
	return shown(c, a, err, false, func(w io.Writer, a answer) error {
		y, err := readAlert(a)
		if err != nil || y.ID == "" {
			return a.show(w)
		}
		_, err = fmt.Fprintf(w, "alert %s is %s%s\n", y.ID, y.State, prefixed(": ", y.Why))
		return err
	})
}
