package main

import (
	"errors"
	"fmt"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
)

// An exchange is what a message between a centre and a BSC has besides.
type exchange struct {
	Channel    string           `json:"channel,omitempty"`
	Category   string           `json:"category,omitempty"`
	Repetition *repetition      `json:"repetition,omitempty"`
	Broadcasts *uint16          `json:"broadcasts,omitempty"`
	Emergency  *emergency       `json:"emergency,omitempty"`
	Cells      *cellsShown      `json:"cells,omitempty"`
	Completed  []completedShown `json:"completed,omitempty"`
	Failed     []failedShown    `json:"failed,omitempty"`
	Cause      string           `json:"cause,omitempty"`
	KeepAlive  string           `json:"keep_alive,omitempty"`
	Concerns   string           `json:"concerns,omitempty"` // cbs or emergency
	DataLost   *bool            `json:"data_lost,omitempty"`
	Loads      []loadShown      `json:"loads,omitempty"`
}

// A repetition is a repetition period as its two codings read it.
type repetition struct {
	Octets uint16 `json:"octets"`
	Split  int    `json:"units_split"`
	BE16   int    `json:"units_be16"`
}

type emergency struct {
	Type   uint16 `json:"warning_type"`
	Period string `json:"period"`
}

type cellsShown struct {
	Named string   `json:"named"` // how: CGI, LAC, ALL …
	IDs   []string `json:"ids,omitempty"`
}

type completedShown struct {
	Cell string `json:"cell"`
	N    uint16 `json:"broadcasts"`
	Info uint8  `json:"info"`
}

type failedShown struct {
	Cell  string `json:"cell"`
	Cause string `json:"cause"`
}

type loadShown struct {
	Cell  string `json:"cell"`
	First uint8  `json:"load1"`
	Other uint8  `json:"load2"`
}

func decodeCBSP(o []byte) (any, error) {
	m, err := cbsp.Parse(o)
	var wrong *cbsp.DecodeError
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("%w (offset %d)", err, wrong.Offset)
	}
	if err != nil {
		return nil, err
	}
	b := &broadcast{Type: m.Type().String(), exchange: &exchange{}}
	if !b.warning(m) {
		b.rest(m)
	}
	return b, nil
}

// warning shows messages about a warning; it is false for others.
func (b *broadcast) warning(m cbsp.Message) bool {
	switch m := m.(type) {
	case *cbsp.WriteReplace:
		b.named(m.MessageID, m.Serial, m.Old, m.Replaces)
		b.write(m)
	case *cbsp.WriteReplaceComplete:
		b.named(m.MessageID, m.Serial, m.Old, m.Replaces)
		b.done(&m.Done, nil)
	case *cbsp.WriteReplaceFailure:
		b.named(m.MessageID, m.Serial, m.Old, m.Replaces)
		b.done(&m.Done, m.Failed)
	case *cbsp.Kill:
		b.named(m.MessageID, m.Serial, 0, false)
		b.cells(&m.Cells, m.Channel)
	case *cbsp.KillComplete:
		b.named(m.MessageID, m.Serial, 0, false)
		b.done(&m.Done, nil)
	case *cbsp.KillFailure:
		b.named(m.MessageID, m.Serial, 0, false)
		b.done(&m.Done, m.Failed)
	case *cbsp.StatusQuery:
		b.named(m.MessageID, m.Serial, 0, false)
		b.cells(&m.Cells, m.Channel)
	case *cbsp.StatusQueryComplete:
		b.named(m.MessageID, m.Serial, 0, false)
		b.done(&cbsp.Done{Completed: &m.Completed, Channel: m.Channel}, nil)
	case *cbsp.StatusQueryFailure:
		b.named(m.MessageID, m.Serial, 0, false)
		b.done(&cbsp.Done{Completed: m.Completed, Channel: m.Channel}, m.Failed)
	default:
		return false
	}
	return true
}

