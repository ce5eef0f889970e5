package console

import (
	"context"
	"errors"
	"net/http"

	"go.uber.org/zap"
)

// maxForm is how large a form may be, in octets.
const maxForm = 16 << 10

func (c *Console) loginPage(w http.ResponseWriter, r *http.Request) {
	if _, in := c.person(r); in {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	c.show(w, r, http.StatusOK, "login", &loginView{})
}

// A loginView is what the sign-in page shows.
type loginView struct {
	frame
	Name, Wrong string
}

// login signs a person in.
func (c *Console) login(w http.ResponseWriter, r *http.Request) {
	name := r.PostForm.Get("name")
	a, err := c.people.enter(r.Context(), name, r.PostForm.Get("password"))
	if err != nil {
		c.refuseLogin(w, r, name, err)
		return
	}
	if err := c.sessions.RenewToken(r.Context()); err != nil {
		c.broken(w, r, err)
		return
	}
	c.sessions.Put(r.Context(), signedIn, a.Name)
	if err := c.note(r.Context(), a.Name, "sign-in"); err != nil {
		_ = c.sessions.Destroy(r.Context()) // memory only
		c.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// refuseLogin shows the sign-in page once more. What is noted is bounded by
// the limit of attempts; a name that is not known may be a password typed in
// the wrong place, and is not noted.
func (c *Console) refuseLogin(w http.ResponseWriter, r *http.Request, name string, err error) {
	v := &loginView{Name: name, Wrong: "wrong-password"}
	status := http.StatusUnauthorized
	switch {
	case errors.Is(err, errTooMany):
		v.Wrong, status = "too-many", http.StatusTooManyRequests
		w.Header().Set("Retry-After", "10")
	case errors.Is(err, errWrong):
		if c.people.known[name] == nil {
			break
		}
		if err := c.note(r.Context(), name, "sign-in refused"); err != nil {
			c.Log.Error("noting a refused sign-in", zap.Error(err))
		}
	default:
		c.broken(w, r, err)
		return
	}
	c.show(w, r, status, "login", v)
}

// logout ends a sign-in.
func (c *Console) logout(w http.ResponseWriter, r *http.Request) {
	a, in := c.person(r)
	if err := c.sessions.Destroy(r.Context()); err != nil {
		c.broken(w, r, err)
		return
	}
	if in {
		if err := c.note(r.Context(), a.Name, "sign-out"); err != nil {
			c.Log.Error("noting a sign-out", zap.Error(err))
		}
	}
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}

func (c *Console) note(ctx context.Context, by, what string) error {
	ctx, done := storing(ctx)
	defer done()
	return c.Auditor.Audit(ctx, by, what, nil)
}
