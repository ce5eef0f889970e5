package cap

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc"
)

// A frame is an element that is open. Like a tag it holds no pointers.
type frame struct {
	tag    tag
	in     part // the sequence that it stands in; none if it has no place in one
	slot   int  // its place there
	inside part // its own sequence; none for one that holds a value
	number int  // among the elements of its name, from 1
	last   int  // the slot that was reached inside
	loose  bool // text between elements was found
	counts [maxSlots]int32
}

func (f *frame) place() *slot { return &structures[f.in].slots[f.slot] }

// A review reads one message and collects what is wrong with it. What is read
// is kept as long as nothing is.
type review struct {
	scanner   *scanner
	policy    Policy
	frames    [MaxNesting]frame
	depth     int                        // of frames
	others    [MaxNesting]map[string]int // how many there are inside of a name that has no slot
	signature *Problem                   // a signature that nothing must follow
	problems  []Problem
	notes     []Problem

	alert     Alert
	version   string // that the namespace names
	info      *Info
	area      *Area
	resource  *Resource
	pair      *NameValue
	areas     []Area       // of all infos, in one piece,
	circles   []cbc.Circle // of all areas,
	codes     []string
	valueName string // that was read last

	piece  []byte // the text of the current value, if it is in one piece,
	pieces []byte // else here
	spare  struct {
		info     Info
		area     Area
		resource Resource
		pair     NameValue
	}

	references  valued // to be read when sender, identifier and time are known
	content     bool   // derefUri is there
	uri         valued
	ceiling     valued
	expires     int // where it is
	polygons    int
	points      int
	comparisons int // of edges
	edges       []edge
	zone        *time.Location
	offset      int // of zone, seconds
}

// valued is a value and where its element begins.
type valued struct {
	text string
	at   int
}

// read reads the whole document. An error is a fault in the XML.
func (r *review) read() error {
	for {
		kind, err := r.scanner.next()
		if err != nil {
			return err
		}
		switch kind {
		case tokenEnd:
			return nil
		case tokenOpen:
			if r.depth > 0 {
				r.enter()
			} else if !r.enterRoot() {
				return nil
			}
		case tokenClose:
			r.leave()
		case tokenText:
			r.characters()
		}
	}
}

// enterRoot reports whether the root is an alert of CAP 1.2.
func (r *review) enterRoot() bool {
	t := &r.scanner.tag
	uri, name := r.scanner.uri(t), r.scanner.local(t)
	r.version = versions[string(uri)]
	if t.kind != spaceCAP || string(name) != "alert" {
		p := r.problem("X02", "/"+short(name), t.at, otherRoot, short(name))
		if v := r.version; v != "" && v != "1.2" {
			p = r.problem("X02", "/"+short(name), t.at, otherVersion, v)
		}
		p.Value = quoted(string(uri))
		r.add(p)
		return false
	}
	r.push(partAlert).in = partRoot
	r.checkAttributes()
	return true
}

// push opens an element with a sequence of its own, or none.
func (r *review) push(inside part) *frame {
	f := &r.frames[r.depth]
	r.depth++
	f.tag, f.in, f.inside, f.number, f.last, f.loose = r.scanner.tag, partNone, inside, 1, 0, false
	if inside != partNone {
		f.counts = [maxSlots]int32{}
	}
	r.others[r.depth-1] = nil
	return f
}

func (r *review) top() *frame { return &r.frames[r.depth-1] }

func (r *review) name(f *frame) string { return short(r.scanner.local(&f.tag)) }

// enter opens an element below the root.
func (r *review) enter() {
	parent := r.top()
	switch {
	case parent.inside != partNone && r.scanner.tag.kind == spaceCAP:
		r.enterOwn(parent)
	case parent.inside != partNone:
		r.enterForeign(parent)
	case parent.in != partNone:
		r.stray(parent)
	default:
		r.push(partNone)
	}
}

// stray opens an element that has no place here.
func (r *review) stray(parent *frame) {
	number := r.other()
	f := r.push(partNone)
	f.number = number
	if !r.full() {
		r.report("X08", nil, noPlace, r.name(f), r.name(parent))
	}
}

// other counts an element that has no slot; no further than problems are told.
func (r *review) other() int {
	name := r.scanner.local(&r.scanner.tag)
	if r.full() || len(name) > maxNames {
		return 1
	}
	m := &r.others[r.depth-1]
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)[string(name)]++
	return (*m)[string(name)]
}

