package smpp

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// A Receipt says what became of a short message, clause 4.3.5 and appendix B of
// SMPP 3.4. Centres differ in what they fill in.
type Receipt struct {
	MessageID string       // as the centre writes it here, which may not be as in its answer
	State     MessageState // UnknownState if it is not told
	Submitted time.Time    // zero if it is not told; without a zone, taken for UTC
	Done      time.Time    // the same
	Error     string       // the network's error code as the text has it, "000"
	Network   byte         // of network_error_code: 3 is GSM; 0 if it is not told
	Code      uint16       // of network_error_code
	Text      []byte       // the beginning of the message, in any coding
}

// ReadReceipt takes a receipt from what the peer sent. Parameters count before
// the text. Error: it is none, or does not say for which message.
func ReadReceipt(m *DeliverSM) (Receipt, error) {
	if t := m.ESMClass & typeMask; t != ReceiptType && t != intermediate {
		return Receipt{}, fmt.Errorf("esm_class 0x%02x is no receipt", m.ESMClass)
	}
	r := Receipt{State: UnknownState}
	body := m.Payload()
	if m.DataCoding == CodingUCS2 && bytes.HasPrefix(body, []byte{0}) { // all of it, keywords too
		body = []byte(TextOf(body, CodingUCS2))
	}
	r.words(body)
	for _, t := range m.TLVs {
		switch v := t.Value; {
		case t.Tag == ReceiptedMessageID:
			r.MessageID = string(bytes.TrimRight(v, "\x00"))
		case t.Tag == MessageStateTag && len(v) == 1:
			r.State = MessageState(v[0])
		case t.Tag == NetworkErrorCode && len(v) == 3:
			r.Network, r.Code = v[0], binary.BigEndian.Uint16(v[1:])
		}
	}
	if r.MessageID == "" {
		return r, fmt.Errorf("the receipt %q names no message", body)
	}
	return r, nil
}

// intermediate is the type of a notification before the end.
const intermediate byte = 0x20

// receiptWords are the keywords in the order in which they come.
var receiptWords = []string{"id:", "sub:", "dlvrd:", "submit date:", "done date:", "stat:", "err:", "text:"}

// words reads the text of a receipt. Any keyword may be missing or in either
// case; what follows "text:" is not looked at.
func (r *Receipt) words(b []byte) {
	lower := asciiLower(b)
	at := 0
	for i, w := range receiptWords {
		from := bytes.Index(lower[at:], []byte(w))
		if from < 0 {
			continue
		}
		at += from + len(w)
		if w == "text:" {
			r.Text = b[at:]
			return
		}
		r.word(w, strings.TrimSpace(string(b[at:at+untilNext(lower[at:], receiptWords[i+1:])])))
	}
}

// asciiLower returns b with the letters of ASCII lower, of the same length.
func asciiLower(b []byte) []byte {
	lower := bytes.Clone(b)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return lower
}

// untilNext returns where in b one of the words begins, or its length.
func untilNext(b []byte, words []string) int {
	end := len(b)
	for _, w := range words {
		if i := bytes.Index(b[:end], []byte(" "+w)); i >= 0 {
			end = i
		}
	}
	return end
}

func (r *Receipt) word(word, value string) {
	switch word {
	case "id:":
		r.MessageID = value
	case "submit date:":
		r.Submitted = receiptTime(value)
	case "done date:":
		r.Done = receiptTime(value)
	case "stat:":
		r.State = stateOf(value)
	case "err:":
		r.Error = value
	}
}

// receiptTime reads YYMMDDhhmm, with or without seconds, or YYYYMMDDhhmmss.
func receiptTime(s string) time.Time {
	for _, form := range []string{"0601021504", "060102150405", "20060102150405"} {
		if t, err := time.Parse(form, s); err == nil && len(s) == len(form) {
			return t
		}
	}
	return time.Time{}
}

// stateOf reads the seven letters of a state, or the whole word.
func stateOf(s string) MessageState {
	if len(s) < 5 {
		return UnknownState
	}
	for _, w := range []struct {
		prefix string
		state  MessageState
	}{
		{"DELIV", Delivered}, {"EXPIR", Expired}, {"DELET", Deleted}, {"UNDEL", Undeliverable}, {"ACCEP", AcceptedState},
		{"REJEC", Rejected}, {"ENROU", Enroute}, {"SKIPP", Skipped}, {"SCHED", Scheduled},
	} {
		if strings.EqualFold(s[:5], w.prefix) {
			return w.state
		}
	}
	return UnknownState
}

// Final reports whether nothing more is to come, clause 4.7.15.
func (s MessageState) Final() bool {
	switch s {
	case Delivered, Expired, Deleted, Undeliverable, AcceptedState, Rejected, Skipped:
		return true
	}
	return false
}
