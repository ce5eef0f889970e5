package cap

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// value reads an element that holds a value. raw is its text; what a list of
// the schema does not say about white space is trimmed.
func (r *review) value(p *slot, raw []byte) {
	t := bytes.TrimSpace(raw)
	if len(t) == 0 && r.absent(p) {
		return
	}
	switch x := p.field; {
	case p.values != nil:
		r.enumerated(p, raw)
	case x <= fieldIncidents:
		r.alertValue(x, raw, t)
	case x <= fieldContact:
		r.infoValue(x, t)
	case x <= fieldDigest:
		r.resourceValue(x, t)
	case x <= fieldCeiling:
		r.areaValue(x, t)
	case x == fieldValueName:
		if r.pair.Name = r.valueName; r.pair.Name != string(t) { // it is often that of the pair before
			r.pair.Name = string(t)
			r.valueName = r.pair.Name
		}
	case x == fieldValue:
		r.pair.Value = string(t)
	}
}

// absent notes an optional element that is empty, unless the schema wants a
// time or a number there.
func (r *review) absent(s *slot) bool {
	switch s.field {
	case fieldLanguage, fieldEffective, fieldOnset, fieldExpires, fieldSize, fieldAltitude, fieldCeiling:
		return false
	}
	if s.required || s.values != nil {
		return false
	}
	r.note("W29", nil, emptyOptional, s.name)
	return true
}

// enumerated reads a value that is one of a list, letter by letter.
func (r *review) enumerated(s *slot, raw []byte) {
	v := ""
	for _, x := range s.values {
		if x == string(raw) {
			v = x
			break
		}
	}
	if v == "" {
		v = string(bytes.TrimSpace(raw))
		taken := s.field == fieldCertainty && v == "Very Likely" && r.policy.takes(VeryLikely)
		r.deviation(taken, "enum", raw, notListed, s.name, strings.Join(s.values, ", "))
		if taken {
			v = "Likely"
		}
	}
	switch s.field {
	case fieldStatus:
		r.alert.Status = v
	case fieldMsgType:
		r.alert.MsgType = v
	case fieldScope:
		r.alert.Scope = v
	case fieldCategory:
		r.info.Categories = append(r.info.Categories, v)
	case fieldResponseType:
		r.info.ResponseTypes = append(r.info.ResponseTypes, v)
	case fieldUrgency:
		r.info.Urgency = v
	case fieldSeverity:
		r.info.Severity = v
	case fieldCertainty:
		r.info.Certainty = v
	}
}

func (r *review) alertValue(x field, raw, t []byte) {
	a := &r.alert
	switch x {
	case fieldIdentifier:
		if a.Identifier = r.word("S01", "identifier", raw); utf8.RuneCountInString(a.Identifier) > MaxIdentifier {
			r.report("X01", []byte(a.Identifier), tooLong, "identifier", MaxIdentifier)
		}
	case fieldSender:
		a.Sender = r.word("S02", "sender", raw)
	case fieldSent:
		a.Sent = r.time("sent", t)
	case fieldSource:
		a.Source = string(t)
	case fieldRestriction:
		if a.Restriction = string(t); a.Scope != "" && a.Scope != "Restricted" {
			r.report("S08", []byte(a.Restriction), anyRestriction)
		}
	case fieldAddresses:
		var ok bool
		if a.Addresses, ok = items(string(t)); !ok {
			r.report("S09", t, openQuotation, "addresses")
		}
	case fieldCode:
		*extend(&r.codes, &a.Codes, func() int { return r.room("code>", leastCode) }) = string(t)
	case fieldNote:
		a.Note = string(t)
	case fieldReferences:
		r.references = valued{string(t), r.top().tag.at}
	case fieldIncidents:
		var ok bool
		if a.Incidents, ok = items(string(t)); !ok {
			r.note("W33", t, openQuotation, "incidents")
			a.Incidents = strings.Fields(string(t))
		}
	}
}

// word reads an identifier or a sender: not empty, no space, comma, < or &.
func (r *review) word(rule, element string, raw []byte) string {
	if len(raw) == 0 || bytes.ContainsAny(raw, " \t\r\n,<&") {
		r.report(rule, raw, noName, element)
	}
	return string(raw)
}

func (r *review) infoValue(x field, t []byte) {
	i := r.info
	switch x {
	case fieldLanguage:
		i.Language = r.language(t)
	case fieldEvent:
		i.Event = r.required("event", t)
	case fieldAudience:
		i.Audience = string(t)
	case fieldEffective:
		i.Effective = r.time("effective", t)
	case fieldOnset:
		i.Onset = r.time("onset", t)
	case fieldExpires:
		i.Expires = r.time("expires", t)
		r.expires = r.top().tag.at
	case fieldSenderName:
		i.SenderName = string(t)
	case fieldHeadline:
		i.Headline = r.text("headline", t)
		if n := utf8.RuneCount(t); n > maxHeadline {
			r.note("W23", []byte(i.Headline), longHeadline, n)
		}
	case fieldDescription:
		i.Description = r.text("description", t)
	case fieldInstruction:
		i.Instruction = r.text("instruction", t)
	case fieldWeb:
		i.Web = r.web(t)
	case fieldContact:
		i.Contact = string(t)
	}
}

