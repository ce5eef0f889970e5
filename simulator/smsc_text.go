package simulator

import (
	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/simulator/pdu"
	"bongsu/simulator/phone"
)

// airCoding is the scheme under which a text goes on air.
func airCoding(coding byte) cbc.DCS {
	if coding == pdu.CodingDefault || coding == pdu.CodingASCII {
		return cbc.GSM7
	}
	return cbc.UCS2
}

// smscFrames are what is heard on air.
func smscFrames(k cbc.Key, dcs cbc.DCS, s string) ([]phone.Frame, error) {
	pages, err := text.Pages(s, dcs, "")
	if err != nil {
		return nil, err
	}
	return []phone.Frame{{
		Form: phone.CBData, MessageID: uint16(k.MessageID), Serial: uint16(k.Serial), DCS: byte(dcs),
		Data: text.AppendCBData(nil, pages),
	}}, nil
}
