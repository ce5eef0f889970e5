package simulator

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bongsu/cbc/smpp"
	"bongsu/simulator/pdu"
)

// sayings are what a centre can be made to say by a rule or by SMSC.Say. Those
// without a sequence number of their own get the connection's next.
var sayings = map[string]func() pdu.Out{
	"enquire_link": func() pdu.Out { return pdu.Out{Command: smpp.EnquireLink} },
	"unbind":       func() pdu.Out { return pdu.Out{Command: smpp.Unbind} },
	"outbind": func() pdu.Out {
		o := pdu.Out{Command: smpp.Outbind}
		o.Text("centre")
		o.Text("")
		return o
	},
	"alert_notification": func() pdu.Out {
		o := pdu.Out{Command: smpp.AlertNotification}
		o.Address(pdu.Address{TON: 1, NPI: 1, Number: "821000000000"})
		o.Address(pdu.Address{})
		return o
	},
	"data_sm": func() pdu.Out {
		o := pdu.Out{Command: smpp.Data}
		o.Text("")
		o.Address(pdu.Address{TON: 1, NPI: 1, Number: "821000000000"})
		o.Address(pdu.Address{})
		o.Octet(0, 0, 0)
		o.TLV(smpp.MessagePayload, []byte("seen")...)
		return o
	},
	"deliver_sm": func() pdu.Out {
		return moOut(pdu.Address{TON: 1, NPI: 1, Number: "821000000000"}, pdu.Address{}, "seen")
	},
	"unknown":   func() pdu.Out { return pdu.Out{Command: 0x00010200} }, // of a vendor
	"nack":      func() pdu.Out { return pdu.Out{Command: smpp.GenericNack, Status: smpp.InvalidCommandID} },
	"stray":     func() pdu.Out { return pdu.Out{Command: smpp.BroadcastResp, Status: smpp.OK, Body: []byte{0}} },
	"bad-tlv":   func() pdu.Out { return pdu.Out{Command: smpp.Deliver, Body: append(make([]byte, 17), 4, 0x24, 1, 0)} },
	"truncated": func() pdu.Out { return pdu.Out{Command: smpp.Deliver, Body: []byte("no end")} },
}

// rawSayings are octets as they are.
var rawSayings = map[string]string{
	"bad-length": "0000000800000015000000000000000100000000",
	"oversize":   "7fffffff00000005000000000000000100000000",
	"zeros":      "00000000000000000000000000000000",
}

// Sayings returns the names that a rule of deed Say and SMSC.Say know.
func Sayings() []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(sayings)), maps.Keys(rawSayings))
	slices.Sort(all)
	return all
}

// A saying is what a name of Sayings, or "hex:" and octets, stands for.
type saying struct {
	out func() pdu.Out // nil for raw octets
	raw []byte
}

func said(name string) (saying, error) {
	if out := sayings[name]; out != nil {
		return saying{out: out}, nil
	}
	digits, isHex := strings.CutPrefix(name, "hex:")
	if raw, known := rawSayings[name]; known {
		digits, isHex = raw, true
	}
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	if !isHex || err != nil || len(b) == 0 {
		return saying{}, fmt.Errorf("%q is neither hex: and octets nor one of %s", name, strings.Join(Sayings(), ", "))
	}
	return saying{raw: b}, nil
}

// utter says what a name stands for, of which Check has found that it can be.
func (c *smscConn) utter(name string) {
	s, err := said(name)
	if err != nil {
		return
	}
	if s.out != nil {
		c.ask(s.out(), nil)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(Entry{What: name, Out: true, Bytes: s.raw})
	c.write(s.raw)
}

// Say says to every client that is bound what one of Sayings, or "hex:" and
// octets, stands for.
func (s *SMSC) Say(name string) error {
	if _, err := said(name); err != nil {
		return fmt.Errorf("SMSC %s: %w", s.c.Name, err)
	}
	for _, c := range s.connections() {
		if c.kind() != 0 {
			c.utter(name)
		}
	}
	return nil
}

// Text has a phone send a short message of up to 70 characters to a client, as
// UCS-2. It waits for a client that may receive.
func (s *SMSC) Text(from, to, text string) {
	o := moOut(pdu.Address{TON: 1, NPI: 1, Number: from}, pdu.Address{TON: 1, NPI: 1, Number: to}, text)
	s.deliver(&smscDelivery{out: o})
}

// moOut is the deliver_sm of a short message from a phone.
func moOut(from, to pdu.Address, text string) pdu.Out {
	o := pdu.Out{Command: smpp.Deliver}
	o.Text("")
	o.Address(from)
	o.Address(to)
	o.Octet(0, 0, 0)
	o.Text("")
	o.Text("")
	o.Octet(0, 0, pdu.CodingUCS2, 0)
	o.Short(pdu.UCS2(text)[:min(2*70, len(pdu.UCS2(text)))])
	return o
}
