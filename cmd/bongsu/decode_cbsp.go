package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/text"
)

// A cbspShown is a message between a centre and a BSC. Numbers are those on the
// wire.
type cbspShown struct {
	Type      uint8        `json:"type"`
	Name      string       `json:"type_name"`
	Length    int          `json:"length"` // of all behind the header
	MessageID *uint16      `json:"message_id,omitempty"`
	New       *cbc.Serial  `json:"new_serial,omitempty"`
	Old       *cbc.Serial  `json:"old_serial,omitempty"`
	Cells     *cellsShown  `json:"cell_list,omitempty"`
	Completed *countsShown `json:"num_broadcasts_completed_list,omitempty"`
	Failed    []failed     `json:"failure_list,omitempty"`
	Loads     *loadsShown  `json:"radio_resource_loading_list,omitempty"`
	Channel   *uint8       `json:"channel_indicator,omitempty"`

	Category   *cbc.Category `json:"category,omitempty"`
	Split      *int          `json:"repetition_period_split,omitempty"` // units of 1.883 s, as --period reads it
	BE16       *int          `json:"repetition_period_be16,omitempty"`
	Broadcasts *uint16       `json:"num_broadcasts,omitempty"`
	PageCount  int           `json:"num_pages,omitempty"`
	DCS        *cbc.DCS      `json:"dcs,omitempty"`
	Pages      []pageOctets  `json:"pages,omitempty"`
	Text       *string       `json:"text,omitempty"`
	Language   string        `json:"language,omitempty"`
	Problem    string        `json:"problem,omitempty"` // why there is no text

	Emergency *uint8  `json:"emergency_indicator,omitempty"`
	Warning   *uint16 `json:"warning_type,omitempty"`
	Security  string  `json:"warning_security_info,omitempty"`
	Period    *int    `json:"warning_period_s,omitempty"`

	Concerns  *uint8      `json:"broadcast_msg_type,omitempty"`
	Recovery  *uint8      `json:"recovery_indication,omitempty"`
	KeepAlive *int        `json:"keepalive_period_s,omitempty"`
	Cause     *cbsp.Cause `json:"cause,omitempty"`
	CauseText string      `json:"cause_text,omitempty"`
	Schedule  *uint8      `json:"schedule_period,omitempty"`
	Reserved  *uint8      `json:"reserved_slots,omitempty"`
}

type pageOctets struct {
	Used int    `json:"user_len"`
	Data string `json:"data"`
}

// A cellNamed has the parts that its discriminator has.
type cellNamed struct {
	MCC string  `json:"mcc,omitempty"`
	MNC string  `json:"mnc,omitempty"`
	LAC *uint16 `json:"lac,omitempty"`
	CI  *uint16 `json:"ci,omitempty"`
}

type cellsShown struct {
	Disc  uint8       `json:"disc"`
	Items []cellNamed `json:"items"`
}

type countShown struct {
	Cell      cellNamed `json:"cell"`
	Completed uint16    `json:"completed"`
	Info      uint8     `json:"info"`
}

type countsShown struct {
	Disc  uint8        `json:"disc"`
	Items []countShown `json:"items"`
}

type loadShown struct {
	Cell  cellNamed `json:"cell"`
	First uint8     `json:"load1"`
	Other uint8     `json:"load2"`
}

type loadsShown struct {
	Disc  uint8       `json:"disc"`
	Items []loadShown `json:"items"`
}

type failed struct {
	Disc  uint8      `json:"disc"`
	Cell  cellNamed  `json:"cell"`
	Cause cbsp.Cause `json:"cause"`
}

