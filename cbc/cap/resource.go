package cap

import (
	"encoding/base64"
	"mime"
	"net/url"
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
	if uri == "" {
		return
	}
	if u, err := url.Parse(uri); err != nil || !u.IsAbs() && content == "" {
		r.report("S18", e.first("uri"), "is not an absolute URI, and derefUri is absent", uri)
	}
}

func mediaType(s string) bool {
	t, _, err := mime.ParseMediaType(s)
	if err != nil {
		return false
	}
	top, sub, ok := strings.Cut(t, "/")
	return ok && sub != "" && slices.Contains(topTypes, top)
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
