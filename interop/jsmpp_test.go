//go:build interop && linux

package interop

import (
	"context"
	"net"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
)

var jsmppJars, jsmppDir = maven("jsmpp")

// javac brings a compiler, and with it Java.
var javac = newTool("javac", func(ctx context.Context) error {
	if _, err := exec.LookPath("javac"); err == nil {
		return nil
	}
	return aptInstall(ctx, "default-jdk-headless", "2:1.")
})

// startJSMPP compiles the centre of peers/jsmpp and starts it; the areas named
// fail.
func startJSMPP(t *testing.T, refused ...string) *peer {
	t.Helper()
	path, err := filepath.Abs("peers/jsmpp/Server.java")
	if err != nil {
		t.Fatal(err)
	}
	classes, jars := t.TempDir(), filepath.Join(jsmppDir(), "*")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := run(ctx, "", "javac", "-nowarn", "-cp", jars, "-d", classes, path); err != nil {
		t.Fatal(err)
	}
	return start(t, exec.Command("java", append([]string{"-Xmx128m", "-cp", classes + ":" + jars, "Server"}, refused...)...))
}

// jsmppPDU is a PDU as jSMPP reads it.
type jsmppPDU struct {
	MessageID string   `json:"message_id"`
	Version   string   `json:"version"`
	Validity  string   `json:"validity_period"`
	Coding    int      `json:"data_coding"`
	TLVs      []string `json:"tlvs"` // in hexadecimal, with tag and length
}

func TestJSMPPTakesOurBroadcasts(t *testing.T) {
	need(t, javac, jsmppJars)
	centre := startJSMPP(t, "4711100000")
	address := net.JoinHostPort("127.0.0.1", centre.after("listening "))
	link := ride(t, smpp.New(smpp.Config{Address: address, SystemID: "bongsu", Password: "country", WholeAreaAlias: "KR"}))
	var p jsmppPDU
	if centre.object("command", "bind_trx", &p); p.Version != "IF_50" {
		t.Errorf("bound with %+v", p)
	}
	w := quake(77)
	w.Text = "대피"
	if r := link.outcome(w, cbc.Partial); r.Reference != "j1" || !slices.Equal(r.FailedAreas, []string{"4711100000"}) {
		t.Errorf("report %+v", r)
	}
	centre.object("command", "broadcast_sm", &p)
	want := []string{
		"0606000b00" + "34373133303030303030", "0606000b00" + "34373131313030303030", "06010003011112",
		"06050003000000", "020400020" + "04d", "04240004b300d53c", "060400020000",
	}
	for _, tlv := range want {
		if !slices.Contains(p.TLVs, tlv) {
			t.Errorf("%s is not among %q", tlv, p.TLVs)
		}
	}
	if p.MessageID != "" || p.Coding != 8 || p.Validity != w.Expires.UTC().Format("060102150405")+"000+" {
		t.Errorf("%+v", p)
	}
	w.Repeated = true
	if again := link.outcome(w, cbc.Accepted); again.Reference != "j1" || !strings.Contains(again.Detail, "found") {
		t.Errorf("asked again: %+v", again)
	}
	centre.object("command", "query_broadcast_sm", &p)
	if !slices.Equal(p.TLVs, []string{"02040002004d"}) {
		t.Errorf("query %+v", p)
	}
	link.outcome(stopOf(w, "j1"), cbc.Accepted)
	if again := link.outcome(stopOf(w, "j1"), cbc.Accepted); again.Cause != cbc.CauseNotIdentified {
		t.Errorf("stopped again: %+v", again)
	}
}
