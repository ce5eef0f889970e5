package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/dispatcher"
)

func TestTheAPIAnswersWhatBecameOfAnEvent(t *testing.T) {
	d := openDesk(t)
	first := string(event(eventOf{Sent: time.Now().Add(-time.Minute)}))
	other := strings.Replace(first, "78", "79", 1)
	late := string(event(eventOf{Rev: 0, Ref: "old", Sent: time.Now().Add(-time.Minute)}))
	newer := string(event(eventOf{Rev: 1, Ref: "old", Kind: "update", Refers: "old", Sent: time.Now().Add(-time.Minute)}))
	for _, c := range []struct {
		name, body string
		status     int
		want       string
	}{
		{"first", first, http.StatusAccepted, `"result":"admitted"`},
		{"again", first, http.StatusOK, `"result":"duplicate"`},
		{"its key with other content", other, http.StatusConflict, `"code":"conflict"`},
		{"newer", newer, http.StatusAccepted, `"state":"owed"`},
		{"older", late, http.StatusOK, `"result":"stale"`},
		{"garbage", "garbage", http.StatusUnprocessableEntity, `"code":"not-an-event"`},
		{"expired", string(event(eventOf{Ref: "past", Sent: time.Now().Add(-2 * time.Hour)})), http.StatusUnprocessableEntity, `"code":"expired"`},
		{"of another plane", string(event(eventOf{Ref: "x", Status: "exercise"})), http.StatusUnprocessableEntity, `"code":"wrong-plane"`},
	} {
		a := d.api(everything, "POST", "/api/v1/events", c.body)
		if a.StatusCode != c.status || !strings.Contains(a.body, c.want) {
			t.Errorf("%s: %s %s, want %d with %s", c.name, a.Status, a.body, c.status, c.want)
		}
		if media := a.Header.Get("Content-Type"); a.StatusCode >= 400 && media != "application/problem+json" {
			t.Errorf("%s: a problem is %s", c.name, media)
		}
	}
}

func TestAnEventReachesTheDispatcherUntouched(t *testing.T) {
	d := openDesk(t)
	q := d.request("POST", "/api/v1/events", strings.NewReader("\n "+string(event(eventOf{}))))
	for k, v := range map[string]string{"Authorization": "Bearer " + onlySend, "Content-Type": "application/vnd.bongsu.event+json; charset=utf-8",
		"Traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "ce-specversion": "1.0", "X-Other": "no"} {
		q.Header.Set(k, v)
	}
	if a := d.do(http.DefaultClient, q); a.StatusCode != http.StatusAccepted {
		t.Fatal(a.body)
	}
	r, err := d.ledger.Original(t.Context(), "1.1")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(r.Value), "\n {") || r.Lane != "token:live" || r.By != "sender" || r.Received.IsZero() {
		t.Errorf("%q on lane %s by %s at %s", r.Value[:8], r.Lane, r.By, r.Received)
	}
	if len(r.Headers) != 3 || r.Headers["ce_specversion"] != "1.0" || !strings.HasSuffix(r.Headers["content-type"], "utf-8") || r.Headers["traceparent"] == "" {
		t.Errorf("headers %v", r.Headers)
	}
}

