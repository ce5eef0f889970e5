package console

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"

	"go.uber.org/zap"
)

//go:embed pages
var pageFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// pages are the templates of pages and fragments, for each language.
type pages struct {
	by     map[Language]*template.Template
	assets http.Handler
}

func newPages(c *Config) (*pages, error) {
	p := &pages{by: map[Language]*template.Template{}}
	for _, l := range []Language{Korean, English} {
		t, err := template.New("").Funcs(funcsOf(c, l)).ParseFS(pageFiles, "pages/*.html")
		if err != nil {
			return nil, err
		}
		p.by[l] = t
	}
	assets, err := fs.Sub(assetFiles, "assets")
	if err != nil {
		return nil, err
	}
	p.assets = http.StripPrefix("/assets/", http.FileServerFS(assets))
	return p, nil
}

// A frame is what stands around every page.
type frame struct {
	Language Language
	Account  *Account // nil before sign-in
	Path     string
	Version  string
}

func (f *frame) around() *frame { return f }

// A view is the data of a page.
type view interface{ around() *frame }

// show writes a page or a fragment. It is rendered whole before the first
// octet is written, so that a failure is one.
func (c *Console) show(w http.ResponseWriter, r *http.Request, status int, name string, v view) {
	f := v.around()
	f.Account, _ = c.person(r)
	f.Language, f.Path, f.Version = languageOf(r, f.Account), r.URL.Path, c.Version
	var b bytes.Buffer
	if err := c.pages.by[f.Language].ExecuteTemplate(&b, name, v); err != nil {
		c.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(f.Language))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the client is gone
}

// broken answers where something of ours failed.
func (c *Console) broken(w http.ResponseWriter, r *http.Request, err error) {
	c.Log.Error("answering a request", zap.String("path", r.URL.Path), zap.Error(err))
	http.Error(w, words[languageOf(r, nil)]["broken"], http.StatusServiceUnavailable)
}

// routePages registers what people use.
func (c *Console) routePages() {
	page := func(pattern string, h http.HandlerFunc) {
		c.routes.HandleFunc(pattern, c.sessions.LoadAndSave(h).ServeHTTP)
	}
	page("GET /{$}", c.home)
	for _, name := range []string{"stale", "waiting", "alerts", "links"} {
		page("GET /fragments/"+name, c.fragment(name))
	}
	page("GET /live", c.live)
	page("POST /alerts/{id}/approve", c.decideOn(c.approveForm))
	page("POST /alerts/{id}/reject", c.decideOn(c.rejectForm))
	page("POST /alerts/{id}/cancel", c.decideOn(c.cancelForm))
	page("GET /login", c.loginPage)
	page("POST /login", c.form(c.login))
	page("POST /logout", c.form(c.logout))
	page("POST /language", c.form(c.chooseLanguage))
	c.routes.HandleFunc("GET /assets/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache") // they change with the program
		c.pages.assets.ServeHTTP(w, r)
	})
}

// form reads a form before h, within its limit.
func (c *Console) form(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			http.Error(w, words[languageOf(r, nil)]["bad-form"], http.StatusBadRequest)
			return
		}
		h(w, r)
	}
}
