package console

import (
	"encoding/json"
	"net/http"

	"go.uber.org/zap"
)

// routeProbes registers what machines ask about the process.
func (c *Console) routeProbes() {
	c.routes.HandleFunc("GET /healthz", c.probe(c.Healthy))
	c.routes.HandleFunc("GET /readyz", c.probe(c.Ready))
	if c.Metrics != nil {
		c.routes.HandleFunc("GET /metrics", c.Metrics.ServeHTTP)
	}
}

// probe answers 200 or 503, with the detail as JSON.
func (c *Console) probe(check Check) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		ok, detail := true, any(nil)
		if check != nil {
			ok, detail = check()
		}
		b, err := json.Marshal(struct {
			OK      bool   `json:"ok"`
			Version string `json:"version,omitempty"`
			Detail  any    `json:"detail,omitempty"`
		}{ok, c.Version, detail})
		if err != nil {
			c.Log.Error("a probe's detail is not JSON", zap.Error(err))
			ok, b = false, []byte(`{"ok":false}`)
		}
		w.Header().Set("Content-Type", "application/json")
		if !ok {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write(append(b, '\n')) // a probe that has gone away
	}
}
