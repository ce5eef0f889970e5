package cap

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"
)

// A Signer signs messages with one key, RSA of at least 2,048 bits or ECDSA on
// P-256, each with SHA-256.
type Signer struct {
	Key         crypto.Signer
	Certificate []byte           // in DER, sent with each signature; nil for none
	Canonical   Canonicalization // "" is exclusive canonicalization
	From        time.Time        // when it takes over from the signer before; zero for always
}

// Signers are those of one recipient, the next ones beside the one in use.
type Signers []Signer

// At returns the signer whose time began last before now.
func (list Signers) At(now time.Time) (*Signer, error) {
	var found *Signer
	for i := range list {
		s := &list[i]
		if !s.From.After(now) && (found == nil || s.From.After(found.From)) {
			found = s
		}
	}
	if found == nil {
		return nil, fmt.Errorf("none of %d keys may sign at %s", len(list), now.Format(time.RFC3339))
	}
	return found, nil
}

// signatureForm has places for the canonicalization twice, the algorithm, the
// digest, the signature and the key.
const signatureForm = `<ds:Signature xmlns:ds="` + signatureSpace + `"><ds:SignedInfo>` +
	`<ds:CanonicalizationMethod Algorithm="%[1]s"></ds:CanonicalizationMethod>` +
	`<ds:SignatureMethod Algorithm="%[2]s"></ds:SignatureMethod>` +
	`<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="` + enveloped + `"></ds:Transform>` +
	`<ds:Transform Algorithm="%[1]s"></ds:Transform></ds:Transforms>` +
	`<ds:DigestMethod Algorithm="` + sha256Digest + `"></ds:DigestMethod><ds:DigestValue>%[3]s</ds:DigestValue></ds:Reference>` +
	`</ds:SignedInfo><ds:SignatureValue>%[4]s</ds:SignatureValue>%[5]s</ds:Signature>`

// Sign returns a message, in UTF-8 and not yet signed, with an enveloped
// signature at the end of alert; nothing else of it changes. It has verified
// the signature before it returns.
func (s *Signer) Sign(doc []byte) ([]byte, error) {
	algorithm, err := s.algorithm()
	if err != nil {
		return nil, fmt.Errorf("signing CAP message: %w", err)
	}
	method := s.Canonical
	if method == "" {
		method = ExclusiveCanonical
	}
	if !method.known() {
		return nil, fmt.Errorf("signing CAP message: canonicalization %q is not known", method)
	}
	end, err := unsignedEnd(doc)
	if err != nil {
		return nil, fmt.Errorf("signing CAP message: %w", err)
	}
	h := sha256.New()
	if err := (&canonicalizer{method: method}).whole(doc, nil, h); err != nil {
		return nil, fmt.Errorf("signing CAP message: %w", err)
	}
	digest := base64.StdEncoding.EncodeToString(h.Sum(nil))
	with := func(value string) []byte {
		return bytes.Join([][]byte{doc[:end], fmt.Appendf(nil, signatureForm, method, algorithm, digest, value, s.keyInfo()), doc[end:]}, nil)
	}
	sum, err := signedInfoDigest(with(""), method)
	if err != nil {
		return nil, fmt.Errorf("signing CAP message: %w", err)
	}
	value, err := sign(s.Key, crypto.SHA256, sum)
	if err != nil {
		return nil, fmt.Errorf("signing CAP message: %w", err)
	}
	signed := with(base64.StdEncoding.EncodeToString(value))
	if _, err := (Trust{Need: SignatureRequired, Keys: []crypto.PublicKey{s.Key.Public()}}).Verify(signed); err != nil {
		return nil, fmt.Errorf("signing CAP message: reading it again: %w", err)
	}
	return signed, nil
}

// algorithm returns the URI for the key.
func (s *Signer) algorithm() (string, error) {
	if s.Key == nil {
		return "", errors.New("there is no key")
	}
	switch k := s.Key.Public().(type) {
	case *rsa.PublicKey:
		if weakKey(k) {
			return "", fmt.Errorf("the RSA key has %d bits, at least %d are needed", k.N.BitLen(), leastRSA)
		}
		return rsaSHA256, nil
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() {
			return "", fmt.Errorf("the ECDSA key is on %s, only P-256 is used", k.Params().Name)
		}
		return ecdsaSHA256, nil
	default:
		return "", fmt.Errorf("a key of type %T is not used", k)
	}
}

func (s *Signer) keyInfo() string {
	if s.Certificate == nil {
		return ""
	}
	return "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>" + base64.StdEncoding.EncodeToString(s.Certificate) +
		"</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
}

// unsignedEnd returns where the end tag of alert begins, which is where a
// signature goes.
func unsignedEnd(doc []byte) (int, error) {
	s := newScanner(doc)
	if !s.utf8 {
		return 0, errors.New("the message is not in UTF-8")
	}
	end := -1
	for {
		kind, err := s.next()
		switch {
		case err != nil:
			return 0, err
		case kind == tokenEnd && (end < 0 || !bytes.HasPrefix(doc[end:], []byte("</"))):
			return 0, errors.New("the message is empty")
		case kind == tokenEnd:
			return end, nil
		case kind == tokenOpen && s.tag.kind == spaceSignature:
			return 0, errors.New("the message has a signature already")
		case kind == tokenOpen && len(s.open) == 1 && s.tag.kind != spaceCAP:
			return 0, errors.New("the document is no CAP 1.2")
		case kind == tokenClose && len(s.open) == 0:
			end = s.at
		}
	}
}

// signedInfoDigest returns the digest of the SignedInfo of a message with one
// signature.
func signedInfoDigest(doc []byte, method Canonicalization) ([]byte, error) {
	list, err := envelopes(doc)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	err = (&canonicalizer{method: method}).element(doc, list[0].child("SignedInfo").at, h)
	return h.Sum(nil), err
}
