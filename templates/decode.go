package templates

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// maxFile is how large one file of a library may be, in octets.
const maxFile = 1 << 20

// A decoder fills Go values from YAML. Unlike the decoder of the YAML package
// it goes on after a mistake, so that all are found at once, and it remembers
// where each struct stood: a field of type position is filled in, the rest by
// their tags. Fields whose tag ends in ",optional" may be left out. Anchors,
// aliases, unknown and repeated keys are mistakes.
type decoder struct {
	file string
	*mistakes
}

// decodeFile reads one document into v, a pointer to a struct.
func decodeFile(file string, b []byte, v any, m *mistakes) {
	d := decoder{file, m}
	whole := position{file: file}
	if len(b) > maxFile {
		d.addf(whole, "is too large; at most %d octets are read", maxFile)
		return
	}
	f, err := parser.ParseBytes(b, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.addf(d.syntax(err))
		return
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		d.addf(whole, "want one YAML document")
		return
	}
	d.value(f.Docs[0].Body, reflect.ValueOf(v).Elem(), "")
}

// syntax returns where and what the parser complained of.
func (d decoder) syntax(err error) (position, string) {
	var e *yaml.SyntaxError
	if errors.As(err, &e) && e.Token != nil {
		return d.at(e.Token), strings.ReplaceAll(e.Message, "%", "%%")
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return position{file: d.file}, strings.ReplaceAll(first, "%", "%%")
}

func (d decoder) at(t *token.Token) position {
	if t == nil || t.Position == nil {
		return position{file: d.file}
	}
	return position{d.file, t.Position.Line, t.Position.Column}
}

var (
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	durationType    = reflect.TypeFor[time.Duration]()
	clausesType     = reflect.TypeFor[clauses]()
)

// value reads n into v, which can be addressed. Name is what people call the thing read.
func (d decoder) value(n ast.Node, v reflect.Value, name string) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if p, ok := v.Addr().Interface().(interface{ setPosition(position) }); ok {
		p.setPosition(d.start(n))
	}
	where := d.at(n.GetToken())
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		d.addf(where, "%s: anchors, aliases and tags are not allowed", name)
		return
	}
	switch v.Type() {
	case durationType:
		d.duration(n, v, name)
		return
	case clausesType:
		v.Set(reflect.ValueOf(d.clauses(n, name)))
		return
	}
	if v.Addr().Type().Implements(textUnmarshaler) {
		d.text(n, v, name)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(n, v, name)
	case reflect.Map:
		d.mapping(n, v, name)
	case reflect.Slice:
		d.list(n, v, name)
	default:
		d.scalar(n, v, name)
	}
}

// scalar reads words, numbers and truth.
func (d decoder) scalar(n ast.Node, v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.String:
		if s, ok := stringOf(n); ok {
			v.SetString(s)
			return
		}
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); ok {
			v.SetBool(b.Value)
			return
		}
	case reflect.Int, reflect.Uint16, reflect.Uint8:
		if i, ok := integerOf(n); ok && !overflows(v, i) {
			setInteger(v, i)
			return
		}
	case reflect.Float64:
		if i, ok := integerOf(n); ok {
			v.SetFloat(float64(i))
			return
		}
		if f, ok := n.(*ast.FloatNode); ok {
			v.SetFloat(f.Value)
			return
		}
	}
	d.addf(d.at(n.GetToken()), "%s: want %s", name, wanted(v.Kind()))
}

func wanted(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "words (in quotes if they look like a number)"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	case reflect.Uint16:
		return "a whole number, 0 to 65535"
	case reflect.Uint8:
		return "a whole number, 0 to 255"
	}
	return "a whole number"
}

func stringOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSuffix(n.Value.Value, "\n"), true
	}
	return "", false
}

func integerOf(n ast.Node) (int64, bool) {
	i, ok := n.(*ast.IntegerNode)
	if !ok {
		return 0, false
	}
	switch x := i.Value.(type) {
	case int64:
		return x, true
	case uint64:
		return int64(x), x < 1<<62
	}
	return 0, false
}

