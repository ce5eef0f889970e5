package capost

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bongsu/cbc"
)

// A document is what goes to the centre in one request.
type document struct {
	identity
	body []byte
}

// A dialect is a form of documents. Its functions are pure.
type dialect interface {
	// mediaType is that of its documents.
	mediaType() string
	// signs reports whether its documents can be signed.
	signs() bool
	// replaces reports whether a document can take the place of another.
	replaces() bool
	// say returns the document for w, read back and compared with it.
	say(c *Config, w *cbc.Warning) (document, error)
	// test returns a document that asks for nothing but an answer.
	test(c *Config, now time.Time) (document, error)
	// answer reads the body of an answer with a status of 2xx. The error is an
	// answerError or says that the peer would not.
	answer(d *document, body []byte) error
}

// dialects returns all dialects by name.
func dialects() map[string]dialect {
	return map[string]dialect{
		"cap":  &capDialect{geocode: "code", updates: true},
		"uk":   &capDialect{profile: "uk-out", channelEvents: true, category: "Safety", headline: "GOV.UK alert", polygonsOnly: true},
		"th":   &capDialect{event: "PRA", category: "Other", inInstruction: true, geocode: "ISO3166-2", updates: true},
		"ibag": ibag(),
		"cmac": cmac(),
	}
}

// Dialects returns the names of the dialects: "cap" is CAP 1.2 as the standard
// has it, "uk" and "th" as carriers in the United Kingdom and in Thailand are
// known to take it, "ibag" and "cmac" the forms of those names.
func Dialects() []string { return slices.Sorted(maps.Keys(dialects())) }

// Updates reports whether a dialect can say that a text takes the place of
// another.
func Updates(name string) bool {
	d, ok := dialects()[name]
	return ok && d.replaces()
}

func dialectOf(name string) (dialect, error) {
	d, ok := dialects()[name]
	if !ok {
		return nil, fmt.Errorf("dialect %q is not one of %s", name, strings.Join(Dialects(), ", "))
	}
	return d, nil
}

// A refusedError is a peer's own word that it would not.
type refusedError struct{ said string }

func (e *refusedError) Error() string { return e.said }

// An answerError is an answer that says nothing of our document. What became
// of that is not known.
type answerError struct{ err error }

func (e *answerError) Error() string { return "the answer cannot be read: " + e.err.Error() }

func (e *answerError) Unwrap() error { return e.err }
