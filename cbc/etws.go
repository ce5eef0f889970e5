package cbc

import "fmt"

// SecurityOctets is the length of warning security information, TS 23.041
// clause 9.4.1.3.
const SecurityOctets = 50

// Signature returns the warning security information in its full length, nil if
// e is unsigned. It is an error to have more of it.
func (e *ETWS) Signature() (*[SecurityOctets]byte, error) {
	if e.Security == nil {
		return nil, nil //nolint:nilnil // unsigned is no mistake
	}
	if len(e.Security) > SecurityOctets {
		return nil, fmt.Errorf("warning security information of %d octets", len(e.Security))
	}
	var s [SecurityOctets]byte
	copy(s[:], e.Security)
	return &s, nil
}

// Signed reports whether s is the signature of e, both nil if there is none.
func (e *ETWS) Signed(s *[SecurityOctets]byte) bool {
	want, err := e.Signature()
	if err != nil || (want == nil) != (s == nil) {
		return false
	}
	return want == nil || *want == *s
}
