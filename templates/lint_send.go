package templates

import (
	"slices"
	"strings"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
)

// A Purpose is what a text does to those sent before it.
type Purpose uint8

const (
	Warns     Purpose = iota // an alert or an update of one
	Ends                     // a cancel or an all-clear: the danger is over
	Corrects                 // what was said was not right
	TakesBack                // there was no danger
)

// Purpose returns what an entry's texts do to those sent before.
func (l *Library) Purpose(e *Entry) Purpose {
	if e.Response == "allclear" {
		return Ends
	}
	for _, x := range l.entries {
		switch e.Name() {
		case x.AllClear:
			return Ends
		case x.Correction:
			return Corrects
		case x.FalseAlarm:
			return TakesBack
		}
	}
	return Warns
}

// A Sending is a text about to be sent, for the rules that look at what was sent
// before it.
type Sending struct {
	Purpose  Purpose
	Hazard   string
	Class    Class
	Status   Status
	Text     string // in the first language
	Language string
	Area     cbc.Area
	At       time.Time // when it is to go out
	// Cites are the alerts that it ends, corrects or takes back, or updates.
	Cites []Sent
	// Recent are alerts of the last 24 hours, the oldest first, cited ones
	// included; others cost only time.
	Recent []Sent
	// People is how many live in the area, MostPeople how many the class may
	// reach without a question; 0 is not known.
	People, MostPeople int
}

// A Sent is an alert that was sent.
type Sent struct {
	ID       string // for messages
	Hazard   string
	Class    Class
	Text     string
	Language string
	Area     cbc.Area
	At       time.Time

	pairs pairs
}

// A Ground compares areas. It must be safe for use by many goroutines, must not
// block, and when in doubt says that nothing is covered and everything overlaps.
type Ground interface {
	// Covers reports whether all of inner lies in outer.
	Covers(outer, inner cbc.Area) bool
	// Overlaps reports whether a and b share ground.
	Overlaps(a, b cbc.Area) bool
	// Province reports whether an area has the whole of a province (시도) or
	// the country in it.
	Province(a cbc.Area) bool
}

// LintSending holds a text against the rules of sending. It is pure: the same
// sending gives the same findings.
func (l *Library) LintSending(s Sending, g Ground) []Finding {
	x := sendLint{l, s, g, nil}
	x.reach()
	x.twice()
	x.hours()
	x.tooFar()
	return x.found
}

// A sendLint holds one sending against the rules.
type sendLint struct {
	library *Library
	Sending
	ground Ground
	found  []Finding
}

func (x *sendLint) addf(id, format string, args ...any) {
	f := newFinding(id, format, args...)
	f.Language = x.Language
	x.found = append(x.found, f)
}

// reach is L21: an end covers the area of what it ends, a correction or a false
// alarm does so too and is as loud as what it corrects.
func (x *sendLint) reach() {
	if x.Purpose == Warns {
		return
	}
	if len(x.Cites) == 0 {
		x.addf("L21", "cites no alert that was sent")
	}
	for _, c := range x.Cites {
		if !x.ground.Covers(x.Area, c.Area) {
			x.addf("L21", "does not reach all of the area of %s", c.ID)
		}
		if x.Purpose != Ends && c.Class != 0 && c.Class != Missing && x.Class > c.Class {
			x.addf("L21", "is of class %s; %s, which it corrects, was %s", x.Class, c.ID, c.Class)
		}
	}
}

// How long the same text counts as said twice, and how alike two texts are then.
const (
	repeatWindow     = time.Hour
	repeatWindowInfo = 24 * time.Hour
	alike            = 0.8
)

