package smpp

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// testdata/registry.txt says who wrote it.
func TestNumbersAndNamesAreThoseOfTheStandard(t *testing.T) {
	raw, err := os.ReadFile("testdata/registry.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for line := range strings.Lines(string(raw)) {
		f := strings.Fields(line)
		if f[0] == "#" {
			continue
		}
		n, err := strconv.ParseUint(f[2], 0, 32)
		if err != nil {
			t.Fatal(err)
		}
		seen[f[0]]++
		ours := map[string]string{"command": Command(n).String(), "status": Status(n).Symbol(), "tag": Tag(n).String()}[f[0]]
		if ours != f[1] {
			t.Errorf("%s %#x is called %q, not %q", f[0], n, ours, f[1])
		}
	}
	if seen["status"] != len(statusNames) || seen["tag"] != len(tagNames) || seen["command"] != len(layouts) {
		t.Errorf("the registry has %v; we have %d statuses, %d tags and %d commands", seen, len(statusNames), len(tagNames), len(layouts))
	}
}
