package ledger

import (
	"bongsu/dispatcher"
)

// follow stores what else follows from an event or a decision: the alert and
// those that ended, all of them in c's incident already or to be put there, and
// posts. The numbers given are in the alert's life.
func (t *turn) follow(c *incident, ch *dispatcher.Change, event int64) error {
	for i := range ch.Ended {
		if err := t.changed(c, &ch.Ended[i]); err != nil {
			return err
		}
	}
	if a := ch.Alert; a != nil && event != 0 {
		if err := t.addAlert(a, event); err != nil {
			return err
		}
	} else if a != nil {
		if err := t.changed(c, a); err != nil {
			return err
		}
	}
	for i := range ch.Posts {
		if err := t.post(ch.Posts[i], event); err != nil {
			return err
		}
	}
	return nil
}

// changed stores an alert of c as it is now.
func (t *turn) changed(c *incident, a *dispatcher.Alert) error {
	c.Alerts[c.index(a.ID)] = *a
	if err := t.setAlert(c, a.ID); err != nil {
		return err
	}
	now := *a
	t.then(func(v *view) { v.put(&now) })
	return nil
}

func (t *turn) addAlert(a *dispatcher.Alert, event int64) error {
	life, err := lifeOf(a)
	if err != nil {
		return err
	}
	err = t.exec(t.s.addAlert, event, string(a.ID), int64(a.Case), string(a.Event.Plane), a.Class.String(),
		string(a.State), a.Expires.UnixNano(), life)
	if err != nil {
		return err
	}
	now := *a
	t.then(func(v *view) { v.put(&now) })
	return nil
}

// setAlert brings the row of an alert of c up to date.
func (t *turn) setAlert(c *incident, id dispatcher.AlertID) error {
	i := c.index(id)
	life, err := lifeOf(&c.Alerts[i])
	if err != nil {
		return err
	}
	return t.exec(t.s.setAlert, int64(c.ID), string(c.Alerts[i].State), c.rows[i].closed, life, c.rows[i].event)
}

// setCase brings the row of a case up to date.
func (t *turn) setCase(c *incident) error {
	body, err := c.body()
	if err != nil {
		return err
	}
	return t.exec(t.s.putCase, int64(c.ID), string(c.Plane), c.over(), nil, body)
}

// post stores a record for the outside world, with the event whose original a
// dead letter is.
func (t *turn) post(p dispatcher.Post, event int64) error {
	t.ids.post++
	p.ID = t.ids.post
	var letter any
	if p.Letter != nil {
		letter = event
	}
	body, err := text(p)
	if err != nil {
		return err
	}
	if err := t.exec(t.s.addPost, p.ID, letter, body); err != nil {
		return err
	}
	t.posted = true
	return nil
}
