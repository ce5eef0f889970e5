package cap

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// with returns the plain message with one piece replaced.
func with(t *testing.T, old, replacement string) []byte {
	t.Helper()
	s := string(file(t, "valid/plain.xml"))
	if !strings.Contains(s, old) {
		t.Fatalf("%q is not in the message", old)
	}
	return []byte(strings.Replace(s, old, replacement, 1))
}

func TestLimitsHold(t *testing.T) {
	const triangle = "<polygon>1,1 2,2 1,2 1,1</polygon>"
	ring := func(n int) string {
		return "<polygon>" + strings.Repeat("1,1 ", n) + "</polygon>"
	}
	info := "<info><category>Met</category><event>e</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty></info>"
	padded := func(n int) []byte {
		b := file(t, "valid/plain.xml")
		return append(b, strings.Repeat(" ", n-len(b))...)
	}
	for _, c := range []struct {
		name  string
		b     []byte
		xpath string // of the only problem, "" if there is none
	}{
		{"4 MiB", padded(MaxOctets), ""},
		{"an octet more", padded(MaxOctets + 1), "/"},
		{"1,000 polygons", with(t, "      <circle>", strings.Repeat(triangle, 999)+"<circle>"), ""},
		{"a polygon more", with(t, "      <circle>", strings.Repeat(triangle, 1000)+"<circle>"), "/alert/info[1]/area[1]/polygon[1001]"},
		{"50,000 points", with(t, "      <circle>", ring(49_996)+"<circle>"), ""},
		{"a point more", with(t, "      <circle>", ring(49_997)+"<circle>"), "/alert/info[1]/area[1]/polygon[2]"},
		{"256 infos", with(t, "</alert>", strings.Repeat(info, 255)+"</alert>"), ""},
		{"an info more", with(t, "</alert>", strings.Repeat(info, 256)+"</alert>"), "/alert/info[257]"},
		{"16 levels", with(t, "</alert>", signature(15)+"</alert>"), ""},
		{"a level more", with(t, "</alert>", signature(16)+"</alert>"), "/alert"},
		{"64 attributes", with(t, "</alert>", foreign+attributes(63)+"/></alert>"), ""},
		{"an attribute more", with(t, "</alert>", foreign+attributes(64)+"/></alert>"), "/alert"},
		{"too many elements", with(t, "  <references>", strings.Repeat("<code/>", 100_000)+"<references>"), "/alert"},
	} {
		got := problems(t, c.b)
		switch {
		case c.xpath == "" && got != nil:
			t.Errorf("%s: %v", c.name, got[:min(len(got), 3)])
		case c.xpath != "" && (len(got) != 1 || got[0].XPath != c.xpath || got[0].Rule != "X01"):
			t.Errorf("%s: %v, want X01 at %s", c.name, got[:min(len(got), 3)], c.xpath)
		}
	}
}

// foreign begins an element that may end an alert, with one attribute.
const foreign = `<s:a xmlns:s="` + signatureSpace + `"`

// signature returns nested elements, the first of which may end an alert.
func signature(levels int) string {
	return `<s:Signature xmlns:s="` + signatureSpace + `">` + strings.Repeat("<s:a>", levels-1) +
		strings.Repeat("</s:a>", levels-1) + "</s:Signature>"
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=''", i)
	}
	return b.String()
}

func TestProblemsAreBounded(t *testing.T) {
	got := problems(t, with(t, "  <info>", strings.Repeat("<colour/>", 5000)+"<info>"))
	if len(got) != maxProblems {
		t.Errorf("%d problems, want %d", len(got), maxProblems)
	}
}

// What is large in an unusual way is still read in moments: nothing here grows
// with the square of the input.
func TestLargeDocumentsTakeMoments(t *testing.T) {
	for name, b := range map[string][]byte{
		"signatures": with(t, "</alert>", strings.Repeat(foreign+"/>", 60_000)+"</alert>"),
		"codes":      with(t, "  <references>", strings.Repeat("<code>a</code>", 60_000)+"<references>"),
		"attributes": with(t, "</alert>", strings.Repeat(foreign+attributes(63)+"/>", 1000)+"</alert>"),
		"cdata":      with(t, "홍수경보", strings.Repeat("<![CDATA[x]]>", 100_000)),
	} {
		start := time.Now()
		if got := problems(t, b); got != nil {
			t.Errorf("%s: %v", name, got[0])
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s: %d octets took %v", name, len(b), d)
		}
	}
}
