package sbcap

import (
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/ran"
)

// stationFor is how long a base station that has restarted is remembered: what
// is then written again goes to it alone.
const stationFor = time.Minute

// heed passes on what the MME says without being asked.
func (l *Link) heed(m Message, say func(cbc.Notice)) {
	switch m := m.(type) {
	case *WriteReplaceIndication:
		n := 0
		for _, list := range []*AreaList{m.Scheduled, m.Scheduled5GS} {
			if list != nil {
				n += len(list.All())
			}
		}
		say(cbc.Notice{Kind: cbc.Said, Text: fmt.Sprintf("%d/%s is on air in %d cells", m.MessageID, m.Serial, n)})
	case *StopIndication:
		n, most := 0, uint16(0)
		for _, list := range []*AreaList{m.Cancelled, m.Cancelled5GS} {
			if list != nil {
				for _, b := range list.All() {
					n, most = n+1, max(most, b.N)
				}
			}
		}
		say(cbc.Notice{Kind: cbc.Said, Text: fmt.Sprintf("%d/%s was taken off the air in %d cells after up to %d broadcasts; %d base stations had nothing to stop",
			m.MessageID, m.Serial, n, most, len(m.Empty)+len(m.Empty5GS))})
	case *RestartIndication:
		cells, strange := l.known(m.Cells)
		l.mu.Lock()
		for _, c := range cells {
			delete(l.fell, c)
			l.stations[c] = station{m.ENB, time.Now()}
		}
		l.mu.Unlock()
		l.strangers(strange, "restart of "+m.ENB.String(), say)
		if len(cells) > 0 { // an empty notice would mean all
			say(cbc.Notice{Kind: cbc.Forgot, Cells: cells, Text: "restart of " + m.ENB.String()})
		}
	case *FailureIndication:
		cells, strange := l.known(m.Cells)
		l.mu.Lock()
		for _, c := range cells {
			l.fell[c] = true
		}
		l.mu.Unlock()
		l.strangers(strange, "failure of "+m.ENB.String(), say)
		if len(cells) > 0 {
			say(cbc.Notice{Kind: cbc.Fell, Cells: cells, Text: "failure of " + m.ENB.String()})
		}
	}
}

// known returns the cells that a peer names, and how many of them are not known
// here.
func (l *Link) known(list []CGI) (cells []cbc.Cell, strange int) {
	for _, g := range list {
		if c, ok := l.ground.Cell(g); ok {
			cells = append(cells, c)
		} else {
			strange++
		}
	}
	return cells, strange
}

func (*Link) strangers(n int, what string, say func(cbc.Notice)) {
	if n > 0 {
		say(cbc.Notice{Kind: cbc.Said, Text: fmt.Sprintf("%s: %d cells are not known here", what, n)})
	}
}

// restarted returns the base station that all of these cells belong to, if it
// has restarted a moment ago.
func (l *Link) restarted(cells []cbc.Cell, now time.Time) *ran.Node {
	if len(cells) == 0 || len(cells) > ran.MaxRestartCells {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	first, ok := l.stations[cells[0]]
	for _, c := range cells {
		s, known := l.stations[c]
		if !ok || !known || s.node != first.node || now.Sub(s.at) > stationFor {
			return nil
		}
	}
	return &first.node
}
