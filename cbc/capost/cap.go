package capost

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cap"
)

// A capDialect is a way of writing CAP 1.2. What it leaves empty is as the
// standard or the configuration has it.
type capDialect struct {
	profile       string // of package cap, by which every document is checked
	event         string // stands in every document
	channelEvents bool   // the event names the channel, since nothing else does
	category      string
	headline      string
	inInstruction bool   // the text is the instruction, else the description
	geocode       string // name of the code system of regions; none are sent if empty
	polygonsOnly  bool
	updates       bool // takes msgType Update
}

func (*capDialect) mediaType() string { return "application/cap+xml" }

func (*capDialect) signs() bool { return true }

func (x *capDialect) replaces() bool { return x.updates }

func (x *capDialect) say(c *Config, w *cbc.Warning) (document, error) {
	d := document{identity: identify(c.Sender, w)}
	a := &cap.Alert{Identifier: d.id, Sender: c.Sender, Sent: d.sent, Status: c.Status, MsgType: "Alert", Scope: "Public"}
	if w.Action == cbc.Stop {
		old := stopped(c.Sender, w)
		a.MsgType, a.References = "Cancel", []cap.Reference{{Sender: old.sender, Identifier: old.id, Sent: old.sent}}
		return x.written(c, d, a)
	}
	if old, ok := parseReference(w.PeerReference); ok && w.Replaces && x.updates {
		a.MsgType, a.References = "Update", []cap.Reference{{Sender: old.sender, Identifier: old.id, Sent: old.sent}}
	}
	info, err := x.info(c, w)
	if err != nil {
		return d, err
	}
	a.Infos = []cap.Info{info}
	return x.written(c, d, a)
}

// written writes a, which reads it back, and signs it.
func (x *capDialect) written(c *Config, d document, a *cap.Alert) (document, error) {
	form := cap.Dialect{UTC: true}
	var err error
	if x.profile != "" {
		if form.Profile, err = cap.FindProfile(x.profile); err != nil {
			return d, err
		}
	}
	if d.body, err = a.Write(form); err != nil || len(c.Signers) == 0 {
		return d, err
	}
	s, err := c.Signers.At(time.Now())
	if err != nil {
		return d, err
	}
	d.body, err = s.Sign(d.body)
	return d, err
}

func (x *capDialect) info(c *Config, w *cbc.Warning) (cap.Info, error) {
	e := c.event(w)
	i := cap.Info{Language: w.Language, Categories: []string{or(x.category, e.Category, "Safety")}, Event: or(x.event, w.Event, "alert"),
		Urgency: word(w.Urgency), Severity: word(w.Severity), Certainty: word(w.Certainty),
		Expires: w.Expires.Truncate(time.Second), Headline: x.headline, SenderName: c.Sender}
	if x.channelEvents {
		i.Event = channelEvent(w.MessageID)
	}
	if x.inInstruction {
		i.Instruction = w.Text
	} else {
		i.Description = w.Text
	}
	if !x.channelEvents {
		i.Parameters = []cap.NameValue{{Name: "messageIdentifier", Value: strconv.Itoa(int(w.MessageID))}}
	}
	var err error
	i.Areas, err = x.areas(c.Whole, &w.Area)
	return i, err
}

// channelEvent is how the centres of the United Kingdom are told the channel.
func channelEvent(m cbc.MessageID) string {
	switch m {
	case 4370, 4383:
		return "EAN" // government
	case 4380, 4393:
		return "RMT" // test
	case 4382, 4395:
		return "OPR" // operator
	}
	return "Alert"
}

// areas returns the places of a, each an area of its own but for regions, which
// stand in one.
func (x *capDialect) areas(whole string, a *cbc.Area) ([]cap.Area, error) {
	switch {
	case x.polygonsOnly && (a.Whole || len(a.Regions)+len(a.Circles) > 0):
		return nil, errors.New("area: the centre takes polygons only")
	case a.Whole && whole == "":
		return nil, errors.New("area: the centre has no code for the whole area")
	case len(a.Cells) > 0:
		return nil, errors.New("area: a centre takes places, no cells")
	}
	var all []cap.Area
	add := func(v cap.Area) {
		v.Desc = "area-" + strconv.Itoa(len(all)+1)
		all = append(all, v)
	}
	var codes []cap.NameValue
	if a.Whole {
		codes = append(codes, cap.NameValue{Name: x.geocode, Value: whole})
	}
	for _, r := range a.Regions {
		codes = append(codes, cap.NameValue{Name: x.geocode, Value: string(r)})
	}
	if len(codes) > 0 {
		add(cap.Area{Geocodes: codes})
	}
	for i, p := range a.Polygons {
		if len(p) != 1 {
			return nil, fmt.Errorf("area: polygon %d has holes, which CAP cannot say", i+1)
		}
		add(cap.Area{Polygons: []cbc.Polygon{p}})
	}
	for _, c := range a.Circles {
		add(cap.Area{Circles: []cbc.Circle{c}})
	}
	if len(all) == 0 {
		return nil, errors.New("area: there is none")
	}
	return all, nil
}

func (x *capDialect) test(c *Config, now time.Time) (document, error) {
	d := document{identity: named(c.Sender, fmt.Appendf(nil, "%s test %d", c.Sender, now.UnixNano()), now)}
	return x.written(c, d, &cap.Alert{Identifier: d.id, Sender: c.Sender, Sent: d.sent, Status: "Test", MsgType: "Alert", Scope: "Public"})
}

// answer takes anything for a yes but a document of CAP, which must be an Ack
// of ours: centres are not agreed on what they send with 2xx.
func (x *capDialect) answer(d *document, body []byte) error {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] != '<' {
		return nil
	}
	a, err := cap.Parse(body)
	if err != nil {
		return &answerError{err}
	}
	ours := false
	for _, r := range a.References {
		ours = ours || r.Identifier == d.id
	}
	switch {
	case !ours:
		return &answerError{fmt.Errorf("it is about another message than %s", d.id)}
	case a.MsgType == "Error":
		return &refusedError{or(a.Note, "Error without a note")}
	case a.MsgType != "Ack":
		return &answerError{fmt.Errorf("it is an %s, neither Ack nor Error", a.MsgType)}
	}
	return nil
}

// word is a value of CAP as the standard spells it.
func word(s string) string {
	if s == "" {
		return "Unknown"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// or returns the first that is not empty.
func or(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
