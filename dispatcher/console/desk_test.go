package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap/zaptest"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// A desk is a console with all it needs, before a real dispatcher that
// composes with the shipped library and sends nothing.
type desk struct {
	*Console
	t      *testing.T
	ledger *memory
	links  *switchboard
	server *httptest.Server
}

// A switchboard is a dispatcher whose links are as a test says.
type switchboard struct {
	*dispatcher.Dispatcher
	mu    sync.Mutex // guards state
	state []dispatcher.LinkState
}

func (s *switchboard) Details(time.Time) []dispatcher.LinkDetail {
	var all []dispatcher.LinkDetail
	for _, l := range s.Links() {
		all = append(all, dispatcher.LinkDetail{LinkState: l, InForce: 2})
	}
	return all
}

func (s *switchboard) Probe(_ context.Context, link string) (time.Duration, error) {
	switch link {
	case "alpha":
		return 1500 * time.Microsecond, nil
	case "bravo":
		return 0, errors.New("no connection")
	}
	return 0, dispatcher.ErrNoProber
}

func (s *switchboard) Links() []dispatcher.LinkState {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]dispatcher.LinkState(nil), s.state...)
}

func (s *switchboard) set(states ...dispatcher.LinkState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = states
}

func (s *switchboard) library() *templates.Library { return s.Composer().Library }

// nowhere is a link that carries nothing.
type nowhere struct{}

func (nowhere) Run(ctx context.Context, _ func(cbc.Notice)) error { <-ctx.Done(); return ctx.Err() }

func (nowhere) Broadcast(context.Context, cbc.Warning) (cbc.Report, error) {
	return cbc.Report{}, &cbc.NotSentError{}
}

// parts are what composing needs; they are costly to load.
var parts = sync.OnceValues(func() (*dispatcher.Composer, error) {
	lib, err := templates.Load(templates.Shipped())
	if err != nil {
		return nil, err
	}
	regions, err := area.LoadRegions()
	if err != nil {
		return nil, err
	}
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		return nil, err
	}
	var sites []area.Site
	for i, link := range []string{"alpha", "bravo", "drill"} {
		cell := cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 1, ID: uint64(i + 1)}
		sites = append(sites, area.Site{Link: link, Cell: cell, At: cbc.Point{Lat: 35.8562, Lon: 129.2247}, Radius: 1000, Region: "4713000000"})
	}
	atlas, err := area.NewAtlas(sites, regions, boundaries)
	return &dispatcher.Composer{Library: lib, Regions: regions, Atlas: atlas, Drafts: templates.Drafts{"*"}}, err
})

// composer returns one with two live links, one of exercises, and lanes. What
// kma reports waits for two people, what forest reports for one, what mois
// reports for none.
func composer(t *testing.T) *dispatcher.Composer {
	t.Helper()
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	c := *p
	link := func(name, bearer string, plane dispatcher.Plane) dispatcher.Link {
		return dispatcher.Link{Name: name, Carrier: "carrier-" + name, Plane: plane, Bearer: bearer, Languages: []string{"ko", "en"},
			TakesCells: true, Window: 4, Carry: nowhere{}}
	}
	c.Links = []dispatcher.Link{link("alpha", "kr-157", dispatcher.Live), link("bravo", "kr-90", dispatcher.Live), link("drill", "kr-157", dispatcher.Exercise)}
	c.Lanes = map[string]dispatcher.Lane{}
	for name, plane := range map[string]dispatcher.Plane{"token:live": dispatcher.Live, "token:drill": dispatcher.Exercise,
		"console:live": dispatcher.Live, "console:exercise": dispatcher.Exercise} {
		c.Lanes[name] = dispatcher.Lane{Name: name, Plane: plane, Classes: templates.Classes()}
	}
	c.Policy = dispatcher.Policy{Default: 2, Grants: []dispatcher.Grant{
		{Sources: []string{"mois"}, Approvals: 0}, {Sources: []string{"forest"}, Approvals: 1}}}
	return &c
}

// Secrets of the tokens of a desk, and the password of its people.
const (
	everything = "secret-of-everything"
	onlyRead   = "secret-of-reader"
	onlySend   = "secret-of-sender"
	ofDrills   = "secret-of-drills"
	password   = "correct horse battery staple"
)

func token(name, secret string, plane dispatcher.Plane, lane string, may ...string) Token {
	sum := sha256.Sum256([]byte(secret))
	return Token{name, hex.EncodeToString(sum[:]), plane, lane, may}
}

// cheap is a hash of password that costs little.
var cheap = sync.OnceValue(func() string {
	h := hash{memory: 64, passes: 1, lanes: 1, salt: []byte("sixteen octets..")}
	h.key = h.derive(password, 32)
	return h.String()
})

