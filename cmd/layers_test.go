// Package cmd_test holds what is true of the whole tree: who may import whom.
package cmd_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages a package may import; "/*" is every
// sub-package. What is not said is forbidden. docs/architecture.md draws it.
var arrows = []struct{ from, to string }{
	{"cmd/bongsu", "dispatcher dispatcher/* templates cbc cbc/*"},
	{"cmd/bongsu-sim", "simulator simulator/* cbc cbc/*"},
	{"dispatcher/console", "dispatcher templates cbc/area cbc/text cbc"},
	{"dispatcher/ecbe", "dispatcher templates cbc cbc/text"},
	{"dispatcher/lanes", "dispatcher cbc cbc/cap"},
	{"dispatcher/ledger", "dispatcher cbc cbc/cap templates"},
	{"dispatcher", "templates cbc cbc/text cbc/area cbc/cap"},
	{"templates", "cbc cbc/text cbc/area"},
	{"cbc/text", "cbc"},
	{"cbc/area", "cbc"},
	{"cbc/cap", "cbc cbc/area"},
	{"cbc/internal/ran", "cbc cbc/internal/aper"},
	{"cbc/internal/*", "cbc"},
	{"cbc/fence", "cbc"},
	{"cbc/ngap", "cbc cbc/internal/*"},
	{"cbc/*", "cbc cbc/text cbc/cap cbc/fence cbc/ngap cbc/internal/*"},
	{"cbc", ""},
	{"interop", "simulator simulator/* cbc cbc/*"},
	{"simulator/simtest", "simulator simulator/phone cbc cbc/*"},
	{"simulator/phone", ""},
	{"simulator/pdu", "cbc/smpp"},
	{"simulator/judge", "simulator simulator/pdu cbc/smpp"},
	{"simulator", "cbc cbc/* simulator/phone simulator/pdu"},
}

// testArrows are what tests may import besides.
var testArrows = map[string]string{
	"cmd/bongsu":      "simulator simulator/*",
	"simulator":       "simulator/simtest",
	"simulator/judge": "cbc",
	"cbc/cbsp":        "simulator simulator/*",
	"cbc/smpp":        "simulator simulator/*",
	"cbc/sabp":        "simulator simulator/*",
	"cbc/sbcap":       "simulator simulator/*",
	"cbc/namf":        "simulator simulator/*",
	"cbc/capost":      "simulator simulator/*",
	"cbc/ecbe":        "simulator simulator/*",
	"cbc/ngap":        "cbc/text",

	"simulator/simtest": "simulator/judge simulator/pdu",
}

// keepers are the packages that alone may import a module.
var keepers = []struct{ module, packages string }{
	{"github.com/fiorix/go-smpp", "cbc/smpp"},
	{"github.com/segmentio/kafka-go", "dispatcher/lanes"},
	{"github.com/twmb/franz-go", "simulator simulator/* cmd/bongsu-sim"},
	{"go.uber.org/zap", "cmd/bongsu cmd/bongsu-sim dispatcher dispatcher/*"},
	{"github.com/go-playground/validator", "cmd/bongsu cmd/bongsu-sim dispatcher dispatcher/*"},
	{"modernc.org/sqlite", "dispatcher/ledger"},
}

type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-tags", "interop", "-json=ImportPath,Imports,TestImports,XTestImports", "bongsu/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// among reports whether name is in a list of names and "/*" patterns.
func among(list, name string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(pattern string) bool {
		ok, _ := path.Match(pattern, name)
		return ok || pattern == name
	})
}

func allowed(from string) (string, bool) {
	for _, a := range arrows {
		if among(a.from, from) {
			return a.to, true
		}
	}
	return "", false
}

func TestImportsFollowTheArrows(t *testing.T) {
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, "bongsu/")
		to, known := allowed(from)
		if !known && from != "cmd" {
			t.Errorf("%s has no arrows; a new package needs a place in docs/architecture.md", from)
		}
		check := func(imports []string, to, what string) {
			for _, i := range imports {
				if name, ours := strings.CutPrefix(i, "bongsu/"); ours && name != from && !among(to, name) {
					t.Errorf("%s %s %s, which the arrows forbid", from, what, name)
				}
				if !strings.Contains(i, ".") && from == "simulator/phone" && strings.HasPrefix(i, "bongsu") {
					t.Errorf("a phone imports %s", i)
				}
			}
		}
		check(p.Imports, to, "imports")
		check(slices.Concat(p.TestImports, p.XTestImports), to+" "+testArrows[from]+" "+from, "has tests that import")
	}
}

func TestModulesStayWithTheirKeepers(t *testing.T) {
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, "bongsu/")
		for _, i := range p.Imports {
			for _, k := range keepers {
				if strings.HasPrefix(i, k.module) && !among(k.packages, from) {
					t.Errorf("%s imports %s, which belongs to %s", from, i, k.packages)
				}
			}
			if (strings.HasPrefix(from, "cbc") || from == "simulator/phone") && slices.Contains([]string{"log", "log/slog"}, i) {
				t.Errorf("%s logs; below the dispatcher there are notices and traces", from)
			}
			if (from == "cbc" || from == "simulator/phone") && strings.Contains(strings.SplitN(i, "/", 2)[0], ".") {
				t.Errorf("%s imports %s; it may use the standard library only", from, i)
			}
		}
	}
}