// enterOwn opens an element of CAP where elements of CAP belong.
func (r *review) enterOwn(parent *frame) {
	if r.signature != nil && parent.inside == partAlert {
		r.add(*r.signature)
		r.signature = nil
	}
	s, last := &structures[parent.inside], parent.last
	n := s.find(r.scanner.local(&r.scanner.tag), last)
	if n < 0 {
		r.stray(parent)
		return
	}
	p := &s.slots[n]
	parent.counts[n]++
	parent.last = max(n, last)
	f := r.push(p.inside)
	f.in, f.slot, f.number = parent.inside, n, int(parent.counts[n])
	if n < last {
		r.deviation(f.in == partArea && r.policy.takes(AreaOrder), s.rule, nil, misplaced, p.name, s.slots[last].name)
	}
	if f.number > 1 && !p.repeated {
		r.report(s.rule, nil, tooOften, p.name)
	}
	if len(r.scanner.attrs) > 0 {
		r.checkAttributes()
	}
	r.piece, r.pieces = nil, r.pieces[:0]
	if p.inside != partNone {
		r.begin(p.inside, f.number)
	}
}

// enterForeign opens an element of another namespace: a signature at the end
// of alert, or what does not belong.
func (r *review) enterForeign(parent *frame) {
	number := r.other()
	f := r.push(partNone)
	f.number = number
	if parent.inside != partAlert || f.tag.kind != spaceSignature {
		if !r.full() {
			r.report("X08", nil, foreignElement, r.name(f), short(r.scanner.uri(&f.tag)))
		}
		return
	}
	r.alert.Signed = true
	if r.signature == nil {
		p := r.problem("X03", r.path(), f.tag.at, signatureEarly, r.name(f))
		r.signature = &p
	}
}

// checkAttributes finds attributes, which the schema has none of.
func (r *review) checkAttributes() {
	for i := range r.scanner.attrs {
		a := &r.scanner.attrs[i]
		switch {
		case a.declares():
		case a.space.kind == spaceInstance && string(a.local) != "nil":
			r.note("X09", nil, schemaHint, r.name(r.top()), short(a.written))
		default:
			r.report("X09", a.value, hasAttribute, r.name(r.top()), short(a.written))
		}
	}
}

// characters takes text, of which only values and what is between elements
// count.
func (r *review) characters() {
	if r.depth == 0 {
		return
	}
	f := r.top()
	switch {
	case f.inside != partNone:
		if !f.loose && len(bytes.TrimLeft(r.scanner.text, blanks)) > 0 {
			f.loose = true
			r.report("X08", r.scanner.text, looseText, r.name(f))
		}
	case f.in != partNone:
		r.collect()
	}
}

// collect adds to the text of the current value, without copying where all of
// it is in one piece.
func (r *review) collect() {
	s := r.scanner
	plain := s.marks&(markReference|markReturn) == 0
	if plain && r.piece == nil && len(r.pieces) == 0 {
		r.piece = s.text
		return
	}
	if r.pieces == nil {
		r.pieces = make([]byte, 0, len(r.piece)+len(s.b)-s.at) // as long as it can get
	}
	r.pieces = append(r.pieces, r.piece...)
	r.piece = nil
	r.pieces = appendText(r.pieces, s.text, s.verbatim)
}

// leave closes the innermost element.
func (r *review) leave() {
	f := r.top()
	switch {
	case f.inside != partNone:
		r.finish(f)
	case f.in != partNone:
		text := r.piece
		if text == nil {
			text = r.pieces
		}
		if p := f.place(); f.number == 1 || p.repeated {
			r.value(p, text)
		}
		r.piece, r.pieces = nil, r.pieces[:0]
	}
	r.depth--
}