func overflows(v reflect.Value, i int64) bool {
	if v.CanUint() {
		return i < 0 || v.OverflowUint(uint64(i))
	}
	return v.OverflowInt(i)
}

func setInteger(v reflect.Value, i int64) {
	if v.CanUint() {
		v.SetUint(uint64(i))
		return
	}
	v.SetInt(i)
}

func (d decoder) duration(n ast.Node, v reflect.Value, name string) {
	s, _ := stringOf(n)
	t, err := time.ParseDuration(s)
	if err != nil || t <= 0 {
		d.addf(d.at(n.GetToken()), "%s: want a duration such as 90m or 6h", name)
		return
	}
	v.SetInt(int64(t))
}

func (d decoder) text(n ast.Node, v reflect.Value, name string) {
	s, ok := stringOf(n)
	if !ok {
		d.addf(d.at(n.GetToken()), "%s: want a word", name)
		return
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)); err != nil {
		d.addf(d.at(n.GetToken()), "%s: %v", name, err)
	}
}

// pairs returns the keys and values of a mapping.
func (d decoder) pairs(n ast.Node, name string) []*ast.MappingValueNode {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	d.addf(d.at(n.GetToken()), "%s: want keys and values", orFile(name))
	return nil
}

func orFile(name string) string {
	if name == "" {
		return "the file"
	}
	return name
}

func keyOf(p *ast.MappingValueNode) string { return p.Key.GetToken().Value }

func join(name, key string) string {
	if name == "" {
		return key
	}
	return name + "." + key
}

func (d decoder) structure(n ast.Node, v reflect.Value, name string) {
	fields := map[string]reflect.Value{}
	var missing []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		tag, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if tag == "" {
			continue
		}
		fields[tag] = v.Field(i)
		if option != "optional" {
			missing = append(missing, tag)
		}
	}
	seen := map[string]bool{}
	for _, p := range d.pairs(n, name) {
		key := keyOf(p)
		f, known := fields[key]
		switch where := d.at(p.Key.GetToken()); {
		case !known:
			d.addf(where, "%s is not a known key", join(name, key))
		case seen[key]:
			d.addf(where, "%s is given twice", join(name, key))
		default:
			d.value(p.Value, f, join(name, key))
		}
		seen[key] = true
	}
	missing = slices.DeleteFunc(missing, func(k string) bool { return seen[k] })
	if len(missing) > 0 {
		d.addf(d.start(n), "%s lacks %s", orFile(name), strings.Join(missing, ", "))
	}
}

// start returns where the first key of a mapping stands.
func (d decoder) start(n ast.Node) position {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return d.at(m.Values[0].Key.GetToken())
	}
	if p, ok := n.(*ast.MappingValueNode); ok {
		return d.at(p.Key.GetToken())
	}
	return d.at(n.GetToken())
}

// setPosition is how a struct that embeds a position learns it.
func (p *position) setPosition(q position) { *p = q }

func (d decoder) mapping(n ast.Node, v reflect.Value, name string) {
	v.Set(reflect.MakeMap(v.Type()))
	for _, p := range d.pairs(n, name) {
		key := reflect.New(v.Type().Key()).Elem()
		where := d.at(p.Key.GetToken())
		if u, ok := key.Addr().Interface().(encoding.TextUnmarshaler); ok {
			if err := u.UnmarshalText([]byte(keyOf(p))); err != nil {
				d.addf(where, "%s: %v", name, err)
				continue
			}
		} else {
			key.SetString(keyOf(p))
		}
		if v.MapIndex(key).IsValid() {
			d.addf(where, "%s is given twice", join(name, keyOf(p)))
			continue
		}
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(p.Value, e, join(name, keyOf(p)))
		v.SetMapIndex(key, e)
	}
}

func (d decoder) list(n ast.Node, v reflect.Value, name string) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.addf(d.at(n.GetToken()), "%s: want a list", name)
		return
	}
	for i, x := range s.Values {
		e := reflect.New(v.Type().Elem()).Elem()
		d.value(x, e, fmt.Sprintf("%s[%d]", name, i+1))
		v.Set(reflect.Append(v, e))
	}
}
