package console

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"bongsu/dispatcher"
)

type linksOutput struct {
	Body struct {
		Links []dispatcher.LinkDetail `json:"links"`
	}
}

// A postsInput asks for posts.
type postsInput struct {
	After int64 `query:"after" minimum:"0" doc:"only those after this one"`
	Limit int   `query:"limit" default:"100" minimum:"1" maximum:"1000"`
}

type postsOutput struct {
	Body struct {
		Posts []dispatcher.Post `json:"posts" doc:"oldest first"`
		Next  int64             `json:"next" doc:"after, to go on"`
	}
}

func (c *Console) otherOperations(api huma.API) {
	links := operation(http.MethodGet, "/links", "list-links", MayRead, "Show how the links are")
	posts := operation(http.MethodGet, "/posts", "list-posts", MayRead, "List what happened, the oldest first")
	posts.Description = "The same records as on the status topic. Ask again with after set to next; an answer may be empty and next have grown, where records are of other planes."
	probe := operation(http.MethodPost, "/links/{name}/test", "test-link", MayRead, "Ask a link's peer whether it is there")
	probe.Description = "The peer is asked what it is asked now and then anyway: nothing goes out. 502 says that it does not answer, 501 that links of its kind cannot be asked."
	probe.Errors = append(probe.Errors, http.StatusNotFound, http.StatusNotImplemented, http.StatusBadGateway)
	huma.Register(api, links, c.listLinks)
	huma.Register(api, probe, c.testLink)
	huma.Register(api, posts, c.listPosts)
}

func (c *Console) listLinks(ctx context.Context, _ *struct{}) (*linksOutput, error) {
	out := &linksOutput{}
	out.Body.Links = []dispatcher.LinkDetail{}
	for _, l := range c.Dispatcher.Details(time.Now()) {
		if l.Plane == tokenOf(ctx).Plane {
			out.Body.Links = append(out.Body.Links, l)
		}
	}
	return out, nil
}

func (c *Console) listPosts(ctx context.Context, in *postsInput) (*postsOutput, error) {
	some, err := c.Reader.Posts(ctx, in.After, in.Limit)
	if err != nil {
		return nil, c.problem(err)
	}
	out := &postsOutput{}
	out.Body.Posts, out.Body.Next = []dispatcher.Post{}, in.After
	for _, p := range some {
		out.Body.Next = p.ID
		if p.Plane == "" || p.Plane == tokenOf(ctx).Plane {
			out.Body.Posts = append(out.Body.Posts, p)
		}
	}
	return out, nil
}