// begin makes room for what is inside an element.
func (r *review) begin(p part, count int) {
	keep := len(r.problems) == 0
	switch p {
	case partInfo:
		if count == MaxInfos+1 {
			r.report("X01", nil, tooManyInfos, MaxInfos)
		}
		if r.info = &r.spare.info; keep && count <= MaxInfos {
			r.alert.Infos = append(r.alert.Infos, Info{})
			r.info = &r.alert.Infos[len(r.alert.Infos)-1]
		}
		*r.info = Info{}
		r.expires = 0
	case partArea:
		if r.area = &r.spare.area; keep {
			r.area = extend(&r.areas, &r.info.Areas, func() int { return r.room("area>", leastArea) })
		}
		*r.area = Area{}
		r.ceiling = valued{}
	case partResource:
		if r.resource = &r.spare.resource; keep {
			r.info.Resources = append(r.info.Resources, Resource{})
			r.resource = &r.info.Resources[len(r.info.Resources)-1]
		}
		*r.resource = Resource{}
		r.content, r.uri = false, valued{}
	case partEventCode:
		r.pair = r.newPair(&r.info.EventCodes, keep)
	case partParameter:
		r.pair = r.newPair(&r.info.Parameters, keep)
	case partGeocode:
		r.pair = r.newPair(&r.area.Geocodes, keep)
	}
}

func (r *review) newPair(list *[]NameValue, keep bool) *NameValue {
	if !keep {
		return &r.spare.pair
	}
	*list = append(*list, NameValue{})
	return &(*list)[len(*list)-1]
}

// How long these elements are at least, octets.
const (
	leastArea   = len("<area><areaDesc>.</areaDesc></area>")
	leastCircle = len("<circle>0,0 0</circle>")
	leastCode   = len("<code>.</code>")
)

// fewOctets is a message in which it does not matter how lists grow.
const fewOctets = 16 << 10

// room returns how many more elements of a name there can be: their tags end so.
func (r *review) room(tagEnd string, least int) int {
	b := r.scanner.b[r.scanner.at:]
	if len(b) < fewOctets {
		return 1
	}
	return 1 + min(bytes.Count(b, []byte(tagEnd))/2, len(b)/least)
}

// extend adds an item to a list that is a part of pool, which is made with room
// for those of the whole message: many of them take no more memory than they
// must.
func extend[T any](pool, list *[]T, room func() int) *T {
	if *pool == nil {
		*pool = make([]T, 0, room())
	}
	from := len(*pool) - len(*list)
	var zero T
	*pool = append(*pool, zero)
	*list = (*pool)[from:len(*pool):len(*pool)]
	return &(*pool)[len(*pool)-1]
}

// maxNames is how much of a name is told, octets.
const maxNames = 80

// short returns a name, cut where it is very long.
func short(name []byte) string {
	return strings.ToValidUTF8(string(name[:min(len(name), maxNames)]), "")
}

// path returns the XPath of the innermost element.
func (r *review) path() string {
	var b strings.Builder
	for i := range r.depth {
		f := &r.frames[i]
		b.WriteByte('/')
		b.WriteString(r.name(f))
		if f.number > 1 || f.in != partNone && f.place().repeated {
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(f.number))
			b.WriteByte(']')
		}
	}
	return b.String()
}

func (r *review) problem(rule, xpath string, at int, s sentence, args ...any) Problem {
	return Problem{Rule: rule, XPath: xpath, Message: s.english(args...), Korean: s.korean(args...), Offset: at}
}

// full reports whether no more problems are told. Who may report very many
// asks first, since even the words of one that is not told take memory.
func (r *review) full() bool { return len(r.problems) >= maxProblems }

func (r *review) add(p Problem) {
	if !r.full() {
		r.problems = append(r.problems, p)
	}
}

// report tells of a problem with the innermost element.
func (r *review) report(rule string, value []byte, s sentence, args ...any) {
	if !r.full() {
		p := r.problem(rule, r.path(), r.top().tag.at, s, args...)
		p.Value = quoted(excerpt(value))
		r.problems = append(r.problems, p)
	}
}

// reportChild tells of a problem with a child that is closed already.
func (r *review) reportChild(rule, name string, v valued, s sentence) {
	if !r.full() {
		p := r.problem(rule, r.path()+"/"+name, v.at, s)
		p.Value = quoted(v.text)
		r.problems = append(r.problems, p)
	}
}

// note tells of something odd about the innermost element.
func (r *review) note(rule string, value []byte, s sentence, args ...any) {
	if len(r.notes) < maxNotes {
		p := r.problem(rule, r.path(), r.top().tag.at, s, args...)
		p.Value = quoted(excerpt(value))
		r.notes = append(r.notes, p)
	}
}

// deviation tells of a problem, which is a note where the policy takes it.
func (r *review) deviation(taken bool, rule string, value []byte, s sentence, args ...any) {
	if taken {
		r.note(rule, value, s, args...)
		return
	}
	r.report(rule, value, s, args...)
}
