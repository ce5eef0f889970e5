package console

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"bongsu/dispatcher"
)

// What a token may do.
const (
	MayEvents = "events" // send events, or have them checked
	MayRead   = "read"   // see alerts, links and posts
	MayDecide = "decide" // approve, reject and cancel
	MayReload = "reload" // have library and cells read again
)

// A Token is a program's way in. It sees, and acts on, one plane only.
type Token struct {
	Name   string           // unique; what it does is noted under this name
	SHA256 string           // of the secret, 64 hexadecimal digits
	Plane  dispatcher.Plane // that it sees and acts on
	Lane   string           // by which its events come in
	May    []string         // some of events, read, decide, reload
}

// A keyed token has its hash as octets.
type keyed struct {
	Token
	sum [sha256.Size]byte
}

// keysOf checks the tokens.
func keysOf(ts []Token) ([]keyed, error) {
	var all []keyed
	for _, t := range ts {
		k := keyed{Token: t}
		b, err := hex.DecodeString(t.SHA256)
		switch {
		case t.Name == "":
			return nil, fmt.Errorf("a token has no name")
		case err != nil || len(b) != len(k.sum):
			return nil, fmt.Errorf("token %s: sha256 is not 64 hexadecimal digits", t.Name)
		case t.Plane == "" || t.Lane == "":
			return nil, fmt.Errorf("token %s has no plane or no lane", t.Name)
		case slices.ContainsFunc(all, func(o keyed) bool { return o.Name == t.Name }):
			return nil, fmt.Errorf("two tokens are named %s", t.Name)
		}
		copy(k.sum[:], b)
		all = append(all, k)
	}
	return all, nil
}

// bearer returns the token whose secret an Authorization header holds. All
// tokens are compared, each in constant time.
func (c *Console) bearer(header string) (*Token, bool) {
	scheme, secret, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, false
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(secret)))
	var found *Token
	for i := range c.tokens {
		if subtle.ConstantTimeCompare(sum[:], c.tokens[i].sum[:]) == 1 {
			found = &c.tokens[i].Token
		}
	}
	return found, found != nil
}

// A tokenKey is where the token of a request stands in its context.
type tokenKey struct{}

// authorize lets requests with a token pass that may do what the operation
// needs, before anything of their bodies is read.
func (c *Console) authorize(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(q huma.Context, next func(huma.Context)) {
		may, _ := q.Operation().Metadata["may"].(string)
		if may == "" {
			next(q)
			return
		}
		t, known := c.bearer(q.Header("Authorization"))
		switch {
		case !known:
			q.SetHeader("WWW-Authenticate", `Bearer realm="bongsu"`)
			_ = huma.WriteErr(api, q, http.StatusUnauthorized, "want the secret of a token as Authorization: Bearer") // the client is gone
		case !slices.Contains(t.May, may):
			_ = huma.WriteErr(api, q, http.StatusForbidden, fmt.Sprintf("token %s may not %s", t.Name, deeds[may]))
		default:
			next(huma.WithValue(q, tokenKey{}, t))
		}
	}
}

var deeds = map[string]string{MayEvents: "send events", MayRead: "see alerts and links", MayDecide: "decide about alerts", MayReload: "have the library read again"}

// tokenOf returns the token that authorize let pass.
func tokenOf(ctx context.Context) *Token { return ctx.Value(tokenKey{}).(*Token) }
