package namf_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/namf"
	"bongsu/cbc/ngap"
	"bongsu/simulator"
	"bongsu/simulator/phone"
	"bongsu/simulator/simtest"
)

const soon = 15 * time.Second

func cell(tac uint32, id uint64) cbc.Cell {
	return cbc.Cell{Radio: cbc.NR, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: tac, ID: id}
}

// A pair is a link and the AMF that it reaches.
type pair struct {
	*namf.Link
	t       *testing.T
	amf     *simulator.AMF
	phone   *phone.Phone // in the first cell
	notices chan cbc.Notice
	stop    func()
}

func stations() []simulator.GNB {
	return []simulator.GNB{
		{ID: 1, Cells: []cbc.Cell{cell(70000, 0x100000001), cell(70000, 0x100000002)}},
		{ID: 2, Cells: []cbc.Cell{cell(70001, 0x200000001)}},
	}
}

// free returns an address that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// connect starts an AMF and a link, which is ready when connect returns.
func connect(t *testing.T, ac simulator.AMFConfig, c namf.Config) *pair {
	t.Helper()
	p := &pair{t: t, notices: make(chan cbc.Notice, 200)}
	ac.Name, ac.Listen, ac.Air, ac.GNBs = "amf", "127.0.0.1:0", simulator.NewAir(), stations()
	var err error
	if p.amf, err = simulator.StartAMF(ac); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.amf.Close() })
	for _, g := range ac.GNBs {
		c.Cells = append(c.Cells, g.Cells...)
	}
	p.phone = phone.New(phone.Config{Name: "p", Carrier: "c", Languages: []string{"ko", "en"}})
	ac.Air.Camp(p.phone, c.Cells[0])
	c.APIRoot, c.BackoffMin = p.amf.Root(), 10*time.Millisecond
	c.ResponseTimeout = max(c.ResponseTimeout, 500*time.Millisecond)
	if c.Listen == "" {
		c.Listen = free(t)
		c.CallbackRoot, c.Peers = "http://"+c.Listen, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}
	if c.OAuth != nil {
		c.OAuth.TokenURL = p.amf.Root() + "/oauth2/token"
	}
	p.Link = namf.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := p.Run(ctx, func(n cbc.Notice) { p.notices <- n }); err != nil {
			t.Error(err)
		}
	})
	p.stop = func() { cancel(); wg.Wait() }
	t.Cleanup(p.stop)
	p.notice(cbc.Ready)
	return p
}

// notice returns the next notice of a kind.
func (p *pair) notice(k cbc.NoticeKind) cbc.Notice {
	p.t.Helper()
	limit := time.After(soon)
	for {
		select {
		case n := <-p.notices:
			if n.Kind == k {
				return n
			}
		case <-limit:
			p.t.Fatalf("no notice %v", k)
		}
	}
}

func (p *pair) broadcast(w cbc.Warning) (cbc.Report, error) {
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	return p.Broadcast(ctx, w)
}

// outcome broadcasts w and wants an outcome.
func (p *pair) outcome(w cbc.Warning, want cbc.Outcome) cbc.Report {
	p.t.Helper()
	r, err := p.broadcast(w)
	if err != nil || r.Outcome(&w) != want {
		p.t.Fatalf("%v: %+v, %v; want %v", &w, r, err, want)
	}
	return r
}

