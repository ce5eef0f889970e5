package templates

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The files of a library besides those of hazards.
const (
	profileFile = "profile.yaml"
	sendersFile = "senders.yaml"
	paramsFile  = "params.yaml"
	rulesFile   = "rules.yaml"
)

// maxFiles is how many files one library may have.
const maxFiles = 1000

// Load reads a library from the .yaml files at the top of file systems, by
// default from those shipped. A file in a later file system takes the place of
// one of the same name in an earlier. Everything is checked; the error is a
// *LoadError with every mistake, or says which file cannot be read.
func Load(fsys ...fs.FS) (*Library, error) {
	if len(fsys) == 0 {
		fsys = []fs.FS{Shipped()}
	}
	files := map[string][]byte{}
	for _, f := range fsys {
		if err := readAll(f, files); err != nil {
			return nil, err
		}
	}
	b := newBuilder()
	b.build(files)
	if len(b.list) > 0 {
		slices.SortStableFunc(b.list, func(x, y Mistake) int {
			return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column), cmp.Compare(x.Text, y.Text))
		})
		return nil, &LoadError{slices.Compact(b.list)}
	}
	return b.Library, nil
}

// readAll adds the library's files in f.
func readAll(f fs.FS, files map[string][]byte) error {
	names, err := fs.Glob(f, "*.yaml")
	if err != nil {
		return fmt.Errorf("list library: %w", err)
	}
	if len(names) > maxFiles {
		return fmt.Errorf("library has %d files; at most %d are read", len(names), maxFiles)
	}
	for _, name := range names {
		info, err := fs.Stat(f, name)
		if err != nil {
			return fmt.Errorf("read library: %w", err)
		}
		if info.Size() > maxFile {
			files[name] = make([]byte, maxFile+1) // refused by the decoder
			continue
		}
		if files[name], err = fs.ReadFile(f, name); err != nil {
			return fmt.Errorf("read library: %w", err)
		}
	}
	return nil
}

// A builder makes a library of its files.
type builder struct {
	*Library
	mistakes
	ruleList []*Rule
	unread   map[string]bool // hazards whose files could not be read, which is mistake enough
}

func newBuilder() *builder {
	return &builder{unread: map[string]bool{}, Library: &Library{
		profile: &Profile{position: position{file: profileFile}}, senders: map[[2]string]map[string]string{}, params: map[string]*Param{},
		hazards: map[string]*Hazard{}, rules: map[string][]*Rule{},
	}}
}

// ruleSource and paramSource are rules.yaml and params.yaml.
type ruleSource struct {
	Rules []*Rule `yaml:"rules"`
}

type paramSource struct {
	Params map[string]*Param `yaml:"params"`
}

// build reads the files in the order in which they need one another.
func (b *builder) build(files map[string][]byte) {
	sum := sha256.New()
	var rules ruleSource
	var params paramSource
	var senders senderFile
	for _, x := range []struct {
		name string
		into any
	}{{profileFile, b.profile}, {paramsFile, &params}, {sendersFile, &senders}, {rulesFile, &rules}} {
		data, ok := files[x.name]
		if !ok {
			b.addf(position{file: x.name}, "the library has no such file")
			continue
		}
		decodeFile(x.name, data, x.into, &b.mistakes)
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		fmt.Fprintf(sum, "%s %d\n", name, len(files[name]))
		sum.Write(files[name])
	}
	b.readHazards(slices.DeleteFunc(names, isNoHazard), files)
	b.hash = hex.EncodeToString(sum.Sum(nil))
	b.profile.prepare(&b.mistakes)
	b.addParams(params.Params)
	b.addSenders(senders.Senders)
	b.prepareEntries()
	b.ruleList = rules.Rules
	b.addRules()
	b.check()
}

func isNoHazard(name string) bool {
	return slices.Contains([]string{profileFile, sendersFile, paramsFile, rulesFile, waiversFile}, name)
}

// readHazards reads the files of hazards, in the order of names.
func (b *builder) readHazards(names []string, files map[string][]byte) {
	read := make([]Hazard, len(names))
	wrong := make([]mistakes, len(names))
	inParallel(len(names), func(i int) { decodeFile(names[i], files[names[i]], &read[i], &wrong[i]) })
	for i, name := range names {
		b.list = append(b.list, wrong[i].list...)
		b.addHazard(name, &read[i])
	}
}

func (b *builder) addHazard(name string, h *Hazard) {
	if h.ID == "" {
		b.unread[strings.TrimSuffix(name, ".yaml")] = true
		return
	}
	if h.ID != strings.TrimSuffix(name, ".yaml") {
		b.addf(h.position, "hazard %s belongs in %s.yaml", h.ID, h.ID)
	}
	if b.hazards[h.ID] != nil {
		b.addf(h.position, "hazard %s is also in %s", h.ID, b.hazards[h.ID].file)
		return
	}
	b.hazards[h.ID] = h
}

func (b *builder) addParams(params map[string]*Param) {
	for i, name := range slices.Sorted(maps.Keys(params)) {
		p := params[name]
		p.Name, p.index = name, i
		b.registry = append(b.registry, *p)
	}
	for i := range b.registry {
		p := &b.registry[i]
		b.params[p.Name] = p
		b.checkParam(p)
	}
}

