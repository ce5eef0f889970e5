package smpp

import "bongsu/cbc"

// cause says what a refusal of a broadcast_sm means. Prohibited is for the
// operators to mend, and a service that is unavailable comes back: both may be
// tried again.
func (s Status) cause() cbc.Cause {
	switch {
	case s == OK:
		return cbc.CauseNone
	case s.throttles():
		return cbc.CauseCapacity
	case s == InvalidCommandID:
		return cbc.CauseUnsupported
	case s.faulty():
		return cbc.CauseInvalid
	}
	return cbc.CauseOther
}

// faulty reports whether the peer found a value wrong: the same message is
// refused again.
func (s Status) faulty() bool {
	switch s {
	case InvalidMessageLength, InvalidCommandLength, InvalidPriority, InvalidReceiptFlag, InvalidSource,
		InvalidDestination, InvalidMessageID, InvalidServiceType, InvalidDestinationCount, InvalidListName,
		InvalidDestinationFlag, InvalidESMClass, ListNotAllowed, InvalidSourceTON, InvalidSourceNPI,
		InvalidDestinationTON, InvalidDestinationNPI, InvalidReplaceFlag, InvalidSchedule, InvalidExpiry,
		InvalidDefaultMessage, InvalidTLVStream, TLVNotAllowed, InvalidTLVLength, MissingTLV, InvalidTLVValue,
		InvalidDataCoding, InvalidSourceSubunit, InvalidDestinationSubunit, InvalidFrequency, InvalidAlias,
		InvalidAreaFormat, InvalidAreaCount, InvalidContentType, InvalidMessageClass, InvalidRepNum,
		InvalidServiceGroup, InvalidChannel:
		return true
	}
	return false
}

// throttles reports whether s asks to send less: the whole lane pauses, for
// otherwise what comes later would overtake.
func (s Status) throttles() bool { return s == Throttled || s == QueueFull }

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
