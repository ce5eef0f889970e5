package cap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

// tokens returns what the scanner makes of a document: names in full, texts.
func tokens(b []byte) ([]string, error) {
	s := newScanner(b)
	var list []string
	text := ""
	for {
		kind, err := s.next()
		switch {
		case err != nil:
			return nil, err
		case kind == tokenText:
			text += string(appendText(nil, s.text, s.verbatim))
			continue
		case kind == tokenComment || kind == tokenProcess:
			continue
		}
		if text = strings.Trim(text, blanks); text != "" {
			list, text = append(list, "text "+text), ""
		}
		switch kind {
		case tokenEnd:
			return list, nil
		case tokenOpen:
			list = append(list, "open "+string(s.uri(&s.tag))+" "+string(s.local(&s.tag)))
			for _, a := range s.attrs {
				if !a.declares() {
					list = append(list, "attribute "+string(a.space.uri)+" "+string(a.local)+" "+string(attributeValue(a.value)))
				}
			}
		case tokenClose:
			list = append(list, "close "+string(s.local(&s.tag)))
		}
	}
}

// peerTokens returns the same as encoding/xml sees it.
func peerTokens(b []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var list []string
	text := ""
	flush := func() {
		if text = strings.Trim(text, blanks); text != "" {
			list = append(list, "text "+text)
		}
		text = ""
	}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			flush()
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.CharData:
			text += string(t)
		case xml.StartElement:
			flush()
			list = append(list, "open "+t.Name.Space+" "+t.Name.Local)
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && (a.Name.Space != "" || a.Name.Local != "xmlns") {
					list = append(list, "attribute "+a.Name.Space+" "+a.Name.Local+" "+strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ", "\r", " ").Replace(a.Value))
				}
			}
		case xml.EndElement:
			flush()
			list = append(list, "close "+t.Name.Local)
		}
	}
}

// quirks are what encoding/xml refuses and XML 1.0 allows: minor versions, and
// names of its fifth edition.
var quirks = []string{"unsupported version", "invalid XML name", "expected element name", "expected attribute name"}

func FuzzScanner(f *testing.F) {
	f.Add([]byte(signable))
	f.Add([]byte(`<a:x xmlns:a='urn:a' b="1&#9;2"><!-- c --><?p?><![CDATA[<]]>]]&gt;&#xAC00;<c xml:lang='k'/></a:x>`))
	f.Add([]byte("<가 나='다'>라</가>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		ours, err := tokens(b)
		if err != nil {
			return
		}
		theirs, err := peerTokens(b)
		if err != nil {
			for _, q := range quirks {
				if strings.Contains(err.Error(), q) {
					return
				}
			}
			t.Fatalf("taken, but encoding/xml says %v", err)
		}
		for i := range ours {
			// a reference to white space in an attribute is no white space there
			if i < len(theirs) && ours[i] != theirs[i] && !strings.HasPrefix(ours[i], "attribute") {
				t.Errorf("token %d is %q, encoding/xml has %q", i, ours[i], theirs[i])
			}
		}
		if len(ours) != len(theirs) {
			t.Errorf("%d tokens, encoding/xml has %d", len(ours), len(theirs))
		}
	})
}

