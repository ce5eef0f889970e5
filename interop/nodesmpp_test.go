//go:build interop && linux

package interop

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/judge"
	"bongsu/simulator/simtest"
)

var nodeSMPP, nodeSMPPPath = npm("node-smpp")

// nodeProgram returns a script of peers/node-smpp as a command.
func nodeProgram(t *testing.T, script string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), "node", append([]string{"peers/node-smpp/" + script}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+nodeSMPPPath())
	return cmd
}

// nodePDU is a PDU as node-smpp reads it.
type nodePDU struct {
	Command   string `json:"command"`
	Status    uint32 `json:"command_status"`
	MessageID string `json:"message_id"`
	Reference uint16 `json:"user_message_reference"`
	State     int    `json:"message_state"`
	Success   int    `json:"broadcast_area_success"`
	Version   byte   `json:"sc_interface_version"`

	Service  string    `json:"service_type"`
	Priority byte      `json:"priority_flag"`
	Coding   byte      `json:"data_coding"`
	Validity time.Time `json:"validity_period"`
	RepNum   int       `json:"broadcast_rep_num"`
	Content  struct {
		Network int `json:"network"`
		Type    int `json:"content_type"`
	} `json:"broadcast_content_type"`
	Frequency struct {
		Unit     int `json:"unit"`
		Interval int `json:"interval"`
	} `json:"broadcast_frequency_interval"`
	Payload struct {
		Message string `json:"message"`
	} `json:"message_payload"`
	Areas  []nodeArea `json:"broadcast_area_identifier"`
	Failed []nodeArea `json:"failed_broadcast_area_identifier"`
	Errors []uint32   `json:"broadcast_error_status"`
}

type nodeArea struct {
	Format int    `json:"format"`
	Data   string `json:"data"`
}

func TestNodeSMPPTakesOurBroadcasts(t *testing.T) {
	need(t, nodeSMPP)
	cmd := nodeProgram(t, "server.js")
	cmd.Env = append(cmd.Env, "REFUSE=4711100000")
	centre := start(t, cmd)
	address := net.JoinHostPort("127.0.0.1", centre.after("listening "))
	link := ride(t, smpp.New(smpp.Config{Address: address, SystemID: "bongsu", Password: "country", WholeAreaAlias: "KR"}))

	w := quake(77)
	w.Period, w.Broadcasts = 30*time.Second, 7 // which an immediate broadcast must not say
	w.Area.Polygons = []cbc.Polygon{{{{Lat: 35.8, Lon: 129.1}, {Lat: 36, Lon: 129.1}, {Lat: 36, Lon: 129.3}, {Lat: 35.8, Lon: 129.1}}}}
	report := link.outcome(w, cbc.Partial)
	if report.Reference != "n1" || !slices.Equal(report.FailedAreas, []string{"4711100000"}) {
		t.Errorf("report %+v", report)
	}
	var p nodePDU
	centre.object("command", "broadcast_sm", &p)
	polygon := p.Areas[len(p.Areas)-1]
	if len(p.Areas) != 3 || polygon.Format != 2 || !strings.HasPrefix(polygon.Data, "5") || len(polygon.Data)%12 != 2 {
		t.Errorf("areas %+v", p.Areas)
	}
	want := nodePDU{Command: "broadcast_sm", Reference: 77, Service: "CBS", Priority: 1, Coding: 8, Validity: w.Expires.UTC().Truncate(time.Second),
		Areas: []nodeArea{{0, "4713000000"}, {0, "4711100000"}, polygon}}
	want.Content.Network, want.Content.Type = 1, 4370
	want.Frequency.Unit, want.Frequency.Interval = 8, 30
	want.Payload.Message = w.Text
	if d := cmp.Diff(want, p); d != "" {
		t.Errorf("-ours +node-smpp's reading:\n%s", d)
	}

	w.Repeated = true
	if again := link.outcome(w, cbc.Accepted); again.Reference != "n1" {
		t.Errorf("asked again: %+v", again)
	}
	centre.object("command", "query_broadcast_sm", &p)
	link.outcome(stopOf(w, "n1"), cbc.Accepted)
	centre.object("command", "cancel_broadcast_sm", &p)
	link.stop()
	centre.object("command", "unbind", &p)
}

