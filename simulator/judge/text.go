package judge

import (
	"unicode/utf8"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// text looks at the octets of a message and how they are segmented.
func (f *faults) text(p *pdu.PDU) {
	words := p.Payload()
	var segment pdu.Segment
	header := 0
	if p.ESMClass&0x40 != 0 {
		var whole bool
		segment, words, whole = pdu.SplitHeader(words)
		if !whole {
			f.add(HeaderInvalid, "%x", p.Payload()[:min(len(p.Payload()), 16)])
			return
		}
		header = len(p.Payload()) - len(words)
	}
	f.segments(p, segment)
	if _, payload := p.Value(smpp.MessagePayload); !payload || segment.Total > 1 { // a payload is for the centre to segment
		f.length(p.Coding, len(words), header)
	}
	f.words(p.Coding, words)
}

// segments looks at what a message says of its place in a longer one.
func (f *faults) segments(p *pdu.PDU, segment pdu.Segment) {
	total, sar := p.Value(smpp.SARTotalSegments)
	n, _ := p.Value(smpp.SARSegmentSeqnum)
	if sar && segment.Total > 0 {
		f.add(HeaderAndSAR, "")
	}
	if sar && len(total) == 1 && len(n) == 1 {
		segment = pdu.Segment{Total: int(total[0]), Number: int(n[0])}
		sar = true
	}
	if (sar || segment.Total > 0) && (segment.Number < 1 || segment.Number > segment.Total) || segment.Total == 0 && segment.Number > 0 {
		f.add(SegmentNumber, "%d of %d", segment.Number, segment.Total)
	}
}

// length looks at whether a phone can be told this at once, TS 23.040 clause
// 9.2.3.16: 140 octets with the header, or what septets fit in them.
func (f *faults) length(coding byte, octets, header int) {
	switch {
	case isSeptets(coding):
		room := 160
		if header > 0 {
			room = (140*8 - (header*8+6)/7*7) / 7
		}
		if octets > room {
			f.add(SegmentTooLong, "%d septets, %d have room", octets, room)
		}
	case octets+header > 140:
		f.add(SegmentTooLong, "%d octets", octets+header)
	}
}

func isSeptets(coding byte) bool {
	return coding == pdu.CodingDefault || coding == pdu.CodingASCII || coding >= 0xF0 && coding&4 == 0
}

func isUCS2(coding byte) bool { return coding == pdu.CodingUCS2 || coding&0xFC == 0x18 }

// words looks at whether octets are of their coding.
func (f *faults) words(coding byte, b []byte) {
	switch {
	case isUCS2(coding):
		f.ucs2(b)
	case isSeptets(coding) && len(b) > 0 && coding != pdu.CodingASCII && b[len(b)-1] == 0x1B:
		f.add(EscapeSplit, "")
	case coding != pdu.CodingLatin1 && hasHigh(b) && utf8.Valid(b):
		f.add(UTF8, "%q under data_coding %d", cut(string(b)), coding)
	case coding == pdu.CodingLatin1 && manyUTF8(b):
		f.add(UTF8, "%q under data_coding %d", cut(string(b)), coding)
	case isSeptets(coding) || coding == pdu.CodingKorean:
		if _, ok := pdu.Text(coding, b); !ok {
			f.add(NotInCoding, "data_coding %d: %x", coding, b[:min(len(b), 32)])
		}
	}
}

// ucs2 looks at UCS-2, which in truth is UTF-16, higher octet first.
func (f *faults) ucs2(b []byte) {
	if len(b)%2 != 0 {
		f.add(OddUCS2, "%d octets", len(b))
		return
	}
	if len(b) == 0 {
		return
	}
	first, last := uint16(b[0])<<8|uint16(b[1]), uint16(b[len(b)-2])<<8|uint16(b[len(b)-1])
	switch {
	case first == 0xFEFF || first == 0xFFFE:
		f.add(ByteOrderMark, "%04x", first)
	case swapped(b):
		f.add(LittleEndian, "%x", b[:min(len(b), 16)])
	case first&0xFC00 == 0xDC00 || last&0xFC00 == 0xD800:
		f.add(SurrogateSplit, "%04x … %04x", first, last)
	}
}

// swapped reports whether text makes sense only with its octets exchanged: all
// of it then is of scripts in use here, and less than half of it as it stands.
func swapped(b []byte) bool {
	straight, other := 0, 0
	for i := 0; i < len(b); i += 2 {
		if usual(uint16(b[i])<<8 | uint16(b[i+1])) {
			straight++
		}
		if usual(uint16(b[i+1])<<8 | uint16(b[i])) {
			other++
		}
	}
	return other == len(b)/2 && straight < other/2+other%2 && other > 1
}

// usual reports whether a unit is Latin, Hangul, kana or punctuation.
func usual(u uint16) bool {
	return u >= 0x20 && u < 0x7F || u == '\n' || u == '\r' || u >= 0xA0 && u < 0x180 || u >= 0xAC00 && u <= 0xD7A3 ||
		u >= 0x2010 && u < 0x2040 || u >= 0x3000 && u < 0x3100
}

func hasHigh(b []byte) bool {
	for _, o := range b {
		if o > 127 {
			return true
		}
	}
	return false
}

// manyUTF8 reports whether Latin-1 would be a strange reading: every octet
// above 127 is part of a longer character.
func manyUTF8(b []byte) bool {
	n := 0
	for _, r := range string(b) {
		if r == utf8.RuneError {
			return false
		}
		if r > 127 {
			n++
		}
	}
	return n >= 2
}

func cut(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 20)])
}
