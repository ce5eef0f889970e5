package smpp

import "fmt"

// A Command is a command_id, SMPP 5.0 clause 4.7.5. That of a response is its
// request's with bit 31 set.
type Command uint32

// The commands of SMPP 5.0, and their responses.
const (
	BindReceiver      Command = 0x00000001
	BindTransmitter   Command = 0x00000002
	Query             Command = 0x00000003
	Submit            Command = 0x00000004
	Deliver           Command = 0x00000005
	Unbind            Command = 0x00000006
	Replace           Command = 0x00000007
	Cancel            Command = 0x00000008
	BindTransceiver   Command = 0x00000009
	Outbind           Command = 0x0000000B
	EnquireLink       Command = 0x00000015
	Multi             Command = 0x00000021
	AlertNotification Command = 0x00000102
	Data              Command = 0x00000103
	Broadcast         Command = 0x00000111
	QueryBroadcast    Command = 0x00000112
	CancelBroadcast   Command = 0x00000113

	GenericNack         Command = 0x80000000
	BindReceiverResp    Command = BindReceiver | response
	BindTransmitterResp Command = BindTransmitter | response
	QueryResp           Command = Query | response
	SubmitResp          Command = Submit | response
	DeliverResp         Command = Deliver | response
	UnbindResp          Command = Unbind | response
	ReplaceResp         Command = Replace | response
	CancelResp          Command = Cancel | response
	BindTransceiverResp Command = BindTransceiver | response
	EnquireLinkResp     Command = EnquireLink | response
	MultiResp           Command = Multi | response
	DataResp            Command = Data | response
	BroadcastResp       Command = Broadcast | response
	QueryBroadcastResp  Command = QueryBroadcast | response
	CancelBroadcastResp Command = CancelBroadcast | response

	response Command = 0x80000000
)

var commandNames = map[Command]string{
	BindReceiver:      "bind_receiver",
	BindTransmitter:   "bind_transmitter",
	BindTransceiver:   "bind_transceiver",
	Outbind:           "outbind",
	Unbind:            "unbind",
	EnquireLink:       "enquire_link",
	AlertNotification: "alert_notification",
	GenericNack:       "generic_nack",
	Submit:            "submit_sm",
	Multi:             "submit_multi",
	Deliver:           "deliver_sm",
	Data:              "data_sm",
	Query:             "query_sm",
	Cancel:            "cancel_sm",
	Replace:           "replace_sm",
	Broadcast:         "broadcast_sm",
	QueryBroadcast:    "query_broadcast_sm",
	CancelBroadcast:   "cancel_broadcast_sm",
}

// String returns the standard's name, or the number in hexadecimal.
func (c Command) String() string {
	if n := commandNames[c]; n != "" {
		return n
	}
	if n := commandNames[c&^response]; n != "" && !c.unanswered() {
		return n + "_resp"
	}
	return fmt.Sprintf("command 0x%08X", uint32(c))
}

// Response reports whether c answers something.
func (c Command) Response() bool { return c&response != 0 }

// unanswered reports whether the standard has no response to c.
func (c Command) unanswered() bool {
	return c&^response == Outbind || c&^response == AlertNotification
}
