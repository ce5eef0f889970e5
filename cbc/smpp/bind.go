package smpp

import (
	"bytes"
	"fmt"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
)

// Values of interface_version, clause 4.7.13.
const (
	Version33 byte = 0x33 // and older: no optional parameters
	Version34 byte = 0x34
	Version50 byte = 0x50 // knows broadcasts
	Version        = Version50
)

// A Bind is a bind_transceiver, bind_transmitter or bind_receiver, clause
// 4.1.1: who we are, before anything else is said.
type Bind struct {
	Command    Command // 0 is BindTransceiver
	SystemID   string  // up to 15 characters
	Password   string  // up to 8
	SystemType string  // up to 12
	Version    byte    // interface_version
	Address    Address // addr_ton, addr_npi and address_range, up to 40 characters
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *Bind) PDU() (*PDU, error) { return pduOf(m) }

func (m *Bind) appendTo(b []byte) ([]byte, error) {
	p := pdu.NewBindTransceiver()
	switch m.Command {
	case 0, BindTransceiver:
	case BindTransmitter, BindReceiver:
		p.Header().ID = pdu.ID(m.Command)
	default:
		return b, fmt.Errorf("%v is no bind", m.Command)
	}
	for _, f := range []struct {
		name  pdufield.Name
		value string
		size  int
	}{
		{pdufield.SystemID, m.SystemID, systemIDSize}, {pdufield.Password, m.Password, passwordSize},
		{pdufield.SystemType, m.SystemType, systemTypeSize}, {pdufield.AddressRange, m.Address.Number, rangeSize},
	} {
		if err := fits(f.value, f.size); err != nil {
			return b, fmt.Errorf("%s: %w", f.name, err)
		}
		p.Fields()[f.name] = pdufield.New(f.name, []byte(f.value))
	}
	setOctets(p, map[pdufield.Name]byte{pdufield.InterfaceVersion: m.Version, pdufield.AddrTON: m.Address.TON, pdufield.AddrNPI: m.Address.NPI})
	w := resume(b, p, OK)
	return w.end()
}

func setOctets(p pdu.Body, values map[pdufield.Name]byte) {
	for name, v := range values {
		p.Fields()[name] = pdufield.New(name, []byte{v})
	}
}

// Read takes m from p, which is of any bind command.
func (m *Bind) Read(p *PDU) error {
	switch p.Command() {
	case BindTransceiver, BindTransmitter, BindReceiver:
	default:
		return p.wrong(InvalidCommandID, "command_id", "is no bind")
	}
	f := p.fields()
	*m = Bind{
		Command: p.Command(), SystemID: string(f.text("system_id", systemIDSize)), Password: string(f.text("password", passwordSize)),
		SystemType: string(f.text("system_type", systemTypeSize)), Version: f.octet("interface_version"), Address: f.address(rangeSize),
	}
	return f.fault()
}

// A BindResp is the answer to a bind, clause 4.1.1.
type BindResp struct {
	Command  Command // 0 is BindTransceiverResp
	SystemID string  // the centre's
	Version  byte    // it speaks; 0 if it does not say
}

// PDU returns m with sequence number 0.
func (m *BindResp) PDU() (*PDU, error) { return pduOf(m) }

func (m *BindResp) appendTo(b []byte) ([]byte, error) {
	c := m.Command
	if c == 0 {
		c = BindTransceiverResp
	}
	w := begin(b, c, OK)
	w.text("system_id", m.SystemID, systemIDSize)
	if m.Version != 0 {
		w.tlv(SCInterfaceVersion, m.Version)
	}
	return w.end()
}

// Read takes m from p, which answers any bind.
func (m *BindResp) Read(p *PDU) error {
	switch p.Command() {
	case BindTransceiverResp, BindTransmitterResp, BindReceiverResp:
	default:
		return p.wrong(InvalidCommandID, "command_id", "answers no bind")
	}
	f := p.fields()
	r := BindResp{Command: p.Command()}
	if !p.bare() {
		r.SystemID = string(f.text("system_id", systemIDSize))
	}
	if v, ok := p.first(SCInterfaceVersion); ok && len(v) == 1 {
		r.Version = v[0]
	}
	*m = r
	return f.fault()
}

// String names the peer for people: "CBC1, SMPP 5.0".
func (m *BindResp) String() string {
	if m.Version == 0 {
		return m.SystemID + ", SMPP version not told"
	}
	return fmt.Sprintf("%s, SMPP %d.%d", m.SystemID, m.Version>>4, m.Version&15)
}

// An OutbindPDU is an outbind, clause 4.1: a centre that wants to be bound
// to. It has no answer.
type OutbindPDU struct{ SystemID, Password string }

// PDU returns m with sequence number 0.
func (m *OutbindPDU) PDU() (*PDU, error) { return pduOf(m) }

func (m *OutbindPDU) appendTo(b []byte) ([]byte, error) {
	w := begin(b, Outbind, OK)
	w.text("system_id", m.SystemID, systemIDSize)
	w.text("password", m.Password, passwordSize)
	return w.end()
}

// Read takes m from p.
func (m *OutbindPDU) Read(p *PDU) error {
	if err := p.is(Outbind); err != nil {
		return err
	}
	f := p.fields()
	*m = OutbindPDU{string(f.text("system_id", systemIDSize)), string(f.text("password", passwordSize))}
	return f.fault()
}

// masked returns frame, of a bind a copy with asterisks for the password: what
// observes a link shall not learn it.
func masked(frame []byte) []byte {
	switch commandOf(frame) {
	case BindTransceiver, BindTransmitter, BindReceiver:
	default:
		return frame
	}
	b := bytes.Clone(frame)
	_, rest, _ := bytes.Cut(b[headerLen:], []byte{0}) // after the system_id
	for i := 0; i < len(rest) && rest[i] != 0; i++ {
		rest[i] = '*'
	}
	return b
}