func TestACheckChangesNothing(t *testing.T) {
	d := openDesk(t)
	for _, path := range []string{"/api/v1/events/check", "/api/v1/events?check=true"} {
		a := d.api(onlySend, "POST", path, string(event(eventOf{})))
		var e eventAnswer
		if a.read(t, &e); a.StatusCode != http.StatusOK || e.Draft == nil || len(e.Draft.Parts) != 2 || e.Draft.Parts[0].Texts[0] == "" {
			t.Errorf("%s: %s %s", path, a.Status, a.body)
		}
		if a := d.api(onlySend, "POST", path, "{}"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(a.body, `"problems":[{`) {
			t.Errorf("%s: %s %s", path, a.Status, a.body)
		}
	}
	if len(d.ledger.order) != 0 || len(d.ledger.posts) != 0 {
		t.Error("something was stored")
	}
}

func TestTokensOpenWhatTheyMay(t *testing.T) {
	d := openDesk(t)
	d.send(everything, eventOf{Source: "kma"})
	for _, c := range []struct {
		secret, method, path, body string
		status                     int
	}{
		{"", "GET", "/api/v1/alerts", "", 401},
		{"wrong", "GET", "/api/v1/alerts", "", 401},
		{"", "POST", "/api/v1/events", "{}", 401},
		{onlyRead, "GET", "/api/v1/alerts", "", 200},
		{onlyRead, "GET", "/api/v1/links", "", 200},
		{onlyRead, "GET", "/api/v1/posts", "", 200},
		{onlyRead, "GET", "/api/v1/alerts/1.1", "", 200},
		{onlyRead, "GET", "/api/v1/alerts/9.9", "", 404},
		{onlyRead, "GET", "/api/v1/alerts?limit=0", "", 422},
		{onlyRead, "GET", "/api/v1/alerts?state=odd", "", 422},
		{onlyRead, "POST", "/api/v1/events", "{}", 403},
		{onlyRead, "POST", "/api/v1/events/check", "{}", 403},
		{onlyRead, "POST", "/api/v1/alerts/1.1/approve", `{"hash":"x"}`, 403},
		{onlyRead, "POST", "/api/v1/alerts/1.1/reject", `{"hash":"x","reason":"y"}`, 403},
		{onlyRead, "POST", "/api/v1/alerts/1.1/cancel", `{"reason":"y"}`, 403},
		{onlySend, "GET", "/api/v1/alerts", "", 403},
		{onlySend, "GET", "/api/v1/links", "", 403},
		{onlyRead, "POST", "/api/v1/links/alpha/test", "", 200},
		{onlyRead, "POST", "/api/v1/links/bravo/test", "", 502},
		{onlyRead, "POST", "/api/v1/links/drill/test", "", 404},
		{ofDrills, "POST", "/api/v1/links/drill/test", "", 501},
		{onlySend, "POST", "/api/v1/links/alpha/test", "", 403},
		{ofDrills, "GET", "/api/v1/alerts/1.1", "", 404},
		{ofDrills, "POST", "/api/v1/alerts/1.1/approve", `{"hash":"x"}`, 404},
		{ofDrills, "POST", "/api/v1/alerts/1.1/cancel", `{"reason":"y"}`, 404},
		{everything, "POST", "/api/v1/alerts/1.1/approve", `{}`, 422},
		{everything, "POST", "/api/v1/alerts/1.1/approve", `{"hash":"x","by":"somebody"}`, 422},
		{"", "GET", "/api/v1/openapi.json", "", 200},
		{"", "GET", "/docs", "", 404},
	} {
		if a := d.api(c.secret, c.method, c.path, c.body); a.StatusCode != c.status {
			t.Errorf("%s %s with %q: %s %s, want %d", c.method, c.path, c.secret, a.Status, a.body, c.status)
		} else if c.status == 401 && a.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s %s: no WWW-Authenticate", c.method, c.path)
		}
	}
	if s := d.alert("1.1").State; s != dispatcher.Waiting {
		t.Errorf("the alert is %s", s)
	}
}

func TestATokenSeesItsOwnPlane(t *testing.T) {
	d := openDesk(t)
	d.send(everything, eventOf{})
	d.send(ofDrills, eventOf{Status: "exercise", Ref: "drill"})
	for secret, want := range map[string]dispatcher.Plane{onlyRead: dispatcher.Live, ofDrills: dispatcher.Exercise} {
		var alerts struct{ Alerts []dispatcher.Alert }
		d.api(secret, "GET", "/api/v1/alerts", "").read(t, &alerts)
		if len(alerts.Alerts) != 1 || alerts.Alerts[0].Event.Plane != want {
			t.Errorf("%s: %v", want, alerts)
		}
		var links struct{ Links []dispatcher.LinkState }
		d.api(secret, "GET", "/api/v1/links", "").read(t, &links)
		if slices.ContainsFunc(links.Links, func(l dispatcher.LinkState) bool { return l.Plane != want }) || len(links.Links) == 0 {
			t.Errorf("%s: %v", want, links)
		}
		var posts struct {
			Posts []dispatcher.Post
			Next  int64
		}
		d.api(secret, "GET", "/api/v1/posts?after=0", "").read(t, &posts)
		if slices.ContainsFunc(posts.Posts, func(p dispatcher.Post) bool { return p.Plane != want }) || len(posts.Posts) == 0 || posts.Next != 4 {
			t.Errorf("%s: %v", want, posts)
		}
	}
}

