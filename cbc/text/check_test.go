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