func openDesk(t *testing.T, change ...func(*Config)) *desk {
	t.Helper()
	m, comp := newMemory(), composer(t)
	inner, err := dispatcher.New(dispatcher.Config{Ledger: m, Reader: m, Composer: comp, Log: zaptest.NewLogger(t)})
	if err != nil {
		t.Fatal(err)
	}
	s := &switchboard{Dispatcher: inner, state: inner.Links()}
	c := Config{Dispatcher: s, Reader: m, Auditor: m, Library: s.library, Version: "1.2.3", Zone: time.UTC, Log: zaptest.NewLogger(t),
		Accounts: []Account{
			{"kim", cheap(), []string{Viewer, Approver}, Korean}, {"park", cheap(), []string{Approver}, English},
			{"lee", cheap(), []string{Viewer}, ""},
		},
		Tokens: []Token{
			token("desk", everything, dispatcher.Live, "token:live", MayEvents, MayRead, MayDecide),
			token("reader", onlyRead, dispatcher.Live, "token:live", MayRead), token("sender", onlySend, dispatcher.Live, "token:live", MayEvents),
			token("drills", ofDrills, dispatcher.Exercise, "token:drill", MayEvents, MayRead, MayDecide),
		},
		ConsoleLane: map[dispatcher.Plane]string{dispatcher.Live: "console:live", dispatcher.Exercise: "console:exercise"},
		Metrics:     http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "bongsu_up 1\n") }),
	}
	for _, f := range change {
		f(&c)
	}
	x, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{Console: x, t: t, ledger: m, links: s, server: httptest.NewServer(x.Handler())}
	t.Cleanup(d.server.Close)
	return d
}

// An eventOf is what a test changes in an event.
type eventOf struct {
	Source, System, Ref, Status, Kind, Hazard, Refers string
	Rev                                               int
	Text                                              map[string]string
	Sent                                              time.Time
}

// event returns heavy rain in 경주 as a native event.
func event(o eventOf) []byte {
	or := func(s *string, otherwise string) {
		if *s == "" {
			*s = otherwise
		}
	}
	or(&o.Source, "mois")
	or(&o.System, "operator")
	or(&o.Ref, "rain-1")
	or(&o.Status, "actual")
	or(&o.Kind, "alert")
	or(&o.Hazard, "heavy_rain")
	if o.Sent.IsZero() {
		o.Sent = time.Now().Add(-time.Minute)
	}
	e := map[string]any{"schema": 1, "id": fmt.Sprintf("%s-%d-%s", o.Ref, o.Rev, o.Kind),
		"source": map[string]any{"id": o.Source, "system": o.System, "ref": o.Ref, "rev": o.Rev},
		"status": o.Status, "msg_type": o.Kind, "hazard": o.Hazard, "class": "urgent",
		"sent": o.Sent.Format(time.RFC3339Nano), "expires": o.Sent.Add(time.Hour).Format(time.RFC3339Nano),
		"area": map[string]any{"geocodes": []string{"4713000000"}}, "params": map[string]any{"rain_1h": 78}}
	if o.Text != nil {
		e["text"] = o.Text
	}
	if o.Refers != "" {
		e["references"] = []map[string]any{{"id": o.Refers, "sent": o.Sent.Add(-time.Minute).Format(time.RFC3339Nano)}}
	}
	b, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return b
}

// An answer is what a desk answered.
type answer struct {
	*http.Response
	body string
}

// read decodes the answer's JSON.
func (a answer) read(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

func (d *desk) do(client *http.Client, q *http.Request) answer {
	d.t.Helper()
	r, err := client.Do(q)
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer{r, string(b)}
}

func (d *desk) request(method, path string, body io.Reader) *http.Request {
	d.t.Helper()
	q, err := http.NewRequestWithContext(d.t.Context(), method, d.server.URL+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	return q
}

// api asks with the secret of a token; none if it is empty.
func (d *desk) api(secret, method, path, body string) answer {
	d.t.Helper()
	q := d.request(method, path, strings.NewReader(body))
	if secret != "" {
		q.Header.Set("Authorization", "Bearer "+secret)
	}
	switch {
	case strings.HasPrefix(body, "{"):
		q.Header.Set("Content-Type", "application/json")
	case strings.HasPrefix(body, "<"):
		q.Header.Set("Content-Type", "application/cap+xml")
	}
	return d.do(http.DefaultClient, q)
}

// send sends an event that must be admitted, and returns its alert.
func (d *desk) send(secret string, o eventOf) dispatcher.AlertID {
	d.t.Helper()
	a := d.api(secret, "POST", "/api/v1/events", string(event(o)))
	if a.StatusCode != http.StatusAccepted {
		d.t.Fatalf("%s: %s", a.Status, a.body)
	}
	var e eventAnswer
	a.read(d.t, &e)
	return e.Alert
}

// alert returns an alert as the ledger has it.
func (d *desk) alert(id dispatcher.AlertID) dispatcher.Alert {
	d.t.Helper()
	a, _, err := d.ledger.Alert(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return a
}

// A browser is a person's, who may be signed in.
type browser struct {
	*desk
	http.Client
	accept string // languages
}

// browse returns a browser that follows no redirect.
func (d *desk) browse() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return &browser{d, http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, ""}
}

// signIn returns the browser of a person who has signed in.
func (d *desk) signIn(name string) *browser {
	d.t.Helper()
	b := d.browse()
	if a := b.post("/login", "name", name, "password", password); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/" {
		d.t.Fatalf("%s cannot sign in: %s %s", name, a.Status, a.body)
	}
	return b
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	q := b.request("GET", path, nil)
	if b.accept != "" {
		q.Header.Set("Accept-Language", b.accept)
	}
	return b.desk.do(&b.Client, q)
}

// post sends a form, as a browser does from one of our pages.
func (b *browser) post(path string, fields ...string) answer {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	q := b.request("POST", path, strings.NewReader(v.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Origin", b.server.URL)
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.desk.do(&b.Client, q)
}

// press posts a form and returns the page that is shown next.
func (b *browser) press(path string, fields ...string) string {
	b.t.Helper()
	if a := b.post(path, fields...); a.StatusCode != http.StatusSeeOther {
		b.t.Fatalf("%s: %s %s", path, a.Status, a.body)
	}
	return b.get("/").body
}
