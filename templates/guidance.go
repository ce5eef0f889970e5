package templates

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// The forms of a text, from the longest.
const (
	Long      = "long"
	Short     = "short"
	Shrunk    = "short-shrunk" // the short one after some of its steps
	Essential = "essential"
)

// A Guidance is what to say about a situation, in every language and form that
// a bearer may need. It is a value and never changes.
type Guidance struct {
	Hazard    string `json:"hazard"`
	Situation string `json:"situation"`
	Rule      string `json:"rule"` // which chose it
	Class     Class  `json:"class"`
	Status    Status `json:"status"`

	Event     string `json:"event"`     // for CAP, in English
	Category  string `json:"category"`  // CAP 1.2, in its spelling
	Severity  string `json:"severity"`  // these four CAP 1.2 in lower case
	Urgency   string `json:"urgency"`   //
	Certainty string `json:"certainty"` //
	Response  string `json:"response"`  //
	ETWS      string `json:"etws,omitempty"`

	Entry          string            `json:"entry"` // "hazard/situation" of the library
	LibraryVersion string            `json:"library_version"`
	EntryHash      string            `json:"entry_hash"` // of the entry's source, see Entry.Hash
	Review         string            `json:"review"`     // draft, reviewed or approved
	Reviews        map[string]string `json:"reviews"`    // the same for each language

	// MessageID is the identifier for the first language, Twin that for
	// further ones, 0 if the profile has none.
	MessageID cbc.MessageID `json:"message_id"`
	Twin      cbc.MessageID `json:"twin,omitempty"`

	// Texts hold, for each language in the situation's order, every form from
	// the longest to the shortest.
	Texts     []Text              `json:"texts"`
	Headlines map[string]string   `json:"headlines"`
	Actions   map[string][]string `json:"actions"`
	// Refused are the languages in which nothing can be said for want of
	// parameters, Untranslated those that the entry does not have.
	Refused      []MissingParamError `json:"refused,omitempty"`
	Untranslated []string            `json:"untranslated,omitempty"`
	// Drafts are the languages that Reviewed has left out.
	Drafts []string `json:"drafts,omitempty"`
}

// A Text is one form of a guidance in one language.
type Text struct {
	Language string   `json:"language"`
	Form     string   `json:"form"` // long, short, short-shrunk or essential
	Text     string   `json:"text"`
	Steps    []string `json:"steps,omitempty"` // taken to shrink a short or essential one, in order
	// Params are those of an essential text before any step, that which takes
	// the most room first.
	Params []string `json:"params,omitempty"`
}

// For returns the longest form of the text in a language that fits b. Errors:
// *MissingParamError if the language was refused, *TooLongError if no form
// fits, *LanguageError if the guidance does not have the language.
func (g Guidance) For(language string, b text.Budget) (Text, error) {
	var shortest *Text
	var params []string
	need := 0
	for i := range g.Texts {
		t := &g.Texts[i]
		if t.Language != language {
			continue
		}
		if t.Params != nil {
			params = t.Params
		}
		n, err := b.Used(t.Text)
		if err != nil {
			return Text{}, fmt.Errorf("%s/%s in %s for %s: %w", g.Hazard, g.Situation, language, b.Name, err)
		}
		if n <= b.Max {
			return *t, nil
		}
		if shortest == nil || n < need {
			shortest, need = t, n
		}
	}
	if shortest != nil {
		return Text{}, &TooLongError{g.Hazard + "/" + g.Situation, language, b, need, params}
	}
	for i := range g.Refused {
		if g.Refused[i].Language == language {
			return Text{}, &g.Refused[i]
		}
	}
	return Text{}, &LanguageError{g.Hazard + "/" + g.Situation, language}
}

// Languages returns the languages that have a text, in order.
func (g Guidance) Languages() []string {
	var all []string
	for _, t := range g.Texts {
		if !slices.Contains(all, t.Language) {
			all = append(all, t.Language)
		}
	}
	return all
}

// A MissingParamError says that a language was refused because required
// parameters are absent there, or hold characters that its alphabet does not
// have.
type MissingParamError struct {
	Entry    string   `json:"entry"` // hazard/situation
	Language string   `json:"language"`
	Params   []string `json:"params"`
}

func (e *MissingParamError) Error() string {
	return fmt.Sprintf("%s in %s: missing or not writable: %s", e.Entry, e.Language, strings.Join(e.Params, ", "))
}

// A TooLongError says that no form of a text fits a budget.
type TooLongError struct {
	Entry    string
	Language string
	Budget   text.Budget
	Needed   int      // by the shortest form, in the budget's unit
	Params   []string // of the shortest form, the longest first: make them shorter
}

func (e *TooLongError) Error() string {
	s := fmt.Sprintf("%s in %s needs %d %s; %s has %d", e.Entry, e.Language, e.Needed, e.Budget.Unit, e.Budget.Name, e.Budget.Max)
	if len(e.Params) > 0 {
		s += "; the longest of its parameters are " + strings.Join(e.Params[:min(2, len(e.Params))], " and ")
	}
	return s
}

// A LanguageError says that an entry has no text in a language.
type LanguageError struct {
	Entry    string
	Language string
}

func (e *LanguageError) Error() string {
	return fmt.Sprintf("%s has no text in %q", e.Entry, e.Language)
}

// A StatusError says that an entry must not be used in a status: a drill text
// for a real event.
type StatusError struct {
	Entry  string
	Status Status
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s is not for status %s", e.Entry, e.Status)
}

// silence joins the reasons why there is no text at all.
func (g *Guidance) silence(entry string) error {
	var errs []error
	for i := range g.Refused {
		errs = append(errs, &g.Refused[i])
	}
	for _, l := range g.Untranslated {
		errs = append(errs, &LanguageError{entry, l})
	}
	return errors.Join(errs...)
}
