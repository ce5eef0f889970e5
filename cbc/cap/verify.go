package cap

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// A Need says what a source's signatures are needed for.
type Need string

const (
	SignatureIgnored   Need = "ignored"    // not looked at
	SignatureIfPresent Need = "if-present" // a message without is taken, and one of an unknown key; what is altered is not
	SignatureRequired  Need = "required"   // only what is signed by a trusted key is taken
)

// Trust says whose signatures are believed. Keys for the time before and after
// a change stand beside each other.
type Trust struct {
	Need  Need
	Keys  []crypto.PublicKey // pinned: *rsa.PublicKey or *ecdsa.PublicKey
	Roots *x509.CertPool     // who may certify other keys; nil for nobody
	// Several allows more than one signature. Each must be by the rules, one
	// by a trusted key is enough; none of them signs the others.
	Several bool
	Now     time.Time // for certificates
}

// A State is how a signature is.
type State string

const (
	Trusted   State = "trusted"   // right, and by a key that is trusted
	Untrusted State = "untrusted" // the document is whole, but the key or an algorithm is unknown or too weak
	Altered   State = "altered"   // the document, or the signature, is not what was signed
	Malformed State = "malformed" // it is not of the form that is allowed, or over something else than the document
)

// A Verdict is what was found of one signature.
type Verdict struct {
	State                        State
	Algorithm, Digest, Canonical string // URIs that it names
	Key                          string // SHA-256 of the public key in DER, hexadecimal; empty if none fits
	Reason                       string // a clause, why it is not trusted; empty if it is
}

// A SignatureError says why a message is not to be taken.
type SignatureError struct {
	Reason   string
	Verdicts []Verdict
}

func (e *SignatureError) Error() string { return "CAP signature: " + e.Reason }

// Verify looks at the signatures of a message as it was received, before
// anything else is done with it. It returns what it found of each, in order,
// and a SignatureError if the message is not to be taken.
//
// A signature stands directly in the root and is over all of the document but
// the signatures. Its reference is single and to "", its transforms are that
// of enveloped signatures and a canonicalization. SHA-1 and RSA keys below
// 2,048 bits are recorded and not trusted.
func (t Trust) Verify(doc []byte) ([]Verdict, error) {
	if t.Need == SignatureIgnored || t.Need == "" {
		return nil, nil
	}
	verdicts, err := t.verdicts(doc)
	if err != nil {
		return nil, &SignatureError{Reason: err.Error()}
	}
	if reason := t.judge(verdicts); reason != "" {
		return verdicts, &SignatureError{reason, verdicts}
	}
	return verdicts, nil
}

func (t Trust) verdicts(b []byte) ([]Verdict, error) {
	if len(b) > MaxOctets {
		return nil, fmt.Errorf("the document has %d octets, more than %d", len(b), MaxOctets)
	}
	doc, err := toUTF8(b)
	if err != nil {
		return nil, err
	}
	elements, err := envelopes(doc)
	if err != nil {
		return nil, err
	}
	if len(elements) > 1 && !t.Several {
		return nil, fmt.Errorf("there are %d signatures, one is allowed", len(elements))
	}
	places := make([]int, len(elements))
	for i, e := range elements {
		places[i] = e.at
	}
	var list []Verdict
	for _, e := range elements {
		list = append(list, t.verdict(doc, e, places))
	}
	return list, nil
}

// judge returns why a message is not to be taken, or nothing.
func (t Trust) judge(verdicts []Verdict) string {
	reason := ""
	if len(verdicts) == 0 && t.Need == SignatureRequired {
		reason = "there is no signature"
	}
	taken := false
	for _, v := range verdicts {
		switch {
		case v.State == Trusted:
			return ""
		case v.State == Untrusted && t.Need == SignatureIfPresent:
			taken = true
		default:
			reason = v.Reason
		}
	}
	if taken && t.Several {
		return ""
	}
	return reason
}

