package dispatcher

import (
	"fmt"
	"slices"
	"time"

	"bongsu/templates"
)

// A Composed is an event and what was made of it: a draft of the alert, or the
// reasons why there is none.
type Composed struct {
	Event    Event     // as far as it could be read
	Draft    *Alert    // nil if refused; without ID, serial numbers and state
	Problems []Problem // why it was refused
	// Lane is the way it came in, and Approvals how many people must approve
	// what its source says of a class. A cancel has the class of what it ends,
	// which only the ledger knows.
	Lane      Lane
	Approvals func(templates.Class) int

	by *Composer // that composed it
	// Foreseen is called with an alert that is owed, when all of it is written
	// and only the commit is missing. It must return at once, and may be nil.
	Foreseen func(Alert)
}

// A Change is what follows from an event or a decision; the ledger stores it
// whole or not at all.
type Change struct {
	Result   Result
	Problems []Problem
	Mark     *Mark   // to add to the case, nil if the event counts for nothing
	Alert    *Alert  // new, or decided about
	Ended    []Alert // earlier ones whose state changed
	Uses     []Use   // serial numbers and references given
	Posts    []Post  // for the outside world, without IDs
}

// Links returns the links whose difference c may have changed.
func (c *Change) Links() []string {
	var names []string
	if c.Alert != nil && c.Alert.State == Owed {
		names = make([]string, len(c.Alert.Parts))
		for i := range names {
			names[i] = c.Alert.Parts[i].Link
		}
	}
	if len(c.Ended) == 0 {
		return names // nearly always so
	}
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		seen[name] = true
	}
	for i := range c.Ended {
		for _, p := range c.Ended[i].Parts {
			if !seen[p.Link] {
				seen[p.Link] = true
				names = append(names, p.Link)
			}
		}
	}
	return names
}

// Plan says what follows from an event that has just been read. Known is the
// hash of the stored event of the same key, or "". It is pure but for the
// codes it takes, and changes nothing in cs: c.Mark and c.Alert are for the
// ledger to add.
func Plan(cs *Case, known string, r Record, comp Composed, codes *Codes, now time.Time) Change {
	e := &comp.Event
	switch {
	case known != "" && known == e.Hash:
		return Change{Result: Duplicate, Posts: []Post{eventPost(e, Duplicate, cs.ID, nil, now)}}
	case known != "":
		p := []Problem{{"conflict", "source", fmt.Sprintf("%s is known with other content", e.EventKey)}}
		return refusal(Conflict, r, e, p, now)
	case comp.Draft == nil:
		return refusal(Refused, r, e, comp.Problems, now)
	}
	m := e.mark()
	later, pending := cs.outdated(&m)
	if later != nil {
		c := Change{Result: Stale, Mark: &m}
		c.Posts = append(c.Posts, eventPost(e, Stale, cs.ID,
			[]Problem{{"stale", "", fmt.Sprintf("%s came first and is newer, or cancels it", later.Key)}}, now))
		return c
	}
	a := *comp.Draft
	if a.Kind == KindCancel {
		if p := comp.ends(cs, &a); p != nil {
			return refusal(Refused, r, e, []Problem{*p}, now)
		}
	}
	if pending != nil && a.Needs == 0 {
		a.Needs, a.Why = 1, fmt.Sprintf("%s would cancel it and waits itself", pending.Key)
	}
	a.Case, a.Revision = cs.ID, len(cs.Alerts)+1
	a.ID, a.Admitted, a.State = NewAlertID(cs.ID, a.Revision), now, Waiting
	c := Change{Result: Admitted, Mark: &m, Alert: &a}
	c.Posts = append(c.Posts, eventPost(e, Admitted, cs.ID, nil, now))
	if a.Needs == 0 {
		c.owe(cs, &m, codes, now)
	} else {
		c.Posts = append(c.Posts, alertPost(&a, now))
	}
	return c
}

