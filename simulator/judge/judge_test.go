package judge_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/judge"
	"bongsu/simulator/pdu"
)

const soon = time.Minute // a test machine may stand still for a while

// A client does as its script says.
type client struct {
	t    *testing.T
	s    *simulator.SMSC
	conn net.Conn
	r    *bufio.Reader
	seq  uint32
}

func startCentre(t *testing.T, c simulator.SMSCConfig) *simulator.SMSC {
	t.Helper()
	c.Name, c.SystemID, c.Password, c.WholeAreaAlias = "SMSC1", "bongsu", "country", "KR"
	c.Sites = []simulator.Site{{Cell: cbc.Cell{Radio: cbc.LTE, ID: 1}, At: cbc.Point{Lat: 35.85, Lon: 129.22}, Region: "4713000000"}}
	s, err := simulator.StartSMSC(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// connect opens the client's connection, again if need be.
func (c *client) connect() {
	c.t.Helper()
	conn, err := net.Dial("tcp", c.s.Addr())
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(soon))
	c.conn, c.r, c.seq = conn, bufio.NewReader(conn), 0
}

// write sends octets as they are.
func (c *client) write(b []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

// say sends a PDU under the next sequence number, without awaiting an answer.
func (c *client) say(o pdu.Out) {
	c.t.Helper()
	if o.Sequence == 0 {
		c.seq++
		o.Sequence = c.seq
	}
	c.write(o.Wire())
}

// next returns what comes.
func (c *client) next() *pdu.PDU {
	c.t.Helper()
	b, err := smpp.ReadFrame(c.r)
	if err != nil {
		c.t.Fatal(err)
	}
	return pdu.Read(b)
}

// ask sends a PDU and awaits an answer.
func (c *client) ask(o pdu.Out) *pdu.PDU {
	c.t.Helper()
	c.say(o)
	return c.next()
}

// bindOf is a bind by one of the three commands.
func bindOf(command smpp.Command, version byte) pdu.Out {
	o := pdu.Out{Command: command}
	o.Text("bongsu")
	o.Text("country")
	o.Text("")
	o.Octet(version)
	o.Address(pdu.Address{})
	return o
}

func (c *client) bind() {
	c.t.Helper()
	c.connect()
	c.ask(bindOf(smpp.BindTransceiver, 0x50))
}

// unbind ends the session as one should.
func (c *client) unbind() {
	c.t.Helper()
	c.ask(pdu.Out{Command: smpp.Unbind})
	if _, err := smpp.ReadFrame(c.r); !errors.Is(err, io.EOF) {
		c.t.Fatalf("%v after the unbind", err)
	}
}

// A submission is what a submit_sm has that scripts vary.
type submission struct {
	to              pdu.Address
	class, priority byte
	validity        string
	coding          byte
	text            []byte
	tlvs            []smpp.TLV
}

var mayor = pdu.Address{TON: 1, NPI: 1, Number: "821012345678"}

// submitOf is a submit_sm that is right but for what change does; nil is
// nothing.
func submitOf(change func(*submission)) pdu.Out {
	m := submission{to: mayor, coding: 8, text: pdu.UCS2("대피")}
	if change != nil {
		change(&m)
	}
	o := pdu.Out{Command: smpp.Submit, TLVs: m.tlvs}
	o.Text("")
	o.Address(pdu.Address{TON: 5, Number: "ALERT"})
	o.Address(m.to)
	o.Octet(m.class, 0, m.priority)
	o.Text("")
	o.Text(m.validity)
	o.Octet(0, 0, m.coding, 0)
	o.Short(m.text)
	return o
}

// A casting is what a broadcast_sm has that scripts vary.
type casting struct {
	id       string
	priority byte
	validity string
	replace  byte
	coding   byte
	tlvs     []smpp.TLV
}

// broadcastOf is a broadcast_sm that is right but for what change does.
func broadcastOf(change func(*casting)) pdu.Out {
	m := casting{priority: 1, validity: "000000010000000R", coding: 8, tlvs: []smpp.TLV{
		{Tag: smpp.BroadcastAreaIdentifier, Value: []byte("\x00KR")}, {Tag: smpp.BroadcastContentType, Value: []byte{1, 0x11, 0x12}},
		{Tag: smpp.BroadcastFrequency, Value: []byte{8, 0, 30}}, {Tag: smpp.UserMessageReference, Value: []byte{0, 7}},
		{Tag: smpp.MessagePayload, Value: pdu.UCS2("대피")}, {Tag: smpp.BroadcastRepNum, Value: []byte{0, 0}},
	}}
	if change != nil {
		change(&m)
	}
	o := pdu.Out{Command: smpp.Broadcast, TLVs: m.tlvs}
	o.Text("CBS")
	o.Address(pdu.Address{})
	o.Text(m.id)
	o.Octet(m.priority)
	o.Text("")
	o.Text(m.validity)
	o.Octet(m.replace, m.coding, 0)
	return o
}

// without leaves a parameter out.
func (m *casting) without(t smpp.Tag) {
	m.tlvs = slices.DeleteFunc(m.tlvs, func(v smpp.TLV) bool { return v.Tag == t })
}

// set changes a parameter's value, or adds it.
func (m *casting) set(t smpp.Tag, v ...byte) {
	m.without(t)
	m.tlvs = append(m.tlvs, smpp.TLV{Tag: t, Value: v})
}

// A script commits one violation.
type script struct {
	rule   string
	also   []string // what cannot be avoided
	centre simulator.SMSCConfig
	agreed judge.Config
	do     func(c *client)
}

// submits is a script of one submit_sm.
func submits(change func(*submission)) func(*client) {
	return func(c *client) {
		c.bind()
		c.ask(submitOf(change))
		c.unbind()
	}
}

// broadcasts is a script of one broadcast_sm.
func broadcasts(change func(*casting)) func(*client) {
	return func(c *client) {
		c.bind()
		c.ask(broadcastOf(change))
		c.unbind()
	}
}

// asked is a script in which the centre says something before an answer, and
// the client does something with it.
func asked(then func(c *client, p *pdu.PDU)) func(*client) {
	return func(c *client) {
		c.bind()
		c.say(submitOf(nil))
		then(c, c.next())
		if p := c.next(); p.Command != smpp.SubmitResp {
			c.t.Fatalf("%v", p)
		}
		c.unbind()
	}
}

func saying(what string) simulator.SMSCConfig {
	return simulator.SMSCConfig{Rules: []simulator.Rule{{On: "submit_sm", Do: simulator.Say, Say: what}}}
}

// burst sends messages and awaits their answers.
func (c *client) burst(n int) {
	c.t.Helper()
	for range n {
		c.ask(submitOf(nil))
	}
}

// after waits without doing anything else.
func after(d time.Duration) { <-time.After(d) }

func scripts() []script {
	const ms = time.Millisecond
	sar := func(total, n byte) []smpp.TLV {
		return []smpp.TLV{{Tag: smpp.SARMsgRefNum, Value: []byte{0, 7}}, {Tag: smpp.SARTotalSegments, Value: []byte{total}}, {Tag: smpp.SARSegmentSeqnum, Value: []byte{n}}}
	}
	var throttling simulator.SMSCConfig
	throttling.Limits = simulator.SMSCLimits{Rate: 0.001, Burst: 6}
	congested := throttling
	congested.Limits.Congestion, congested.Limits.Burst = true, 12
	return []script{
		{rule: judge.Unreadable, do: func(c *client) {
			c.bind()
			o := pdu.Out{Command: smpp.Query, Body: []byte("no end")}
			c.ask(o)
			c.unbind()
		}},
		{rule: judge.Unreadable, do: func(c *client) { // no length that can be
			c.bind()
			c.write([]byte{0, 0, 0, 8, 0, 0, 0, 21, 0, 0, 0, 0, 0, 0, 0, 9})
			c.next()
			io.Copy(io.Discard, c.r)
		}},
		{rule: judge.UnknownCommand, do: func(c *client) { c.bind(); c.ask(pdu.Out{Command: 0x00010200}); c.unbind() }},
		{rule: judge.StatusInRequest, do: func(c *client) {
			c.bind()
			c.ask(pdu.Out{Command: smpp.EnquireLink, Status: smpp.SystemError})
			c.unbind()
		}},
		{rule: judge.SequenceRange, do: func(c *client) {
			c.bind()
			c.ask(pdu.Out{Command: smpp.EnquireLink, Sequence: 0x80000000})
			c.unbind()
		}},
		{rule: judge.SequenceReuse, centre: simulator.SMSCConfig{Rules: []simulator.Rule{{On: "submit_sm", Do: simulator.Delay, Delay: 50 * ms}}}, do: func(c *client) {
			c.bind()
			o := submitOf(nil)
			o.Sequence = 77
			c.say(o)
			c.say(o)
			c.next()
			c.next()
			c.unbind()
		}},
		{rule: judge.BeforeBind, do: func(c *client) { c.connect(); c.ask(submitOf(nil)) }},
		{rule: judge.BoundTwice, do: func(c *client) {
			c.bind()
			c.ask(bindOf(smpp.BindTransceiver, 0x50))
			c.unbind()
		}},
		{rule: judge.WrongBind, do: func(c *client) {
			c.connect()
			c.ask(bindOf(smpp.BindReceiver, 0x50))
			c.ask(submitOf(nil))
			c.unbind()
		}},
		{rule: judge.AfterUnbind, centre: simulator.SMSCConfig{Rules: []simulator.Rule{{On: "unbind", Do: simulator.Silence}}}, do: func(c *client) {
			c.bind()
			c.say(pdu.Out{Command: smpp.Unbind})
			c.ask(submitOf(nil))
		}},
		{rule: judge.NoUnbind, do: func(c *client) { c.bind() }},
		{rule: judge.WindowExceeded, agreed: judge.Config{Window: 2},
			centre: simulator.SMSCConfig{Rules: []simulator.Rule{{On: "submit_sm", Do: simulator.Delay, Delay: 50 * ms, Times: -1}}}, do: func(c *client) {
				c.bind()
				for range 3 {
					c.say(submitOf(nil))
				}
				for range 3 {
					c.next()
				}
				c.unbind()
			}},
		{rule: judge.BindStorm, agreed: judge.Config{Binds: 3}, do: func(c *client) {
			for range 4 {
				c.bind()
				c.unbind()
			}
		}},
		{rule: judge.BindHammer, do: func(c *client) {
			for range 2 {
				c.connect()
				o := bindOf(smpp.BindTransceiver, 0x50)
				o.Body[0]++ // somebody else
				c.ask(o)
				c.conn.Close()
			}
		}},
		{rule: judge.NoEnquireLink, agreed: judge.Config{Idle: 100 * ms}, do: func(c *client) { c.bind(); after(150 * ms); c.unbind() }},
		{rule: judge.EnquireLinkOften, do: func(c *client) {
			c.bind()
			for range 4 {
				c.ask(pdu.Out{Command: smpp.EnquireLink})
			}
			c.unbind()
		}},
		{rule: judge.IgnoresThrottle, centre: throttling, do: func(c *client) {
			c.bind()
			c.burst(8)
			after(150 * ms)
			c.burst(8)
			c.unbind()
		}},
		{rule: judge.IgnoresCongested, centre: congested, do: func(c *client) {
			c.bind()
			c.burst(11)
			after(150 * ms)
			for range 12 {
				c.ask(broadcastOf(nil)) // throttled, and that is no matter here
			}
			c.unbind()
		}},
		{rule: judge.Unanswered, centre: saying("enquire_link"), agreed: judge.Config{Answer: 100 * ms}, do: asked(func(*client, *pdu.PDU) { after(150 * ms) })},
		{rule: judge.WrongAnswer, centre: saying("deliver_sm"), do: asked(func(c *client, p *pdu.PDU) {
			c.say(pdu.Out{Command: smpp.EnquireLinkResp, Sequence: p.Sequence})
		})},
		{rule: judge.NeedlessAnswer, centre: saying("alert_notification"), do: asked(func(c *client, p *pdu.PDU) {
			c.say(pdu.Out{Command: smpp.GenericNack, Status: smpp.InvalidCommandID, Sequence: p.Sequence})
		})},
		{rule: judge.NackSequence, centre: saying("unknown"), do: asked(func(c *client, _ *pdu.PDU) {
			c.write(make([]byte, 0))
			c.write((&pdu.Out{Command: smpp.GenericNack, Status: smpp.InvalidCommandID}).Wire())
		})},
		{rule: judge.StrayAnswer, do: func(c *client) {
			c.bind()
			c.say(pdu.Out{Command: smpp.EnquireLinkResp, Sequence: 5})
			c.unbind()
		}},
		{rule: judge.TLVToOldCentre, centre: simulator.SMSCConfig{Dialect: simulator.SMSCDialect{Version: 0x33}},
			do: submits(func(m *submission) { m.tlvs = []smpp.TLV{{Tag: smpp.UserMessageReference, Value: []byte{0, 7}}} })},
		{rule: judge.TLVLength, do: submits(func(m *submission) { m.tlvs = []smpp.TLV{{Tag: smpp.UserMessageReference, Value: []byte{7}}} })},
		{rule: judge.TLVTwice, do: submits(func(m *submission) {
			m.tlvs = []smpp.TLV{{Tag: smpp.UserMessageReference, Value: []byte{0, 7}}, {Tag: smpp.UserMessageReference, Value: []byte{0, 7}}}
		})},
		{rule: judge.AddressForm, do: submits(func(m *submission) { m.to.Number = "+821012345678" })},
		{rule: judge.AddressForm, do: submits(func(m *submission) { m.to.Number = "01012345678" })},
		{rule: judge.AddressForm, do: submits(func(m *submission) { m.to = pdu.Address{} })},
		{rule: judge.AddressForm, do: submits(func(m *submission) { m.to = pdu.Address{Number: "mayor"} })},
		{rule: judge.AddressForm, do: submits(func(m *submission) { m.to = pdu.Address{TON: 5, Number: "mayor"} })},
		{rule: judge.TimeForm, do: submits(func(m *submission) { m.validity = "tomorrow" })},
		{rule: judge.TimePast, do: submits(func(m *submission) { m.validity = pdu.AbsoluteTime(time.Now().Add(-time.Hour)) })},
		{rule: judge.PriorityRange, do: submits(func(m *submission) { m.priority = 5 })},
		{rule: judge.PriorityRange, do: broadcasts(func(m *casting) { m.priority = 3 })}, // of ANSI-41, on a GSM network
		{rule: judge.ShortTooLong, also: []string{judge.SegmentTooLong}, do: func(c *client) {
			c.connect()
			c.ask(bindOf(smpp.BindTransceiver, 0x34))
			c.ask(submitOf(func(m *submission) { m.text, m.coding = bytes.Repeat([]byte{'a'}, 255), 4 }))
			c.unbind()
		}},
		{rule: judge.TextTwice, do: submits(func(m *submission) { m.tlvs = []smpp.TLV{{Tag: smpp.MessagePayload, Value: pdu.UCS2("대피")}} })},
		{rule: judge.NoText, do: submits(func(m *submission) { m.text = nil })},
		{rule: judge.HeaderInvalid, do: submits(func(m *submission) { m.class = 0x40 })},
		{rule: judge.HeaderAndSAR, do: submits(func(m *submission) {
			m.class, m.text, m.tlvs = 0x40, append([]byte{5, 0, 3, 7, 2, 1}, m.text...), sar(2, 1)
		})},
		{rule: judge.SegmentNumber, do: submits(func(m *submission) { m.class, m.text = 0x40, append([]byte{5, 0, 3, 7, 2, 3}, m.text...) })},
		{rule: judge.SegmentNumber, do: submits(func(m *submission) { m.tlvs = sar(2, 0) })},
		{rule: judge.SegmentTooLong, do: submits(func(m *submission) { m.text = pdu.UCS2(strings.Repeat("대", 71)) })},
		{rule: judge.SegmentTooLong, do: submits(func(m *submission) {
			m.class, m.coding, m.text = 0x40, 0, append([]byte{5, 0, 3, 7, 2, 1}, strings.Repeat("a", 154)...)
		})},
		{rule: judge.SurrogateSplit, do: submits(func(m *submission) { m.text = m.text[:copy(m.text, pdu.UCS2("대🚨"))] })},
		{rule: judge.EscapeSplit, do: submits(func(m *submission) { m.coding, m.text = 0, []byte("5 \x1b") })},
		{rule: judge.ByteOrderMark, do: submits(func(m *submission) { m.text = pdu.UCS2("\uFEFF대피") })},
		{rule: judge.LittleEndian, do: submits(func(m *submission) {
			m.text = pdu.UCS2("경주 지진, 대피하세요")
			for i := 0; i < len(m.text); i += 2 {
				m.text[i], m.text[i+1] = m.text[i+1], m.text[i]
			}
		})},
		{rule: judge.OddUCS2, do: submits(func(m *submission) { m.text = append(m.text, 0) })},
		{rule: judge.UTF8, do: submits(func(m *submission) { m.coding, m.text = 0, []byte("대피") })},
		{rule: judge.UTF8, do: submits(func(m *submission) { m.coding, m.text = 3, []byte("대피") })},
		{rule: judge.NotInCoding, do: submits(func(m *submission) { m.coding, m.text = 0, []byte("caf\xe9") })},
		{rule: judge.NotInCoding, do: submits(func(m *submission) { m.coding, m.text = 1, []byte("\x1b(now\x1b)") })},
		{rule: judge.DestinationCount, do: func(c *client) {
			c.bind()
			o := pdu.Out{Command: smpp.Multi}
			o.Text("")
			o.Address(pdu.Address{})
			o.Octet(0, 0, 0, 0)
			o.Text("")
			o.Text("")
			o.Octet(0, 0, 0, 0)
			o.Short([]byte("a"))
			c.ask(o)
			c.unbind()
		}},
		{rule: judge.CancelAll, do: func(c *client) {
			c.bind()
			o := pdu.Out{Command: smpp.CancelBroadcast}
			o.Text("")
			o.Text("")
			o.Address(pdu.Address{})
			c.ask(o)
			c.unbind()
		}},
		{rule: judge.CancelAll, do: func(c *client) {
			c.bind()
			o := pdu.Out{Command: smpp.Cancel}
			o.Text("")
			o.Text("")
			o.Address(pdu.Address{})
			o.Address(mayor)
			c.ask(o)
			c.unbind()
		}},
		{rule: judge.BroadcastVersion, do: func(c *client) {
			c.connect()
			c.ask(bindOf(smpp.BindTransceiver, 0x34))
			c.ask(broadcastOf(nil))
			c.unbind()
		}},
		{rule: judge.MissingTLV, do: broadcasts(func(m *casting) { m.without(smpp.BroadcastAreaIdentifier) })},
		{rule: judge.MissingTLV, do: broadcasts(func(m *casting) { m.without(smpp.BroadcastContentType) })},
		{rule: judge.MissingTLV, do: broadcasts(func(m *casting) { m.without(smpp.BroadcastRepNum) })},
		{rule: judge.MissingTLV, do: broadcasts(func(m *casting) { m.without(smpp.BroadcastFrequency) })},
		{rule: judge.TLVLength, do: broadcasts(func(m *casting) { m.set(smpp.BroadcastRepNum, 0) })},
		{rule: judge.AreaForm, do: broadcasts(func(m *casting) { m.set(smpp.BroadcastAreaIdentifier, 2, 0x53, 1, 2, 3) })},
		{rule: judge.RepNumImmediate, do: broadcasts(func(m *casting) { m.set(smpp.BroadcastRepNum, 0, 3) })},
		{rule: judge.ReplaceByBoth, do: broadcasts(func(m *casting) { m.replace, m.id = 1, "00000001" })},
		{rule: judge.ReplaceByNothing, do: broadcasts(func(m *casting) { m.replace = 1; m.without(smpp.UserMessageReference) })},
		{rule: judge.Endless, do: broadcasts(func(m *casting) { m.validity = "" })},
		{rule: judge.SurrogateSplit, do: broadcasts(func(m *casting) { m.set(smpp.MessagePayload, pdu.UCS2("대🚨")[:4]...) })},
	}
}

// play runs a script against a centre and judges it.
func play(t *testing.T, s script) judge.Report {
	t.Helper()
	centre := startCentre(t, s.centre)
	j := judge.New(s.agreed)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { j.Watch(ctx, centre.Journal) })
	c := &client{t: t, s: centre}
	s.do(c)
	c.conn.Close()
	wait, stop := context.WithTimeout(t.Context(), soon)
	defer stop()
	opened, closed := 0, 0
	centre.Journal.Wait(wait, func(e simulator.Entry) bool {
		switch e.What {
		case "connected":
			opened++
		case "disconnected":
			closed++
		}
		return opened > 0 && opened == closed && c.last(centre)
	})
	centre.Close()
	cancel()
	wg.Wait()
	return j.Report(time.Now())
}

// last reports whether the centre has nobody left.
func (c *client) last(s *simulator.SMSC) bool { return s.Bound() == 0 }

func TestEveryViolationIsNamedAndNoOther(t *testing.T) {
	played := map[string]bool{}
	for _, s := range scripts() {
		played[s.rule] = true
		t.Run(s.rule, func(t *testing.T) {
			t.Parallel()
			r := play(t, s)
			want := append([]string{s.rule}, s.also...)
			if d := cmp.Diff(want, r.Names()); d != "" {
				var b strings.Builder
				r.WriteText(&b)
				t.Errorf("-want +found:\n%s\n%s", d, b.String())
			}
			if r.Clean() {
				t.Error("that is no clean report")
			}
		})
	}
	for _, rule := range judge.Rules() {
		if !played[rule.Name] {
			t.Errorf("no script commits %s", rule.Name)
		}
	}
}

func TestAGoodClientIsNotBlamed(t *testing.T) {
	for name, s := range map[string]script{
		"messages and broadcasts": {do: func(c *client) {
			c.bind()
			c.ask(submitOf(nil))
			c.ask(submitOf(func(m *submission) { m.coding, m.text = 0, []byte("plain {text} @ 5 \x1be") }))
			c.ask(submitOf(func(m *submission) { m.coding, m.text = 0x0E, []byte("\xb4\xeb\xc7\xc7") }))
			c.ask(submitOf(func(m *submission) { m.coding, m.text = 3, []byte("caf\xe9") }))
			c.ask(submitOf(func(m *submission) { m.to = pdu.Address{NPI: 1, Number: "01012345678"} }))
			c.ask(submitOf(func(m *submission) { m.class, m.text = 0x43, append([]byte{5, 0, 3, 7, 2, 1}, m.text...) }))
			c.ask(submitOf(func(m *submission) { m.text = pdu.UCS2("대피🚨") }))
			c.ask(broadcastOf(nil))
			c.ask(broadcastOf(func(m *casting) { m.priority = 0; m.set(smpp.BroadcastRepNum, 0, 3) }))
			c.ask(pdu.Out{Command: smpp.EnquireLink})
			c.unbind()
		}},
		"the centre says what nobody expects": {centre: saying("unknown"), do: asked(func(c *client, p *pdu.PDU) {
			c.say(pdu.Out{Command: smpp.GenericNack, Status: smpp.InvalidCommandID, Sequence: p.Sequence})
		})},
		"the centre delivers": {centre: saying("deliver_sm"), do: asked(func(c *client, p *pdu.PDU) {
			o := pdu.Out{Command: smpp.DeliverResp, Sequence: p.Sequence}
			o.Text("")
			c.say(o)
		})},
		"the centre notifies": {centre: saying("alert_notification"), do: asked(func(*client, *pdu.PDU) {})},
		"throttled, and waits": {centre: simulator.SMSCConfig{Limits: simulator.SMSCLimits{Rate: 0.001, Burst: 6}}, do: func(c *client) {
			c.bind()
			c.burst(8)
			after(150 * time.Millisecond)
			c.burst(2)
			c.unbind()
		}},
		"garbled, and hangs up": {centre: simulator.SMSCConfig{Rules: []simulator.Rule{{On: "submit_sm", Do: simulator.Garble}}}, do: func(c *client) {
			c.bind()
			c.ask(submitOf(nil))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if r := play(t, s); len(r.Findings) > 0 || !r.Clean() || r.Binds != 1 {
				var b strings.Builder
				r.WriteText(&b)
				t.Error(b.String())
			}
		})
	}
}

func TestOurOwnLinkIsNotBlamed(t *testing.T) {
	for _, preset := range []string{"ramp", "slow", "bare-errors", "partial-area", "chatty", "seq-collision", "skipping"} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			var c simulator.SMSCConfig
			if err := c.Apply(preset); err != nil {
				t.Fatal(err)
			}
			centre := startCentre(t, c)
			ride(t, centre)
			centre.Close()
			if r := judge.Of(judge.Config{Window: 10}, centre.Journal.Entries()); !r.Clean() || r.PDUs < 8 {
				var b strings.Builder
				r.WriteText(&b)
				t.Error(b.String())
			}
		})
	}
}

