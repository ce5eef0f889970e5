package smpp

import "fmt"

// A Command is a command_id, SMPP 5.0 clause 4.7.5. That of a response is its
// request's with bit 31 set.
type Command uint32

const (
	BindReceiver        Command = 0x00000001
	BindTransmitter     Command = 0x00000002
	Unbind              Command = 0x00000006
	BindTransceiver     Command = 0x00000009
	Outbind             Command = 0x0000000B
	EnquireLink         Command = 0x00000015
	AlertNotification   Command = 0x00000102
	Broadcast           Command = 0x00000111
	QueryBroadcast      Command = 0x00000112
	CancelBroadcast     Command = 0x00000113
	GenericNack         Command = 0x80000000
	BindReceiverResp    Command = BindReceiver | response
	BindTransmitterResp Command = BindTransmitter | response
	UnbindResp          Command = Unbind | response
	BindTransceiverResp Command = BindTransceiver | response
	EnquireLinkResp     Command = EnquireLink | response
	BroadcastResp       Command = Broadcast | response
	QueryBroadcastResp  Command = QueryBroadcast | response
	CancelBroadcastResp Command = CancelBroadcast | response
	response            Command = 0x80000000
)

var commandNames = map[Command]string{
	BindReceiver:        "bind_receiver",
	BindReceiverResp:    "bind_receiver_resp",
	BindTransmitter:     "bind_transmitter",
	BindTransmitterResp: "bind_transmitter_resp",
	BindTransceiver:     "bind_transceiver",
	BindTransceiverResp: "bind_transceiver_resp",
	Outbind:             "outbind",
	Unbind:              "unbind",
	UnbindResp:          "unbind_resp",
	EnquireLink:         "enquire_link",
	EnquireLinkResp:     "enquire_link_resp",
	AlertNotification:   "alert_notification",
	GenericNack:         "generic_nack",
	Broadcast:           "broadcast_sm",
	BroadcastResp:       "broadcast_sm_resp",
	QueryBroadcast:      "query_broadcast_sm",
	QueryBroadcastResp:  "query_broadcast_sm_resp",
	CancelBroadcast:     "cancel_broadcast_sm",
	CancelBroadcastResp: "cancel_broadcast_sm_resp",
}

// String returns the standard's name, or the number in hexadecimal.
func (c Command) String() string {
	if n := commandNames[c]; n != "" {
		return n
	}
	return fmt.Sprintf("command 0x%08X", uint32(c))
}

// Response reports whether c answers something.
func (c Command) Response() bool { return c&response != 0 }

// unanswered reports whether the standard has no response to c.
func (c Command) unanswered() bool { return c == Outbind || c == AlertNotification }
