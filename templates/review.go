package templates

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// draft is the state of a text that nobody has reviewed.
const draft = "draft"

// Drafts name the drafts that may go out to the public all the same:
// "hazard/situation", "hazard/*" or "*", and each may end in ":language" to
// mean that language only. None allows nothing.
type Drafts []string

// allow reports whether d names an entry's text in a language.
func (d Drafts) allow(entry, language string) bool {
	return slices.ContainsFunc(d, func(name string) bool {
		what, only, _ := strings.Cut(name, ":")
		if only != "" && only != language {
			return false
		}
		hazard, all := strings.CutSuffix(what, "/*")
		return what == "*" || what == entry || all && strings.HasPrefix(entry, hazard+"/")
	})
}

// A DraftError says that a text may not go out to the public, because nobody
// has reviewed it and the configuration does not allow it by name.
type DraftError struct {
	Entry    string // hazard/situation
	Language string
}

func (e *DraftError) Error() string {
	return fmt.Sprintf("%s in %s is a draft that nobody has reviewed and that is not allowed by name", e.Entry, e.Language)
}

// Reviewed returns the guidance without the texts that are drafts and that
// allowed does not name; their languages are in its Drafts. It is what the live
// plane may say: guidance for drills and trials needs no review. If nothing is
// left the error holds a *DraftError for each language.
func (g Guidance) Reviewed(allowed Drafts) (Guidance, error) {
	var errs []error
	for _, language := range g.Languages() {
		if g.Status == Actual && g.Reviews[language] == draft && !allowed.allow(g.Entry, language) {
			g.Drafts = append(slices.Clip(g.Drafts), language)
			errs = append(errs, &DraftError{g.Entry, language})
		}
	}
	if len(errs) == 0 {
		return g, nil
	}
	kept := make([]Text, 0, len(g.Texts))
	for _, t := range g.Texts {
		if !slices.Contains(g.Drafts, t.Language) {
			kept = append(kept, t)
		}
	}
	if len(kept) == 0 {
		return Guidance{}, errors.Join(errs...)
	}
	g.Texts = kept
	return g, nil
}

// Drafts returns the texts that allowed does not let out to the public, as
// "hazard/situation:language", in the order of entries and languages.
func (l *Library) Drafts(allowed Drafts) []string {
	var all []string
	for _, e := range l.entries {
		for _, language := range l.profile.AllTags() {
			if e.ReviewOf(language) == draft && !allowed.allow(e.Name(), language) {
				all = append(all, e.Name()+":"+language)
			}
		}
	}
	return all
}

// CheckDrafts returns what is wrong with each of the names: that it means no
// text of the library.
func (l *Library) CheckDrafts(allowed Drafts) []error {
	var errs []error
	for _, name := range allowed {
		if !l.anyText(Drafts{name}) {
			errs = append(errs, fmt.Errorf("%q is no entry of the library; want hazard/situation, hazard/* or *, with :language for one language only", name))
		}
	}
	return errs
}

func (l *Library) anyText(d Drafts) bool {
	for _, e := range l.entries {
		for language := range e.Texts {
			if d.allow(e.Name(), language) {
				return true
			}
		}
	}
	return false
}
