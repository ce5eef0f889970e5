package console

import (
	"context"
	"errors"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"bongsu/dispatcher"
)

// probeLimit is how long a peer may take to answer.
const probeLimit = 10 * time.Second

type probeInput struct {
	Name string `path:"name" maxLength:"64"`
}

type probeOutput struct {
	Body struct {
		Link string  `json:"link"`
		Took float64 `json:"took_ms" doc:"from the question to the answer"`
	}
}

// testLink asks the peer of a link of the token's plane.
func (c *Console) testLink(ctx context.Context, in *probeInput) (*probeOutput, error) {
	found := false
	for _, l := range c.Dispatcher.Links() {
		found = found || l.Name == in.Name && l.Plane == tokenOf(ctx).Plane
	}
	if !found {
		return nil, huma.Error404NotFound("there is no such link on this plane")
	}
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	took, err := c.Dispatcher.Probe(ctx, in.Name)
	switch {
	case errors.Is(err, dispatcher.ErrNoProber):
		return nil, huma.Error501NotImplemented(err.Error())
	case err != nil:
		return nil, huma.Error502BadGateway("its peer does not answer: " + err.Error())
	}
	out := new(probeOutput)
	out.Body.Link, out.Body.Took = in.Name, float64(took.Microseconds())/1000
	return out, nil
}
