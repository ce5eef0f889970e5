package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

// A renderOrder is what is to be rendered, and how that is shown.
type renderOrder struct {
	hazard, situation string
	params            []string // name=value
	languages         []string
	bearers           []string
	status            string
	place             string
	preview           bool
	svg               string // file
	plain             bool
}

func renderCommand(from *librarySource) *cobra.Command {
	var o renderOrder
	c := &cobra.Command{
		Use:   "render [HAZARD/SITUATION]",
		Short: "show what the library says in a situation",
		Long: `render shows the text for each bearer and language, how long it is, and what was
left out for want of room. Without a situation the rules choose it by the
parameters. Parameters that are not given have the library's example values.

With --preview it shows besides the message identifier, the data coding scheme and
the octets of each page; with --svg it draws what phones show.

The exit code is 1 if a text has no room on one of the bearers.`,
		Example: `  bongsu template render earthquake/eew_m6 --param magnitude=6.1 --bearer kr-90
  bongsu template render --hazard earthquake --param magnitude=5.4 --preview
  bongsu template render heavy_rain/extreme --lang ko --place "경북 경주시, 울산 남구" --svg rain.svg`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := o.name(args); err != nil {
				return err
			}
			lib, err := from.load(c)
			if err != nil {
				return err
			}
			return render(c, lib, &o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.hazard, "hazard", "", "the `id` of the hazard")
	f.StringVar(&o.situation, "situation", "", "the `name` of the situation; the rules choose if none is given")
	f.StringArrayVar(&o.params, "param", nil, "a parameter, `name=value`; may be repeated")
	f.StringSliceVar(&o.languages, "lang", nil, "the `languages` of the event; those of the profile if none is given")
	f.StringSliceVar(&o.bearers, "bearer", nil, "the `bearers` whose room the text must fit; all if none is given")
	f.StringVar(&o.status, "status", "actual", "actual, exercise or test")
	f.StringVar(&o.place, "place", "", "the `name` of the place")
	f.BoolVar(&o.preview, "preview", false, "show identifiers and pages too")
	f.StringVar(&o.svg, "svg", "", "draw what phones show into a `file`, - for standard output alone")
	f.BoolVar(&o.plain, "json", false, "print JSON")
	return c
}

// name takes hazard and situation from the argument, if there is one.
func (o *renderOrder) name(args []string) error {
	switch {
	case len(args) == 0 && o.hazard == "":
		return errors.New("want HAZARD/SITUATION or --hazard")
	case len(args) == 0:
		return nil
	case o.hazard != "" || o.situation != "":
		return errors.New("HAZARD/SITUATION is given twice, once by --hazard or --situation")
	}
	o.hazard, o.situation, _ = strings.Cut(args[0], "/")
	return nil
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
	*preview
}

func render(c *cobra.Command, lib *templates.Library, o *renderOrder) error {
	s, m, err := o.ask(lib)
	if err != nil {
		return refused(err)
	}
	g, err := lib.ComposeEntry(s, m)
	if err != nil {
		return refused(err)
	}
	all, err := o.on(lib, g)
	if err != nil {
		return refused(err)
	}
	if o.svg != "" {
		if err := o.draw(c, lib, g, all); err != nil {
			return refused(err)
		}
	}
	switch {
	case o.svg == "-":
	case o.plain:
		err = printJSON(c.OutOrStdout(), map[string]any{"guidance": g, "rendered": all})
	default:
		err = printRendered(c, g, all)
	}
	if err == nil && slices.ContainsFunc(all, func(r rendered) bool { return r.Problem != "" }) {
		err = &exitError{code: exitRefused}
	}
	return err
}

// on renders for every bearer and language.
func (o *renderOrder) on(lib *templates.Library, g templates.Guidance) ([]rendered, error) {
	known := slices.Collect(lib.Profile().BearerNames())
	if len(o.bearers) == 0 {
		o.bearers = known
	}
	languages := g.Languages()
	for _, l := range o.languages { // those that have nothing to say are told so
		if !slices.Contains(languages, l) {
			languages = append(languages, l)
		}
	}
	all := []rendered{}
	for _, b := range o.bearers {
		if !slices.Contains(known, b) {
			return nil, fmt.Errorf("the library has no bearer %q; there are %s", b, strings.Join(known, ", "))
		}
		for _, l := range languages {
			if r, ok := renderOn(lib, g, b, l); ok {
				if o.preview && r.Problem == "" {
					r.look(lib, g)
				}
				all = append(all, r)
			}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no bearer of %s carries %s", strings.Join(o.bearers, ", "), strings.Join(languages, ", "))
	}
	return all, nil
}

// ask makes the situation that is asked about, and lets the rules choose.
func (o *renderOrder) ask(lib *templates.Library) (templates.Situation, templates.Match, error) {
	given := templates.Situation{Hazard: o.hazard, Situation: o.situation}
	var err error
	if given.Status, err = templates.ParseStatus(o.status); err != nil {
		return given, templates.Match{}, err
	}
	if _, ok := lib.Hazard(o.hazard); !ok {
		return given, templates.Match{}, fmt.Errorf("the library has no hazard %q; see bongsu template list", o.hazard)
	}
	for _, l := range o.languages {
		if !lib.Profile().Speaks(l) {
			return given, templates.Match{}, fmt.Errorf("the library has no language %q; there are %s", l, strings.Join(lib.Profile().AllTags(), ", "))
		}
	}
	if given.Params, err = o.values(lib); err != nil {
		return given, templates.Match{}, err
	}
	m, err := o.choose(lib, given)
	if err != nil {
		return given, m, err
	}
	s := lib.Example(m.Entry)
	s.Hazard, s.Situation, s.Status = given.Hazard, given.Situation, given.Status
	maps.Copy(s.Params, given.Params)
	if len(o.languages) > 0 {
		s.Languages = o.languages
	}
	if o.place != "" {
		s.Place = map[string]string{}
		for _, l := range s.Languages {
			s.Place[l] = o.place
		}
	}
	return s, m, nil
}

// choose finds the entry.
func (o *renderOrder) choose(lib *templates.Library, s templates.Situation) (templates.Match, error) {
	if o.situation != "" {
		e, ok := lib.Entry(o.hazard, o.situation)
		if !ok {
			return templates.Match{}, fmt.Errorf("the library has no \"%s/%s\"; see bongsu template list", o.hazard, o.situation)
		}
		return templates.Match{Rule: "named", Entry: e, Class: e.Class}, nil
	}
	return lib.Match(s)
}

// values reads the parameters given.
func (o *renderOrder) values(lib *templates.Library) (map[string]templates.Value, error) {
	raw := map[string]any{}
	for _, pair := range o.params {
		name, value, ok := strings.Cut(pair, "=")
		p, known := lib.Param(name)
		switch {
		case !ok:
			return nil, fmt.Errorf("--param %q: want name=value", pair)
		case !known:
			return nil, fmt.Errorf("--param %s is not a parameter of the library", name)
		}
		v, err := p.Parse(value)
		if err != nil {
			return nil, err
		}
		raw[name] = v
	}
	values, problems := lib.CheckParams(o.hazard, raw)
	var all error
	for _, p := range problems {
		all = errors.Join(all, p)
	}
	return values, all
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
	fmt.Fprintf(w, "%s  %s, %s, message %d, by rule %s\n", g.Entry, g.Class, g.Status, g.MessageID, g.Rule)
	if slices.ContainsFunc(all, func(r rendered) bool { return r.preview != nil }) {
		return printPreviews(w, all)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range all {
		if r.Problem != "" {
			fmt.Fprintf(t, "%s\t%s\t\t%s\n", r.Bearer, r.Language, r.Problem)
			continue
		}
		fmt.Fprintf(t, "%s\t%s\t%d/%d\t%s\t%s\n", r.Bearer, r.Language, r.Used, r.Max, r.Form, oneLine(r.Text))
		if len(r.Steps) > 0 {
			fmt.Fprintf(t, "\t\t\t\tafter: %s\n", strings.Join(r.Steps, ", "))
		}
	}
	return t.Flush()
}
