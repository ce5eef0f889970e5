package cap

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"math/big"
)

// maxSignatures is how many of a message are looked at.
const maxSignatures = 8

// A part of a signature, as a tree.
type sigElement struct {
	name     string // with the namespace in front where it is not that of signatures
	attrs    map[string]string
	text     []byte
	children []*sigElement
	at       int
}

func (e *sigElement) child(name string) *sigElement {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// algorithm returns the URI that a child names.
func (e *sigElement) algorithm(name string) string {
	if c := e.child(name); c != nil {
		return c.attrs["Algorithm"]
	}
	return ""
}

// octets returns the base64 content of a child.
func (e *sigElement) octets(name string) ([]byte, error) {
	c := e.child(name)
	if c == nil {
		return nil, fmt.Errorf("%s is missing", name)
	}
	b, err := base64Octets(c.text)
	if err != nil {
		return nil, fmt.Errorf("%s is not in base64", name)
	}
	return b, nil
}

// envelopes returns the signatures that stand directly in the root, in order.
// One anywhere else is none of ours.
func envelopes(doc []byte) ([]*sigElement, error) {
	s := newScanner(doc)
	var list, open []*sigElement
	for {
		kind, err := s.next()
		switch {
		case err != nil:
			return nil, err
		case kind == tokenEnd:
			return list, nil
		case kind == tokenOpen && len(open) == 0:
			if len(s.open) == 2 && s.tag.kind == spaceSignature && string(s.local(&s.tag)) == "Signature" {
				if len(list) == maxSignatures {
					return nil, fmt.Errorf("there are more than %d signatures", maxSignatures)
				}
				list = append(list, s.element())
				open = append(open, list[len(list)-1])
			}
		case len(open) == 0:
		case kind == tokenOpen:
			e := s.element()
			top := open[len(open)-1]
			top.children, open = append(top.children, e), append(open, e)
		case kind == tokenText:
			top := open[len(open)-1]
			top.text = appendText(top.text, s.text, s.verbatim)
		case kind == tokenClose:
			open = open[:len(open)-1]
		}
	}
}

// element makes an element of the start tag that was read.
func (s *scanner) element() *sigElement {
	e := &sigElement{name: string(s.local(&s.tag)), at: s.tag.at}
	if s.tag.kind != spaceSignature {
		e.name = string(s.uri(&s.tag)) + " " + e.name
	}
	for _, a := range s.attrs {
		if !a.declares() && len(a.space.uri) == 0 {
			if e.attrs == nil {
				e.attrs = map[string]string{}
			}
			e.attrs[string(a.local)] = string(attributeValue(a.value))
		}
	}
	return e
}

// A claim is what a signature says it is, checked for its form.
type claim struct {
	at        int // where Signature begins
	info      int // where SignedInfo begins
	method    Canonicalization
	prefixes  []string
	algorithm algorithm
	signature []byte

	transform Canonicalization
	inclusive []string
	digest    digest

	certificates []*x509.Certificate
	keys         []crypto.PublicKey // that stand bare in KeyInfo
}

// errUnknown marks what is well-formed and beyond what is known here.
var errUnknown = errors.New("is not known")

type digest struct {
	uri   string
	value []byte
}

// newClaim reads a signature. It must sign the whole document: one reference,
// to "", of which no more is left out than the signature.
func newClaim(e *sigElement) (*claim, error) {
	if len(e.children) < 2 || e.children[0].name != "SignedInfo" || e.children[1].name != "SignatureValue" {
		return nil, errors.New("it does not begin with SignedInfo and SignatureValue")
	}
	c := &claim{at: e.at, info: e.children[0].at}
	info := e.children[0]
	if len(info.children) != 3 || info.children[0].name != "CanonicalizationMethod" || info.children[1].name != "SignatureMethod" || info.children[2].name != "Reference" {
		return nil, errors.New("SignedInfo is not two methods and a single reference")
	}
	c.method = Canonicalization(info.algorithm("CanonicalizationMethod"))
	if !c.method.known() {
		return nil, fmt.Errorf("canonicalization %q %w", c.method, errUnknown)
	}
	c.prefixes = inclusivePrefixes(info.children[0])
	uri := info.algorithm("SignatureMethod")
	var ok bool
	if c.algorithm, ok = signatureAlgorithms[uri]; !ok {
		return nil, fmt.Errorf("signature algorithm %q %w", uri, errUnknown)
	}
	var err error
	if c.signature, err = e.octets("SignatureValue"); err != nil {
		return nil, err
	}
	if err := c.reference(info.children[2]); err != nil {
		return nil, err
	}
	c.keyInfo(e)
	return c, nil
}

func inclusivePrefixes(e *sigElement) []string {
	if x := e.child(string(ExclusiveCanonical) + " InclusiveNamespaces"); x != nil {
		return prefixList(x.attrs["PrefixList"])
	}
	return nil
}

// reference reads what is signed.
func (c *claim) reference(e *sigElement) error {
	if uri, ok := e.attrs["URI"]; !ok || uri != "" {
		return fmt.Errorf("the reference is to %q, not to the whole document", uri)
	}
	c.transform = Canonical10 // what turns nodes into octets if nothing is said
	if t := e.child("Transforms"); t != nil {
		if err := c.transforms(t.children); err != nil {
			return err
		}
	} else {
		return errors.New("the signature itself is not left out of what is signed")
	}
	c.digest.uri = e.algorithm("DigestMethod")
	if _, ok := digestAlgorithms[c.digest.uri]; !ok {
		return fmt.Errorf("digest algorithm %q %w", c.digest.uri, errUnknown)
	}
	var err error
	c.digest.value, err = e.octets("DigestValue")
	return err
}

// transforms allows the enveloped signature, then one canonicalization or none.
func (c *claim) transforms(list []*sigElement) error {
	if len(list) == 0 || list[0].name != "Transform" || list[0].attrs["Algorithm"] != enveloped {
		return errors.New("the first transform is not that of an enveloped signature")
	}
	if len(list) == 1 {
		return nil
	}
	c.transform = Canonicalization(list[1].attrs["Algorithm"])
	if len(list) > 2 || list[1].name != "Transform" || !c.transform.known() {
		return fmt.Errorf("there is a transform beyond a canonicalization: %q", list[len(list)-1].attrs["Algorithm"])
	}
	c.inclusive = inclusivePrefixes(list[1])
	return nil
}

// keyInfo reads the keys that a signature brings itself. One that cannot be
// read is one that is not there.
func (c *claim) keyInfo(e *sigElement) {
	info := e.child("KeyInfo")
	if info == nil {
		return
	}
	for _, data := range info.children {
		switch data.name {
		case "X509Data":
			c.x509Data(data)
		case "KeyValue":
			if k := rsaKeyValue(data.child("RSAKeyValue")); k != nil {
				c.keys = append(c.keys, k)
			}
			if k := ecKeyValue(data.child(dsig11Space + " ECKeyValue")); k != nil {
				c.keys = append(c.keys, k)
			}
		}
	}
}

func (c *claim) x509Data(data *sigElement) {
	for _, x := range data.children {
		der, err := base64Octets(x.text)
		if x.name != "X509Certificate" || err != nil {
			continue
		}
		if cert, err := x509.ParseCertificate(der); err == nil {
			c.certificates = append(c.certificates, cert)
		}
	}
}

// dsig11Space is that of the additions of XML Signature 1.1.
const dsig11Space = "http://www.w3.org/2009/xmldsig11#"

func rsaKeyValue(e *sigElement) crypto.PublicKey {
	if e == nil {
		return nil
	}
	n, err := e.octets("Modulus")
	exponent, also := e.octets("Exponent")
	x := new(big.Int).SetBytes(exponent)
	if err != nil || also != nil || !x.IsInt64() || x.Int64() < 3 || x.Int64() > math.MaxInt32 || len(n) == 0 || len(n) > maxModulus {
		return nil
	}
	return &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(x.Int64())}
}

// maxModulus is that of an RSA key of 16,384 bits, octets.
const maxModulus = 2048

// ecKeyValue reads a key on P-256, an uncompressed point.
func ecKeyValue(e *sigElement) crypto.PublicKey {
	if e == nil {
		return nil
	}
	curve, point := e.child(dsig11Space+" NamedCurve"), e.child(dsig11Space+" PublicKey")
	if curve == nil || point == nil || curve.attrs["URI"] != "urn:oid:1.2.840.10045.3.1.7" {
		return nil
	}
	b, err := base64Octets(point.text)
	if err != nil {
		return nil
	}
	k, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), b)
	if err != nil {
		return nil
	}
	return k
}

func base64Octets(text []byte) ([]byte, error) {
	return base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(text), nil)))
}
