package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

func benchWordsCommand() *cobra.Command {
	var n int
	c := &cobra.Command{
		Use: "words", Short: "render every text of the shipped library, try 200 rules, load and lint", Args: cobra.NoArgs,
		Example: "  bongsu bench words --n 20",
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := benchWords(n)
			if err != nil {
				return refused(err)
			}
			return printJSON(c.OutOrStdout(), f)
		},
	}
	c.Flags().IntVar(&n, "n", 20, "so many `times`")
	return c
}

// A wordsFigure is what words cost.
type wordsFigure struct {
	Texts  int    `json:"texts"`  // entries × languages × bearers
	Render spread `json:"render"` // one language of an event in all its forms, and the one for a bearer
	Rules  spread `json:"rules"`  // 200 of one hazard, of which the last matches
	Load   spread `json:"load"`   // the whole library loaded and linted
}

func benchWords(n int) (f wordsFigure, err error) {
	lib, err := templates.Load()
	if err != nil {
		return f, err
	}
	if f.Texts, f.Render, err = benchRender(lib, n); err != nil {
		return f, err
	}
	if f.Rules, err = benchRules(n * 100); err != nil {
		return f, err
	}
	f.Load, err = measure(n, func(int) error {
		lib, err := templates.Load()
		if err != nil {
			return err
		}
		if found := append(templates.Lint(lib), templates.LintExamples(lib)...); templates.Refuses(found) {
			return errors.New("the shipped library is refused by lint")
		}
		return nil
	})
	return f, err
}

// benchRender renders each entry in each of its languages for each bearer that
// carries the language, n times.
func benchRender(lib *templates.Library, n int) (texts int, s spread, err error) {
	var all []time.Duration
	for e := range lib.Entries() {
		x := lib.Example(e)
		m := templates.Match{Entry: e, Class: e.Class}
		for language := range e.Texts {
			x.Languages = []string{language}
			for bearer := range lib.Profile().BearerNames() {
				room, carries := lib.Profile().Budget(bearer, language)
				if !carries {
					continue
				}
				texts++
				for range n {
					began := time.Now()
					g, err := lib.ComposeEntry(x, m)
					if err == nil {
						_, err = g.For(language, room)
					}
					all = append(all, time.Since(began))
					if err != nil {
						return 0, s, fmt.Errorf("%s in %s on %s: %w", e.Name(), language, bearer, err)
					}
				}
			}
		}
	}
	return texts, spreadOf(all), nil
}

// manyRules are the 200 of the figure.
const manyRules = 200

// benchRules tries so many rules for an earthquake, of which only the last
// matches.
func benchRules(n int) (s spread, err error) {
	dir, err := os.MkdirTemp("", "bongsu-bench-")
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.WriteFile(filepath.Join(dir, "rules.yaml"), []byte(rulesForBench()), 0o600); err != nil {
		return s, err
	}
	lib, err := templates.Load(templates.Shipped(), os.DirFS(dir))
	if err != nil {
		return s, err
	}
	params, wrong := lib.CheckParams("earthquake", map[string]any{"magnitude": 5.2, "intensity": 4.0, "offshore": false})
	if len(wrong) > 0 {
		return s, wrong[0]
	}
	x := templates.Situation{Hazard: "earthquake", Params: params, Status: templates.Actual}
	return measure(n, func(int) error {
		m, err := lib.Match(x)
		if err == nil && m.Rule != "last" {
			err = fmt.Errorf("rule %s decides", m.Rule)
		}
		return err
	})
}

// rulesForBench writes conditions such as those of the shipped rules, each over
// three facts.
func rulesForBench() string {
	var b strings.Builder
	b.WriteString("rules:\n")
	for i := range manyRules - 1 {
		fmt.Fprintf(&b, "  - {name: r%d, hazard: earthquake, when: 'magnitude >= %.3f or intensity >= 5 and not offshore', use: felt}\n", i, 6+float64(i)/1000)
	}
	b.WriteString("  - {name: last, hazard: earthquake, when: 'magnitude >= 5.0 and class == \"\"', use: eew_m5}\n  - {name: named, use: named}\n")
	return b.String()
}
