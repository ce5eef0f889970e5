package console

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"go.uber.org/zap"

	"bongsu/dispatcher"
)

const (
	apiPath = "/api/v1"

	commitLimit = 10 * time.Second // for the ledger to store what was asked
	bodyLimit   = 64 << 10         // octets of a request that is no event
)

// routeAPI registers the operations of the API and the document about them.
func (c *Console) routeAPI() {
	config := huma.DefaultConfig("bongsu", c.Version)
	config.CreateHooks, config.OpenAPIPath, config.DocsPath, config.SchemasPath = nil, "", "", ""
	config.Info.Description = "Disaster events in, alerts on phones: send events, see what became of them, decide about alerts."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	config.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[dispatcher.CellList](), reflect.TypeFor[string]())
	api := humago.New(c.routes, config)
	api.UseMiddleware(c.authorize(api))
	c.eventOperations(api)
	c.alertOperations(api)
	c.otherOperations(api)
	c.reloadOperation(api)
	c.routes.HandleFunc("GET "+apiPath+"/openapi.json", c.document(api))
}

// operation returns an operation of the API that a token may use which may do
// what is named.
func operation(method, path, id, may, summary string) huma.Operation {
	return huma.Operation{Method: method, Path: apiPath + path, OperationID: id, Summary: summary,
		Metadata: map[string]any{"may": may}, Security: []map[string][]string{{"token": {}}}, MaxBodyBytes: bodyLimit,
		Errors: []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusServiceUnavailable}}
}

// document serves the OpenAPI document.
func (c *Console) document(api huma.API) http.HandlerFunc {
	b, err := json.Marshal(api.OpenAPI())
	return func(w http.ResponseWriter, _ *http.Request) {
		if err != nil {
			c.Log.Error("the OpenAPI document", zap.Error(err))
			http.Error(w, "the document cannot be made", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
		_, _ = w.Write(b) // the client is gone
	}
}

// problem makes an answer of an error: a decision that was refused says why,
// anything else is ours, logged and told in general.
func (c *Console) problem(err error) error {
	var d *dispatcher.DecisionError
	if errors.As(err, &d) {
		p := &decisionProblem{ErrorModel: huma.ErrorModel{Status: decisionStatus(d), Detail: d.Error()}, Code: d.Code}
		p.Title = http.StatusText(p.Status)
		return p
	}
	c.Log.Error("answering a request", zap.Error(err))
	return huma.Error503ServiceUnavailable("the ledger did not answer; ask again")
}

// A decisionProblem is why a decision was not taken.
type decisionProblem struct {
	huma.ErrorModel
	Code string `json:"code" doc:"not-found, not-waiting, not-open, expired, superseded, changed, same-person, stale, conflict or refused"`
}

func decisionStatus(d *dispatcher.DecisionError) int {
	if d.Code == "not-found" {
		return http.StatusNotFound
	}
	return http.StatusConflict
}

// storing returns a context for what changes the ledger: it goes on when the
// client goes away, since what was asked for counts, but not for ever.
func storing(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), commitLimit)
}
