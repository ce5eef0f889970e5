package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/dispatcher"
	"bongsu/templates"
)

func routeCommand() *cobra.Command {
	c := &cobra.Command{Use: "route", Short: "follow an event through the rules", Args: cobra.NoArgs, RunE: help}
	c.AddCommand(testRouteCommand())
	return c
}

// A routeOrder is how an event is to be followed.
type routeOrder struct {
	config  string
	dirs    []string
	at      string
	explain bool
	plain   bool
}

func testRouteCommand() *cobra.Command {
	var o routeOrder
	c := &cobra.Command{
		Use:   "test FILE|-",
		Short: "say which rule an event meets, and what goes out",
		Long: `test reads an event, JSON or CAP 1.2, and prints the rule that it meets and what
would go out: texts, message identifiers, pages for each bearer and cells for each
link. With --explain it prints every rule that was looked at, what its condition saw
and whether it matched. Nothing is sent.

The links are those of a configuration, else a pretended one for each bearer that
reaches everywhere. Unless --at is given, now is when the event was sent.

The exit code is 1 if no rule matches or the event would be refused.`,
		Example: `  bongsu route test docs/events/heavy-rain.json --explain
  bongsu route test --config bongsu.yaml flood.xml
  bongsu route test --library mine --json - < event.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return testRoute(c, args[0], &o) },
	}
	f := c.Flags()
	f.StringVarP(&o.config, "config", "c", "", "the configuration `file` whose library, links and lanes count")
	f.StringArrayVar(&o.dirs, "library", nil, "a `directory` over the shipped library; may be repeated")
	f.StringVar(&o.at, "at", "", "as if it were this `time`, RFC 3339")
	f.BoolVar(&o.explain, "explain", false, "print every rule that was looked at")
	f.BoolVar(&o.plain, "json", false, "print JSON")
	c.MarkFlagsMutuallyExclusive("config", "library")
	return c
}

// A route is how an event goes through the rules, and what goes out.
type route struct {
	Event    dispatcher.EventKey  `json:"event"`
	Hazard   string               `json:"hazard,omitempty"`
	Tried    []triedShown         `json:"tried"` // every rule looked at, in order
	Rule     string               `json:"rule,omitempty"`
	Entry    string               `json:"entry,omitempty"`
	Class    templates.Class      `json:"class,omitempty"`
	NoRule   string               `json:"no_rule,omitempty"` // why no rule decided
	Problems []dispatcher.Problem `json:"problems,omitempty"`
	Notes    []string             `json:"notes,omitempty"`
	Place    string               `json:"place,omitempty"`
	Links    []linkShown          `json:"links,omitempty"`

	cancel bool // ends its case and says nothing
}

// A triedShown is a rule that was looked at.
type triedShown struct {
	Rule    string `json:"rule"`
	When    string `json:"when,omitempty"`
	Matched bool   `json:"matched"`
	Saw     string `json:"saw,omitempty"` // what its condition looked at
}

// A linkShown is what one link is to carry.
type linkShown struct {
	Link   string       `json:"link"`
	Bearer string       `json:"bearer"`
	Cells  int          `json:"cells"` // of a pretended link those of a grid
	Texts  []spokenText `json:"texts"`

	pretended bool
}

// A spokenText is one text of a link.
type spokenText struct {
	Language  string        `json:"language"`
	MessageID cbc.MessageID `json:"message_id"`
	DCS       cbc.DCS       `json:"dcs"`
	Pages     int           `json:"pages"`
	Used      int           `json:"used"`
	Max       int           `json:"max"`
	Unit      string        `json:"unit"`
	Text      string        `json:"text"`
}

func testRoute(c *cobra.Command, path string, o *routeOrder) error {
	var at time.Time
	if o.at != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, o.at); err != nil {
			return fmt.Errorf("--at: %w", err)
		}
	}
	b, err := readEventFile(c, path)
	if err != nil {
		return err
	}
	r := dispatcher.Record{Value: b, Headers: map[string]string{"content-type": mediaOf(b)}}
	composer, err := o.composer(c, &r)
	if err != nil {
		return refusedBy(c, err)
	}
	found, err := follow(composer, r, at)
	if err != nil {
		return refused(err)
	}
	if o.plain {
		err = printJSON(c.OutOrStdout(), found)
	} else {
		err = found.print(c.OutOrStdout(), o.explain)
	}
	if err == nil && (found.NoRule != "" || len(found.Problems) > 0) {
		err = &exitError{code: exitRefused}
	}
	return err
}

// composer returns what composes r, and chooses the lane for it.
func (o *routeOrder) composer(c *cobra.Command, r *dispatcher.Record) (*dispatcher.Composer, error) {
	if o.config != "" {
		return composerFor(o.config, r)
	}
	from := librarySource{country: "kr", dirs: o.dirs}
	lib, err := from.load(c)
	if err != nil {
		return nil, err
	}
	return pretend(lib, r)
}

// follow lets the rules choose and composes as if it were a time, that of the
// event if none is given.
func follow(composer *dispatcher.Composer, r dispatcher.Record, at time.Time) (*route, error) {
	e, _ := composer.Read(r, time.Now()) // Compose tells its problems
	if at.IsZero() {
		if at = e.Sent; at.IsZero() {
			at = time.Now()
		}
	}
	r.Received = at
	composed := composer.Compose(r, at)
	found := &route{Event: e.EventKey, Hazard: e.Hazard, Tried: []triedShown{}, Problems: composed.Problems, cancel: e.Kind == dispatcher.KindCancel}
	if !found.cancel {
		if err := found.match(composer.Library, &e); err != nil {
			return nil, err
		}
	}
	if composed.Draft != nil {
		return found, found.take(composer.Library, composed.Draft)
	}
	return found, nil
}

// match asks the rules as composing does.
func (x *route) match(lib *templates.Library, e *dispatcher.Event) error {
	if e.Hazard == "" {
		x.NoRule = "the event names no hazard that the library has"
		return nil
	}
	params, _ := lib.CheckParams(e.Hazard, e.Params)
	s := templates.Situation{Hazard: e.Hazard, Situation: e.Situation, Class: e.Class,
		Severity: e.Severity, Urgency: e.Urgency, Certainty: e.Certainty, Params: params, Status: statusOf(e.Plane)}
	m, err := lib.Match(s)
	var none *templates.NoRuleError
	switch {
	case errors.As(err, &none):
		x.NoRule = none.Error()
	case err != nil:
		return err
	default:
		x.Rule, x.Entry, x.Class = m.Rule, m.Entry.Name(), m.Class
	}
	tried, err := lib.Explain(s)
	if err != nil {
		return err
	}
	for _, t := range tried {
		x.Tried = append(x.Tried, triedShown{t.Rule, t.When, t.Matched, t.Why})
	}
	return nil
}

// statusOf returns a plane as the library calls it.
func statusOf(p dispatcher.Plane) templates.Status {
	switch p {
	case dispatcher.Live:
		return templates.Actual
	case dispatcher.Exercise:
		return templates.Exercise
	case dispatcher.Test:
		return templates.Test
	}
	return 0
}

// take notes what goes out.
func (x *route) take(lib *templates.Library, a *dispatcher.Alert) error {
	x.Place, x.Notes = placeName(a), a.Notes
	for i := range a.Parts {
		p := &a.Parts[i]
		l := linkShown{Link: p.Link, Bearer: p.Bearer, Cells: p.Count, pretended: p.Link == p.Bearer}
		for j, m := range a.Messages {
			if p.Texts[j] == "" {
				continue
			}
			t := spokenText{Language: m.Language, MessageID: m.MessageID, DCS: p.DCS[j], Text: p.Texts[j]}
			if err := t.measure(lib, p.Bearer); err != nil {
				return err
			}
			l.Texts = append(l.Texts, t)
		}
		x.Links = append(x.Links, l)
	}
	return nil
}

// measure counts the text on a bearer.
func (t *spokenText) measure(lib *templates.Library, bearer string) error {
	pages, err := text.Pages(t.Text, t.DCS, t.Language)
	if err != nil {
		return fmt.Errorf("%s in %s: %w", bearer, t.Language, err)
	}
	t.Pages = len(pages)
	if room, ok := lib.Profile().Budget(bearer, t.Language); ok {
		t.Max, t.Unit = room.Max, room.Unit.String()
		t.Used, err = room.Used(t.Text)
	}
	return err
}

// print writes it for people.
func (x *route) print(w io.Writer, explain bool) error {
	fmt.Fprintf(w, "event  %s%s\n", x.Event, prefixed(", ", x.Hazard))
	if explain {
		for i, t := range x.Tried {
			t.print(w, i+1)
		}
	}
	switch {
	case x.cancel:
		fmt.Fprintln(w, "cancel, which no rule looks at: it ends what the case told the public, and says nothing")
	case x.NoRule != "":
		fmt.Fprintln(w, x.NoRule)
	default:
		fmt.Fprintf(w, "rule   %s chose %s, %s; %s looked at\n", x.Rule, x.Entry, x.Class, counted(len(x.Tried), "rule"))
	}
	printProblems(w, x.Problems)
	if x.Place != "" {
		fmt.Fprintf(w, "place  %s\n", x.Place)
	}
	for _, n := range x.Notes {
		fmt.Fprintf(w, "note   %s\n", n)
	}
	for _, l := range x.Links {
		if err := l.print(w); err != nil {
			return err
		}
	}
	return nil
}

// print writes the fate of the nth rule.
func (t *triedShown) print(w io.Writer, n int) {
	fate := "did not match"
	if t.Matched {
		fate = "matched"
	}
	fmt.Fprintf(w, "%5d  %s %s%s\n", n, t.Rule, fate, prefixed(": ", t.Saw))
	if t.When != "" {
		fmt.Fprintf(w, "       when %s\n", t.When)
	}
}

// print writes what a link carries.
func (l *linkShown) print(w io.Writer) error {
	if l.pretended {
		fmt.Fprintf(w, "\n%s\n", l.Bearer)
	} else {
		fmt.Fprintf(w, "\n%s (%s): %s\n", l.Link, l.Bearer, counted(l.Cells, "cell"))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range l.Texts {
		fmt.Fprintf(t, "  %s\t%d\tDCS 0x%02x\t%s\t%d/%d %s\t%s\n",
			s.Language, s.MessageID, uint8(s.DCS), counted(s.Pages, "page"), s.Used, s.Max, s.Unit, oneLine(s.Text))
	}
	return t.Flush()
}
