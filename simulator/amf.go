package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/namf"
	"bongsu/cbc/ngap"
	"bongsu/simulator/phone"
)

// An AMFConfig describes a pretended access and mobility management function.
type AMFConfig struct {
	Name   string // in the journal
	Listen string // host:port; port 0 is any free one

	GNBs []GNB
	// Secret is what clients must name for a token; empty asks for no tokens.
	Secret string
	Air    *Air // where messages are broadcast; nil is one of its own
}

// A GNB is a base station and its cells.
type GNB struct {
	ID    uint64 // 24 bits
	Cells []cbc.Cell
}

// An AMF offers the part of Namf_Communication that warnings need, over HTTP/2
// without encryption, and stands for its base stations too. It was written from
// the tables of TS 29.518: no open one that does this was at hand.
type AMF struct {
	Rules   *Rules
	Journal *Journal

	c     AMFConfig
	ln    net.Listener
	srv   *http.Server
	peer  *http.Client
	wg    sync.WaitGroup
	onAir *onAir
	known map[ngap.CGI]cbc.Cell

	mu            sync.Mutex // guards the rest
	subscriptions map[string]namf.Subscription
	tokens        map[string]bool
	named         int // subscriptions and tokens so far
	fallen        map[cbc.Cell]bool
}

// StartAMF starts an AMF. Close ends it.
func StartAMF(c AMFConfig) (*AMF, error) {
	a := &AMF{
		Rules: new(Rules), Journal: new(Journal), c: c, known: map[ngap.CGI]cbc.Cell{},
		subscriptions: map[string]namf.Subscription{}, tokens: map[string]bool{}, fallen: map[cbc.Cell]bool{},
	}
	for _, g := range c.GNBs {
		for _, cell := range g.Cells {
			if cell.Radio != cbc.NR {
				return nil, fmt.Errorf("AMF %s: %s is no cell of NR", c.Name, cell)
			}
			a.known[ngapCGI(cell)] = cell
		}
	}
	a.onAir = newOnAir(c.Air, a.note)
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("AMF %s: %w", c.Name, err)
	}
	a.ln = ln
	protocols := new(http.Protocols)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	a.peer = &http.Client{Transport: &http.Transport{Protocols: protocols}, Timeout: 5 * time.Second}
	mux := http.NewServeMux()
	const base = "/namf-comm/v1/non-ue-n2-messages"
	mux.HandleFunc("POST "+base+"/transfer", a.guarded(a.transfer))
	mux.HandleFunc("POST "+base+"/subscriptions", a.guarded(a.subscribe))
	mux.HandleFunc("DELETE "+base+"/subscriptions/{id}", a.guarded(a.unsubscribe))
	mux.HandleFunc("POST /oauth2/token", a.token)
	a.srv = &http.Server{Handler: mux, Protocols: protocols, ReadHeaderTimeout: 5 * time.Second}
	a.wg.Go(func() { _ = a.srv.Serve(ln) })
	return a, nil
}

func ngapCGI(c cbc.Cell) ngap.CGI { return ngap.CGI{PLMN: c.PLMN, ID: c.ID} }

func ngapTAI(c cbc.Cell) ngap.TAI { return ngap.TAI{PLMN: c.PLMN, TAC: c.Area} }

// Root returns where the AMF's services are, as "http://127.0.0.1:1234".
func (a *AMF) Root() string { return "http://" + a.ln.Addr().String() }

// Close ends the AMF and waits until its goroutines have ended.
func (a *AMF) Close() error {
	err := a.srv.Close()
	a.wg.Wait()
	a.peer.CloseIdleConnections()
	a.onAir.close()
	return err
}

func (a *AMF) note(e Entry) {
	e.Node = a.c.Name
	a.Journal.Add(e)
}

// OnAir returns the cells in which each message is broadcast.
func (a *AMF) OnAir() map[cbc.Key][]cbc.Cell { return a.onAir.messages() }

// Subscriptions returns how many there are.
func (a *AMF) Subscriptions() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.subscriptions)
}

// name returns a name that was not given before.
func (a *AMF) name(what string) string {
	a.named++
	return what + strconv.Itoa(a.named)
}

