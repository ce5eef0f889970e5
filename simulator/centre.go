package simulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/simulator/phone"
)

// A Centre is a carrier's cell broadcast centre that takes documents over
// HTTPS: CAP 1.2, IBAG 1.0 or CMAC. It has several sites, any of which takes
// any document, and broadcasts to the cells of its network. It reads documents
// with code of its own, and refuses with 400 what breaks the schema.
type Centre struct {
	// Rules are those of each site. Refuse answers with the HTTP status that is
	// its Cause, 500 if there is none; WrongSequence acknowledges another
	// message; StopReading takes Delay over every few octets of a document.
	Rules   []*Rules
	Journal *Journal

	c     CentreConfig
	sites []*http.Server
	addrs []net.Addr
	wg    sync.WaitGroup
	end   chan struct{}

	mu     sync.Mutex // guards the rest; held before the air's
	seen   map[string]*centreBroadcast
	serial uint16 // the last one given
}

// A CentreConfig is what a centre is made of.
type CentreConfig struct {
	Name  string
	Doors int         // sites; 1 if 0
	TLS   *tls.Config // of all sites
	Form  string      // "cap", "ibag" or "cmac"
	Sites []Site
	Air   *Air // where messages are broadcast; nil is one of its own
	// Whole is the geocode of the whole network; empty if it has none.
	Whole string
	// Silent answers 200 with nothing instead of an acknowledgement.
	Silent bool
}

// A centreBroadcast is a message that a centre has taken.
type centreBroadcast struct {
	key   cbc.Key
	cells []cbc.Cell
	text  string
	live  bool
}

// centreOctets is the most that a document may have.
const centreOctets = 1 << 20

// StartCentre starts a centre on free ports of 127.0.0.1. Close ends it.
func StartCentre(c CentreConfig) (*Centre, error) {
	if c.Air == nil {
		c.Air = NewAir()
	}
	n := &Centre{Journal: new(Journal), c: c, end: make(chan struct{}), seen: map[string]*centreBroadcast{}}
	for i := range max(c.Doors, 1) {
		ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, errors.Join(fmt.Errorf("centre %s: %w", c.Name, err), n.Close())
		}
		n.Rules = append(n.Rules, new(Rules))
		n.addrs = append(n.addrs, ln.Addr())
		s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n.serve(i, w, r) }),
			ReadHeaderTimeout: time.Minute, TLSConfig: c.TLS.Clone(), ErrorLog: log.New(io.Discard, "", 0)}
		n.sites = append(n.sites, s)
		n.wg.Go(func() { _ = s.ServeTLS(ln, "", "") })
	}
	return n, nil
}

// Addr returns where a site listens, from 0.
func (n *Centre) Addr(site int) string { return n.addrs[site].String() }

// Close hangs up and waits until all has ended. What is on air stays.
func (n *Centre) Close() error {
	close(n.end)
	var errs []error
	for _, s := range n.sites {
		errs = append(errs, s.Close())
	}
	n.wg.Wait()
	return errors.Join(errs...)
}

// OnAir returns the texts on air, by the name of their documents.
func (n *Centre) OnAir() map[string]string {
	n.mu.Lock()
	defer n.mu.Unlock()
	texts := map[string]string{}
	for id, b := range n.seen {
		if b.live {
			texts[id] = b.text
		}
	}
	return texts
}

// serve takes one document at a site.
func (n *Centre) serve(site int, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, centreOctets+1))
	if err != nil {
		n.Journal.Add(Entry{Node: n.c.Name, Conn: site + 1, What: "broken-off", Detail: err.Error()})
		return
	}
	d, err := readCentreDocument(n.c.Form, body)
	what := "unreadable"
	if err == nil {
		what = strings.ToLower(d.kind)
	}
	if err == nil && d.test {
		what = "link-test"
	}
	rule, found := n.Rules[site].Next(what, d.id)
	e := Entry{Node: n.c.Name, Conn: site + 1, What: what, Reference: d.id, Text: d.text, MessageID: d.channel, Bytes: body}
	if err != nil {
		e.Detail = err.Error()
	}
	n.Journal.Add(e)
	if found {
		if done := n.misbehave(rule, w, r); done {
			return
		}
	}
	if err != nil || len(body) > centreOctets {
		http.Error(w, fmt.Sprint("document refused: ", err), http.StatusBadRequest)
		return
	}
	refused := n.carryOut(d)
	if found && rule.Do == LoseAnswer {
		n.wait(r, time.Hour)
		panic(http.ErrAbortHandler)
	}
	n.answer(w, site, d, refused, found && rule.Do == WrongSequence, found && rule.Do == Garble, found && rule.Do == Cut)
}

