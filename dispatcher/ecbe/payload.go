package ecbe

import (
	"fmt"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/dispatcher"
)

// A payload is what is said: exactly one of its parts is there.
type payload struct {
	Encoded *struct {
		DCS   *int     `json:"dcs"`
		Pages []string `json:"pages"` // hexadecimal
	} `json:"payload_encoded"`
	Decoded *decoded `json:"payload_decoded"`
	ETWS    *etws    `json:"payload_etws"`
}

// A decoded is a text that we page.
type decoded struct {
	CharacterSet *string `json:"character_set"` // gsm, 8bit or ucs2
	Language     *string `json:"language"`      // two letters
	Class        *int    `json:"dcs_class"`     // message class, 0 to 3
	Data         *string `json:"data_utf8"`
}

// An etws is a primary notification.
type etws struct {
	Type *struct {
		Encoded *int    `json:"warning_type_encoded"`
		Decoded *string `json:"warning_type_decoded"`
	} `json:"warning_type"`
	Alert    bool   `json:"emergency_user_alert"`
	Popup    bool   `json:"popup_on_display"`
	Security string `json:"warning_sec_info"` // hexadecimal
}

const payloadPath = "smscb_message.payload"

func (y *payload) read(wrong *errs, p *dispatcher.Prepared) {
	n := 0
	if y != nil {
		for _, there := range []bool{y.Encoded != nil, y.Decoded != nil, y.ETWS != nil} {
			if there {
				n++
			}
		}
	}
	switch {
	case n != 1:
		wrong.addf(payloadPath, "want one of payload_encoded, payload_decoded and payload_etws")
	case y.Encoded != nil:
		y.pages(wrong, p)
	case y.Decoded != nil:
		y.Decoded.read(wrong, p)
	default:
		y.ETWS.read(wrong, p)
	}
}

// pages reads pages that go out as they are.
func (y *payload) pages(wrong *errs, p *dispatcher.Prepared) {
	path := payloadPath + ".payload_encoded"
	p.DCS = cbc.DCS(wrong.within(path+".dcs", y.Encoded.DCS, 255))
	if n := len(y.Encoded.Pages); n < 1 || n > text.MaxPages {
		wrong.addf(path+".pages", "%d pages are not 1 to %d", n, text.MaxPages)
		return
	}
	for i, digits := range y.Encoded.Pages {
		p.Given.Pages = append(p.Given.Pages, wrong.octets(fmt.Sprintf("%s.pages[%d]", path, i), digits, text.PageOctets))
	}
	if len(*wrong) == 0 {
		p.Text = words(p.Given.Pages, p.DCS)
	}
}

func (d *decoded) read(wrong *errs, p *dispatcher.Prepared) {
	const path = payloadPath + ".payload_decoded"
	if d.Data == nil || *d.Data == "" {
		wrong.addf(path+".data_utf8", "is missing")
		return
	}
	if d.Language != nil {
		p.Language = strings.ToLower(*d.Language)
	}
	class := -1
	if d.Class != nil {
		class = wrong.within(path+".dcs_class", d.Class, 3)
	}
	set := ""
	if d.CharacterSet != nil {
		set = *d.CharacterSet
	}
	p.Text = *d.Data
	switch set {
	case "gsm":
		p.DCS = gsmScheme(p.Language, class)
	case "ucs2":
		p.DCS = ucs2Scheme(p.Language, class)
	case "8bit":
		p.DCS = dataScheme(class)
		p.Given.Pages = cut([]byte(*d.Data))
		if len(p.Given.Pages) > text.MaxPages {
			wrong.addf(path+".data_utf8", "%d octets are over the %d of a message", len(*d.Data), text.MaxPages*text.PageOctets)
		}
		return
	default:
		wrong.addf(path+".character_set", "%q is not gsm, 8bit or ucs2", set)
		return
	}
	if _, err := text.Pages(p.Text, p.DCS, p.Language); err != nil {
		wrong.addf(path+".data_utf8", "%v", err)
	}
}

// The data coding schemes of TS 23.038 clause 5 for a language, "" for none,
// and a message class, −1 for none. A class leaves no place for a language.
func gsmScheme(language string, class int) cbc.DCS {
	switch {
	case class >= 0:
		return 0xF0 | cbc.DCS(class)
	case language == "":
		return cbc.GSM7
	}
	if d, ok := text.GSMLanguage(language); ok {
		return d
	}
	return 0x10
}

func ucs2Scheme(language string, class int) cbc.DCS {
	switch {
	case class >= 0:
		return 0x58 | cbc.DCS(class)
	case language == "":
		return cbc.UCS2
	}
	return cbc.UCS2Language
}

func dataScheme(class int) cbc.DCS {
	if class >= 0 {
		return 0xF4 | cbc.DCS(class)
	}
	return 0x44
}

// cut returns pages of octets.
func cut(b []byte) (pages [][]byte) {
	for len(b) > text.PageOctets {
		pages, b = append(pages, b[:text.PageOctets]), b[text.PageOctets:]
	}
	return append(pages, b)
}

// warningTypes are the kinds of TS 23.041 clause 9.3.24.
var warningTypes = map[string]int{"earthquake": 0, "tsunami": 1, "earthquake_and_tsunami": 2, "test": 3, "other": 4}

func (x *etws) read(wrong *errs, p *dispatcher.Prepared) {
	const path = payloadPath + ".payload_etws"
	kind := 0
	switch t := x.Type; {
	case t == nil || (t.Encoded == nil) == (t.Decoded == nil):
		wrong.addf(path+".warning_type", "want either warning_type_encoded or warning_type_decoded")
	case t.Encoded != nil:
		kind = wrong.within(path+".warning_type.warning_type_encoded", t.Encoded, 127)
	default:
		var ok bool
		if kind, ok = warningTypes[*t.Decoded]; !ok {
			wrong.addf(path+".warning_type.warning_type_decoded", "%q is not earthquake, tsunami, earthquake_and_tsunami, test or other", *t.Decoded)
		}
	}
	e := &cbc.ETWS{Type: uint16(kind) << 9}
	if x.Alert {
		e.Type |= 1 << 8
	}
	if x.Popup {
		e.Type |= 1 << 7
	}
	if x.Security != "" {
		e.Security = wrong.octets(path+".warning_sec_info", x.Security, 50)
	}
	p.Given.ETWS, p.Text = e, fmt.Sprintf("ETWS 0x%04x", e.Type)
}