// token gives a token to those who know the secret.
func (a *AMF) token(w http.ResponseWriter, r *http.Request) {
	_, secret, _ := r.BasicAuth()
	if r.PostFormValue("grant_type") != "client_credentials" || secret != a.c.Secret {
		a.note(Entry{What: "token refused"})
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": "invalid_client"})
		return
	}
	a.mu.Lock()
	t := a.name("token-")
	a.tokens[t] = true
	a.mu.Unlock()
	a.note(Entry{What: "token", Detail: r.PostFormValue("scope")})
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": t, "token_type": "Bearer", "expires_in": 3600})
}

// Revoke makes every token that was given worthless.
func (a *AMF) Revoke() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.tokens)
}

func (a *AMF) guarded(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if a.c.Secret != "" {
			a.mu.Lock()
			known := a.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
			a.mu.Unlock()
			if !known {
				a.problem(w, http.StatusUnauthorized, "")
				return
			}
		}
		h(w, r)
	}
}

func (a *AMF) problem(w http.ResponseWriter, status int, detail string) {
	a.note(Entry{What: "problem", Out: true, Detail: fmt.Sprintf("%d %s", status, detail)})
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(namf.TransferError{Problem: namf.Problem{Status: status, Title: http.StatusText(status), Detail: detail}})
}

func (a *AMF) subscribe(w http.ResponseWriter, r *http.Request) {
	var s namf.Subscription
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&s); err != nil {
		a.problem(w, http.StatusBadRequest, err.Error())
		return
	}
	if rule, found := a.Rules.Next("subscribe"); found && rule.Do == Refuse {
		a.problem(w, rule.Cause, "by rule")
		return
	}
	a.mu.Lock()
	id := a.name("sub-")
	a.subscriptions[id] = s
	a.mu.Unlock()
	a.note(Entry{What: "subscribe", Detail: s.Class + " " + s.Callback})
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Location", r.URL.Path+"/"+id)
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(namf.Subscribed{ID: id})
}

func (a *AMF) unsubscribe(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	delete(a.subscriptions, r.PathValue("id"))
	a.mu.Unlock()
	a.note(Entry{What: "unsubscribe", Detail: r.PathValue("id")})
	w.WriteHeader(http.StatusNoContent)
}

// transfer does with a message what the rules want.
func (a *AMF) transfer(w http.ResponseWriter, r *http.Request) {
	var req namf.TransferRequest
	parts, err := namf.Split(r.Header.Get("Content-Type"), r.Body, &req)
	if err != nil || req.Information.PWS == nil {
		a.problem(w, http.StatusBadRequest, fmt.Sprint("no message: ", err))
		return
	}
	b := parts[req.Information.PWS.Container.Data.ContentID]
	m, err := ngap.Parse(b)
	if err != nil {
		a.problem(w, http.StatusBadRequest, err.Error())
		return
	}
	a.told(m, b, &req)
	rule, found := a.Rules.Next(m.Type().String())
	if !found {
		a.say(w, a.perform(m, &req))
		return
	}
	a.note(Entry{What: "rule", Detail: string(rule.Do) + " on " + m.Type().String()})
	a.obey(w, r, rule, func() namf.TransferResponse { return a.perform(m, &req) })
}

