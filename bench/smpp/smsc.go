package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// serve is the peer: it answers every request by its header alone, submit_sm
// with a name of 16 characters, and writes once for all that it has read.
func serve() error {
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(os.Stdout, ln.Addr().String()+"\n"); err != nil {
		return err
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			return err
		}
		go answer(conn)
	}
}

// stalls is the system_id of a client that wants a peer which reads nothing
// after the bind.
const stalls = "stall"

func answer(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 64<<10)
	out := make([]byte, 0, 64<<10)
	client := ""
	for {
		h, err := r.Peek(16)
		if err != nil {
			return
		}
		n := int(binary.BigEndian.Uint32(h))
		id, seq := binary.BigEndian.Uint32(h[4:]), binary.BigEndian.Uint32(h[12:])
		bind := id == 1 || id == 2 || id == 9
		if bind {
			b, err := r.Peek(n)
			if err != nil {
				return
			}
			client = systemID(b[16:])
		}
		if _, err := r.Discard(n); err != nil {
			return
		}
		out = respond(out, id, seq)
		if !bind && r.Buffered() >= 16 && len(out) < 48<<10 {
			continue
		}
		if _, err := conn.Write(out); err != nil || id == 6 {
			return
		}
		out = out[:0]
		if client == stalls {
			<-time.After(time.Hour)
		}
	}
}

func systemID(b []byte) string {
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return ""
}

// respond appends the answer to a request.
func respond(b []byte, id, seq uint32) []byte {
	if id&0x80000000 != 0 {
		return b
	}
	body := ""
	switch id {
	case 1, 2, 9:
		body = "bench\x00\x02\x10\x00\x01\x50"
	case 4, 0x111:
		body = "0123456789abcdef\x00"
	}
	b = binary.BigEndian.AppendUint32(b, uint32(16+len(body)))
	b = binary.BigEndian.AppendUint32(b, id|0x80000000)
	b = binary.BigEndian.AppendUint32(b, 0)
	b = binary.BigEndian.AppendUint32(b, seq)
	return append(b, body...)
}

var errNoAddress = errors.New("the peer did not say where it listens")
