package smpp

import "fmt"

// A Status is a command_status, SMPP 5.0 clause 4.7.6. As an error it is the
// peer's refusal.
type Status uint32

// The statuses of SMPP 5.0. Those from 0x400 to 0x4FF are the peer's own.
const (
	OK                        Status = 0x00
	InvalidMessageLength      Status = 0x01
	InvalidCommandLength      Status = 0x02
	InvalidCommandID          Status = 0x03
	InvalidBindStatus         Status = 0x04
	AlreadyBound              Status = 0x05
	InvalidPriority           Status = 0x06
	InvalidReceiptFlag        Status = 0x07
	SystemError               Status = 0x08
	InvalidSource             Status = 0x0A
	InvalidDestination        Status = 0x0B
	InvalidMessageID          Status = 0x0C
	BindFailed                Status = 0x0D
	InvalidPassword           Status = 0x0E
	InvalidSystemID           Status = 0x0F
	CancelFailed              Status = 0x11
	ReplaceFailed             Status = 0x13
	QueueFull                 Status = 0x14
	InvalidServiceType        Status = 0x15
	InvalidDestinationCount   Status = 0x33
	InvalidListName           Status = 0x34
	InvalidDestinationFlag    Status = 0x40
	InvalidReplaceRequest     Status = 0x42
	InvalidESMClass           Status = 0x43
	ListNotAllowed            Status = 0x44
	SubmitFailed              Status = 0x45
	InvalidSourceTON          Status = 0x48
	InvalidSourceNPI          Status = 0x49
	InvalidDestinationTON     Status = 0x50
	InvalidDestinationNPI     Status = 0x51
	InvalidSystemType         Status = 0x53
	InvalidReplaceFlag        Status = 0x54
	InvalidMessageCount       Status = 0x55
	Throttled                 Status = 0x58
	InvalidSchedule           Status = 0x61
	InvalidExpiry             Status = 0x62
	InvalidDefaultMessage     Status = 0x63
	TemporaryAppError         Status = 0x64
	PermanentAppError         Status = 0x65
	RejectedByApp             Status = 0x66
	QueryFailed               Status = 0x67
	InvalidTLVStream          Status = 0xC0
	TLVNotAllowed             Status = 0xC1
	InvalidTLVLength          Status = 0xC2
	MissingTLV                Status = 0xC3
	InvalidTLVValue           Status = 0xC4
	DeliveryFailed            Status = 0xFE
	UnknownError              Status = 0xFF
	ServiceUnauthorized       Status = 0x100
	Prohibited                Status = 0x101
	ServiceUnavailable        Status = 0x102
	ServiceDenied             Status = 0x103
	InvalidDataCoding         Status = 0x104
	InvalidSourceSubunit      Status = 0x105
	InvalidDestinationSubunit Status = 0x106
	InvalidFrequency          Status = 0x107
	InvalidAlias              Status = 0x108
	InvalidAreaFormat         Status = 0x109
	InvalidAreaCount          Status = 0x10A
	InvalidContentType        Status = 0x10B
	InvalidMessageClass       Status = 0x10C
	BroadcastFailed           Status = 0x10D
	BroadcastQueryFailed      Status = 0x10E
	BroadcastCancelFailed     Status = 0x10F
	InvalidRepNum             Status = 0x110
	InvalidServiceGroup       Status = 0x111
	InvalidChannel            Status = 0x112
)

