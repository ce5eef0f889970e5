package main

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// keys returns the names of all keys that a type of the configuration has, by
// their paths.
func keys(t reflect.Type, path string) map[string]string {
	all := map[string]string{}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return all
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("yaml")
		if name == "" {
			continue
		}
		all[path+"."+name] = name
		maps.Copy(all, keys(f.Type, path+"."+name))
	}
	return all
}

func TestTheDocumentedConfigurationHasEveryKey(t *testing.T) {
	b, err := os.ReadFile("../../docs/bongsu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for path, name := range keys(reflect.TypeFor[config](), "") {
		if !regexp.MustCompile(`\b` + name + `\b`).Match(b) {
			t.Errorf("docs/bongsu.yaml does not speak of %s", strings.TrimPrefix(path, "."))
		}
	}
}

func TestEveryKeyOfTheConfigurationHasAName(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(x reflect.Type) {
		for x.Kind() == reflect.Pointer || x.Kind() == reflect.Slice {
			x = x.Elem()
		}
		if x.Kind() != reflect.Struct || seen[x] || x.PkgPath() != reflect.TypeFor[config]().PkgPath() {
			return
		}
		seen[x] = true
		for i := range x.NumField() {
			f := x.Field(i)
			if f.Tag.Get("yaml") == "" {
				t.Errorf("%s.%s has no yaml tag", x, f.Name)
			}
			look(f.Type)
		}
	}
	look(reflect.TypeFor[config]())
	if len(seen) < 10 {
		t.Errorf("only %d types were looked at", len(seen))
	}
}

func FuzzAConfigurationIsReadOrHasMistakes(f *testing.F) {
	b, err := os.ReadFile("../../docs/bongsu.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(b))
	f.Add("links: [{name: a}, {name: a}]\nkafka: {lanes: [{topic: x}]}\n")
	f.Add("a: &x 1\nb: *x\n")
	f.Fuzz(func(t *testing.T, s string) {
		l := &loaded{path: "fuzz.yaml"}
		l.document = readDocument("fuzz.yaml", []byte(s), &l.config)
		l.validate()
		l.compare()
		for _, m := range l.found {
			if m.line < 0 || m.text == "" {
				t.Errorf("a mistake says nothing: %+v", m)
			}
		}
	})
}
