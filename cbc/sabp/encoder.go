package sabp

import (
	"errors"
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/aper"
)

// MaxAreas is the most service areas that a list names, maxnoofSAI.
const MaxAreas = 65535

var (
	errOther = errors.New("not a service area of UMTS")
	errRange = errors.New("a location area or service area code above 65535")
)

// An encoder appends one message to a buffer.
type encoder struct {
	aper.Encoder
	typ  Type
	plmn cbc.PLMN // the last one
	code [3]byte  // its octets, zeros if there was none
}

func begin(b []byte, t Type) encoder {
	k := &types[t]
	return encoder{
		Encoder: aper.Begin(b, aper.Header{Kind: k.kind, Procedure: k.procedure, Criticality: k.criticality, Extended: true}),
		typ:     t,
	}
}

func (e *encoder) end() ([]byte, error) {
	b, err := e.End()
	if err != nil {
		return b, fmt.Errorf("sabp: %s: %w", e.typ, err)
	}
	return b, nil
}

// must begins an element that the receiver must understand, and may one that it
// may ignore.
func (e *encoder) must(ie Element) int { return e.Field(uint16(ie), aper.Reject) }
func (e *encoder) may(ie Element) int  { return e.Field(uint16(ie), aper.Ignore) }

func (e *encoder) messageID(m cbc.MessageID, c aper.Criticality) {
	mark := e.Field(uint16(ieMessageID), c)
	e.BitString(uint64(m), 16, 16, 16)
	e.Close(mark)
}

func (e *encoder) serial(ie Element, s cbc.Serial, c aper.Criticality) {
	mark := e.Field(uint16(ie), c)
	e.BitString(uint64(s), 16, 16, 16)
	e.Close(mark)
}

// area appends a service area identifier, seven octets, clause 9.2.6.
func (e *encoder) area(c *cbc.Cell) {
	if c.PLMN != e.plmn || e.code == [3]byte{} {
		if !e.network(c.PLMN) {
			return
		}
	}
	if c.Radio != cbc.UMTS || c.Area > 0xFFFF || c.ID > 0xFFFF {
		e.refuse(c)
		return
	}
	e.Raw(e.code[0], e.code[1], e.code[2], byte(c.Area>>8), byte(c.Area), byte(c.ID>>8), byte(c.ID))
}

// network notes the octets of a network.
func (e *encoder) network(p cbc.PLMN) bool {
	var room [3]byte
	b, err := p.AppendBinary(room[:0])
	if err != nil {
		e.Fail("%w", err)
		return false
	}
	e.plmn, e.code = p, [3]byte(b)
	return true
}

func (e *encoder) refuse(c *cbc.Cell) {
	reason := errRange
	if c.Radio != cbc.UMTS {
		reason = errOther
	}
	e.Fail("%s: %w", *c, reason)
}

// areas appends a list of service areas.
func (e *encoder) areas(list []cbc.Cell, c aper.Criticality) {
	mark := e.Field(uint16(ieAreas), c)
	e.Count(len(list), 1, MaxAreas)
	for i := range list {
		e.area(&list[i])
	}
	e.Close(mark)
}

func (e *encoder) diagnostics(v *Diagnostics) {
	if v == nil {
		return
	}
	mark := e.may(ieDiagnostics)
	e.Diagnostics(v, true)
	e.Close(mark)
}
