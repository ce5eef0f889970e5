package cap

import "fmt"

// A slot is a place in a sequence of elements, with how many may stand there.
type slot struct {
	name     string
	least    int
	repeated bool
}

const (
	optional = 0
	required = 1
)

// The sequences of the schema, clause 3.4. A signature may follow the last
// element of alert.
var (
	alertSequence = []slot{
		{"identifier", required, false}, {"sender", required, false}, {"sent", required, false},
		{"status", required, false}, {"msgType", required, false}, {"source", optional, false},
		{"scope", required, false}, {"restriction", optional, false}, {"addresses", optional, false},
		{"code", optional, true}, {"note", optional, false}, {"references", optional, false},
		{"incidents", optional, false}, {"info", optional, true},
	}
	infoSequence = []slot{
		{"language", optional, false}, {"category", required, true}, {"event", required, false},
		{"responseType", optional, true}, {"urgency", required, false}, {"severity", required, false},
		{"certainty", required, false}, {"audience", optional, false}, {"eventCode", optional, true},
		{"effective", optional, false}, {"onset", optional, false}, {"expires", optional, false},
		{"senderName", optional, false}, {"headline", optional, false}, {"description", optional, false},
		{"instruction", optional, false}, {"web", optional, false}, {"contact", optional, false},
		{"parameter", optional, true}, {"resource", optional, true}, {"area", optional, true},
	}
	resourceSequence = []slot{
		{"resourceDesc", required, false}, {"mimeType", required, false}, {"size", optional, false},
		{"uri", optional, false}, {"derefUri", optional, false}, {"digest", optional, false},
	}
	areaSequence = []slot{
		{"areaDesc", required, false}, {"polygon", optional, true}, {"circle", optional, true},
		{"geocode", optional, true}, {"altitude", optional, false}, {"ceiling", optional, false},
	}
	pairSequence = []slot{{"valueName", required, false}, {"value", required, false}}
)

// A structure is the sequence inside an element and the rule that it is under.
type structure struct {
	rule  string
	slots []slot
}

var structures = map[string]structure{
	"alert":     {"X03", alertSequence},
	"info":      {"X04", infoSequence},
	"resource":  {"X05", resourceSequence},
	"area":      {"X06", areaSequence},
	"eventCode": {"X07", pairSequence},
	"parameter": {"X07", pairSequence},
	"geocode":   {"X07", pairSequence},
}

// repeated are the elements whose place an XPath counts.
var repeated = map[string]bool{
	"info": true, "code": true, "category": true, "responseType": true, "eventCode": true, "parameter": true,
	"resource": true, "area": true, "polygon": true, "circle": true, "geocode": true,
}

// signatureSpace is the namespace of the elements that may end an alert.
const signatureSpace = "http://www.w3.org/2000/09/xmldsig#"

// checkSequence checks the children of e, and what is inside them.
func (r *review) checkSequence(e *element) {
	s, ok := structures[e.name]
	if !ok {
		for _, c := range e.children {
			r.report("X08", c, "has no place inside "+e.name, "")
		}
		return
	}
	if t := e.content(); t != "" {
		r.report("X08", e, "has text between its elements", t)
	}
	at, last := 0, lastOwn(e)
	for i, c := range e.children {
		if c.foreign {
			r.checkForeign(c, i > last)
			continue
		}
		at = r.checkPlace(s, c, at)
	}
	for _, p := range s.slots {
		if p.least > 0 && e.first(p.name) == nil {
			r.report(s.rule, e, p.name+" is missing", "")
		}
	}
}

// checkPlace checks that c may stand at or after slot number at, and returns
// the number of its own slot.
func (r *review) checkPlace(s structure, c *element, at int) int {
	for i, p := range s.slots {
		if p.name != c.name {
			continue
		}
		if i < at {
			r.report(s.rule, c, "stands after "+s.slots[at].name, "")
		}
		if c.number > 1 && !p.repeated {
			r.report(s.rule, c, "is there more than once", "")
		}
		r.checkSequence(c)
		return max(i, at)
	}
	r.report("X08", c, "has no place inside "+c.parent.name, "")
	return at
}

// lastOwn returns the number of the last child that is of CAP, -1 if none is.
func lastOwn(e *element) int {
	for i := len(e.children) - 1; i >= 0; i-- {
		if !e.children[i].foreign {
			return i
		}
	}
	return -1
}

// checkForeign allows signatures at the end of alert.
func (r *review) checkForeign(c *element, end bool) {
	switch {
	case c.parent.parent != nil || c.space != signatureSpace:
		r.report("X08", c, fmt.Sprintf("is of the namespace %q", c.space), "")
	case !end:
		r.report("X03", c, "stands before other elements", "")
	}
}
