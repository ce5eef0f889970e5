package main

import (
	"errors"
	"os"
	"path/filepath"
)

// workDirectory makes a temporary directory for the product's data, on a real
// disk if there is one: a commit to memory proves nothing. The last candidate
// is the place of the programs.
func workDirectory() (string, error) {
	candidates := []string{os.TempDir(), "/var/tmp"}
	if self, err := os.Executable(); err == nil {
		candidates = append(candidates, filepath.Dir(self))
	}
	var errs []error
	for _, c := range candidates {
		if inMemory(c) {
			continue
		}
		dir, err := os.MkdirTemp(c, "bongsu-sim-")
		if err == nil {
			return dir, nil
		}
		errs = append(errs, err)
	}
	dir, err := os.MkdirTemp("", "bongsu-sim-")
	return dir, errors.Join(err, errors.Join(errs...))
}