// obey does with a request what a rule wants. Over HTTP a second answer, or one
// after the next, cannot be.
func (a *AMF) obey(w http.ResponseWriter, r *http.Request, rule Rule, perform func() namf.TransferResponse) {
	switch rule.Do {
	case Refuse:
		if rule.Cause >= 400 {
			a.problem(w, rule.Cause, "by rule")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(w).Encode(namf.TransferError{Problem: namf.Problem{Status: http.StatusForbidden}, PWS: &namf.PWSError{Cause: rule.Cause}})
	case Delay:
		pause(r.Context(), rule.Delay)
		a.say(w, perform())
	case Silence:
		<-r.Context().Done()
	case LoseAnswer:
		perform()
		panic(http.ErrAbortHandler) // cuts the stream
	case HangUp:
		panic(http.ErrAbortHandler)
	case Garble:
		perform()
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"result": `))
	case Duplicate, Reorder:
		a.say(w, perform())
	case Forget:
		a.say(w, perform())
		a.Forget()
	}
}

func (a *AMF) say(w http.ResponseWriter, m namf.TransferResponse) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(m)
}

// told writes a message from the centre down.
func (a *AMF) told(m ngap.Message, wire []byte, req *namf.TransferRequest) {
	e := Entry{What: m.Type().String(), Bytes: bytes.Clone(wire)}
	switch m := m.(type) {
	case *ngap.WriteReplaceRequest:
		e.MessageID, e.Serial = m.MessageID, m.Serial
		if m.DCS != nil {
			e.Text = wordsOf(m.Contents, *m.DCS)
		}
		e.Detail = fmt.Sprintf("%d broadcasts, period %d s, %s, %d tracking areas", m.Broadcasts, m.Period, req.RAT, len(req.TAIs))
		e.Cells = a.meant(m.Areas, nil)
	case *ngap.CancelRequest:
		e.MessageID, e.Serial, e.Cells = m.MessageID, m.Serial, a.meant(m.Areas, nil)
	}
	a.note(e)
}

// meant returns the cells that a message is for, of one base station or of all.
func (a *AMF) meant(w *ngap.WarningAreas, only *GNB) (cells []cbc.Cell) {
	named, within := map[ngap.CGI]bool{}, map[ngap.TAI]bool{}
	if w != nil {
		for _, g := range w.Cells {
			named[g] = true
		}
		for _, t := range w.TAIs {
			within[t] = true
		}
	}
	for i := range a.c.GNBs {
		if g := &a.c.GNBs[i]; only == nil || only == g {
			for _, c := range g.Cells {
				if w == nil || named[ngapCGI(c)] || within[ngapTAI(c)] {
					cells = append(cells, c)
				}
			}
		}
	}
	return cells
}

// perform carries a request out, and tells those who have subscribed.
func (a *AMF) perform(m ngap.Message, req *namf.TransferRequest) namf.TransferResponse {
	r := namf.TransferResponse{Result: namf.Initiated}
	known := map[string]bool{}
	for c := range a.known {
		known[fmt.Sprintf("%06x", a.known[c].Area)] = true
	}
	for _, t := range req.TAIs {
		if !known[t.TAC] {
			if r.PWS == nil {
				r.PWS = &namf.PWSResponse{MessageID: req.Information.PWS.MessageID, Serial: req.Information.PWS.Serial}
			}
			r.PWS.UnknownTAIs = append(r.PWS.UnknownTAIs, t)
		}
	}
	for i := range a.c.GNBs {
		var answer ngap.Message
		switch m := m.(type) {
		case *ngap.WriteReplaceRequest:
			answer = a.write(m, &a.c.GNBs[i])
		case *ngap.CancelRequest:
			answer = a.cancel(m, &a.c.GNBs[i])
		}
		if answer != nil && req.Information.PWS.Answer {
			a.wg.Go(func() { a.notify(namf.ClassBroadcasts, answer) })
		}
	}
	return r
}

// write begins a broadcast at one base station and returns its answer.
func (a *AMF) write(m *ngap.WriteReplaceRequest, g *GNB) ngap.Message {
	k := airKey{cbc.Key{MessageID: m.MessageID, Serial: m.Serial}, m.WarningType != nil && m.Contents == nil}
	on := &ngap.Broadcasts{NR: true}
	var fresh []cbc.Cell
	for _, c := range a.meant(m.Areas, g) {
		a.mu.Lock()
		fallen := a.fallen[c]
		a.mu.Unlock()
		if fallen {
			continue
		}
		on.Areas.Add(ngapCGI(c), 0)
		if !a.onAir.has(k, c) {
			fresh = append(fresh, c)
		}
	}
	if !m.Concurrent {
		a.onAir.clear(append([]cbc.Cell{}, fresh...))
	}
	p := programme{key: k, asked: int(m.Broadcasts), period: time.Duration(m.Period) * time.Second}
	if m.WarningType != nil {
		p.frames = append(p.frames, primaryFrame(k.Key, *m.WarningType, m.Security))
	}
	if m.DCS != nil {
		p.text = wordsOf(m.Contents, *m.DCS)
		p.frames = append(p.frames, phone.Frame{
			Form: phone.CBData, MessageID: uint16(m.MessageID), Serial: uint16(m.Serial), DCS: byte(*m.DCS), Data: m.Contents, Fence: m.Coordinates,
		})
	}
	a.onAir.put(p, fresh)
	r := &ngap.WriteReplaceResponse{MessageID: m.MessageID, Serial: m.Serial}
	if len(on.Areas.Cells) > 0 {
		r.Completed = on
	}
	return r
}

// cancel ends a broadcast at one base station and returns its answer.
func (a *AMF) cancel(m *ngap.CancelRequest, g *GNB) ngap.Message {
	off := &ngap.Broadcasts{NR: true}
	for _, primary := range []bool{false, true} {
		k := airKey{cbc.Key{MessageID: m.MessageID, Serial: m.Serial}, primary}
		for _, c := range a.meant(m.Areas, g) {
			if n, on := a.onAir.count(k, c); on {
				off.Areas.Add(ngapCGI(c), uint16(n))
				a.onAir.stop(k, []cbc.Cell{c}, "cancelled")
			}
		}
	}
	r := &ngap.CancelResponse{MessageID: m.MessageID, Serial: m.Serial}
	if len(off.Areas.Cells) > 0 {
		r.Cancelled = off
	}
	return r
}

// Restart takes everything off the air at one base station and says so.
func (a *AMF) Restart(gnb uint64) {
	g := a.lose(gnb)
	if g == nil {
		return
	}
	a.mu.Lock()
	for _, c := range g.Cells {
		delete(a.fallen, c)
	}
	a.mu.Unlock()
	i := &ngap.RestartIndication{Cells: ngap.CellList{NR: true}, Node: node5G(g)}
	seen := map[ngap.TAI]bool{}
	for _, c := range g.Cells {
		i.Cells.Cells = append(i.Cells.Cells, ngapCGI(c))
		if t := ngapTAI(c); !seen[t] {
			seen[t] = true
			i.TAIs = append(i.TAIs, t)
		}
	}
	a.notify(namf.ClassRestarts, i)
}

// Fail takes everything off the air at one base station, says that it cannot
// broadcast, and broadcasts nothing there until it restarts.
func (a *AMF) Fail(gnb uint64) {
	g := a.lose(gnb)
	if g == nil {
		return
	}
	i := &ngap.FailureIndication{Cells: ngap.CellList{NR: true}, Node: node5G(g)}
	a.mu.Lock()
	for _, c := range g.Cells {
		a.fallen[c] = true
		i.Cells.Cells = append(i.Cells.Cells, ngapCGI(c))
	}
	a.mu.Unlock()
	a.notify(namf.ClassRestarts, i)
}

func (a *AMF) lose(gnb uint64) *GNB {
	for i := range a.c.GNBs {
		if g := &a.c.GNBs[i]; g.ID == gnb {
			a.onAir.clear(g.Cells)
			return g
		}
	}
	return nil
}

func node5G(g *GNB) ngap.Node {
	n := ngap.GNB(g.ID)
	if len(g.Cells) > 0 {
		n.PLMN = g.Cells[0].PLMN
	}
	return n
}

// Forget makes every base station restart.
func (a *AMF) Forget() {
	for i := range a.c.GNBs {
		a.Restart(a.c.GNBs[i].ID)
	}
}

// notify tells everyone who has subscribed to a class.
func (a *AMF) notify(class string, m ngap.Message) {
	b, err := m.AppendBinary(nil)
	a.note(Entry{What: m.Type().String(), Out: true, Bytes: b})
	if err != nil {
		return
	}
	a.mu.Lock()
	to := map[string]string{}
	for id, s := range a.subscriptions {
		if s.Class == class {
			to[id] = s.Callback
		}
	}
	a.mu.Unlock()
	for id, callback := range to {
		n := namf.Notification{ID: id, Information: &namf.N2Information{Class: class, PWS: &namf.PWSInfo{
			Container: namf.N2Content{Data: namf.Reference{ContentID: namf.ContentID}},
		}}}
		body, contentType, err := namf.Join(n, b)
		if err != nil {
			continue
		}
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, callback, bytes.NewReader(body))
		if err != nil {
			continue
		}
		req.Header.Set("Content-Type", contentType)
		resp, err := a.peer.Do(req) //nolint:gosec // whoever subscribes says where, as the standard wants
		if err != nil {
			a.note(Entry{What: "unheard", Detail: err.Error()})
			continue
		}
		a.note(Entry{What: "notified", Detail: resp.Status})
		resp.Body.Close()
	}
}
