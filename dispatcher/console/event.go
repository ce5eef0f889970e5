package console

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"go.uber.org/zap"

	"bongsu/dispatcher"
)

const (
	maxEvent  = 4 << 20          // octets of an event
	eventRead = 30 * time.Second // for an event to come in, over a slow line
)

// An eventInput is an event as it came.
type eventInput struct {
	headers map[string]string
	Check   bool   `query:"check" doc:"say what would become of the event, and change nothing"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// Resolve takes the headers that say something of the event, by the names that
// they have in Kafka.
func (in *eventInput) Resolve(q huma.Context) []error {
	in.headers = map[string]string{}
	q.EachHeader(func(name, value string) {
		name = strings.ToLower(name)
		if attribute, ok := strings.CutPrefix(name, "ce-"); ok {
			in.headers["ce_"+attribute] = value
		} else if name == "content-type" || name == "traceparent" || name == "tracestate" {
			in.headers[name] = value
		}
	})
	return nil
}

// An eventOutput is what became of an event, or would become of it.
type eventOutput struct {
	Status int
	Body   eventAnswer
}

type eventAnswer struct {
	Result dispatcher.Result  `json:"result,omitempty" enum:"admitted,duplicate,stale" doc:"admitted: an alert came of it; duplicate: it was known; stale: the case says something newer"`
	Case   dispatcher.CaseID  `json:"case,omitempty"`
	Alert  dispatcher.AlertID `json:"alert,omitempty"`
	State  dispatcher.State   `json:"state,omitempty" doc:"of the alert: owed, or waiting for people"`
	Draft  *dispatcher.Alert  `json:"draft,omitempty" doc:"what would be sent, if only a check was asked for"`
}

// An eventProblem is why nothing came of an event.
type eventProblem struct {
	huma.ErrorModel
	Result   dispatcher.Result    `json:"result" enum:"conflict,refused"`
	Problems []dispatcher.Problem `json:"problems" doc:"all that is wrong, each with a stable code, the place in the event and a sentence"`
}

func (c *Console) eventOperations(api huma.API) {
	send := operation(http.MethodPost, "/events", "send-event", MayEvents, "Send an event")
	send.Description = "The body is the event itself: JSON of docs/event.schema.json, CAP 1.2, or either in a CloudEvent. Sending it again does no harm. " +
		"202: an alert came of it. 200: it was known, or the case says something newer. 409: another event has its key. 422: it was refused, and recorded."
	check := operation(http.MethodPost, "/events/check", "check-event", MayEvents, "Say what would become of an event, and change nothing")
	for _, o := range []*huma.Operation{&send, &check} {
		o.MaxBodyBytes = maxEvent + 1 // the limit itself is refused
		o.BodyReadTimeout = eventRead
		o.SkipValidateBody = true // the dispatcher does that
		o.RequestBody = &huma.RequestBody{Required: true, Content: eventMedia()}
		o.Responses = c.eventResponses(api)
	}
	send.DefaultStatus, check.DefaultStatus = http.StatusAccepted, http.StatusOK
	huma.Register(api, send, c.sendEvent)
	huma.Register(api, check, c.checkEvent)
}

// eventMedia returns the media types of events.
func eventMedia() map[string]*huma.MediaType {
	all := map[string]*huma.MediaType{}
	for _, t := range []string{"application/vnd.bongsu.event+json", "application/json", "application/cap+xml", "application/xml",
		"application/cloudevents+json", "application/octet-stream"} {
		all[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	return all
}

// eventResponses are the answers whose form the handlers do not show.
func (c *Console) eventResponses(api huma.API) map[string]*huma.Response {
	r := api.OpenAPI().Components.Schemas
	ok := r.Schema(reflect.TypeFor[eventAnswer](), true, "")
	no := r.Schema(reflect.TypeFor[eventProblem](), true, "")
	answer := func(what, media string, s *huma.Schema) *huma.Response {
		return &huma.Response{Description: what, Content: map[string]*huma.MediaType{media: {Schema: s}}}
	}
	return map[string]*huma.Response{
		"200": answer("known already, stale, or only checked", "application/json", ok),
		"202": answer("admitted", "application/json", ok),
		"409": answer("another event has its key", "application/problem+json", no),
		"422": answer("refused", "application/problem+json", no),
	}
}

// record returns what came in as the dispatcher takes it. The octets of the
// request are used for another one when it has been answered; the record's are
// its own.
func (c *Console) record(t *Token, in *eventInput) dispatcher.Record {
	return dispatcher.Record{Value: bytes.Clone(in.RawBody), Headers: in.headers, Lane: t.Lane, By: t.Name, Received: c.Now()}
}

func (c *Console) sendEvent(ctx context.Context, in *eventInput) (*eventOutput, error) {
	if in.Check {
		return c.checkEvent(ctx, in)
	}
	ctx, done := storing(ctx)
	defer done()
	a, err := c.Dispatcher.Take(ctx, c.record(tokenOf(ctx), in))
	if err != nil {
		c.Log.Error("an event over HTTP", zap.String("token", tokenOf(ctx).Name), zap.Error(err))
		return nil, huma.Error503ServiceUnavailable("the event could not be stored; send it again")
	}
	switch a.Result {
	case dispatcher.Refused:
		return nil, refusedEvent(http.StatusUnprocessableEntity, a.Result, "the event is refused", a.Problems)
	case dispatcher.Conflict:
		return nil, refusedEvent(http.StatusConflict, a.Result, "another event has its key", a.Problems)
	}
	return admitted(&a), nil
}

// admitted answers for an event that was taken.
func admitted(a *dispatcher.Admission) *eventOutput {
	out := &eventOutput{Status: http.StatusOK, Body: eventAnswer{Result: a.Result, Case: a.Case}}
	if a.Result == dispatcher.Admitted {
		out.Status = http.StatusAccepted
	}
	if a.Alert != nil {
		out.Body.Alert, out.Body.State = a.Alert.ID, a.Alert.State
	}
	return out
}

func refusedEvent(status int, r dispatcher.Result, what string, problems []dispatcher.Problem) error {
	p := &eventProblem{huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: what}, r, problems}
	if len(problems) > 0 {
		p.Detail = fmt.Sprintf("%s: %s", what, problems[0])
	}
	if p.Problems == nil {
		p.Problems = []dispatcher.Problem{}
	}
	return p
}

func (c *Console) checkEvent(ctx context.Context, in *eventInput) (*eventOutput, error) {
	x := c.Dispatcher.Compose(c.record(tokenOf(ctx), in))
	if x.Draft == nil {
		return nil, refusedEvent(http.StatusUnprocessableEntity, dispatcher.Refused, "the event would be refused", x.Problems)
	}
	return &eventOutput{Status: http.StatusOK, Body: eventAnswer{Draft: x.Draft}}, nil
}
