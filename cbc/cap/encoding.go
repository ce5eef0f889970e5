package cap

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// declaration is what XML 1.0, production 23, has after "<?xml".
var declaration = regexp.MustCompile(`^[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.[0-9]+"|'1\.[0-9]+')` +
	`(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([A-Za-z][A-Za-z0-9._-]*)"|'([A-Za-z][A-Za-z0-9._-]*)'))?` +
	`(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*$`)

// maxDeclaration is longer than any sensible XML declaration.
const maxDeclaration = 1024

// readDeclaration returns the encoding that an XML declaration names.
func readDeclaration(b []byte) (name string, ok bool) {
	switch string(b) { // what nearly all have
	case ` version="1.0" encoding="UTF-8"`, ` version="1.0" encoding="utf-8"`, ` version='1.0' encoding='UTF-8'`:
		return "utf-8", true
	case ` version="1.0"`:
		return "", true
	}
	if len(b) > maxDeclaration {
		return "", false
	}
	m := declaration.FindSubmatch(b)
	if m == nil {
		return "", false
	}
	return string(m[1]) + string(m[2]), true
}

// declaredEncoding returns the encoding that a document in some superset of
// ASCII says it is in, in lower case; "" if it does not say.
func declaredEncoding(b []byte) string {
	b = b[:min(len(b), maxDeclaration)]
	rest, ok := bytes.CutPrefix(b, []byte("<?xml"))
	n := bytes.Index(rest, []byte("?>"))
	if !ok || n < 0 {
		return ""
	}
	name, _ := readDeclaration(rest[:n])
	return strings.ToLower(name)
}

var (
	utf8Mark         = []byte("\xEF\xBB\xBF")
	utf16Mark        = []byte("\xFE\xFF")
	utf16ReverseMark = []byte("\xFF\xFE")
	utf16Start       = []byte("\x00<\x00")
	utf16Reverse     = []byte("<\x00")
)

// toUTF8 returns a document in UTF-8. What it is in is told by a byte order
// mark, or else by its declaration, as XML 1.0 appendix F has it; the two must
// not contradict. A document in UTF-8 is returned as it is, without its mark.
func toUTF8(b []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(b, utf8Mark):
		b = b[len(utf8Mark):]
		if e := declaredEncoding(b); e != "" && e != "utf-8" {
			return b, &syntaxError{sentence: otherEncoding, args: []any{"UTF-8", e}}
		}
		return b, nil
	case bytes.HasPrefix(b, utf16Mark), bytes.HasPrefix(b, utf16Start):
		return fromUTF16(b, unicode.BigEndian)
	case bytes.HasPrefix(b, utf16ReverseMark), bytes.HasPrefix(b, utf16Reverse):
		return fromUTF16(b, unicode.LittleEndian)
	}
	switch e := declaredEncoding(b); e {
	case "", "utf-8", "us-ascii":
		return b, nil
	default:
		return fromNamed(b, e)
	}
}

func fromUTF16(b []byte, order unicode.Endianness) ([]byte, error) {
	out, err := transcode(unicode.UTF16(order, unicode.UseBOM), b)
	if err != nil {
		return b, err
	}
	if e := declaredEncoding(out); e != "" && !strings.HasPrefix(e, "utf-16") && e != "iso-10646-ucs-2" {
		return b, &syntaxError{sentence: otherEncoding, args: []any{"UTF-16", e}}
	}
	return out, nil
}

func fromNamed(b []byte, name string) ([]byte, error) {
	e, err := ianaindex.MIME.Encoding(name)
	if err != nil || e == nil || strings.HasPrefix(name, "utf-") {
		return b, &syntaxError{sentence: noEncoding, args: []any{name}}
	}
	return transcode(e, b)
}

// transcode reads twice, so that it takes no more memory than what comes out.
func transcode(e encoding.Encoding, b []byte) ([]byte, error) {
	n, err := io.Copy(io.Discard, transform.NewReader(bytes.NewReader(b), e.NewDecoder()))
	out := make([]byte, n)
	if err == nil {
		_, err = io.ReadFull(transform.NewReader(bytes.NewReader(b), e.NewDecoder()), out)
	}
	if err != nil || bytes.Contains(out, []byte("\uFFFD")) {
		return b, &syntaxError{sentence: foreignOctets}
	}
	return out, nil
}
