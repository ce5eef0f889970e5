package cbc

import (
	"fmt"
	"strconv"
	"strings"
)

// A Radio is a radio access technology.
type Radio uint8

const (
	GSM  Radio = 2 // cells are named by CGI
	UMTS Radio = 3 // by service area, kept as CGI
	LTE  Radio = 4 // by ECGI
	NR   Radio = 5 // by NCGI
)

var radioNames = map[Radio]string{GSM: "gsm", UMTS: "umts", LTE: "lte", NR: "nr"}

// String returns "gsm", "umts", "lte" or "nr".
func (r Radio) String() string {
	if n := radioNames[r]; n != "" {
		return n
	}
	return fmt.Sprintf("radio(%d)", uint8(r))
}

// ParseRadio reads the names that String writes.
func ParseRadio(s string) (Radio, error) {
	for r, n := range radioNames {
		if strings.EqualFold(s, n) {
			return r, nil
		}
	}
	return 0, fmt.Errorf("radio %q is not gsm, umts, lte or nr", s)
}

// bits returns the sizes of the area code and the cell identity: LAC 16 and CI
// 16; TAC 16 and ECI 28; TAC 24 and NCI 36 (TS 23.003 clauses 4.3 and 19.6).
func (r Radio) bits() (area, cell int) {
	switch r {
	case LTE:
		return 16, 28
	case NR:
		return 24, 36
	}
	return 16, 16
}

// A PLMN names a network: mobile country code and mobile network code.
type PLMN struct {
	MCC  uint16 // 0–999
	MNC  uint16 // 0–999
	Long bool   // the network code has three digits
}

// ParsePLMN reads "450-05", "45005" or, with a three-digit network code,
// "310-410" and "310410".
func ParsePLMN(s string) (PLMN, error) {
	d := strings.Replace(s, "-", "", 1)
	if len(d) != 5 && len(d) != 6 {
		return PLMN{}, fmt.Errorf("PLMN %q has not five or six digits", s)
	}
	for _, r := range d {
		if r < '0' || r > '9' {
			return PLMN{}, fmt.Errorf("PLMN %q has %q in it", s, r)
		}
	}
	mcc, _ := strconv.Atoi(d[:3])
	mnc, _ := strconv.Atoi(d[3:])
	return PLMN{uint16(mcc), uint16(mnc), len(d) == 6}, nil
}

// String returns "450-05".
func (p PLMN) String() string {
	if p.Long {
		return fmt.Sprintf("%03d-%03d", p.MCC, p.MNC)
	}
	return fmt.Sprintf("%03d-%02d", p.MCC, p.MNC)
}

// AppendBinary appends the three octets of TS 24.008 clause 10.5.1.3: digits
// as mcc2‖mcc1, mnc3-or-F‖mcc3, mnc2‖mnc1.
func (p PLMN) AppendBinary(b []byte) ([]byte, error) {
	if p.MCC > 999 || p.MNC > 999 || !p.Long && p.MNC > 99 {
		return b, fmt.Errorf("PLMN %s is out of range", p)
	}
	m1, m2, m3 := byte(p.MCC/100), byte(p.MCC/10%10), byte(p.MCC%10)
	n1, n2, n3 := byte(p.MNC/10%10), byte(p.MNC%10), byte(0xF)
	if p.Long {
		n1, n2, n3 = byte(p.MNC/100), byte(p.MNC/10%10), byte(p.MNC%10)
	}
	return append(b, m2<<4|m1, n3<<4|m3, n2<<4|n1), nil
}

// DecodePLMN reads the three octets that AppendBinary writes.
func DecodePLMN(b [3]byte) (PLMN, error) {
	d := [6]byte{b[0] & 15, b[0] >> 4, b[1] & 15, b[2] & 15, b[2] >> 4, b[1] >> 4}
	for i, v := range d {
		if v > 9 && !(i == 5 && v == 15) {
			return PLMN{}, fmt.Errorf("PLMN octets %x hold a digit above 9", b[:])
		}
	}
	p := PLMN{MCC: uint16(d[0])*100 + uint16(d[1])*10 + uint16(d[2])}
	if d[5] == 15 {
		p.MNC = uint16(d[3])*10 + uint16(d[4])
		return p, nil
	}
	p.MNC, p.Long = uint16(d[3])*100+uint16(d[4])*10+uint16(d[5]), true
	return p, nil
}

// A Cell is one cell of a network. It is comparable and can key a map.
type Cell struct {
	Radio Radio
	PLMN  PLMN
	Area  uint32 // LAC, SAC's LAC, or TAC
	ID    uint64 // CI, ECI or NCI
}

// String returns the cell in the form that ParseCell reads, with decimal
// numbers: "gsm:450-05:1001:2001".
func (c Cell) String() string {
	return fmt.Sprintf("%s:%s:%d:%d", c.Radio, c.PLMN, c.Area, c.ID)
}

// ParseCell reads what String writes.
func ParseCell(s string) (Cell, error) {
	f := strings.Split(s, ":")
	if len(f) != 4 {
		return Cell{}, fmt.Errorf("cell %q is not radio:plmn:area:cell", s)
	}
	r, err := ParseRadio(f[0])
	if err != nil {
		return Cell{}, fmt.Errorf("cell %q: %w", s, err)
	}
	p, err := ParsePLMN(f[1])
	if err != nil {
		return Cell{}, fmt.Errorf("cell %q: %w", s, err)
	}
	areaBits, cellBits := r.bits()
	a, err := strconv.ParseUint(f[2], 10, areaBits)
	if err != nil {
		return Cell{}, fmt.Errorf("cell %q: area code %q is not a number of %d bits", s, f[2], areaBits)
	}
	id, err := strconv.ParseUint(f[3], 10, cellBits)
	if err != nil {
		return Cell{}, fmt.Errorf("cell %q: cell identity %q is not a number of %d bits", s, f[3], cellBits)
	}
	return Cell{r, p, uint32(a), id}, nil
}
