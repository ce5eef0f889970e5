package dispatcher

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var timeType = reflect.TypeFor[time.Time]()

// A binder moves the nodes of a document into Go values by their json tags.
// Each thing that does not fit is a finding with its path, and left zero.
type binder struct {
	f    *findings
	path []byte // of what is bound
}

// bind moves n into v, and reports whether it fits.
func (b *binder) bind(n *node, v reflect.Value) bool {
	if n.kind == unreadNode {
		return false // known to the reader
	}
	if v.Type() == timeType {
		return b.time(n, v)
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		ok := b.bind(n, p.Elem())
		v.Set(p)
		return ok
	case reflect.Struct:
		return b.want(n, objectNode) && b.object(n, v)
	case reflect.Map:
		return b.want(n, objectNode) && b.table(n, v)
	case reflect.Slice:
		return b.want(n, listNode) && b.list(n, v)
	case reflect.Array:
		return b.want(n, listNode) && b.tuple(n, v)
	case reflect.Interface:
		return b.param(n, v)
	case reflect.String:
		return b.want(n, stringNode) && b.text(n, v)
	case reflect.Bool:
		if !b.want(n, boolNode) {
			return false
		}
		v.SetBool(n.truth)
		return true
	}
	return b.want(n, numberNode) && b.number(n, v)
}

func (b *binder) want(n *node, k nodeKind) bool {
	if n.kind != k {
		b.addf("wrong-type", "want %s, not %s", k, n.kind)
	}
	return n.kind == k
}

func (b *binder) object(n *node, v reflect.Value) bool {
	known := eventFields[v.Type()]
	here := len(b.path)
	for i, key := range n.keys {
		b.path = appendKey(b.path, key)
		if field, ok := known[key]; ok {
			b.bind(&n.items[i], v.Field(field))
		} else {
			b.addf("unknown-field", "there is no field %.40q%s", key, meant(key, known))
		}
		b.path = b.path[:here]
	}
	return true
}

// eventFields are the fields of eventJSON, and of the structs in it, by name.
var eventFields = fieldsOf(reflect.TypeFor[eventJSON](), map[reflect.Type]map[string]int{})

// fieldsOf adds the fields of t, and of the structs in it, to known.
func fieldsOf(t reflect.Type, known map[reflect.Type]map[string]int) map[reflect.Type]map[string]int {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return fieldsOf(t.Elem(), known)
	case reflect.Struct:
	default:
		return known
	}
	if t == timeType || known[t] != nil {
		return known
	}
	known[t] = make(map[string]int, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known[t][name] = i
		fieldsOf(t.Field(i).Type, known)
	}
	return known
}

// addf notes what is wrong with what is bound.
func (b *binder) addf(code, format string, args ...any) {
	b.f.addf(code, string(b.path), format, args...)
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
func (b *binder) table(n *node, v reflect.Value) bool {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.keys)))
	here := len(b.path)
	for i, key := range n.keys {
		b.path = appendKey(b.path, key)
		item := reflect.New(v.Type().Elem()).Elem()
		if b.bind(&n.items[i], item) {
			v.SetMapIndex(reflect.ValueOf(key), item)
		}
		b.path = b.path[:here]
	}
	return true
}

func (b *binder) list(n *node, v reflect.Value) bool {
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	here := len(b.path)
	for i := range n.items {
		b.path = appendIndex(b.path, i)
		b.bind(&n.items[i], v.Index(i))
		b.path = b.path[:here]
	}
	return true
}

func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func (b *binder) tuple(n *node, v reflect.Value) bool {
	if len(n.items) != v.Len() {
		b.addf("wrong-type", "want a list of %d, not of %d", v.Len(), len(n.items))
		return false
	}
	here := len(b.path)
	fits := true
	for i := range n.items {
		b.path = appendIndex(b.path, i)
		fits = fits && b.bind(&n.items[i], v.Index(i))
		b.path = b.path[:here]
	}
	return fits
}

// param takes a value of params: a string, a number, true or false, or an
// object of strings by language.
func (b *binder) param(n *node, v reflect.Value) bool {
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
		b.addf("wrong-type", "want a string, a number, true, false or an object of strings by language, not %s", n.kind)
		return false
	}
	value := reflect.ValueOf(p).Elem()
	ok := b.bind(n, value)
	v.Set(value)
	return ok
}

func (b *binder) text(n *node, v reflect.Value) bool {
	for _, r := range n.text {
		if r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\t' {
			b.addf("bad-text", "the text has the character %U in it", r)
			return false
		}
	}
	v.SetString(n.text)
	return true
}

func (b *binder) number(n *node, v reflect.Value) bool {
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
		b.addf("bad-number", "%.40s is no %s that fits here", n.text, numberName(v.Kind()))
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

func (b *binder) time(n *node, v reflect.Value) bool {
	if !b.want(n, stringNode) {
		return false
	}
	t, err := time.Parse(time.RFC3339, n.text)
	if err != nil || !exact(n.text, t) || t.Year() < 1970 {
		b.addf("bad-time", "%.40q is not a time with its zone as RFC 3339 writes it, like 2026-07-01T09:30:00+09:00", n.text)
		return false
	}
	v.Set(reflect.ValueOf(t))
	return true
}

// exact refuses what time.Parse lets pass: hours of one digit, fractions after
// a comma, zones that are nowhere.
func exact(s string, t time.Time) bool {
	_, zone := t.Zone()
	return s[13] == ':' && s[19] != ',' && max(zone, -zone) < 15*60*60
}