// decodeCBSP reads one message; repetition periods are in one of two codings.
func decodeCBSP(o []byte, coding cbsp.RepetitionCoding) (any, error) {
	m, err := cbsp.Parse(o)
	var wrong *cbsp.DecodeError
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("%w (offset %d)", err, wrong.Offset)
	}
	if err != nil {
		return nil, err
	}
	x := &cbspShown{Type: uint8(m.Type()), Name: strings.ToUpper(m.Type().String()), Length: len(o) - 4}
	if w, ok := m.(*cbsp.WriteReplace); ok {
		x.write(w, coding)
	} else if !x.answer(m) {
		x.rest(m)
	}
	return x, nil
}

func (x *cbspShown) named(id cbc.MessageID, fresh, old *cbc.Serial) {
	n := uint16(id)
	x.MessageID, x.New, x.Old = &n, fresh, old
}

// replaced returns the old serial number if there is one.
func replaced(s cbc.Serial, replaces bool) *cbc.Serial {
	if !replaces {
		return nil
	}
	return &s
}

func (x *cbspShown) write(m *cbsp.WriteReplace, coding cbsp.RepetitionCoding) {
	x.named(m.MessageID, &m.Serial, replaced(m.Old, m.Replaces))
	x.cells(&m.Cells)
	if e := m.Emergency; e != nil {
		one, period := uint8(1), int(e.Period.Seconds())
		x.Emergency, x.Warning, x.Period, x.Security = &one, &e.WarningType, &period, hex.EncodeToString(e.Security[:])
		return
	}
	x.channel(m.Channel)
	units := coding.Units(m.Period)
	if coding == cbsp.BE16 {
		x.BE16 = &units
	} else {
		x.Split = &units
	}
	x.Category, x.Broadcasts, x.PageCount, x.DCS = &m.Category, &m.Broadcasts, len(m.Pages), &m.DCS
	for i := range m.Pages {
		x.Pages = append(x.Pages, pageOctets{m.Pages[i].Used, hex.EncodeToString(m.Pages[i].Content[:])})
	}
	words, language, err := text.Decode(m.Pages, m.DCS)
	if err != nil {
		x.Problem = err.Error()
		return
	}
	x.Text, x.Language = &words, language
}

// answer shows messages about a warning, and what is asked about one; it is
// false for others.
func (x *cbspShown) answer(m cbsp.Message) bool {
	switch m := m.(type) {
	case *cbsp.WriteReplaceComplete:
		x.named(m.MessageID, &m.Serial, replaced(m.Old, m.Replaces))
		x.done(&m.Done)
	case *cbsp.WriteReplaceFailure:
		x.named(m.MessageID, &m.Serial, replaced(m.Old, m.Replaces))
		x.done(&m.Done)
		x.failures(m.Failed)
	case *cbsp.Kill:
		x.named(m.MessageID, nil, &m.Serial)
		x.cells(&m.Cells)
		x.channel(m.Channel)
	case *cbsp.KillComplete:
		x.named(m.MessageID, nil, &m.Serial)
		x.done(&m.Done)
	case *cbsp.KillFailure:
		x.named(m.MessageID, nil, &m.Serial)
		x.done(&m.Done)
		x.failures(m.Failed)
	case *cbsp.StatusQuery:
		x.named(m.MessageID, nil, &m.Serial)
		x.cells(&m.Cells)
		x.channel(m.Channel)
	case *cbsp.StatusQueryComplete:
		x.named(m.MessageID, nil, &m.Serial)
		x.done(&cbsp.Done{Completed: &m.Completed, Channel: m.Channel})
	case *cbsp.StatusQueryFailure:
		x.named(m.MessageID, nil, &m.Serial)
		x.done(&cbsp.Done{Completed: m.Completed, Channel: m.Channel})
		x.failures(m.Failed)
	default:
		return false
	}
	return true
}

