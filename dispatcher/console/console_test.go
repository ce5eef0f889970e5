package console

import (
	"strings"
	"testing"

	"bongsu/dispatcher"
)

func TestMistakesInTheConfigurationAreNamed(t *testing.T) {
	good := func() Config {
		m := newMemory()
		return Config{Dispatcher: &switchboard{}, Reader: m, Auditor: m, Accounts: []Account{{"kim", cheap(), []string{Viewer}, ""}},
			Tokens: []Token{token("desk", everything, dispatcher.Live, "lane", MayRead)}}
	}
	if _, err := New(good()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		spoil func(*Config)
		want  string
	}{
		{func(c *Config) { c.Dispatcher = nil }, "a dispatcher"},
		{func(c *Config) { c.Accounts[0].Hash = "x" }, "account kim"},
		{func(c *Config) { c.Accounts[0].Name = "" }, "no name"},
		{func(c *Config) { c.Accounts[0].Roles = []string{"king"} }, "account kim"},
		{func(c *Config) { c.Accounts[0].Language = "fr" }, "account kim"},
		{func(c *Config) { c.Accounts = append(c.Accounts, c.Accounts[0]) }, "two accounts are named kim"},
		{func(c *Config) { c.Tokens[0].SHA256 = "abc" }, "token desk"},
		{func(c *Config) { c.Tokens[0].Name = "" }, "no name"},
		{func(c *Config) { c.Tokens[0].Lane = "" }, "token desk"},
		{func(c *Config) { c.Tokens = append(c.Tokens, c.Tokens[0]) }, "two tokens are named desk"},
	} {
		k := good()
		c.spoil(&k)
		if _, err := New(k); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
