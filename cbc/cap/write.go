package cap

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bongsu/cbc"
)

// A Dialect is how a recipient wants CAP to be written. The zero Dialect writes
// times with their own offsets and coordinates to six decimals.
type Dialect struct {
	UTC     bool     // times in UTC, as -00:00
	Profile *Profile // rules that the message must keep besides those of the standard
}

// Write returns a as a CAP 1.2 message in UTF-8, its elements in the order of
// the schema, several infos in one document. Times are written to the second,
// coordinates to six decimals of a degree, radii to the metre; white space
// around values is left out, and so is what is empty and optional. Before
// Write returns it has read the message again, by every rule of the standard
// and of the dialect's profile, and compared it with a. Its error is an
// InvalidError, or says what a message cannot carry.
//
// What a has of signatures and notes is not written; Signer.Sign comes after.
func (a *Alert) Write(d Dialect) ([]byte, error) {
	w := writer{dialect: d, out: make([]byte, 0, a.size())}
	w.alert(a)
	if w.err != nil {
		return nil, fmt.Errorf("writing CAP message %s: %w", a.Identifier, w.err)
	}
	back, err := Policy{Profile: d.Profile}.Parse(w.out)
	if err != nil {
		return nil, fmt.Errorf("writing CAP message %s: %w", a.Identifier, err)
	}
	if x := a.differs(back, d); x != "" {
		return nil, fmt.Errorf("writing CAP message %s: %s would be read otherwise than it was meant", a.Identifier, x)
	}
	return w.out, nil
}

// size is about how long a message is, octets.
func (a *Alert) size() int {
	n := 1024
	for i := range a.Infos {
		x := &a.Infos[i]
		n += 1024 + len(x.Headline) + len(x.Description) + len(x.Instruction)
		for k := range x.Areas {
			n += 256 + 64*len(x.Areas[k].Geocodes)
			for _, p := range x.Areas[k].Polygons {
				if len(p) > 0 {
					n += 24 * len(p[0])
				}
			}
		}
	}
	return n
}

