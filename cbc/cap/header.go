package cap

import "strings"

// alert reads what stands directly in alert, and its infos.
func (r *review) alert(e *element) *Alert {
	r.checkEnumerations(e)
	a := &Alert{
		Identifier:  r.name(e, "identifier", "S01"),
		Sender:      r.name(e, "sender", "S02"),
		Sent:        r.time(e, "sent"),
		Status:      e.value("status"),
		MsgType:     e.value("msgType"),
		Source:      e.value("source"),
		Scope:       e.value("scope"),
		Restriction: e.value("restriction"),
		Addresses:   r.items(e, "addresses", "S09"),
		Note:        e.value("note"),
		Incidents:   incidents(e),
	}
	for _, c := range e.all("code") {
		if t := c.content(); t != "" {
			a.Codes = append(a.Codes, t)
		}
	}
	for _, c := range e.children {
		a.Signed = a.Signed || c.foreign && c.space == signatureSpace
	}
	r.references(e, a)
	r.checkScope(e, a)
	infos := e.all("info")
	if len(infos) > MaxInfos {
		r.report("X01", infos[MaxInfos], "is one info too many, at most 256 are read", "")
		infos = infos[:MaxInfos]
	}
	for _, c := range infos {
		a.Infos = append(a.Infos, r.info(c))
	}
	return a
}

// name reads an identifier or a sender: not empty, no space, comma, < or &.
func (r *review) name(e *element, name, rule string) string {
	c := e.first(name)
	if c == nil {
		return "" // reported as missing
	}
	if c.text == "" || strings.ContainsAny(c.text, " \t\r\n,<&") {
		r.report(rule, c, "is empty or has a space, a comma, < or & in it", c.text)
	}
	return c.text
}

func (r *review) items(e *element, name, rule string) []string {
	c := e.first(name)
	list, err := parseItems(c.content())
	if err != nil {
		r.report(rule, c, err.Error(), c.text)
	}
	return list
}

// incidents reads the events that a message is about. An open quotation mark
// is no more than a letter there.
func incidents(e *element) []string {
	list, err := parseItems(e.value("incidents"))
	if err != nil {
		return strings.Fields(e.value("incidents"))
	}
	return list
}

// references reads the messages that this one is about. Those that answer or
// change others must name them, and none names itself.
func (r *review) references(e *element, a *Alert) {
	c := e.first("references")
	for f := range strings.FieldsSeq(c.content()) {
		ref, err := parseReference(f)
		if err != nil {
			r.report("S05", c, err.Error(), f)
			continue
		}
		if ref.Sender == a.Sender && ref.Identifier == a.Identifier && ref.Sent.Equal(a.Sent) {
			r.report("S06", c, "names the message itself", f)
		}
		a.References = append(a.References, ref)
	}
	if c.content() != "" {
		return
	}
	switch a.MsgType {
	case "Update", "Cancel", "Ack", "Error":
		r.report("S04", e, "references are missing, msgType is "+a.MsgType, "")
	}
}

// checkScope checks what scope asks for: a restriction, or addresses.
func (r *review) checkScope(e *element, a *Alert) {
	switch {
	case a.Scope == "Restricted" && a.Restriction == "":
		r.report("S08", e, "restriction is missing, scope is Restricted", "")
	case a.Scope != "Restricted" && a.Restriction != "":
		r.report("S08", e.first("restriction"), "is there, scope is not Restricted", a.Restriction)
	case a.Scope == "Private" && len(a.Addresses) == 0:
		r.report("S09", e, "addresses are missing, scope is Private", "")
	}
}
