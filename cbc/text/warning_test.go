package text

import (
	"testing"

	"bongsu/cbc"
)

func TestCheckSeesWhatWouldArriveOtherwise(t *testing.T) {
	w := cbc.Warning{Text: "[기상청] 지진", DCS: cbc.UCS2, Language: "ko"}
	pages, err := Pages(w.Text, w.DCS, w.Language)
	if err != nil {
		t.Fatal(err)
	}
	if err := Check(&w, pages, w.DCS); err != nil {
		t.Error(err)
	}
	other, prefixed := w, w
	other.Text += "."
	if Check(&other, pages, w.DCS) == nil {
		t.Error("another text was not seen")
	}
	if Check(&w, pages, 0x58) == nil {
		t.Error("another scheme was not seen")
	}
	if Check(&w, pages, 0x44) == nil {
		t.Error("a scheme that cannot be read was not seen")
	}
	prefixed.DCS = cbc.UCS2Language
	if pages, err = Pages(w.Text, prefixed.DCS, "en"); err != nil {
		t.Fatal(err)
	}
	if Check(&prefixed, pages, prefixed.DCS) == nil {
		t.Error("another language was not seen")
	}
}

func TestPagesOfASourceGoOutAsTheyAre(t *testing.T) {
	w := cbc.Warning{Text: "for us", DCS: 0x44, Pages: [][]byte{{1, 2, 3}, {4}}}
	pages, err := PagesOf(&w)
	if err != nil || len(pages) != 2 || pages[0].Used != 3 || pages[1].Content[0] != 4 {
		t.Fatalf("%+v, %v", pages, err)
	}
	if err := Check(&w, pages, w.DCS); err != nil {
		t.Error(err)
	}
	if Check(&w, pages[:1], w.DCS) == nil {
		t.Error("a page that is missing was not seen")
	}
	w.Pages = make([][]byte, 16)
	if _, err := PagesOf(&w); err == nil {
		t.Error("16 pages were taken")
	}
}
