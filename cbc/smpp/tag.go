package smpp

import "fmt"

// A Tag names an optional parameter (TLV), SMPP 5.0 clause 4.8.1. Those from
// 0x1400 to 0x3FFF are for vendors.
type Tag uint16

// The parameters of SMPP 5.0.
const (
	DestAddrSubunit           Tag = 0x0005
	DestNetworkType           Tag = 0x0006
	DestBearerType            Tag = 0x0007
	DestTelematicsID          Tag = 0x0008
	SourceAddrSubunit         Tag = 0x000D
	SourceNetworkType         Tag = 0x000E
	SourceBearerType          Tag = 0x000F
	SourceTelematicsID        Tag = 0x0010
	QOSTimeToLive             Tag = 0x0017
	PayloadType               Tag = 0x0019
	AdditionalStatusInfoText  Tag = 0x001D
	ReceiptedMessageID        Tag = 0x001E
	MSMsgWaitFacilities       Tag = 0x0030
	PrivacyIndicator          Tag = 0x0201
	SourceSubaddress          Tag = 0x0202
	DestSubaddress            Tag = 0x0203
	UserMessageReference      Tag = 0x0204
	UserResponseCode          Tag = 0x0205
	SourcePort                Tag = 0x020A
	DestPort                  Tag = 0x020B
	SARMsgRefNum              Tag = 0x020C
	LanguageIndicator         Tag = 0x020D
	SARTotalSegments          Tag = 0x020E
	SARSegmentSeqnum          Tag = 0x020F
	SCInterfaceVersion        Tag = 0x0210
	CallbackNumPresInd        Tag = 0x0302
	CallbackNumATag           Tag = 0x0303
	NumberOfMessages          Tag = 0x0304
	CallbackNum               Tag = 0x0381
	DPFResult                 Tag = 0x0420
	SetDPF                    Tag = 0x0421
	MSAvailabilityStatus      Tag = 0x0422
	NetworkErrorCode          Tag = 0x0423
	MessagePayload            Tag = 0x0424
	DeliveryFailureReason     Tag = 0x0425
	MoreMessagesToSend        Tag = 0x0426
	MessageStateTag           Tag = 0x0427
	CongestionState           Tag = 0x0428
	USSDServiceOp             Tag = 0x0501
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
	BillingIdentification     Tag = 0x060B
	SourceNetworkID           Tag = 0x060D
	DestNetworkID             Tag = 0x060E
	SourceNodeID              Tag = 0x060F
	DestNodeID                Tag = 0x0610
	DestAddrNPResolution      Tag = 0x0611
	DestAddrNPInformation     Tag = 0x0612
	DestAddrNPCountry         Tag = 0x0613
	DisplayTime               Tag = 0x1201
	SMSSignal                 Tag = 0x1203
	MSValidity                Tag = 0x1204
	AlertOnMessageDelivery    Tag = 0x130C
	ITSReplyType              Tag = 0x1380
	ITSSessionInfo            Tag = 0x1383
)

var tagNames = map[Tag]string{ //nolint:gosec // names of parameters, no credentials
	DestAddrSubunit:           "dest_addr_subunit",
	DestNetworkType:           "dest_network_type",
	DestBearerType:            "dest_bearer_type",
	DestTelematicsID:          "dest_telematics_id",
	SourceAddrSubunit:         "source_addr_subunit",
	SourceNetworkType:         "source_network_type",
	SourceBearerType:          "source_bearer_type",
	SourceTelematicsID:        "source_telematics_id",
	QOSTimeToLive:             "qos_time_to_live",
	PayloadType:               "payload_type",
	AdditionalStatusInfoText:  "additional_status_info_text",
	ReceiptedMessageID:        "receipted_message_id",
	MSMsgWaitFacilities:       "ms_msg_wait_facilities",
	PrivacyIndicator:          "privacy_indicator",
	SourceSubaddress:          "source_subaddress",
	DestSubaddress:            "dest_subaddress",
	UserMessageReference:      "user_message_reference",
	UserResponseCode:          "user_response_code",
	SourcePort:                "source_port",
	DestPort:                  "dest_port",
	SARMsgRefNum:              "sar_msg_ref_num",
	LanguageIndicator:         "language_indicator",
	SARTotalSegments:          "sar_total_segments",
	SARSegmentSeqnum:          "sar_segment_seqnum",
	SCInterfaceVersion:        "sc_interface_version",
	CallbackNumPresInd:        "callback_num_pres_ind",
	CallbackNumATag:           "callback_num_atag",
	NumberOfMessages:          "number_of_messages",
	CallbackNum:               "callback_num",
	DPFResult:                 "dpf_result",
	SetDPF:                    "set_dpf",
	MSAvailabilityStatus:      "ms_availability_status",
	NetworkErrorCode:          "network_error_code",
	MessagePayload:            "message_payload",
	DeliveryFailureReason:     "delivery_failure_reason",
	MoreMessagesToSend:        "more_messages_to_send",
	MessageStateTag:           "message_state",
	CongestionState:           "congestion_state",
	USSDServiceOp:             "ussd_service_op",
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
	BillingIdentification:     "billing_identification",
	SourceNetworkID:           "source_network_id",
	DestNetworkID:             "dest_network_id",
	SourceNodeID:              "source_node_id",
	DestNodeID:                "dest_node_id",
	DestAddrNPResolution:      "dest_addr_np_resolution",
	DestAddrNPInformation:     "dest_addr_np_information",
	DestAddrNPCountry:         "dest_addr_np_country",
	DisplayTime:               "display_time",
	SMSSignal:                 "sms_signal",
	MSValidity:                "ms_validity",
	AlertOnMessageDelivery:    "alert_on_message_delivery",
	ITSReplyType:              "its_reply_type",
	ITSSessionInfo:            "its_session_info",
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
