package sabp

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

// The stream holds no lengths of messages: the reader must find them however
// the octets come.
func TestStreamIsCutWhereMessagesEnd(t *testing.T) {
	long, err := (&Reset{areas(2500)}).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	short, err := (&Reset{areas(1)}).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]byte{short, long, short, short}
	stream := bytes.Join(want, nil)
	for name, from := range map[string]io.Reader{
		"at once":        bytes.NewReader(stream),
		"octet by octet": iotest.OneByteReader(bytes.NewReader(stream)),
	} {
		r := NewReader(from)
		for i, w := range want {
			if got, err := r.Next(); err != nil || !bytes.Equal(got, w) {
				t.Errorf("%s: message %d has %d octets of %d, %v", name, i, len(got), len(w), err)
			}
		}
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: at the end %v", name, err)
		}
	}
}

func TestStreamThatBreaksOffInsideAMessage(t *testing.T) {
	for id, wire := range vectors(t) {
		for n := 1; n < len(wire); n++ {
			if _, err := NewReader(bytes.NewReader(wire[:n])).Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%s cut to %d octets: %v", id, n, err)
			}
		}
	}
}

func TestLengthsThatLieEndTheStream(t *testing.T) {
	for name, b := range map[string][]byte{
		"a fragment of no blocks": {0, 0, 0, 0xC0, 1, 2},
		"of too many":             {0, 0, 0, 0xC5, 1, 2},
		"fragments without end":   append([]byte{0, 0, 0}, bytes.Repeat(append([]byte{0xC4}, make([]byte, 65536)...), 21)...),
	} {
		var bad *DecodeError
		if _, err := NewReader(bytes.NewReader(b)).Next(); !errors.As(err, &bad) || bad.Cause != TransferSyntax {
			t.Errorf("%s: %v", name, err)
		}
	}
}
