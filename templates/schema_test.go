package templates

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schemas in docs are written by
//
//	go test ./templates -run Schema -write-schemas
var writeSchemas = flag.Bool("write-schemas", false, "write docs/template*.schema.json from the Go types")

// schemas are the files of a library and the Go values that they are read into.
var schemas = []struct {
	file, title string
	into        any
}{
	{"template.schema.json", "A hazard of a library and what to say in its situations", Hazard{}},
	{"template-params.schema.json", "params.yaml: the facts that an event may carry and a text may name", paramSource{}},
	{"template-profile.schema.json", "profile.yaml: what a country does its own way", Profile{}},
	{"template-rules.schema.json", "rules.yaml: which words for which event", ruleSource{}},
	{"template-senders.schema.json", "senders.yaml: the public names of those who warn", senderFile{}},
}

// schemaOf names the schema of a library's file.
func schemaOf(name string) string {
	switch name {
	case paramsFile, profileFile, rulesFile, sendersFile:
		return "template-" + strings.TrimSuffix(name, ".yaml") + ".schema.json"
	}
	return "template.schema.json"
}

// A schemaWriter turns Go types into JSON Schema, with what the comments in the
// source say of them.
type schemaWriter struct {
	comments map[string]string // of "Type" and "Type.Field"
	defs     map[string]any
}

type object = map[string]any

// readComments reads those of the package's types.
func readComments(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	comments := map[string]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.TypeSpec); ok {
				if s, ok := d.Type.(*ast.StructType); ok {
					fieldComments(comments, d.Name.Name, s)
				}
			}
			return true
		})
	}
	return comments
}

func fieldComments(comments map[string]string, typeName string, s *ast.StructType) {
	for _, f := range s.Fields.List {
		for _, n := range f.Names {
			said := f.Doc.Text() + " " + f.Comment.Text()
			comments[typeName+"."+n.Name] = strings.Join(strings.Fields(said), " ")
		}
	}
}

// schema returns the schema of a type; of is the list of words it takes, if any.
func (w *schemaWriter) schema(t reflect.Type, of string) object {
	switch t {
	case durationType:
		return object{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(h|m|s))+$`, "examples": []string{"90m", "6h"}}
	case clausesType:
		return w.clauses()
	case reflect.TypeFor[Class]():
		return object{"enum": classNames[1:]}
	case reflect.TypeFor[TimeOfDay]():
		return object{"type": "string", "pattern": `^([01][0-9]|2[0-3]):[0-5][0-9]$`}
	case reflect.TypeFor[Weekday]():
		return object{"enum": weekdayNames}
	case reflect.TypeFor[Status]():
		return object{"enum": statusNames[1:]}
	case reflect.TypeFor[Kind]():
		return object{"enum": kindNames[1:]}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.schema(t.Elem(), of)
	case reflect.Struct:
		w.define(t)
		return object{"$ref": "#/$defs/" + t.Name()}
	case reflect.Map:
		s := object{"type": "object", "additionalProperties": w.schema(t.Elem(), "")}
		if t.Key().Kind() != reflect.String {
			s["propertyNames"] = w.schema(t.Key(), "")
		}
		return s
	case reflect.Slice:
		return object{"type": "array", "items": w.schema(t.Elem(), of)}
	case reflect.String:
		if of != "" {
			return object{"enum": capValues[of]}
		}
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Uint8:
		return object{"type": "integer", "minimum": 0, "maximum": 255}
	case reflect.Uint16:
		return object{"type": "integer", "minimum": 0, "maximum": 65535}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	}
	panic("no schema for " + t.String())
}

func (w *schemaWriter) clauses() object {
	parts := object{}
	for _, p := range partNames[1:] {
		parts[p] = object{"type": "string"}
	}
	w.defs["clause"] = object{
		"type": "object", "properties": parts, "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
		"description": "One marked piece of a text: {parameter}, {parameter|josa:은/는}, <optional|or else>.",
	}
	return object{"type": "array", "minItems": 1, "items": object{"$ref": "#/$defs/clause"}}
}

// define adds the schema of a struct to the definitions.
func (w *schemaWriter) define(t reflect.Type) {
	if w.defs[t.Name()] != nil {
		return
	}
	properties, required := object{}, []string{}
	s := object{"type": "object", "additionalProperties": false, "properties": properties}
	w.defs[t.Name()] = s
	for f := range t.Fields() {
		tag, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if tag == "" {
			continue
		}
		p := w.schema(f.Type, f.Tag.Get("of"))
		if said := w.comments[t.Name()+"."+f.Name]; said != "" {
			p["description"] = said
		}
		properties[tag] = p
		if option != "optional" {
			required = append(required, tag)
		}
	}
	if len(required) > 0 {
		s["required"] = required
	}
}

// document returns a whole schema as it stands in docs.
func document(t *testing.T, comments map[string]string, title string, into any) []byte {
	t.Helper()
	w := schemaWriter{comments, map[string]any{}}
	s := w.schema(reflect.TypeOf(into), "")
	s["$schema"], s["title"], s["$defs"] = "https://json-schema.org/draft/2020-12/schema", title, w.defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSchemasSayWhatTheTypesSay(t *testing.T) {
	comments := readComments(t)
	for _, x := range schemas {
		path := filepath.Join("..", "docs", x.file)
		want := document(t, comments, x.title, x.into)
		if *writeSchemas {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Errorf("%s is not what the types say; go test ./templates -run Schema -write-schemas (-want +got):\n%s", x.file, d)
		}
	}
}

// compiled returns a schema of docs.
func compiled(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "docs", file))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plainValue reads YAML as JSON would be read.
func plainValue(t *testing.T, b []byte) any {
	t.Helper()
	j, err := yaml.YAMLToJSON(b)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestShippedFilesFollowTheirSchemas(t *testing.T) {
	seen := 0
	err := fs.WalkDir(shipped, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(shipped, path)
		if err != nil {
			return err
		}
		name := filepath.Base(path)
		if err := compiled(t, schemaOf(name)).Validate(plainValue(t, b)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		first, _, _ := strings.Cut(string(b), "\n")
		if want := "# yaml-language-server: $schema=../../../docs/" + schemaOf(name); first != want {
			t.Errorf("%s begins %q; editors look for %q", path, first, want)
		}
		seen++
		return nil
	})
	if err != nil || seen < 47 {
		t.Errorf("%d files, %v", seen, err)
	}
}

func TestSchemasRefuseWhatTheLoaderRefuses(t *testing.T) {
	b, err := fs.ReadFile(Shipped(), "dry.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s := compiled(t, "template.schema.json")
	for _, c := range []struct{ from, to string }{
		{"class: info", "class: loud"},
		{"severity: moderate", "severity: bad"},
		{"category: Met", "category: Weather"},
		{"event: Dry weather", "event: 7"},
		{"event: Dry weather\n", ""},
		{"event: Dry weather", "event: Dry weather\ncolour: red"},
		{`- hazard: "건조특보."`, `- threat: "건조특보."`},
		{`- hazard: "건조특보."`, `- hazard: "건조특보."` + "\n            time: now"},
		{"review: draft", "review: fine"},
		{"required: [sender, area, time]", "required: sender"},
	} {
		if strings.Count(string(b), c.from) == 0 {
			t.Fatalf("dry.yaml does not hold %q", c.from)
		}
		if err := s.Validate(plainValue(t, []byte(strings.Replace(string(b), c.from, c.to, 1)))); err == nil {
			t.Errorf("%q is allowed", c.to)
		}
	}
}
