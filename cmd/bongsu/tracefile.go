package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// A traceLine is one stage of an event's way, as a line of a trace file. Times
// are by one clock that never steps.
type traceLine struct {
	Stage   string    `json:"stage"` // published, fetched, composed, committed, first_byte, answered
	At      time.Time `json:"at"`
	Event   string    `json:"event,omitempty"` // plane/source/ref/rev, where an alert came of it
	Lane    string    `json:"lane,omitempty"`
	Offset  *int64    `json:"offset,omitempty"`
	Result  string    `json:"result,omitempty"` // of committed
	Alert   string    `json:"alert,omitempty"`
	Link    string    `json:"link,omitempty"`
	Action  string    `json:"action,omitempty"`
	Message uint16    `json:"message_id,omitempty"`
	Serial  string    `json:"serial,omitempty"`
	Attempt int       `json:"attempt,omitempty"`
	Outcome string    `json:"outcome,omitempty"`
}

// A traceFile writes stages down for measurements. It never makes its callers
// wait: what does not fit is counted and left out.
type traceFile struct {
	base  time.Time
	file  *os.File
	lines chan []traceLine
	stop  chan struct{} // closed by Close
	ended chan error
	lost  atomic.Int64
	watch *stopwatch

	mu     sync.Mutex // guards events
	events map[dispatcher.AlertID]string
}

const (
	traceRoom   = 4096
	traceEvents = 1 << 16
)

// startTrace appends to a file until Close.
func startTrace(path string) (*traceFile, error) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return nil, fmt.Errorf("opening the trace: %w", err)
	}
	t := &traceFile{base: time.Now(), file: f, lines: make(chan []traceLine, traceRoom),
		stop: make(chan struct{}), ended: make(chan error, 1), watch: newStopwatch(), events: map[dispatcher.AlertID]string{}}
	go t.run()
	return t, nil
}

// run writes lines, and flushes whenever none waits.
func (t *traceFile) run() {
	w := bufio.NewWriterSize(t.file, 64<<10)
	e := json.NewEncoder(w)
	var failed error
	for stopping := false; !stopping || len(t.lines) > 0; {
		select {
		case group := <-t.lines:
			for _, l := range group {
				failed = errors.Join(failed, e.Encode(l))
			}
		case <-t.stop:
			stopping = true
		}
		if len(t.lines) == 0 {
			failed = errors.Join(failed, w.Flush())
		}
	}
	t.ended <- errors.Join(failed, t.file.Close())
}

// Close writes what waits and closes the file. What is added after it is left
// out.
func (t *traceFile) Close() error {
	close(t.stop)
	err := <-t.ended
	if n := t.lost.Load(); n > 0 {
		err = errors.Join(err, fmt.Errorf("%d groups of trace lines were left out", n))
	}
	return err
}

// at returns a time by the clock of the trace: a step of the wall clock since
// the start does not show. Times from elsewhere, which have no monotonic
// reading, stay.
func (t *traceFile) at(x time.Time) time.Time { return t.base.Add(x.Sub(t.base)).UTC() }

func (t *traceFile) add(group ...traceLine) {
	select {
	case t.lines <- group:
	default:
		t.lost.Add(1)
	}
}

// trace returns what tells t when a link's messages leave.
func (t *traceFile) trace(link string) cbc.Trace {
	return cbc.Trace{Wrote: func(w *cbc.Warning, at time.Time) { t.watch.start(flight{link, w.Key(), w.Action}, at) }}
}

// staged writes down the times of a record.
func (t *traceFile) staged(s dispatcher.Stage) {
	l := traceLine{Lane: s.Record.Lane}
	if p := s.Record.Position; p != nil {
		l.Offset = &p.Offset
	}
	if a := s.Admission.Alert; a != nil {
		l.Event, l.Alert = a.Event.String(), string(a.ID)
		t.mu.Lock()
		if len(t.events) >= traceEvents {
			clear(t.events)
		}
		t.events[a.ID] = l.Event
		t.mu.Unlock()
	}
	var group []traceLine
	for _, x := range []struct {
		stage string
		at    time.Time
	}{{stagePublished, s.Record.Written}, {stageFetched, s.Record.Received}, {stageComposed, s.Composed}, {stageCommitted, s.Committed}} {
		if !x.at.IsZero() {
			l.Stage, l.At = x.stage, t.at(x.at)
			group = append(group, l)
		}
	}
	group[len(group)-1].Result = string(s.Admission.Result)
	t.add(group...)
}

// observed writes down how an attempt went.
func (t *traceFile) observed(o dispatcher.Observation) {
	d, s := o.Delivery, o.Settlement
	if d == nil || s == nil {
		return
	}
	t.mu.Lock()
	event := t.events[d.Alert]
	t.mu.Unlock()
	l := traceLine{Event: event, Alert: string(d.Alert), Link: o.Link, Action: d.Warning.Action.String(),
		Message: uint16(d.Warning.MessageID), Serial: d.Warning.Serial.String(), Attempt: s.Attempt}
	var group []traceLine
	if left, ok := t.watch.stop(flight{o.Link, d.Warning.Key(), d.Warning.Action}); ok {
		l.Stage, l.At = stageFirstByte, t.at(left)
		group = append(group, l)
	}
	l.Stage, l.At, l.Outcome = stageAnswered, t.at(s.Settled), s.Outcome.String()
	t.add(append(group, l)...)
}
