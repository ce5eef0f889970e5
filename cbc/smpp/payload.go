package smpp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"

	"bongsu/cbc"
	"bongsu/cbc/text"
)

// Values of data_coding, clause 4.7.7.
const (
	CodingDefault byte = 0x00 // GSM 7-bit, a septet in each octet
	CodingUCS2    byte = 0x08 // UTF-16, the higher octet first
	CodingKorean  byte = 0x0E // KS C 5601: EUC-KR with the extension of code page 949
)

// codingOf says how a link codes text of a scheme. Korean applies to what would
// be UCS-2, if it holds all the characters.
func codingOf(s string, dcs cbc.DCS, euckr bool) (byte, error) {
	switch {
	case s == "" || !utf8.ValidString(s):
		return 0, errors.New("there is no text, or it is not UTF-8")
	case dcs <= cbc.GSM7: // the default alphabet under any language
		return CodingDefault, nil
	case dcs != cbc.UCS2 && dcs != cbc.UCS2Language:
		return 0, fmt.Errorf("data coding scheme 0x%02x cannot be said in SMPP", byte(dcs))
	case euckr && text.EUCKR(s) == nil:
		return CodingKorean, nil
	}
	return CodingUCS2, nil
}

// appendText appends s in a coding. Error: a character that it lacks.
func appendText(b []byte, s string, coding byte) ([]byte, error) {
	switch coding {
	case CodingUCS2:
		return appendUCS2(b, s), nil
	case CodingDefault:
		return appendGSM(b, s)
	case CodingKorean:
		out, err := korean.EUCKR.NewEncoder().Bytes([]byte(s))
		if err != nil {
			return b, fmt.Errorf("the text has characters that EUC-KR lacks: %w", err)
		}
		return append(b, out...), nil
	}
	return b, fmt.Errorf("data_coding 0x%02x cannot be written", coding)
}

func appendUCS2(b []byte, s string) []byte {
	for _, r := range s {
		if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
			b = binary.BigEndian.AppendUint16(b, uint16(hi))
			r = lo
		}
		b = binary.BigEndian.AppendUint16(b, uint16(r))
	}
	return b
}

func appendGSM(b []byte, s string) ([]byte, error) {
	for _, r := range s {
		c, extended, ok := text.Position(r)
		if !ok {
			return b, fmt.Errorf("the text has %q, which GSM 7-bit lacks", r)
		}
		if extended {
			b = append(b, text.Escape)
		}
		b = append(b, c)
	}
	return b, nil
}

// A speller reads a payload character by character.
type speller struct {
	b      []byte
	coding byte
}

// next returns the next character, and false at the end or at what cannot be
// read.
func (s *speller) next() (rune, bool) {
	switch {
	case s.coding == CodingUCS2 && len(s.b) >= 2:
		r := rune(binary.BigEndian.Uint16(s.b))
		s.b = s.b[2:]
		if utf16.IsSurrogate(r) && len(s.b) >= 2 {
			r = utf16.DecodeRune(r, rune(binary.BigEndian.Uint16(s.b)))
			s.b = s.b[2:]
		}
		return r, true
	case s.coding == CodingDefault && len(s.b) > 0:
		c, extended := s.b[0], false
		if c == text.Escape && len(s.b) > 1 {
			s.b, extended = s.b[1:], true
			c = s.b[0]
		}
		s.b = s.b[1:]
		return text.Letter(c, extended), true
	}
	return 0, false
}

// says reports whether a payload is s, without allocation but for EUC-KR.
func says(b []byte, coding byte, s string) bool {
	if coding == CodingKorean {
		back, err := korean.EUCKR.NewDecoder().Bytes(b)
		return err == nil && string(back) == s
	}
	sp := speller{b, coding}
	for _, want := range s {
		if got, ok := sp.next(); !ok || got != want {
			return false
		}
	}
	return len(sp.b) == 0
}

// TextOf returns a payload as people read it. Octets of a coding that is not
// known, or that cannot be read, come out as U+FFFD.
func TextOf(b []byte, coding byte) string {
	if coding == CodingKorean {
		if back, err := korean.EUCKR.NewDecoder().Bytes(b); err == nil {
			return string(back)
		}
	}
	var out []byte
	for sp := (speller{b, coding}); ; {
		r, ok := sp.next()
		if !ok {
			if len(sp.b) > 0 {
				out = utf8.AppendRune(out, utf8.RuneError)
			}
			return string(out)
		}
		out = utf8.AppendRune(out, r)
	}
}
