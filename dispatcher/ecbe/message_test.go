package ecbe

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/dispatcher"
	"bongsu/templates"

	"github.com/google/go-cmp/cmp"
)

type object = map[string]any

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// body is a message that is right; change makes it another.
func body(t testing.TB, change func(m, smscb object)) []byte {
	t.Helper()
	smscb := object{"message_id": 4370, "serial_nr": object{"serial_nr_encoded": 16752},
		"payload": object{"payload_encoded": object{"dcs": 1, "pages": []string{strings.Repeat("c8", 82)}}}}
	m := object{"cbe_name": "desk", "repetition_period": 5, "num_of_bcast": 3, "scope": object{"scope_plmn": object{}}, "smscb_message": smscb}
	if change != nil {
		change(m, smscb)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decodedPayload(set, words string, more object) object {
	d := object{"character_set": set, "data_utf8": words}
	for k, v := range more {
		d[k] = v
	}
	return object{"payload_decoded": d}
}

func TestMessageIsReadAsItsClientMeansIt(t *testing.T) {
	page := []byte(strings.Repeat("\xc8", 82))
	base := func() *dispatcher.Prepared {
		return &dispatcher.Prepared{Sender: "desk", Class: templates.Urgent, MessageID: 4370, Serial: 0x4170, DCS: 1, Category: cbc.Normal,
			Given: dispatcher.Given{Pages: [][]byte{page}, Broadcasts: 3}, Period: 5 * periodUnit, Expires: noon.Add(15 * periodUnit),
			Text: words([][]byte{page}, 1)}
	}
	spoken := func(s string, dcs cbc.DCS, language string) func(*dispatcher.Prepared) {
		return func(p *dispatcher.Prepared) { p.Given.Pages, p.Text, p.DCS, p.Language = nil, s, dcs, language }
	}
	for name, c := range map[string]struct {
		change func(m, smscb object)
		want   func(*dispatcher.Prepared)
	}{
		"pages": {nil, func(*dispatcher.Prepared) {}},
		"until it is deleted": {func(m, _ object) { delete(m, "num_of_bcast") },
			func(p *dispatcher.Prepared) { p.Given.Broadcasts, p.Expires = 0, noon.Add(time.Hour) }},
		"longer than anything lives": {func(m, _ object) { m["num_of_bcast"] = 65535 },
			func(p *dispatcher.Prepared) { p.Given.Broadcasts, p.Expires = 65535, noon.Add(time.Hour) }},
		"without a period": {func(m, _ object) { m["repetition_period"] = 0 },
			func(p *dispatcher.Prepared) { p.Period, p.Expires = 15*periodUnit, noon.Add(45*periodUnit) }},
		"more pages than the period has room for": {func(m, s object) {
			m["repetition_period"] = 1
			s["payload"] = object{"payload_encoded": object{"dcs": 0x48, "pages": []string{"ac00", "ac01"}}}
		}, func(p *dispatcher.Prepared) {
			p.Given.Pages, p.DCS, p.Text = [][]byte{{0xac, 0}, {0xac, 1}}, 0x48, "가각"
			p.Period, p.Expires = periodUnit, noon.Add(6*periodUnit)
		}},
		"urgent": {func(m, _ object) { m["category"] = "high_priority" },
			func(p *dispatcher.Prepared) { p.Category, p.Class = cbc.High, templates.Critical }},
		"serial in parts": {func(_, s object) {
			s["serial_nr"] = object{"serial_nr_decoded": object{"geo_scope": "cell_wide", "msg_code": 1023, "update_nr": 15}}
		}, func(p *dispatcher.Prepared) { p.Serial = 0xFFFF }},
		"Korean": {func(_, s object) { s["payload"] = decodedPayload("ucs2", "[기상청] 지진", nil) }, spoken("[기상청] 지진", cbc.UCS2, "")},
		"Korean that says so": {func(_, s object) { s["payload"] = decodedPayload("ucs2", "지진", object{"language": "KO"}) },
			spoken("지진", cbc.UCS2Language, "ko")},
		"English":          {func(_, s object) { s["payload"] = decodedPayload("gsm", "quake", object{"language": "en"}) }, spoken("quake", 1, "en")},
		"of no language":   {func(_, s object) { s["payload"] = decodedPayload("gsm", "quake", nil) }, spoken("quake", 0x0F, "")},
		"Czech":            {func(_, s object) { s["payload"] = decodedPayload("gsm", "ano", object{"language": "cs"}) }, spoken("ano", 0x20, "cs")},
		"Vietnamese":       {func(_, s object) { s["payload"] = decodedPayload("gsm", "co", object{"language": "vi"}) }, spoken("co", 0x10, "vi")},
		"of a class":       {func(_, s object) { s["payload"] = decodedPayload("gsm", "quake", object{"dcs_class": 1}) }, spoken("quake", 0xF1, "")},
		"UCS-2 of a class": {func(_, s object) { s["payload"] = decodedPayload("ucs2", "가", object{"dcs_class": 0}) }, spoken("가", 0x58, "")},
		"data": {func(_, s object) { s["payload"] = decodedPayload("8bit", "ab", nil) }, func(p *dispatcher.Prepared) {
			p.Given.Pages, p.Text, p.DCS = [][]byte{[]byte("ab")}, "ab", 0x44
		}},
		"primary": {func(m, s object) {
			m["warning_period_sec"] = 30
			s["payload"] = object{"payload_etws": object{"warning_type": object{"warning_type_decoded": "tsunami"}, "popup_on_display": true,
				"warning_sec_info": "0102"}}
		}, func(p *dispatcher.Prepared) {
			p.Class, p.DCS, p.Expires, p.Text = templates.Critical, 0, noon.Add(30*time.Second), "ETWS 0x0280"
			p.Given = dispatcher.Given{ETWS: &cbc.ETWS{Type: 0x0280, Period: 30 * time.Second, Security: []byte{1, 2}}}
		}},
	} {
		want := base()
		c.want(want)
		got, err := read(body(t, c.change), noon, time.Hour)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatIsWrongWithAMessageIsSaidWithItsPlace(t *testing.T) {
	for name, c := range map[string]struct {
		change func(m, smscb object)
		want   string
	}{
		"no name":       {func(m, _ object) { delete(m, "cbe_name") }, "cbe_name: "},
		"no period":     {func(m, _ object) { delete(m, "repetition_period") }, "repetition_period: is missing"},
		"long period":   {func(m, _ object) { m["repetition_period"] = 4096 }, "repetition_period: 4096 is not from 0 to 4095"},
		"half":          {func(m, _ object) { m["repetition_period"] = 1.5 }, "no such message"},
		"negative":      {func(m, _ object) { m["num_of_bcast"] = -1 }, "num_of_bcast: -1"},
		"no scope":      {func(m, _ object) { m["scope"] = object{} }, "scope: want scope_plmn"},
		"category":      {func(m, _ object) { m["category"] = "low" }, `category: "low"`},
		"no message":    {func(m, _ object) { delete(m, "smscb_message") }, "smscb_message: is missing"},
		"no identifier": {func(_, s object) { delete(s, "message_id") }, "message_id: is missing"},
		"identifier":    {func(_, s object) { s["message_id"] = 65536 }, "message_id: 65536"},
		"two serials":   {func(_, s object) { s["serial_nr"] = object{"serial_nr_encoded": 1, "serial_nr_decoded": object{}} }, "serial_nr: want either"},
		"code": {func(_, s object) {
			s["serial_nr"] = object{"serial_nr_decoded": object{"geo_scope": "cell_wide", "msg_code": 1024, "update_nr": 0}}
		}, "msg_code: 1024"},
		"no payload":   {func(_, s object) { delete(s, "payload") }, "payload: want one of"},
		"two payloads": {func(_, s object) { s["payload"] = object{"payload_etws": object{}, "payload_decoded": object{}} }, "payload: want one of"},
		"no pages":     {func(_, s object) { s["payload"] = object{"payload_encoded": object{"dcs": 1}} }, "pages: 0 pages"},
		"16 pages": {func(_, s object) {
			s["payload"] = object{"payload_encoded": object{"dcs": 1, "pages": make([]string, 16)}}
		}, "pages: 16 pages"},
		"half an octet": {func(_, s object) {
			s["payload"] = object{"payload_encoded": object{"dcs": 1, "pages": []string{"abc"}}}
		}, "pages[0]: want hexadecimal"},
		"a long page": {func(_, s object) {
			s["payload"] = object{"payload_encoded": object{"dcs": 1, "pages": []string{strings.Repeat("ab", 83)}}}
		}, "pages[0]: want"},
		"an empty page":   {func(_, s object) { s["payload"] = object{"payload_encoded": object{"dcs": 1, "pages": []string{""}}} }, "pages[0]: want"},
		"no words":        {func(_, s object) { s["payload"] = decodedPayload("gsm", "", nil) }, "data_utf8: is missing"},
		"character set":   {func(_, s object) { s["payload"] = decodedPayload("utf8", "a", nil) }, "character_set: "},
		"Korean in GSM":   {func(_, s object) { s["payload"] = decodedPayload("gsm", "가", nil) }, "data_utf8: character"},
		"too long":        {func(_, s object) { s["payload"] = decodedPayload("ucs2", strings.Repeat("가", 616), nil) }, "data_utf8: text of 616"},
		"too much data":   {func(_, s object) { s["payload"] = decodedPayload("8bit", strings.Repeat("a", 1231), nil) }, "data_utf8: 1231"},
		"language":        {func(_, s object) { s["payload"] = decodedPayload("ucs2", "가", object{"language": "korean"}) }, "data_utf8: "},
		"no warning type": {func(_, s object) { s["payload"] = object{"payload_etws": object{}} }, "warning_type: want either"},
		"warning type": {func(_, s object) {
			s["payload"] = object{"payload_etws": object{"warning_type": object{"warning_type_encoded": 128}}}
		}, "128 is not"},
		"no disaster": {func(_, s object) {
			s["payload"] = object{"payload_etws": object{"warning_type": object{"warning_type_decoded": "flood"}}}
		}, `"flood"`},
	} {
		if _, err := read(body(t, c.change), noon, time.Hour); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", name, err, c.want)
		}
	}
	whole := body(t, nil)
	for i := range whole {
		if _, err := read(whole[:i], noon, time.Hour); err == nil {
			t.Fatalf("cut at %d it was taken", i)
		}
	}
	if _, err := read(append(whole, "{}"...), noon, time.Hour); err == nil {
		t.Error("two messages were taken for one")
	}
}

func FuzzMessageIsReadOrRefused(f *testing.F) {
	f.Add(body(f, nil))
	f.Add([]byte(`{"smscb_message":{"payload":{"payload_etws":{"warning_type":{"warning_type_encoded":1}}}}}`))
	f.Add([]byte(fmt.Sprintf(`{"scope":%s}`, strings.Repeat("[", 200))))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := read(b, noon, time.Hour)
		if err != nil {
			return
		}
		if !p.Expires.After(noon) || p.Expires.After(noon.Add(time.Hour)) || len(p.Given.Pages) > text.MaxPages {
			t.Errorf("%+v", p)
		}
	})
}