// maxHeadline is what some of those who show headlines have room for.
const maxHeadline = 160

// text reads words for people, which are no HTML.
func (r *review) text(element string, t []byte) string {
	s := string(t)
	if html(s) {
		r.note("W24", t, holdsHTML, element)
	}
	return s
}

// required reads a text that must not be blank.
func (r *review) required(element string, t []byte) string {
	if len(t) == 0 {
		r.report("S20", nil, blankText, element)
	}
	return string(t)
}

func (r *review) language(t []byte) string {
	s := string(t)
	if languageTag(s) {
		return s
	}
	switch dashed := strings.ReplaceAll(s, "_", "-"); {
	case s == "" && r.policy.takes(LanguageEmpty):
		r.note("S10", t, noLanguage, "language")
		return ""
	case languageTag(dashed) && r.policy.takes(LanguageUnderscore):
		r.note("S10", t, noLanguage, "language")
		return dashed
	}
	r.report("S10", t, noLanguage, "language")
	return s
}

func (r *review) web(t []byte) string {
	s := string(t)
	if absoluteURI(s) {
		return s
	}
	taken := r.policy.takes(WebRelative)
	r.deviation(taken, "S19", t, relativeWeb)
	if taken {
		return ""
	}
	return s
}

// time reads a time; zero if it is none.
func (r *review) time(element string, t []byte) time.Time {
	v, ok := r.parseTime(t)
	if ok {
		return v
	}
	v, ok = r.otherTime(string(t))
	r.deviation(ok, "S03", t, noTime, element)
	return v
}

// otherTime reads a time in a form that the policy takes.
func (r *review) otherTime(s string) (time.Time, bool) {
	z, fraction := strings.HasSuffix(s, "Z"), strings.Contains(s, ".")
	if !z && !fraction || z && !r.policy.takes(TimeInZ) || fraction && !r.policy.takes(TimeFraction) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, s)
	return t.Truncate(time.Second), err == nil
}

func (r *review) resourceValue(x field, t []byte) {
	v := r.resource
	switch x {
	case fieldResourceDesc:
		v.Desc = r.required("resourceDesc", t)
	case fieldMIMEType:
		if v.MIMEType = string(t); !mediaType(v.MIMEType) {
			r.report("S18b", []byte(v.MIMEType), noMediaType)
		}
	case fieldSize:
		var ok bool
		if v.Size, ok = parseSize(string(t)); !ok {
			r.report("S18c", t, noSize)
		}
	case fieldURI:
		v.URI = string(t)
		r.uri = valued{v.URI, r.top().tag.at}
		if !uriReference(v.URI) {
			r.report("S18", []byte(v.URI), badURI, "uri")
			r.uri.text = ""
		}
	case fieldDerefURI:
		r.content = true
		if !base64Text(t) {
			r.report("S18c", t[:min(len(t), maxNames*utf8.UTFMax)], noBase64)
		}
	case fieldDigest:
		if v.Digest = string(t); !sha1Digits(v.Digest) {
			r.report("S18c", []byte(v.Digest), noDigest)
		}
	}
}

func (r *review) areaValue(x field, t []byte) {
	a := r.area
	switch x {
	case fieldAreaDesc:
		a.Desc = r.required("areaDesc", t)
	case fieldPolygon:
		r.polygon(t)
	case fieldCircle:
		r.circle(t)
	case fieldAltitude:
		a.Altitude = r.height("altitude", t)
	case fieldCeiling:
		r.ceiling = valued{string(t), r.top().tag.at}
		a.Ceiling = r.height("ceiling", t)
	}
}

// height reads altitude or ceiling, feet.
func (r *review) height(element string, t []byte) *float64 {
	v, ok := parseDecimal(t)
	if !ok {
		r.report("S16", t, noDecimal, element)
		return nil
	}
	return &v
}

// html reports whether a text holds tags or references of HTML.
func html(s string) bool {
	for i := range len(s) {
		switch rest := s[i+1:]; s[i] {
		case '<':
			if rest != "" && (rest[0] == '/' || letter(rest[0])) && strings.IndexByte(rest, '>') > 0 {
				return true
			}
		case '&':
			if n := strings.IndexByte(rest[:min(len(rest), maxReference)], ';'); n > 1 && entityName(rest[:n]) {
				return true
			}
		}
	}
	return false
}

func entityName(s string) bool {
	return s[0] == '#' || !slices.ContainsFunc([]byte(s), func(c byte) bool { return !letter(c) })
}
