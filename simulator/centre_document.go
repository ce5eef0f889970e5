package simulator

import (
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc"
)

// A centreDocument is what a centre understands of a document.
type centreDocument struct {
	id         string // by which later documents refer to it
	number     string // of IBAG and CMAC
	sender     string
	kind       string // Alert, Update, Cancel, Link Test
	test       bool   // it is not meant to be broadcast
	references []string
	channel    cbc.MessageID
	text       string
	polygons   []cbc.Polygon
	circles    []cbc.Circle
	codes      []string
}

func (d *centreDocument) cancels() bool { return d.kind == "Cancel" }

// covers reports whether a site stands where d is for.
func (d *centreDocument) covers(s Site, whole string) bool {
	for _, p := range d.polygons {
		if inside(s.At, p) {
			return true
		}
	}
	for _, c := range d.circles {
		if distance(c.Center, s.At) <= c.Radius {
			return true
		}
	}
	return slices.ContainsFunc(d.codes, func(code string) bool { return code == whole && whole != "" || WithinRegion(s, code) })
}

// An xmlNode is an element with all that is in it.
type xmlNode struct {
	XMLName xml.Name
	Text    string    `xml:",chardata"`
	Nodes   []xmlNode `xml:",any"`
}

func (n *xmlNode) all(name string) []*xmlNode {
	var found []*xmlNode
	for i := range n.Nodes {
		if n.Nodes[i].XMLName.Local == name {
			found = append(found, &n.Nodes[i])
		}
	}
	return found
}

// text returns the text of the first child of a name.
func (n *xmlNode) text(name string) string {
	if f := n.all(name); len(f) > 0 {
		return strings.TrimSpace(f[0].Text)
	}
	return ""
}

// An xmlSequence is the children that an element may have, in their order; "!"
// before a name is one that it must have, "*" one that may come again.
type xmlSequence []string

// check says what is wrong with the children of n.
func (s xmlSequence) check(n *xmlNode) error {
	at, last := 0, ""
	count := map[string]int{}
	for i := range n.Nodes {
		name := n.Nodes[i].XMLName.Local
		count[name]++
		for at < len(s) && strings.TrimLeft(s[at], "!*") != name {
			at++
		}
		if at == len(s) {
			return fmt.Errorf("%s: %s has no place after %q", n.XMLName.Local, name, last)
		}
		if count[name] > 1 && !strings.Contains(s[at], "*") {
			return fmt.Errorf("%s: %s is there twice", n.XMLName.Local, name)
		}
		last = name
	}
	for _, want := range s {
		if name := strings.TrimLeft(want, "!*"); strings.Contains(want[:len(want)-len(name)], "!") && count[name] == 0 {
			return fmt.Errorf("%s: %s is missing", n.XMLName.Local, name)
		}
	}
	return nil
}

