package capost

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc"
)

// An attributesDialect is IBAG 1.0 or CMAC, which have the same elements under
// other prefixes. What one of the two lacks is empty.
type attributesDialect struct {
	prefix    string // of every element: "IBAG_"
	namespace string
	languages map[string]string // by ours
	linkTest  [2]string         // status and message type of a link test
	// channels is true where the channel is said: IBAG_channel_category.
	channels bool
	octets   bool // the length of the text is in octets of UTF-8, else characters
	most     int  // characters of a text, 0 for no limit
}

// ibag returns the form of IBAG 1.0, namespace ibag:1.0.
func ibag() *attributesDialect {
	return &attributesDialect{prefix: "IBAG_", namespace: "ibag:1.0", linkTest: [2]string{"System", "Link Test"}, channels: true, octets: true,
		languages: map[string]string{"en": "English", "es": "Spanish", "fr": "French", "nl": "Dutch", "zh": "Chinese",
			"ko": "Korean", "th": "Thai", "mn": "Mongolian", "km": "Khmer", "cy": "Welsh"}}
}

// cmac returns the form of CMAC of J-STD-101 as public examples have it,
// namespace cmac:2.0; the text stands where version 1.0 has it.
func cmac() *attributesDialect {
	return &attributesDialect{prefix: "CMAC_", namespace: "cmac:2.0", linkTest: [2]string{"System", "Link Test"}, most: 360,
		languages: map[string]string{"en": "English", "es": "Spanish"}}
}

func (*attributesDialect) mediaType() string { return "application/xml" }

func (*attributesDialect) signs() bool { return false }

func (*attributesDialect) replaces() bool { return true }

func (x *attributesDialect) say(c *Config, w *cbc.Warning) (document, error) {
	d := document{identity: identify(c.Sender, w)}
	f := x.form(&d)
	f.head(&d, c)
	var old *identity
	switch ref, known := parseReference(w.PeerReference); {
	case w.Action == cbc.Stop:
		ref = stopped(c.Sender, w)
		old = &ref
	case w.Replaces && known:
		old = &ref
	}
	f.referenced(old)
	f.add("sender", c.Sender)
	f.add("sent_date_time", f.time(d.sent))
	f.add("status", x.status(c.Status))
	switch {
	case w.Action == cbc.Stop:
		f.add("message_type", "Cancel")
	case old != nil:
		f.add("message_type", "Update")
	default:
		f.add("message_type", "Alert")
	}
	if w.Action == cbc.Write {
		f.add("cap_identifier", d.id)
		f.add("cap_sent_date_time", f.time(d.sent))
		if err := f.info(c, w); err != nil {
			return d, err
		}
	}
	d.body = f.end()
	return d, x.compare(&d, w)
}

func (*attributesDialect) status(s string) string {
	if s == "Actual" {
		return s
	}
	return "Network Test"
}

func (x *attributesDialect) test(c *Config, now time.Time) (document, error) {
	d := document{identity: named(c.Sender, fmt.Appendf(nil, "%s test %d", c.Sender, now.UnixNano()), now)}
	f := x.form(&d)
	f.head(&d, c)
	f.add("sent_date_time", f.time(d.sent))
	f.add("status", x.linkTest[0])
	f.add("message_type", x.linkTest[1])
	d.body = f.end()
	return d, nil
}

// A form is a document that is being written.
type form struct {
	*attributesDialect
	b bytes.Buffer
}

func (x *attributesDialect) form(*document) *form {
	f := &form{attributesDialect: x}
	f.b.WriteString(xml.Header)
	fmt.Fprintf(&f.b, "<%sAlert_Attributes xmlns=%q>", x.prefix, x.namespace)
	return f
}

func (f *form) end() []byte {
	f.close("Alert_Attributes")
	return f.b.Bytes()
}

func (f *form) open(name string)  { fmt.Fprintf(&f.b, "<%s%s>", f.prefix, name) }
func (f *form) close(name string) { fmt.Fprintf(&f.b, "</%s%s>", f.prefix, name) }