// rest shows messages about the connection and the cells.
func (x *cbspShown) rest(m cbsp.Message) {
	switch m := m.(type) {
	case *cbsp.LoadQuery:
		x.cells(&m.Cells)
		x.channel(m.Channel)
	case *cbsp.LoadQueryComplete:
		x.loads(&m.Loads)
		x.channel(m.Channel)
	case *cbsp.LoadQueryFailure:
		x.loads(m.Loads)
		x.failures(m.Failed)
		x.channel(m.Channel)
	case *cbsp.SetDRX:
		x.cells(&m.Cells)
		x.channel(m.Channel)
		x.Schedule, x.Reserved = &m.Period, m.Reserved
	case *cbsp.SetDRXComplete:
		x.done(&cbsp.Done{Cells: &m.Cells, Channel: m.Channel})
	case *cbsp.SetDRXFailure:
		x.done(&cbsp.Done{Cells: m.Cells, Channel: m.Channel})
		x.failures(m.Failed)
	case *cbsp.Reset:
		x.cells(&m.Cells)
	case *cbsp.ResetComplete:
		x.cells(&m.Cells)
	case *cbsp.ResetFailure:
		x.done(&cbsp.Done{Cells: m.Cells})
		x.failures(m.Failed)
	case *cbsp.Restart:
		x.cells(&m.Cells)
		x.Concerns, x.Recovery = flag(m.Emergency), flag(m.DataLost)
	case *cbsp.CellsFailed:
		x.failures(m.Failed)
		x.Concerns = flag(m.Emergency)
	case *cbsp.KeepAlive:
		s := int(m.Period.Seconds())
		x.KeepAlive = &s
	case *cbsp.ErrorIndication:
		x.Cause, x.CauseText, x.New, x.Old = &m.Cause, m.Cause.String(), m.Serial, m.Old
		if m.MessageID != nil {
			x.named(*m.MessageID, m.Serial, m.Old)
		}
		x.channel(m.Channel)
	}
}

func flag(v bool) *uint8 {
	n := uint8(0)
	if v {
		n = 1
	}
	return &n
}

func (x *cbspShown) channel(c cbsp.Channel) {
	if c != cbsp.NoChannel {
		n := uint8(c - cbsp.Basic)
		x.Channel = &n
	}
}

func (x *cbspShown) done(d *cbsp.Done) {
	if d.Cells != nil {
		x.cells(d.Cells)
	}
	x.channel(d.Channel)
	if d.Completed == nil {
		return
	}
	x.Completed = &countsShown{Disc: uint8(d.Completed.Discriminator), Items: []countShown{}}
	for _, c := range d.Completed.Counts {
		x.Completed.Items = append(x.Completed.Items, countShown{cellOf(d.Completed.Discriminator, c.ID), c.N, c.Info})
	}
}

func (x *cbspShown) cells(l *cbsp.CellList) {
	x.Cells = &cellsShown{uint8(l.Discriminator), []cellNamed{}}
	for _, id := range l.IDs {
		x.Cells.Items = append(x.Cells.Items, cellOf(l.Discriminator, id))
	}
}

func (x *cbspShown) loads(l *cbsp.LoadList) {
	if l == nil {
		return
	}
	x.Loads = &loadsShown{uint8(l.Discriminator), []loadShown{}}
	for _, v := range l.Loads {
		x.Loads.Items = append(x.Loads.Items, loadShown{cellOf(l.Discriminator, v.ID), v.First, v.Other})
	}
}

func (x *cbspShown) failures(l []cbsp.Failure) {
	for _, f := range l {
		x.Failed = append(x.Failed, failed{uint8(f.Discriminator), cellOf(f.Discriminator, f.ID), f.Cause})
	}
}

func cellOf(d cbsp.Discriminator, id cbsp.ID) cellNamed {
	var c cellNamed
	if d == cbsp.CGI || d == cbsp.LAI {
		mcc, mnc, _ := strings.Cut(id.PLMN.String(), "-")
		c.MCC, c.MNC = mcc, mnc
	}
	if d != cbsp.CI && d != cbsp.All {
		c.LAC = &id.LAC
	}
	if d == cbsp.CGI || d == cbsp.LACCI || d == cbsp.CI {
		c.CI = &id.CI
	}
	return c
}
