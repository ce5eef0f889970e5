package main

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"

	"github.com/google/go-cmp/cmp"
)

// The cases here have the names of those of Osmocom's test suite for cell
// broadcast centres, CBC_Tests, and want what it wants, of the interface to
// BSCs; and of its emulated BSC's manners, which are nowhere written down.

type object = map[string]any

// standard is the message of that suite.
func standard(id int) object {
	return object{
		"cbe_name": "TTCN-3", "category": "normal", "repetition_period": 5, "num_of_bcast": 3, "scope": object{"scope_plmn": object{}},
		"smscb_message": object{
			"message_id": id, "serial_nr": object{"serial_nr_encoded": 16752},
			"payload": object{"payload_encoded": object{"dcs": 1, "pages": []string{strings.Repeat("c8", 82)}}},
		},
	}
}

// listeningRadio is a radio whose BSC, already up, has dialled.
func listeningRadio(t *testing.T, more string) (*radio, *played) {
	t.Helper()
	r := startRadio(t, map[string]string{"bsc": `address: "127.0.0.1:0", listen: true, peers: [127.0.0.0/8], repetition_coding: be16` + more})
	p := r.dial(r.listensAt("bsc"))
	p.begin()
	return r, p
}

func wantStandard(t *testing.T, m *cbsp.WriteReplace, id int) {
	t.Helper()
	page := m.Pages[0]
	m.Pages = nil
	want := &cbsp.WriteReplace{MessageID: cbc.MessageID(id), Serial: 16752, Cells: cbsp.AllCells(), Channel: cbsp.Basic,
		Category: cbc.Normal, Period: 5, Broadcasts: 3, DCS: 1}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("the write (-want +got):\n%s", diff)
	}
	if page.Used != 82 || strings.Trim(fmt.Sprintf("%x", page.Content), "c8") != "" {
		t.Errorf("the page: %x, %d octets used", page.Content, page.Used)
	}
}

var plmn = radioCells[0].PLMN

// confirmations are the five ways in which a BSC may name the cells of an answer.
var confirmations = map[string]cbsp.CellList{
	"cgi":    {Discriminator: cbsp.CGI, IDs: []cbsp.ID{{PLMN: plmn, LAC: 1, CI: 1}, {PLMN: plmn, LAC: 1, CI: 2}}},
	"lac_ci": {Discriminator: cbsp.LACCI, IDs: []cbsp.ID{{LAC: 1, CI: 1}, {LAC: 1, CI: 2}}},
	"lac":    {Discriminator: cbsp.LAC, IDs: []cbsp.ID{{LAC: 1}, {LAC: 2}}},
	"ci":     {Discriminator: cbsp.CI, IDs: []cbsp.ID{{CI: 1}, {CI: 3}}},
	"lai":    {Discriminator: cbsp.LAI, IDs: []cbsp.ID{{PLMN: plmn, LAC: 1}}},
}

func TestCBC(t *testing.T) {
	for name, cells := range confirmations {
		t.Run("ecbe_create_delete_"+name, func(t *testing.T) {
			r, p := listeningRadio(t, "")
			r.want(http.StatusCreated, http.MethodPost, "", standard(42))
			wantStandard(t, p.written(cells), 42)
			r.want(http.StatusConflict, http.MethodPost, "", standard(42))
			p.quiet(r)
			r.want(http.StatusOK, http.MethodDelete, "/42", nil)
			if diff := cmp.Diff(&cbsp.Kill{MessageID: 42, Serial: 16752, Cells: cells, Channel: cbsp.Basic}, p.killed()); diff != "" {
				t.Errorf("the kill (-want +got):\n%s", diff)
			}
			r.want(http.StatusNotFound, http.MethodDelete, "/42", nil)
			p.quiet(r)
		})
	}
	t.Run("rx_keepalive", func(t *testing.T) {
		_, p := listeningRadio(t, ", keep_alive: 25s")
		if got := <-p.alive; got != 26*time.Second { // the shortest above that has a code
			t.Errorf("keep-alive with a period of %v", got)
		}
	})
	t.Run("rx_keepalive_timeout", func(t *testing.T) {
		r := startRadio(t, map[string]string{"bsc": `address: "127.0.0.1:0", listen: true, peers: [127.0.0.0/8], keep_alive: 1s, keep_alive_wait: 100ms`})
		p := r.dial(r.listensAt("bsc"))
		p.deaf = true
		p.begin()
		select {
		case <-p.ended:
		case <-time.After(patience):
			t.Error("the centre keeps a BSC that does not answer")
		}
	})
	t.Run("ecbe_create_delete_bsc_server", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		r := startRadio(t, map[string]string{"bsc": fmt.Sprintf("address: %q, repetition_coding: be16", ln.Addr())})
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		p := play(t, conn)
		p.begin()
		r.want(http.StatusCreated, http.MethodPost, "", standard(42))
		wantStandard(t, p.written(confirmations["cgi"]), 42)
		r.want(http.StatusOK, http.MethodDelete, "/42", nil)
		p.killed()
	})
	t.Run("ecbe_create_delete_etws_bsc", etws)
	t.Run("create_nack_bsc", nack)
	t.Run("cell_failure_restart_idle_bsc", func(t *testing.T) {
		r, p := listeningRadio(t, "")
		failAndRestart(p, confirmations["cgi"].IDs[:1])
		p.quiet(r)
		r.want(http.StatusCreated, http.MethodPost, "", standard(42)) // and it goes on
		p.written(confirmations["cgi"])
	})
	t.Run("cell_failure_restart_active_bsc", restartWhileActive)
}

