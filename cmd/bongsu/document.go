package main

import (
	"encoding"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A document is a YAML file as it is read into Go values. Unlike the decoder
// of the YAML package it goes on after a mistake, so that all are found at
// once, and it remembers the line of every value by its path, so that later
// checks can name it: "links[2].smpp.address".
type document struct {
	file  string
	lines map[string]int
	found mistakes
}

// maxDocument is how large a configuration may be, in octets.
const maxDocument = 4 << 20

// readDocument reads b into v, a pointer to a struct.
func readDocument(file string, b []byte, v any) *document {
	d := &document{file: file, lines: map[string]int{}}
	if len(b) > maxDocument {
		d.addf("", "%d octets; at most %d are read", len(b), maxDocument)
		return d
	}
	f, err := parser.ParseBytes(b, 0)
	if err != nil {
		d.syntax(err)
		return d
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		d.addf("", "want one YAML document")
		return d
	}
	d.value(f.Docs[0].Body, reflect.ValueOf(v).Elem(), "")
	return d
}

// syntax notes what the parser complained of.
func (d *document) syntax(err error) {
	var e *yaml.SyntaxError
	if errors.As(err, &e) && e.Token != nil {
		d.found = append(d.found, mistake{file: d.file, line: e.Token.Position.Line, column: e.Token.Position.Column, text: e.Message})
		return
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	d.found = append(d.found, mistake{file: d.file, text: first})
}

// addf notes a mistake at the value with a path, or at the nearest value
// around it that is there.
func (d *document) addf(path, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if path != "" {
		text = path + ": " + text
	}
	d.found = append(d.found, mistake{file: d.file, line: d.line(path), text: text})
}

// line returns where the value with a path stands.
func (d *document) line(path string) int {
	for path != "" {
		if n, ok := d.lines[path]; ok {
			return n
		}
		path = path[:max(strings.LastIndexByte(path, '.'), strings.LastIndexByte(path, '['), 0)]
	}
	return 0
}

// wrong reports whether something at path or inside it is known to be wrong.
func (d *document) wrong(path string) bool {
	return slices.ContainsFunc(d.found, func(m mistake) bool {
		rest, ok := strings.CutPrefix(m.text, path)
		return ok && rest != "" && strings.ContainsRune(":.[", rune(rest[0]))
	})
}

var (
	unmarshaler  = reflect.TypeFor[encoding.TextUnmarshaler]()
	durationType = reflect.TypeFor[time.Duration]()
)

// value reads n into v.
func (d *document) value(n ast.Node, v reflect.Value, path string) {
	if path != "" {
		if _, known := d.lines[path]; !known {
			d.lines[path] = n.GetToken().Position.Line
		}
	}
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		d.addf(path, "anchors, aliases and tags are not allowed")
		return
	case *ast.NullNode:
		return
	}
	switch {
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path)
	case v.Type() == durationType, v.Addr().Type().Implements(unmarshaler):
		d.scalar(n, v, path)
	case v.Kind() == reflect.Struct:
		d.structure(n, v, path)
	case v.Kind() == reflect.Slice:
		d.list(n, v, path)
	default:
		d.scalar(n, v, path)
	}
}

// structure reads a mapping into the fields whose yaml tags are its keys.
func (d *document) structure(n ast.Node, v reflect.Value, path string) {
	m, ok := n.(ast.MapNode)
	if !ok {
		d.addf(path, "want a mapping, not %s", kindOf(n))
		return
	}
	fields := map[string]int{}
	for i := range v.NumField() {
		fields[v.Type().Field(i).Tag.Get("yaml")] = i
	}
	for pairs := m.MapRange(); pairs.Next(); {
		key := pairs.Key().GetToken()
		inner := strings.TrimPrefix(path+"."+key.Value, ".")
		d.lines[inner] = key.Position.Line
		i, known := fields[key.Value]
		if !known {
			d.addf(inner, "unknown key; here may be %s", strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			continue
		}
		d.value(pairs.Value(), v.Field(i), inner)
	}
}

func (d *document) list(n ast.Node, v reflect.Value, path string) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.addf(path, "want a list, not %s", kindOf(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values)))
	for i, x := range s.Values {
		d.value(x, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

// scalar reads words, numbers, times and truth.
func (d *document) scalar(n ast.Node, v reflect.Value, path string) {
	word, ok := scalarOf(n)
	if !ok {
		d.addf(path, "want a single value, not %s", kindOf(n))
		return
	}
	if err := setScalar(v, word); err != nil {
		d.addf(path, "%v", err)
	}
}

// setScalar reads a word as what v holds.
func setScalar(v reflect.Value, word string) error {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(word))
	}
	if v.Type() == durationType {
		t, err := time.ParseDuration(word)
		if err != nil {
			return fmt.Errorf("%q is not a time such as 1500ms, 10s or 1h", word)
		}
		v.SetInt(int64(t))
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(word)
	case reflect.Bool:
		b, err := strconv.ParseBool(word)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", word)
		}
		v.SetBool(b)
	case reflect.Int:
		i, err := strconv.Atoi(word)
		if err != nil {
			return fmt.Errorf("%q is not a whole number", word)
		}
		v.SetInt(int64(i))
	case reflect.Float64:
		f, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return fmt.Errorf("%q is not a number", word)
		}
		v.SetFloat(f)
	default:
		panic("configuration has a field of type " + v.Type().String())
	}
	return nil
}

// scalarOf returns the word of a node that is one.
func scalarOf(n ast.Node) (string, bool) {
	switch x := n.(type) {
	case *ast.StringNode:
		return x.Value, true
	case *ast.LiteralNode:
		return x.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func kindOf(n ast.Node) string {
	switch n.(type) {
	case ast.MapNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	}
	return "a single value"
}
