package console

import (
	"cmp"
	"net/http"
	"slices"

	"bongsu/dispatcher"
	"bongsu/templates"
)

// A boardView is what the operators' page shows, and each of its fragments.
type boardView struct {
	frame
	Waiting []*card
	Alerts  []*card
	Links   []dispatcher.LinkState
	Said    *saying
	Stale   *Reading // the last reading, if it failed
}

// May reports whether the person may decide.
func (v *boardView) May() bool { return v.Account.may(Approver) }

// Down counts the links that are not ready.
func (v *boardView) Down() int {
	n := 0
	for _, l := range v.Links {
		if !l.Ready {
			n++
		}
	}
	return n
}

// Of returns what a cancel that waits would take off the air, or nil.
func (v *boardView) Of(x *card) *card {
	if x.Kind != dispatcher.KindCancel || x.State != dispatcher.Waiting {
		return nil
	}
	for _, o := range v.Alerts {
		if o.Case == x.Case && o.State == dispatcher.Owed {
			return o
		}
	}
	return nil
}

// home shows the page.
func (c *Console) home(w http.ResponseWriter, r *http.Request) {
	if _, in := c.person(r); !in {
		http.Redirect(w, r, "/login", http.StatusSeeOther)
		return
	}
	v, err := c.view(r)
	if err != nil {
		c.broken(w, r, err)
		return
	}
	v.Said = c.takeSaying(r)
	c.show(w, r, http.StatusOK, "home", v)
}

// fragment shows a part of the page, for its script.
func (c *Console) fragment(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, in := c.person(r); !in {
			http.Error(w, "sign in", http.StatusUnauthorized)
			return
		}
		v, err := c.view(r)
		if err != nil {
			c.broken(w, r, err)
			return
		}
		c.show(w, r, http.StatusOK, name, v)
	}
}

// view reads what the page shows.
func (c *Console) view(r *http.Request) (*boardView, error) {
	cards, err := c.board.look(r.Context())
	if err != nil {
		return nil, err
	}
	v := &boardView{Links: c.Dispatcher.Links(), Stale: c.stale()}
	for _, x := range cards {
		if x.State == dispatcher.Waiting {
			v.Waiting = append(v.Waiting, x)
		} else {
			v.Alerts = append(v.Alerts, x)
		}
	}
	slices.SortStableFunc(v.Waiting, pressing)
	return v, nil
}

// pressing puts what waits in the order in which it should be decided:
// critical first, then what has waited longest.
func pressing(x, y *card) int {
	critical := func(c *card) int {
		if c.Class == templates.Critical {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(critical(x), critical(y)), x.Admitted.Compare(y.Admitted))
}
