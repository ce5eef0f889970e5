package cap

import (
	"slices"
	"strings"
)

// finish checks an element that holds others when it ends: what is missing,
// and what depends on more than one of its values.
func (r *review) finish(f *frame) {
	x := &structures[f.inside]
	for i := range x.slots {
		if s := &x.slots[i]; s.required && f.counts[i] == 0 && !r.full() {
			r.report(x.rule, nil, missing, s.name)
			switch s.field {
			case fieldEvent, fieldAreaDesc, fieldResourceDesc:
				r.report("S20", nil, missing, s.name)
			}
		}
	}
	switch f.inside {
	case partAlert:
		r.finishAlert()
	case partInfo:
		r.finishInfo()
	case partResource:
		if u := r.uri; u.text != "" && !r.content && schemeLength(u.text) == 0 {
			r.reportChild("S18", "uri", u, relativeURI)
		}
	case partArea:
		r.finishArea()
	}
}

func (r *review) finishArea() {
	a := r.area
	switch {
	case r.ceiling.at == 0:
	case a.Ceiling == nil: // reported
	case a.Altitude == nil:
		r.reportChild("S16", "ceiling", r.ceiling, loneCeiling)
	case *a.Ceiling < *a.Altitude:
		r.reportChild("S16", "ceiling", r.ceiling, lowCeiling)
	}
	if f := r.top(); f.counts[1]+f.counts[2] == 0 {
		r.note("W27", nil, noShape)
	}
}

func (r *review) finishInfo() {
	i := r.info
	if i.Language == "" {
		if i.Language = defaultLanguage; r.top().counts[0] == 0 {
			r.note("X10", nil, defaultedTag)
		}
	}
	if r.top().counts[len(structures[partInfo].slots)-1] == 0 {
		r.note("W22", nil, noArea)
	}
	if r.alert.Scope == "Public" && slices.Contains(i.ResponseTypes, "Assess") {
		r.note("W28", nil, publicAssess)
	}
	if r.alert.Status == "Actual" {
		for _, x := range [][2]string{{"urgency", i.Urgency}, {"severity", i.Severity}, {"certainty", i.Certainty}} {
			if x[1] == "Unknown" {
				r.note("W32", nil, unknownValue, x[0])
			}
		}
	}
	r.checkExpires()
}

// defaultLanguage is what clause 3.2.2 takes an info to be in that says nothing.
const defaultLanguage = "en-US"

func (r *review) checkExpires() {
	i := r.info
	switch {
	case i.Expires.IsZero():
		if r.expires == 0 {
			r.note("W18", nil, noExpires)
		}
	case !i.Expires.After(r.alert.Sent) || !i.Effective.IsZero() && !i.Expires.After(i.Effective):
		r.note("W17", []byte(i.Expires.Format(timeForm)), expiresEarly)
	case !r.policy.Now.IsZero() && !i.Expires.After(r.policy.Now):
		r.note("W17", []byte(i.Expires.Format(timeForm)), expired)
	}
}

func (r *review) finishAlert() {
	a := &r.alert
	r.readReferences()
	switch {
	case a.Scope == "Restricted" && a.Restriction == "":
		r.report("S08", nil, noRestriction)
	case a.Scope == "Private" && len(a.Addresses) == 0:
		r.report("S09", nil, noAddresses)
	}
	infos := r.top().counts[len(structures[partAlert].slots)-1]
	if infos == 0 && (a.MsgType == "Alert" || a.MsgType == "Update") {
		r.note("W21", nil, noInfo)
	}
	if a.Note == "" {
		switch {
		case a.Status == "Exercise":
			r.note("W26", nil, namelessExercise)
		case a.MsgType == "Error":
			r.note("W26", nil, namelessError)
		}
	}
	r.compareInfos()
}

// readReferences reads the messages that this one is about. Those that answer
// or change others must name them, and none names itself.
func (r *review) readReferences() {
	a := &r.alert
	for f := range strings.FieldsSeq(r.references.text) {
		v := valued{f, r.references.at}
		ref, ok := r.parseReference(f)
		if !ok {
			r.reportChild("S05", "references", v, badReference)
			continue
		}
		own := ref.Sender == a.Sender && ref.Identifier == a.Identifier
		switch {
		case own && ref.Sent.Equal(a.Sent):
			r.reportChild("S06", "references", v, ownReference)
		case own:
			r.noteChild("W06", "references", v, usedAgain)
		}
		if !a.Sent.IsZero() && ref.Sent.After(a.Sent) {
			r.noteChild("W07", "references", v, laterReference)
		}
		if len(r.problems) == 0 {
			a.References = append(a.References, ref)
		}
	}
	if r.references.text != "" {
		return
	}
	switch a.MsgType {
	case "Update", "Cancel", "Ack", "Error":
		r.report("S04", nil, noReferences, a.MsgType)
	}
}

// compareInfos notes where infos are not one event in several languages.
func (r *review) compareInfos() {
	infos := r.alert.Infos
	for n := 1; n < len(infos); n++ {
		first, i := &infos[0], &infos[n]
		if !slices.Equal(first.Categories, i.Categories) || len(first.Areas) != len(i.Areas) {
			r.note("W30", nil, infosDiffer)
			return
		}
		if i.Description != "" && i.Description == first.Description && !strings.EqualFold(i.Language, first.Language) {
			r.note("W30", []byte(i.Description), sameText)
			return
		}
	}
}

// noteChild tells of something odd about a child that is closed already.
func (r *review) noteChild(rule, name string, v valued, s sentence) {
	if len(r.notes) < maxNotes {
		p := r.problem(rule, r.path()+"/"+name, v.at, s)
		p.Value = quoted(v.text)
		r.notes = append(r.notes, p)
	}
}
