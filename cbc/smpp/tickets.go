package smpp

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Naming is how a centre writes the name of a message in a receipt, seen from
// how it writes it in its answer. It is told and not guessed: decimal 16 may be
// hexadecimal 10, and another message.
type Naming uint8

const (
	SameName       Naming = iota // alike but for case and leading zeros
	HexThenDecimal               // hexadecimal in the answer, decimal in the receipt
	DecimalThenHex               // the other way round
)

// Tickets matches receipts with the messages they are for, whichever comes
// first: some centres send the receipt before the answer that names the
// message. It is safe for concurrent use and forgets the oldest of what is too
// much.
type Tickets struct {
	limit  int
	naming Naming

	mu     sync.Mutex // guards the rest
	sent   map[string]uint64
	order  queue[string] // of sent, oldest first
	early  map[string]earlyReceipt
	sooner queue[string] // of early, oldest first
}

type earlyReceipt struct {
	Receipt
	at time.Time
}

// earlyKeep is how long a receipt waits for the answer that names its message.
const earlyKeep = time.Minute

// NewTickets returns Tickets that remember so many messages, 1 at least, and for
// a minute so many receipts.
func NewTickets(limit int, n Naming) *Tickets {
	return &Tickets{limit: max(1, limit), naming: n, sent: map[string]uint64{}, early: map[string]earlyReceipt{}}
}

// Sent notes the name that the peer gave a message, and returns the receipt if
// that has come already.
func (t *Tickets) Sent(messageID string, ticket uint64) (Receipt, bool) {
	name := plain(messageID)
	t.mu.Lock()
	defer t.mu.Unlock()
	e, ok := t.early[name]
	delete(t.early, name)
	if ok = ok && time.Since(e.at) < earlyKeep; ok && e.State.Final() {
		return e.Receipt, true
	}
	if _, again := t.sent[name]; !again {
		t.order.push(name)
	}
	t.sent[name] = ticket
	for len(t.sent) > t.limit || t.order.len() > 2*t.limit {
		delete(t.sent, t.order.pop())
	}
	return e.Receipt, ok
}

// Heard returns the ticket of the message that a receipt is for. A receipt of
// none that is known is kept for Sent.
func (t *Tickets) Heard(r Receipt) (ticket uint64, ok bool) {
	name := t.naming.answer(r.MessageID)
	t.mu.Lock()
	defer t.mu.Unlock()
	if ticket, ok = t.sent[name]; ok {
		if r.State.Final() {
			delete(t.sent, name)
		}
		return ticket, true
	}
	t.early[name] = earlyReceipt{r, time.Now()}
	t.sooner.push(name)
	for len(t.early) > t.limit || t.sooner.len() > 2*t.limit {
		delete(t.early, t.sooner.pop())
	}
	return 0, false
}

// plain returns a name without what does not tell names apart.
func plain(id string) string {
	if p := strings.ToLower(strings.TrimLeft(id, "0")); p != "" {
		return p
	}
	return "0"
}

// answer returns the name in an answer of what a receipt calls id.
func (n Naming) answer(id string) string {
	from, to := 10, 16
	switch n {
	case SameName:
		return plain(id)
	case DecimalThenHex:
		from, to = 16, 10
	}
	v, err := strconv.ParseUint(id, from, 64)
	if err != nil {
		return plain(id)
	}
	return strconv.FormatUint(v, to)
}
