package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

// maxScored is how long a text to be scored may be, in octets: many times what
// a broadcast holds.
const maxScored = 64 << 10

// A scoreOrder is what is to be scored, and how that is shown.
type scoreOrder struct {
	language string
	lines    bool
	plain    bool
}

func scoreCommand() *cobra.Command {
	var o scoreOrder
	c := &cobra.Command{
		Use:   "score FILE|-...",
		Short: "say which of the five elements a text has",
		Long: `score reads any text, in Korean or English, and says which of the five elements
that a warning needs it has, and by which words: who says it, what happened, where,
when, and what to do. What is said instead of one and does not count is shown too.

Each file is one text, or with --lines each of its lines. Without --language a text
with a Korean letter is Korean and any other is English. It is a reading by word
lists: it sees that something is said, not that it is right.`,
		Example: `  bongsu template score message.txt
  bongsu template score --lines --json - < messages.txt`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return score(c, args, &o) },
	}
	c.Flags().StringVar(&o.language, "language", "", "the `language`, ko or en; that of the text's letters if none is given")
	c.Flags().BoolVar(&o.lines, "lines", false, "each line is a text")
	c.Flags().BoolVar(&o.plain, "json", false, "print JSON")
	return c
}

// A scored is a text and what it has.
type scored struct {
	File    string   `json:"file"`
	Line    int      `json:"line,omitempty"` // from 1, if each line is a text
	Text    string   `json:"text"`
	Points  int      `json:"points"` // 0 to 5
	Missing []string `json:"missing"`
	templates.Scorecard
}

func score(c *cobra.Command, paths []string, o *scoreOrder) error {
	if o.language != "" && o.language != "ko" && o.language != "en" {
		return fmt.Errorf("--language %q is not ko or en", o.language)
	}
	all := []scored{}
	for _, path := range paths {
		b, err := readEventFile(c, path)
		if err != nil {
			return err
		}
		texts, err := o.score(path, b)
		if err != nil {
			return refused(err)
		}
		all = append(all, texts...)
	}
	if o.plain {
		return printJSON(c.OutOrStdout(), all)
	}
	if o.lines {
		return printScores(c.OutOrStdout(), all)
	}
	for i := range all {
		if err := printScore(c.OutOrStdout(), &all[i]); err != nil {
			return err
		}
	}
	return nil
}

// score scores the texts of a file.
func (o *scoreOrder) score(path string, b []byte) ([]scored, error) {
	if len(b) > maxEvent {
		return nil, fmt.Errorf("%s has more than %d octets", path, maxEvent)
	}
	whole := strings.TrimPrefix(string(b), "\ufeff")
	if !utf8.ValidString(whole) {
		return nil, fmt.Errorf("%s is not UTF-8", path)
	}
	if !o.lines {
		x, err := o.one(whole)
		if err != nil {
			return nil, fmt.Errorf("%s %w", path, err)
		}
		x.File = path
		return []scored{x}, nil
	}
	var all []scored
	n := 0
	for line := range strings.Lines(whole) {
		if n++; strings.TrimSpace(line) == "" {
			continue
		}
		x, err := o.one(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d %w", path, n, err)
		}
		x.File, x.Line = path, n
		all = append(all, x)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no text", path)
	}
	return all, nil
}

// one scores one text. The error reads after the text's place.
func (o *scoreOrder) one(text string) (scored, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch {
	case text == "":
		return scored{}, fmt.Errorf("has no text")
	case len(text) > maxScored:
		return scored{}, fmt.Errorf("has %d octets; a text may have %d", len(text), maxScored)
	}
	language := o.language
	if language == "" {
		language = "en"
		if strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) >= 0 {
			language = "ko"
		}
	}
	s := templates.Score(text, language)
	missing := s.Missing()
	if missing == nil {
		missing = []string{}
	}
	return scored{Text: text, Points: s.Points(), Missing: missing, Scorecard: s}, nil
}

// printScore shows what one text has.
func printScore(w io.Writer, x *scored) error {
	fmt.Fprintf(w, "%s  %s  %d of %d\n", x.File, x.Language, x.Points, len(x.Elements))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range x.Elements {
		said, by := "no", quoted(e.Evidence)
		if e.Found {
			said = "yes"
		}
		if len(e.Weak) > 0 {
			by = strings.TrimSpace(by + "  not counted: " + quoted(e.Weak))
		}
		fmt.Fprintf(t, "  %s\t%s%s\n", e.Name, said, prefixed("\t", by))
	}
	return t.Flush()
}

// printScores shows what each of many texts has, in a line.
func printScores(w io.Writer, all []scored) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, x := range all {
		lacks := "all five"
		if len(x.Missing) > 0 {
			lacks = "no " + strings.Join(x.Missing, ", ")
		}
		fmt.Fprintf(t, "%s:%d\t%s\t%d/%d\t%s\t%s\n", x.File, x.Line, x.Language, x.Points, len(x.Elements), lacks, x.Text)
	}
	return t.Flush()
}

// quoted shows the words of pieces of a text.
func quoted(all []templates.Evidence) string {
	words := make([]string, len(all))
	for i, e := range all {
		words[i] = fmt.Sprintf("%q", e.Text)
	}
	return strings.Join(words, " ")
}
