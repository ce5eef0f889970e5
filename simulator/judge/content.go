package judge

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// faults collects what is wrong with the content of a request.
type faults struct {
	s   *session
	all []fault
}

func (f *faults) add(rule, format string, args ...any) {
	f.all = append(f.all, fault{rule, fmt.Sprintf(format, args...)})
}

// content looks at what is in a request that can be read.
func (s *session) content(p *pdu.PDU) []fault {
	f := &faults{s: s}
	f.parameters(p)
	switch p.Command {
	case smpp.Submit, smpp.Data:
		f.destination(p.Destination)
		f.message(p)
	case smpp.Multi:
		f.destinations(p)
		f.message(p)
	case smpp.Replace:
		f.times(p)
	case smpp.Cancel:
		if p.MessageID == "" {
			f.add(CancelAll, "between %v and %v", p.Source, p.Destination)
		}
	case smpp.Broadcast:
		f.broadcast(p)
	case smpp.CancelBroadcast:
		if _, named := p.Value(smpp.UserMessageReference); !named && p.MessageID == "" {
			f.add(CancelAll, "of %v", p.Source)
		}
		f.version()
	case smpp.QueryBroadcast:
		f.version()
	}
	return f.all
}

// lengths are those of parameters that clients send; the least is more than the
// most for none.
var lengths = map[smpp.Tag][2]int{
	smpp.UserMessageReference: {2, 2}, smpp.SARMsgRefNum: {2, 2}, smpp.SARTotalSegments: {1, 1}, smpp.SARSegmentSeqnum: {1, 1},
	smpp.SourcePort: {2, 2}, smpp.DestPort: {2, 2}, smpp.PayloadType: {1, 1}, smpp.PrivacyIndicator: {1, 1}, smpp.LanguageIndicator: {1, 1},
	smpp.MoreMessagesToSend: {1, 1}, smpp.DestAddrSubunit: {1, 1}, smpp.SourceAddrSubunit: {1, 1}, smpp.DisplayTime: {1, 1},
	smpp.AlertOnMessageDelivery: {0, 1}, smpp.BroadcastChannelIndicator: {1, 1}, smpp.BroadcastContentType: {3, 3},
	smpp.BroadcastContentTypeInfo: {1, 255}, smpp.BroadcastMessageClass: {1, 1}, smpp.BroadcastFrequency: {3, 3},
	smpp.BroadcastAreaIdentifier: {2, 101}, smpp.BroadcastServiceGroup: {1, 255},
}

// repeatable reports whether a parameter may be there more than once.
func repeatable(t smpp.Tag) bool {
	switch t {
	case smpp.BroadcastAreaIdentifier, smpp.CallbackNum, smpp.CallbackNumPresInd, smpp.CallbackNumATag:
		return true
	}
	return t >= 0x1400 // a vendor's
}

func (f *faults) parameters(p *pdu.PDU) {
	seen := map[smpp.Tag]bool{}
	for _, t := range p.TLVs {
		if seen[t.Tag] && !repeatable(t.Tag) {
			f.add(TLVTwice, "%v", t.Tag)
		}
		seen[t.Tag] = true
		l, known := lengths[t.Tag]
		if t.Tag == smpp.BroadcastRepNum {
			l, known = [2]int{f.s.j.c.RepNumOctets, f.s.j.c.RepNumOctets}, true
		}
		if known && (len(t.Value) < l[0] || len(t.Value) > l[1]) {
			f.add(TLVLength, "%v of %d octets", t.Tag, len(t.Value))
		}
	}
	if len(p.TLVs) > 0 && f.s.bound != 0 && f.s.centre < 0x34 {
		f.add(TLVToOldCentre, "%v", p.TLVs[0].Tag)
	}
}

