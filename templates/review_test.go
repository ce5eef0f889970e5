package templates_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bongsu/templates"

	"github.com/google/go-cmp/cmp"
)

// guidance composes an entry with example values.
func guidance(t *testing.T, l *templates.Library, hazard, situation string, status templates.Status, languages ...string) templates.Guidance {
	t.Helper()
	e, ok := l.Entry(hazard, situation)
	if !ok {
		t.Fatalf("no entry %s/%s", hazard, situation)
	}
	s := l.Example(e)
	s.Status, s.Languages = status, languages
	g, err := l.Compose(s)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestDraftsGoOutOnlyIfTheyAreNamed(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		allowed templates.Drafts
		status  templates.Status
		want    []string // languages that go out
	}{
		{nil, templates.Actual, nil},
		{nil, templates.Exercise, []string{"ko", "en"}},
		{nil, templates.Test, []string{"ko", "en"}},
		{templates.Drafts{"*"}, templates.Actual, []string{"ko", "en"}},
		{templates.Drafts{"*:ko"}, templates.Actual, []string{"ko"}},
		{templates.Drafts{"tsunami/*"}, templates.Actual, []string{"ko", "en"}},
		{templates.Drafts{"tsunami/warning"}, templates.Actual, []string{"ko", "en"}},
		{templates.Drafts{"tsunami/warning:en"}, templates.Actual, []string{"en"}},
		{templates.Drafts{"tsunami/advisory", "dry/*"}, templates.Actual, nil},
		{templates.Drafts{"tsunami"}, templates.Actual, nil},
	} {
		g, err := guidance(t, l, "tsunami", "warning", c.status).Reviewed(c.allowed)
		if !cmp.Equal(g.Languages(), c.want) {
			t.Errorf("%v, %s: %v, want %v", c.allowed, c.status, g.Languages(), c.want)
		}
		var held *templates.DraftError
		if refused := errors.As(err, &held); refused != (c.want == nil) || refused && (held.Entry != "tsunami/warning" || held.Language != "ko") {
			t.Errorf("%v, %s: %v", c.allowed, c.status, err)
		}
		if err == nil && len(g.Drafts)+len(g.Languages()) != 2 {
			t.Errorf("%v, %s: left out %v", c.allowed, c.status, g.Drafts)
		}
	}
}

func TestSituationsOfAnyHazardAreAllowedByTheirOwnName(t *testing.T) {
	l := load(t)
	g, err := l.Compose(situations(t, l)["flood is over"])
	if err != nil || g.Entry != "any/all_clear" {
		t.Fatal(g.Entry, err)
	}
	if _, err := g.Reviewed(templates.Drafts{"river_flood/*"}); err == nil {
		t.Error("allowed as an entry of river_flood")
	}
	if _, err := g.Reviewed(templates.Drafts{"any/all_clear"}); err != nil {
		t.Error(err)
	}
}

func TestReviewOfALanguageComesBeforeThatOfTheEntry(t *testing.T) {
	l, err := templates.Load(templates.Shipped(), edited(t, "dry.yaml", `      ko:
        headline:`, `      ko:
        review: approved
        headline:`))
	if err != nil {
		t.Fatal(err)
	}
	g := guidance(t, l, "dry", "warning", templates.Actual)
	if g.Review != "draft" || g.Reviews["ko"] != "approved" || g.Reviews["en"] != "draft" {
		t.Errorf("%s, %v", g.Review, g.Reviews)
	}
	out, err := g.Reviewed(nil)
	if err != nil || !cmp.Equal(out.Languages(), []string{"ko"}) || !cmp.Equal(out.Drafts, []string{"en"}) || len(g.Drafts) > 0 {
		t.Errorf("%v, %v, %v", out.Languages(), out.Drafts, err)
	}
	if held := l.Drafts(templates.Drafts{"*:en"}); slices.Contains(held, "dry/warning:ko") || !slices.Contains(held, "drought/restriction:ko") {
		t.Errorf("%v are drafts", held)
	}
	_, err = templates.Load(templates.Shipped(), edited(t, "dry.yaml", "        headline:", "        review: fine\n        headline:"))
	if err == nil || !strings.Contains(err.Error(), `review "fine" is not one of draft, reviewed, approved`) {
		t.Error(err)
	}
}

func TestNamesThatAllowNothingAreFound(t *testing.T) {
	l := load(t)
	errs := l.CheckDrafts(templates.Drafts{"*", "dry/*", "dry/warning", "*:ko", "dry/wet", "wet/*", "*:xx", ""})
	if len(errs) != 4 || !strings.HasPrefix(errs[0].Error(), `"dry/wet" is no entry`) {
		t.Error(errs)
	}
	if all := l.Drafts(templates.Drafts{"*"}); len(all) > 0 {
		t.Errorf("%v are held back though all are allowed", all)
	}
}