func etws(t *testing.T) {
	r, p := listeningRadio(t, "")
	for kind, name := range []string{"earthquake", "tsunami", "earthquake_and_tsunami", "test", "other"} {
		id := 4352 + kind
		m := standard(id)
		m["smscb_message"].(object)["payload"] = object{"payload_etws": object{
			"warning_type": object{"warning_type_decoded": name}, "emergency_user_alert": true, "popup_on_display": true}}
		r.want(http.StatusCreated, http.MethodPost, "", m)
		w := p.written(confirmations["cgi"])
		want := &cbsp.Emergency{WarningType: 0x0180 + uint16(kind)<<9}
		if diff := cmp.Diff(want, w.Emergency); diff != "" || w.Cells.Discriminator != cbsp.All || int(w.MessageID) != id {
			t.Errorf("%s: %+v (-want +got):\n%s", name, w, diff)
		}
		r.want(http.StatusOK, http.MethodDelete, fmt.Sprint("/", id), nil)
		if k := p.killed(); k.Channel != cbsp.NoChannel || int(k.MessageID) != id || !cmp.Equal(k.Cells, confirmations["cgi"]) {
			t.Errorf("%s: the kill %+v", name, k)
		}
	}
	p.quiet(r)
}

func nack(t *testing.T) {
	r, p := listeningRadio(t, "")
	r.want(http.StatusCreated, http.MethodPost, "", standard(42))
	m := p.hear().(*cbsp.WriteReplace)
	p.say(&cbsp.WriteReplaceFailure{MessageID: m.MessageID, Serial: m.Serial, Done: cbsp.Done{Channel: cbsp.Basic}, Failed: []cbsp.Failure{
		{Discriminator: cbsp.CGI, ID: cbsp.ID{PLMN: plmn, LAC: 1, CI: 1}, Cause: cbsp.CellNotValid},
		{Discriminator: cbsp.CGI, ID: cbsp.ID{PLMN: plmn, LAC: 1, CI: 2}, Cause: cbsp.CellNotValid},
		{Discriminator: cbsp.LACCI, ID: cbsp.ID{LAC: 2, CI: 3}, Cause: cbsp.CellNotValid},
	}})
	r.until(t, "the refusal is told", func() bool {
		return strings.Contains(r.log.String(), `"outcome":"refused"`)
	})
	p.quiet(r)
	r.want(http.StatusOK, http.MethodDelete, "/42", nil)
	p.quiet(r) // there is nothing to stop
}

// failAndRestart plays cells that fail and come back without their data, said of
// both kinds of messages, as newer BSCs do.
func failAndRestart(p *played, cells []cbsp.ID) {
	for _, emergency := range []bool{false, true} {
		f := &cbsp.CellsFailed{Emergency: emergency}
		for _, id := range cells {
			f.Failed = append(f.Failed, cbsp.Failure{Discriminator: cbsp.CGI, ID: id, Cause: cbsp.BroadcastNotOperational})
		}
		p.say(f)
	}
	for _, emergency := range []bool{false, true} {
		p.say(&cbsp.Restart{Cells: cbsp.CellList{Discriminator: cbsp.CGI, IDs: cells}, Emergency: emergency, DataLost: true})
	}
}

