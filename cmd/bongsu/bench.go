package main

import (
	"github.com/spf13/cobra"
)

// benchCommand measures parts of the product for others that measure the
// whole; it is hidden.
func benchCommand() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "measure parts", Hidden: true, Args: cobra.NoArgs, RunE: help}
	return c
}
