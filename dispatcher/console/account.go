package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/time/rate"
)

// What a person may do.
const (
	Viewer   = "viewer"   // see the page
	Approver = "approver" // approve, reject and cancel, too
)

// A Language is one that the page speaks.
type Language string

const (
	Korean  Language = "ko"
	English Language = "en"
)

// An Account is a person who uses the page.
type Account struct {
	Name     string // unique; what the person does is noted under it
	Hash     string // of the password, from HashPassword
	Roles    []string
	Language Language // of the page; empty for the browser's
}

// may reports whether a has a role.
func (a *Account) may(role string) bool { return slices.Contains(a.Roles, role) }

const (
	// Attempts to sign in: a few at once, then one in so long; for one name,
	// and for all together, which bounds what guessing costs us.
	nameBurst, allBurst = 5, 10
	nameEvery, allEvery = 10 * time.Second, 500 * time.Millisecond

	hashers = 2 // passwords hashed at once
)

// people are the accounts and what guards their passwords.
type people struct {
	known   map[string]*person
	nobody  person // stands in for names that are not known
	all     *rate.Limiter
	hashing chan struct{} // one place for each password being hashed
}

type person struct {
	*Account
	hash  *hash
	tries *rate.Limiter
}

// newPeople checks the accounts.
func newPeople(as []Account) (*people, error) {
	p := &people{known: map[string]*person{}, all: rate.NewLimiter(rate.Every(allEvery), allBurst), hashing: make(chan struct{}, hashers)}
	p.nobody = person{hash: &hash{memory: hashMemory, passes: hashPasses, lanes: hashLanes, salt: make([]byte, hashSalt), key: make([]byte, hashKey)},
		tries: newTries()}
	for _, a := range as {
		h, err := parseHash(a.Hash)
		switch {
		case a.Name == "":
			return nil, errors.New("an account has no name")
		case err != nil:
			return nil, fmt.Errorf("account %s: %w", a.Name, err)
		case p.known[a.Name] != nil:
			return nil, fmt.Errorf("two accounts are named %s", a.Name)
		case a.Language != "" && a.Language != Korean && a.Language != English:
			return nil, fmt.Errorf("account %s: the page does not speak %s", a.Name, a.Language)
		case !a.may(Viewer) && !a.may(Approver):
			return nil, fmt.Errorf("account %s is neither viewer nor approver", a.Name)
		}
		p.known[a.Name] = &person{&a, h, newTries()}
	}
	return p, nil
}

func newTries() *rate.Limiter { return rate.NewLimiter(rate.Every(nameEvery), nameBurst) }

var (
	errTooMany = errors.New("too many attempts to sign in")
	errWrong   = errors.New("name or password is wrong")
)

// enter returns the account that has this name and password, or errTooMany or
// errWrong. A name that is not known costs as much time as a wrong password,
// and all of them share one limit, so that there is nothing to fill up.
func (p *people) enter(ctx context.Context, name, password string) (*Account, error) {
	who, known := p.known[name]
	if !known {
		who = &p.nobody
	}
	if !who.tries.Allow() || !p.all.Allow() {
		return nil, errTooMany
	}
	select {
	case p.hashing <- struct{}{}:
		defer func() { <-p.hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if !who.hash.matches(password) || !known {
		return nil, errWrong
	}
	return who.Account, nil
}
