package namf

import (
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/internal/ran"
)

// The JSON of TS 29.518 clause 6.1.6.2, as far as warnings have it. A pretended
// AMF reads and writes the same.
type (
	// A TransferRequest is N2InformationTransferReqData.
	TransferRequest struct {
		TAIs        []TAI         `json:"taiList,omitempty"`
		RAT         string        `json:"ratSelector,omitempty"` // "NR" or "E-UTRA"
		Information N2Information `json:"n2Information"`
	}
	// An N2Information is N2InfoContainer.
	N2Information struct {
		Class string   `json:"n2InformationClass"` // "PWS", "PWS-BCAL" or "PWS-RF"
		PWS   *PWSInfo `json:"pwsInfo,omitempty"`
	}
	// A PWSInfo is PwsInformation.
	PWSInfo struct {
		MessageID cbc.MessageID `json:"messageIdentifier"`
		Serial    cbc.Serial    `json:"serialNumber"`
		Container N2Content     `json:"pwsContainer"`
		// Answer asks that base stations' answers are passed on.
		Answer bool   `json:"sendRanResponse,omitempty"`
		OMC    string `json:"omcId,omitempty"`
		NFID   string `json:"nfId,omitempty"`
	}
	// An N2Content is N2InfoContent: which message stands in which part.
	N2Content struct {
		Type int       `json:"ngapMessageType,omitempty"` // the NGAP procedure code
		Data Reference `json:"ngapData"`
	}
	// A Reference is RefToBinaryData.
	Reference struct {
		ContentID string `json:"contentId"`
	}
	// A TAI is a tracking area as JSON says it.
	TAI struct {
		PLMN PLMN   `json:"plmnId"`
		TAC  string `json:"tac"` // hexadecimal digits, four or six
	}
	// A PLMN is PlmnId.
	PLMN struct {
		MCC string `json:"mcc"`
		MNC string `json:"mnc"`
	}
	// A TransferResponse is N2InformationTransferRspData.
	TransferResponse struct {
		Result string       `json:"result"`
		PWS    *PWSResponse `json:"pwsRspData,omitempty"`
	}
	// A PWSResponse is PWSResponseData.
	PWSResponse struct {
		Type        int           `json:"ngapMessageType,omitempty"`
		Serial      cbc.Serial    `json:"serialNumber"`
		MessageID   cbc.MessageID `json:"messageIdentifier"`
		UnknownTAIs []TAI         `json:"unknownTaiList,omitempty"`
		// Missing says that the AMF knows of no subscription of ours.
		Missing bool `json:"n2PwsSubMissInd,omitempty"`
	}
	// A TransferError is N2InformationTransferError.
	TransferError struct {
		Problem Problem   `json:"error"`
		PWS     *PWSError `json:"pwsErrorInfo,omitempty"`
	}
	// A PWSError is PWSErrorData.
	PWSError struct {
		Cause int `json:"namfCause"`
	}
	// A Problem is ProblemDetails of RFC 9457.
	Problem struct {
		Title  string `json:"title,omitempty"`
		Status int    `json:"status,omitempty"`
		Detail string `json:"detail,omitempty"`
		Cause  string `json:"cause,omitempty"`
	}
	// A Subscription is NonUeN2InfoSubscriptionCreateData.
	Subscription struct {
		Class    string `json:"n2InformationClass"`
		Callback string `json:"n2NotifyCallbackUri"`
		NFID     string `json:"nfId,omitempty"`
	}
	// A Subscribed is NonUeN2InfoSubscriptionCreatedData.
	Subscribed struct {
		ID string `json:"n2NotifySubscriptionId"`
	}
	// A Notification is N2InformationNotification.
	Notification struct {
		ID          string         `json:"n2NotifySubscriptionId"`
		Information *N2Information `json:"n2InfoContainer,omitempty"`
	}
)

// The results of a transfer.
const (
	Initiated = "N2_INFO_TRANSFER_INITIATED"
	Partial   = "PARTIAL_N2_INFO_TRANSFER"
)

// The classes of information.
const (
	classPWS        = "PWS"
	ClassBroadcasts = "PWS-BCAL" // where warnings are on air, or were
	ClassRestarts   = "PWS-RF"   // base stations that restart or fail
)

// taiOf returns a tracking area of 5G as JSON says it.
func taiOf(t ran.TAI) TAI {
	mnc := fmt.Sprintf("%02d", t.PLMN.MNC)
	if t.PLMN.Long {
		mnc = fmt.Sprintf("%03d", t.PLMN.MNC)
	}
	return TAI{PLMN{fmt.Sprintf("%03d", t.PLMN.MCC), mnc}, fmt.Sprintf("%06x", t.TAC)}
}
