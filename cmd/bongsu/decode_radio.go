package main

import (
	"encoding/hex"
	"fmt"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/fence"
	"bongsu/cbc/ngap"
	"bongsu/cbc/sabp"
	"bongsu/cbc/sbcap"
	"bongsu/cbc/text"
)

// A radioShown is a message between a centre and an RNC, MME or base station of
// 5G, as far as the message has it.
type radioShown struct {
	Procedure   uint8             `json:"procedure"`
	PDU         string            `json:"pdu"`
	Message     string            `json:"message"`
	MessageID   *cbc.MessageID    `json:"message_id,omitempty"`
	Serial      *cbc.Serial       `json:"serial,omitempty"`
	OldSerial   *cbc.Serial       `json:"old_serial,omitempty"`
	Cause       *uint8            `json:"cause,omitempty"`
	Areas       []areaShown       `json:"service_areas,omitempty"`
	In          []string          `json:"tracking_areas,omitempty"` // that the message is sent to
	Place       *placeShown       `json:"warning_areas,omitempty"`
	NRCells     *int              `json:"nr_cells,omitempty"`
	Category    *cbc.Category     `json:"category,omitempty"`
	Period      *int              `json:"repetition_period,omitempty"`
	Broadcasts  *uint16           `json:"num_broadcasts,omitempty"`
	DCS         *cbc.DCS          `json:"dcs,omitempty"`
	ContentBits int               `json:"content_bits,omitempty"`
	Pages       int               `json:"pages,omitempty"`
	PageUsed    int               `json:"page_user_len,omitempty"` // of the first page
	Text        *string           `json:"text,omitempty"`
	Problem     string            `json:"problem,omitempty"`
	WarningType string            `json:"warning_type,omitempty"`
	Security    string            `json:"warning_security_info,omitempty"`
	Concurrent  bool              `json:"concurrent,omitempty"`
	Indication  bool              `json:"send_wrw_indication,omitempty"`
	Fence       []itemShown       `json:"warning_area,omitempty"`
	Failed      []refusedShown    `json:"failed,omitempty"`
	Counts      []broadcastsShown `json:"counts,omitempty"`
	Unknown     []string          `json:"unknown_tracking_areas,omitempty"`
	Node        string            `json:"node,omitempty"`
	Recovery    string            `json:"recovery,omitempty"`
	All         bool              `json:"all,omitempty"`
}

type areaShown struct {
	PLMN string `json:"plmn"`
	LAC  uint32 `json:"lac"`
	SAC  uint64 `json:"sac"`
}

type placeShown struct {
	Cells     []string `json:"cells,omitempty"`
	Tracking  []string `json:"tracking_areas,omitempty"`
	Emergency []string `json:"emergency_areas,omitempty"`
}

type refusedShown struct {
	Cell  string `json:"cell"`
	Cause string `json:"cause"`
}

type broadcastsShown struct {
	Cell string `json:"cell"`
	N    uint16 `json:"broadcasts"`
}

// digits returns a network's code as its digits.
func digits(p cbc.PLMN) string { return strings.ReplaceAll(p.String(), "-", "") }

func areasShown(list []cbc.Cell) (shown []areaShown) {
	for _, a := range list {
		shown = append(shown, areaShown{digits(a.PLMN), a.Area, a.ID})
	}
	return shown
}

func nameAll[T fmt.Stringer](list []T) (shown []string) {
	for _, v := range list {
		shown = append(shown, v.String())
	}
	return shown
}

// named returns what a message is called, as the standards write it.
func named(procedure uint8, pdu, name string) *radioShown {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return &radioShown{Procedure: procedure, PDU: pdu, Message: strings.Join(words, "-")}
}

func (s *radioShown) key(m cbc.MessageID, n cbc.Serial) { s.MessageID, s.Serial = &m, &n }

// content shows CB data. Octets that are no text are a message all the same.
func (s *radioShown) content(b []byte, dcs cbc.DCS) {
	s.DCS = &dcs
	pages, err := text.ParseCBData(b)
	if err != nil {
		s.Problem = err.Error()
		return
	}
	s.Pages, s.PageUsed = len(pages), pages[0].Used
	words, _, err := text.Decode(pages, dcs)
	if err != nil {
		s.Problem = err.Error()
		return
	}
	s.Text = &words
}

