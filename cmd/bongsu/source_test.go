package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bongsu/cbc/cap"
)

func TestKeysOfSourcesAreReadFromPEM(t *testing.T) {
	const signed = "../../cbc/cap/testdata/signed/"
	both := filepath.Join(t.TempDir(), "both.pem")
	var all []byte
	for _, name := range []string{"xmlsec-rsa.pem", "xmlsec-ecdsa.pem"} {
		b, err := os.ReadFile(signed + name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	if err := os.WriteFile(both, all, 0o600); err != nil {
		t.Fatal(err)
	}
	keys, err := readPublicKeys(both)
	if err != nil || len(keys) != 2 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	doc, err := os.ReadFile(signed + "xmlsec-ecdsa.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (cap.Trust{Need: cap.SignatureRequired, Keys: keys}).Verify(doc); err != nil {
		t.Error(err)
	}
}

func TestMistakesInSourcesAreNamed(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l := &loaded{path: filepath.Join(dir, "bongsu.yaml"), document: readDocument("", nil, new(config))}
	l.Sources = []senderConfig{
		{Sender: "a", Accept: []cap.Deviation{"anything"}, Profile: "nobody"},
		{Sender: "a", Keys: []string{"empty.pem", "none.pem"}, Authorities: "empty.pem"},
		{Sender: "b", Signature: cap.SignatureRequired},
	}
	l.sources()
	var said []string
	for _, m := range l.found {
		said = append(said, m.text)
	}
	text := strings.Join(said, "\n")
	for _, want := range []string{`deviation "anything"`, `profile "nobody"`, "a is there twice", "holds no public key", "none.pem", "holds no certificate", "needs keys or authorities"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said in\n%s", want, text)
		}
	}
	if len(said) != 8 { // and that there is no document
		t.Errorf("%d mistakes:\n%s", len(said), text)
	}
}
