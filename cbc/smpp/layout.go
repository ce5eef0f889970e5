package smpp

// A field is a mandatory field of a PDU.
type field struct {
	name string
	size int // of a C-octet string, most octets with the NUL; or one of the below
}

// Fields that are no C-octet strings.
const (
	anOctet      = 0
	shortMessage = -1 // sm_length and as many octets
	destinations = -2 // number_of_dests and as many addresses or list names
	unsuccessful = -3 // no_unsuccess and as many addresses with statuses
)

// Sizes of C-octet strings, with the NUL.
const (
	systemIDSize    = 16
	passwordSize    = 9
	systemTypeSize  = 13
	rangeSize       = 41
	serviceTypeSize = 6
	numberSize      = 21
	longNumberSize  = 65 // of data_sm and alert_notification
	messageIDSize   = 65
	timeSize        = 17
	listNameSize    = 21
)

// layouts are the mandatory fields of each command in order, SMPP 5.0 clauses
// 4.1 to 4.6.
var layouts = map[Command][]field{
	BindReceiver: bindLayout, BindTransmitter: bindLayout, BindTransceiver: bindLayout,
	BindReceiverResp: systemLayout, BindTransmitterResp: systemLayout, BindTransceiverResp: systemLayout,
	Outbind: {{"system_id", systemIDSize}, {"password", passwordSize}},
	Unbind:  {}, UnbindResp: {}, EnquireLink: {}, EnquireLinkResp: {}, GenericNack: {},

	Submit: join(serviceLayout, sourceLayout, destinationLayout, messageLayout), SubmitResp: idLayout,
	Deliver: join(serviceLayout, sourceLayout, destinationLayout, messageLayout), DeliverResp: idLayout,
	Multi:     join(serviceLayout, sourceLayout, []field{{"dest_address", destinations}}, messageLayout),
	MultiResp: join(idLayout, []field{{"unsuccess_sme", unsuccessful}}),
	Data: join(serviceLayout, addressLayout("source", longNumberSize), addressLayout("dest", longNumberSize),
		[]field{{"esm_class", anOctet}, {"registered_delivery", anOctet}, {"data_coding", anOctet}}),
	DataResp: idLayout,
	Query:    join(idLayout, sourceLayout),
	QueryResp: join(idLayout, []field{{"final_date", timeSize}, {"message_state", anOctet},
		{"error_code", anOctet}}),
	Cancel: join(serviceLayout, idLayout, sourceLayout, destinationLayout), CancelResp: {},
	Replace: join(idLayout, sourceLayout, []field{{"schedule_delivery_time", timeSize}, {"validity_period", timeSize},
		{"registered_delivery", anOctet}, {"sm_default_msg_id", anOctet}, {"short_message", shortMessage}}),
	ReplaceResp:       {},
	AlertNotification: join(addressLayout("source", longNumberSize), addressLayout("esme", longNumberSize)),

	Broadcast: join(serviceLayout, sourceLayout, idLayout, []field{{"priority_flag", anOctet},
		{"schedule_delivery_time", timeSize}, {"validity_period", timeSize}, {"replace_if_present_flag", anOctet},
		{"data_coding", anOctet}, {"sm_default_msg_id", anOctet}}),
	BroadcastResp:  idLayout,
	QueryBroadcast: join(idLayout, sourceLayout), QueryBroadcastResp: idLayout,
	CancelBroadcast: join(serviceLayout, idLayout, sourceLayout), CancelBroadcastResp: {},
}

var (
	bindLayout = []field{{"system_id", systemIDSize}, {"password", passwordSize}, {"system_type", systemTypeSize},
		{"interface_version", anOctet}, {"addr_ton", anOctet}, {"addr_npi", anOctet}, {"address_range", rangeSize}}
	systemLayout      = []field{{"system_id", systemIDSize}}
	idLayout          = []field{{"message_id", messageIDSize}}
	serviceLayout     = []field{{"service_type", serviceTypeSize}}
	sourceLayout      = addressLayout("source", numberSize)
	destinationLayout = addressLayout("dest", numberSize)
	messageLayout     = []field{{"esm_class", anOctet}, {"protocol_id", anOctet}, {"priority_flag", anOctet},
		{"schedule_delivery_time", timeSize}, {"validity_period", timeSize}, {"registered_delivery", anOctet},
		{"replace_if_present_flag", anOctet}, {"data_coding", anOctet}, {"sm_default_msg_id", anOctet},
		{"short_message", shortMessage}}
)

func addressLayout(whose string, size int) []field {
	number := whose + "_addr"
	if whose == "dest" { // the standard's own irregularity
		number = "destination_addr"
	}
	return []field{{whose + "_addr_ton", anOctet}, {whose + "_addr_npi", anOctet}, {number, size}}
}

func join(parts ...[]field) []field {
	var all []field
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// skip reads past a field.
func (f *fields) skip(l field) {
	switch {
	case l.size > 0:
		f.text(l.name, l.size)
	case l.size == anOctet:
		f.octet(l.name)
	case l.size == shortMessage:
		f.octets(l.name, int(f.octet("sm_length")))
	case l.size == destinations:
		for range f.octet("number_of_dests") {
			f.destination()
		}
	case l.size == unsuccessful:
		for range f.octet("no_unsuccess") {
			f.failed()
		}
	}
}
