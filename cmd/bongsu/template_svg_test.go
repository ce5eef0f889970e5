package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestDrawingIsWellFormedWhateverIsInTheText(t *testing.T) {
	for _, words := range []string{"", "a", `</text></svg><script>"&'`, "]]>\x00\x1b\ufffe", "한글\n둘째 줄", "\xff\xfe"} {
		drawn := drawPopUps([]popUp{{title: words, label: words, lines: wrap(words)}, {lines: wrap(words)}})
		d := xml.NewDecoder(bytes.NewReader(drawn))
		elements := map[string]int{}
		for {
			x, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q: %v", words, err)
			}
			if e, ok := x.(xml.StartElement); ok {
				elements[e.Name.Local]++
			}
		}
		if elements["svg"] != 1 || elements["g"] != 2 || elements["script"] != 0 {
			t.Errorf("%q: %v", words, elements)
		}
	}
}

func TestLinesHoldAllOfTheTextAndAreNoWiderThanThePopUp(t *testing.T) {
	for _, c := range []struct {
		text  string
		lines []string
	}{
		{"", []string{""}},
		{"한 줄", []string{"한 줄"}},
		{"탁자 밑에서 머리를 보호하고 흔들림이 멈추면", []string{"탁자 밑에서 머리를 보호하고", "흔들림이 멈추면"}},
		{"Drop, cover your head and hold on.", []string{"Drop, cover your head and", "hold on."}},
		{"机の下で頭を守り、止まったら階段で外へ", []string{"机の下で頭を守り、止まったら", "階段で外へ"}},
		{"첫째\n둘째", []string{"첫째", "둘째"}},
		{strings.Repeat("가", 30), []string{strings.Repeat("가", 14), strings.Repeat("가", 14), "가가"}},
	} {
		got := wrap(c.text)
		if strings.Join(got, "|") != strings.Join(c.lines, "|") {
			t.Errorf("%q: %q, want %q", c.text, got, c.lines)
		}
		for _, l := range got {
			wide := 0.0
			for _, r := range l {
				wide += ems(r)
			}
			if wide > lineEms {
				t.Errorf("%q is %.1f wide", l, wide)
			}
		}
	}
}