// written returns the newest write that the AMF was told.
func (p *pair) written() *ngap.WriteReplaceRequest {
	p.t.Helper()
	var last ngap.WriteReplaceRequest
	for _, e := range p.amf.Journal.Entries() {
		if e.What == "write-replace warning request" {
			if err := last.UnmarshalBinary(e.Bytes); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	return &last
}

func warning(cells ...cbc.Cell) cbc.Warning {
	return cbc.Warning{
		MessageID: cbc.Presidential, Serial: 0x4010, DCS: cbc.UCS2, Language: "ko", Category: cbc.High,
		Text: "[기상청] 경주 지진. 탁자 아래로 몸을 피하세요.", Area: cbc.Area{Cells: cells}, Expires: time.Now().Add(time.Hour),
	}
}

func stopOf(w cbc.Warning) cbc.Warning {
	w.Action = cbc.Stop
	return w
}

func TestAWarningIsHeardAndStopped(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	w := warning(cell(70000, 0x100000001), cell(70001, 0x200000001))
	p.outcome(w, cbc.Accepted)
	m := p.written()
	if m.Period != 30 || m.Broadcasts != 120 || *m.DCS != cbc.UCS2 || !m.Concurrent || len(m.Areas.Cells) != 2 {
		t.Errorf("%+v", m)
	}
	for range 2 { // base stations
		if n := p.notice(cbc.Said); !strings.Contains(n.Text, "on air in 1 cells") {
			t.Errorf("said %q", n.Text)
		}
	}
	simtest.Expect(t, p.phone, w.Text, soon)
	p.outcome(stopOf(w), cbc.Accepted)
	if on := p.amf.OnAir(); len(on) != 0 {
		t.Errorf("still on air: %v", on)
	}
	p.stop()
	if n := p.amf.Subscriptions(); n != 0 {
		t.Errorf("%d subscriptions are left", n)
	}
}

func TestUnknownTrackingAreasAreReported(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	r := p.outcome(warning(cell(70000, 0x100000001), cell(9, 9)), cbc.Partial)
	if len(r.Failed) != 1 || r.Failed[0].Cell != cell(9, 9) || r.Failed[0].Cause != cbc.CauseNoSuchCell {
		t.Errorf("%+v", r)
	}
}

func TestWholeTrackingAreasAreNamedAsSuch(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{Complete: true})
	w := warning(cell(70000, 0x100000001), cell(70000, 0x100000002))
	p.outcome(w, cbc.Accepted)
	if m := p.written(); len(m.Areas.TAIs) != 1 || m.Areas.TAIs[0].TAC != 70000 || len(p.amf.OnAir()[w.Key()]) != 2 {
		t.Errorf("%+v", m)
	}
	w = warning()
	w.Serial, w.Area = 0x4020, cbc.Area{Whole: true}
	p.outcome(w, cbc.Accepted)
	if m := p.written(); m.Areas != nil || len(p.amf.OnAir()[w.Key()]) != 3 {
		t.Errorf("%+v", m)
	}
}

func TestPrimaryNotificationIsHeardBesideItsText(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	w := warning(cell(70000, 0x100000001))
	w.MessageID, w.Serial = 4352, 0x7000
	primary := w
	primary.Text, primary.ETWS = "", &cbc.ETWS{Type: 0x0180, Period: 10 * time.Second, Security: []byte{1}}
	p.outcome(primary, cbc.Accepted)
	p.outcome(w, cbc.Accepted)
	simtest.Expect(t, p.phone, w.Text, soon)
	if h := p.phone.Heard(); len(h) != 2 || h[0].Form != phone.ETWSPrimary || h[0].Warning != 0x0180 {
		t.Errorf("heard %+v", h)
	}
}

func TestAFenceGoesWithItsText(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	w := warning(cell(70000, 0x100000001))
	w.Fence = &cbc.Fence{Circles: []cbc.Circle{{Center: cbc.Point{Lat: 35.8562, Lon: 129.2247}, Radius: 5000}}}
	p.phone.MoveTo(phone.Place{Lat: 37.5, Lon: 127})
	p.outcome(w, cbc.Accepted)
	if h := p.phone.Heard(); len(h) != 0 {
		t.Errorf("a phone elsewhere showed %v", h)
	}
}

func TestRestartsAndFailuresAreTold(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	p.amf.Fail(1)
	if n := p.notice(cbc.Fell); !slices.Equal(n.Cells, stations()[0].Cells) {
		t.Errorf("fell: %+v", n)
	}
	p.amf.Restart(1)
	if n := p.notice(cbc.Forgot); !slices.Equal(n.Cells, stations()[0].Cells) {
		t.Errorf("forgot: %+v", n)
	}
}

func TestATokenIsSentAndRenewed(t *testing.T) {
	p := connect(t, simulator.AMFConfig{Secret: "s3cret"}, namf.Config{OAuth: &namf.OAuth{ClientID: "cbcf", Secret: "s3cret"}})
	w := warning(cell(70000, 0x100000001))
	p.outcome(w, cbc.Accepted)
	p.amf.Revoke()
	var unsent *cbc.NotSentError
	if _, err := p.broadcast(stopOf(w)); !errors.As(err, &unsent) || unsent.Permanent {
		t.Errorf("without a good token: %v", err)
	}
	p.outcome(stopOf(w), cbc.Accepted) // with a new one
}

func TestWhatAPeerDoesWrongIsToldApart(t *testing.T) {
	for name, c := range map[string]struct {
		rule  simulator.Rule
		want  cbc.Outcome // Lost stands for a lost error
		cause cbc.Cause
	}{
		"silence":            {simulator.Rule{Do: simulator.Silence}, cbc.Lost, 0},
		"a stream cut":       {simulator.Rule{Do: simulator.HangUp}, cbc.Lost, 0},
		"a lost answer":      {simulator.Rule{Do: simulator.LoseAnswer}, cbc.Lost, 0},
		"half of JSON":       {simulator.Rule{Do: simulator.Garble}, cbc.Lost, 0},
		"500":                {simulator.Rule{Do: simulator.Refuse, Cause: 500}, cbc.Lost, 0},
		"501, as free5gc's":  {simulator.Rule{Do: simulator.Refuse, Cause: 501}, cbc.Refused, cbc.CauseUnsupported},
		"503":                {simulator.Rule{Do: simulator.Refuse, Cause: 503}, cbc.Refused, cbc.CauseCapacity},
		"400":                {simulator.Rule{Do: simulator.Refuse, Cause: 400}, cbc.Refused, cbc.CauseInvalid},
		"a cause of its own": {simulator.Rule{Do: simulator.Refuse, Cause: 11}, cbc.Refused, cbc.CauseAlreadyUsed},
		"a late answer":      {simulator.Rule{Do: simulator.Delay, Delay: 20 * time.Millisecond}, cbc.Accepted, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := connect(t, simulator.AMFConfig{}, namf.Config{})
			c.rule.On = "write-replace warning request"
			if err := p.amf.Rules.Add(c.rule); err != nil {
				t.Fatal(err)
			}
			w := warning(cell(70000, 0x100000001))
			r, err := p.broadcast(w)
			var lost *cbc.LostError
			if c.want == cbc.Lost {
				if !errors.As(err, &lost) {
					t.Errorf("%+v, %v", r, err)
				}
				return
			}
			if err != nil || r.Outcome(&w) != c.want || r.Cause != c.cause {
				t.Errorf("%+v, %v; want %v", r, err, c.want)
			}
		})
	}
}

