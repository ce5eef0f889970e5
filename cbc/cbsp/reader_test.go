package cbsp

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func TestStreamIsCutIntoMessagesHoweverItWasSplit(t *testing.T) {
	all := wires(t)
	stream := bytes.Join(all, nil)
	readers := map[string]io.Reader{
		"glued":              bytes.NewReader(stream),
		"one octet a time":   iotest.OneByteReader(bytes.NewReader(stream)),
		"half of what wants": iotest.HalfReader(bytes.NewReader(stream)),
	}
	for name, src := range readers {
		r := NewReader(src)
		for i, want := range all {
			got, err := r.Next()
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%s: message %d is %x, error %v, want %x", name, i, got, err, want)
			}
		}
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: after the last: %v, want EOF", name, err)
		}
	}
}

func TestStreamThatEndsInsideAMessageIsAnError(t *testing.T) {
	whole := []byte{byte(TypeReset), 0, 0, 4, 4, 0, 1, 6}
	for i := 1; i < len(whole); i++ {
		if _, err := NewReader(bytes.NewReader(whole[:i])).Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
}

func TestOverlongMessageIsRefusedBeforeItIsRead(t *testing.T) {
	_, err := NewReader(bytes.NewReader([]byte{byte(TypeReset), 0xff, 0xff, 0xff})).Next()
	var de *DecodeError
	if !errors.As(err, &de) || de.Type != TypeReset || de.Cause != ValueInvalid {
		t.Errorf("error %v", err)
	}
}
