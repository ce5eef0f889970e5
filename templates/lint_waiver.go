package templates

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"
)

// waiversFile holds the waivers of a library or pack.
const waiversFile = "waivers.yaml"

// A Waiver says that a finding of a rule is known and borne with, by whom that
// is decided and until when.
type Waiver struct {
	position
	Rule     string `yaml:"rule"`
	Entry    string `yaml:"entry,optional"`    // hazard/situation; empty for any
	Language string `yaml:"language,optional"` // empty for any
	Reason   string `yaml:"reason"`
	Expires  string `yaml:"expires"` // the last day on which it holds, 2026-12-31
}

// Waivers are those of a library and its packs.
type Waivers []Waiver

// waiverSource is waivers.yaml.
type waiverSource struct {
	Waivers []*Waiver `yaml:"waivers"`
}

// LoadWaivers reads waivers.yaml from file systems, by default from the shipped
// one; a file system need not have it, and all that have it count. The error is
// a *LoadError with every mistake, or says which file cannot be read. Rules L01
// to L20 cannot be waived.
func LoadWaivers(fsys ...fs.FS) (Waivers, error) {
	if len(fsys) == 0 {
		fsys = []fs.FS{Shipped()}
	}
	var m mistakes
	var all Waivers
	for _, f := range fsys {
		data, err := readWaivers(f, &m)
		if err != nil {
			return nil, err
		}
		if data == nil {
			continue
		}
		var source waiverSource
		decodeFile(waiversFile, data, &source, &m)
		for _, w := range source.Waivers {
			w.check(&m)
			all = append(all, *w)
		}
	}
	if len(m.list) > 0 {
		return nil, &LoadError{m.list}
	}
	return all, nil
}

// readWaivers returns the file of f, nil if there is none or it is too large.
func readWaivers(f fs.FS, m *mistakes) ([]byte, error) {
	info, err := fs.Stat(f, waiversFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	if info.Size() > maxFile {
		m.addf(position{file: waiversFile}, "is too large; at most %d octets are read", maxFile)
		return nil, nil
	}
	data, err := fs.ReadFile(f, waiversFile)
	if err != nil {
		return nil, fmt.Errorf("read waivers: %w", err)
	}
	return data, nil
}

// unwaivable is the last rule that cannot be waived.
const unwaivable = "L20"

func (w *Waiver) check(m *mistakes) {
	if _, ok := FindLintRule(w.Rule); !ok {
		m.addf(w.position, "rule: there is no rule %q", w.Rule)
	} else if w.Rule <= unwaivable {
		m.addf(w.position, "rule: %s cannot be waived", w.Rule)
	}
	if w.Reason == "" {
		m.addf(w.position, "reason: say why")
	}
	if _, err := time.Parse(time.DateOnly, w.Expires); err != nil {
		m.addf(w.position, "expires: %q is not a day such as 2026-12-31", w.Expires)
	}
}

// fits reports whether the waiver is for a finding.
func (w *Waiver) fits(f Finding) bool {
	return w.Rule == f.Rule && (w.Entry == "" || w.Entry == f.Entry) && (w.Language == "" || w.Language == f.Language)
}

// expired reports whether the last day is over.
func (w *Waiver) expired(now time.Time) bool {
	last, err := time.ParseInLocation(time.DateOnly, w.Expires, now.Location())
	return err != nil || !now.Before(last.AddDate(0, 0, 1))
}

// Apply is Bear, and says which waivers have expired: each is a finding of severity
// Refuse, under the rule that it was for.
func (w Waivers) Apply(found []Finding, now time.Time) []Finding {
	left := slices.Clone(w.Bear(found, now))
	for _, x := range w {
		if x.expired(now) {
			left = append(left, Finding{
				Rule: x.Rule, Severity: Refuse, File: x.file, Line: x.line, Column: x.column, Entry: x.Entry, Language: x.Language,
				Message: "the waiver expired on " + x.Expires, Hint: "mend what it was for, or decide anew until when",
			})
		}
	}
	return left
}

// Bear leaves out findings that a waiver bears with at a time, whose zone says
// when a day is over.
func (w Waivers) Bear(found []Finding, now time.Time) []Finding {
	borne := func(f Finding) bool {
		return slices.ContainsFunc(w, func(x Waiver) bool { return x.fits(f) && !x.expired(now) && x.Rule > unwaivable })
	}
	if !slices.ContainsFunc(found, borne) {
		return found
	}
	return slices.DeleteFunc(slices.Clone(found), borne)
}
