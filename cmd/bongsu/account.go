package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"bongsu/dispatcher/console"
)

func accountCommand() *cobra.Command {
	c := &cobra.Command{Use: "account", Short: "make accounts for people", Args: cobra.NoArgs, RunE: help}
	c.AddCommand(&cobra.Command{
		Use:   "hash",
		Short: "hash a password for the configuration",
		Long: `hash reads a password, one line of standard input, and prints the hash that the
configuration wants for an account. The password is not shown and not kept.`,
		Example: "  bongsu account hash < password",
		Args:    cobra.NoArgs,
		RunE:    hashPassword,
	})
	return c
}

// minPassword is the least length of a password, in characters.
const minPassword = 8

func hashPassword(c *cobra.Command, _ []string) error {
	line, err := bufio.NewReader(io.LimitReader(c.InOrStdin(), maxSecret)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return refused(err)
	}
	password := strings.TrimRight(line, "\r\n")
	if len([]rune(password)) < minPassword {
		return refused(fmt.Errorf("a password has at least %d characters", minPassword))
	}
	h, err := console.HashPassword(password)
	if err != nil {
		return refused(err)
	}
	_, err = fmt.Fprintln(c.OutOrStdout(), h)
	return err
}
