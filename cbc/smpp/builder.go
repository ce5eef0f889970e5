package smpp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/fiorix/go-smpp/smpp/pdu"
)

// A builder writes one PDU with sequence number 0 behind what is in b. The
// first error sticks.
type builder struct {
	b       []byte
	start   int
	command Command
	err     error
}

// begin writes the header.
func begin(b []byte, c Command, s Status) builder {
	w := builder{b: b, start: len(b), command: c}
	w.b = append(w.b, 0, 0, 0, 0)
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(c))
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(s))
	w.b = append(w.b, 0, 0, 0, 0)
	return w
}

// resume goes on behind what go-smpp writes of p. Whether its values fit must
// have been seen to before.
func resume(b []byte, p pdu.Body, s Status) builder {
	p.Header().Status, p.Header().Seq = pdu.Status(s), 0
	w := builder{start: len(b), command: Command(p.Header().ID)}
	out := bytes.NewBuffer(b)
	w.err = p.SerializeTo(out)
	w.b = out.Bytes()
	return w
}

// text writes a C-octet string of at most size octets with its NUL.
func (w *builder) text(name, s string, size int) {
	if err := fits(s, size); err != nil {
		w.fail(name, err)
	}
	w.b = append(append(w.b, s...), 0)
}

// fits refuses what is no C-octet string of at most size octets with its NUL.
// The string itself may be a secret.
func fits(s string, size int) error {
	if len(s) >= size {
		return fmt.Errorf("%d octets, at most %d are possible", len(s), size-1)
	}
	if strings.IndexByte(s, 0) >= 0 {
		return fmt.Errorf("has a NUL in it")
	}
	return nil
}

func (w *builder) octet(v ...byte) { w.b = append(w.b, v...) }

func (w *builder) address(a Address, size int) {
	w.octet(a.TON, a.NPI)
	w.text("address", a.Number, size)
}

// tlv writes an optional parameter.
func (w *builder) tlv(t Tag, v ...byte) {
	w.open(t, len(v))
	w.b = append(w.b, v...)
}

// open writes the tag and length of an optional parameter of n octets, which
// the caller appends.
func (w *builder) open(t Tag, n int) {
	if n > maxTLV {
		w.fail(t.String(), fmt.Errorf("%d octets, at most %d are possible", n, maxTLV))
	}
	w.b = binary.BigEndian.AppendUint16(w.b, uint16(t))
	w.b = binary.BigEndian.AppendUint16(w.b, uint16(n))
}

func (w *builder) tlv16(t Tag, v uint16) { w.tlv(t, byte(v>>8), byte(v)) }

func (w *builder) rest(all []TLV) {
	for _, t := range all {
		w.tlv(t.Tag, t.Value...)
	}
}

func (w *builder) fail(name string, err error) {
	if w.err == nil {
		w.err = fmt.Errorf("%v: %s: %w", w.command, name, err)
	}
}

// end fills in the length and returns all of b. After an error that is what it
// was at the beginning.
func (w *builder) end() ([]byte, error) {
	n := len(w.b) - w.start
	if n > MaxLength {
		w.fail("command_length", fmt.Errorf("%d octets, at most %d are possible", n, MaxLength))
	}
	if w.err != nil {
		return w.b[:w.start], w.err
	}
	binary.BigEndian.PutUint32(w.b[w.start:], uint32(n))
	return w.b, nil
}

// A message can write itself.
type message interface {
	appendTo(b []byte) ([]byte, error)
}

// pduOf returns a message as a PDU.
func pduOf(m message) (*PDU, error) {
	b, err := m.appendTo(nil)
	if err != nil {
		return nil, err
	}
	p, err := view(b)
	if err != nil {
		return nil, fmt.Errorf("reading back: %w", err)
	}
	return &p, nil
}
