package sabp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
)

// MaxMessage is the longest message that is read from a peer, in octets. The
// longest that makes sense, a failure with two full lists, is 1,245,000.
const MaxMessage = 5 << 18

// A Reader cuts a stream into messages. There is no length in front of one: the
// reader follows the length of its contents, and the fragments where there are.
type Reader struct {
	r   *bufio.Reader
	buf []byte
}

// NewReader returns a reader of the messages in r.
func NewReader(r io.Reader) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, 4096)}
}

// Next returns the next whole message, valid until the call after. It does not
// look inside. At the end of the stream the error is io.EOF, inside a message
// io.ErrUnexpectedEOF; what cannot be the begin of a message is a *DecodeError,
// after which the stream cannot be read further.
func (r *Reader) Next() ([]byte, error) {
	r.buf = r.buf[:0]
	if _, err := r.r.Peek(1); err != nil {
		return nil, err
	}
	err := r.more(3)
	for whole := false; err == nil && !whole; {
		whole, err = r.part()
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	return r.buf, nil
}

// part reads one length and what it announces, and reports whether it was the
// last.
func (r *Reader) part() (last bool, err error) {
	if err := r.more(1); err != nil {
		return false, err
	}
	switch b := r.buf[len(r.buf)-1]; {
	case b < 0x80:
		return true, r.more(int(b))
	case b < 0xC0:
		if err := r.more(1); err != nil {
			return false, err
		}
		return true, r.more(int(b&0x3F)<<8 | int(r.buf[len(r.buf)-1]))
	case b == 0xC0 || b > 0xC4:
		return false, &DecodeError{Whole: true, Offset: len(r.buf) - 1, Cause: TransferSyntax, Reason: "no length"}
	default:
		return false, r.more(int(b&0x3F) << 14)
	}
}

// more reads n octets behind those that are there. Room is made as they come,
// since a length may lie.
func (r *Reader) more(n int) error {
	if len(r.buf)+n > MaxMessage {
		return &DecodeError{Whole: true, Offset: len(r.buf), Cause: TransferSyntax,
			Reason: fmt.Sprintf("%d octets are over the limit of %d", len(r.buf)+n, MaxMessage)}
	}
	for n > 0 {
		k := min(n, 16384)
		at := len(r.buf)
		r.buf = slices.Grow(r.buf, k)[:at+k]
		if _, err := io.ReadFull(r.r, r.buf[at:]); err != nil {
			return err
		}
		n -= k
	}
	return nil
}
