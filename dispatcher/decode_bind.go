package dispatcher

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var (
	timeType = reflect.TypeFor[time.Time]()
	// timePattern refuses what time.Parse lets pass: hours of one digit,
	// fractions after a comma, zones that are nowhere.
	timePattern = regexp.MustCompile(`^.{10}T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$`)
)

// A binder moves the nodes of a document into Go values by their json tags.
// Each thing that does not fit is a finding with its path, and left zero.
type binder struct{ f *findings }

// bind moves n into v, and reports whether it fits.
func (b binder) bind(n *node, v reflect.Value, path string) bool {
	if n.kind == unreadNode {
		return false // known to the reader
	}
	if v.Type() == timeType {
		return b.time(n, v, path)
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		ok := b.bind(n, p.Elem(), path)
		v.Set(p)
		return ok
	case reflect.Struct:
		return b.want(n, objectNode, path) && b.object(n, v, path)
	case reflect.Map:
		return b.want(n, objectNode, path) && b.table(n, v, path)
	case reflect.Slice:
		return b.want(n, listNode, path) && b.list(n, v, path)
	case reflect.Array:
		return b.want(n, listNode, path) && b.tuple(n, v, path)
	case reflect.Interface:
		return b.param(n, v, path)
	case reflect.String:
		return b.want(n, stringNode, path) && b.text(n, v, path)
	case reflect.Bool:
		if !b.want(n, boolNode, path) {
			return false
		}
		v.SetBool(n.truth)
		return true
	}
	return b.want(n, numberNode, path) && b.number(n, v, path)
}

func (b binder) want(n *node, k nodeKind, path string) bool {
	if n.kind != k {
		b.f.addf("wrong-type", path, "want %s, not %s", k, n.kind)
	}
	return n.kind == k
}

func (b binder) object(n *node, v reflect.Value, path string) bool {
	t, known := v.Type(), make(map[string]int, v.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known[name] = i
	}
	for i, key := range n.keys {
		at := within(path, key, path != "")
		if field, ok := known[key]; ok {
			b.bind(n.items[i], v.Field(field), at)
		} else {
			b.f.addf("unknown-field", at, "there is no field %.40q%s", key, meant(key, known))
		}
	}
	return true
}

// meant suggests the known name that differs from name in case, in a plural s
// or in one letter left out.
func meant(name string, known map[string]int) string {
	for k := range known {
		if strings.EqualFold(k, name) || strings.TrimSuffix(k, "s") == name || k == strings.TrimSuffix(name, "s") {
			return fmt.Sprintf("; did you mean %q?", k)
		}
	}
	return ""
}

// table moves an object into a map with string keys. Values that do not fit
// are left out.
func (b binder) table(n *node, v reflect.Value, path string) bool {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.keys)))
	for i, key := range n.keys {
		item := reflect.New(v.Type().Elem()).Elem()
		if b.bind(n.items[i], item, within(path, key, true)) {
			v.SetMapIndex(reflect.ValueOf(key), item)
		}
	}
	return true
}

func (b binder) list(n *node, v reflect.Value, path string) bool {
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i, item := range n.items {
		b.bind(item, v.Index(i), index(path, i))
	}
	return true
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func (b binder) tuple(n *node, v reflect.Value, path string) bool {
	if len(n.items) != v.Len() {
		b.f.addf("wrong-type", path, "want a list of %d, not of %d", v.Len(), len(n.items))
		return false
	}
	for i, item := range n.items {
		if !b.bind(item, v.Index(i), index(path, i)) {
			return false
		}
	}
	return true
}

// param takes a value of params: a string, a number, true or false, or an
// object of strings by language.
func (b binder) param(n *node, v reflect.Value, path string) bool {
	var p any
	switch n.kind {
	case stringNode:
		p = new(string)
	case numberNode:
		p = new(float64)
	case boolNode:
		p = new(bool)
	case objectNode:
		p = new(map[string]string)
	default:
		b.f.addf("wrong-type", path, "want a string, a number, true, false or an object of strings by language, not %s", n.kind)
		return false
	}
	value := reflect.ValueOf(p).Elem()
	ok := b.bind(n, value, path)
	v.Set(value)
	return ok
}

func (b binder) text(n *node, v reflect.Value, path string) bool {
	for _, r := range n.text {
		if r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\t' {
			b.f.addf("bad-text", path, "the text has the character %U in it", r)
			return false
		}
	}
	v.SetString(n.text)
	return true
}

func (b binder) number(n *node, v reflect.Value, path string) bool {
	var err error
	switch v.Kind() {
	case reflect.Float64:
		var x float64
		x, err = strconv.ParseFloat(n.text, 64)
		v.SetFloat(x)
	case reflect.Uint16:
		var x uint64
		x, err = strconv.ParseUint(n.text, 10, 16)
		v.SetUint(x)
	default:
		var x int64
		x, err = strconv.ParseInt(n.text, 10, 32)
		v.SetInt(x)
	}
	if err != nil {
		v.SetZero()
		b.f.addf("bad-number", path, "%.40s is no %s that fits here", n.text, numberName(v.Kind()))
	}
	return err == nil
}

func numberName(k reflect.Kind) string {
	switch k {
	case reflect.Float64:
		return "number"
	case reflect.Uint16:
		return "whole number from 0 to 65535"
	}
	return "whole number"
}

func (b binder) time(n *node, v reflect.Value, path string) bool {
	if !b.want(n, stringNode, path) {
		return false
	}
	t, err := time.Parse(time.RFC3339, n.text)
	if err != nil || !timePattern.MatchString(n.text) || t.Year() < 1970 {
		b.f.addf("bad-time", path, "%.40q is not a time with its zone as RFC 3339 writes it, like 2026-07-01T09:30:00+09:00", n.text)
		return false
	}
	v.Set(reflect.ValueOf(t))
	return true
}