func (b *builder) addSenders(senders []sender) {
	for _, s := range senders {
		key := [2]string{s.System, s.ID}
		if key == [2]string{} {
			b.addf(s.position, "a sender has a system, an id or both")
			continue
		}
		if b.senders[key] != nil {
			b.addf(s.position, "sender %q is given twice", strings.Trim(s.System+" "+s.ID, " "))
			continue
		}
		b.complete(s.position, "name", s.Name)
		b.checkSender(s)
		b.senders[key] = s.Name
	}
}

// localize writes the country's telephone numbers into an entry's texts.
func (b *builder) localize(e *Entry) {
	if len(b.profile.Numbers) == 0 {
		return
	}
	local := func(s string) string {
		return digits.ReplaceAllStringFunc(s, func(n string) string { return cmp.Or(b.profile.Numbers[n], n) })
	}
	for _, w := range e.Texts {
		w.Headline = local(w.Headline)
		for i := range w.Actions {
			w.Actions[i] = local(w.Actions[i])
		}
		for _, form := range []clauses{w.Long, w.Short, w.Essential} {
			for i := range form {
				form[i].Text = local(form[i].Text)
			}
		}
	}
}

// digits are a number in a text.
var digits = regexp.MustCompile(`[0-9]+`)

// prepareEntries compiles the texts of all hazards.
func (b *builder) prepareEntries() {
	for _, id := range slices.Sorted(maps.Keys(b.hazards)) {
		h := b.hazards[id]
		for _, situation := range slices.Sorted(maps.Keys(h.Situations)) {
			e := h.Situations[situation]
			e.Hazard, e.Situation, e.name = h, situation, h.ID+"/"+situation
			b.localize(e)
			e.seal()
			b.pair(e)
			b.entries = append(b.entries, e)
			b.prepareEntry(e)
		}
		b.collectParams(h)
	}
}

func (b *builder) prepareEntry(e *Entry) {
	names := e.Shrink
	if len(names) == 0 {
		names = b.profile.Shrink
	}
	for _, s := range names {
		x, err := parseStep(s, b.index)
		if err != nil {
			b.addf(e.position, "%v", err)
			continue
		}
		e.steps, e.stepNames = append(e.steps, x), append(e.stepNames, s)
	}
	e.required = b.places(e.position, e.Required)
	b.places(e.position, e.Optional)
	e.languages = map[string]*wording{}
	for _, language := range slices.Sorted(maps.Keys(e.Texts)) {
		w := &wording{language: language}
		for _, name := range []string{Long, Short, Essential} {
			if source := e.Source(language, name); len(source) > 0 {
				w.forms = append(w.forms, b.compileForm(e, name, source))
			}
		}
		e.languages[language] = w
	}
	slices.Sort(e.used)
	e.used = slices.Compact(e.used)
	e.usual = e.summary(b.profile.tags)
}

// places looks names up in the registry.
func (b *builder) places(at position, names []string) []int {
	var all []int
	for _, n := range names {
		i, ok := b.index(n)
		if !ok {
			b.addf(at, "parameter %s is not in %s", n, paramsFile)
			continue
		}
		all = append(all, i)
	}
	return all
}

func (b *builder) compileForm(e *Entry, name string, source []Clause) form {
	f := form{name: name}
	for _, c := range source {
		t, err := parseTemplate(c.Text, b.index)
		if err != nil {
			b.addf(c.position, "%s: %v", c.Part, err)
			continue
		}
		e.used = append(e.used, t.any...)
		f.clauses = append(f.clauses, clause{c.Part, t})
		for _, x := range t.any {
			if !slices.Contains(f.params, x) {
				f.params = append(f.params, x)
			}
		}
		b.checkClause(e, c, &t)
	}
	for i := range e.steps {
		f.changes = append(f.changes, e.steps[i].touches(f.clauses) && !e.needs(&e.steps[i]))
	}
	return f
}

// collectParams finds what the rules of a hazard may look at.
func (b *builder) collectParams(h *Hazard) {
	h.params = b.places(h.position, h.Inputs)
	for _, e := range h.Situations {
		for _, names := range [][]string{e.Required, e.Optional} {
			for _, n := range names {
				if p, ok := b.params[n]; ok && (p.From == "" || p.From == "time") {
					h.params = append(h.params, p.index)
				}
			}
		}
	}
	slices.Sort(h.params)
	h.params = slices.Compact(h.params)
}

// addRules compiles each rule against the hazards that it is for.
func (b *builder) addRules() {
	for _, r := range b.ruleList {
		for _, h := range b.hazards {
			if r.Hazard != "" && r.Hazard != h.ID {
				continue
			}
			b.rules[h.ID] = append(b.rules[h.ID], r)
		}
		h := b.hazards[r.Hazard]
		switch {
		case h == nil && b.unread[r.Hazard]:
			continue
		case r.Hazard != "" && h == nil:
			b.addf(r.position, "rule %s: there is no hazard %s", r.Name, r.Hazard)
			continue
		case h == nil:
			h = new(Hazard)
		}
		if err := r.compile(b.environment(h)); err != nil {
			b.addf(r.position, "rule %s: %v", r.Name, err)
		}
	}
	for id, h := range b.hazards {
		for _, r := range b.rules[id] {
			h.looks = append(h.looks, r.names...)
		}
		slices.Sort(h.looks)
		h.looks = slices.Compact(h.looks)
	}
}

// exampleTime is 08:26 on a day in July.
func exampleTime(zone *time.Location) time.Time {
	return time.Date(2026, 7, 24, 8, 26, 0, 0, zone)
}