// verdict looks at one signature. at is where all of them begin: what one of
// them is over has no signature in it.
func (t Trust) verdict(doc []byte, e *sigElement, at []int) Verdict {
	var v Verdict
	if info := e.child("SignedInfo"); info != nil {
		v.Algorithm, v.Canonical = info.algorithm("SignatureMethod"), info.algorithm("CanonicalizationMethod")
		if r := info.child("Reference"); r != nil {
			v.Digest = r.algorithm("DigestMethod")
		}
	}
	c, err := newClaim(e)
	if err != nil {
		v.State, v.Reason = Malformed, err.Error()
		if errors.Is(err, errUnknown) {
			v.State = Untrusted
		}
		return v
	}
	digest, err := c.documentDigest(doc, at)
	if err == nil && !bytes.Equal(digest, c.digest.value) {
		v.State, v.Reason = Altered, "the document is not what was signed"
		return v
	}
	sum, also := c.signedDigest(doc)
	if err := errors.Join(err, also); err != nil {
		v.State, v.Reason = Malformed, err.Error()
		return v
	}
	t.identify(&v, c, sum)
	return v
}

// documentDigest returns the digest of the document without its signatures.
func (c *claim) documentDigest(doc []byte, signatures []int) ([]byte, error) {
	h := digestAlgorithms[c.digest.uri].New()
	w := canonicalizer{method: c.transform, prefixes: c.inclusive}
	if err := w.whole(doc, signatures, h); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}

// signedDigest returns the digest that the signature is over.
func (c *claim) signedDigest(doc []byte) ([]byte, error) {
	h := c.algorithm.hash.New()
	w := canonicalizer{method: c.method, prefixes: c.prefixes}
	if err := w.element(doc, c.info, h); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}

// identify finds the key: one that is pinned, one of a certificate that leads
// to a root, or else one that the signature brings itself and that proves no
// more than that the document is whole.
func (t Trust) identify(v *Verdict, c *claim, sum []byte) {
	for _, k := range t.Keys {
		if c.algorithm.verify(k, sum, c.signature) {
			v.settle(c, k, "")
			return
		}
	}
	for _, cert := range c.certificates {
		if c.algorithm.verify(cert.PublicKey, sum, c.signature) {
			v.settle(c, cert.PublicKey, t.distrust(cert, c.certificates))
			return
		}
	}
	for _, k := range c.keys {
		if c.algorithm.verify(k, sum, c.signature) {
			v.settle(c, k, "its key is not pinned")
			return
		}
	}
	v.State, v.Reason = Untrusted, "no key that is known made it"
	if len(c.certificates)+len(c.keys) > 0 {
		v.State, v.Reason = Altered, "it was not made with the key that it names"
	}
}

// distrust returns why a certificate is not trusted, or nothing.
func (t Trust) distrust(cert *x509.Certificate, with []*x509.Certificate) string {
	if t.Roots == nil {
		return "its key is not pinned"
	}
	between := x509.NewCertPool()
	for _, c := range with {
		between.AddCert(c)
	}
	_, err := cert.Verify(x509.VerifyOptions{
		Roots: t.Roots, Intermediates: between, CurrentTime: t.Now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return "its certificate is not trusted: " + err.Error()
	}
	return ""
}

// settle records a key that fits, and why it is not trusted, if so.
func (v *Verdict) settle(c *claim, key crypto.PublicKey, distrust string) {
	switch {
	case distrust != "":
	case c.algorithm.hash == crypto.SHA1 || digestAlgorithms[c.digest.uri] == crypto.SHA1:
		distrust = "it rests on SHA-1"
	case weakKey(key):
		distrust = fmt.Sprintf("its RSA key has less than %d bits", leastRSA)
	}
	v.Key, v.Reason, v.State = Fingerprint(key), distrust, Trusted
	if distrust != "" {
		v.State = Untrusted
	}
}

// Fingerprint returns the SHA-256 of a public key in DER, hexadecimal; "" for a
// key of an unknown kind.
func Fingerprint(key crypto.PublicKey) string {
	switch key.(type) {
	case *rsa.PublicKey, *ecdsa.PublicKey:
	default:
		return ""
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// ecdsaPair reads an ECDSA signature in DER.
func ecdsaPair(der []byte) (r, s *big.Int, err error) {
	var pair struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &pair)
	if err != nil || len(rest) > 0 {
		return new(big.Int), new(big.Int), errors.Join(err, errors.New("not a pair of numbers"))
	}
	return pair.R, pair.S, nil
}
