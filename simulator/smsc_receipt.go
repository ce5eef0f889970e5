package simulator

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// stats are the words of stat in a receipt, and the states they stand for.
var stats = map[string]smpp.MessageState{
	"DELIVRD": smpp.Delivered, "EXPIRED": smpp.Expired, "DELETED": smpp.Deleted, "UNDELIV": smpp.Undeliverable,
	"ACCEPTD": smpp.AcceptedState, "UNKNOWN": smpp.UnknownState, "REJECTD": smpp.Rejected,
}

// smscWaiting is how many deliveries wait for a client that may receive;
// beyond, the oldest are lost.
const smscWaiting = 1 << 17

// An smscDelivery is something for a client, again and again until it has
// taken it.
type smscDelivery struct {
	n   int // in the order of deliveries
	out pdu.Out
}

// receiptDelay is the time from an answer to the receipt.
func (s *SMSC) receiptDelay() time.Duration {
	r := &s.c.Receipts
	if r.UpTo <= r.After {
		return r.After
	}
	return r.After + time.Duration(s.Rules.Dice()*float64(r.UpTo-r.After))
}

// stat decides what becomes of a message.
func (s *SMSC) stat() string {
	all := s.c.Receipts.Outcomes
	sum := 0
	for _, n := range all {
		sum += n
	}
	if sum == 0 {
		return "DELIVRD"
	}
	roll := int(s.Rules.Dice() * float64(sum))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if roll -= all[name]; roll < 0 {
			return name
		}
	}
	return "DELIVRD"
}

// report sends the receipt of m if its sender wants it, clause 4.7.21.
func (s *SMSC) report(m *smscMessage, stat string) {
	good := m.state == smpp.Delivered
	switch m.registered & 3 {
	case 0:
		return
	case 2:
		if good {
			return
		}
	case 3:
		if !good {
			return
		}
	}
	o := s.receipt(m, stat)
	s.deliver(&smscDelivery{out: o})
	if s.c.Receipts.Twice {
		s.deliver(&smscDelivery{out: o})
	}
}

// receipt is the deliver_sm that reports on m.
func (s *SMSC) receipt(m *smscMessage, stat string) pdu.Out {
	r := &s.c.Receipts
	o := pdu.Out{Command: smpp.Deliver}
	o.Text(m.service)
	o.Address(m.dest)
	o.Address(m.source)
	o.Octet(0x04, 0, 0) // esm_class: a receipt
	o.Text("")
	o.Text("")
	o.Octet(0, 0, 0, 0)
	id := s.receiptID(m.id)
	var words []byte
	if !r.NoText {
		words = s.receiptText(m, id, stat)
	}
	o.Short(words)
	if !r.NoTLVs && s.c.Dialect.Version >= 0x34 {
		o.TextTLV(smpp.ReceiptedMessageID, id)
		o.TLV(smpp.MessageStateTag, byte(m.state))
		if m.state != smpp.Delivered {
			o.TLV(smpp.NetworkErrorCode, 3, 0, 1)
		}
	}
	return o
}

// receiptText is the text of a receipt, as it has been since version 3.4.
func (s *SMSC) receiptText(m *smscMessage, id, stat string) []byte {
	r := &s.c.Receipts
	date := "0601021504"
	if r.Seconds {
		date += "05"
	}
	delivered, fault := 0, 1
	if m.state == smpp.Delivered {
		delivered, fault = 1, 0
	}
	words := m.raw
	if !r.Raw {
		words = []byte(strings.Map(func(r rune) rune {
			if r > 126 || r < 32 || strings.ContainsRune("@$_[\\]^`{|}~", r) { // other in the default alphabet than in ASCII
				return '?'
			}
			return r
		}, m.text))
	}
	b := fmt.Appendf(nil, "id:%s sub:001 dlvrd:%03d submit date:%s done date:%s stat:%s err:%03d text:",
		id, delivered, m.at.UTC().Format(date), m.done.UTC().Format(date), stat, fault)
	return append(b, words[:min(len(words), 20)]...)
}

// receiptID writes an id in the manner of the receipts.
func (s *SMSC) receiptID(id string) string {
	base := 16
	if s.c.Dialect.IDs == "decimal" {
		base = 10
	}
	n, err := strconv.ParseUint(id, base, 64)
	if err != nil {
		return id
	}
	switch s.c.Receipts.ID {
	case "decimal":
		return strconv.FormatUint(n, 10)
	case "hex":
		return strconv.FormatUint(n, 16)
	case "upper":
		return strings.ToUpper(id)
	case "lower":
		return strings.ToLower(id)
	case "bare":
		return strings.TrimLeft(id, "0")
	}
	return id
}

// deliver gives d to a client that may receive, or keeps it until there is one.
func (s *SMSC) deliver(d *smscDelivery) {
	s.link.Lock()
	if d.n == 0 {
		s.deliveries++
		d.n = s.deliveries
	}
	var to *smscConn
	for _, c := range s.connected() {
		if c.receives() {
			to = c
			break
		}
	}
	if to == nil {
		s.waits = append(s.waits, d)
		s.waits = s.waits[max(len(s.waits)-smscWaiting, 0):]
	}
	s.link.Unlock()
	if to != nil {
		to.ask(d.out, d)
	}
}

// flush delivers what has been waiting.
func (s *SMSC) flush() {
	s.link.Lock()
	waits := s.waits
	s.waits = nil
	s.link.Unlock()
	s.again(waits)
}

func (s *SMSC) again(all []*smscDelivery) {
	for _, d := range all {
		s.deliver(d)
	}
}

// refused is a delivery that a client would not take: this time, or for good.
func (s *SMSC) refused(d *smscDelivery, status smpp.Status) {
	switch status {
	case smpp.QueueFull, smpp.Throttled, smpp.TemporaryAppError:
		s.agenda.at(time.Now().Add(time.Second), func() { s.deliver(d) })
	}
}
