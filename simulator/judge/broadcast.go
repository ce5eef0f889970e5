package judge

import (
	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// immediate is the priority of a broadcast at once, clause 4.7.19.
const immediate = 1

// broadcast looks at a broadcast_sm.
func (f *faults) broadcast(p *pdu.PDU) {
	f.version()
	f.source(p.Source)
	f.times(p)
	for _, t := range []smpp.Tag{smpp.BroadcastAreaIdentifier, smpp.BroadcastContentType, smpp.BroadcastRepNum, smpp.BroadcastFrequency} {
		if _, there := p.Value(t); !there {
			f.add(MissingTLV, "%v", t)
		}
	}
	for _, area := range p.Values(smpp.BroadcastAreaIdentifier) {
		f.area(area)
	}
	if p.Priority > 4 || p.Priority == 3 && network(p) == 1 {
		f.add(PriorityRange, "%d", p.Priority)
	}
	repeats := repetitions(p)
	if p.Priority == immediate && repeats > 0 {
		f.add(RepNumImmediate, "%d", repeats)
	}
	if p.Validity == "" && repeats == 0 {
		f.add(Endless, "")
	}
	_, reference := p.Value(smpp.UserMessageReference)
	switch {
	case p.Replace && p.MessageID != "" && reference:
		f.add(ReplaceByBoth, "")
	case p.Replace && p.MessageID == "" && !reference:
		f.add(ReplaceByNothing, "")
	}
	payload, there := p.Value(smpp.MessagePayload)
	if !there && p.DefaultMessage == 0 {
		f.add(NoText, "")
	}
	f.words(p.Coding, payload)
}

// version looks at whether the client has bound with one that has broadcasts.
func (f *faults) version() {
	if f.s.bound != 0 && f.s.version < 0x50 {
		f.add(BroadcastVersion, "0x%02x", f.s.version)
	}
}

// network returns the network of the content type, 0 if there is none.
func network(p *pdu.PDU) byte {
	if v, _ := p.Value(smpp.BroadcastContentType); len(v) == 3 {
		return v[0]
	}
	return 0
}

func repetitions(p *pdu.PDU) int {
	n := 0
	v, _ := p.Value(smpp.BroadcastRepNum)
	for _, o := range v {
		n = n<<8 | int(o)
	}
	return n
}

// area looks at an identifier: a name, an ellipsoid arc of 13 octets or a
// polygon of 3 to 15 points, TS 23.032 clauses 7.3.7 and 7.3.4.
func (f *faults) area(b []byte) {
	if len(b) < 2 {
		return // its length is wrong, and that is said
	}
	shape := b[1:]
	switch b[0] {
	case 0:
	case 1:
		if len(shape) != 13 || shape[0]>>4 != 10 {
			f.add(AreaForm, "no ellipsoid arc: %x", shape)
		}
	case 2:
		if n := int(shape[0] & 15); shape[0]>>4 != 5 || n < 3 || len(shape) != 1+6*n {
			f.add(AreaForm, "no polygon: %x", shape)
		}
	default:
		f.add(AreaForm, "format %d", b[0])
	}
}