// restartWhileActive is the case that Osmocom's own centre fails.
func restartWhileActive(t *testing.T) {
	r, p := listeningRadio(t, "")
	r.want(http.StatusCreated, http.MethodPost, "", standard(42))
	p.written(confirmations["cgi"])
	cell := cbsp.CellList{Discriminator: cbsp.CGI, IDs: confirmations["cgi"].IDs[:1]}
	for range 2 { // as often as it restarts
		failAndRestart(p, cell.IDs)
		again := p.hear().(*cbsp.WriteReplace)
		if again.MessageID != 42 || again.Serial != 16752 || !cmp.Equal(again.Cells, cell) {
			t.Errorf("after the restart the centre writes %d/%v to %v", again.MessageID, again.Serial, again.Cells)
		}
		p.confirm(again, cell)
		p.quiet(r) // exactly one write
	}
	r.want(http.StatusOK, http.MethodDelete, "/42", nil)
	if k := p.killed(); !cmp.Equal(k.Cells, confirmations["cgi"]) {
		t.Errorf("the kill names %v, not all cells that confirmed", k.Cells)
	}
	p.quiet(r)
}

// owesNothing reports whether no link has anything to be told.
func owesNothing(r *radio) bool {
	for line := range strings.Lines(r.text("/metrics")) {
		if strings.HasPrefix(line, "bongsu_link_owed") && !strings.HasSuffix(strings.TrimSpace(line), " 0") {
			return false
		}
	}
	return true
}

// Nothing that was promised is lost between the BSC's answer to the reset and
// the centre's notice of it, and nothing is said twice.
func TestAlertPostedRightAfterTheResetIsSentOnce(t *testing.T) {
	r := startRadio(t, map[string]string{"bsc": `address: "127.0.0.1:0", listen: true, peers: [127.0.0.0/8]`})
	address := r.listensAt("bsc")
	for i := range 8 {
		p := r.dial(address)
		p.begin()
		r.want(http.StatusCreated, http.MethodPost, "", standard(100+i))
		for range i + 1 { // those of before are written again: the BSC was reset
			p.written(cbsp.AllCells())
		}
		p.quiet(r)
		p.conn.Close()
		<-p.ended
	}
}

func TestOrderOfElementsDoesNotMatter(t *testing.T) {
	r, p := listeningRadio(t, "")
	r.want(http.StatusCreated, http.MethodPost, "", standard(42))
	m := p.hear().(*cbsp.WriteReplace)
	b, err := (&cbsp.WriteReplaceComplete{MessageID: m.MessageID, Serial: m.Serial, Done: cbsp.Done{Cells: &m.Cells, Channel: cbsp.Basic}}).AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	// identifier 3 octets, serial 3, list 4, channel 2: backwards
	mixed := slices.Concat(b[:4], b[14:16], b[10:14], b[7:10], b[4:7])
	if _, err := p.conn.Write(mixed); err != nil {
		t.Fatal(err)
	}
	r.until(t, "the answer is taken", func() bool { return strings.Contains(r.log.String(), `"outcome":"accepted"`) })
}

func TestLinkIsListedAndTested(t *testing.T) {
	r, p := listeningRadio(t, ", keep_alive_wait: 500ms")
	r.want(http.StatusCreated, http.MethodPost, "", standard(42))
	p.written(confirmations["cgi"])
	r.until(t, "the answer is noted", func() bool {
		_, out, _ := r.run(t, "", "link", "list")
		return strings.Contains(out, "ready") && strings.Contains(out, time.Now().Format("2006-")) && !strings.Contains(out, "never") && strings.Contains(out, "  1 ")
	})
	if code, out, errs := r.run(t, "", "link", "test", "bsc"); code != exitOK || !strings.HasPrefix(out, "bsc answers, after ") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	if code, _, errs := r.run(t, "", "link", "test", "nobody"); code != exitRefused || !strings.Contains(errs, "404") {
		t.Errorf("exit %d: %s", code, errs)
	}
	p.mu.Lock()
	p.deaf = true
	p.mu.Unlock()
	if code, _, errs := r.run(t, "", "link", "test", "bsc"); code != exitUnreachable || !strings.Contains(errs, "502") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
