package cap

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// topTypes are the registered top-level media types.
var topTypes = []string{
	"application", "audio", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video",
}

// digestDigits is the length of a SHA-1 in hexadecimal digits.
const digestDigits = 40

// resource reads one resource.
func (r *review) resource(e *element) Resource {
	x := Resource{
		Desc:     r.required(e, "resourceDesc"),
		MIMEType: e.value("mimeType"),
		URI:      e.value("uri"),
		Digest:   e.value("digest"),
	}
	if c := e.first("mimeType"); c != nil && !mediaType(x.MIMEType) {
		r.report("S18b", c, "is not a media type", c.text)
	}
	r.location(e, x.URI)
	if s := e.value("size"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 0 {
			r.report("S18c", e.first("size"), "is not a number of octets", s)
		}
		x.Size = max(n, 0)
	}
	if x.Digest != "" && !hexadecimal(x.Digest) {
		r.report("S18c", e.first("digest"), "is not a SHA-1 in 40 hexadecimal digits", x.Digest)
	}
	return x
}

// location checks where the content is: at an absolute address, or in the
// message under a relative one.
func (r *review) location(e *element, uri string) {
	content := e.value("derefUri")
	if content != "" {
		plain := strings.Join(strings.Fields(content), "")
		if _, err := base64.StdEncoding.DecodeString(plain); err != nil {
			r.report("S18c", e.first("derefUri"), "is not in base64", content)
		}
	}
	if uri != "" && !absolute(uri) && content == "" {
		r.report("S18", e.first("uri"), "is not an absolute URI, and derefUri is absent", uri)
	}
}

// mediaType reports whether s is a registered type, a slash, a subtype, and
// perhaps parameters.
func mediaType(s string) bool {
	s, _, _ = strings.Cut(s, ";")
	top, sub, ok := strings.Cut(strings.TrimSpace(s), "/")
	return ok && sub != "" && !strings.ContainsAny(sub, "/ \t\r\n") && slices.Contains(topTypes, strings.ToLower(top))
}

// absolute reports whether s begins as a URI with a scheme.
func absolute(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || scheme == "" || rest == "" {
		return false
	}
	for i, c := range []byte(scheme) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(c))) {
			return false
		}
	}
	return true
}

func hexadecimal(s string) bool {
	if len(s) != digestDigits {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return true
}
