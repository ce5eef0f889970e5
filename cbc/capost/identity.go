package capost

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"bongsu/cbc"
)

// An identity is the name of a document: the same for every attempt at the
// same warning, in this life of the process and in the next, so that a centre
// that has seen it already can tell.
type identity struct {
	sender string
	id     string // a UUID of version 8, RFC 9562 clause 5.8
	number uint32 // of IBAG and CMAC
	sent   time.Time
}

// identify returns the identity of the document that says w.
func identify(sender string, w *cbc.Warning) identity {
	b := append([]byte(sender), 0, byte(w.Action))
	b = binary.BigEndian.AppendUint16(b, uint16(w.MessageID))
	b = binary.BigEndian.AppendUint16(b, uint16(w.Serial.WithScope(0)))
	b = binary.BigEndian.AppendUint16(b, w.Reference)
	b = binary.BigEndian.AppendUint64(b, uint64(w.Issued.UnixNano()))
	return named(sender, b, w.Issued)
}

// stopped returns the identity of the document that the stop w takes back.
func stopped(sender string, w *cbc.Warning) identity {
	written := *w
	written.Action = cbc.Write
	return identify(sender, &written)
}

// named makes an identity of what tells it from all others.
func named(sender string, of []byte, sent time.Time) identity {
	sum := sha256.Sum256(of)
	u := sum[:16]
	u[6], u[8] = u[6]&0x0F|0x80, u[8]&0x3F|0x80
	x := hex.EncodeToString(u)
	return identity{sender: sender, id: strings.Join([]string{x[:8], x[8:12], x[12:16], x[16:20], x[20:]}, "-"),
		number: binary.BigEndian.Uint32(sum[16:]), sent: sent.Truncate(time.Second).UTC()}
}

// reference returns i as a report gives it and as a later warning brings it
// back.
func (i identity) reference() string {
	return fmt.Sprintf("%s,%s,%s,%08X", i.sender, i.id, i.sent.Format(time.RFC3339), i.number)
}

// parseReference reads what reference writes; false if it is something else.
func parseReference(s string) (identity, bool) {
	f := strings.Split(s, ",")
	if len(f) != 4 {
		return identity{}, false
	}
	sent, err := time.Parse(time.RFC3339, f[2])
	n, err2 := hex.DecodeString(f[3])
	if err != nil || err2 != nil || len(n) != 4 {
		return identity{}, false
	}
	return identity{f[0], f[1], binary.BigEndian.Uint32(n), sent}, true
}