// rest shows messages about the connection and the cells.
func (b *broadcast) rest(m cbsp.Message) {
	switch m := m.(type) {
	case *cbsp.LoadQuery:
		b.cells(&m.Cells, m.Channel)
	case *cbsp.LoadQueryComplete:
		b.loads(&m.Loads)
		b.channel(m.Channel)
	case *cbsp.LoadQueryFailure:
		b.loads(m.Loads)
		b.done(&cbsp.Done{Channel: m.Channel}, m.Failed)
	case *cbsp.Reset:
		b.cells(&m.Cells, cbsp.NoChannel)
	case *cbsp.ResetComplete:
		b.cells(&m.Cells, cbsp.NoChannel)
	case *cbsp.ResetFailure:
		b.done(&cbsp.Done{Cells: m.Cells}, m.Failed)
	case *cbsp.Restart:
		b.cells(&m.Cells, cbsp.NoChannel)
		b.Concerns, b.DataLost = concerns(m.Emergency), &m.DataLost
	case *cbsp.CellsFailed:
		b.done(&cbsp.Done{}, m.Failed)
		b.Concerns = concerns(m.Emergency)
	case *cbsp.KeepAlive:
		b.KeepAlive = m.Period.String()
	case *cbsp.ErrorIndication:
		b.Cause, b.MessageID, b.OldSerial = m.Cause.String(), m.MessageID, m.Old
		if m.Serial != nil {
			b.serialNumber = serialOf(*m.Serial)
		}
		b.channel(m.Channel)
	}
}

func (b *broadcast) named(id cbc.MessageID, s, old cbc.Serial, replaces bool) {
	b.MessageID, b.serialNumber = &id, serialOf(s)
	if replaces {
		b.OldSerial = &old
	}
}

func (b *broadcast) write(m *cbsp.WriteReplace) {
	b.cells(&m.Cells, m.Channel)
	if e := m.Emergency; e != nil {
		b.Emergency = &emergency{e.WarningType, e.Period.String()}
		return
	}
	b.Category, b.Broadcasts = m.Category.String(), &m.Broadcasts
	b.Repetition = &repetition{uint16(m.Period), cbsp.Split.Units(m.Period), cbsp.BE16.Units(m.Period)}
	b.read(m.Pages, m.DCS)
}

func (b *broadcast) done(d *cbsp.Done, failed []cbsp.Failure) {
	if d.Cells != nil {
		b.cells(d.Cells, d.Channel)
	}
	b.channel(d.Channel)
	if d.Completed != nil {
		for _, c := range d.Completed.Counts {
			b.Completed = append(b.Completed, completedShown{cellName(d.Completed.Discriminator, c.ID), c.N, c.Info})
		}
	}
	for _, f := range failed {
		b.Failed = append(b.Failed, failedShown{cellName(f.Discriminator, f.ID), f.Cause.String()})
	}
}

func (b *broadcast) cells(l *cbsp.CellList, c cbsp.Channel) {
	b.Cells = &cellsShown{Named: l.Discriminator.String()}
	for _, id := range l.IDs {
		b.Cells.IDs = append(b.Cells.IDs, cellName(l.Discriminator, id))
	}
	b.channel(c)
}

func (b *broadcast) loads(l *cbsp.LoadList) {
	if l == nil {
		return
	}
	for _, x := range l.Loads {
		b.Loads = append(b.Loads, loadShown{cellName(l.Discriminator, x.ID), x.First, x.Other})
	}
}

func (b *broadcast) channel(c cbsp.Channel) {
	switch c {
	case cbsp.NoChannel:
	case cbsp.Basic:
		b.Channel = "basic"
	case cbsp.Extended:
		b.Channel = "extended"
	}
}

// cellName writes the parts of an ID that its discriminator has.
func cellName(d cbsp.Discriminator, id cbsp.ID) string {
	switch d {
	case cbsp.CGI:
		return fmt.Sprintf("%s:%d:%d", id.PLMN, id.LAC, id.CI)
	case cbsp.LACCI:
		return fmt.Sprintf("%d:%d", id.LAC, id.CI)
	case cbsp.CI:
		return fmt.Sprint(id.CI)
	case cbsp.LAI:
		return fmt.Sprintf("%s:%d", id.PLMN, id.LAC)
	case cbsp.LAC:
		return fmt.Sprint(id.LAC)
	case cbsp.All:
	}
	return d.String()
}

func concerns(emergency bool) string {
	if emergency {
		return "emergency"
	}
	return "cbs"
}
