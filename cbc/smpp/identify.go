package smpp

import (
	"encoding/binary"
	"strconv"

	"bongsu/cbc"
)

// An Identifier is where a carrier wants the message identifier of TS 23.041;
// SMPP has no field for it.
type Identifier uint8

const (
	InContentType  Identifier = iota // broadcast_content_type, in the numbering of Network
	InServiceGroup                   // broadcast_service_group, two octets, the higher first
	InServiceType                    // service_type, in decimal digits
)

// emergency is the generic content type of emergency broadcasts, clause
// 4.8.4.7, for centres that are told the message identifier elsewhere.
var emergency = Content{0, 1}

// identify says which message identifier w has.
func (e *encoder) identify(c *Config, w *cbc.Warning) {
	m := &e.m
	m.Content, m.Group = emergency, nil
	switch c.Identifier {
	case InServiceGroup:
		m.Group = binary.BigEndian.AppendUint16(nil, uint16(w.MessageID))
	case InServiceType:
	default:
		m.Content = Content{networkOctets[c.Network], uint16(w.MessageID)}
	}
}

// serviceType is the service_type of a broadcast, which its cancel must name
// too.
func (c *Config) serviceType(w *cbc.Warning) string {
	if c.Identifier == InServiceType {
		return strconv.Itoa(int(w.MessageID))
	}
	return c.ServiceType
}

// identified returns the message identifier of a broadcast_sm, and whether it
// has one where c wants it.
func (c *Config) identified(serviceType []byte, p *PDU) (cbc.MessageID, bool) {
	switch c.Identifier {
	case InServiceType:
		n, err := strconv.ParseUint(string(serviceType), 10, 16)
		return cbc.MessageID(n), err == nil
	case InServiceGroup:
		v, ok := p.first(BroadcastServiceGroup)
		if !ok || len(v) != 2 {
			return 0, false
		}
		return cbc.MessageID(binary.BigEndian.Uint16(v)), true
	}
	v, ok := p.first(BroadcastContentType)
	if !ok || len(v) != 3 {
		return 0, false
	}
	return cbc.MessageID(binary.BigEndian.Uint16(v[1:])), true
}