// twice is L23.
func (x *sendLint) twice() {
	if x.Purpose != Warns {
		return
	}
	window := repeatWindow
	if x.Class == Info || x.Class == Missing {
		window = repeatWindowInfo
	}
	var said pairs
	for _, r := range slices.Backward(x.Recent) { // the newest first
		age := x.At.Sub(r.At)
		cited := slices.ContainsFunc(x.Cites, func(c Sent) bool { return c.ID == r.ID })
		if cited || r.Hazard != x.Hazard || age < 0 || age > window || !x.ground.Overlaps(x.Area, r.Area) {
			continue
		}
		if said == nil {
			said = pairsOf(x.Text)
		}
		if n := said.alike(r.Ready().pairs); n > alike {
			x.addf("L23", "is %.0f %% the same as %s of %s", 100*n, r.ID, r.At.In(x.library.profile.zone).Format("15:04"))
			return
		}
	}
}

// Ready returns s prepared for being compared often.
func (s Sent) Ready() Sent {
	if s.pairs == nil {
		s.pairs = pairsOf(s.Text)
	}
	return s
}

// Similarity returns how alike two texts are, 0 to 1: the share of pairs of
// neighbouring characters that they have in common (Dice), without spaces and
// with all digits alike, since a new clock does not make a new text.
func Similarity(a, b string) float64 { return pairsOf(a).alike(pairsOf(b)) }

// pairs are those of neighbouring characters of a text, in the order of their
// numbers.
type pairs []uint64

