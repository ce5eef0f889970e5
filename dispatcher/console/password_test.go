package console

import (
	"strings"
	"testing"
)

// vector is what the argon2 program of the reference implementation, release
// 20171227, prints for "password": argon2 somesalt -id -t 2 -m 16 -p 1 -l 32 -e.
const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

func TestAHashOfTheReferenceImplementationMatches(t *testing.T) {
	h, err := parseHash(vector)
	if err != nil {
		t.Fatal(err)
	}
	if !h.matches("password") || h.matches("Password") || h.String() != vector {
		t.Errorf("%s", h)
	}
}

func TestAPasswordMatchesItsHash(t *testing.T) {
	a, err := HashPassword("열쇠")
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := HashPassword("열쇠"); a == b {
		t.Error("two hashes have one salt")
	}
	h, err := parseHash(a)
	if err != nil || !h.matches("열쇠") || h.matches("") {
		t.Errorf("%s: %v", a, err)
	}
	for _, p := range []string{"", strings.Repeat("x", maxPassword+1)} {
		if _, err := HashPassword(p); err == nil {
			t.Errorf("a password of %d octets is hashed", len(p))
		}
	}
}

func TestBadHashesAreRefusedAndNotShown(t *testing.T) {
	const salt = "c29tZXNhbHQ"
	for _, s := range []string{"", "plain", "$2y$10$abcdefghijklmnopqrstuv", strings.Replace(vector, "argon2id", "argon2i", 1), strings.Replace(vector, "19", "16", 1),
		strings.Replace(vector, "65536", "4294967295", 1), strings.Replace(vector, "t=2", "t=0", 1), strings.Replace(vector, "p=1", "p=0", 1),
		strings.Replace(vector, "t=2", "t=1000", 1), strings.Replace(vector, salt, "!!", 1), strings.Replace(vector, salt, "c2E", 1), vector[:50], vector + "$"} {
		_, err := parseHash(s)
		if err == nil {
			t.Errorf("%q is taken", s)
		} else if strings.Contains(err.Error(), salt) {
			t.Errorf("%q is shown: %v", s, err)
		}
	}
}
