package main

import (
	"github.com/spf13/cobra"
)

func accountCommand() *cobra.Command {
	c := &cobra.Command{Use: "account", Short: "make accounts for people", Args: cobra.NoArgs, RunE: help}
	return c
}