// statusNames are the symbols of the standard, without ESME_, and what they mean.
var statusNames = map[Status]struct{ symbol, words string }{
	OK:                        {"ROK", "no error"},
	InvalidMessageLength:      {"RINVMSGLEN", "invalid message length"},
	InvalidCommandLength:      {"RINVCMDLEN", "invalid command length"},
	InvalidCommandID:          {"RINVCMDID", "invalid command id"},
	InvalidBindStatus:         {"RINVBNDSTS", "command not allowed in this bind state"},
	AlreadyBound:              {"RALYBND", "already bound"},
	InvalidPriority:           {"RINVPRTFLG", "invalid priority flag"},
	InvalidReceiptFlag:        {"RINVREGDLVFLG", "invalid registered delivery flag"},
	SystemError:               {"RSYSERR", "system error"},
	InvalidSource:             {"RINVSRCADR", "invalid source address"},
	InvalidDestination:        {"RINVDSTADR", "invalid destination address"},
	InvalidMessageID:          {"RINVMSGID", "invalid message id"},
	BindFailed:                {"RBINDFAIL", "bind failed"},
	InvalidPassword:           {"RINVPASWD", "invalid password"},
	InvalidSystemID:           {"RINVSYSID", "invalid system id"},
	CancelFailed:              {"RCANCELFAIL", "cancel failed"},
	ReplaceFailed:             {"RREPLACEFAIL", "replace failed"},
	QueueFull:                 {"RMSGQFUL", "message queue full"},
	InvalidServiceType:        {"RINVSERTYP", "invalid service type"},
	InvalidDestinationCount:   {"RINVNUMDESTS", "invalid number of destinations"},
	InvalidListName:           {"RINVDLNAME", "invalid distribution list name"},
	InvalidDestinationFlag:    {"RINVDESTFLAG", "invalid destination flag"},
	InvalidReplaceRequest:     {"RINVSUBREP", "invalid request to submit with replace"},
	InvalidESMClass:           {"RINVESMCLASS", "invalid esm_class"},
	ListNotAllowed:            {"RCNTSUBDL", "no submitting to a distribution list"},
	SubmitFailed:              {"RSUBMITFAIL", "submit failed"},
	InvalidSourceTON:          {"RINVSRCTON", "invalid source type of number"},
	InvalidSourceNPI:          {"RINVSRCNPI", "invalid source numbering plan"},
	InvalidDestinationTON:     {"RINVDSTTON", "invalid destination type of number"},
	InvalidDestinationNPI:     {"RINVDSTNPI", "invalid destination numbering plan"},
	InvalidSystemType:         {"RINVSYSTYP", "invalid system type"},
	InvalidReplaceFlag:        {"RINVREPFLAG", "invalid replace flag"},
	InvalidMessageCount:       {"RINVNUMMSGS", "invalid number of messages"},
	Throttled:                 {"RTHROTTLED", "throttled"},
	InvalidSchedule:           {"RINVSCHED", "invalid scheduled time"},
	InvalidExpiry:             {"RINVEXPIRY", "invalid validity period"},
	InvalidDefaultMessage:     {"RINVDFTMSGID", "invalid predefined message"},
	TemporaryAppError:         {"RX_T_APPN", "temporary application error"},
	PermanentAppError:         {"RX_P_APPN", "permanent application error"},
	RejectedByApp:             {"RX_R_APPN", "rejected by application"},
	QueryFailed:               {"RQUERYFAIL", "query failed"},
	InvalidTLVStream:          {"RINVTLVSTREAM", "invalid optional part"},
	TLVNotAllowed:             {"RTLVNOTALLWD", "optional parameter not allowed"},
	InvalidTLVLength:          {"RINVTLVLEN", "invalid optional parameter length"},
	MissingTLV:                {"RMISSINGTLV", "optional parameter missing"},
	InvalidTLVValue:           {"RINVTLVVAL", "invalid optional parameter value"},
	DeliveryFailed:            {"RDELIVERYFAILURE", "delivery failed"},
	UnknownError:              {"RUNKNOWNERR", "unknown error"},
	ServiceUnauthorized:       {"RSERTYPUNAUTH", "not authorized for this service type"},
	Prohibited:                {"RPROHIBITED", "operation prohibited"},
	ServiceUnavailable:        {"RSERTYPUNAVAIL", "service type unavailable"},
	ServiceDenied:             {"RSERTYPDENIED", "service type denied"},
	InvalidDataCoding:         {"RINVDCS", "invalid data coding"},
	InvalidSourceSubunit:      {"RINVSRCADDRSUBUNIT", "invalid source address subunit"},
	InvalidDestinationSubunit: {"RINVDSTADDRSUBUNIT", "invalid destination address subunit"},
	InvalidFrequency:          {"RINVBCASTFREQINT", "invalid broadcast frequency interval"},
	InvalidAlias:              {"RINVBCASTALIAS_NAME", "invalid broadcast alias name"},
	InvalidAreaFormat:         {"RINVBCASTAREAFMT", "invalid broadcast area format"},
	InvalidAreaCount:          {"RINVNUMBCAST_AREAS", "invalid number of broadcast areas"},
	InvalidContentType:        {"RINVBCASTCNTTYPE", "invalid broadcast content type"},
	InvalidMessageClass:       {"RINVBCASTMSGCLASS", "invalid broadcast message class"},
	BroadcastFailed:           {"RBCASTFAIL", "broadcast failed"},
	BroadcastQueryFailed:      {"RBCASTQUERYFAIL", "broadcast query failed"},
	BroadcastCancelFailed:     {"RBCASTCANCELFAIL", "broadcast cancel failed"},
	InvalidRepNum:             {"RINVBCAST_REP", "invalid number of broadcasts"},
	InvalidServiceGroup:       {"RINVBCASTSRVGRP", "invalid broadcast service group"},
	InvalidChannel:            {"RINVBCASTCHANIND", "invalid broadcast channel"},
}

// The range that the standard leaves to the makers of centres.
const firstOwn, lastOwn Status = 0x400, 0x4FF

// Symbol returns the standard's name, "ESME_RTHROTTLED", or "" if it has none.
func (s Status) Symbol() string {
	if n := statusNames[s].symbol; n != "" {
		return "ESME_" + n
	}
	return ""
}

// String names the status for people: "SMPP status 0x10D, broadcast failed".
func (s Status) String() string {
	n := statusNames[s].words
	switch {
	case n != "":
	case s >= firstOwn && s <= lastOwn:
		n = "the centre's own"
	default:
		n = "reserved"
	}
	return fmt.Sprintf("SMPP status 0x%02X, %s", uint32(s), n)
}

func (s Status) Error() string { return s.String() }
