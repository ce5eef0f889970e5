package cbsp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// A Reader cuts a stream into messages, however they were split or glued.
type Reader struct {
	r   *bufio.Reader
	buf []byte
}

// NewReader returns a reader of the messages in r.
func NewReader(r io.Reader) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, 4096)}
}

// Next returns the next whole message, header included, valid until the call
// after. It does not look inside. At the end of the stream the error is
// io.EOF, inside a message io.ErrUnexpectedEOF; a message over MaxMessage is a
// *DecodeError, after which the stream cannot be read further.
func (r *Reader) Next() ([]byte, error) {
	var head [headerLen]byte
	if _, err := io.ReadFull(r.r, head[:]); err != nil {
		return nil, err
	}
	n := headerLen + (int(head[1])<<16 | int(head[2])<<8 | int(head[3]))
	if n > MaxMessage {
		return nil, &DecodeError{Type: Type(head[0]), Offset: 1, Cause: ValueInvalid,
			Reason: fmt.Sprintf("%d octets are over the limit of %d", n, MaxMessage)}
	}
	if cap(r.buf) < n {
		r.buf = make([]byte, n, max(n, 512))
	}
	r.buf = append(r.buf[:0], head[:]...)[:n]
	if _, err := io.ReadFull(r.r, r.buf[headerLen:]); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return r.buf, nil
}
