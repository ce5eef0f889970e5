package judge

import "slices"

// A Level says how bad a violation is.
type Level string

const (
	Fault Level = "fault" // against a standard: some centre refuses it, or phones show nonsense
	Risk  Level = "risk"  // no standard forbids it, and it goes wrong in operation
)

// A Rule is one kind of violation.
type Rule struct {
	Name   string `json:"name"`
	Level  Level  `json:"level"`
	Clause string `json:"clause,omitempty"` // of SMPP 5.0, unless it names another standard
	About  string `json:"about"`
}

// Rules returns all that a judge looks for, in the order of reports.
func Rules() []Rule { return slices.Clone(rules) }

// Names of the rules.
const (
	Unreadable       = "unreadable"
	UnknownCommand   = "unknown-command"
	StatusInRequest  = "status-in-request"
	SequenceRange    = "sequence-range"
	SequenceReuse    = "sequence-reuse"
	BeforeBind       = "before-bind"
	BoundTwice       = "bound-twice"
	WrongBind        = "wrong-bind"
	AfterUnbind      = "after-unbind"
	NoUnbind         = "no-unbind"
	WindowExceeded   = "window-exceeded"
	BindStorm        = "bind-storm"
	BindHammer       = "bind-hammer"
	NoEnquireLink    = "no-enquire-link"
	EnquireLinkOften = "enquire-link-often"
	IgnoresThrottle  = "ignores-throttling"
	IgnoresCongested = "ignores-congestion"
	Unanswered       = "unanswered"
	WrongAnswer      = "wrong-answer"
	NeedlessAnswer   = "needless-answer"
	NackSequence     = "nack-sequence"
	StrayAnswer      = "stray-answer"
	TLVToOldCentre   = "parameter-to-old-centre"
	TLVLength        = "parameter-length"
	TLVTwice         = "parameter-twice"
	AddressForm      = "address-form"
	TimeForm         = "time-form"
	TimePast         = "time-past"
	PriorityRange    = "priority-range"
	ShortTooLong     = "short-message-length"
	TextTwice        = "text-twice"
	NoText           = "no-text"
	HeaderInvalid    = "header-invalid"
	HeaderAndSAR     = "header-and-sar"
	SegmentNumber    = "segment-number"
	SegmentTooLong   = "segment-length"
	SurrogateSplit   = "surrogate-split"
	EscapeSplit      = "escape-split"
	ByteOrderMark    = "byte-order-mark"
	LittleEndian     = "little-endian"
	OddUCS2          = "odd-ucs2"
	UTF8             = "utf-8"
	NotInCoding      = "not-in-coding"
	DestinationCount = "destination-count"
	CancelAll        = "cancel-all"
	BroadcastVersion = "broadcast-version"
	MissingTLV       = "missing-parameter"
	AreaForm         = "area-form"
	RepNumImmediate  = "rep-num-immediate"
	ReplaceByBoth    = "replace-by-both"
	ReplaceByNothing = "replace-by-nothing"
	Endless          = "endless-broadcast"
)

