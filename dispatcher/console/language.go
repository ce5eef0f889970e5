package console

import (
	"net/http"

	"golang.org/x/text/language"
)

// languageCookie holds the language that a person switched to.
const languageCookie = "language"

// languageOf returns the language of an answer: what the person switched to,
// the account's, the browser's, or Korean.
func languageOf(r *http.Request, a *Account) Language {
	if k, err := r.Cookie(languageCookie); err == nil && words[Language(k.Value)] != nil {
		return Language(k.Value)
	}
	if a != nil && a.Language != "" {
		return a.Language
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return Korean
	}
	for _, t := range tags {
		if base, _ := t.Base(); words[Language(base.String())] != nil {
			return Language(base.String())
		}
	}
	return Korean
}

// chooseLanguage switches, and goes back to where the person was.
func (c *Console) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	to := Language(r.PostForm.Get("to"))
	if words[to] == nil {
		http.Error(w, words[Korean]["bad-form"], http.StatusBadRequest)
		return
	}
	//nolint:gosec // Secure is what the operator says: a console behind plain HTTP must keep its language too
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: string(to), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
		Secure: c.Secure, SameSite: http.SameSiteLaxMode})
	back := "/"
	if r.PostForm.Get("back") == "/login" {
		back = "/login"
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// said returns the words for a key, or the key itself where there are none.
func said(l Language, key string) string {
	if s, ok := words[l][key]; ok {
		return s
	}
	return key
}
