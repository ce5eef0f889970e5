package cap

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1" //nolint:gosec // recorded, never trusted
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"
	"math/big"
)

// An algorithm of XML Signature 1.1 or RFC 6931, by its URI.
type algorithm struct {
	hash crypto.Hash
	kind keyKind
}

type keyKind uint8

const (
	keyRSA keyKind = iota + 1
	keyECDSA
)

const (
	moreAlgorithms = "http://www.w3.org/2001/04/xmldsig-more#"
	rsaSHA256      = moreAlgorithms + "rsa-sha256"
	ecdsaSHA256    = moreAlgorithms + "ecdsa-sha256"
	sha256Digest   = "http://www.w3.org/2001/04/xmlenc#sha256"
	enveloped      = signatureSpace + "enveloped-signature"
)

var signatureAlgorithms = map[string]algorithm{
	signatureSpace + "rsa-sha1":     {crypto.SHA1, keyRSA},
	rsaSHA256:                       {crypto.SHA256, keyRSA},
	moreAlgorithms + "rsa-sha384":   {crypto.SHA384, keyRSA},
	moreAlgorithms + "rsa-sha512":   {crypto.SHA512, keyRSA},
	moreAlgorithms + "ecdsa-sha1":   {crypto.SHA1, keyECDSA},
	ecdsaSHA256:                     {crypto.SHA256, keyECDSA},
	moreAlgorithms + "ecdsa-sha384": {crypto.SHA384, keyECDSA},
	moreAlgorithms + "ecdsa-sha512": {crypto.SHA512, keyECDSA},
}

var digestAlgorithms = map[string]crypto.Hash{
	signatureSpace + "sha1":                   crypto.SHA1,
	sha256Digest:                              crypto.SHA256,
	moreAlgorithms + "sha384":                 crypto.SHA384,
	"http://www.w3.org/2001/04/xmlenc#sha512": crypto.SHA512,
}

// leastRSA is the shortest RSA key that is trusted, bits.
const leastRSA = 2048

// verify reports whether a signature over a digest was made with a key.
func (a algorithm) verify(key crypto.PublicKey, digest, signature []byte) bool {
	switch k := key.(type) {
	case *rsa.PublicKey:
		return a.kind == keyRSA && rsa.VerifyPKCS1v15(k, a.hash, digest, signature) == nil
	case *ecdsa.PublicKey:
		// XML Signature 1.1, clause 6.4.3: r and s, each as long as the order.
		n := (k.Params().N.BitLen() + 7) / 8
		if a.kind != keyECDSA || len(signature) != 2*n {
			return false
		}
		r, s := new(big.Int).SetBytes(signature[:n]), new(big.Int).SetBytes(signature[n:])
		return ecdsa.Verify(k, digest, r, s)
	}
	return false
}

// weakKey reports whether a key is too short to be trusted.
func weakKey(key crypto.PublicKey) bool {
	k, ok := key.(*rsa.PublicKey)
	return ok && k.N.BitLen() < leastRSA
}

// sign returns the signature over a digest in the form of XML Signature.
func sign(key crypto.Signer, hash crypto.Hash, digest []byte) ([]byte, error) {
	s, err := key.Sign(rand.Reader, digest, hash)
	if err != nil {
		return nil, err
	}
	k, ok := key.Public().(*ecdsa.PublicKey)
	if !ok {
		return s, nil
	}
	return fixedSignature(s, (k.Params().N.BitLen()+7)/8)
}

// fixedSignature makes r‖s, each of n octets, of an ECDSA signature in DER.
func fixedSignature(der []byte, n int) ([]byte, error) {
	r, s, err := ecdsaPair(der)
	if err != nil || r.Sign() < 0 || s.Sign() < 0 || r.BitLen() > 8*n || s.BitLen() > 8*n {
		return nil, fmt.Errorf("the key made no ECDSA signature: %w", err)
	}
	out := make([]byte, 2*n)
	r.FillBytes(out[:n])
	s.FillBytes(out[n:])
	return out, nil
}
