package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator/judge"
)

// sendThrough takes a link to a centre, one broadcast over it, and hangs up.
func sendThrough(t *testing.T, c smpp.Config, w cbc.Warning) {
	t.Helper()
	c.SystemID, c.Password, c.WholeAreaAlias = "bongsu", "country", "KR"
	link := smpp.New(c)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	ready := make(chan struct{}, 8)
	var wg sync.WaitGroup
	wg.Go(func() {
		link.Run(ctx, func(n cbc.Notice) {
			if n.Kind == cbc.Ready {
				ready <- struct{}{}
			}
		})
	})
	defer wg.Wait()
	defer cancel()
	select {
	case <-ready:
	case <-ctx.Done():
		t.Fatal("the link is not ready")
	}
	if _, err := link.Broadcast(ctx, w); err != nil {
		t.Error(err)
	}
}

func someWarning() cbc.Warning {
	return cbc.Warning{MessageID: cbc.Presidential, Serial: 0x4010, Text: "시험", Language: "ko", DCS: cbc.UCS2,
		Area: cbc.Area{Whole: true}, Expires: time.Now().Add(time.Hour), Reference: 1}
}

func TestJudgeIsSilentOnOurLinkAndLoudOnWhatWasNotAgreed(t *testing.T) {
	for _, c := range []struct {
		octets int // of broadcast_rep_num
		allow  string
		code   int
		says   string
	}{
		{2, "", exitOK, "nothing wrong"},
		{1, "", exitWrong, "parameter-length (fault; SMPP 5.0 4.8.4), 1 times"},
		{1, judge.TLVLength, exitOK, "parameter-length (fault, allowed;"},
	} {
		report, pcap := filepath.Join(t.TempDir(), "report.json"), filepath.Join(t.TempDir(), "judge.pcap")
		args := []string{"judge", "--listen", "127.0.0.1:0", "--clients", "1", "--report", report, "--pcap", pcap, "--for", "30s"}
		if c.allow != "" {
			args = append(args, "--allow", c.allow)
		}
		p, out := begin(t, args...)
		sendThrough(t, smpp.Config{Address: out.wait(t, "judge "+listening), RepNumOctets: c.octets}, someWarning())
		<-p.ended
		if code := p.cmd.ProcessState.ExitCode(); code != c.code {
			t.Errorf("%+v: exits %d", c, code)
		}
		out.wait(t, c.says)
		var r judge.Report
		b, err := os.ReadFile(report)
		if err == nil {
			err = json.Unmarshal(b, &r)
		}
		if err != nil || r.Binds != 1 || r.Connections != 1 || r.Clean() != (c.code == exitOK) {
			t.Errorf("%+v: report %s, %v", c, b, err)
		}
		if b, err := os.ReadFile(pcap); err != nil || !bytes.Contains(b, []byte("bongsu\x00country\x00")) {
			t.Errorf("%+v: capture of %d octets, %v", c, len(b), err)
		}
	}
}

func TestJudgeWhomNobodyComesToIsNotContent(t *testing.T) {
	var out, said bytes.Buffer
	if code := run([]string{"judge", "--listen", "127.0.0.1:0", "--for", "10ms"}, streams{strings.NewReader(""), &out, &said}); code != exitWrong {
		t.Errorf("exits %d", code)
	}
	if !strings.Contains(said.String(), "nobody came") {
		t.Errorf("says %q", said.String())
	}
}

func TestJudgeListsItsRulesAndRefusesOthers(t *testing.T) {
	var out, said bytes.Buffer
	if code := run([]string{"judge", "--list"}, streams{strings.NewReader(""), &out, &said}); code != exitOK || strings.Count(out.String(), "\n") != len(judge.Rules()) {
		t.Errorf("exits %d:\n%s", code, out.String())
	}
	for _, args := range [][]string{{"--allow", "no-such"}, {"--presets", "no-such"}, {"--window", "-1"}, {"more"}} {
		if code := run(append([]string{"judge", "--for", "10ms", "--listen", "127.0.0.1:0"}, args...), streams{strings.NewReader(""), &out, &said}); code != exitUsage {
			t.Errorf("%q exits %d", args, code)
		}
	}
}
