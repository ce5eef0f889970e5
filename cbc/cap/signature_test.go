package cap

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var canonicalizations = []Canonicalization{Canonical10, Canonical10WithComments, Canonical11, Canonical11WithComments,
	ExclusiveCanonical, ExclusiveCanonicalWithComments}

// keys are one of each kind, made once.
var keys = sync.OnceValue(func() map[string]crypto.Signer {
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return map[string]crypto.Signer{"rsa": r, "ecdsa": e}
})

func publicKey(t *testing.T, name string) crypto.PublicKey {
	t.Helper()
	block, _ := pem.Decode(file(t, name))
	k, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// state returns the state of the first signature, and why the message is not
// taken.
func state(t Trust, doc []byte) (State, string) {
	v, err := t.Verify(doc)
	var bad *SignatureError
	reason := ""
	if errors.As(err, &bad) {
		reason = bad.Reason
	}
	if len(v) == 0 {
		return "", reason
	}
	return v[0].State, reason
}

func TestSignaturesOfXMLSecAreTrusted(t *testing.T) {
	for _, name := range []string{"rsa", "ecdsa"} {
		doc := file(t, "signed/xmlsec-"+name+".xml")
		key := publicKey(t, "signed/xmlsec-"+name+".pem")
		trust := Trust{Need: SignatureRequired, Keys: []crypto.PublicKey{keys()["rsa"].Public(), key}}
		if s, reason := state(trust, doc); s != Trusted || reason != "" {
			t.Errorf("%s: %s, %s", name, s, reason)
		}
		if a, err := Parse(doc); err != nil || !strings.Contains(a.Note, "셋") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The key of this message stands bare in it, and it rests on SHA-1.
func TestSHA1IsRecordedAndNotTrusted(t *testing.T) {
	doc := file(t, "signed/usgs.xml")
	v, err := Trust{Need: SignatureIfPresent}.Verify(doc)
	if err != nil || len(v) != 1 || v[0].State != Untrusted || v[0].Reason != "its key is not pinned" || v[0].Digest != signatureSpace+"sha1" {
		t.Fatalf("%+v, %v", v, err)
	}
	list, err := envelopes([]byte(strings.ToValidUTF8(string(doc), "?")))
	if err != nil {
		t.Fatal(err)
	}
	c, err := newClaim(list[0])
	if err != nil || len(c.keys) != 1 || Fingerprint(c.keys[0]) != v[0].Key {
		t.Fatalf("%+v, %v", c, err)
	}
	trust := Trust{Need: SignatureRequired, Keys: c.keys}
	if s, reason := state(trust, doc); s != Untrusted || reason != "it rests on SHA-1" {
		t.Errorf("%s, %s", s, reason)
	}
}

// Everything that another program could verify of the corpus we can, and
// nothing that two of them found altered.
func TestRealSignaturesAreSeenAsOthersSeeThem(t *testing.T) {
	dir, _ := corpus(t)
	b, err := os.ReadFile(filepath.Join(dir, "SIGNATURES.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n")[1:] {
		f := strings.Split(l, "\t")
		doc, err := os.ReadFile(filepath.Join(dir, f[0]))
		if err != nil {
			t.Fatal(err)
		}
		v, _ := Trust{Need: SignatureIfPresent, Several: true}.Verify(doc)
		whole := len(v) > 0 && v[0].State == Untrusted
		if (f[5] == "ok" || f[6] == "ok") && !whole || f[5] == "digest-mismatch" && strings.HasPrefix(f[6], "fail") && whole {
			t.Errorf("%s: %+v, xmlsec1 says %s, goxmldsig %s", f[0], v, f[5], f[6])
		}
	}
}

const signable = "<?xml version='1.0'?>\r\n<!-- x --><?p q?><alert xmlns='urn:oasis:names:tc:emergency:cap:1.2' xmlns:u='urn:u'>\r\n" +
	"<identifier>1</identifier><sender>a</sender><sent>2026-07-11T04:20:00+09:00</sent><status>Test</status>" +
	"<msgType>Alert</msgType><scope>Public</scope><note>a &amp; b &#13;&#x9; <!-- c --> <![CDATA[<d>]]>\r\n\"e\" 한</note></alert >\n<?r?><!-- s -->"

func TestWhatWeSignWeTrust(t *testing.T) {
	for kind, key := range keys() {
		for _, method := range canonicalizations {
			s := Signer{Key: key, Canonical: method}
			doc, err := s.Sign([]byte(signable))
			if err != nil {
				t.Errorf("%s, %s: %v", kind, method, err)
				continue
			}
			trust := Trust{Need: SignatureRequired, Keys: []crypto.PublicKey{key.Public()}}
			if st, reason := state(trust, doc); st != Trusted || reason != "" {
				t.Errorf("%s, %s: %s, %s", kind, method, st, reason)
			}
			before, _, _ := strings.Cut(signable, "</alert")
			if !strings.HasPrefix(string(doc), before+"<ds:Signature") || !strings.HasSuffix(string(doc), "</ds:Signature></alert >\n<?r?><!-- s -->") {
				t.Errorf("%s, %s: signing changed the message", kind, method)
			}
			if a, err := Parse(doc); err != nil || !a.Signed {
				t.Errorf("%s, %s: %v", kind, method, err)
			}
		}
	}
}

func TestECDSASignaturesAre64Octets(t *testing.T) {
	for range 20 { // short numbers come up now and then
		doc, err := (&Signer{Key: keys()["ecdsa"]}).Sign([]byte(signable))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(doc), "<ds:SignatureValue>")
		value, _, _ := strings.Cut(rest, "<")
		if b, err := base64.StdEncoding.DecodeString(value); err != nil || len(b) != 64 {
			t.Fatalf("%d octets, %v", len(b), err)
		}
	}
	key := keys()["ecdsa"].Public()
	doc, err := (&Signer{Key: keys()["ecdsa"]}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(doc), "<ds:SignatureValue>")
	value, after, _ := strings.Cut(rest, "<")
	plain, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(plain[:32]), new(big.Int).SetBytes(plain[32:])})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"DER": der, "short": plain[:31], "one octet more": append(plain, 0), "empty": nil} {
		other := before + "<ds:SignatureValue>" + base64.StdEncoding.EncodeToString(b) + "<" + after
		if s, _ := state(Trust{Need: SignatureRequired, Keys: []crypto.PublicKey{key}}, []byte(other)); s != Untrusted {
			t.Errorf("a signature in %s is %s", name, s)
		}
	}
	one := []byte{0x30, 6, 2, 1, 1, 2, 1, 2} // r 1, s 2 in DER
	want := make([]byte, 64)
	want[31], want[63] = 1, 2
	if got, err := fixedSignature(one, 32); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%x, %v", got, err)
	}
	if _, err := fixedSignature([]byte{0x30, 3, 2, 1, 1}, 32); err == nil {
		t.Error("half a signature was taken")
	}
}

