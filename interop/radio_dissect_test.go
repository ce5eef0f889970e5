//go:build interop && linux

package interop

import (
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/namf"
	"bongsu/cbc/sabp"
	"bongsu/cbc/sbcap"
	"bongsu/simulator"
)

var pycrate, pycratePath = pip("pycrate")

// spoken is what was said over one interface, both ways.
type spoken struct {
	messages [][]byte
	writes   []cbc.Warning // in the order in which they went out
}

func cellOf(r cbc.Radio, area uint32, id uint64) cbc.Cell {
	return cbc.Cell{Radio: r, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: area, ID: id}
}

// airWarnings are a text, one that takes two pages, a primary notification, and
// a text with coordinates.
func airWarnings(cells []cbc.Cell) []cbc.Warning {
	short := cbc.Warning{
		MessageID: cbc.Presidential, Serial: 0x4010, DCS: cbc.UCS2, Language: "ko", Category: cbc.High, Area: cbc.Area{Cells: cells},
		Text: "[기상청] 경주 지진. 탁자 아래로 몸을 피하세요.", Expires: time.Now().Add(time.Hour),
	}
	long := short
	long.Serial, long.Text = 0x4020, "[기상청] 오늘 14시 05분 경주 지역에 규모 5.2 지진이 났습니다. 낙하물에 주의하고 야외로 대피하세요."
	english := short
	english.Serial, english.DCS, english.Text, english.Language = 0x4030, cbc.GSM7, "[KMA] Gyeongju: aftershock. Stay outside {now}.", "en"
	primary := short
	primary.MessageID, primary.Serial, primary.Text, primary.ETWS = cbc.ETWSTsunami, 0x7010, "", &cbc.ETWS{Type: 0x0380, Period: time.Minute}
	fenced := short
	fenced.Serial = 0x4040
	fenced.Fence = &cbc.Fence{Circles: []cbc.Circle{{Center: cbc.Point{Lat: 35.85, Lon: 129.22}, Radius: 900}}}
	return []cbc.Warning{short, long, english, primary, fenced}
}

// speak broadcasts and stops warnings over a link.
func speak(t *testing.T, l cbc.Link, list []cbc.Warning, x *tape, more func(r *ridden)) spoken {
	t.Helper()
	r := ride(t, l)
	for _, w := range list {
		r.outcome(w, cbc.Accepted)
	}
	if more != nil {
		more(r)
	}
	for _, w := range list {
		r.outcome(stopOf(w, ""), cbc.Accepted)
	}
	r.stop()
	return spoken{x.played(), list}
}

func speakSABP(t *testing.T) spoken {
	t.Helper()
	cells := []cbc.Cell{cellOf(cbc.UMTS, 100, 1), cellOf(cbc.UMTS, 100, 2)}
	rnc, err := simulator.StartRNC(simulator.RNCConfig{Name: "rnc", Listen: "127.0.0.1:0", Areas: cells})
	if err != nil {
		t.Fatal(err)
	}
	defer rnc.Close()
	var x tape
	list := airWarnings(cells)
	return speak(t, sabp.New(sabp.Config{Address: rnc.Addr(), Areas: cells, Trace: x.trace()}), list, &x, func(r *ridden) {
		again := list[0]
		r.outcome(again, cbc.Refused) // a failure
		next := list[0]
		next.Serial, next.Supersedes, next.Replaces = 0x4011, list[0].Serial, true
		r.outcome(next, cbc.Accepted)
		rnc.Fail(cells[1])
		r.notice(cbc.Fell)
		rnc.Forget(cells[1])
		r.notice(cbc.Forgot)
	})
}

func speakSBcAP(t *testing.T, complete bool) spoken {
	t.Helper()
	cells := []cbc.Cell{cellOf(cbc.LTE, 1001, 25601), cellOf(cbc.LTE, 1001, 25602)}
	other := cellOf(cbc.LTE, 1002, 25857)
	mme, err := simulator.StartMME(simulator.MMEConfig{Name: "mme", Listen: "127.0.0.1:0", Protocol: sbcap.PayloadProtocol,
		ENBs: []simulator.ENB{{ID: 100, Cells: cells}, {ID: 101, Cells: []cbc.Cell{other}}}})
	if err != nil {
		t.Fatal(err)
	}
	defer mme.Close()
	var x tape
	link := sbcap.New(sbcap.Config{Address: mme.Addr(), UDP: true, Cells: append(slices.Clone(cells), other), Complete: complete, Period: 2 * time.Hour, Trace: x.trace()})
	list := airWarnings(cells)
	return speak(t, link, list, &x, func(r *ridden) {
		mme.Fail(101)
		r.notice(cbc.Fell)
		mme.Restart(101)
		r.notice(cbc.Forgot)
		strange := list[0]
		strange.Serial, strange.Area.Cells = 0x4050, []cbc.Cell{cells[0], cellOf(cbc.LTE, 7777, 1)}
		r.outcome(strange, cbc.Partial)
	})
}

