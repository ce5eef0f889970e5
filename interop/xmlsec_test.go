//go:build interop && linux

package interop

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"bongsu/cbc/cap"
)

// Debian 12 has 1.2.37.
var xmlsec = apt("xmlsec1", "1.")

var makeKeys = sync.OnceValues(func() (map[string]crypto.Signer, error) {
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	e, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return map[string]crypto.Signer{"rsa": r, "ecdsa": e}, err
})

func signingKey(t *testing.T, kind string) crypto.Signer {
	t.Helper()
	keys, err := makeKeys()
	if err != nil {
		t.Fatal(err)
	}
	return keys[kind]
}

// keyFiles writes a key and its public half as PEM.
func keyFiles(t *testing.T, kind string) (private, public string) {
	t.Helper()
	key := signingKey(t, kind)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pub, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	private, public = filepath.Join(dir, "key.pem"), filepath.Join(dir, "pub.pem")
	for path, block := range map[string]*pem.Block{private: {Type: "PRIVATE KEY", Bytes: der}, public: {Type: "PUBLIC KEY", Bytes: pub}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return private, public
}

// canonicalizations are those of signatures, each with and without comments.
var canonicalizations = []cap.Canonicalization{cap.Canonical10, cap.Canonical10WithComments, cap.Canonical11,
	cap.Canonical11WithComments, cap.ExclusiveCanonical, cap.ExclusiveCanonicalWithComments}

// hard is a message with what canonical forms differ in: prefixes, comments,
// instructions, references, CDATA, carriage returns, attributes in namespaces.
const hard = `<?xml version="1.0" encoding="UTF-8"?>
<!-- before --><?before  some data ?>
<c:alert xmlns:c="urn:oasis:names:tc:emergency:cap:1.2" xmlns:unused="urn:x">
  <c:identifier>kr.example.signed.1</c:identifier>
  <c:sender>desk@example.kr</c:sender>
  <c:sent>2026-07-11T04:20:00+09:00</c:sent>
  <c:status  xmlns:other = 'urn:y'>Test</c:status><c:msgType>Alert</c:msgType>
  <c:scope>Public</c:scope><?inside?>
  <c:note xmlns:z="urn:z" xmlns:a="urn:a" z:one="&quot;1&#9;&lt;&#10;" b="2" a:three="']>'">물 &lt;1&gt; &amp; "둘"&#13;<!-- remark --><![CDATA[<b>셋</b>]]>	끝</c:note>
  <incidents xmlns="urn:oasis:names:tc:emergency:cap:1.2"><x xmlns=""/></incidents>
</c:alert>
<?after?><!-- after -->
`

func TestXMLSecVerifiesWhatWeSign(t *testing.T) {
	need(t, xmlsec)
	plain, err := everything().Write(cap.Dialect{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"rsa", "ecdsa"} {
		_, public := keyFiles(t, kind)
		for _, method := range canonicalizations {
			for name, doc := range map[string][]byte{"plain": plain, "hard": []byte(hard)} {
				signed, err := (&cap.Signer{Key: signingKey(t, kind), Canonical: method}).Sign(doc)
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.TempDir(), "signed.xml")
				if err := os.WriteFile(path, signed, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := run(t.Context(), "", "xmlsec1", "--verify", "--pubkey-pem", public, path); err != nil {
					t.Errorf("%s, %s, %s: %v", kind, method, name, err)
				}
				altered := strings.Replace(string(signed), "kr.example.", "kr.exampl3.", 1)
				if err := os.WriteFile(path, []byte(altered), 0o600); err != nil {
					t.Fatal(err)
				}
				if run(t.Context(), "", "xmlsec1", "--verify", "--pubkey-pem", public, path) == nil {
					t.Errorf("%s, %s, %s: an altered message was verified", kind, method, name)
				}
			}
		}
	}
}

// unsigned is a signature for xmlsec1 to fill in; it can name RSA keys only.
func unsigned(kind string, method cap.Canonicalization) string {
	info := ""
	if kind == "rsa" {
		info = "<ds:KeyInfo><ds:KeyValue/></ds:KeyInfo>"
	}
	return strings.NewReplacer("METHOD", string(method), "KIND", kind).Replace(`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<ds:SignedInfo><!-- inside -->
<ds:CanonicalizationMethod Algorithm="METHOD"/>
<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#KIND-sha256"/>
<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>
<ds:Transform Algorithm="METHOD"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference>
</ds:SignedInfo><ds:SignatureValue/>`) + info + "</ds:Signature>"
}

func TestWeVerifyWhatXMLSecSigns(t *testing.T) {
	need(t, xmlsec)
	for _, kind := range []string{"rsa", "ecdsa"} {
		private, _ := keyFiles(t, kind)
		for _, method := range canonicalizations {
			dir := t.TempDir()
			from, to := filepath.Join(dir, "template.xml"), filepath.Join(dir, "signed.xml")
			doc := strings.Replace(hard, "</c:alert>", unsigned(kind, method)+"\n</c:alert>", 1)
			if err := os.WriteFile(from, []byte(doc), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := run(t.Context(), "", "xmlsec1", "--sign", "--privkey-pem", private, "--output", to, from); err != nil {
				t.Errorf("%s, %s: %v", kind, method, err)
				continue
			}
			signed, err := os.ReadFile(to)
			if err != nil {
				t.Fatal(err)
			}
			trust := cap.Trust{Need: cap.SignatureRequired, Keys: []crypto.PublicKey{signingKey(t, kind).Public()}}
			if v, err := trust.Verify(signed); err != nil {
				t.Errorf("%s, %s: %v, %+v", kind, method, err, v)
			}
			if kind == "rsa" {
				v, err := cap.Trust{Need: cap.SignatureIfPresent}.Verify(signed)
				if err != nil || v[0].Key != cap.Fingerprint(signingKey(t, kind).Public()) || v[0].State != cap.Untrusted {
					t.Errorf("%s, %s, by its own key: %+v, %v", kind, method, v, err)
				}
			}
			altered := strings.Replace(string(signed), "kr.example.", "kr.exampl3.", 1)
			if _, err := trust.Verify([]byte(altered)); err == nil {
				t.Errorf("%s, %s: an altered message was verified", kind, method)
			}
		}
	}
}
