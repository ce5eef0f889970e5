//go:build interop && linux

package interop

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"bongsu/simulator"
	"bongsu/simulator/judge"
	"bongsu/simulator/pdu"
)

var kannel = apt("kannel", "1.4.5")

// kannelFaults are what Kannel 1.4.5 does wrong.
var kannelFaults = []string{
	judge.NackSequence,   // it answers an unknown command with a generic_nack that bears the number 0
	judge.NeedlessAnswer, // and alert_notification, which has no answer, with a generic_nack
}

// A kannelBox is Kannel's two programs, as a client of a centre.
type kannelBox struct {
	t               *testing.T
	bearer, sendsms *peer
}

// startKannel starts Kannel for a centre; the test must be isolated.
func startKannel(t *testing.T, address string) *kannelBox {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	path := fillConfig(t, "kannel/kannel.conf.tmpl", struct{ Port string }{port})
	k := &kannelBox{t: t}
	k.bearer = start(t, exec.Command("/usr/sbin/bearerbox", "-v", "2", path))
	k.bearer.listens("127.0.0.1:13001")
	k.sendsms = start(t, exec.Command("/usr/sbin/smsbox", "-v", "2", path))
	k.sendsms.listens("127.0.0.1:13013")
	return k
}

// send sends a text to a phone and wants a receipt for it.
func (k *kannelBox) send(text string, ucs2 bool) {
	k.t.Helper()
	q := url.Values{"username": {"lab"}, "password": {"lab"}, "from": {"1500"}, "to": {"821012345678"}, "text": {text}, "charset": {"UTF-8"},
		"dlr-mask": {"3"}, "dlr-url": {"http://127.0.0.1:1/"}}
	if ucs2 {
		q.Set("coding", "2")
	}
	ctx, cancel := context.WithTimeout(k.t.Context(), soon)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:13013/cgi-bin/sendsms?"+q.Encode(), nil)
	if err != nil {
		k.t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		k.t.Fatal(err)
	}
	defer a.Body.Close()
	b, _ := io.ReadAll(a.Body)
	if a.StatusCode != http.StatusAccepted {
		k.t.Fatalf("sendsms: %s: %s", a.Status, b)
	}
}

// stop ends Kannel in order: first what sends, then what is bound.
func (k *kannelBox) stop() {
	k.t.Helper()
	for _, p := range []*peer{k.sendsms, k.bearer} {
		if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			k.t.Fatal(err)
		}
		p.wait()
	}
}

// entry waits for something in a centre's journal.
func entry(t *testing.T, s *simulator.SMSC, match func(simulator.Entry) bool) simulator.Entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	e, err := s.Journal.Wait(ctx, match)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// told waits until a centre was told so many of a request.
func told(t *testing.T, s *simulator.SMSC, what string, n int) {
	t.Helper()
	seen := 0
	entry(t, s, func(e simulator.Entry) bool {
		if e.What == what && !e.Out {
			seen++
		}
		return seen == n
	})
}

func TestKannelSendsThroughOurCentre(t *testing.T) {
	need(t, kannel)
	if !isolated(t) {
		return
	}
	centre := startCentre(t)
	k := startKannel(t, centre.Addr())
	entry(t, centre, func(e simulator.Entry) bool { return e.What == "bind_transceiver_resp" && e.Detail == "" })

	long := strings.Repeat("경주에 규모 5.8 지진이 났습니다. 떨어지는 물건을 조심하고 밖으로 대피하세요. ", 4)
	texts := []string{"Drop! Cover {under a table} & hold on. @ home", "[기상청] 경주 지진. 대피하세요 🚨", strings.TrimSpace(long)}
	for i, text := range texts {
		k.send(text, i > 0)
		entry(t, centre, func(e simulator.Entry) bool { return e.What == "delivered" && e.Text == text })
	}
	told(t, centre, "enquire_link", 2)
	segments, receipts := 0, 0
	for _, e := range centre.Journal.Entries() {
		if e.What == "submit_sm" && !e.Out {
			segments++
			receipts += int(pdu.Read(e.Bytes).Registered & 1)
		}
	}
	if segments < 4 || receipts < 3 {
		t.Errorf("%d messages for three texts, one of which is long, and %d receipts", segments, receipts)
	}
	told(t, centre, "deliver_sm_resp", receipts)
	for _, odd := range []string{"unknown", "alert_notification", "enquire_link", "data_sm"} {
		if err := centre.Say(odd); err != nil {
			t.Fatal(err)
		}
	}
	told(t, centre, "enquire_link_resp", 1)
	told(t, centre, "data_sm_resp", 1)
	k.stop()
	entry(t, centre, func(e simulator.Entry) bool { return e.What == "unbind" && !e.Out })
	centre.Close()
	judged(t, centre, judge.Config{Allow: kannelFaults})
}

// judged wants the clients of a centre to have done nothing wrong but what is
// allowed, and all of that.
func judged(t *testing.T, centre *simulator.SMSC, c judge.Config) {
	t.Helper()
	r := judge.Of(c, centre.Journal.Entries())
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	if !r.Clean() || len(r.Findings) != len(c.Allow) || r.Binds == 0 {
		t.Error(b.String())
	}
	for _, name := range c.Allow {
		if !slices.Contains(r.Names(), name) {
			t.Errorf("%s is allowed and not there", name)
		}
	}
	t.Log(b.String())
}
