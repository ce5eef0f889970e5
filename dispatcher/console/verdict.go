package console

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"go.uber.org/zap"

	"bongsu/dispatcher"
)

// maxReason is how long a reason may be, in characters.
const maxReason = 500

// A saying is what the page says once about what a person just did.
type saying struct {
	Key    string // of words
	Alert  string
	Detail string
	Bad    bool
}

// sayingKey is where a session keeps a saying until the next page.
const sayingKey = "said"

func (c *Console) say(r *http.Request, s saying) {
	bad := "good"
	if s.Bad {
		bad = "bad"
	}
	c.sessions.Put(r.Context(), sayingKey, strings.Join([]string{bad, s.Key, s.Alert, s.Detail}, "\x00"))
}

func (c *Console) takeSaying(r *http.Request) *saying {
	f := strings.SplitN(c.sessions.PopString(r.Context(), sayingKey), "\x00", 4)
	if len(f) != 4 {
		return nil
	}
	return &saying{Bad: f[0] == "bad", Key: f[1], Alert: f[2], Detail: f[3]}
}

// A verdictForm does what a form asks for, and returns the key of what to say.
type verdictForm func(ctx context.Context, id dispatcher.AlertID, by *Account, r *http.Request) (string, error)

// decideOn lets an approver decide about the alert that the path names, and
// shows the page again with what came of it.
func (c *Console) decideOn(do verdictForm) http.HandlerFunc {
	return c.form(func(w http.ResponseWriter, r *http.Request) {
		a, in := c.person(r)
		switch {
		case !in:
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		case !a.may(Approver):
			http.Error(w, said(languageOf(r, a), "not-approver"), http.StatusForbidden)
			return
		}
		id := r.PathValue("id")
		key, err := do(r.Context(), dispatcher.AlertID(id), a, r)
		c.say(r, c.sayingOf(id, key, err))
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
}

// sayingOf puts an error into words that a person can act on.
func (c *Console) sayingOf(id, key string, err error) saying {
	var d *dispatcher.DecisionError
	switch {
	case err == nil:
		return saying{Key: key, Alert: id}
	case errors.As(err, &d):
		return saying{Key: "decision-" + d.Code, Alert: id, Detail: d.Reason, Bad: true}
	}
	c.Log.Error("a decision", zap.String("alert", id), zap.Error(err))
	return saying{Key: "broken", Alert: id, Bad: true}
}

func (c *Console) approveForm(ctx context.Context, id dispatcher.AlertID, by *Account, r *http.Request) (string, error) {
	a, err := c.decide(ctx, id, dispatcher.Verdict{By: by.Name, Approve: true, Hash: r.PostForm.Get("hash")})
	if err == nil && a.State == dispatcher.Waiting {
		return "approved-waits", nil
	}
	return "approved", err
}

func (c *Console) rejectForm(ctx context.Context, id dispatcher.AlertID, by *Account, r *http.Request) (string, error) {
	reason, err := reasonOf(id, r)
	if err != nil {
		return "", err
	}
	_, err = c.decide(ctx, id, dispatcher.Verdict{By: by.Name, Hash: r.PostForm.Get("hash"), Reason: reason})
	return "rejected", err
}

func (c *Console) cancelForm(ctx context.Context, id dispatcher.AlertID, by *Account, r *http.Request) (string, error) {
	reason, err := reasonOf(id, r)
	if err != nil {
		return "", err
	}
	a, _, err := c.Reader.Alert(ctx, id)
	if err != nil {
		return "", err
	}
	made, err := c.cancel(ctx, &a, cancelling{by: by.Name, lane: c.ConsoleLane[a.Event.Plane], reason: reason})
	if err != nil {
		return "", err
	}
	if now, _, err := c.Reader.Alert(ctx, made); err == nil && now.State == dispatcher.Waiting {
		return "cancel-waits", nil
	}
	return "cancelled", nil
}

// reasonOf returns the reason that a form gives, which it must.
func reasonOf(id dispatcher.AlertID, r *http.Request) (string, error) {
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	if reason == "" || utf8.RuneCountInString(reason) > maxReason || !utf8.ValidString(reason) {
		return "", &dispatcher.DecisionError{Alert: id, Code: "no-reason", Reason: "it needs a reason of 1 to 500 characters"}
	}
	return reason, nil
}