func TestAnAMFThatIsGoneIsReachedAgain(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	p.amf.Close()
	var unsent *cbc.NotSentError
	var lost *cbc.LostError
	if _, err := p.broadcast(warning(cell(70000, 0x100000001))); !errors.As(err, &unsent) && !errors.As(err, &lost) {
		t.Errorf("to nobody: %v", err)
	}
	p.notice(cbc.Down)
	if _, err := p.broadcast(warning(cell(70000, 0x100000001))); !errors.As(err, &unsent) {
		t.Errorf("while it is down: %v", err)
	}
}

func TestAStopWaitsForTheAnswerToItsWrite(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{ResponseTimeout: soon})
	p.amf.Rules.Add(simulator.Rule{On: "write-replace warning request", Do: simulator.Delay, Delay: 100 * time.Millisecond})
	w := warning(cell(70000, 0x100000001))
	written := make(chan error, 1)
	go func() {
		_, err := p.broadcast(w)
		written <- err
	}()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	if _, err := p.amf.Journal.Wait(ctx, func(e simulator.Entry) bool { return e.What == "rule" }); err != nil {
		t.Fatal(err)
	}
	p.outcome(stopOf(w), cbc.Accepted)
	if err := <-written; err != nil {
		t.Error(err)
	}
	if on := p.amf.OnAir(); len(on) != 0 {
		t.Errorf("still on air: %v", on)
	}
}

