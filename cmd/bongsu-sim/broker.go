package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"bongsu/simulator"
)

// A brokerOrder is what the broker command is told.
type brokerOrder struct {
	listen     string
	topics     []string
	data       string
	sync       bool
	withParent bool
}

func brokerCommand() *cobra.Command {
	var o brokerOrder
	c := &cobra.Command{
		Use:   "broker",
		Short: "run a development broker",
		Long: `broker runs a Kafka broker for development, on loopback only and without any
replication. What it holds is gone when it ends, unless --data names a directory.`,
		Example: "  bongsu-sim broker --listen 127.0.0.1:9092 --topics bongsu.p0:1,bongsu.p1:3",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return o.run(c) },
	}
	f := c.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:9092", "`host:port` of this machine; port 0 is any free one")
	f.StringSliceVar(&o.topics, "topics", nil, "topics to begin with, as `name:partitions`")
	f.StringVar(&o.data, "data", "", "`directory` that keeps the records")
	f.BoolVar(&o.sync, "sync", false, "flush each batch to the disk before it is acknowledged")
	f.BoolVar(&o.withParent, "with-parent", false, "end when standard input ends")
	if err := f.MarkHidden("with-parent"); err != nil {
		panic(err) // only for a flag that is not there
	}
	return c
}

func (o *brokerOrder) run(c *cobra.Command) error {
	port, err := loopbackPort(o.listen)
	if err != nil {
		return err
	}
	topics, err := parseTopics(o.topics)
	if err != nil {
		return err
	}
	b, err := simulator.StartBroker(simulator.BrokerConfig{Port: port, Topics: topics, DataDir: o.data, Sync: o.sync})
	if err != nil {
		return wrong(err)
	}
	defer b.Close()
	fmt.Fprintln(c.ErrOrStderr(), simulator.BrokerBanner)
	fmt.Fprintf(c.OutOrStdout(), "%s%s\n", listening, b.Addr())
	ctx := c.Context()
	if o.withParent {
		ctx = untilEnd(ctx, c.InOrStdin())
	}
	<-ctx.Done()
	return nil
}

// listening is what stands before the address a node listens at.
const listening = "listening at "

// untilEnd returns a context that is done when r has ended, or with ctx.
func untilEnd(ctx context.Context, r io.Reader) context.Context {
	ctx, end := context.WithCancel(ctx)
	go func() { // ends with the process
		io.Copy(io.Discard, r) //nolint:errcheck // an error is an end as well
		end()
	}()
	return ctx
}

// loopbackPort returns the port of an address, which must be of this machine.
func loopbackPort(addr string) (int, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return 0, err
	}
	if host != "127.0.0.1" && host != "localhost" {
		return 0, fmt.Errorf("the broker is for this machine only: want 127.0.0.1, not %s", host)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("port %q is not 0 to 65535", port)
	}
	return int(n), nil
}

// parseTopics reads name:partitions; without partitions it is one.
func parseTopics(words []string) ([]simulator.Topic, error) {
	var topics []simulator.Topic
	for _, w := range words {
		name, count, found := strings.Cut(w, ":")
		if !found {
			count = "1"
		}
		n, err := strconv.Atoi(count)
		if err != nil || name == "" || n < 1 || n > 1024 {
			return nil, fmt.Errorf("topic %q is not name:partitions, with 1 to 1024 of them", w)
		}
		topics = append(topics, simulator.Topic{Name: name, Partitions: n})
	}
	return topics, nil
}
