package smpp

import "fmt"

// A Tag names an optional parameter (TLV), SMPP 5.0 clause 4.8.1.
type Tag uint16

const (
	AdditionalStatusInfoText  Tag = 0x001D
	UserMessageReference      Tag = 0x0204
	SCInterfaceVersion        Tag = 0x0210
	MessagePayload            Tag = 0x0424
	MessageStateTag           Tag = 0x0427
	CongestionState           Tag = 0x0428
	BroadcastChannelIndicator Tag = 0x0600
	BroadcastContentType      Tag = 0x0601
	BroadcastContentTypeInfo  Tag = 0x0602
	BroadcastMessageClass     Tag = 0x0603
	BroadcastRepNum           Tag = 0x0604
	BroadcastFrequency        Tag = 0x0605
	BroadcastAreaIdentifier   Tag = 0x0606 // and failed_broadcast_area_identifier
	BroadcastErrorStatus      Tag = 0x0607
	BroadcastAreaSuccess      Tag = 0x0608
	BroadcastEndTime          Tag = 0x0609
	BroadcastServiceGroup     Tag = 0x060A
)

var tagNames = map[Tag]string{
	AdditionalStatusInfoText:  "additional_status_info_text",
	UserMessageReference:      "user_message_reference",
	SCInterfaceVersion:        "sc_interface_version",
	MessagePayload:            "message_payload",
	MessageStateTag:           "message_state",
	CongestionState:           "congestion_state",
	BroadcastChannelIndicator: "broadcast_channel_indicator",
	BroadcastContentType:      "broadcast_content_type",
	BroadcastContentTypeInfo:  "broadcast_content_type_info",
	BroadcastMessageClass:     "broadcast_message_class",
	BroadcastRepNum:           "broadcast_rep_num",
	BroadcastFrequency:        "broadcast_frequency_interval",
	BroadcastAreaIdentifier:   "broadcast_area_identifier",
	BroadcastErrorStatus:      "broadcast_error_status",
	BroadcastAreaSuccess:      "broadcast_area_success",
	BroadcastEndTime:          "broadcast_end_time",
	BroadcastServiceGroup:     "broadcast_service_group",
}

// String returns the standard's name, or the number in hexadecimal.
func (t Tag) String() string {
	if n := tagNames[t]; n != "" {
		return n
	}
	return fmt.Sprintf("TLV 0x%04X", uint16(t))
}

// A TLV is one optional parameter. Those of one PDU have an order and may
// repeat: failed areas and their statuses belong together by it.
type TLV struct {
	Tag   Tag
	Value []byte // up to 65,535 octets
}
