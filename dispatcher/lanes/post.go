package lanes

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/segmentio/kafka-go"

	"bongsu/dispatcher"
)

// Headers of our own on what we write.
const (
	headerPost      = "bongsu-post" // the post's id, by which repeats are known
	headerCode      = "bongsu-reason-code"
	headerPath      = "bongsu-reason-path"
	headerReason    = "bongsu-reason"
	headerTopic     = "bongsu-origin-topic"
	headerPartition = "bongsu-origin-partition"
	headerOffset    = "bongsu-origin-offset"
	headerDigest    = "bongsu-value-sha256" // of a value left out
	headerOctets    = "bongsu-value-octets"

	maxReason = 1024 // octets of a reason header
)

// message makes a record of a post.
func (l *Lanes) message(p *dispatcher.Post) kafka.Message {
	if p.Letter != nil {
		return l.letter(p)
	}
	return l.status(p)
}

// status is a CloudEvent in binary mode whose value is the post.
func (l *Lanes) status(p *dispatcher.Post) kafka.Message {
	value, err := json.Marshal(p)
	if err != nil { // a detail that JSON cannot hold must not stop the others
		short := *p
		short.Detail = fmt.Sprintf("left out: %v", err)
		value, _ = json.Marshal(short) // holds only numbers and texts
	}
	id := strconv.FormatInt(p.ID, 10)
	m := kafka.Message{Topic: l.c.StatusTopic, Value: value, Headers: headers(map[string]string{
		"content-type":   "application/json",
		"ce_specversion": "1.0",
		"ce_id":          id,
		"ce_source":      "bongsu/" + l.c.Instance,
		"ce_type":        "bongsu." + p.Kind + "." + p.What,
		"ce_time":        p.At.UTC().Format(time.RFC3339Nano),
		headerPost:       id,
	})}
	if p.Case != 0 {
		m.Key = strconv.AppendInt(nil, int64(p.Case), 10)
	}
	return m
}

// letter is the original with its key, value and headers, and with ours beside
// them that say why it came here.
func (l *Lanes) letter(p *dispatcher.Post) kafka.Message {
	h := maps.Clone(p.Letter.Headers)
	if h == nil {
		h = map[string]string{}
	}
	h[headerPost] = strconv.FormatInt(p.ID, 10)
	h[headerCode] = p.What
	if len(p.Problem) > 0 {
		h[headerCode], h[headerPath] = p.Problem[0].Code, cut(p.Problem[0].Path)
	}
	var reasons []string
	for _, x := range p.Problem {
		reasons = append(reasons, x.String())
	}
	h[headerReason] = cut(strings.Join(reasons, "; "))
	if at := p.Letter.Position; at != nil {
		h[headerTopic] = at.Topic
		h[headerPartition] = strconv.Itoa(at.Partition)
		h[headerOffset] = strconv.FormatInt(at.Offset, 10)
	}
	return kafka.Message{Topic: l.c.DeadLetterTopic, Key: p.Letter.Key, Value: p.Letter.Value, Headers: headers(h)}
}

// stub is what stands for a message that is too large: the post without its
// detail, or the dead letter without its value.
func (l *Lanes) stub(p *dispatcher.Post, m kafka.Message) kafka.Message {
	if p.Letter == nil {
		short := *p
		short.Detail = fmt.Sprintf("left out: %d octets", len(m.Value))
		if len(short.Problem) > 1 {
			short.Problem = short.Problem[:1]
		}
		return l.status(&short)
	}
	s := m
	s.Value = nil
	s.Headers = append(slices.Clone(m.Headers),
		kafka.Header{Key: headerDigest, Value: []byte(digest(m.Value))},
		kafka.Header{Key: headerOctets, Value: strconv.AppendInt(nil, int64(len(m.Value)), 10)})
	return s
}

// headers returns headers in the order of their names.
func headers(m map[string]string) []kafka.Header {
	var hs []kafka.Header
	for _, k := range slices.Sorted(maps.Keys(m)) {
		hs = append(hs, kafka.Header{Key: k, Value: []byte(m[k])})
	}
	return hs
}

// cut shortens s to a header's length between characters.
func cut(s string) string {
	if len(s) <= maxReason {
		return s
	}
	s = s[:maxReason]
	for !utf8.ValidString(s) && len(s) > maxReason-utf8.UTFMax {
		s = s[:len(s)-1]
	}
	return s
}