func TestAlertsAreListedPageByPage(t *testing.T) {
	d := openDesk(t)
	for i := range 5 {
		source := "mois"
		if i%2 == 1 {
			source = "kma"
		}
		d.send(everything, eventOf{Source: source, Ref: fmt.Sprint("rain-", i)})
	}
	var seen []dispatcher.AlertID
	for before, more := dispatcher.AlertID(""), true; more; {
		var page struct {
			Alerts []dispatcher.Alert
			Next   dispatcher.AlertID
		}
		d.api(onlyRead, "GET", fmt.Sprintf("/api/v1/alerts?state=owed&limit=2&before=%s", before), "").read(t, &page)
		for _, a := range page.Alerts {
			if seen = append(seen, a.ID); len(a.Parts) != 2 || a.Parts[0].Cells != nil {
				t.Errorf("%s: %v", a.ID, a.Parts)
			}
		}
		before, more = page.Next, page.Next != ""
	}
	if want := []dispatcher.AlertID{"5.1", "3.1", "1.1"}; !slices.Equal(seen, want) {
		t.Errorf("%v, want %v", seen, want)
	}
}

func TestTwoTokensApprove(t *testing.T) {
	d := openDesk(t, func(c *Config) {
		c.Tokens = append(c.Tokens, token("night", "secret-of-night", dispatcher.Live, "token:live", MayDecide))
	})
	id := d.send(everything, eventOf{Source: "kma"})
	yes := fmt.Sprintf(`{"hash":%q}`, d.alert(id).Hash)
	path := fmt.Sprintf("/api/v1/alerts/%s/approve", id)
	for _, c := range []struct {
		secret, body string
		status       int
		want         string
	}{
		{everything, `{"hash":"of something else"}`, 409, `"code":"changed"`},
		{everything, yes, 200, `"state":"waiting"`},
		{everything, yes, 409, `"code":"same-person"`},
		{"secret-of-night", yes, 200, `"state":"owed"`},
		{"secret-of-night", yes, 409, `"code":"not-waiting"`},
	} {
		if a := d.api(c.secret, "POST", path, c.body); a.StatusCode != c.status || !strings.Contains(a.body, c.want) {
			t.Errorf("%s %s, want %d with %s", a.Status, a.body, c.status, c.want)
		}
	}
}

func TestATokenRejects(t *testing.T) {
	d := openDesk(t)
	id := d.send(everything, eventOf{Source: "kma"})
	a := d.api(everything, "POST", "/api/v1/alerts/1.1/reject", fmt.Sprintf(`{"hash":%q,"reason":"the gauge is broken"}`, d.alert(id).Hash))
	if x := d.alert(id); a.StatusCode != 200 || x.State != dispatcher.Rejected || x.Why != "the gauge is broken" {
		t.Errorf("%s %s", a.Status, a.body)
	}
}

func TestACancelGoesTheRoadOfEvents(t *testing.T) {
	d := openDesk(t)
	id := d.send(everything, eventOf{})
	a := d.api(everything, "POST", "/api/v1/alerts/1.1/cancel", `{"reason":"sent by mistake"}`)
	var made alertShown
	if a.read(t, &made); a.StatusCode != 200 || made.ID != "1.2" || made.Kind != dispatcher.KindCancel || made.State != dispatcher.Cancelled {
		t.Fatalf("%s %s", a.Status, a.body)
	}
	if x := d.alert(id); x.State != dispatcher.Cancelled {
		t.Errorf("the alert is %s", x.State)
	}
	r, _ := d.ledger.Original(t.Context(), made.ID)
	if r.By != "desk" || r.Lane != "token:live" {
		t.Errorf("by %s on %s", r.By, r.Lane)
	}
	if a := d.api(everything, "POST", "/api/v1/alerts/1.1/cancel", `{"reason":"again"}`); a.StatusCode != 409 || !strings.Contains(a.body, "not-open") {
		t.Errorf("again: %s %s", a.Status, a.body)
	}
	// What the source reports afterwards, with its own next number, counts.
	newer := eventOf{Kind: "update", Rev: 1, Refers: "rain-1-0-alert", Sent: time.Now().Add(time.Second)}
	if id := d.send(everything, newer); d.alert(id).State != dispatcher.Owed {
		t.Errorf("an update after the cancel is %s", d.alert(id).State)
	}
}