func TestScannerSeesWhatEncodingXMLSees(t *testing.T) {
	for _, name := range []string{"valid/flood.xml", "valid/plain.xml", "valid/cancel.xml", "signed/xmlsec-rsa.xml"} {
		ours, err := tokens(file(t, name))
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := peerTokens(file(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if a, b := strings.Join(ours, "\n"), strings.Join(theirs, "\n"); a != b {
			t.Errorf("%s:\n%s\nencoding/xml has\n%s", name, a, b)
		}
	}
}

func TestEncodingsAreToldApart(t *testing.T) {
	const doc = "<?xml version='1.0' encoding='NAME'?><a>한é</a>"
	named := func(name string) string { return strings.Replace(doc, "NAME", name, 1) }
	wide := func(s string, mark bool) string {
		var b strings.Builder
		if mark {
			b.WriteString("\xFE\xFF")
		}
		for _, r := range s {
			b.WriteByte(byte(r >> 8))
			b.WriteByte(byte(r))
		}
		return b.String()
	}
	for _, c := range []struct {
		name, doc, want string // "" is refused
	}{
		{"UTF-8", named("UTF-8"), "한é"},
		{"UTF-8 with its mark", "\xEF\xBB\xBF" + named("utf-8"), "한é"},
		{"UTF-16 with its mark", wide(named("UTF-16"), true), "한é"},
		{"UTF-16 without", wide(named("UTF-16"), false), "한é"},
		{"EUC-KR", "<?xml version='1.0' encoding='EUC-KR'?><a>\xC7\xD1</a>", "한"},
		{"windows-1252", "<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>", "€"},
		{"ISO-8859-1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", "é"},
		{"16 bits that say they are UTF-8", wide(named("UTF-8"), true), ""},
		{"UTF-8 that says it is UTF-16", named("UTF-16"), ""},
		{"a mark of UTF-8 and another name", "\xEF\xBB\xBF" + named("ISO-8859-1"), ""},
		{"a name that nobody knows", named("X-UNKNOWN"), ""},
		{"half a character of EUC-KR", "<?xml version='1.0' encoding='EUC-KR'?><a>\xC7</a>", ""},
		{"UTF-7", named("UTF-7"), ""},
	} {
		b, err := toUTF8([]byte(c.doc))
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: taken", c.name)
			}
			continue
		}
		if list, also := tokens(b); err != nil || also != nil || list[1] != "text "+c.want {
			t.Errorf("%s: %q, %v, %v", c.name, list, err, also)
		}
	}
}

// spent returns how many octets f allocates, the least of some runs.
func spent(f func()) uint64 {
	least := uint64(1 << 62)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	return least
}

// A message above 64 KB takes at most four times its size, all that is
// allocated and given back counted, however it is made.
func TestMemoryIsAtMostFourTimesTheMessage(t *testing.T) {
	plain := string(file(t, "valid/plain.xml"))
	many := func(old, piece string, size int) []byte {
		return []byte(strings.Replace(plain, old, strings.Repeat(piece, size/len(piece))+old, 1))
	}
	pair := "<geocode><valueName>a</valueName><value>b</value></geocode>"
	const size = 500_000
	for name, doc := range map[string][]byte{
		"geocodes":   many("      <altitude>", pair, size),
		"areas":      many("    <area>", "<area><areaDesc>a</areaDesc></area>", size),
		"points":     many("      <circle>", "<polygon>"+strings.Repeat("35.1234,127.1234 ", 2000)+"35.1234,127.1234</polygon>", size),
		"codes":      many("  <references>", "<code>a</code>", size),
		"parameters": many("    <resource>", strings.ReplaceAll(pair, "geocode", "parameter"), size),
		"circles":    many("      <circle>", "<circle>0,0 1</circle>", size),
		"content":    many("</alert>", "<!-- "+strings.Repeat("x", 60_000)+" -->", size),
		"text":       many("홍수경보", "&amp;&lt; ", size),
		"sections":   many("홍수경보", "<![CDATA[x]]>", size),
		"unknown":    many("  <info>", "<colour/>", size),
		"names":      many("  <info>", "<c"+strings.Repeat("o", 1000)+"/>", size),
		"signatures": many("</alert>", foreign+"/>", size),
		"broken":     many("    <area>", "<area><polygon>1</polygon></area>", size),
		"polygons":   many("      <circle>", "<polygon>"+strings.Repeat("35.1234,127.1234 ", 4)+"35.1234,127.1234</polygon>", 80_000),
	} {
		n := spent(func() { _, _ = Parse(doc) })
		if most := 4 * uint64(len(doc)); n > most {
			t.Errorf("%s: %d octets take %d, %.1f times as many", name, len(doc), n, float64(n)/float64(len(doc)))
		} else {
			t.Logf("%s: %.2f times", name, float64(n)/float64(len(doc)))
		}
	}
}