// Decide says what follows from a person's verdict on the alert of cs with
// this id. Errors are *DecisionError.
func Decide(cs *Case, id AlertID, v Verdict, codes *Codes) (Change, error) {
	refuse := func(code, format string, args ...any) (Change, error) {
		return Change{}, &DecisionError{id, code, fmt.Sprintf(format, args...)}
	}
	found := cs.newest(func(a *Alert) bool { return a.ID == id })
	switch {
	case found == nil:
		return refuse("not-found", "there is no such alert")
	case found.State == Superseded:
		return refuse("superseded", "a newer revision has taken its place")
	case found.State != Waiting:
		return refuse("not-waiting", "it is %s and does not wait for anyone", found.State)
	case !v.At.Before(found.Expires):
		return refuse("expired", "it expired at %s", found.Expires.Format(time.RFC3339))
	case v.Hash != found.Hash:
		return refuse("changed", "what was looked at is not what it says now")
	}
	a := *found
	c := Change{Result: Admitted, Alert: &a}
	if !v.Approve {
		a.State, a.Why, a.EndedAt = Rejected, v.Reason, v.At
		c.Posts = append(c.Posts, alertPost(&a, v.At))
		return c, nil
	}
	if slices.ContainsFunc(a.Approvals, func(p Approval) bool { return p.By == v.By }) {
		return refuse("same-person", "%s has approved it already; another person must", v.By)
	}
	a.Approvals = append(slices.Clone(a.Approvals), Approval{v.By, v.At, v.Hash})
	if len(a.Approvals) < a.Needs {
		c.Posts = append(c.Posts, alertPost(&a, v.At))
		return c, nil
	}
	c.owe(cs, cs.mark(a.Event), codes, v.At)
	return c, nil
}

// ends gives a cancel the class of the most urgent alert that it would end, and
// as many people as that took: what two had to approve is not ended by a word
// of nobody. A lane that may not carry the class may not cancel it.
func (c *Composed) ends(cs *Case, a *Alert) *Problem {
	for _, state := range []State{Owed, Waiting} {
		for i := range cs.Alerts {
			old := &cs.Alerts[i]
			if old.State != state || old.Kind == KindCancel {
				continue
			}
			if a.Class == 0 || old.Class < a.Class {
				a.Class = old.Class
			}
			a.Hazard, a.Needs = old.Hazard, max(a.Needs, old.Needs)
			if old.Expires.After(a.Expires) {
				a.Expires = old.Expires
			}
			if !fits(c.Lane.Classes, old.Class) {
				return &Problem{"class-not-allowed", "", fmt.Sprintf("lane %s may not carry %s, nor cancel it", c.Lane.Name, old.Class)}
			}
		}
		if a.Class != 0 {
			break
		}
	}
	if c.Approvals != nil {
		a.Needs = max(a.Needs, c.Approvals(a.Class))
	}
	if a.Needs > 0 && a.Why == "" {
		a.Why = fmt.Sprintf("what it ends took %d approvals, or the policy wants them", a.Needs)
	}
	a.Seal()
	return nil
}

// Revise says what follows from a waiting alert of cs saying something else
// from now on. Errors are *DecisionError.
func Revise(cs *Case, id AlertID, draft Alert, why string, now time.Time) (Change, error) {
	found := cs.newest(func(a *Alert) bool { return a.ID == id })
	if found == nil {
		return Change{}, &DecisionError{id, "not-found", "there is no such alert"}
	}
	if found.State != Waiting {
		return Change{}, &DecisionError{id, "not-waiting", fmt.Sprintf("it is %s and does not wait for anyone", found.State)}
	}
	a := draft
	a.ID, a.Case, a.Revision, a.Admitted = found.ID, found.Case, found.Revision, found.Admitted
	a.State, a.Needs, a.Why, a.Approvals = Waiting, max(draft.Needs, found.Needs), why, nil
	return Change{Result: Admitted, Alert: &a, Posts: []Post{alertPost(&a, now)}}, nil
}