func TestACAPAlertIsCancelledToo(t *testing.T) {
	d := openDesk(t)
	sent := time.Now().Add(-time.Minute)
	a := d.api(everything, "POST", "/api/v1/events", fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>rain-cap-1</identifier><sender>mois</sender><sent>%s</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><category>Met</category><event>호우</event>
<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty><expires>%s</expires>
<parameter><valueName>bongsu:class</valueName><value>urgent</value></parameter>
<parameter><valueName>bongsu:rain_1h</valueName><value>78</value></parameter>
<area><areaDesc>경주시</areaDesc><geocode><valueName>KR-BJD</valueName><value>4713000000</value></geocode></area></info></alert>`,
		sent.Format("2006-01-02T15:04:05-07:00"), sent.Add(time.Hour).Format("2006-01-02T15:04:05-07:00")))
	if a.StatusCode != http.StatusAccepted {
		t.Fatalf("%s %s", a.Status, a.body)
	}
	if a := d.api(everything, "POST", "/api/v1/alerts/1.1/cancel", `{"reason":"over"}`); a.StatusCode != http.StatusOK {
		t.Fatalf("%s %s", a.Status, a.body)
	}
	if x := d.alert("1.1"); x.State != dispatcher.Cancelled {
		t.Errorf("the alert is %s", x.State)
	}
}

func TestWhatTheLedgerCannotStoreIsToBeSentAgain(t *testing.T) {
	d := openDesk(t)
	d.send(everything, eventOf{})
	d.ledger.mu.Lock()
	d.ledger.broken = errors.New("no space left on /secret/path")
	d.ledger.mu.Unlock()
	for path, method := range map[string]string{"/api/v1/events": "POST", "/api/v1/alerts": "GET", "/api/v1/posts": "GET"} {
		a := d.api(everything, method, path, map[string]string{"POST": string(event(eventOf{Ref: "r2"}))}[method])
		if a.StatusCode != http.StatusServiceUnavailable || strings.Contains(a.body, "secret") {
			t.Errorf("%s: %s %s", path, a.Status, a.body)
		}
	}
}

func TestBodiesAreBounded(t *testing.T) {
	d := openDesk(t)
	atLimit := strings.Repeat(" ", maxEvent)
	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"/api/v1/events", atLimit, 422},
		{"/api/v1/events", atLimit + " ", 413},
		{"/api/v1/events/check", atLimit + " ", 413},
		{"/api/v1/alerts/1.1/reject", `{"hash":"x","reason":"` + strings.Repeat("x", bodyLimit) + `"}`, 413},
	} {
		if a := d.api(everything, "POST", c.path, c.body); a.StatusCode != c.status {
			t.Errorf("%s with %d octets: %s, want %d", c.path, len(c.body), a.Status, c.status)
		}
	}
}

func TestTheAPIDescribesItself(t *testing.T) {
	d := openDesk(t)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]json.RawMessage
	}
	a := d.api("", "GET", "/api/v1/openapi.json", "")
	a.read(t, &doc)
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Paths) != 11 {
		t.Errorf("OpenAPI %s with %d paths", doc.OpenAPI, len(doc.Paths))
	}
	for _, status := range []string{"200", "202", "401", "403", "409", "422", "503"} {
		if !strings.Contains(string(doc.Paths["/api/v1/events"]["post"]), `"`+status+`":`) {
			t.Errorf("POST /api/v1/events does not document %s", status)
		}
	}
	if strings.Contains(a.body, "http://") || strings.Contains(a.body, "CellList") {
		t.Error("the document shows what it should not")
	}
}

// A witness is a dispatcher whose client goes away while it takes an event.
type witness struct {
	*switchboard
	leave func()
	err   error
	until time.Time
}

func (w *witness) Take(ctx context.Context, r dispatcher.Record) (dispatcher.Admission, error) {
	w.leave()
	w.err = ctx.Err()
	w.until, _ = ctx.Deadline()
	return w.switchboard.Take(ctx, r)
}

func TestAnEventIsStoredThoughItsSenderGoesAway(t *testing.T) {
	d := openDesk(t)
	ctx, leave := context.WithCancel(t.Context())
	w := &witness{switchboard: d.links, leave: leave}
	d.Dispatcher = w
	q := httptest.NewRequestWithContext(ctx, "POST", "/api/v1/events", bytes.NewReader(event(eventOf{})))
	q.Header.Set("Authorization", "Bearer "+onlySend)
	d.Handler().ServeHTTP(httptest.NewRecorder(), q)
	if w.err != nil || w.until.IsZero() || len(d.ledger.order) != 1 {
		t.Errorf("%v, until %s, %d alerts", w.err, w.until, len(d.ledger.order))
	}
}