func TestWhatCannotBeSentIsPermanent(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	for name, spoil := range map[string]func(w *cbc.Warning){
		"expired":        func(w *cbc.Warning) { w.Expires = time.Now() },
		"shapes":         func(w *cbc.Warning) { w.Area = cbc.Area{Circles: []cbc.Circle{{Radius: 1}}} },
		"nowhere":        func(w *cbc.Warning) { w.Area = cbc.Area{} },
		"another radio":  func(w *cbc.Warning) { w.Area.Cells[0].Radio = cbc.LTE },
		"a long cell":    func(w *cbc.Warning) { w.Area.Cells[0].ID = 1 << 36 },
		"not encodable":  func(w *cbc.Warning) { w.DCS, w.Text = cbc.GSM7, "한글" },
		"a long signing": func(w *cbc.Warning) { w.ETWS = &cbc.ETWS{Security: make([]byte, 51)} },
	} {
		w := warning(cell(70000, 0x100000001))
		spoil(&w)
		var unsent *cbc.NotSentError
		if r, err := p.broadcast(w); !errors.As(err, &unsent) || !unsent.Permanent {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// Bodies that lie are refused with a problem, and the link stays up.
func TestNotificationsThatLieAreRefused(t *testing.T) {
	p := connect(t, simulator.AMFConfig{}, namf.Config{})
	good, goodType, err := namf.Join(namf.Notification{ID: "sub-1", Information: &namf.N2Information{PWS: &namf.PWSInfo{
		Container: namf.N2Content{Data: namf.Reference{ContentID: namf.ContentID}},
	}}}, mustNGAP(t, &ngap.WriteReplaceResponse{MessageID: 4370, Serial: 0x4010}))
	if err != nil {
		t.Fatal(err)
	}
	request, _, err := namf.Join(namf.Notification{ID: "sub-1", Information: &namf.N2Information{PWS: &namf.PWSInfo{
		Container: namf.N2Content{Data: namf.Reference{ContentID: namf.ContentID}},
	}}}, mustNGAP(t, &ngap.CancelRequest{MessageID: 4370}))
	if err != nil {
		t.Fatal(err)
	}
	boundary := goodType[strings.Index(goodType, "boundary=")+len("boundary="):]
	boundary, _, _ = strings.Cut(boundary, ";")
	many := bytes.Repeat([]byte("--"+boundary+"\r\nContent-Type: application/json\r\n\r\n{}\r\n"), 20)
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	client := &http.Client{Transport: &http.Transport{Protocols: protocols}, Timeout: soon}
	defer client.CloseIdleConnections()
	for _, c := range []struct {
		name, contentType string
		body              []byte
		want              int
	}{
		{"as it should be", goodType, good, 204},
		{"plain JSON without a message", "application/json", []byte(`{"n2NotifySubscriptionId":"1"}`), 400},
		{"no JSON", "application/json", []byte(`{`), 400},
		{"another type", "text/plain", good, 400},
		{"no type", "", good, 400},
		{"no boundary", "multipart/related", good, 400},
		{"another boundary", "multipart/related; boundary=x", good, 400},
		{"cut in the middle", goodType, good[:len(good)/2], 400},
		{"nothing", goodType, nil, 400},
		{"a message of nothing", goodType, bytes.Replace(good, []byte("\x20\x33"), []byte("\x20\x99"), 1), 400},
		{"a part of another name", goodType, bytes.Replace(good, []byte("Content-Id: ngap"), []byte("Content-Id: else"), 1), 400},
		{"a first part that is no JSON", goodType, bytes.Replace(good, []byte("application/json"), []byte("application/jsom"), 1), 400},
		{"parts without end", goodType, many, 400},
		{"a request for a base station", strings.Replace(goodType, boundary, boundaryOf(request), 1), request, 400},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.Addr().String()+"/namf-callback/v1/non-ue-n2", bytes.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", c.contentType)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s: %s, want %d", c.name, resp.Status, c.want)
		}
	}
	p.outcome(warning(cell(70000, 0x100000001)), cbc.Accepted)
}

func boundaryOf(body []byte) string {
	line, _, _ := bytes.Cut(body, []byte("\r\n"))
	return string(bytes.TrimPrefix(line, []byte("--")))
}

func mustNGAP(t *testing.T, m ngap.Message) []byte {
	t.Helper()
	b, err := m.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	if err := (&namf.Config{APIRoot: "https://amf.example"}).Check(); err != nil {
		t.Error(err)
	}
	root := "https://amf.example"
	for name, c := range map[string]namf.Config{
		"no root":               {},
		"another scheme":        {APIRoot: "ftp://amf.example"},
		"no callback":           {APIRoot: root, Listen: ":1", Peers: []netip.Prefix{{}}},
		"listening to anybody":  {APIRoot: root, Listen: ":1", CallbackRoot: root},
		"tokens from nowhere":   {APIRoot: root, OAuth: &namf.OAuth{ClientID: "x"}},
		"a long period":         {APIRoot: root, Period: 131072 * time.Second},
		"a narrow window":       {APIRoot: root, Window: 2},
		"time runs back":        {APIRoot: root, Probe: -1},
		"two radios":            {APIRoot: root, Cells: []cbc.Cell{cell(1, 1), {Radio: cbc.LTE, PLMN: cell(1, 1).PLMN}}},
		"a cell twice":          {APIRoot: root, Cells: []cbc.Cell{cell(1, 1), cell(2, 1)}},
		"complete with nothing": {APIRoot: root, Complete: true},
	} {
		if err := c.Check(); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func FuzzSplit(f *testing.F) {
	body, contentType, err := namf.Join(namf.Notification{ID: "1"}, []byte{1, 2, 3})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(contentType, body)
	f.Add("application/json", []byte(`{"n2NotifySubscriptionId":"1"}`))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		var n namf.Notification
		parts, err := namf.Split(contentType, bytes.NewReader(body), &n)
		if err == nil && len(parts) > 10 {
			t.Errorf("%d parts", len(parts))
		}
	})
}
