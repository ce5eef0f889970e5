//go:build linux

package cap

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// processor returns the processor time that this thread has had. A benchmark
// that counts it is not slower where others work beside it.
func processor(b *testing.B) time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var r syscall.Rusage
	if err := syscall.Getrusage(thread, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// The peer: the same values as encoding/xml makes them, without any rule.
type (
	peerPair struct {
		Name  string `xml:"valueName"`
		Value string `xml:"value"`
	}
	peerArea struct {
		Desc     string     `xml:"areaDesc"`
		Polygons []string   `xml:"polygon"`
		Circles  []string   `xml:"circle"`
		Geocodes []peerPair `xml:"geocode"`
		Altitude string     `xml:"altitude"`
		Ceiling  string     `xml:"ceiling"`
	}
	peerResource struct {
		Desc     string `xml:"resourceDesc"`
		MIMEType string `xml:"mimeType"`
		Size     string `xml:"size"`
		URI      string `xml:"uri"`
		DerefURI string `xml:"derefUri"`
		Digest   string `xml:"digest"`
	}
	peerInfo struct {
		Language      string         `xml:"language"`
		Categories    []string       `xml:"category"`
		Event         string         `xml:"event"`
		ResponseTypes []string       `xml:"responseType"`
		Urgency       string         `xml:"urgency"`
		Severity      string         `xml:"severity"`
		Certainty     string         `xml:"certainty"`
		Audience      string         `xml:"audience"`
		EventCodes    []peerPair     `xml:"eventCode"`
		Effective     string         `xml:"effective"`
		Onset         string         `xml:"onset"`
		Expires       string         `xml:"expires"`
		SenderName    string         `xml:"senderName"`
		Headline      string         `xml:"headline"`
		Description   string         `xml:"description"`
		Instruction   string         `xml:"instruction"`
		Web           string         `xml:"web"`
		Contact       string         `xml:"contact"`
		Parameters    []peerPair     `xml:"parameter"`
		Resources     []peerResource `xml:"resource"`
		Areas         []peerArea     `xml:"area"`
	}
	peerAlert struct {
		XMLName     xml.Name   `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
		Identifier  string     `xml:"identifier"`
		Sender      string     `xml:"sender"`
		Sent        string     `xml:"sent"`
		Status      string     `xml:"status"`
		MsgType     string     `xml:"msgType"`
		Source      string     `xml:"source"`
		Scope       string     `xml:"scope"`
		Restriction string     `xml:"restriction"`
		Addresses   string     `xml:"addresses"`
		Codes       []string   `xml:"code"`
		Note        string     `xml:"note"`
		References  string     `xml:"references"`
		Incidents   string     `xml:"incidents"`
		Infos       []peerInfo `xml:"info"`
	}
)

func unmarshal(b []byte) error {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var a peerAlert
	return d.Decode(&a)
}

// documents are valid messages: those of the corpus where there is one, else
// our own.
func documents(b *testing.B) [][]byte {
	pattern := "testdata/valid/*.xml"
	if dir := os.Getenv("BONGSU_CAP_CORPUS"); dir != "" {
		pattern = filepath.Join(dir, "valid", "*.xml")
	}
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		b.Fatalf("%s: %v, %d files", pattern, err, len(paths))
	}
	var docs [][]byte
	for _, p := range paths {
		doc, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		if unmarshal(doc) == nil { // else it is in an encoding that the peer does not read
			docs = append(docs, doc)
		}
	}
	return docs
}

// BenchmarkParseBesideUnmarshal measures Parse with all its rules and
// encoding/xml without any over the same messages in turns, and prints how
// many times less processor time Parse takes. The mark is 3.
func BenchmarkParseBesideUnmarshal(b *testing.B) {
	docs := documents(b)
	size := 0
	for _, d := range docs {
		size += len(d)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var ours, theirs time.Duration
	for b.Loop() {
		start := processor(b)
		for _, d := range docs {
			if _, err := Parse(d); err != nil {
				b.Fatal(err)
			}
		}
		ours += processor(b) - start
		b.StopTimer()
		start = processor(b)
		for _, d := range docs {
			if err := unmarshal(d); err != nil {
				b.Fatal(err)
			}
		}
		theirs += processor(b) - start
		b.StartTimer()
	}
	n := float64(b.N * len(docs))
	b.ReportMetric(float64(ours.Microseconds())/n, "cpu-µs/message")
	b.ReportMetric(float64(theirs.Microseconds())/n, "unmarshal-cpu-µs/message")
	b.ReportMetric(float64(theirs)/float64(ours), "×faster")
}

// megabyte returns a valid message of about a megabyte, most of it of one kind.
func megabyte(piece func(i int) string, before, after string) []byte {
	var s strings.Builder
	s.WriteString(before)
	for i := 0; s.Len() < 1<<20; i++ {
		s.WriteString(piece(i))
	}
	s.WriteString(after)
	return []byte(s.String())
}

// BenchmarkParseMegabyte measures messages of a megabyte. The mark is 10 ms.
func BenchmarkParseMegabyte(b *testing.B) {
	plain, err := os.ReadFile("testdata/valid/plain.xml")
	if err != nil {
		b.Fatal(err)
	}
	before, after, _ := strings.Cut(string(plain), "      <circle>")
	after = "<circle>" + after
	info, rest, _ := strings.Cut(string(plain), "    <area>")
	for name, doc := range map[string][]byte{
		"geocodes": megabyte(func(i int) string {
			return fmt.Sprintf("<geocode><valueName>KR:bjd</valueName><value>%010d</value></geocode>", i)
		}, before[:strings.LastIndex(before, "<area>")]+"<area><areaDesc>x</areaDesc>", "</area></info></alert>"),
		"polygons": megabyte(func(i int) string {
			return "<polygon>" + strings.Repeat("35.123456,127.123456 35.223456,127.223456 35.113456,127.323456 ", 20) + "35.123456,127.123456</polygon>"
		}, before, after),
		"content": megabyte(func(int) string { return "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\n" },
			info+"<resource><resourceDesc>a</resourceDesc><mimeType>audio/mp3</mimeType><derefUri>",
			"</derefUri></resource><area>"+rest),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			start := processor(b)
			for b.Loop() {
				if _, err := Parse(doc); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((processor(b)-start).Microseconds())/float64(b.N)/1000, "cpu-ms/message")
		})
	}
}
