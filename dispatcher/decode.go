package dispatcher

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of what an event may hold. They are checked before or while it is
// read, never after.
const (
	maxRecord     = 4 << 20 // octets of a record
	maxDepth      = 16      // objects and lists inside one another
	maxValues     = 1 << 18 // values, keys not counted, of one document
	maxRef        = 256     // characters of source.ref and of a CAP identifier
	maxReferences = 32
	maxGeocodes   = 1024
	maxPolygons   = 1000
	maxRing       = 10_000 // points of one ring of JSON
	maxPoints     = 50_000 // of all rings of an event
	maxCircles    = 1000
	maxCells      = 65_535
	maxParams     = 32
	maxLanguages  = 8
	maxName       = 60   // characters of an area's public name
	maxText       = 1395 // characters of a text, the fifteen pages of GSM 7-bit
	maxRadius     = 1000 // kilometres
	maxProblems   = 100  // told of one document; the last says that there are more

	futureSlack = 5 * time.Minute // how far clocks may differ
)

// Media types of events. Anything else is told apart by its first character.
const (
	typeEvent      = "application/vnd.bongsu.event+json"
	typeCAP        = "application/cap+xml"
	typeCloudEvent = "application/cloudevents+json"
)

// A HazardFinder knows the hazards of the library. FindHazard returns the id of
// the hazard that has name as its id, as one of its public names or as a code
// of a warning system. It is called from several goroutines.
//
// A *templates.Library, which has its Param method too, also says which
// parameters of a CAP message are ours and what their text means; without that
// only names with the prefix "bongsu:" are taken, as text.
type HazardFinder interface {
	FindHazard(name string) (id string, ok bool)
}

// ReadEvent makes an event of a record: native JSON, CAP 1.2, or either of them
// in a CloudEvent. It returns everything that is wrong with it at once; an
// event with problems is to be recorded and refused, and as much of it as could
// be read is filled in, above all its key. What is odd but no reason to refuse
// is in the event's Notes.
//
// Whether the event is expired or from the future is for [Event.CheckTimes],
// whether its regions and parameters exist for those who know them.
func ReadEvent(r Record, find HazardFinder) (Event, []Problem) {
	return EventReader{Hazards: find}.Read(r)
}

// An EventReader reads events as [ReadEvent] does, and CAP messages by what is agreed
// with their senders.
type EventReader struct {
	Hazards HazardFinder
	Sources map[string]Source // by the sender of CAP
	Now     time.Time         // when certificates are to be valid
}

// Read makes an event of a record.
func (by EventReader) Read(r Record) (Event, []Problem) {
	e := Event{Hash: digest(r.Value)}
	var f findings
	if len(r.Value) > maxRecord {
		f.addf("oversize", "", "the record has %d octets, more than %d", len(r.Value), maxRecord)
		return e, f.list
	}
	by.document(&e, r, &f)
	e.Notes = f.notes
	return e, f.list
}

// digest returns the SHA-256 of a record's value, hex.
func digest(value []byte) string {
	sum := sha256.Sum256(value)
	return hex.EncodeToString(sum[:])
}

// document reads by the record's media type, or its first character.
func (by *EventReader) document(e *Event, r Record, f *findings) {
	if v := header(r.Headers, "ce_specversion"); v != "" && !strings.HasPrefix(v, "1.") {
		f.addf("bad-cloudevent", "ce_specversion", "CloudEvents %.20q is not known, only 1.0", v)
	}
	body := bytes.TrimLeft(r.Value, " \t\r\n")
	switch {
	case len(body) == 0:
		f.addf("empty", "", "the record is empty")
	case !utf8.Valid(body) && body[0] == '{':
		f.addf("bad-json", "", "the document is not UTF-8")
		by.readJSON(e, bytes.ToValidUTF8(body, []byte("\uFFFD")), f)
	case isXML(mediaType(r.Headers), body):
		by.readCAP(e, body, f)
	case isJSON(mediaType(r.Headers), body):
		by.readJSON(e, body, f)
	default:
		f.addf("not-an-event", "", "the record begins with %.8q; an event is a JSON object or a CAP 1.2 document", body)
	}
}

func isXML(media string, body []byte) bool {
	return media == typeCAP || media == "application/xml" || media == "text/xml" || !isJSON(media, body) && body[0] == '<'
}

func isJSON(media string, body []byte) bool {
	return media == typeEvent || media == typeCloudEvent || media == "application/json" || media != typeCAP && body[0] == '{'
}

// mediaType returns the record's media type without its parameters, in lower
// case; the content-type header is that of Kafka and of HTTP, which differ in
// case only.
func mediaType(headers map[string]string) string {
	t, _, _ := strings.Cut(header(headers, "content-type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func header(headers map[string]string, name string) string {
	if v, ok := headers[name]; ok {
		return v
	}
	for k, v := range headers {
		if strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// CheckTimes returns what is wrong with the event at now: "expired" from its
// expiry on, "future" if it was sent more than five minutes from now. A cancel
// is never too late.
func (e *Event) CheckTimes(now time.Time) []Problem {
	var f findings
	if e.Kind != KindCancel && !e.Expires.IsZero() && !now.Before(e.Expires) {
		f.addf("expired", "expires", "the event expired at %s", e.Expires.Format(time.RFC3339))
	}
	if e.Sent.After(now.Add(futureSlack)) {
		f.addf("future", "sent", "the event was sent at %s, in the future by our clock", e.Sent.Format(time.RFC3339))
	}
	return f.list
}

// findings are the problems found so far, at most maxProblems, and the notes.
type findings struct {
	list  []Problem
	notes []string
	// partial says that the document broke off, so that what is not in it
	// may be in what was not read.
	partial bool
}

// absences are the problems that a document has which lacks something.
var absences = map[string]bool{"missing": true, "missing-expires": true, "missing-references": true, "empty-area": true}

func (f *findings) addf(code, path, format string, args ...any) {
	switch n := len(f.list); {
	case f.partial && absences[code]:
	case n < maxProblems-1:
		f.list = append(f.list, Problem{Code: code, Path: path, Message: fmt.Sprintf(format, args...)})
	case n == maxProblems-1:
		f.list = append(f.list, Problem{Code: "more", Message: "there are more problems than are told here"})
	}
}

func (f *findings) notef(format string, args ...any) {
	if len(f.notes) < maxProblems {
		f.notes = append(f.notes, fmt.Sprintf(format, args...))
	}
}

// at reports whether something is known to be wrong at path, around it or
// inside it.
func (f *findings) at(path string) bool {
	for _, p := range f.list {
		if p.Path == path || inside(p.Path, path) || inside(path, p.Path) {
			return true
		}
	}
	return false
}

// inside reports whether path is of something within outer.
func inside(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && outer != "" && rest != "" && (rest[0] == '.' || rest[0] == '[')
}