// ride takes our link through writes, an update, a question and stops.
func ride(t *testing.T, centre *simulator.SMSC) {
	t.Helper()
	link := smpp.New(smpp.Config{Address: centre.Addr(), SystemID: "bongsu", Password: "country", WholeAreaAlias: "KR",
		DialTimeout: soon, ResponseTimeout: soon, EnquireLink: soon, EnquireTimeout: soon})
	ctx, cancel := context.WithCancel(t.Context())
	ready := make(chan struct{}, 64)
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
	case <-time.After(soon):
		t.Fatal("the link is not ready")
	}
	for i := range uint16(3) {
		w := cbc.Warning{MessageID: cbc.Presidential, Serial: 0x4010 + cbc.Serial(i)<<4, Text: "경주 지진 대피 🚨", Language: "ko", DCS: cbc.UCS2,
			Category: cbc.High, Reference: i + 1, Area: cbc.Area{Whole: true, Regions: []cbc.Region{"4713000000"}}, Expires: time.Now().Add(time.Hour)}
		r, err := link.Broadcast(ctx, w)
		if err != nil {
			t.Fatal(err)
		}
		w.Repeated = true
		if _, err := link.Broadcast(ctx, w); err != nil {
			t.Fatal(err)
		}
		w.Action, w.PeerReference = cbc.Stop, r.Reference
		if _, err := link.Broadcast(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReportIsReadByPeopleAndPrograms(t *testing.T) {
	s := script{agreed: judge.Config{Allow: []string{judge.OddUCS2}, Keep: 1}, do: func(c *client) {
		c.bind()
		for range 2 {
			c.ask(submitOf(func(m *submission) { m.text = append(m.text, 0) }))
		}
		c.unbind()
	}}
	r := play(t, s)
	if !r.Clean() || len(r.Findings) != 1 || r.Findings[0].Times != 2 || len(r.Findings[0].First) != 1 || !r.Findings[0].Allowed {
		t.Errorf("%+v", r)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 connections, 1 binds, 4 PDUs", "odd-ucs2 (fault, allowed; TS 23.038", "2 times", "connection 1: submit_sm 2: 5 octets", "0000000400000000"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	j, err := json.Marshal(r)
	if err != nil || !bytes.Contains(j, []byte(`"name":"odd-ucs2"`)) {
		t.Errorf("%s, %v", j, err)
	}
}

func TestReportsHaveNoPasswords(t *testing.T) {
	r := play(t, script{do: func(c *client) {
		c.bind()
		c.ask(bindOf(smpp.BindTransceiver, 0x50))
		c.unbind()
	}})
	var b strings.Builder
	r.WriteText(&b)
	if strings.Contains(b.String(), "636f756e747279") || !strings.Contains(b.String(), "00000009") {
		t.Errorf("the report has the password, or nothing:\n%s", b.String())
	}
}

// Whatever a client sends, the judge has an opinion and stands.
func FuzzJudgeStands(f *testing.F) {
	for _, o := range []pdu.Out{submitOf(nil), broadcastOf(nil), bindOf(smpp.BindTransceiver, 0x50)} {
		f.Add(o.Wire(), false)
		f.Add(o.Wire(), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, out bool) {
		if len(b) < 16 {
			return
		}
		binary.BigEndian.PutUint32(b, uint32(len(b)))
		bind := bindOf(smpp.BindTransceiver, 0x50)
		bind.Sequence = 1
		bound := pdu.Read(bind.Wire()).Answer(smpp.OK)
		bound.Text("SMSC1")
		now := time.Now()
		judge.Of(judge.Config{Window: 1}, []simulator.Entry{
			{At: now, Conn: 1, What: "connected"},
			{At: now, Conn: 1, What: "bind_transceiver", Bytes: bind.Wire()},
			{At: now, Conn: 1, What: "bind_transceiver_resp", Out: true, Bytes: bound.Wire()},
			{At: now, Conn: 1, What: "fuzz", Out: out, Bytes: b},
			{At: now.Add(time.Hour), Conn: 1, What: "fuzz", Out: out, Bytes: b},
			{At: now, Conn: 1, What: "disconnected", Detail: "closed by the client"},
		})
	})
}