// A writer appends elements. After the first error it writes nothing of use.
type writer struct {
	dialect Dialect
	out     []byte
	err     error
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

func (w *writer) open(name string) { w.out = append(append(append(w.out, '<'), name...), '>') }
func (w *writer) close(name string) {
	w.out = append(append(append(w.out, "</"...), name...), ">\n"...)
}

// text writes an element, also one that is empty.
func (w *writer) text(name, s string) {
	w.open(name)
	w.escape(name, strings.TrimSpace(s))
	w.close(name)
}

// some writes an element unless it is empty.
func (w *writer) some(name, s string) {
	if strings.TrimSpace(s) != "" {
		w.text(name, s)
	}
}

func (w *writer) escape(name, s string) {
	for i, r := range s {
		switch {
		case r == '&':
			w.out = append(w.out, "&amp;"...)
		case r == '<':
			w.out = append(w.out, "&lt;"...)
		case r == '>':
			w.out = append(w.out, "&gt;"...)
		case r == '\r':
			w.out = append(w.out, "&#13;"...) // a bare one would be read as a line feed
		case !character(r), r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			w.fail("%s has a character at octet %d that XML does not have", name, i)
		default:
			w.out = utf8.AppendRune(w.out, r)
		}
	}
}

func (w *writer) each(name string, list []string) {
	for _, s := range list {
		w.some(name, s)
	}
}

// words writes a list in which words with spaces are in double quotes.
func (w *writer) words(name string, list []string) {
	if len(list) == 0 {
		return
	}
	quoted := make([]string, len(list))
	for i, s := range list {
		switch {
		case strings.Contains(s, `"`):
			w.fail("%s has an item with a quotation mark", name)
		case s == "" || strings.ContainsFunc(s, func(r rune) bool { return r < utf8.RuneSelf && blank(byte(r)) }):
			s = `"` + s + `"`
		}
		quoted[i] = s
	}
	w.text(name, strings.Join(quoted, " "))
}

// timestamp returns a time as CAP has it, in UTC with the offset −00:00.
func (w *writer) timestamp(t time.Time) string {
	if _, offset := t.Zone(); w.dialect.UTC || offset == 0 {
		return t.UTC().Format("2006-01-02T15:04:05") + "-00:00"
	}
	return t.Format(timeForm)
}

func (w *writer) time(name string, t time.Time) {
	if !t.IsZero() {
		w.text(name, w.timestamp(t))
	}
}

func (w *writer) alert(a *Alert) {
	if a.Sent.IsZero() {
		w.fail("sent is missing")
	}
	w.out = append(w.out, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<alert xmlns="`+Namespace+`">`+"\n"...)
	w.text("identifier", a.Identifier)
	w.text("sender", a.Sender)
	w.text("sent", w.timestamp(a.Sent))
	w.text("status", a.Status)
	w.text("msgType", a.MsgType)
	w.some("source", a.Source)
	w.text("scope", a.Scope)
	w.some("restriction", a.Restriction)
	w.words("addresses", a.Addresses)
	w.each("code", a.Codes)
	w.some("note", a.Note)
	references := make([]string, len(a.References))
	for i, r := range a.References {
		references[i] = r.Sender + "," + r.Identifier + "," + w.timestamp(r.Sent)
	}
	w.some("references", strings.Join(references, " "))
	w.words("incidents", a.Incidents)
	for i := range a.Infos {
		w.info(&a.Infos[i])
	}
	w.close("alert")
}

func (w *writer) info(i *Info) {
	w.out = append(w.out, "<info>\n"...)
	w.some("language", i.Language)
	w.each("category", i.Categories)
	w.text("event", i.Event)
	w.each("responseType", i.ResponseTypes)
	w.text("urgency", i.Urgency)
	w.text("severity", i.Severity)
	w.text("certainty", i.Certainty)
	w.some("audience", i.Audience)
	w.pairs("eventCode", i.EventCodes)
	w.time("effective", i.Effective)
	w.time("onset", i.Onset)
	w.time("expires", i.Expires)
	w.some("senderName", i.SenderName)
	w.some("headline", i.Headline)
	w.some("description", i.Description)
	w.some("instruction", i.Instruction)
	w.some("web", i.Web)
	w.some("contact", i.Contact)
	w.pairs("parameter", i.Parameters)
	for k := range i.Resources {
		w.resource(&i.Resources[k])
	}
	for k := range i.Areas {
		w.area(&i.Areas[k])
	}
	w.close("info")
}

func (w *writer) pairs(name string, list []NameValue) {
	for _, p := range list {
		w.open(name)
		w.text("valueName", p.Name)
		w.text("value", p.Value)
		w.close(name)
	}
}

func (w *writer) resource(x *Resource) {
	w.out = append(w.out, "<resource>\n"...)
	w.text("resourceDesc", x.Desc)
	w.text("mimeType", x.MIMEType)
	if x.Size > 0 {
		w.text("size", strconv.FormatInt(x.Size, 10))
	}
	w.some("uri", x.URI)
	w.some("digest", x.Digest)
	w.close("resource")
}

func (w *writer) area(x *Area) {
	w.out = append(w.out, "<area>\n"...)
	w.text("areaDesc", x.Desc)
	for _, p := range x.Polygons {
		if len(p) != 1 {
			w.fail("area %q has a polygon with holes, which CAP does not have", quoted(x.Desc))
			return
		}
		w.open("polygon")
		for i, q := range p[0] {
			if i > 0 {
				w.out = append(w.out, ' ')
			}
			w.point(q)
		}
		w.close("polygon")
	}
	for _, c := range x.Circles {
		w.open("circle")
		w.point(c.Center)
		w.out = append(w.out, ' ')
		w.decimal(c.Radius/metresPerKilometre, radiusDecimals)
		w.close("circle")
	}
	w.pairs("geocode", x.Geocodes)
	w.height("altitude", x.Altitude)
	w.height("ceiling", x.Ceiling)
	w.close("area")
}

func (w *writer) height(name string, v *float64) {
	if v != nil {
		w.open(name)
		w.decimal(*v, heightDecimals)
		w.close(name)
	}
}

// How exact numbers are written: 0.1 m on the ground, metres of kilometres,
// and feet as exact as a float64 has them.
const (
	pointDecimals  = 6
	radiusDecimals = 3
	heightDecimals = 6
)

func (w *writer) point(p cbc.Point) {
	w.decimal(p.Lat, pointDecimals)
	w.out = append(w.out, ',')
	w.decimal(p.Lon, pointDecimals)
}

// decimal writes a number without exponent and without zeros at its end.
func (w *writer) decimal(v float64, decimals int) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		w.fail("%v is no number that CAP has", v)
		return
	}
	from := len(w.out)
	w.out = strconv.AppendFloat(w.out, v, 'f', decimals, 64)
	w.out = bytes.TrimSuffix(bytes.TrimRight(w.out, "0"), []byte("."))
	if s := string(w.out[from:]); s == "-0" || s == "-" || s == "" {
		w.out = append(w.out[:from], '0')
	}
}

// differs names the first field in which what was read is not what was meant.
func (a *Alert) differs(back *Alert, d Dialect) string {
	want, got := a.written(d), *back
	got.Notes, got.Signed = nil, false
	if reflect.DeepEqual(want, got) {
		return ""
	}
	x, y := reflect.ValueOf(want), reflect.ValueOf(got)
	for i := range x.NumField() {
		if !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			return x.Type().Field(i).Name
		}
	}
	return "it"
}
