package smpp

import "github.com/fiorix/go-smpp/smpp/pdu/pdufield"

// An Address is who sends: type of number, numbering plan and up to 20
// characters, SMPP 5.0 clauses 4.7.1, 4.7.2 and 4.7.29. The zero value leaves
// it to the peer. A query or a cancel finds only broadcasts of its own source.
type Address struct {
	TON, NPI byte
	Number   string
}

func (p *PDU) setSource(a Address) {
	p.setOctet(pdufield.SourceAddrTON, a.TON)
	p.setOctet(pdufield.SourceAddrNPI, a.NPI)
	p.setText(pdufield.SourceAddr, a.Number)
}

func (p *PDU) source() Address {
	return Address{p.octet(pdufield.SourceAddrTON), p.octet(pdufield.SourceAddrNPI), p.text(pdufield.SourceAddr)}
}
