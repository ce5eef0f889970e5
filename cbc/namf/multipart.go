package namf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// The types of parts.
const (
	typeJSON    = "application/json"
	typeProblem = "application/problem+json"
	typeNGAP    = "application/vnd.3gpp.ngap"
	contentID   = "ngap"

	maxBody  = 4 << 20
	maxParts = 11 // one of JSON and ten of NGAP, clause 6.1.2.4
)

// Join writes v and an NGAP message as multipart/related, RFC 2387, and returns
// the body and its content type. v names the message by the content identifier
// ContentID.
func Join(v any, message []byte) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {typeJSON}})
	if err == nil {
		err = json.NewEncoder(part).Encode(v)
	}
	if err == nil {
		part, err = w.CreatePart(textproto.MIMEHeader{"Content-Type": {typeNGAP}, "Content-Id": {contentID}})
	}
	if err == nil {
		_, err = part.Write(message)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, "", err
	}
	return b.Bytes(), mime.FormatMediaType("multipart/related", map[string]string{"boundary": w.Boundary(), "type": typeJSON}), nil
}

// ContentID is the content identifier of the message in what Join writes.
const ContentID = contentID

var (
	errNoJSON = errors.New("the first part is no JSON")
	errParts  = fmt.Errorf("more than %d parts", maxParts)
)

// Split reads what Join writes, or plain JSON: v, and the NGAP messages by
// their content identifiers.
func Split(contentType string, body io.Reader, v any) (map[string][]byte, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, fmt.Errorf("content type %q: %w", contentType, err)
	}
	limited := &io.LimitedReader{R: body, N: maxBody + 1}
	switch {
	case kind == typeJSON || kind == typeProblem:
		if err := json.NewDecoder(limited).Decode(v); err != nil {
			return nil, fmt.Errorf("JSON: %w", err)
		}
		return nil, nil //nolint:nilnil // no messages are no mistake here
	case kind != "multipart/related":
		return nil, fmt.Errorf("content type %q", kind)
	}
	return split(multipart.NewReader(limited, params["boundary"]), v)
}

func split(r *multipart.Reader, v any) (map[string][]byte, error) {
	messages := map[string][]byte{}
	for n := 0; ; n++ {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) && n > 0 {
			return messages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("part %d: %w", n, err)
		}
		if n == maxParts {
			return nil, errParts
		}
		b, err := io.ReadAll(io.LimitReader(part, maxBody))
		if err != nil {
			return nil, fmt.Errorf("part %d: %w", n, err)
		}
		if n == 0 {
			if !strings.HasPrefix(part.Header.Get("Content-Type"), typeJSON) {
				return nil, errNoJSON
			}
			if err := json.Unmarshal(b, v); err != nil {
				return nil, fmt.Errorf("JSON: %w", err)
			}
			continue
		}
		id := strings.Trim(part.Header.Get("Content-Id"), "<>")
		if _, twice := messages[id]; twice {
			return nil, fmt.Errorf("two parts are called %q", id)
		}
		messages[id] = b
	}
}
