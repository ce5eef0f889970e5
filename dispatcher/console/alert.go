package console

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"bongsu/dispatcher"
)

// A listInput asks for alerts.
type listInput struct {
	State  dispatcher.State   `query:"state" enum:"waiting,owed,superseded,cancelled,rejected,expired" doc:"only those in this state"`
	Limit  int                `query:"limit" default:"20" minimum:"1" maximum:"200"`
	Before dispatcher.AlertID `query:"before" maxLength:"40" doc:"only those before this one"`
}

type listOutput struct {
	Body struct {
		Alerts []dispatcher.Alert `json:"alerts" doc:"newest first; cells and shapes are left out"`
		Next   dispatcher.AlertID `json:"next,omitempty" doc:"before, to go on; empty at the end"`
	}
}

// An alertInput names an alert.
type alertInput struct {
	ID dispatcher.AlertID `path:"id" maxLength:"40" example:"12.1"`
}

type alertOutput struct{ Body alertShown }

// An alertShown is an alert with the attempts at its deliveries.
type alertShown struct {
	dispatcher.Alert
	Deliveries []dispatcher.Settled `json:"deliveries" doc:"every attempt, in the order in which they ended"`
}

// A hashInput is a yes.
type hashInput struct {
	ID   dispatcher.AlertID `path:"id" maxLength:"40" example:"12.1"`
	Body struct {
		Hash string `json:"hash" minLength:"1" maxLength:"64" doc:"of what was seen"`
	}
}

// A rejectInput is a no.
type rejectInput struct {
	ID   dispatcher.AlertID `path:"id" maxLength:"40" example:"12.1"`
	Body struct {
		Hash   string `json:"hash" minLength:"1" maxLength:"64" doc:"of what was seen"`
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// A cancelInput takes an alert off the air.
type cancelInput struct {
	ID   dispatcher.AlertID `path:"id" maxLength:"40" example:"12.1"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (c *Console) alertOperations(api huma.API) {
	list := operation(http.MethodGet, "/alerts", "list-alerts", MayRead, "List alerts, the newest first")
	show := operation(http.MethodGet, "/alerts/{id}", "show-alert", MayRead, "Show an alert and how it went on every link")
	approve := operation(http.MethodPost, "/alerts/{id}/approve", "approve-alert", MayDecide, "Approve an alert that waits")
	reject := operation(http.MethodPost, "/alerts/{id}/reject", "reject-alert", MayDecide, "Reject an alert that waits")
	cancel := operation(http.MethodPost, "/alerts/{id}/cancel", "cancel-alert", MayDecide, "Take an alert off the air")
	cancel.Description = "Ends what the alert's case tells the public and says nothing in its place. The answer is the cancel, an alert of its own. " +
		"Where the policy wants people to approve it, this request counts as the first approval."
	show.Errors = append(show.Errors, http.StatusNotFound)
	for _, o := range []*huma.Operation{&approve, &reject, &cancel} {
		o.Errors = append(o.Errors, http.StatusNotFound, http.StatusConflict)
	}
	huma.Register(api, list, c.listAlerts)
	huma.Register(api, show, func(ctx context.Context, in *alertInput) (*alertOutput, error) {
		return c.shown(ctx, in.ID)
	})
	huma.Register(api, approve, func(ctx context.Context, in *hashInput) (*alertOutput, error) {
		return c.decideByToken(ctx, in.ID, dispatcher.Verdict{Approve: true, Hash: in.Body.Hash})
	})
	huma.Register(api, reject, func(ctx context.Context, in *rejectInput) (*alertOutput, error) {
		return c.decideByToken(ctx, in.ID, dispatcher.Verdict{Hash: in.Body.Hash, Reason: in.Body.Reason})
	})
	huma.Register(api, cancel, c.cancelByToken)
}

// maxScan is how many alerts are looked at for one page of a list.
const maxScan = 2000

func (c *Console) listAlerts(ctx context.Context, in *listInput) (*listOutput, error) {
	out := &listOutput{}
	out.Body.Alerts = []dispatcher.Alert{}
	plane, before := tokenOf(ctx).Plane, in.Before
	for scanned := 0; scanned < maxScan; {
		some, err := c.Reader.Alerts(ctx, before, in.Limit)
		if err != nil {
			return nil, c.problem(err)
		}
		for i := range some {
			before = some[i].ID
			if some[i].Event.Plane != plane || in.State != "" && some[i].State != in.State {
				continue
			}
			if out.Body.Alerts = append(out.Body.Alerts, brief(&some[i])); len(out.Body.Alerts) == in.Limit {
				out.Body.Next = before
				return out, nil
			}
		}
		if scanned += len(some); len(some) < in.Limit {
			return out, nil
		}
	}
	out.Body.Next = before
	return out, nil
}

// brief returns a without what makes it long.
func brief(a *dispatcher.Alert) dispatcher.Alert {
	b := *a
	b.Area.Polygons, b.Area.Circles = nil, nil
	b.Parts = append([]dispatcher.Part(nil), a.Parts...)
	for i := range b.Parts {
		b.Parts[i].Cells, b.Parts[i].Shapes = nil, nil
	}
	return b
}

// read returns an alert of the token's plane; others are not there for it.
func (c *Console) read(ctx context.Context, id dispatcher.AlertID) (dispatcher.Alert, []dispatcher.Settled, error) {
	a, settled, err := c.Reader.Alert(ctx, id)
	if err == nil && a.Event.Plane != tokenOf(ctx).Plane {
		err = &dispatcher.DecisionError{Alert: id, Code: "not-found", Reason: "there is no such alert"}
	}
	return a, settled, err
}

func (c *Console) shown(ctx context.Context, id dispatcher.AlertID) (*alertOutput, error) {
	a, settled, err := c.read(ctx, id)
	if err != nil {
		return nil, c.problem(err)
	}
	if settled == nil {
		settled = []dispatcher.Settled{}
	}
	return &alertOutput{alertShown{a, settled}}, nil
}

func (c *Console) decideByToken(ctx context.Context, id dispatcher.AlertID, v dispatcher.Verdict) (*alertOutput, error) {
	if _, _, err := c.read(ctx, id); err != nil {
		return nil, c.problem(err)
	}
	v.By = tokenOf(ctx).Name
	if _, err := c.decide(ctx, id, v); err != nil {
		return nil, c.problem(err)
	}
	return c.shown(ctx, id)
}

func (c *Console) cancelByToken(ctx context.Context, in *cancelInput) (*alertOutput, error) {
	a, _, err := c.read(ctx, in.ID)
	if err != nil {
		return nil, c.problem(err)
	}
	t := tokenOf(ctx)
	made, err := c.cancel(ctx, &a, cancelling{by: t.Name, lane: t.Lane, reason: in.Body.Reason})
	if err != nil {
		return nil, c.problem(err)
	}
	return c.shown(ctx, made)
}