var (
	capSequence = xmlSequence{"!identifier", "!sender", "!sent", "!status", "!msgType", "source", "!scope", "restriction", "addresses",
		"*code", "note", "references", "incidents", "*info", "*Signature"}
	capInfoSequence = xmlSequence{"language", "!*category", "!event", "*responseType", "!urgency", "!severity", "!certainty", "audience",
		"*eventCode", "effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact",
		"*parameter", "*resource", "*area"}
	capAreaSequence = xmlSequence{"!areaDesc", "*polygon", "*circle", "*geocode", "altitude", "ceiling"}

	capTime    = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d$`)
	capPolygon = regexp.MustCompile(`^-?\d+(\.\d+)?,-?\d+(\.\d+)?( -?\d+(\.\d+)?,-?\d+(\.\d+)?){3,}$`)
)

// readCentreDocument reads a document of a form and checks it by the schema.
func readCentreDocument(form string, body []byte) (centreDocument, error) {
	var root xmlNode
	if err := xml.Unmarshal(body, &root); err != nil {
		return centreDocument{}, err
	}
	switch form {
	case "cap":
		return readCentreCAP(&root)
	case "ibag":
		return readCentreAttributes(&root, "IBAG_", "ibag:1.0")
	case "cmac":
		return readCentreAttributes(&root, "CMAC_", "cmac:2.0")
	}
	return centreDocument{}, fmt.Errorf("form %q is not known", form)
}

func readCentreCAP(n *xmlNode) (d centreDocument, err error) {
	if n.XMLName.Space != "urn:oasis:names:tc:emergency:cap:1.2" || n.XMLName.Local != "alert" {
		return d, fmt.Errorf("the root is %s of %q", n.XMLName.Local, n.XMLName.Space)
	}
	d = centreDocument{id: n.text("identifier"), sender: n.text("sender"), kind: n.text("msgType"), test: n.text("status") == "Test" && len(n.all("info")) == 0}
	if err := capSequence.check(n); err != nil {
		return d, err
	}
	if !capTime.MatchString(n.text("sent")) {
		return d, fmt.Errorf("sent %q is not a time", n.text("sent"))
	}
	for _, triple := range strings.Fields(n.text("references")) {
		f := strings.Split(triple, ",")
		if len(f) != 3 || !capTime.MatchString(f[2]) {
			return d, fmt.Errorf("reference %q is not sender,identifier,sent", triple)
		}
		d.references = append(d.references, f[1])
	}
	if d.kind != "Alert" && len(d.references) == 0 {
		return d, fmt.Errorf("%s without references", d.kind)
	}
	for _, i := range n.all("info") {
		if err := d.readInfo(i); err != nil {
			return d, err
		}
	}
	if !d.test && !d.cancels() && d.text == "" {
		return d, errors.New("there is no text")
	}
	return d, nil
}

func (d *centreDocument) readInfo(i *xmlNode) error {
	if err := capInfoSequence.check(i); err != nil {
		return err
	}
	d.text = i.text("description") + i.text("instruction")
	d.channel = map[string]cbc.MessageID{"EAN": 4370, "Alert": 4371, "RMT": 4380, "OPR": 4382}[i.text("event")]
	for _, p := range i.all("parameter") {
		if v, err := strconv.ParseUint(p.text("value"), 10, 16); err == nil && p.text("valueName") == "messageIdentifier" {
			d.channel = cbc.MessageID(v)
		}
	}
	if d.channel == 0 {
		return errors.New("the document names no channel")
	}
	for _, a := range i.all("area") {
		if err := capAreaSequence.check(a); err != nil {
			return err
		}
		for _, g := range a.all("geocode") {
			d.codes = append(d.codes, g.text("value"))
		}
		if err := d.readShapes(a, "polygon", "circle"); err != nil {
			return err
		}
	}
	return nil
}

// readShapes reads the polygons and circles of an area.
func (d *centreDocument) readShapes(a *xmlNode, polygon, circle string) error {
	for _, p := range a.all(polygon) {
		text := strings.TrimSpace(p.Text)
		if !capPolygon.MatchString(text) {
			return fmt.Errorf("polygon %.40q is not four pairs or more", text)
		}
		var ring []cbc.Point
		for _, pair := range strings.Fields(text) {
			ring = append(ring, centrePoint(pair))
		}
		if ring[0] != ring[len(ring)-1] {
			return errors.New("a polygon is open")
		}
		d.polygons = append(d.polygons, cbc.Polygon{ring})
	}
	for _, c := range a.all(circle) {
		pair, radius, ok := strings.Cut(strings.TrimSpace(c.Text), " ")
		km, err := strconv.ParseFloat(radius, 64)
		if !ok || err != nil || strings.Count(pair, ",") != 1 {
			return fmt.Errorf("circle %q is not a point and a radius", c.Text)
		}
		d.circles = append(d.circles, cbc.Circle{Center: centrePoint(pair), Radius: km * 1000})
	}
	return nil
}

// centrePoint reads "lat,lon", both numbers.
func centrePoint(pair string) cbc.Point {
	lat, lon, _ := strings.Cut(pair, ",")
	var p cbc.Point
	p.Lat, _ = strconv.ParseFloat(lat, 64)
	p.Lon, _ = strconv.ParseFloat(lon, 64)
	return p
}

var (
	attributesSequence = xmlSequence{"!protocol_version", "!sending_gateway_id", "!message_number", "referenced_message_number",
		"referenced_message_cap_identifier", "special_handling", "sender", "!sent_date_time", "!status", "!message_type", "*status_report",
		"*response_code", "*note", "cap_alert_uri", "cap_identifier", "cap_sent_date_time", "alert_info", "Digital_Signature"}
	attributesInfoSequence = xmlSequence{"priority", "!category", "event_code", "response_type", "!severity", "!urgency", "!certainty",
		"expires_date_time", "sender_name", "text_language", "text_alert_message_length", "text_alert_message", "channel_category",
		"gsm_repetition_period", "umts_repetition_period", "lte_repetition_period", "broadcast_count", "coordinate_system", "etwsExtension", "*Alert_Area"}
	attributesAreaSequence = xmlSequence{"!area_description", "utm_zone", "*polygon", "*circle", "*geocode", "*cmas_geocode", "*cap_geocode", "*cell_list", "*lte_cell_list"}
	messageNumber          = regexp.MustCompile(`^[0-9A-Fa-f]{8}$`)
)

// bare takes the prefix off the names of all elements.
func (n *xmlNode) bare(prefix string) error {
	name, ok := strings.CutPrefix(n.XMLName.Local, prefix)
	if !ok {
		return fmt.Errorf("%s does not begin with %s", n.XMLName.Local, prefix)
	}
	n.XMLName.Local = name
	for i := range n.Nodes {
		if err := n.Nodes[i].bare(prefix); err != nil {
			return err
		}
	}
	return nil
}

func readCentreAttributes(n *xmlNode, prefix, space string) (d centreDocument, err error) {
	if n.XMLName.Space != space {
		return d, fmt.Errorf("the root is of %q, not %q", n.XMLName.Space, space)
	}
	if err := n.bare(prefix); err != nil {
		return d, err
	}
	d = centreDocument{id: n.text("message_number"), number: n.text("message_number"), sender: n.text("sender"), kind: n.text("message_type")}
	d.test = d.kind == "Link Test"
	if err := attributesSequence.check(n); err != nil {
		return d, err
	}
	if !messageNumber.MatchString(d.number) {
		return d, fmt.Errorf("message number %q is not 8 hexadecimal digits", d.number)
	}
	if r := n.text("referenced_message_number"); r != "" {
		d.references = []string{r}
	}
	info := n.all("alert_info")
	if len(info) == 0 {
		if d.test || d.cancels() && len(d.references) > 0 {
			return d, nil
		}
		return d, fmt.Errorf("%s without alert_info", d.kind)
	}
	return d, d.readAttributes(info[0])
}

func (d *centreDocument) readAttributes(i *xmlNode) error {
	if err := attributesInfoSequence.check(i); err != nil {
		return err
	}
	d.text = i.text("text_alert_message")
	if n := i.text("text_alert_message_length"); n != strconv.Itoa(len(d.text)) && n != strconv.Itoa(len([]rune(d.text))) {
		return fmt.Errorf("text_alert_message_length %s is not that of the text", n)
	}
	channel, _, _ := strings.Cut(i.text("channel_category"), "-")
	d.channel = 4371 // where a form names none the centre knows by severity
	if v, err := strconv.ParseUint(channel, 10, 16); err == nil {
		d.channel = cbc.MessageID(v)
	}
	for _, a := range i.all("Alert_Area") {
		if err := attributesAreaSequence.check(a); err != nil {
			return err
		}
		for _, g := range append(a.all("geocode"), a.all("cmas_geocode")...) {
			d.codes = append(d.codes, strings.TrimSpace(g.Text))
		}
		if err := d.readShapes(a, "polygon", "circle"); err != nil {
			return err
		}
	}
	return nil
}

// acknowledge returns the document that answers d: an Ack, or an Error that
// says why not.
func (d *centreDocument) acknowledge(form, refused string) string {
	kind := "Ack"
	if refused != "" {
		kind = "Error"
	}
	now := time.Now().UTC().Format("2006-01-02T15:04:05-00:00")
	var note strings.Builder
	_ = xml.EscapeText(&note, []byte(refused))
	if form == "cap" {
		extra := ""
		if refused != "" {
			extra = "<note>" + note.String() + "</note>"
		}
		return fmt.Sprintf(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>ack-%s</identifier><sender>centre@carrier.example</sender>`+
			`<sent>%s</sent><status>System</status><msgType>%s</msgType><scope>Private</scope><addresses>%s</addresses>%s`+
			`<references>%s,%s,%s</references></alert>`, d.id, now, kind, d.sender, extra, d.sender, d.id, now)
	}
	prefix := strings.ToUpper(form) + "_"
	extra := ""
	if refused != "" {
		extra = fmt.Sprintf("<%[1]sresponse_code>112</%[1]sresponse_code><%[1]snote>%[2]s</%[1]snote>", prefix, note.String())
	}
	space := map[string]string{"ibag": "ibag:1.0", "cmac": "cmac:2.0"}[form]
	return fmt.Sprintf(`<%[1]sAlert_Attributes xmlns="%[2]s"><%[1]sprotocol_version>1.0</%[1]sprotocol_version>`+
		`<%[1]ssending_gateway_id>centre.example</%[1]ssending_gateway_id><%[1]smessage_number>0000000A</%[1]smessage_number>`+
		`<%[1]sreferenced_message_number>%[3]s</%[1]sreferenced_message_number><%[1]ssent_date_time>%[4]s</%[1]ssent_date_time>`+
		`<%[1]sstatus>Actual</%[1]sstatus><%[1]smessage_type>%[5]s</%[1]smessage_type>%[6]s</%[1]sAlert_Attributes>`,
		prefix, space, d.number, now, kind, extra)
}
