package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

// A renderOrder is what is to be rendered.
type renderOrder struct {
	params    []string // name=value
	languages []string
	bearers   []string
	status    string
	place     string
	plain     bool
}

func renderCommand(dirs *libraryFlag) *cobra.Command {
	var o renderOrder
	c := &cobra.Command{
		Use:   "render HAZARD/SITUATION",
		Short: "show what the library says in a situation",
		Long: `render shows the text for each bearer and language. Parameters that are not given
have the library's example values.`,
		Example: `  bongsu template render earthquake/eew_m6 --param magnitude=6.1 --bearer kr-90
  bongsu template render heavy_rain/extreme --lang ko --place "경북 경주시, 울산 남구"`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			lib, err := dirs.load(c)
			if err != nil {
				return err
			}
			return render(c, lib, args[0], &o)
		},
	}
	c.Flags().StringArrayVar(&o.params, "param", nil, "a parameter, `name=value`; may be repeated")
	c.Flags().StringSliceVar(&o.languages, "lang", nil, "the `languages`, the first on the main identifier; those of the profile if none is given")
	c.Flags().StringSliceVar(&o.bearers, "bearer", nil, "the `bearers` whose room the text must fit; all if none is given")
	c.Flags().StringVar(&o.status, "status", "actual", "actual, exercise or test")
	c.Flags().StringVar(&o.place, "place", "", "the `name` of the place")
	c.Flags().BoolVar(&o.plain, "json", false, "print JSON")
	return c
}

// A rendered is a text on a bearer.
type rendered struct {
	Bearer   string   `json:"bearer"`
	Language string   `json:"language"`
	Form     string   `json:"form,omitempty"`
	Text     string   `json:"text,omitempty"`
	Used     int      `json:"used"`
	Max      int      `json:"max"`
	Unit     string   `json:"unit"`
	Steps    []string `json:"steps,omitempty"`
	Problem  string   `json:"problem,omitempty"`
}

func render(c *cobra.Command, lib *templates.Library, name string, o *renderOrder) error {
	s, err := o.situation(lib, name)
	if err != nil {
		return refused(err)
	}
	g, err := lib.Compose(s)
	if err != nil {
		return refused(err)
	}
	if len(o.bearers) == 0 {
		o.bearers = slices.Sorted(lib.Profile().BearerNames())
	}
	var all []rendered
	bad := false
	for _, b := range o.bearers {
		if !slices.Contains(slices.Collect(lib.Profile().BearerNames()), b) {
			return refused(fmt.Errorf("the library has no bearer %q", b))
		}
		for _, l := range s.Languages {
			r, ok := renderOn(lib, g, b, l)
			if ok {
				all = append(all, r)
			}
			bad = bad || r.Problem != ""
		}
	}
	if o.plain {
		err = printJSON(c.OutOrStdout(), map[string]any{"guidance": g, "rendered": all})
	} else {
		err = printRendered(c, g, all)
	}
	if err == nil && bad {
		err = &exitError{code: exitRefused}
	}
	return err
}

// situation makes the situation that is asked about.
func (o *renderOrder) situation(lib *templates.Library, name string) (templates.Situation, error) {
	hazard, situation, _ := strings.Cut(name, "/")
	e, ok := lib.Entry(hazard, situation)
	if !ok {
		return templates.Situation{}, fmt.Errorf("the library has no %q; see bongsu template list", name)
	}
	s := lib.Example(e)
	status, err := templates.ParseStatus(o.status)
	if err != nil {
		return s, err
	}
	s.Status = status
	if len(o.languages) > 0 {
		s.Languages = o.languages
	}
	if o.place != "" {
		s.Place = map[string]string{}
		for _, l := range s.Languages {
			s.Place[l] = o.place
		}
	}
	return s, o.fill(lib, &s)
}

// fill puts the parameters given over the examples.
func (o *renderOrder) fill(lib *templates.Library, s *templates.Situation) error {
	raw := map[string]any{}
	for _, pair := range o.params {
		name, value, ok := strings.Cut(pair, "=")
		p, known := lib.Param(name)
		switch {
		case !ok:
			return fmt.Errorf("--param %q: want name=value", pair)
		case !known:
			return fmt.Errorf("--param %s is not a parameter of the library", name)
		}
		v, err := p.Parse(value)
		if err != nil {
			return err
		}
		raw[name] = v
	}
	values, problems := lib.CheckParams(s.Hazard, raw)
	var all error
	for _, p := range problems {
		all = errors.Join(all, p)
	}
	for name, v := range values {
		s.Params[name] = v
	}
	return all
}

// renderOn returns the text of a language on a bearer; false if the bearer
// does not carry the language.
func renderOn(lib *templates.Library, g templates.Guidance, bearer, language string) (rendered, bool) {
	room, ok := lib.Profile().Budget(bearer, language)
	if !ok {
		return rendered{}, false
	}
	r := rendered{Bearer: bearer, Language: language, Max: room.Max, Unit: room.Unit.String()}
	t, err := g.For(language, room)
	if err != nil {
		r.Problem = err.Error()
		return r, true
	}
	r.Form, r.Text, r.Steps = t.Form, t.Text, t.Steps
	r.Used, err = room.Used(t.Text)
	if err != nil {
		r.Problem = err.Error()
	}
	return r, true
}

func printRendered(c *cobra.Command, g templates.Guidance, all []rendered) error {
	w := c.OutOrStdout()
	fmt.Fprintf(w, "%s/%s  %s, %s, message %d, by rule %s\n", g.Hazard, g.Situation, g.Class, g.Status, g.MessageID, g.Rule)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range all {
		if r.Problem != "" {
			fmt.Fprintf(t, "%s\t%s\t\t%s\n", r.Bearer, r.Language, r.Problem)
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%d/%d\t%s\t%s\n", r.Bearer, r.Language, r.Used, r.Max, r.Form, oneLine(r.Text))
	}
	return t.Flush()
}
