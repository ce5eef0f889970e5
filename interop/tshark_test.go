//go:build interop && linux

package interop

import (
	"context"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/pdu"
)

// captureOf writes a journal as a capture and returns its path.
func captureOf(t *testing.T, port uint16, all []simulator.Entry) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.pcap")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := simulator.NewCapture(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if err := c.Add(e, port); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// dissect returns fields of the frames of a capture that a filter lets pass.
func dissect(t *testing.T, path, filter string, fields ...string) [][]string {
	t.Helper()
	args := []string{"-n", "-r", path, "-Y", filter, "-T", "fields", "-E", "separator=|", "-E", "aggregator=,"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tshark", args...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v: %s", err, said.String())
	}
	var rows [][]string
	for line := range strings.Lines(string(out)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "|"))
	}
	return rows
}

// entries are PDUs of ours as a centre's journal would have them.
func entries(t *testing.T, all ...interface{ PDU() (*smpp.PDU, error) }) []simulator.Entry {
	t.Helper()
	var list []simulator.Entry
	for i, m := range all {
		p, err := m.PDU()
		if err != nil {
			t.Fatalf("%T: %v", m, err)
		}
		b, err := p.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%T: %v", m, err)
		}
		b[15] = byte(i + 1)
		list = append(list, simulator.Entry{At: time.Now(), Node: "centre", Conn: 1, What: p.Command().String(), Out: p.Command().Response(), Bytes: b})
	}
	return list
}

// Every PDU that we can send, alone in its segment.
func TestTSharkReadsEveryPDUOfOurs(t *testing.T) {
	need(t, tshark)
	from, to := smpp.Address{TON: 1, NPI: 1, Number: "821500"}, smpp.Address{TON: 1, NPI: 1, Number: "821012345678"}
	short := smpp.ShortMessage{ServiceType: "CMT", Source: from, ESMClass: 0x40, Receipt: 1, DataCoding: 8, Validity: "000001000000000R",
		Text: []byte("\x05\x00\x03\x07\x02\x01\xb3\x00"), TLVs: []smpp.TLV{{Tag: smpp.UserMessageReference, Value: []byte{0, 7}}}}
	all := entries(t,
		&smpp.Bind{SystemID: "bongsu", Password: "country", Version: smpp.Version},
		&smpp.SubmitSM{Destination: to, ShortMessage: short},
		&smpp.SubmitMulti{Destinations: []smpp.Destination{{Address: to}, {List: "officials"}}, ShortMessage: short},
		&smpp.QuerySM{MessageID: "a1", Source: from},
		&smpp.CancelSM{MessageID: "a1", Source: from, Destination: to},
		&smpp.ReplaceSM{MessageID: "a1", Source: from, Text: []byte("b")},
		&smpp.QueryBroadcastSM{Source: from, Reference: 7},
		&smpp.CancelBroadcastSM{ServiceType: "CBS", MessageID: "a1", Source: from},
		&smpp.MessageResp{Command: smpp.DeliverResp},
	)
	path := captureOf(t, simulator.SMPPPort, all)
	rows := dissect(t, path, "smpp", "smpp.command_id", "smpp.sequence_number", "_ws.malformed", "_ws.expert.message")
	if len(rows) != len(all) {
		t.Fatalf("%d PDUs are read as %d", len(all), len(rows))
	}
	for i, r := range rows {
		if r[2] != "" || r[3] != "" {
			t.Errorf("%s: %q", all[i].What, r)
		}
	}
}

// What our link says when it is used, and what the pretended centre answers.
func TestTSharkReadsOurBroadcasts(t *testing.T) {
	need(t, tshark)
	for _, octets := range []int{1, 2} {
		centre := startCentre(t)
		link := ride(t, smpp.New(smpp.Config{Address: centre.Addr(), SystemID: "bongsu", Password: "country", WholeAreaAlias: "KR", RepNumOctets: octets}))
		w := quake(77)
		w.Area.Polygons = []cbc.Polygon{{{{Lat: 35.8, Lon: 129.1}, {Lat: 36, Lon: 129.1}, {Lat: 36, Lon: 129.3}, {Lat: 35.8, Lon: 129.1}}}}
		w.Area.Circles = []cbc.Circle{{Center: cbc.Point{Lat: 35.85, Lon: 129.22}, Radius: 900}}
		report := link.outcome(w, cbc.Partial)
		w.Repeated = true
		link.outcome(w, cbc.Partial)
		link.outcome(stopOf(w, report.Reference), cbc.Accepted)
		link.stop()
		centre.Close()

		path := captureOf(t, simulator.SMPPPort, centre.Journal.Entries())
		sent := dissect(t, path, "smpp.command_id == 0x111", "smpp.message_payload", "smpp.broadcast_area_identifier.format", "smpp.broadcast_rep_num",
			"smpp.broadcast_content_type.nw", "smpp.opt_param_tag")
		if len(sent) != 1 {
			t.Fatalf("%d broadcasts are read", len(sent))
		}
		if sent[0][0] != hex.EncodeToString(pdu.UCS2(w.Text)) || sent[0][1] != "0x00,0x00,0x02,0x01" || sent[0][3] != "1" {
			t.Errorf("read as %q", sent[0])
		}
		tags := strings.Split(sent[0][4], ",")
		bad := dissect(t, path, "_ws.malformed || _ws.expert.severity >= 0x600000", "smpp.command_id", "_ws.malformed", "_ws.expert.message")
		switch {
		case octets == 1 && len(bad) > 0:
			t.Errorf("with one octet of broadcast_rep_num: %q", bad)
		case octets == 2 && (len(bad) != 1 || bad[0][0] != "0x00000111" || tags[len(tags)-1] != "0x0604"):
			t.Errorf("with two octets: %q, parameters %q", bad, tags)
		}
	}
}
