package smpp

import "github.com/fiorix/go-smpp/smpp/pdu"

// A Plain is a PDU without fields: unbind, enquire_link, generic_nack, and the
// response to any command whose refusal is its header alone.
type Plain struct {
	Command Command
	Status  Status
}

// PDU returns m with sequence number 0. There is no error.
func (m Plain) PDU() (*PDU, error) { return pduOf(m) }

func (m Plain) appendTo(b []byte) ([]byte, error) {
	p := pdu.NewGenericNACK()
	p.Header().ID = pdu.ID(m.Command)
	w := resume(b, p, m.Status)
	return w.end()
}
