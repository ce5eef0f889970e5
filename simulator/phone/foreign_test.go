package phone

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"
)

// A vector is a message of foreign origin; testdata/foreign.json names it.
type vector struct {
	ID        string `json:"id"`
	Form      string `json:"form"`
	Hex       string `json:"hex"`
	MessageID uint16 `json:"message_id"`
	Serial    uint16 `json:"serial"`
	DCS       byte   `json:"dcs"`
	Text      string `json:"text"`
	Language  string `json:"language"`
}

func (v vector) frame(t *testing.T) Frame {
	t.Helper()
	data, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatal(err)
	}
	if v.Form == "gsm-page" {
		return Frame{Form: GSMPage, Data: data}
	}
	return Frame{Form: CBData, MessageID: v.MessageID, Serial: v.Serial, DCS: v.DCS, Data: data}
}

func vectors(t *testing.T) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/foreign.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 15 {
		t.Fatalf("only %d vectors", len(file.Vectors))
	}
	return file.Vectors
}

// everything is a phone that listens to all identifiers.
func everything() *Phone {
	return New(Config{Name: "all ears", Languages: []string{"ko"}, Channels: []Range{{0, 65535}}})
}

func TestForeignMessagesReadAsTheirMakersSay(t *testing.T) {
	for _, v := range vectors(t) {
		p := everything()
		p.Hear(time.Now(), v.frame(t))
		heard := p.Heard()
		if len(heard) != 1 {
			t.Errorf("%s: heard %d messages, errors %q", v.ID, len(heard), p.Errors())
			continue
		}
		m := heard[0]
		if m.Text != v.Text || m.Language != v.Language || m.MessageID != v.MessageID || m.Serial != v.Serial {
			t.Errorf("%s: heard %v in %q, want %d/0x%04x %q in %q", v.ID, m, m.Language, v.MessageID, v.Serial, v.Text, v.Language)
		}
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	for _, v := range vectors(t) {
		f := v.frame(t)
		whole := f.Data
		for n := range whole {
			if f.Form == GSMPage && n > 0 && n%blockSize == 0 {
				continue // as sent when the page ends with that block
			}
			p := everything()
			f.Data = whole[:n]
			p.Hear(time.Now(), f)
			if len(p.Heard()) > 0 || len(p.Errors()) != 1 {
				t.Fatalf("%s: %d octets of %d were taken", v.ID, n, len(whole))
			}
		}
	}
}

func FuzzPhonesSurviveAnything(f *testing.F) {
	f.Add(byte(GSMPage), byte(0), make([]byte, 88))
	f.Add(byte(CBData), byte(0x11), append([]byte{1}, make([]byte, 83)...))
	f.Add(byte(ETWSPrimary), byte(0), make([]byte, 56))
	f.Fuzz(func(t *testing.T, form, dcs byte, data []byte) {
		p := everything()
		frame := Frame{Form: Form(form), MessageID: 4370, Serial: 0x4010, DCS: dcs, Data: data}
		p.Hear(time.Unix(0, 0), frame)
		p.Hear(time.Unix(1, 0), frame)
		if shown, wrong := len(p.Heard()), len(p.Errors()); shown > 1 || shown == 1 && wrong > 0 {
			t.Errorf("shown %d times, %d errors", shown, wrong)
		}
	})
}
