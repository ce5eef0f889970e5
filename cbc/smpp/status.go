package smpp

import (
	"fmt"

	"bongsu/cbc"
)

// A Status is a command_status, SMPP 5.0 clause 4.7.6. As an error it is the
// peer's refusal.
type Status uint32

const (
	OK                    Status = 0x00
	InvalidMessageLength  Status = 0x01
	InvalidCommandLength  Status = 0x02
	InvalidCommandID      Status = 0x03
	InvalidBindStatus     Status = 0x04
	AlreadyBound          Status = 0x05
	InvalidPriority       Status = 0x06
	SystemError           Status = 0x08
	InvalidMessageID      Status = 0x0C
	BindFailed            Status = 0x0D
	InvalidPassword       Status = 0x0E
	InvalidSystemID       Status = 0x0F
	QueueFull             Status = 0x14
	InvalidServiceType    Status = 0x15
	Throttled             Status = 0x58
	InvalidSchedule       Status = 0x61
	InvalidExpiry         Status = 0x62
	QueryFailed           Status = 0x67
	InvalidTLVStream      Status = 0xC0
	InvalidTLVLength      Status = 0xC2
	MissingTLV            Status = 0xC3
	InvalidTLVValue       Status = 0xC4
	UnknownError          Status = 0xFF
	ServiceUnauthorized   Status = 0x100
	Prohibited            Status = 0x101
	ServiceUnavailable    Status = 0x102
	ServiceDenied         Status = 0x103
	InvalidDataCoding     Status = 0x104
	InvalidFrequency      Status = 0x107
	InvalidAlias          Status = 0x108
	InvalidAreaFormat     Status = 0x109
	InvalidAreaCount      Status = 0x10A
	InvalidContentType    Status = 0x10B
	InvalidMessageClass   Status = 0x10C
	BroadcastFailed       Status = 0x10D
	BroadcastQueryFailed  Status = 0x10E
	BroadcastCancelFailed Status = 0x10F
	InvalidRepNum         Status = 0x110
	InvalidServiceGroup   Status = 0x111
	InvalidChannel        Status = 0x112
)

var statusNames = map[Status]string{
	OK:                    "no error",
	InvalidMessageLength:  "invalid message length",
	InvalidCommandLength:  "invalid command length",
	InvalidCommandID:      "invalid command id",
	InvalidBindStatus:     "command not allowed in this bind state",
	AlreadyBound:          "already bound",
	InvalidPriority:       "invalid priority flag",
	0x07:                  "invalid registered delivery flag",
	SystemError:           "system error",
	0x0A:                  "invalid source address",
	0x0B:                  "invalid destination address",
	InvalidMessageID:      "invalid message id",
	BindFailed:            "bind failed",
	InvalidPassword:       "invalid password",
	InvalidSystemID:       "invalid system id",
	0x11:                  "cancel failed",
	0x13:                  "replace failed",
	QueueFull:             "message queue full",
	InvalidServiceType:    "invalid service type",
	0x45:                  "submit failed",
	0x48:                  "invalid source type of number",
	0x49:                  "invalid source numbering plan",
	0x53:                  "invalid system type",
	0x54:                  "invalid replace flag",
	Throttled:             "throttled",
	InvalidSchedule:       "invalid scheduled time",
	InvalidExpiry:         "invalid validity period",
	0x63:                  "invalid predefined message",
	0x64:                  "temporary application error",
	0x65:                  "permanent application error",
	0x66:                  "rejected by application",
	QueryFailed:           "query failed",
	InvalidTLVStream:      "invalid optional part",
	0xC1:                  "optional parameter not allowed",
	InvalidTLVLength:      "invalid optional parameter length",
	MissingTLV:            "optional parameter missing",
	InvalidTLVValue:       "invalid optional parameter value",
	0xFE:                  "delivery failed",
	UnknownError:          "unknown error",
	ServiceUnauthorized:   "not authorized for this service type",
	Prohibited:            "operation prohibited",
	ServiceUnavailable:    "service type unavailable",
	ServiceDenied:         "service type denied",
	InvalidDataCoding:     "invalid data coding",
	InvalidFrequency:      "invalid broadcast frequency interval",
	InvalidAlias:          "invalid broadcast alias name",
	InvalidAreaFormat:     "invalid broadcast area format",
	InvalidAreaCount:      "invalid number of broadcast areas",
	InvalidContentType:    "invalid broadcast content type",
	InvalidMessageClass:   "invalid broadcast message class",
	BroadcastFailed:       "broadcast failed",
	BroadcastQueryFailed:  "broadcast query failed",
	BroadcastCancelFailed: "broadcast cancel failed",
	InvalidRepNum:         "invalid number of broadcasts",
	InvalidServiceGroup:   "invalid broadcast service group",
	InvalidChannel:        "invalid broadcast channel",
}

// String names the status for people: "SMPP status 0x10D, broadcast failed".
func (s Status) String() string {
	n := statusNames[s]
	switch {
	case n != "":
	case s >= 0x400 && s <= 0x4FF:
		n = "the centre's own"
	default:
		n = "reserved"
	}
	return fmt.Sprintf("SMPP status 0x%02X, %s", uint32(s), n)
}

func (s Status) Error() string { return s.String() }

// cause says what a refusal of a broadcast_sm means. Prohibited is for the
// operators to mend, and a service that is unavailable comes back: both may be
// tried again.
func (s Status) cause() cbc.Cause {
	switch s {
	case OK:
		return cbc.CauseNone
	case Throttled, QueueFull:
		return cbc.CauseCapacity
	case InvalidCommandID:
		return cbc.CauseUnsupported
	case InvalidMessageLength, InvalidCommandLength, InvalidPriority, 0x0A, InvalidMessageID,
		InvalidServiceType, 0x48, 0x49, 0x54, InvalidSchedule, InvalidExpiry, 0x63,
		InvalidTLVStream, 0xC1, InvalidTLVLength, MissingTLV, InvalidTLVValue, InvalidDataCoding,
		InvalidFrequency, InvalidAlias, InvalidAreaFormat, InvalidAreaCount, InvalidContentType,
		InvalidMessageClass, InvalidRepNum, InvalidServiceGroup, InvalidChannel:
		return cbc.CauseInvalid
	}
	return cbc.CauseOther
}

// unknown reports whether s, in answer to a query or a cancel, means that the
// peer has no such broadcast.
func (s Status) unknown() bool {
	return s == InvalidMessageID || s == QueryFailed || s == BroadcastQueryFailed
}

// locked reports whether s, in answer to a bind, asks for a longer pause:
// another try at once is refused too, and may lock the account.
func (s Status) locked() bool {
	return s == AlreadyBound || s == BindFailed || s == InvalidPassword || s == InvalidSystemID
}
