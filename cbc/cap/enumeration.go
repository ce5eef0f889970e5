package cap

import "slices"

// enumerations are the values of clause 3.2 that are fixed, by element.
var enumerations = map[string][]string{
	"status":       {"Actual", "Exercise", "System", "Test", "Draft"},
	"msgType":      {"Alert", "Update", "Cancel", "Ack", "Error"},
	"scope":        {"Public", "Restricted", "Private"},
	"category":     {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"},
	"responseType": {"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"},
	"urgency":      {"Immediate", "Expected", "Future", "Past", "Unknown"},
	"severity":     {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
	"certainty":    {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}

// checkEnumerations checks the children of e that have fixed values, letter by
// letter.
func (r *review) checkEnumerations(e *element) {
	for _, c := range e.children {
		if list, ok := enumerations[c.name]; ok && !c.foreign && !slices.Contains(list, c.text) {
			r.report("enum", c, "is not a value of its enumeration", c.text)
		}
	}
}
