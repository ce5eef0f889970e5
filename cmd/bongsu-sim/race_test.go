//go:build race

package main

// buildFlags have the programs watch for races as the tests do.
func buildFlags() []string { return []string{"-race"} }
