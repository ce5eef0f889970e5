package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/spf13/cobra"
)

func tokenCommand() *cobra.Command {
	c := &cobra.Command{Use: "token", Short: "make tokens for programs", Args: cobra.NoArgs, RunE: help}
	c.AddCommand(&cobra.Command{
		Use:   "new",
		Short: "make a token",
		Long: `new prints a new secret and its SHA-256. The program that sends events keeps the
secret; the configuration holds the hash, from which the secret cannot be found.`,
		Example: "  bongsu token new",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			secret := rand.Text() + rand.Text() // 260 bits
			sum := sha256.Sum256([]byte(secret))
			_, err := fmt.Fprintf(c.OutOrStdout(), "secret  %s\nsha256  %s\n", secret, hex.EncodeToString(sum[:]))
			return err
		},
	})
	return c
}
