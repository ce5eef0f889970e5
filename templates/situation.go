package templates

import "time"

// A Situation is the part of an event that chooses words. It is a value and
// never changes; its maps are only read.
type Situation struct {
	Hazard string // required: the id of a hazard of the library
	// Situation names an entry of the hazard, or one for any hazard
	// ("all_clear"); empty leaves the choice to the rules.
	Situation string
	// Class, where the event names one, is the class of the warning. Rules
	// see it too.
	Class Class
	// Severity, Urgency and Certainty are what a CAP event says of itself, in
	// lower case, or empty. Only rules see them.
	Severity, Urgency, Certainty string

	Params map[string]Value // from CheckParams
	// Place is the public name of the area by language. Several places are
	// separated by a comma and a space, so that they can be shortened to the
	// first and a number.
	Place  map[string]string
	Sender map[string]string // public name by language, from Library.Sender
	Time   time.Time         // when it happened or is due
	Status Status
	// Languages to write in, as BCP 47 in lower case, the first on the main
	// identifier. Empty means those of the profile.
	Languages []string
}
