package console

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bongsu/dispatcher"
)

// decide has the dispatcher take a verdict.
func (c *Console) decide(ctx context.Context, id dispatcher.AlertID, v dispatcher.Verdict) (dispatcher.Alert, error) {
	ctx, done := storing(ctx)
	defer done()
	v.At = c.Now()
	return c.Dispatcher.Decide(ctx, id, v)
}

// A cancelling is somebody's wish to take an alert off the air.
type cancelling struct{ by, lane, reason string }

// cancel makes the event that ends a's case and has it taken like any other:
// the road is the same for all. If it then waits for people, whoever asked is
// the first of them. It returns the name of the cancel.
func (c *Console) cancel(ctx context.Context, a *dispatcher.Alert, by cancelling) (dispatcher.AlertID, error) {
	refuse := func(code, reason string) (dispatcher.AlertID, error) {
		return "", &dispatcher.DecisionError{Alert: a.ID, Code: code, Reason: reason}
	}
	switch {
	case a.Kind == dispatcher.KindCancel:
		return refuse("not-open", "it is a cancel itself")
	case !a.Open():
		return refuse("not-open", fmt.Sprintf("it is %s already", a.State))
	case by.lane == "":
		return refuse("refused", fmt.Sprintf("there is no lane for cancels of the %s plane", a.Event.Plane))
	}
	ctx, done := storing(ctx)
	defer done()
	r, err := c.cancelRecord(ctx, a, by)
	if err != nil {
		return "", err
	}
	if err := c.Auditor.Audit(ctx, by.by, "cancel", map[string]any{"alert": a.ID, "reason": by.reason}); err != nil {
		return "", err
	}
	made, err := c.Dispatcher.Take(ctx, r)
	switch {
	case err != nil:
		return "", err
	case made.Result == dispatcher.Stale:
		return refuse("stale", "the case says something newer than this cancel")
	case made.Result != dispatcher.Admitted || made.Alert == nil:
		return refuse("refused", fmt.Sprintf("the cancel is %s%s", made.Result, because(made.Problems)))
	}
	return made.Alert.ID, c.second(ctx, made.Alert, by)
}

// second approves a cancel that waits, in the name of who asked for it.
func (c *Console) second(ctx context.Context, a *dispatcher.Alert, by cancelling) error {
	if a.State != dispatcher.Waiting {
		return nil
	}
	_, err := c.decide(ctx, a.ID, dispatcher.Verdict{By: by.by, Approve: true, Hash: a.Hash, Reason: by.reason})
	return err
}

func because(problems []dispatcher.Problem) string {
	if len(problems) == 0 {
		return ""
	}
	return ": " + problems[0].String()
}

// A cancelEvent is an event of schema 1 that ends a case.
type cancelEvent struct {
	Schema     int          `json:"schema"`
	ID         string       `json:"id"`
	Source     cancelSource `json:"source"`
	Status     string       `json:"status"`
	MsgType    string       `json:"msg_type"`
	References []cancelOf   `json:"references"`
	Class      string       `json:"class"`
	Sent       time.Time    `json:"sent"`
	Expires    time.Time    `json:"expires"`
}

type cancelSource struct {
	ID     string `json:"id"`
	System string `json:"system"`
	Ref    string `json:"ref"`
	Rev    uint16 `json:"rev"`
}

type cancelOf struct {
	ID   string    `json:"id"`
	Sent time.Time `json:"sent"`
}

// statuses are the planes as events write them.
var statuses = map[dispatcher.Plane]string{dispatcher.Live: "actual", dispatcher.Exercise: "exercise", dispatcher.Test: "test"}

// cancelRecord returns the event that cancels a. It has a reference of its own
// rather than the next revision of a's: that number is the source's to use,
// and must not be taken for a conflict when it does. It refers to the very
// report that a came of, so that what the source sends afterwards still counts.
func (c *Console) cancelRecord(ctx context.Context, a *dispatcher.Alert, by cancelling) (dispatcher.Record, error) {
	now := c.Now()
	original, err := c.Reader.Original(ctx, a.ID)
	if err != nil {
		return dispatcher.Record{}, err
	}
	report := c.Dispatcher.Compose(original).Event.ID
	if report == "" {
		report = a.Event.Ref
	}
	sent := now
	if a.Sent.After(sent) {
		sent = a.Sent // its source's clock is ahead of ours
	}
	name := fmt.Sprintf("cancel-%s-%d", a.ID, now.UnixMilli())
	b, err := json.Marshal(cancelEvent{Schema: 1, ID: name,
		Source: cancelSource{ID: a.Event.Source, System: a.System, Ref: name, Rev: 1},
		Status: statuses[a.Event.Plane], MsgType: "cancel", References: []cancelOf{{report, a.Sent}},
		Class: a.Class.String(), Sent: sent, Expires: a.Expires})
	if err != nil {
		return dispatcher.Record{}, fmt.Errorf("writing a cancel of %s: %w", a.ID, err)
	}
	return dispatcher.Record{Value: b, Headers: map[string]string{"content-type": "application/vnd.bongsu.event+json"},
		Lane: by.lane, By: by.by, Received: now}, nil
}
