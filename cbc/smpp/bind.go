package smpp

import (
	"bytes"
	"fmt"

	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
)

// Version is the interface_version we bind with: SMPP 5.0.
const Version = 0x50

// A Bind is a bind_transceiver, clause 4.1.1.5: who we are, before anything
// else is said.
type Bind struct {
	SystemID   string // up to 15 characters
	Password   string // up to 8
	SystemType string // up to 12
	Version    byte   // 0x50
}

// PDU returns m with sequence number 0.
func (m *Bind) PDU() *PDU {
	p := newPDU(BindTransceiver, OK)
	p.setText(pdufield.SystemID, m.SystemID)
	p.setText(pdufield.Password, m.Password)
	p.setText(pdufield.SystemType, m.SystemType)
	p.setOctet(pdufield.InterfaceVersion, m.Version)
	return p
}

// Read takes m from p, which is of any bind command.
func (m *Bind) Read(p *PDU) error {
	switch p.Command() {
	case BindTransceiver, BindTransmitter, BindReceiver:
	default:
		return p.wrong(InvalidCommandID, "command_id", "is no bind")
	}
	*m = Bind{p.text(pdufield.SystemID), p.text(pdufield.Password), p.text(pdufield.SystemType), p.octet(pdufield.InterfaceVersion)}
	return nil
}

// A BindResp is the answer to a bind, clause 4.1.1.6.
type BindResp struct {
	SystemID string // the centre's
	Version  byte   // it speaks; 0 if it does not say
}

// PDU returns m as the answer to a bind_transceiver, with sequence number 0.
func (m *BindResp) PDU() *PDU {
	p := newPDU(BindTransceiverResp, OK)
	p.setText(pdufield.SystemID, m.SystemID)
	if m.Version != 0 {
		p.add(SCInterfaceVersion, m.Version)
	}
	return p
}

// Read takes m from p.
func (m *BindResp) Read(p *PDU) error {
	if err := p.is(BindTransceiverResp); err != nil {
		return err
	}
	r := BindResp{SystemID: p.text(pdufield.SystemID)}
	if v, ok := p.first(SCInterfaceVersion); ok && len(v) == 1 {
		r.Version = v[0]
	}
	*m = r
	return nil
}

// String names the peer for people: "CBC1, SMPP 5.0".
func (m *BindResp) String() string {
	if m.Version == 0 {
		return m.SystemID + ", SMPP version not told"
	}
	return fmt.Sprintf("%s, SMPP %d.%d", m.SystemID, m.Version>>4, m.Version&15)
}

// masked returns frame, of a bind a copy with asterisks for the password: what
// observes a link shall not learn it.
func masked(frame []byte) []byte {
	if Command(headerOf(frame).ID) != BindTransceiver {
		return frame
	}
	b := bytes.Clone(frame)
	_, rest, _ := bytes.Cut(b[headerLen:], []byte{0}) // after the system_id
	for i := 0; i < len(rest) && rest[i] != 0; i++ {
		rest[i] = '*'
	}
	return b
}

// is refuses every command but c.
func (p *PDU) is(c Command) error {
	if p.Command() == c {
		return nil
	}
	return p.wrong(InvalidCommandID, "command_id", "is not %v", c)
}