func TestAttacksOnSignaturesFail(t *testing.T) {
	key := keys()["ecdsa"]
	trust := Trust{Need: SignatureRequired, Keys: []crypto.PublicKey{key.Public()}}
	doc, err := (&Signer{Key: key}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	signed := string(doc)
	signature := signed[strings.Index(signed, "<ds:Signature xmlns"):strings.Index(signed, "</alert >")]
	evil := strings.Replace(signable, ">1<", ">2<", 1)
	replace := func(old, with string) string {
		if !strings.Contains(signed, old) {
			t.Fatalf("%q is not in the message", old)
		}
		return strings.Replace(signed, old, with, 1)
	}
	const transform = `<ds:Transform Algorithm="` + enveloped + `"></ds:Transform>`
	other, err := (&Signer{Key: keys()["rsa"]}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, doc string
		state     State
		reason    string
	}{
		{"as it was signed", signed, Trusted, ""},
		{"the signature of another document", strings.Replace(evil, "</alert >", signature+"</alert >", 1), Altered, "not what was signed"},
		{"a value changed", replace(">Public<", ">Private<"), Altered, "not what was signed"},
		{"a namespace more", replace("xmlns:u='urn:u'", "xmlns:u='urn:u' u:a='x'"), Altered, "not what was signed"},
		{"the signed document wrapped into another", strings.Replace(evil, "</alert >", "<info>"+signed[strings.Index(signed, "<alert"):strings.Index(signed, "\n<?r?>")]+"</info></alert >", 1), "", "no signature"},
		{"the signature deeper down", strings.Replace(evil, "</alert >", "<info>"+signature+"</info></alert >", 1), "", "no signature"},
		{"the document inside an object of the signature", strings.Replace(evil, "</alert >", strings.Replace(signature, "</ds:Signature>", "<ds:Object Id='x'>"+signed[strings.Index(signed, "<alert"):strings.Index(signed, "\n<?r?>")]+"</ds:Object></ds:Signature>", 1)+"</alert >", 1), Altered, "not what was signed"},
		{"a reference to a part", replace(`URI=""`, `URI="#x"`), Malformed, `reference is to "#x"`},
		{"no reference", replace(` URI=""`, ""), Malformed, "reference is to"},
		{"two references", replace("</ds:Reference>", "</ds:Reference><ds:Reference></ds:Reference>"), Malformed, "single reference"},
		{"another transform", replace(transform, `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"></ds:Transform>`), Malformed, "first transform"},
		{"a transform more", replace("</ds:Transforms>", `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></ds:Transform></ds:Transforms>`), Malformed, "REC-xslt"},
		{"another canonicalization of the document", replace(`<ds:Transform Algorithm="`+string(ExclusiveCanonical), `<ds:Transform Algorithm="`+string(Canonical10)), Altered, "not what was signed"},
		{"another canonicalization of what is signed", replace(`<ds:CanonicalizationMethod Algorithm="`+string(ExclusiveCanonical), `<ds:CanonicalizationMethod Algorithm="`+string(Canonical10)), Untrusted, "no key"},
		{"an algorithm with a shared key", replace(ecdsaSHA256, moreAlgorithms+"hmac-sha256"), Untrusted, "not known"},
		{"an algorithm of another key", replace(ecdsaSHA256, rsaSHA256), Untrusted, "no key"},
		{"no digest", replace("<ds:DigestValue>", "<ds:DigestValue/><ds:DigestValue>"), Altered, "not what was signed"},
		{"another key", string(other), Untrusted, "no key"},
		{"two signatures", strings.Replace(signed, "</alert >", signature+"</alert >", 1), "", "2 signatures"},
		{"nine signatures", strings.Replace(signed, "</alert >", strings.Repeat(signature, 8)+"</alert >", 1), "", "more than 8"},
		{"no signature", signable, "", "no signature"},
		{"no XML", "{}", "", "outside the root"},
		{"a document type", "<!DOCTYPE a>" + signed[strings.Index(signed, "<alert"):], "", "document type"},
	} {
		if s, reason := state(trust, []byte(c.doc)); s != c.state || !strings.Contains(reason, c.reason) || (reason == "") != (c.state == Trusted) {
			t.Errorf("%s: %s, %q; want %s, %q", c.name, s, reason, c.state, c.reason)
		}
	}
}

// Canonical XML leaves comments out, so they can be put into a signed value;
// what is read must not depend on them.
func TestCommentsInSignedValuesChangeNothing(t *testing.T) {
	key := keys()["ecdsa"]
	doc, err := (&Signer{Key: key}).Sign([]byte(strings.Replace(signable, "<sender>a<", "<sender>desk@example.kr.evil.example<", 1)))
	if err != nil {
		t.Fatal(err)
	}
	injected := bytes.Replace(doc, []byte("desk@example.kr.evil"), []byte("desk@example.kr<!-- -->.evil"), 1)
	trust := Trust{Need: SignatureRequired, Keys: []crypto.PublicKey{key.Public()}}
	if s, reason := state(trust, injected); s != Trusted {
		t.Fatalf("%s, %s", s, reason)
	}
	if a, err := Parse(injected); err != nil || a.Sender != "desk@example.kr.evil.example" {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestNeedsOfASource(t *testing.T) {
	key := keys()["ecdsa"]
	signed, err := (&Signer{Key: key}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	altered := bytes.Replace(signed, []byte(">Public<"), []byte(">Private<"), 1)
	for _, c := range []struct {
		need                              Need
		unsigned, unknown, altered, known bool
	}{
		{SignatureIgnored, true, true, true, true},
		{SignatureIfPresent, true, true, false, true},
		{SignatureRequired, false, false, false, true},
	} {
		taken := func(doc []byte, keys ...crypto.PublicKey) bool {
			_, err := Trust{Need: c.need, Keys: keys}.Verify(doc)
			return err == nil
		}
		for i, got := range []bool{taken([]byte(signable)), taken(signed), taken(altered, key.Public()), taken(signed, key.Public())} {
			if want := []bool{c.unsigned, c.unknown, c.altered, c.known}[i]; got != want {
				t.Errorf("%s: document %d is taken: %t", c.need, i, got)
			}
		}
	}
}

func TestSeveralSignaturesWhereTheProfileAllowsThem(t *testing.T) {
	first, err := (&Signer{Key: keys()["ecdsa"]}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	second, err := (&Signer{Key: keys()["rsa"]}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(second, []byte("<ds:Signature xmlns"))
	piece := second[at:bytes.Index(second, []byte("</alert >"))]
	both := bytes.Replace(first, []byte("</alert >"), append(slices.Clone(piece), "</alert >"...), 1)
	for kind, key := range keys() {
		trust := Trust{Need: SignatureRequired, Several: true, Keys: []crypto.PublicKey{key.Public()}}
		v, err := trust.Verify(both)
		if err != nil || len(v) != 2 {
			t.Errorf("%s: %+v, %v", kind, v, err)
		}
	}
	nobody := Trust{Need: SignatureRequired, Several: true}
	if _, err := nobody.Verify(both); err == nil {
		t.Error("two signatures of unknown keys were taken")
	}
}

// certificate returns one for a key, by an issuer.
func certificate(t *testing.T, name string, key crypto.Signer, issuer *x509.Certificate, by crypto.Signer, until time.Time) *x509.Certificate {
	t.Helper()
	form := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: until.AddDate(-2, 0, 0),
		NotAfter: until, IsCA: issuer == nil, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if issuer == nil {
		issuer = form
	}
	der, err := x509.CreateCertificate(rand.Reader, form, issuer, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKeysThatAnAuthorityCertifiesAreTrusted(t *testing.T) {
	ca, key := keys()["rsa"], keys()["ecdsa"]
	until := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	root := certificate(t, "root", ca, nil, ca, until)
	leaf := certificate(t, "desk", key, root, ca, until)
	doc, err := (&Signer{Key: key, Certificate: leaf.Raw}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(root)
	others.AddCert(certificate(t, "root", key, nil, key, until))
	for _, c := range []struct {
		name  string
		trust Trust
		want  State
	}{
		{"in its time", Trust{Roots: roots, Now: until.AddDate(0, -1, 0)}, Trusted},
		{"expired", Trust{Roots: roots, Now: until.AddDate(0, 1, 0)}, Untrusted},
		{"of another authority", Trust{Roots: others, Now: until.AddDate(0, -1, 0)}, Untrusted},
		{"of nobody", Trust{}, Untrusted},
	} {
		c.trust.Need = SignatureRequired
		if s, reason := state(c.trust, doc); s != c.want || (reason == "") != (s == Trusted) {
			t.Errorf("%s: %s, %s", c.name, s, reason)
		}
	}
	forged, err := (&Signer{Key: ca, Certificate: leaf.Raw}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := state(Trust{Need: SignatureIfPresent, Roots: roots, Now: until.AddDate(0, -1, 0)}, forged); s != Altered {
		t.Errorf("signed with another key than that of the certificate: %s", s)
	}
}

func TestKeysTakeTurns(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 7, n, 0, 0, 0, 0, time.UTC) }
	list := Signers{{Key: keys()["ecdsa"], From: day(20)}, {Key: keys()["rsa"], From: day(1)}}
	for _, c := range []struct {
		at   time.Time
		want crypto.Signer
	}{{day(1), keys()["rsa"]}, {day(19), keys()["rsa"]}, {day(20), keys()["ecdsa"]}} {
		if s, err := list.At(c.at); err != nil || s.Key != c.want {
			t.Errorf("%v: %+v, %v", c.at, s, err)
		}
	}
	if _, err := list.At(day(1).Add(-1)); err == nil {
		t.Error("a key signs before its time")
	}
}

func TestWhatCannotBeSignedIsRefused(t *testing.T) {
	key := keys()["ecdsa"]
	signed, err := (&Signer{Key: key}).Sign([]byte(signable))
	if err != nil {
		t.Fatal(err)
	}
	long, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		signer Signer
		doc    string
		want   string
	}{
		{"signed already", Signer{Key: key}, string(signed), "signature already"},
		{"no CAP", Signer{Key: key}, "<a></a>", "no CAP"},
		{"empty", Signer{Key: key}, "<alert xmlns='" + Namespace + "'/>", "empty"},
		{"broken", Signer{Key: key}, "<alert", "ends before"},
		{"another encoding", Signer{Key: key}, "<alert>\xFF</alert>", "UTF-8"},
		{"no key", Signer{}, signable, "no key"},
		{"another curve", Signer{Key: long}, signable, "P-384"},
		{"another canonicalization", Signer{Key: key, Canonical: "urn:x"}, signable, "not known"},
	} {
		if doc, err := c.signer.Sign([]byte(c.doc)); err == nil || doc != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// What the digest is over, for a document with all that there is.
func TestCanonicalForms(t *testing.T) {
	const doc = "<?xml version='1.0'?>\n<!-- c --><?p  q ?>\n<a:x xmlns:a='urn:a' xmlns='urn:d' xmlns:z='urn:z' b='2' a:c='&lt;&quot;&#9;&#13;&amp;\n'><y xmlns=''/><z:w xmlns:z='urn:z'  a = '1'>&gt;]&#13;<!-- d --><![CDATA[&]]></z:w></a:x>\n<!-- e -->\n<?r?>"
	for _, c := range []struct {
		method Canonicalization
		want   string
	}{
		{Canonical10, "<?p q ?>\n<a:x xmlns=\"urn:d\" xmlns:a=\"urn:a\" xmlns:z=\"urn:z\" b=\"2\" a:c=\"&lt;&quot;&#x9;&#xD;&amp; \"><y xmlns=\"\"></y><z:w a=\"1\">&gt;]&#xD;&amp;</z:w></a:x>\n<?r?>"},
		{ExclusiveCanonical, "<?p q ?>\n<a:x xmlns:a=\"urn:a\" b=\"2\" a:c=\"&lt;&quot;&#x9;&#xD;&amp; \"><y></y><z:w xmlns:z=\"urn:z\" a=\"1\">&gt;]&#xD;&amp;</z:w></a:x>\n<?r?>"},
	} {
		var out bytes.Buffer
		if err := (&canonicalizer{method: c.method}).whole([]byte(doc), nil, &out); err != nil || out.String() != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", c.method, err, out.String(), c.want)
		}
	}
	var out bytes.Buffer
	x := canonicalizer{method: Canonical10WithComments}
	if err := x.element([]byte(doc), strings.Index(doc, "<z:w"), &out); err != nil {
		t.Fatal(err)
	}
	if want := `<z:w xmlns="urn:d" xmlns:a="urn:a" xmlns:z="urn:z" a="1">&gt;]&#xD;<!-- d -->&amp;</z:w>`; out.String() != want {
		t.Errorf("got %s\nwant %s", out.String(), want)
	}
	const language = `<a xml:lang="ko"><b/></a>`
	if err := (&canonicalizer{method: Canonical11}).element([]byte(language), 18, &out); !errors.Is(err, errInherited) {
		t.Errorf("an inherited attribute: %v", err)
	}
}

func FuzzVerify(f *testing.F) {
	for _, name := range []string{"usgs", "xmlsec-rsa", "xmlsec-ecdsa"} {
		f.Add(file(f, "signed/"+name+".xml"))
	}
	f.Add([]byte(signable))
	key := keys()["rsa"].Public()
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := Trust{Need: SignatureRequired, Keys: []crypto.PublicKey{key}}.Verify(b)
		if err == nil {
			t.Errorf("trusted: %+v", v)
		}
	})
}