func speakNGAP(t *testing.T) spoken {
	t.Helper()
	cells := []cbc.Cell{cellOf(cbc.NR, 70000, 0x100000001), cellOf(cbc.NR, 70000, 0x100000002)}
	amf, err := simulator.StartAMF(simulator.AMFConfig{Name: "amf", Listen: "127.0.0.1:0", GNBs: []simulator.GNB{{ID: 1, Cells: cells}}})
	if err != nil {
		t.Fatal(err)
	}
	defer amf.Close()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	ln.Close()
	var x tape
	link := namf.New(namf.Config{APIRoot: amf.Root(), Listen: at, CallbackRoot: "http://" + at, Peers: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Cells: cells, Trace: x.trace()})
	return speak(t, link, airWarnings(cells), &x, func(r *ridden) {
		amf.Fail(1)
		r.notice(cbc.Fell)
		amf.Restart(1)
		r.notice(cbc.Forgot)
	})
}

// reencoded returns what pycrate makes of each message.
func reencoded(t *testing.T, protocol string, messages [][]byte) []string {
	t.Helper()
	var in strings.Builder
	for _, b := range messages {
		fmt.Fprintf(&in, "%s %x\n", protocol, b)
	}
	cmd := exec.CommandContext(t.Context(), "python3", "peers/pycrate/reencode.py")
	cmd.Env = append(os.Environ(), "PYTHONPATH="+pycratePath())
	cmd.Stdin, cmd.Stderr = strings.NewReader(in.String()), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(strings.ReplaceAll(string(out), "error: ", "error:"))
}

// What we and our pretended nodes say is written by pycrate octet for octet.
func TestPycrateWritesSABPAndNGAPAsWeDo(t *testing.T) {
	need(t, pycrate)
	for protocol, s := range map[string]spoken{"sabp": speakSABP(t), "ngap": speakNGAP(t)} {
		got := reencoded(t, protocol, s.messages)
		if len(got) != len(s.messages) || len(got) < 10 {
			t.Fatalf("%s: %d messages of %d: %q", protocol, len(got), len(s.messages), got)
		}
		for i, b := range s.messages {
			if got[i] != hex.EncodeToString(b) {
				t.Errorf("%s: pycrate writes\n%s for\n%x", protocol, got[i], b)
			}
		}
	}
}

// compareWrites looks for every write among what tshark read: procedure,
// identifier in the base that tshark has for the protocol, serial number in
// hexadecimal, pages.
func compareWrites(t *testing.T, rows [][]string, procedure, identifier string, s spoken) {
	t.Helper()
	for _, w := range s.writes {
		want := []string{procedure, fmt.Sprintf(identifier, uint16(w.MessageID)), fmt.Sprintf("%04x", uint16(w.Serial))}
		found := slices.ContainsFunc(rows, func(r []string) bool {
			return slices.Equal(r[:3], want) && (w.ETWS != nil || strings.ReplaceAll(r[3], ";", "") == w.Text)
		})
		if !found {
			t.Errorf("%v is not among what tshark reads: %q", &w, rows)
		}
	}
}

func TestTSharkReadsSABPOfBothEnds(t *testing.T) {
	need(t, tshark)
	s := speakSABP(t)
	rows := dissected(t, capture(t, s.messages, "-T", "3452,3452"), "sabp",
		"sabp.procedureCode", "sabp.Message_Identifier", "sabp.New_Serial_Number", "sabp.cb_page_content")
	if len(rows) != len(s.messages) {
		t.Errorf("%d messages are read as %d", len(s.messages), len(rows))
	}
	compareWrites(t, rows, "0", "%04x", s)
}

func TestTSharkReadsSBcAPOfBothEnds(t *testing.T) {
	need(t, tshark)
	for _, complete := range []bool{false, true} {
		s := speakSBcAP(t, complete)
		rows := dissected(t, capture(t, s.messages, "-S", "29168,29168,24"), "sbcap",
			"sbc-ap.procedureCode", "sbc-ap.Message_Identifier", "sbc-ap.Serial_Number", "sbc-ap.WarningMessageContents.decoded_page")
		if len(rows) != len(s.messages) {
			t.Errorf("%d messages are read as %d", len(s.messages), len(rows))
		}
		compareWrites(t, rows, "0", "%d", s)
	}
}

func TestTSharkReadsNGAPOfBothEnds(t *testing.T) {
	need(t, tshark)
	s := speakNGAP(t)
	rows := dissected(t, capture(t, s.messages, "-S", "38412,38412,60"), "ngap",
		"ngap.procedureCode", "ngap.MessageIdentifier", "ngap.SerialNumber", "ngap.WarningMessageContents.decoded_page")
	if len(rows) != len(s.messages) {
		t.Errorf("%d messages are read as %d", len(s.messages), len(rows))
	}
	compareWrites(t, rows, "51", "%d", s)
}