// misbehave does what a rule says instead of carrying a document out, and
// reports whether that was all.
func (n *Centre) misbehave(rule Rule, w http.ResponseWriter, r *http.Request) bool {
	switch rule.Do {
	case Delay, StopReading:
		n.wait(r, rule.Delay)
	case Silence:
		n.wait(r, time.Hour)
		panic(http.ErrAbortHandler)
	case HangUp:
		panic(http.ErrAbortHandler)
	case Refuse:
		status := rule.Cause
		if status == 0 {
			status = http.StatusInternalServerError
		}
		http.Error(w, "as the rule says", status)
		return true
	}
	return false
}

// wait waits for d, but not longer than the client and the centre live.
func (n *Centre) wait(r *http.Request, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	case <-n.end:
	}
}

// answer says what became of a document.
func (n *Centre) answer(w http.ResponseWriter, site int, d centreDocument, refused string, wrong, garbled, cut bool) {
	if wrong {
		d.id, d.number = "another", "00000001"
	}
	body := d.acknowledge(n.c.Form, refused)
	switch {
	case garbled:
		body = "<<<\x00 what?"
	case n.c.Silent && !wrong:
		body = ""
	}
	if cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)+100))
		_, _ = io.WriteString(w, body[:len(body)/2])
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(w, body)
	n.Journal.Add(Entry{Node: n.c.Name, Conn: site + 1, What: "answer", Out: true, Reference: d.id, Detail: refused, Bytes: []byte(body)})
}

// carryOut puts a document on air, or takes one off, and returns why not. One
// that has been seen changes nothing.
func (n *Centre) carryOut(d centreDocument) (refused string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if d.test || n.seen[d.id] != nil {
		return ""
	}
	if d.cancels() {
		for _, id := range d.references {
			n.off(n.seen[id])
		}
		return ""
	}
	n.serial++
	b := &centreBroadcast{key: cbc.Key{MessageID: d.channel, Serial: cbc.NewSerial(cbc.PLMNWide, n.serial%cbc.Codes, 0)}, text: d.text, live: true}
	for _, s := range n.c.Sites {
		if d.covers(s, n.c.Whole) {
			b.cells = append(b.cells, s.Cell)
		}
	}
	if len(b.cells) == 0 {
		return "no cell of the network is in the area"
	}
	frames, err := centreFrames(b.key, d.text)
	if err != nil {
		return err.Error()
	}
	n.seen[d.id] = b
	for _, c := range b.cells {
		n.c.Air.On(c, b.key, frames)
	}
	for _, id := range d.references {
		n.off(n.seen[id])
	}
	n.Journal.Add(Entry{Node: n.c.Name, What: "on-air", MessageID: d.channel, Serial: b.key.Serial, Reference: d.id, Text: d.text, Cells: b.cells})
	return ""
}

// off takes a broadcast off the air; n.mu is held.
func (n *Centre) off(b *centreBroadcast) {
	if b == nil || !b.live {
		return
	}
	b.live = false
	for _, c := range b.cells {
		n.c.Air.Off(c, b.key)
	}
	n.Journal.Add(Entry{Node: n.c.Name, What: "off-air", MessageID: b.key.MessageID, Serial: b.key.Serial, Text: b.text, Cells: b.cells})
}

// centreFrames are what is heard: GSM 7-bit where the text fits, else UCS-2.
func centreFrames(k cbc.Key, s string) ([]phone.Frame, error) {
	dcs := cbc.GSM7
	pages, err := text.Pages(s, dcs, "")
	if err != nil {
		dcs = cbc.UCS2
		pages, err = text.Pages(s, dcs, "")
	}
	if err != nil {
		return nil, err
	}
	return []phone.Frame{{Form: phone.CBData, MessageID: uint16(k.MessageID), Serial: uint16(k.Serial), DCS: byte(dcs),
		Data: text.AppendCBData(nil, pages)}}, nil
}
