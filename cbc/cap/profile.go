package cap

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A Profile holds rules of a community beyond those of the standard. It is
// data: see the folder profiles, and ReadProfile for those of others.
type Profile struct {
	Name   string        `json:"name"`
	Title  string        `json:"title"`
	Source string        `json:"source"` // where the rules are from
	Rules  []ProfileRule `json:"rules"`
}

// A ProfileRule looks at one field of each alert, info or area and says what
// its values must be like. What is not given is not asked.
type ProfileRule struct {
	ID       string   `json:"id"`       // begins with the profile's name
	Severity Severity `json:"severity"` // invalid, note, or meaning, which checks nothing
	English  string   `json:"english"`
	Korean   string   `json:"korean"`

	// When names fields of alert and which of their values the rule is for:
	// {"msgType": ["Alert", "Update"]}.
	When map[string][]string `json:"when,omitempty"`
	// Each is alert, info or area: what the rule looks at, one by one.
	Each string `json:"each,omitempty"`
	// Field is an element of it: "expires", "eventCode" for the names of event
	// codes, "eventCode/SAME" for the values of those so named, likewise
	// parameter and geocode; "radius" of circles in kilometres. Several with |
	// between them count together.
	Field    string   `json:"field,omitempty"`
	Least    int      `json:"least,omitempty"`    // how many there are at least,
	Most     *int     `json:"most,omitempty"`     // and at most
	Any      []string `json:"any,omitempty"`      // one of these is among them
	Pattern  string   `json:"pattern,omitempty"`  // each matches this, whole
	Length   int      `json:"length,omitempty"`   // each has at most so many characters
	Same     bool     `json:"same,omitempty"`     // they are the same in every info
	Distinct []string `json:"distinct,omitempty"` // and differ from the values of these fields

	pattern *regexp.Regexp
}

//go:embed profiles/*.json
var profileFiles embed.FS

// Profiles returns the names of the profiles that are shipped, sorted.
func Profiles() []string {
	entries, err := profileFiles.ReadDir("profiles")
	if err != nil {
		panic(err) // it is embedded
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".json"))
	}
	return names
}

// FindProfile returns a profile that is shipped, whatever the case of its name.
func FindProfile(name string) (*Profile, error) {
	name = strings.ToLower(name)
	b, err := profileFiles.ReadFile(path.Join("profiles", name+".json"))
	if err != nil || strings.ContainsAny(name, "/\\") {
		return nil, fmt.Errorf("CAP profile %q is not one of %s", name, strings.Join(Profiles(), ", "))
	}
	return ReadProfile(b)
}

// ReadProfile reads a profile and checks its rules. The error names all that
// is wrong.
func ReadProfile(b []byte) (*Profile, error) {
	in := json.NewDecoder(bytes.NewReader(b))
	in.DisallowUnknownFields()
	p := &Profile{}
	if err := in.Decode(p); err != nil {
		return nil, fmt.Errorf("CAP profile: %w", err)
	}
	var wrong []error
	for i := range p.Rules {
		if err := p.Rules[i].compile(); err != nil {
			wrong = append(wrong, fmt.Errorf("CAP profile %s: rule %q: %w", p.Name, p.Rules[i].ID, err))
		}
	}
	return p, errors.Join(wrong...)
}

// compile checks a rule by itself.
func (x *ProfileRule) compile() error {
	if x.ID == "" || x.English == "" || x.Korean == "" {
		return errors.New("id, english or korean is missing")
	}
	switch x.Severity {
	case Meaning:
		return nil
	case Invalid, Note:
	default:
		return fmt.Errorf("severity %q is not invalid, note or meaning", x.Severity)
	}
	fields := append(strings.Split(x.Field, "|"), x.Distinct...)
	for _, f := range fields {
		name, _, _ := strings.Cut(f, "/")
		if !slices.Contains(profileFields[x.Each], name) {
			return fmt.Errorf("%q is no field of %q", f, x.Each)
		}
	}
	for f := range x.When {
		if !slices.Contains(profileFields["alert"], f) {
			return fmt.Errorf("%q is no field of alert", f)
		}
	}
	if x.Same && x.Each != "info" {
		return errors.New("only infos are compared")
	}
	var err error
	if x.Pattern != "" {
		x.pattern, err = regexp.Compile(`^(?:` + x.Pattern + `)$`)
	}
	return err
}

// profileFields are the fields that rules may name.
var profileFields = map[string][]string{
	"alert": {"identifier", "sender", "sent", "status", "msgType", "source", "scope", "code", "note", "references", "incidents", "info"},
	"info": {"language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode",
		"effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact", "parameter",
		"resource", "area"},
	"area": {"areaDesc", "polygon", "circle", "radius", "geocode", "altitude", "ceiling"},
}