// owe makes c's alert, whose event left mark m, owed: its messages get serial
// numbers and references, and what the case said before ends. What is newer
// than it and waits goes on waiting.
func (c *Change) owe(cs *Case, m *Mark, codes *Codes, now time.Time) {
	a := c.Alert
	a.State, a.OwedAt = Owed, now
	a.Messages = slices.Clone(a.Messages)
	for i := range a.Messages {
		c.number(cs, &a.Messages[i], codes, now)
	}
	end := Superseded
	if a.Kind == KindCancel {
		end = Cancelled
		a.State, a.EndedAt = Cancelled, now
	}
	for _, old := range cs.Alerts {
		if old.ID == a.ID || !old.Open() {
			continue
		}
		if o := cs.mark(old.Event); o != nil && m != nil && o.after(m) && !m.after(o) {
			continue
		}
		old.State, old.EndedAt, old.Why = end, now, fmt.Sprintf("by %s", a.ID)
		c.Ended = append(c.Ended, old)
	}
	c.Posts = append(c.Posts, alertPost(a, now))
	for i := range c.Ended {
		c.Posts = append(c.Posts, alertPost(&c.Ended[i], now))
	}
}

// number gives m its serial number and reference.
func (c *Change) number(cs *Case, m *Message, codes *Codes, now time.Time) {
	if m.Given != nil {
		c.given(m, codes, now)
		return
	}
	var u Use
	var exhausted bool
	if before := cs.before(m, c.Alert.ID); before != nil {
		u, exhausted = codes.Follow(m.MessageID, before.Serial, now, c.Alert.Expires)
		if u.Serial.Code() == before.Serial.Code() {
			m.Replaces = &before.Serial
		}
	} else {
		u, exhausted = codes.Take(m.MessageID, now, c.Alert.Expires)
	}
	m.Serial, m.Reference = u.Serial, u.Reference
	c.Uses = append(c.Uses, u)
	if exhausted {
		c.Posts = append(c.Posts, Post{At: now, Kind: "alarm", What: "codes-exhausted", Plane: c.Alert.Event.Plane,
			Case: c.Alert.Case, Alert: c.Alert.ID, Detail: fmt.Sprintf("all codes of %s are in force; the oldest was used again", m.MessageID)})
	}
}

// given keeps the serial number of m, which its source has chosen, from being
// chosen again while it is on air. Only under identifiers that have a name do we
// choose any.
func (c *Change) given(m *Message, codes *Codes, now time.Time) {
	if m.MessageID.Name() == "" {
		return
	}
	u := codes.Give(m.MessageID, m.Serial, now, c.Alert.Expires)
	m.Reference = u.Reference
	c.Uses = append(c.Uses, u)
}

// before returns m as the newest revision but a said it, or nil.
func (c *Case) before(m *Message, a AlertID) *Message {
	for i := len(c.Alerts) - 1; i >= 0; i-- {
		old := &c.Alerts[i]
		if old.ID == a || old.OwedAt.IsZero() {
			continue
		}
		for j := range old.Messages {
			if o := old.Messages[j]; o.MessageID == m.MessageID && o.Language == m.Language {
				return &o
			}
		}
	}
	return nil
}

// refusal stores that an event came to nothing, and sends it to the dead
// letters if it came from a lane.
func refusal(result Result, r Record, e *Event, problems []Problem, now time.Time) Change {
	c := Change{Result: result, Problems: problems}
	c.Posts = append(c.Posts, eventPost(e, result, 0, problems, now))
	if r.Position != nil {
		letter := c.Posts[0]
		letter.Kind, letter.Letter = "dead-letter", &r
		c.Posts = append(c.Posts, letter)
	}
	return c
}

func eventPost(e *Event, result Result, id CaseID, problems []Problem, now time.Time) Post {
	p := Post{At: now, Kind: "event", What: string(result), Plane: e.Plane, Case: id, Problem: problems}
	if e.Source != "" {
		key := e.EventKey
		p.Event = &key
	}
	return p
}

func alertPost(a *Alert, now time.Time) Post {
	key := a.Event
	return Post{At: now, Kind: "alert", What: string(a.State), Plane: key.Plane, Case: a.Case, Alert: a.ID, Event: &key,
		Detail: map[string]any{"kind": a.Kind, "class": a.Class, "hazard": a.Hazard, "situation": a.Situation, "area": a.Area.Name,
			"expires": a.Expires, "needs": a.Needs, "approvals": len(a.Approvals), "why": a.Why, "messages": a.Messages}}
}
