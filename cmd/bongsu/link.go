package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bongsu/dispatcher"
)

func linkCommand() *cobra.Command {
	var x client
	c := &cobra.Command{Use: "link", Short: "look at links, and test them", Args: cobra.NoArgs, RunE: help}
	x.flags(c)
	c.AddCommand(linkListCommand(&x), linkTestCommand(&x))
	return c
}

func linkListCommand(x *client) *cobra.Command {
	var plain bool
	c := &cobra.Command{
		Use: "list", Short: "list the links: how they are, when their peers last answered, what is in force", Args: cobra.NoArgs,
		Example: "  bongsu link list",
		RunE: func(c *cobra.Command, _ []string) error {
			a, err := x.ask(c.Context(), request{method: http.MethodGet, path: "/api/v1/links"})
			return shown(c, a, err, plain, printLinks)
		},
	}
	c.Flags().BoolVar(&plain, "json", false, "print JSON")
	return c
}

func printLinks(w io.Writer, a answer) error {
	var list struct {
		Links []dispatcher.LinkDetail `json:"links"`
	}
	if err := a.read(&list); err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "LINK\tCARRIER\tPLANE\tSTATE\tSINCE\tANSWERED\tIN FORCE\tPEER")
	for i := range list.Links {
		l := &list.Links[i]
		state, peer, answered := "ready", l.Peer, "never"
		if !l.Ready {
			state, peer = "down", l.Why
		}
		if !l.Answered.IsZero() {
			answered = l.Answered.Format(time.DateTime)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", l.Name, l.Carrier, l.Plane, state, l.Since.Format(time.DateTime), answered, l.InForce, peer)
	}
	return t.Flush()
}

func linkTestCommand(x *client) *cobra.Command {
	return &cobra.Command{
		Use:   "test NAME",
		Short: "ask a link's peer whether it is there",
		Long: `test has the running instance ask the peer of a link what it asks now and then
anyway, and prints how long the answer took. Nothing goes out. The exit code is 0
only if the peer has answered.`,
		Example: "  bongsu link test alpha-bsc",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			a, err := x.ask(c.Context(), request{method: http.MethodPost, path: "/api/v1/links/" + url.PathEscape(args[0]) + "/test"})
			return shown(c, a, err, false, func(w io.Writer, a answer) error {
				var p struct {
					Link string  `json:"link"`
					Took float64 `json:"took_ms"`
				}
				if err := a.read(&p); err != nil {
					return err
				}
				_, err := fmt.Fprintf(w, "%s answers, after %.1f ms\n", p.Link, p.Took)
				return err
			})
		},
	}
}