// message looks at what submit_sm, submit_multi and data_sm have in common.
func (f *faults) message(p *pdu.PDU) {
	f.source(p.Source)
	f.times(p)
	if p.Command != smpp.Data && p.Priority > 4 {
		f.add(PriorityRange, "%d", p.Priority)
	}
	if f.s.version < 0x50 && len(p.Short) > 254 {
		f.add(ShortTooLong, "%d octets", len(p.Short))
	}
	_, payload := p.Value(smpp.MessagePayload)
	switch {
	case payload && len(p.Short) > 0:
		f.add(TextTwice, "%d octets in short_message", len(p.Short))
	case !payload && len(p.Short) == 0 && p.DefaultMessage == 0:
		f.add(NoText, "")
	}
	f.text(p)
}

// times looks at the two times of a request.
func (f *faults) times(p *pdu.PDU) {
	now := f.s.heard
	if _, ok := pdu.Time(p.Schedule, now); !ok {
		f.add(TimeForm, "schedule_delivery_time %q", p.Schedule)
	}
	end, ok := pdu.Time(p.Validity, now)
	switch {
	case !ok:
		f.add(TimeForm, "validity_period %q", p.Validity)
	case !end.IsZero() && !end.After(now.Add(-2*time.Second)): // clocks differ
		f.add(TimePast, "validity_period %q is %v ago", p.Validity, now.Sub(end).Round(time.Second))
	}
}

func (f *faults) source(a pdu.Address) {
	if a.Number != "" {
		f.address("source", a)
	}
}

func (f *faults) destination(a pdu.Address) {
	if a.Number == "" {
		f.add(AddressForm, "the destination is empty")
		return
	}
	f.address("destination", a)
}

func (f *faults) destinations(p *pdu.PDU) {
	most := 255
	if f.s.version < 0x50 {
		most = 254
	}
	if n := len(p.Destinations); n == 0 || n > most {
		f.add(DestinationCount, "%d", n)
	}
	for _, d := range p.Destinations {
		if d.List == "" {
			f.destination(d.Address)
		}
	}
}

// Types of numbers, clause 4.7.1.
const (
	international = 1
	alphanumeric  = 5
)

func (f *faults) address(which string, a pdu.Address) {
	digits := strings.Trim(a.Number, "0123456789") == ""
	switch {
	case a.TON > 6:
		f.add(AddressForm, "the %s %v is of no type", which, a)
	case a.TON == alphanumeric && which == "destination":
		f.add(AddressForm, "the destination %v is a name", a)
	case a.TON == alphanumeric:
	case !digits && strings.Trim(a.Number, "+0123456789*#") != "":
		f.add(AddressForm, "the %s %v has letters and is not alphanumeric", which, a)
	case a.TON == international && (!digits || strings.HasPrefix(a.Number, "0")):
		f.add(AddressForm, "the %s %v is no international number", which, a)
	}
}

// congestion returns what congestion_state says, 0 if it is not there.
func congestion(b []byte) byte {
	if v, ok := parameter(b, smpp.CongestionState); ok && len(v) == 1 {
		return v[0]
	}
	return 0
}

// parameter finds a parameter of one of the centre's answers, which are a body
// of one string or none.
func parameter(b []byte, t smpp.Tag) ([]byte, bool) {
	rest := b[16:]
	if i := bytes.IndexByte(rest, 0); hasText(b) && i >= 0 {
		rest = rest[i+1:]
	}
	for len(rest) >= 4 {
		n := 4 + int(binary.BigEndian.Uint16(rest[2:]))
		if n > len(rest) {
			return nil, false
		}
		if smpp.Tag(binary.BigEndian.Uint16(rest)) == t {
			return rest[4:n], true
		}
		rest = rest[n:]
	}
	return nil, false
}

// hasText reports whether an answer's body is a string.
func hasText(b []byte) bool {
	switch smpp.Command(binary.BigEndian.Uint32(b[4:])) {
	case smpp.BindReceiverResp, smpp.BindTransmitterResp, smpp.BindTransceiverResp, smpp.SubmitResp, smpp.DataResp,
		smpp.BroadcastResp, smpp.QueryBroadcastResp:
		return true
	}
	return false
}