// alike returns the share of pairs in common.
func (p pairs) alike(o pairs) float64 {
	if len(p)+len(o) == 0 {
		return 1
	}
	common := 0
	for i, j := 0, 0; i < len(p) && j < len(o); {
		switch {
		case p[i] < o[j]:
			i++
		case p[i] > o[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return 2 * float64(common) / float64(len(p)+len(o))
}

func pairsOf(s string) pairs {
	all := make(pairs, 0, len(s))
	var last rune
	for _, r := range s {
		switch {
		case r == ' ' || r == '\n':
			continue
		case '0' <= r && r <= '9':
			r = '0'
		}
		if last != 0 {
			all = append(all, uint64(last)<<32|uint64(r))
		}
		last = r
	}
	slices.Sort(all)
	return all
}

// hours is L24, by the profile's hours. Critical and urgent alerts know no
// night, and what takes an alert back does not wait.
func (x *sendLint) hours() {
	if x.Class != Info || x.Purpose == Corrects || x.Purpose == TakesBack || x.At.IsZero() {
		return
	}
	h, at := &x.library.profile.Hours, x.At.In(x.library.profile.zone)
	if w := within(h.Quiet, at); w != nil {
		x.addf("L24", "would wake people at %s; quiet hours end at %s", at.Format("15:04"), w.Until)
		return
	}
	about := x.library.hazards[x.Hazard]
	if about != nil && slices.Contains(h.OnTheWay, about.Category) {
		return
	}
	if w := within(h.Commute, at); w != nil {
		x.addf("L24", "finds people on their way at %s; they have arrived by %s", at.Format("15:04"), w.Until)
		x.found[len(x.found)-1].Severity = Note
	}
}

// tooFar is L25.
func (x *sendLint) tooFar() {
	if x.MostPeople > 0 && x.People > x.MostPeople {
		x.addf("L25", "reaches %d people; a text of class %s may reach %d", x.People, x.Class, x.MostPeople)
	}
	if x.Purpose != Warns || !x.ground.Province(x.Area) {
		return
	}
	if name, one := onlyVillage(x.Text, x.Language); one {
		x.addf("L25", "goes to a whole province and names only %s", name)
	}
}

// onlyVillage reports whether a text names exactly one 읍, 면 or 동, or one -eup,
// -myeon or -dong, and which.
func onlyVillage(text, language string) (string, bool) {
	if !mayNameVillage(text, language) {
		return "", false // nearly always so, and reading the whole text takes long
	}
	name := ""
	for _, s := range newReading(text, language).places {
		word, village := villageOf(text[s.from:s.to])
		if !village || word == name {
			continue
		}
		if name != "" {
			return "", false
		}
		name = word
	}
	return name, name != ""
}

// villageOf returns a word without its particle, and whether it ends as the
// names of 읍, 면 and 동 do.
func villageOf(word string) (string, bool) {
	word = strings.TrimRight(word, "에의은는이가을를와과로")
	return word, strings.HasSuffix(word, "읍") || strings.HasSuffix(word, "면") || strings.HasSuffix(word, "동") || romanVillage(word)
}

func romanVillage(word string) bool {
	low := lowerASCII(word)
	return strings.HasSuffix(low, "-eup") || strings.HasSuffix(low, "-myeon") || strings.HasSuffix(low, "-dong")
}

// mayNameVillage is false for texts of which a reading would find no village.
func mayNameVillage(text, language string) bool {
	low := lowerASCII(text)
	if strings.Contains(low, "-eup") || strings.Contains(low, "-myeon") || strings.Contains(low, "-dong") {
		return true
	}
	if language != "ko" {
		return false
	}
	r := &reading{text: text, lower: low, language: language}
	all := wordsOf(text)
	for i := range all {
		if _, village := villageOf(all[i].word); !village {
			continue
		}
		previous, next := r.neighbours(all, i)
		if r.placeKorean(all[i].word, previous, next) || len(wideKorean().find(all[i].word)) > 0 {
			return true
		}
	}
	return false
}

// ByRegion compares areas by their codes. Shapes and cells are compared only
// with themselves: another shape is not covered and may overlap.
func ByRegion(r *area.Regions) Ground { return regionGround{r} }

type regionGround struct{ regions *area.Regions }

// Covers implements Ground.
func (g regionGround) Covers(outer, inner cbc.Area) bool {
	if outer.Whole {
		return true
	}
	if inner.Whole || inner.Empty() {
		return false
	}
	for _, code := range inner.Regions {
		if !g.holds(outer.Regions, code) {
			return false
		}
	}
	return sameShapes(outer, inner)
}

// holds reports whether codes have the whole of one: itself, one above it, or
// all of its parts.
func (g regionGround) holds(codes []cbc.Region, code cbc.Region) bool {
	if slices.ContainsFunc(codes, func(c cbc.Region) bool { return g.regions.Contains(c, code) }) {
		return true
	}
	leaves := g.regions.Leaves(code)
	for _, leaf := range leaves {
		if !slices.ContainsFunc(codes, func(c cbc.Region) bool { return g.regions.Contains(c, leaf) }) {
			return false
		}
	}
	return len(leaves) > 0
}

// sameShapes reports whether every shape and cell of inner is one of outer.
func sameShapes(outer, inner cbc.Area) bool {
	for _, p := range inner.Polygons {
		if !slices.ContainsFunc(outer.Polygons, func(o cbc.Polygon) bool { return slices.EqualFunc(o, p, slices.Equal) }) {
			return false
		}
	}
	for _, c := range inner.Circles {
		if !slices.Contains(outer.Circles, c) {
			return false
		}
	}
	for _, c := range inner.Cells {
		if !slices.Contains(outer.Cells, c) {
			return false
		}
	}
	return true
}

// Overlaps implements Ground.
func (g regionGround) Overlaps(a, b cbc.Area) bool {
	if a.Empty() || b.Empty() {
		return false
	}
	if a.Whole || b.Whole || shaped(a) || shaped(b) {
		return true
	}
	for _, x := range a.Regions {
		for _, y := range b.Regions {
			if g.regions.Contains(x, y) || g.regions.Contains(y, x) {
				return true
			}
		}
	}
	return false
}

func shaped(a cbc.Area) bool { return len(a.Polygons)+len(a.Circles)+len(a.Cells) > 0 }

// Province implements Ground.
func (g regionGround) Province(a cbc.Area) bool {
	if a.Whole {
		return true
	}
	return slices.ContainsFunc(a.Regions, func(c cbc.Region) bool {
		x, ok := g.regions.Lookup(c)
		return ok && x.Level == area.Sido
	})
}
