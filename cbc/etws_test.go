package cbc

import "testing"

func TestSignatureIsFilledWithZeros(t *testing.T) {
	e := ETWS{Security: []byte{1, 2}}
	s, err := e.Signature()
	if err != nil || s == nil || s[0] != 1 || s[1] != 2 || s[49] != 0 || !e.Signed(s) {
		t.Errorf("%v, %v", s, err)
	}
	s[49] = 1
	if e.Signed(s) || e.Signed(nil) {
		t.Error("another signature is the same")
	}
	var unsigned ETWS
	if s, err := unsigned.Signature(); s != nil || err != nil || !unsigned.Signed(nil) || unsigned.Signed(new([50]byte)) {
		t.Errorf("unsigned: %v, %v", s, err)
	}
	e.Security = make([]byte, 51)
	if _, err := e.Signature(); err == nil || e.Signed(nil) {
		t.Error("51 octets were taken")
	}
}