var rules = []Rule{
	{Unreadable, Fault, "3", "a PDU whose length, fields or parameters do not add up"},
	{UnknownCommand, Fault, "4.7.5", "a command_id that the standard does not have"},
	{StatusInRequest, Fault, "4.7.6", "a request whose command_status is not 0"},
	{SequenceRange, Fault, "4.7.24", "a sequence_number that is 0 or above 0x7FFFFFFF"},
	{SequenceReuse, Fault, "4.7.24", "the sequence_number of a request that has not been answered"},
	{BeforeBind, Fault, "2.3", "a request before the answer to the bind, or after it was refused"},
	{BoundTwice, Fault, "2.3", "a bind on a connection that is bound"},
	{WrongBind, Fault, "2.4", "a message or broadcast from a client that is bound to receive only"},
	{AfterUnbind, Fault, "2.3", "a request after the client's own unbind"},
	{NoUnbind, Fault, "4.1", "the client closes the connection without unbind"},
	{WindowExceeded, Fault, "2.9", "more unanswered requests than the window that was agreed"},
	{BindStorm, Risk, "2.8.1", "binds in quick succession"},
	{BindHammer, Risk, "2.8.1", "a bind soon after one that was refused for who the client is"},
	{NoEnquireLink, Risk, "2.7", "a client that is silent for long and never asks whether the centre is there"},
	{EnquireLinkOften, Risk, "2.7", "enquire_link without any pause, time after time"},
	{IgnoresThrottle, Fault, "2.9", "as many messages after \"throttled\" or \"queue full\" as before"},
	{IgnoresCongested, Risk, "2.9", "as many messages after a congestion_state of 90 or more as before"},
	{Unanswered, Fault, "2.7", "a request of the centre's that gets no answer"},
	{WrongAnswer, Fault, "2.6", "an answer of another command than the request's"},
	{NeedlessAnswer, Fault, "4.1", "an answer to outbind, alert_notification or a response"},
	{NackSequence, Fault, "2.8.2", "a generic_nack without the sequence_number of what it is about"},
	{StrayAnswer, Fault, "2.6", "an answer to nothing"},
	{TLVToOldCentre, Fault, "2.11", "an optional parameter to a centre that has not said version 3.4 or later"},
	{TLVLength, Fault, "4.8.4", "an optional parameter of another length than the standard's"},
	{TLVTwice, Fault, "4.8.4", "an optional parameter that may be there once and is there twice"},
	{AddressForm, Fault, "4.7.1", "a number that is not of its type: + or a leading 0 in an international one, letters in digits, nothing in a destination"},
	{TimeForm, Fault, "4.7.23", "a time of a form that the standard does not have"},
	{TimePast, Fault, "4.7.23", "a validity_period that is over"},
	{PriorityRange, Fault, "4.7.19", "a priority_flag that the standard does not have"},
	{ShortTooLong, Fault, "4.2", "a short_message longer than the client's version allows: 254 octets before 5.0"},
	{TextTwice, Fault, "4.8.4", "short_message and message_payload at once"},
	{NoText, Risk, "4.2", "a message without text or payload"},
	{HeaderInvalid, Fault, "TS 23.040 9.2.3.24", "the indicator of a user data header, and no valid header"},
	{HeaderAndSAR, Fault, "4.8.4", "segments said in a user data header and in sar_ parameters at once"},
	{SegmentNumber, Fault, "TS 23.040 9.2.3.24.1", "a segment numbered 0 or beyond the number of segments"},
	{SegmentTooLong, Fault, "TS 23.040 9.2.3.16", "more than 140 octets, or their 160 septets, for one phone message"},
	{SurrogateSplit, Fault, "TS 23.038 6.2.3", "UCS-2 text that begins or ends within a surrogate pair"},
	{EscapeSplit, Fault, "TS 23.038 6.2.1", "text in the default alphabet that ends in an escape"},
	{ByteOrderMark, Fault, "TS 23.038 6.2.3", "UCS-2 text that begins with a byte order mark"},
	{LittleEndian, Fault, "TS 23.038 6.2.3", "UCS-2 text with the lower octet first"},
	{OddUCS2, Fault, "TS 23.038 6.2.3", "UCS-2 text of an odd number of octets"},
	{UTF8, Fault, "4.7.7", "UTF-8 under another data_coding"},
	{NotInCoding, Fault, "4.7.7", "octets that are not of their data_coding"},
	{DestinationCount, Fault, "4.2", "a submit_multi to nobody, or to more than the client's version allows: 254 before 5.0"},
	{CancelAll, Risk, "4.6", "a cancel that names no message and so ends all"},
	{BroadcastVersion, Fault, "2.11", "a broadcast PDU from a client that has bound with a version before 5.0"},
	{MissingTLV, Fault, "4.4", "a broadcast without one of its required parameters"},
	{AreaForm, Fault, "4.8.4.4", "a broadcast_area_identifier that cannot be one"},
	{RepNumImmediate, Fault, "4.8.4.12", "broadcast_rep_num other than 0 with priority 1, immediate broadcast"},
	{ReplaceByBoth, Fault, "4.4", "a replacing broadcast that names both message_id and user_message_reference"},
	{ReplaceByNothing, Fault, "4.4", "a replacing broadcast that names neither"},
	{Endless, Risk, "4.4", "a broadcast without validity_period and repetitions, which goes on until somebody cancels it"},
}