// add writes an element with text. A bytes.Buffer takes all.
func (f *form) add(name, value string) {
	f.open(name)
	_ = xml.EscapeText(&f.b, []byte(value))
	f.close(name)
}

func (*form) time(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-00:00") }

func (f *form) head(d *document, c *Config) {
	f.add("protocol_version", "1.0")
	f.add("sending_gateway_id", c.Sender)
	f.add("message_number", fmt.Sprintf("%08X", d.number))
}

func (f *form) referenced(old *identity) {
	if old == nil {
		return
	}
	f.add("referenced_message_number", fmt.Sprintf("%08X", old.number))
	f.add("referenced_message_cap_identifier", old.id)
}

// info writes what the warning says. The form knows only what is grave and
// near: anything less is not for it.
func (f *form) info(c *Config, w *cbc.Warning) error {
	e := c.event(w)
	severity, urgency, certainty := word(w.Severity), word(w.Urgency), word(w.Certainty)
	language, known := f.languages[strings.ToLower(strings.SplitN(w.Language, "-", 2)[0])]
	length := len([]rune(w.Text))
	switch {
	case severity != "Extreme" && severity != "Severe":
		return fmt.Errorf("severity %s cannot be said, only Extreme and Severe", severity)
	case urgency != "Immediate" && urgency != "Expected":
		return fmt.Errorf("urgency %s cannot be said, only Immediate and Expected", urgency)
	case certainty != "Observed" && certainty != "Likely":
		return fmt.Errorf("certainty %s cannot be said, only Observed and Likely", certainty)
	case !known:
		return fmt.Errorf("there is no name for language %q", w.Language)
	case f.most > 0 && length > f.most:
		return fmt.Errorf("the text has %d characters, more than %d", length, f.most)
	}
	if f.octets {
		length = len(w.Text)
	}
	f.open("alert_info")
	f.add("category", or(e.Category, "Safety"))
	f.add("event_code", or(e.Code, "LAE"))
	f.add("severity", severity)
	f.add("urgency", urgency)
	f.add("certainty", certainty)
	f.add("expires_date_time", f.time(w.Expires))
	f.add("text_language", language)
	f.add("text_alert_message_length", strconv.Itoa(length))
	f.add("text_alert_message", w.Text)
	if f.channels {
		f.add("channel_category", channelCategory(w.MessageID))
	}
	if err := f.areas(c.Whole, &w.Area); err != nil {
		return err
	}
	f.close("alert_info")
	return nil
}

// channelCategory names a channel as carriers in the United Kingdom do where
// they have a name for it.
func channelCategory(m cbc.MessageID) string {
	switch m {
	case 4370:
		return "4370-CAT1-ENGLISH"
	case 4378:
		return "4378-CAT3-ENGLISH"
	case 4380:
		return "4380-CAT5-ENGLISH"
	case 4382:
		return "4382-CAT7-ENGLISH"
	}
	return strconv.Itoa(int(m))
}

func (f *form) areas(whole string, a *cbc.Area) error {
	switch {
	case len(a.Cells) > 0:
		return errors.New("area: a centre takes places, no cells")
	case a.Whole && whole == "":
		return errors.New("area: the centre has no code for the whole area")
	case a.Empty():
		return errors.New("area: there is none")
	}
	f.open("Alert_Area")
	f.add("area_description", "area-1")
	for i, p := range a.Polygons {
		if len(p) != 1 {
			return fmt.Errorf("area: polygon %d has holes, which the form cannot say", i+1)
		}
		f.add("polygon", polygonText(p[0]))
	}
	for _, c := range a.Circles {
		f.add("circle", fmt.Sprintf("%s %s", pointText(c.Center), strconv.FormatFloat(c.Radius/1000, 'f', 3, 64)))
	}
	if a.Whole {
		f.code(whole)
	}
	for _, r := range a.Regions {
		f.code(string(r))
	}
	f.close("Alert_Area")
	return nil
}

func (f *form) code(v string) {
	if f.prefix == "CMAC_" {
		f.add("cmas_geocode", v)
		return
	}
	f.add("geocode", v)
}

// polygonText is "lat,lon lat,lon …", six decimals of a degree.
func polygonText(ring []cbc.Point) string {
	all := make([]string, len(ring))
	for i, p := range ring {
		all[i] = pointText(p)
	}
	return strings.Join(all, " ")
}

func pointText(p cbc.Point) string {
	return strconv.FormatFloat(p.Lat, 'f', 6, 64) + "," + strconv.FormatFloat(p.Lon, 'f', 6, 64)
}

// attributes is a document as it is read. Elements are matched by what follows
// their prefix.
type attributes struct {
	values map[string][]string
}

// read reads a document of the form; each element's text under its name
// without the prefix, in their order.
func (x *attributesDialect) read(b []byte) (*attributes, error) {
	a := &attributes{map[string][]string{}}
	dec := xml.NewDecoder(bytes.NewReader(b))
	var names []string
	var text strings.Builder
	for {
		tok, err := dec.Token()
		if err != nil && len(names) == 0 && len(a.values) > 0 && err.Error() == "EOF" {
			return a, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.StartElement:
			name, ours := strings.CutPrefix(t.Name.Local, x.prefix)
			if len(names) == 0 && (!ours || name != "Alert_Attributes" || t.Name.Space != x.namespace) {
				return nil, fmt.Errorf("the document is %s, not %sAlert_Attributes of %s", t.Name.Local, x.prefix, x.namespace)
			}
			if len(names) > 8 {
				return nil, errors.New("elements are more than 8 deep")
			}
			names = append(names, name)
			text.Reset()
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			name := names[len(names)-1]
			names = names[:len(names)-1]
			a.values[name] = append(a.values[name], text.String())
			text.Reset()
		case xml.Directive:
			return nil, errors.New("there is a DOCTYPE")
		}
	}
}

// one returns the only value of an element, "" if there are none or several.
func (a *attributes) one(name string) string {
	if v := a.values[name]; len(v) == 1 {
		return v[0]
	}
	return ""
}

// compare reads d back and says where it differs from w.
func (x *attributesDialect) compare(d *document, w *cbc.Warning) error {
	a, err := x.read(d.body)
	if err != nil {
		return fmt.Errorf("reading back: %w", err)
	}
	want := map[string]string{"message_number": fmt.Sprintf("%08X", d.number)}
	var polygons []string
	if w.Action == cbc.Write {
		want["text_alert_message"] = w.Text
		want["expires_date_time"] = (*form)(nil).time(w.Expires)
		for _, p := range w.Area.Polygons {
			polygons = append(polygons, polygonText(p[0]))
		}
	}
	for name, value := range want {
		if got := a.one(name); got != value {
			return fmt.Errorf("reads back differently: %s%s is %q", x.prefix, name, got)
		}
	}
	if !slices.Equal(polygons, a.values["polygon"]) {
		return errors.New("reads back differently: other polygons")
	}
	return nil
}

// answer takes nothing for a yes, or an Ack of ours.
func (x *attributesDialect) answer(d *document, body []byte) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	a, err := x.read(body)
	if err != nil {
		return &answerError{err}
	}
	number := a.one("referenced_message_number")
	switch {
	case !strings.EqualFold(number, fmt.Sprintf("%08X", d.number)):
		return &answerError{fmt.Errorf("it is about message %q, not %08X", number, d.number)}
	case a.one("message_type") == "Error":
		return &refusedError{or(strings.Join(append(a.values["response_code"], a.values["note"]...), "; "), "Error without a reason")}
	case a.one("message_type") != "Ack":
		return &answerError{fmt.Errorf("it is of type %q, neither Ack nor Error", a.one("message_type"))}
	}
	return nil
}
