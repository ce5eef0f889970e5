package cbsp

import "bongsu/cbc"

// A StatusQuery is the message MESSAGE STATUS QUERY: it asks how often a
// message has been broadcast, clause 8.1.3.10.
type StatusQuery struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial // in the element for old ones
	Cells     CellList
	Channel   Channel
}

// Type returns TypeStatusQuery.
func (*StatusQuery) Type() Type { return TypeStatusQuery }

// AppendBinary appends the wire form of m to b.
func (m *StatusQuery) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeStatusQuery)
	e.messageID(m.MessageID)
	e.serial(ieOldSerial, m.Serial)
	e.cells(&m.Cells)
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StatusQuery) UnmarshalBinary(b []byte) error {
	d := open(b, TypeStatusQuery)
	v := StatusQuery{d.messageID(), d.serial(ieOldSerial), d.cells(), d.channel()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A StatusQueryComplete says how often each cell has broadcast a message,
// clause 8.1.3.11.
type StatusQueryComplete struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Completed CountList
	Channel   Channel
}

// Type returns TypeStatusQueryComplete.
func (*StatusQueryComplete) Type() Type { return TypeStatusQueryComplete }

// AppendBinary appends the wire form of m to b.
func (m *StatusQueryComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeStatusQueryComplete)
	e.messageID(m.MessageID)
	e.serial(ieOldSerial, m.Serial)
	e.counts(&m.Completed)
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StatusQueryComplete) UnmarshalBinary(b []byte) error {
	d := open(b, TypeStatusQueryComplete)
	v := StatusQueryComplete{d.messageID(), d.serial(ieOldSerial), d.counts(), d.channel()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A StatusQueryFailure says which cells do not broadcast a message, and of the
// others how often they have, clause 8.1.3.12.
type StatusQueryFailure struct {
	MessageID cbc.MessageID
	Serial    cbc.Serial
	Failed    []Failure
	Completed *CountList // may be absent
	Channel   Channel
}

// Type returns TypeStatusQueryFailure.
func (*StatusQueryFailure) Type() Type { return TypeStatusQueryFailure }

// AppendBinary appends the wire form of m to b.
func (m *StatusQueryFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeStatusQueryFailure)
	e.messageID(m.MessageID)
	e.serial(ieOldSerial, m.Serial)
	e.failures(m.Failed)
	if m.Completed != nil {
		e.counts(m.Completed)
	}
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *StatusQueryFailure) UnmarshalBinary(b []byte) error {
	d := open(b, TypeStatusQueryFailure)
	v := StatusQueryFailure{MessageID: d.messageID(), Serial: d.serial(ieOldSerial), Failed: d.failures(), Channel: d.channel()}
	if d.has(ieCompletedList) {
		l := d.counts()
		v.Completed = &l
	}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}
