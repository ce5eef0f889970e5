package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

func main() {
	serving := flag.Bool("serve", false, "be the peer")
	rounds := flag.Int("rounds", 5, "interleaved rounds")
	each := flag.Duration("each", 2*time.Second, "length of a round")
	flag.Parse()
	err := error(nil)
	if *serving {
		err = serve()
	} else {
		err = measure(*rounds, *each)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure starts the peer in a process of its own and prints what clients do
// with it.
func measure(rounds int, each time.Duration) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel() // ends the peer
	self, err := os.Executable()
	if err != nil {
		return err
	}
	peer := exec.CommandContext(ctx, self, "-serve") //nolint:gosec // this very program
	peer.Stderr = os.Stderr
	out, err := peer.StdoutPipe()
	if err != nil {
		return err
	}
	if err := peer.Start(); err != nil {
		return err
	}
	defer func() { cancel(); _ = peer.Wait() }()
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return errNoAddress
	}
	addr = strings.TrimSpace(addr)
	if err := throughput(addr, rounds, each); err != nil {
		return err
	}
	if err := behind(addr, rounds); err != nil {
		return err
	}
	return besideStalled(addr, rounds, each)
}

// throughput compares the clients, one after another in each round.
func throughput(addr string, rounds int, each time.Duration) error {
	clients := []client{
		{"1 caller, ours", blockingOurs(addr, 1)},
		{"1 caller, go-smpp Transmitter", goSMPP(addr, 1)},
		{"128 callers, ours", blockingOurs(addr, 128)},
		{"128 callers, go-smpp Transmitter", goSMPP(addr, 128)},
		{"128 callers, gosmpp", linxGnu(addr, 128)},
		{"list, window 128, ours", listOurs(addr, 128)},
		{"octets ready before, window 128", pipelined(addr, 128)},
		{"list, window 512, ours", listOurs(addr, 512)},
		{"octets ready before, window 512", pipelined(addr, 512)},
	}
	all := make([][]round, len(clients))
	for range rounds {
		for i, c := range clients {
			r, err := c.run(each)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			all[i] = append(all[i], r)
		}
	}
	fmt.Printf("submit_sm of 118 octets UCS-2, peer in another process, middle of %d rounds of %v\n\n", rounds, each)
	fmt.Printf("| client | messages/s | p50 | p99 | allocations |\n|---|---|---|---|---|\n")
	rate := map[string]float64{}
	for i, c := range clients {
		m := middle(all[i])
		rate[c.name] = m.perSecond
		fmt.Printf("| %s | %.0f | %v | %v | %.2f |\n", c.name, m.perSecond, m.p50.Round(time.Microsecond), m.p99.Round(time.Microsecond), m.allocs)
	}
	fmt.Println()
	for _, q := range [][2]string{
		{"1 caller, ours", "1 caller, go-smpp Transmitter"},
		{"128 callers, ours", "128 callers, go-smpp Transmitter"}, {"128 callers, ours", "128 callers, gosmpp"},
		{"list, window 128, ours", "octets ready before, window 128"}, {"list, window 512, ours", "octets ready before, window 512"},
	} {
		fmt.Printf("%s is %.2f times %s\n", q[0], rate[q[0]]/rate[q[1]], q[1])
	}
	fmt.Println()
	return nil
}
