package dispatcher

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// A nodeKind is the type of a JSON value.
type nodeKind uint8

const (
	unreadNode nodeKind = iota // the document broke off before it
	nullNode
	boolNode
	numberNode
	stringNode
	listNode
	objectNode
)

var nodeNames = [...]string{"nothing", "null", "true or false", "a number", "a string", "a list", "an object"}

func (k nodeKind) String() string { return nodeNames[k] }

// A node is one value of a JSON document. Unlike what encoding/json makes of
// one it keeps the order of members, and whoever reads it knows where he is.
type node struct {
	kind  nodeKind
	truth bool
	text  string   // of a string; of a number its digits
	keys  []string // of an object, once each
	items []node   // of a list; of an object the values of keys
}

// member returns a member of an object, or nil.
func (n *node) member(key string) *node {
	for i, k := range n.keys {
		if k == key {
			return &n.items[i]
		}
	}
	return nil
}

// A walk reads a document into nodes within bounds.
type walk struct {
	dec    *jsontext.Decoder
	f      *findings
	path   []byte
	values int
}

// readTree returns the document's root. Where the document breaks off or
// leaves its bounds, the nodes up to there are returned all the same.
func readTree(body []byte, f *findings) *node {
	w := walk{f: f, dec: jsontext.NewDecoder(bytes.NewBuffer(body),
		jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))} // both are told with their place
	root := &node{}
	if !w.value(root, 0) {
		f.partial = true
		return root
	}
	if _, err := w.dec.ReadToken(); !errors.Is(err, io.EOF) {
		f.addf("bad-json", "", "something follows the document at octet %d", w.dec.InputOffset())
	}
	return root
}

// value reads one value into n and reports whether reading can go on.
func (w *walk) value(n *node, depth int) bool {
	tok, err := w.dec.ReadToken()
	if err != nil {
		return w.broken(err)
	}
	if w.values++; w.values > maxValues {
		w.f.addf("too-large", string(w.path), "the document has more than %d values", maxValues)
		return false
	}
	switch k := tok.Kind(); k {
	case jsontext.KindNull:
		n.kind = nullNode
	case jsontext.KindTrue, jsontext.KindFalse:
		n.kind, n.truth = boolNode, tok.Bool()
	case jsontext.KindNumber:
		n.kind, n.text = numberNode, tok.String()
	case jsontext.KindString:
		n.kind, n.text = stringNode, tok.String()
	default:
		if depth == maxDepth {
			w.f.addf("too-deep", string(w.path), "lists and objects are more than %d deep", maxDepth)
			return false
		}
		if k == jsontext.KindBeginArray {
			return w.list(n, depth+1)
		}
		return w.object(n, depth+1)
	}
	return true
}

func (w *walk) list(n *node, depth int) bool {
	n.kind = listNode
	here := len(w.path)
	for w.dec.PeekKind() != jsontext.KindEndArray {
		w.path = appendIndex(w.path, len(n.items))
		n.items = append(n.items, node{})
		if !w.value(&n.items[len(n.items)-1], depth) {
			return false
		}
		w.path = w.path[:here]
	}
	return w.end()
}

func (w *walk) object(n *node, depth int) bool {
	n.kind = objectNode
	here := len(w.path)
	seen := map[string]bool{}
	for w.dec.PeekKind() != jsontext.KindEndObject {
		tok, err := w.dec.ReadToken()
		if err != nil {
			return w.broken(err)
		}
		key := tok.String() // the decoder lets nothing but strings pass as keys
		w.path = appendKey(w.path, key)
		item := new(node)
		if seen[key] {
			w.f.addf("duplicate-key", string(w.path), "%.40q is there twice", key)
		} else {
			seen[key] = true
			n.keys, n.items = append(n.keys, key), append(n.items, node{})
			item = &n.items[len(n.items)-1]
		}
		if !w.value(item, depth) {
			return false
		}
		w.path = w.path[:here]
	}
	return w.end()
}

// end reads the closing bracket.
func (w *walk) end() bool {
	if _, err := w.dec.ReadToken(); err != nil {
		return w.broken(err)
	}
	return true
}

func (w *walk) broken(err error) bool {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		w.f.addf("bad-json", string(w.path), "the document breaks off")
	case errors.As(err, &syntax):
		w.f.addf("bad-json", string(w.path), "the document is not JSON: %v at octet %d", syntax.Err, syntax.ByteOffset)
	default:
		w.f.addf("bad-json", string(w.path), "the document is not JSON: %v", err)
	}
	return false
}

// appendKey makes path that of a member of what is there. Long and odd names
// are quoted and cut.
func appendKey(path []byte, key string) []byte {
	if len(key) > 64 || !plainKey(key) {
		return fmt.Appendf(path, "[%.64q]", key)
	}
	if len(path) > 0 {
		path = append(path, '.')
	}
	return append(path, key...)
}

// appendIndex makes path that of an item of the list that is there.
func appendIndex(path []byte, i int) []byte {
	return append(strconv.AppendInt(append(path, '['), int64(i), 10), ']')
}

func plainKey(s string) bool {
	for _, r := range s {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return s != ""
}
