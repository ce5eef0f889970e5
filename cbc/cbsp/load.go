package cbsp

// A Load is how busy a cell's broadcast channel is, an entry of a radio
// resource loading list: two figures in percent.
type Load struct {
	ID           ID
	First, Other uint8
}

// A LoadList is a radio resource loading list, clause 8.2.12.
type LoadList struct {
	Discriminator Discriminator
	Loads         []Load
}

// A LoadQuery asks how busy the broadcast channels are, clause 8.1.3.7.
type LoadQuery struct {
	Cells   CellList
	Channel Channel
}

// Type returns TypeLoadQuery.
func (*LoadQuery) Type() Type { return TypeLoadQuery }

// AppendBinary appends the wire form of m to b.
func (m *LoadQuery) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeLoadQuery)
	e.cells(&m.Cells)
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *LoadQuery) UnmarshalBinary(b []byte) error {
	d := open(b, TypeLoadQuery)
	v := LoadQuery{d.cells(), d.channel()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A LoadQueryComplete says how busy each channel is, clause 8.1.3.8.
type LoadQueryComplete struct {
	Loads   LoadList
	Channel Channel
}

// Type returns TypeLoadQueryComplete.
func (*LoadQueryComplete) Type() Type { return TypeLoadQueryComplete }

// AppendBinary appends the wire form of m to b.
func (m *LoadQueryComplete) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeLoadQueryComplete)
	e.loads(&m.Loads)
	e.channel(m.Channel)
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *LoadQueryComplete) UnmarshalBinary(b []byte) error {
	d := open(b, TypeLoadQueryComplete)
	v := LoadQueryComplete{d.loads(), d.channel()}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// A LoadQueryFailure says which cells could not tell, clause 8.1.3.9.
type LoadQueryFailure struct {
	Failed  []Failure
	Channel Channel
	Loads   *LoadList // may be absent
}

// Type returns TypeLoadQueryFailure.
func (*LoadQueryFailure) Type() Type { return TypeLoadQueryFailure }

// AppendBinary appends the wire form of m to b.
func (m *LoadQueryFailure) AppendBinary(b []byte) ([]byte, error) {
	e := begin(b, TypeLoadQueryFailure)
	e.failures(m.Failed)
	e.channel(m.Channel)
	if m.Loads != nil {
		e.loads(m.Loads)
	}
	return e.end()
}

// UnmarshalBinary decodes m and keeps no reference to b.
func (m *LoadQueryFailure) UnmarshalBinary(b []byte) error {
	d := open(b, TypeLoadQueryFailure)
	v := LoadQueryFailure{Failed: d.failures(), Channel: d.channel()}
	if d.has(ieLoadingList) {
		l := d.loads()
		v.Loads = &l
	}
	if d.err != nil {
		return d.err
	}
	*m = v
	return nil
}

// counted returns the cells of l, without their figures, as another list.
func (l *LoadList) counted() *CountList {
	if l == nil {
		return nil
	}
	c := &CountList{Discriminator: l.Discriminator, Counts: make([]Count, len(l.Loads))}
	for i := range l.Loads {
		c.Counts[i].ID = l.Loads[i].ID
	}
	return c
}

func (e *encoder) loads(l *LoadList) {
	mark := e.list(ieLoadingList)
	e.discriminator(ieLoadingList, l.Discriminator)
	for i := range l.Loads {
		v := &l.Loads[i]
		e.id(ieLoadingList, l.Discriminator, &v.ID)
		e.b = append(e.b, v.First, v.Other)
	}
	e.endList(ieLoadingList, mark)
}

func (d *decoder) loads() LoadList {
	r, disc, n := d.entries(ieLoadingList, 2)
	l := LoadList{Discriminator: disc}
	if n > 0 {
		l.Loads = make([]Load, n)
	}
	for i := range l.Loads {
		l.Loads[i] = Load{ID: d.id(ieLoadingList, disc, &r), First: r.U8(), Other: r.U8()}
	}
	return l
}
