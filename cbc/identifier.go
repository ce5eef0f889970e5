package cbc

import "fmt"

// A MessageID is a message identifier of TS 23.041 clause 9.4.1.2.2: the
// channel a phone listens on.
type MessageID uint16

// The identifiers of the public warning system, TS 23.041 clause 9.4.1.2.2.
// Under the Korean profile (KPAS) 4370 is class 0, 위급재난, and those from
// 4371 on are class 1.
const (
	ETWSEarthquake        MessageID = 4352
	ETWSTsunami           MessageID = 4353
	ETWSEarthquakeTsunami MessageID = 4354
	ETWSTest              MessageID = 4355
	ETWSOther             MessageID = 4356

	Presidential              MessageID = 4370
	ExtremeImmediateObserved  MessageID = 4371
	ExtremeImmediateLikely    MessageID = 4372
	ExtremeExpectedObserved   MessageID = 4373
	ExtremeExpectedLikely     MessageID = 4374
	SevereImmediateObserved   MessageID = 4375
	SevereImmediateLikely     MessageID = 4376
	SevereExpectedObserved    MessageID = 4377
	SevereExpectedLikely      MessageID = 4378
	ChildAbduction            MessageID = 4379
	MonthlyTest               MessageID = 4380
	Exercise                  MessageID = 4381
	OperatorDefined           MessageID = 4382
	PublicSafety              MessageID = 4396
	PublicSafetyLanguage      MessageID = 4397
	StateLocalTest            MessageID = 4398
	StateLocalTestLanguage    MessageID = 4399
	GeofencingTrigger         MessageID = 4400
	EUInfo                    MessageID = 6400
	firstPWS, lastPWS         MessageID = 0x1100, 0x18FF
	firstETWS, lastETWS       MessageID = 4352, 4359
	firstCMAS, lastCMAS       MessageID = 4370, 4382
	firstSilent, lastSilent   MessageID = 4401, 4411
	firstSilentETWS, lastETWF MessageID = 4412, 4422
)

var identifierNames = map[MessageID]string{
	ETWSEarthquake:           "ETWS earthquake",
	ETWSTsunami:              "ETWS tsunami",
	ETWSEarthquakeTsunami:    "ETWS earthquake and tsunami",
	ETWSTest:                 "ETWS test",
	ETWSOther:                "ETWS other emergency",
	Presidential:             "presidential, KPAS class 0",
	ExtremeImmediateObserved: "extreme, immediate, observed",
	ExtremeImmediateLikely:   "extreme, immediate, likely",
	ExtremeExpectedObserved:  "extreme, expected, observed",
	ExtremeExpectedLikely:    "extreme, expected, likely",
	SevereImmediateObserved:  "severe, immediate, observed",
	SevereImmediateLikely:    "severe, immediate, likely",
	SevereExpectedObserved:   "severe, expected, observed",
	SevereExpectedLikely:     "severe, expected, likely",
	ChildAbduction:           "child abduction",
	MonthlyTest:              "required monthly test",
	Exercise:                 "exercise",
	OperatorDefined:          "operator defined",
	PublicSafety:             "public safety",
	StateLocalTest:           "state or local test",
	GeofencingTrigger:        "geo-fencing trigger",
	EUInfo:                   "EU-Info",
}

// twinOffset separates 4370–4382 from the identifiers for their additional
// languages, 4383–4395.
const twinOffset = 13

// Twin returns the identifier on which further languages of the same message
// go, and whether there is one.
func (m MessageID) Twin() (MessageID, bool) {
	switch {
	case firstCMAS <= m && m <= lastCMAS:
		return m + twinOffset, true
	case m == PublicSafety, m == StateLocalTest:
		return m + 1, true
	}
	return 0, false
}

// original returns the identifier whose twin m is.
func (m MessageID) original() (MessageID, bool) {
	switch {
	case firstCMAS+twinOffset <= m && m <= lastCMAS+twinOffset:
		return m - twinOffset, true
	case m == PublicSafetyLanguage, m == StateLocalTestLanguage:
		return m - 1, true
	}
	return 0, false
}

// PWS reports whether m is in the range that phones treat as a public warning,
// 0x1100–0x18FF.
func (m MessageID) PWS() bool { return firstPWS <= m && m <= lastPWS }

// ETWS reports whether m is an ETWS identifier, whose serial numbers have two
// flags where others have the top of the message code.
func (m MessageID) ETWS() bool {
	return firstETWS <= m && m <= lastETWS || firstSilentETWS <= m && m <= lastETWF
}

// Codes returns how many message codes there are under m.
func (m MessageID) Codes() int {
	if m.ETWS() {
		return ETWSCodes
	}
	return Codes
}

// Name returns what the standard calls m, or "" if it has no name there.
func (m MessageID) Name() string {
	if n := identifierNames[m]; n != "" {
		return n
	}
	if o, ok := m.original(); ok {
		return identifierNames[o] + ", additional languages"
	}
	switch {
	case firstETWS <= m && m <= lastETWS:
		return "ETWS, for future use"
	case firstSilent <= m && m <= lastSilent:
		return "warning for devices without a user interface"
	case firstSilentETWS <= m && m <= lastETWF:
		return "ETWS for devices without a user interface"
	}
	return ""
}

// String returns the number and the name.
func (m MessageID) String() string {
	if n := m.Name(); n != "" {
		return fmt.Sprintf("%d (%s)", uint16(m), n)
	}
	return fmt.Sprintf("%d", uint16(m))
}
