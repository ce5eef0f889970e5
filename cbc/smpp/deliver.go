package smpp

// A DeliverSM brings a short message or a receipt, clause 4.3.1. It is
// written without go-smpp, which puts an octet in front of the text.
type DeliverSM struct {
	Destination Address
	ShortMessage
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *DeliverSM) PDU() (*PDU, error) { return pduOf(m) }

func (m *DeliverSM) appendTo(b []byte) ([]byte, error) {
	w := begin(b, Deliver, OK)
	w.text("service_type", m.ServiceType, serviceTypeSize)
	w.address(m.Source, numberSize)
	w.address(m.Destination, numberSize)
	m.write(&w)
	return w.end()
}

// Read takes m from p. Its parts share p's memory.
func (m *DeliverSM) Read(p *PDU) error {
	if err := p.is(Deliver); err != nil {
		return err
	}
	s := DeliverSM{}
	f := p.fields()
	s.ServiceType, s.Source = string(f.text("service_type", serviceTypeSize)), f.address(numberSize)
	s.Destination = f.address(numberSize)
	s.ShortMessage.read(&f)
	s.TLVs = p.TLVs()
	*m = s
	return f.fault()
}

// A DataSM is a message whose text is an optional parameter, clause 4.2.2;
// it goes either way.
type DataSM struct {
	ServiceType string
	Source      Address // number of up to 64 characters
	Destination Address
	ESMClass    byte
	Receipt     byte // registered_delivery
	DataCoding  byte
	TLVs        []TLV
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *DataSM) PDU() (*PDU, error) { return pduOf(m) }

func (m *DataSM) appendTo(b []byte) ([]byte, error) {
	w := begin(b, Data, OK)
	w.text("service_type", m.ServiceType, serviceTypeSize)
	w.address(m.Source, longNumberSize)
	w.address(m.Destination, longNumberSize)
	w.octet(m.ESMClass, m.Receipt, m.DataCoding)
	w.rest(m.TLVs)
	return w.end()
}

// Read takes m from p. Its parts share p's memory.
func (m *DataSM) Read(p *PDU) error {
	if err := p.is(Data); err != nil {
		return err
	}
	f := p.fields()
	*m = DataSM{
		ServiceType: string(f.text("service_type", serviceTypeSize)), Source: f.address(longNumberSize), Destination: f.address(longNumberSize),
		ESMClass: f.octet("esm_class"), Receipt: f.octet("registered_delivery"), DataCoding: f.octet("data_coding"), TLVs: p.TLVs(),
	}
	return f.fault()
}

// An AlertNotificationPDU is an alert_notification, clause 4.1: a phone
// can be reached again. It has no answer.
type AlertNotificationPDU struct {
	Source, ESME Address // numbers of up to 64 characters
	TLVs         []TLV
}

// PDU returns m with sequence number 0. Error: a value that does not fit.
func (m *AlertNotificationPDU) PDU() (*PDU, error) { return pduOf(m) }

func (m *AlertNotificationPDU) appendTo(b []byte) ([]byte, error) {
	w := begin(b, AlertNotification, OK)
	w.address(m.Source, longNumberSize)
	w.address(m.ESME, longNumberSize)
	w.rest(m.TLVs)
	return w.end()
}

// Read takes m from p.
func (m *AlertNotificationPDU) Read(p *PDU) error {
	if err := p.is(AlertNotification); err != nil {
		return err
	}
	f := p.fields()
	*m = AlertNotificationPDU{f.address(longNumberSize), f.address(longNumberSize), p.TLVs()}
	return f.fault()
}
