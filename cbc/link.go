package cbc

import (
	"context"
	"fmt"
)

// A Link is one way to reach phones: a carrier's SMSC or cell broadcast
// centre, or a BSC, RNC, MME or AMF spoken to directly. Several connections to
// one carrier are one Link.
type Link interface {
	// Run keeps the link up until ctx is done, redialling as needed, and
	// returns after its goroutines have ended. It reports through heard when
	// the peer is ready, has lost what it knew, or has something to say; heard
	// must not block. Run is called once.
	Run(ctx context.Context, heard func(Notice)) error
	// Broadcast makes one attempt and returns when the peer has answered for
	// w, not when phones have heard it. It waits for a place in the window as
	// long as ctx allows. Errors: *NotSentError, the peer has never seen w;
	// *LostError, it may be on air. A refusal is a Report. Broadcast never
	// tries twice.
	Broadcast(ctx context.Context, w Warning) (Report, error)
}

// A Preparer is a [Link] that can do beforehand what a write takes besides
// sending it: it encodes w, reads that back and compares. The dispatcher calls
// Prepare while a commit is under way of which w will follow, most likely, so
// that the time of the disk is not lost. Nothing is sent, and what goes wrong
// is found once more, and told, by the Broadcast.
//
// Prepare returns at once, may be called by any goroutine, and costs a
// Broadcast of any other warning nothing.
type Preparer interface {
	Link
	Prepare(w Warning)
}

// A Notice is something a link has to say on its own.
type Notice struct {
	Kind  NoticeKind
	Cells []Cell // of a Forgot or Fell; empty means every cell of the link
	Text  string // for people: the peer's name and version, or what went wrong
	Err   error  // why the link is down
}

// A NoticeKind says what happened to a link.
type NoticeKind uint8

const (
	Ready  NoticeKind = iota + 1 // the peer takes warnings; all that is owed may go
	Down                         // the connection is gone; Run tries again
	Forgot                       // Cells no longer broadcast what they were told
	Fell                         // Cells do not broadcast now; a Forgot follows when they are back
	Said                         // anything else worth a line in the log
)

var noticeNames = [...]string{1: "ready", "down", "forgot", "fell", "said"}

// String returns the kind in lower case.
func (k NoticeKind) String() string {
	if k >= Ready && k <= Said {
		return noticeNames[k]
	}
	return fmt.Sprintf("notice(%d)", uint8(k))
}

// A NotSentError says that not one whole message reached the peer: the warning
// is certainly not on air, and may be tried again freely.
type NotSentError struct {
	Err error // why: no connection, no place in the window, not encodable
	// Permanent means that another try of the same warning ends the same way.
	Permanent bool
}

func (e *NotSentError) Error() string { return "not sent: " + e.Err.Error() }

// Unwrap returns the reason.
func (e *NotSentError) Unwrap() error { return e.Err }

// A LostError says that the warning left us and no answer came: it may be on
// air.
type LostError struct {
	Err error // why no answer came: a timeout, a broken connection
}

func (e *LostError) Error() string { return "no answer: " + e.Err.Error() }

// Unwrap returns the reason.
func (e *LostError) Unwrap() error { return e.Err }
