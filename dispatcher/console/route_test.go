package console

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTheDocumentListsEveryRoute(t *testing.T) {
	b, err := os.ReadFile("../../docs/http.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z]+ [^`]+)` \\|").FindAllStringSubmatch(string(b), -1) {
		listed = append(listed, m[1])
	}
	there := slices.Sorted(slices.Values(openDesk(t).routes.patterns))
	if slices.Sort(listed); !slices.Equal(listed, there) {
		t.Errorf("docs/http.md lists\n%s\nand there are\n%s", strings.Join(listed, "\n"), strings.Join(there, "\n"))
	}
}

// sample returns a request path for a pattern.
func sample(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.NewReplacer("{id}", "1.1", "{$}", "", "/assets/", "/assets/console.css").Replace(path)
	return method, path
}

func TestEveryAnswerHasTheHeadersOfACarefulSite(t *testing.T) {
	d := openDesk(t, func(c *Config) { c.Secure = true })
	for _, p := range d.routes.patterns {
		method, path := sample(p)
		a := d.browse().do(http.DefaultClient, d.request(method, path, nil))
		csp := a.Header.Get("Content-Security-Policy")
		if strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: %q", p, csp)
		}
		for _, h := range []string{"X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cache-Control", "Strict-Transport-Security"} {
			if a.Header.Get(h) == "" {
				t.Errorf("%s: no %s", p, h)
			}
		}
	}
}

func TestNothingOpensToStrangers(t *testing.T) {
	d := openDesk(t)
	d.send(everything, eventOf{Source: "kma", Text: map[string]string{"ko": "[기상청] 12:00 경북 경주시 호우. 기밀. 높은 곳으로 대피하세요"}})
	open := map[string]bool{"GET /healthz": true, "GET /readyz": true, "GET /metrics": true, "GET /login": true, "GET /assets/": true, "GET /api/v1/openapi.json": true}
	for _, p := range d.routes.patterns {
		method, path := sample(p)
		b := d.browse()
		a := b.get(path)
		if method == "POST" {
			a = b.post(path)
		}
		switch {
		case open[p] != (a.StatusCode == http.StatusOK):
			t.Errorf("%s: %s", p, a.Status)
		case strings.Contains(a.body, "기밀"):
			t.Errorf("%s shows an alert", p)
		}
	}
}

func TestAnotherSiteCannotActForAPerson(t *testing.T) {
	d := openDesk(t)
	id := d.send(everything, eventOf{Source: "forest"})
	kim := d.signIn("kim")
	for _, p := range d.routes.patterns {
		method, path := sample(p)
		if method != "POST" {
			continue
		}
		q := d.request(method, path, strings.NewReader("hash="+d.alert(id).Hash+"&reason=x&to=en"))
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		q.Header.Set("Origin", "https://elsewhere.example")
		q.Header.Set("Sec-Fetch-Site", "cross-site")
		if a := d.do(&kim.Client, q); a.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", p, a.Status)
		}
	}
	if len(d.alert(id).Approvals) != 0 {
		t.Error("it was approved")
	}
}

func TestProbesSayHowItIs(t *testing.T) {
	ready := false
	d := openDesk(t, func(c *Config) {
		c.Ready = func() (bool, any) { return ready, map[string]string{"ledger": "writable"} }
		c.Healthy = func() (bool, any) { return true, func() {} } // which JSON cannot hold
	})
	for _, c := range []struct {
		path   string
		ready  bool
		status int
		want   string
	}{
		{"/readyz", false, 503, `{"ok":false,"version":"1.2.3","detail":{"ledger":"writable"}}`},
		{"/readyz", true, 200, `"ok":true`},
		{"/healthz", true, 503, `{"ok":false}`},
		{"/metrics", true, 200, "bongsu_up"},
	} {
		ready = c.ready
		if a := d.api("", "GET", c.path, ""); a.StatusCode != c.status || !strings.Contains(a.body, c.want) {
			t.Errorf("%s: %s %s", c.path, a.Status, a.body)
		}
	}
}
