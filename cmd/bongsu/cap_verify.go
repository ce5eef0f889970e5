package main

import (
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc/cap"
)

// A capVerify is one run of cap verify.
type capVerify struct {
	keys        []string
	authorities string
	several     bool
}

func capVerifyCommand() *cobra.Command {
	var o capVerify
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "verify the signatures of a CAP message",
		Long: `verify prints what was found of each signature: its state, the SHA-256 of the key
that fits, the algorithm, and why it is not trusted if it is not. Without --key
and --authorities it tells whether the message is whole, and which key to ask its
sender about. The exit code is 1 unless a signature is trusted.`,
		Example: "  bongsu cap verify --key naads.pem --several warning.xml",
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return o.run(c.OutOrStdout(), args[0]) },
	}
	c.Flags().StringSliceVar(&o.keys, "key", nil, "PEM `file` of public keys or certificates that are trusted")
	c.Flags().StringVar(&o.authorities, "authorities", "", "PEM `file` of those who may certify keys")
	c.Flags().BoolVar(&o.several, "several", false, "more than one signature may be there")
	return c
}

func (o *capVerify) trust() (cap.Trust, error) {
	t := cap.Trust{Need: cap.SignatureRequired, Several: o.several, Now: time.Now()}
	for _, path := range o.keys {
		keys, err := readPublicKeys(path)
		if err != nil {
			return t, err
		}
		t.Keys = append(t.Keys, keys...)
	}
	if o.authorities == "" {
		return t, nil
	}
	var err error
	t.Roots, err = readAuthorities(o.authorities)
	return t, err
}

func (o *capVerify) run(out io.Writer, path string) error {
	t, err := o.trust()
	if err != nil {
		return refused(err)
	}
	b, err := readCAPFile(path)
	if err != nil {
		return refused(err)
	}
	verdicts, err := t.Verify(b)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, v := range verdicts {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", v.State, cmp.Or(v.Key, "-"), v.Algorithm, v.Reason)
	}
	if flushed := w.Flush(); flushed != nil {
		return flushed
	}
	if err != nil {
		return refused(err)
	}
	return nil
}
