package cbc

import "time"

// A Trace observes a link, as httptrace does a client. Its functions are
// called from the link's own goroutines, must return at once and cannot change
// anything. Those that are nil are not called.
type Trace struct {
	// Dialled is called after every attempt to connect, with the peer's address.
	Dialled func(addr string, err error)
	// Wrote is called when the first octet of w is handed to the connection.
	Wrote func(w *Warning, at time.Time)
	// Sent and Received are called with every whole message; b is only valid
	// during the call.
	Sent, Received func(b []byte)
	// Strayed is called with a message that fits no request, or cannot be read.
	Strayed func(b []byte, err error)
}