func TestNodeSMPPBroadcastsThroughOurCentre(t *testing.T) {
	need(t, nodeSMPP)
	centre := startCentre(t)
	_, port, _ := net.SplitHostPort(centre.Addr())
	broadcast := map[string]any{
		"service_type": "CBS", "validity_period": time.Now().Add(time.Hour).UTC().Format("060102150405") + "000+", "data_coding": 8,
		"broadcast_area_identifier": []string{"4713000000", "9999999999"}, "broadcast_content_type": map[string]int{"network": 1, "content_type": 4371},
		"broadcast_rep_num": 3, "broadcast_frequency_interval": map[string]int{"unit": 8, "interval": 30},
		"user_message_reference": 513, "message_payload": map[string]string{"message": "경주 지진 대피"},
	}
	requests, err := json.Marshal([]any{
		[]any{"broadcast_sm", broadcast},
		[]any{"query_broadcast_sm", map[string]any{"user_message_reference": 513}},
		[]any{"cancel_broadcast_sm", map[string]any{"message_id": "$id"}},
		[]any{"query_broadcast_sm", map[string]any{"message_id": "nothing"}},
		[]any{"enquire_link", map[string]any{}},
	})
	if err != nil {
		t.Fatal(err)
	}
	client := start(t, nodeProgram(t, "client.js", port, string(requests)))
	next := func(command string) (p nodePDU) {
		t.Helper()
		client.object("command", command, &p)
		return p
	}
	if p := next("bind_transceiver_resp"); p.Status != 0 || p.Version != 0x50 {
		t.Errorf("bind: %+v", p)
	}
	p := next("broadcast_sm_resp")
	if p.Status != 0 || p.MessageID == "" || !slices.Equal(p.Failed, []nodeArea{{0, "9999999999"}}) || !slices.Equal(p.Errors, []uint32{uint32(smpp.InvalidAlias)}) {
		t.Errorf("broadcast: %+v", p)
	}
	if q := next("query_broadcast_sm_resp"); q.Status != 0 || q.MessageID != p.MessageID || q.State != int(smpp.Enroute) || q.Reference != 513 || len(q.Areas) != 2 {
		t.Errorf("query: %+v", q)
	}
	if q := next("cancel_broadcast_sm_resp"); q.Status != 0 {
		t.Errorf("cancel: %+v", q)
	}
	if q := next("query_broadcast_sm_resp"); q.Status != uint32(smpp.BroadcastQueryFailed) {
		t.Errorf("query of nothing: %+v", q)
	}
	next("enquire_link_resp")
	next("unbind_resp")
	if code := client.wait(); code != 0 {
		t.Errorf("node exits %d", code)
	}
	centre.Close()
	judged(t, centre, judge.Config{})
	air := map[string]simulator.Entry{}
	for _, e := range centre.Journal.Entries() {
		air[e.What] = e
	}
	if e := air["on-air"]; e.Text != "경주 지진 대피" || e.MessageID != 4371 || len(e.Cells) != 1 {
		t.Errorf("on air: %+v", e)
	}
	if e := air["off-air"]; e.Detail != "cancelled" {
		t.Errorf("off air: %+v", e)
	}
}

// nodeFaults are what node-smpp 0.5.1 does wrong when it is left to itself.
var nodeFaults = []string{
	judge.NotInCoding, // it writes escapes of the GSM default alphabet under data_coding 1, ASCII
}

func TestNodeSMPPSendsMessagesThroughOurCentre(t *testing.T) {
	need(t, nodeSMPP)
	centre := startCentre(t)
	for _, odd := range []string{"unknown", "alert_notification", "enquire_link", "data_sm"} {
		if err := centre.Rules.Add(simulator.Rule{On: "query_sm", Do: simulator.Say, Say: odd, Times: 1}); err != nil {
			t.Fatal(err)
		}
	}
	_, port, _ := net.SplitHostPort(centre.Addr())
	submit := func(change map[string]any) []any {
		m := map[string]any{"source_addr": "1500", "destination_addr": "821012345678", "dest_addr_ton": 1, "dest_addr_npi": 1, "registered_delivery": 1}
		for k, v := range change {
			m[k] = v
		}
		return []any{"submit_sm", m}
	}
	texts := []string{"Drop! Cover {under a table} & hold on", "[기상청] 경주 지진. 대피하세요 🚨", "문이 열리지 않을 수 있습니다"}
	query := []any{"query_sm", map[string]any{"message_id": "$id", "source_addr": "1500"}}
	requests, err := json.Marshal([]any{
		submit(map[string]any{"short_message": texts[0]}),
		submit(map[string]any{"short_message": texts[1]}),
		submit(map[string]any{"message_payload": map[string]string{"message": texts[2]}, "data_coding": 8}),
		query, query, query, query,
		[]any{"cancel_sm", map[string]any{"message_id": "$id", "source_addr": "1500"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	client := start(t, nodeProgram(t, "client.js", port, string(requests)))
	for _, text := range texts[1:] { // the first one's braces are lost, see nodeFaults
		entry(t, centre, func(e simulator.Entry) bool { return e.What == "delivered" && e.Text == text })
	}
	if code := client.wait(); code != 0 {
		t.Errorf("node exits %d", code)
	}
	told(t, centre, "deliver_sm_resp", len(texts))
	told(t, centre, "data_sm_resp", 1)
	told(t, centre, "enquire_link_resp", 1)
	centre.Close()
	judged(t, centre, judge.Config{Allow: nodeFaults})
}

// startCentre starts our pretended centre with one site in 경주.
func startCentre(t *testing.T) *simulator.SMSC {
	t.Helper()
	return simtest.SMSC(t, simulator.SMSCConfig{Within: simulator.WithinRegion, WholeAreaAlias: "KR", Sites: []simulator.Site{{
		Cell: cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 100, ID: 1},
		At:   cbc.Point{Lat: 35.85, Lon: 129.22}, Region: simtest.Gyeongju,
	}}})
}
