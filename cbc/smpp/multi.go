package smpp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// MaxDestinations is the most destinations of a submit_multi; SMPP 3.4 has 254.
const MaxDestinations = 255

// Values of dest_flag.
const (
	toAddress byte = 1
	toList    byte = 2
)

// A SubmitMulti sends a short message to many phones, clause 4.2.3.
type SubmitMulti struct {
	Destinations []Destination
	ShortMessage
}

// A Destination is an address or the name of a list that the peer keeps.
type Destination struct {
	Address Address
	List    string // up to 20 characters; if set, the address does not count
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *SubmitMulti) PDU() (*PDU, error) { return pduOf(m) }

// appendTo writes all of m itself: go-smpp knows no list names.
func (m *SubmitMulti) appendTo(b []byte) ([]byte, error) {
	w := begin(b, Multi, OK)
	w.text("service_type", m.ServiceType, serviceTypeSize)
	w.address(m.Source, numberSize)
	w.destinations(m.Destinations)
	m.write(&w)
	return w.end()
}

func (w *builder) destinations(all []Destination) {
	if len(all) == 0 || len(all) > MaxDestinations {
		w.fail("number_of_dests", fmt.Errorf("%d, from 1 to %d are possible", len(all), MaxDestinations))
	}
	w.octet(byte(len(all)))
	for _, d := range all {
		if d.List != "" {
			w.octet(toList)
			w.text("dl_name", d.List, listNameSize)
			continue
		}
		w.octet(toAddress)
		w.address(d.Address, numberSize)
	}
}

// Read takes m from p. Its parts share p's memory.
func (m *SubmitMulti) Read(p *PDU) error {
	if err := p.is(Multi); err != nil {
		return err
	}
	s := SubmitMulti{}
	f := p.fields()
	s.ServiceType, s.Source = string(f.text("service_type", serviceTypeSize)), f.address(numberSize)
	for range f.octet("number_of_dests") {
		s.Destinations = append(s.Destinations, f.destination())
	}
	s.ShortMessage.read(&f)
	s.TLVs = p.TLVs()
	*m = s
	return f.fault()
}

// A SubmitMultiResp is the answer, clause 4.2.3.
type SubmitMultiResp struct {
	Status    Status
	MessageID string
	Failed    []FailedDestination // the others are accepted
	TLVs      []TLV
}

// A FailedDestination is an address that the peer refused, and why.
type FailedDestination struct {
	Address Address
	Status  Status
}

// PDU returns m with sequence number 0.
func (m *SubmitMultiResp) PDU() (*PDU, error) { return pduOf(m) }

func (m *SubmitMultiResp) appendTo(b []byte) ([]byte, error) {
	w := begin(b, MultiResp, m.Status)
	w.text("message_id", m.MessageID, messageIDSize)
	if len(m.Failed) > MaxDestinations {
		w.fail("no_unsuccess", errors.New("more than an octet holds"))
	}
	w.octet(byte(len(m.Failed)))
	for _, d := range m.Failed {
		w.address(d.Address, numberSize)
		w.b = binary.BigEndian.AppendUint32(w.b, uint32(d.Status))
	}
	w.rest(m.TLVs)
	return w.end()
}

// Read takes m from p.
func (m *SubmitMultiResp) Read(p *PDU) error {
	if err := p.is(MultiResp); err != nil {
		return err
	}
	s := SubmitMultiResp{Status: p.Status()}
	f := p.fields()
	if !p.bare() {
		s.MessageID = string(f.text("message_id", messageIDSize))
		for range f.octet("no_unsuccess") {
			s.Failed = append(s.Failed, f.failed())
		}
		s.TLVs = p.TLVs()
	}
	*m = s
	return f.fault()
}