// schedule shows how often something is broadcast.
func (s *radioShown) schedule(period int, n uint16) { s.Period, s.Broadcasts = &period, &n }

// primary shows the parts of a primary notification.
func (s *radioShown) primary(warning *uint16, security *[50]byte) {
	if warning != nil {
		s.WarningType = fmt.Sprintf("%04x", *warning)
	}
	if security != nil {
		s.Security = hex.EncodeToString(security[:])
	}
}

// fenced shows warning area coordinates.
func (s *radioShown) fenced(b []byte) {
	if len(b) == 0 {
		return
	}
	items, err := fence.Parse(b)
	if err != nil {
		s.Problem = err.Error()
		return
	}
	s.Fence = itemsShown(items)
}

func decodeSABP(o []byte) (any, error) {
	m, err := sabp.Parse(o)
	if err != nil {
		return nil, err
	}
	s := named(m.Type().Procedure(), m.Type().PDU(), m.Type().String())
	switch m := m.(type) {
	case *sabp.WriteReplace:
		s.key(m.MessageID, m.Serial)
		if m.Replaces {
			s.OldSerial = &m.Old
		}
		s.Areas, s.Category, s.ContentBits = areasShown(m.Areas), m.Category, 8*len(m.Content)
		s.schedule(m.Period, m.Broadcasts)
		s.content(m.Content, m.DCS)
		s.primary(m.WarningType, m.Security)
	case *sabp.Kill:
		s.key(m.MessageID, m.Serial)
		s.Areas = areasShown(m.Areas)
	case *sabp.StatusQuery:
		s.key(m.MessageID, m.Serial)
		s.Areas = areasShown(m.Areas)
	case *sabp.WriteReplaceComplete:
		s.completion(&m.Completion)
	case *sabp.KillComplete:
		s.completion(&m.Completion)
	case *sabp.StatusQueryComplete:
		s.completion(&m.Completion)
	case *sabp.WriteReplaceFailure:
		s.refusal(&m.Refusal)
	case *sabp.KillFailure:
		s.refusal(&m.Refusal)
	case *sabp.StatusQueryFailure:
		s.refusal(&m.Refusal)
	default:
		s.about(m)
	}
	return s, nil
}

// about shows messages that are about service areas and no warning.
func (s *radioShown) about(m sabp.Message) {
	switch m := m.(type) {
	case *sabp.Restart:
		s.Areas = areasShown(m.Areas)
		s.Recovery = map[sabp.Recovery]string{sabp.DataLost: "data lost", sabp.DataAvailable: "data available"}[m.Recovery]
	case *sabp.AreasFailed:
		s.Areas = areasShown(m.Areas)
	case *sabp.Reset:
		s.Areas = areasShown(m.Areas)
	case *sabp.ResetComplete:
		s.Areas = areasShown(m.Areas)
	case *sabp.ResetFailure:
		s.Areas = areasShown(m.Areas)
		s.failures(m.Failed)
	case *sabp.LoadQuery:
		s.Areas = areasShown(m.Areas)
	case *sabp.LoadQueryFailure:
		s.failures(m.Failed)
	case *sabp.ErrorIndication:
		s.MessageID, s.Serial = m.MessageID, m.Serial
		if m.Cause != nil {
			c := uint8(*m.Cause)
			s.Cause = &c
		}
	}
}

func (s *radioShown) completion(m *sabp.Completion) {
	s.key(m.MessageID, m.Serial)
	s.counts(m.Counts)
}

func (s *radioShown) refusal(m *sabp.Refusal) {
	s.key(m.MessageID, m.Serial)
	s.failures(m.Failed)
	s.counts(m.Counts)
}

func (s *radioShown) counts(list []sabp.Count) {
	for _, c := range list {
		s.Counts = append(s.Counts, broadcastsShown{c.Area.String(), c.N})
	}
}

func (s *radioShown) failures(list []sabp.Failure) {
	for _, f := range list {
		s.Failed = append(s.Failed, refusedShown{f.Area.String(), f.Cause.String()})
	}
}

