package console

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// A Reloader reads the library and the cells again. The new ones take the place
// of the old ones only if nothing is wrong with them.
type Reloader interface {
	// Reload reads them for whoever is named and returns how that went. It may
	// take seconds; who asks meanwhile waits for his own turn.
	Reload(ctx context.Context, by string) Reading
	// Read returns the last reading, of the start or a reload, without blocking.
	Read() Reading
}

// A Reading is how library and cells were read, and what is in use after it.
type Reading struct {
	OK         bool      `json:"ok" doc:"what was read is in use"`
	At         time.Time `json:"at"`
	By         string    `json:"by" doc:"a token, or signal, or start"`
	Version    string    `json:"library_version" doc:"of the library in use"`
	Hash       string    `json:"library_hash" doc:"SHA-256 over the files of the library in use"`
	Situations int       `json:"situations"`
	Cells      int       `json:"cells"`
	Mistakes   []Mistake `json:"mistakes,omitempty" doc:"why what was read is not in use"`
}

// A Mistake is one thing wrong in a file.
type Mistake struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty" doc:"from 1"`
	Column  int    `json:"column,omitempty" doc:"from 1"`
	Message string `json:"message"`
}

// String returns the mistake as compilers write it.
func (m Mistake) String() string {
	switch {
	case m.File == "":
		return m.Message
	case m.Line == 0:
		return m.File + ": " + m.Message
	case m.Column == 0:
		return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.Message)
}

// A readingOutput has 422 for its status if the old ones stay.
type readingOutput struct {
	Status int
	Body   Reading
}

func (c *Console) reloadOperation(api huma.API) {
	o := operation(http.MethodPost, "/reload", "reload", MayReload, "Read library and cells again")
	o.Description = "Library, rules, waivers, profile and cells are read from where the configuration says; the configuration itself is not read again. " +
		"They take the place of the old ones at once if they are right and lint clean. With 422 the old ones stay."
	o.Errors = append(o.Errors, http.StatusNotImplemented)
	huma.Register(api, o, func(ctx context.Context, _ *struct{}) (*readingOutput, error) {
		if c.Reloader == nil {
			return nil, huma.Error501NotImplemented("this instance cannot read them again")
		}
		out := &readingOutput{Status: http.StatusOK, Body: c.Reloader.Reload(context.WithoutCancel(ctx), tokenOf(ctx).Name)}
		if !out.Body.OK {
			out.Status = http.StatusUnprocessableEntity
		}
		return out, nil
	})
}

// stale returns the last reading if what was read is not in use, else nil.
func (c *Console) stale() *Reading {
	if c.Reloader == nil {
		return nil
	}
	if r := c.Reloader.Read(); !r.OK {
		return &r
	}
	return nil
}

// readAt returns when library and cells were last read.
func (c *Console) readAt() time.Time {
	if c.Reloader == nil {
		return time.Time{}
	}
	return c.Reloader.Read().At
}