func decodeSBcAP(o []byte) (any, error) {
	m, err := sbcap.Parse(o)
	if err != nil {
		return nil, err
	}
	s := named(m.Type().Procedure(), m.Type().PDU(), m.Type().String())
	switch m := m.(type) {
	case *sbcap.WriteReplaceRequest:
		s.key(m.MessageID, m.Serial)
		s.schedule(m.Period, m.Broadcasts)
		s.In, s.Concurrent, s.Indication = nameAll(m.TAIs), m.Concurrent, m.SendIndication
		if m.Areas != nil {
			s.Place = &placeShown{nameAll(m.Areas.Cells), nameAll(m.Areas.TAIs), nameAll(m.Areas.EAIs)}
		}
		if m.DCS != nil {
			s.content(m.Content, *m.DCS)
		}
		s.primary(m.WarningType, m.Security)
		s.fenced(m.Coordinates)
	case *sbcap.StopRequest:
		s.key(m.MessageID, m.Serial)
		s.In, s.Indication, s.All = nameAll(m.TAIs), m.SendIndication, m.All
		if m.Areas != nil {
			s.Place = &placeShown{nameAll(m.Areas.Cells), nameAll(m.Areas.TAIs), nameAll(m.Areas.EAIs)}
		}
	case *sbcap.WriteReplaceResponse:
		s.response(&m.Response)
	case *sbcap.StopResponse:
		s.response(&m.Response)
	case *sbcap.WriteReplaceIndication:
		s.key(m.MessageID, m.Serial)
		s.list(m.Scheduled)
	case *sbcap.StopIndication:
		s.key(m.MessageID, m.Serial)
		s.list(m.Cancelled)
	case *sbcap.RestartIndication:
		s.Place, s.Node = &placeShown{nameAll(m.Cells), nameAll(m.TAIs), nameAll(m.EAIs)}, m.ENB.String()
	case *sbcap.FailureIndication:
		s.Place, s.Node = &placeShown{Cells: nameAll(m.Cells)}, m.ENB.String()
	case *sbcap.ErrorIndication:
		if m.Cause != nil {
			c := uint8(*m.Cause)
			s.Cause = &c
		}
	}
	return s, nil
}

func (s *radioShown) response(m *sbcap.Response) {
	s.key(m.MessageID, m.Serial)
	c := uint8(m.Cause)
	s.Cause, s.Unknown = &c, nameAll(m.UnknownTAIs)
}

func (s *radioShown) list(l *sbcap.AreaList) {
	if l == nil {
		return
	}
	for _, b := range l.All() {
		s.Counts = append(s.Counts, broadcastsShown{b.Cell.String(), b.N})
	}
}

func decodeNGAP(o []byte) (any, error) {
	m, err := ngap.Parse(o)
	if err != nil {
		return nil, err
	}
	s := named(m.Type().Procedure(), m.Type().PDU(), m.Type().String())
	switch m := m.(type) {
	case *ngap.WriteReplaceRequest:
		s.key(m.MessageID, m.Serial)
		s.schedule(m.Period, m.Broadcasts)
		s.place5G(m.Areas)
		s.Concurrent = m.Concurrent
		if m.DCS != nil {
			s.content(m.Contents, *m.DCS)
		}
		s.primary(m.WarningType, m.Security)
		s.fenced(m.Coordinates)
	case *ngap.CancelRequest:
		s.key(m.MessageID, m.Serial)
		s.place5G(m.Areas)
		s.All = m.All
	case *ngap.WriteReplaceResponse:
		s.key(m.MessageID, m.Serial)
		if m.Completed != nil {
			s.list(&m.Completed.Areas)
		}
	case *ngap.CancelResponse:
		s.key(m.MessageID, m.Serial)
		if m.Cancelled != nil {
			s.list(&m.Cancelled.Areas)
		}
	case *ngap.RestartIndication:
		s.Place, s.Node = &placeShown{nameAll(m.Cells.Cells), nameAll(m.TAIs), nameAll(m.EAIs)}, m.Node.String()
	case *ngap.FailureIndication:
		s.Place, s.Node = &placeShown{Cells: nameAll(m.Cells.Cells)}, m.Node.String()
	}
	return s, nil
}

func (s *radioShown) place5G(a *ngap.WarningAreas) {
	n := 0
	if a != nil {
		n = len(a.Cells)
		s.Place = &placeShown{append(nameAll(a.Cells), nameAll(a.EUTRACells)...), nameAll(a.TAIs), nameAll(a.EAIs)}
	}
	s.NRCells = &n
}
