package simulator

import (
	"fmt"
	"slices"
	"time"

	"bongsu/cbc/smpp"
)

// A Preset is a kind of centre with a name: how some carriers speak, or one
// thing that goes wrong. Presets go together.
type Preset struct {
	Name  string
	About string
	apply func(c *SMSCConfig)
}

// Presets returns all, those of carriers first.
func Presets() []Preset { return slices.Concat(dialects(), faults()) }

// dialects are how centres speak.
func dialects() []Preset {
	return []Preset{
		{"smpp34", "SMPP 3.4: no broadcasts", func(c *SMSCConfig) { c.Dialect.Version, c.Dialect.NoBroadcast = 0x34, true }},
		{"smpp33", "SMPP 3.3: no broadcasts, no optional parameters", func(c *SMSCConfig) {
			c.Dialect.Version, c.Dialect.NoBroadcast, c.Receipts.NoTLVs = 0x33, true, true
		}},
		{"nack-broadcast", "SMPP 5.0, but broadcasts are unknown commands", func(c *SMSCConfig) { c.Dialect.NoBroadcast = true }},
		{"bare-errors", "a refusal is its header alone; broadcast_end_time lacks its NUL", func(c *SMSCConfig) {
			c.Dialect.BareErrors, c.Dialect.ShortEndTime = true, true
		}},
		{"split-brain-ids", "message_id in hexadecimal in the answer, in decimal in the receipt", func(c *SMSCConfig) {
			c.Dialect.FirstID, c.Dialect.IDs, c.Receipts.ID = 0xABC00, "hex", "decimal"
		}},
		{"other-case-ids", "message_id in small letters in the answer, in capitals in the receipt", func(c *SMSCConfig) {
			c.Dialect.FirstID, c.Receipts.ID = 0xABC00, "upper"
		}},
		{"bare-ids", "the receipt leaves out the zeros before a message_id", func(c *SMSCConfig) { c.Receipts.ID = "bare" }},
		{"text-receipts", "receipts of text alone, dates with seconds, raw octets of the message in them", func(c *SMSCConfig) {
			c.Receipts.NoTLVs, c.Receipts.Seconds, c.Receipts.Raw = true, true, true
		}},
		{"tlv-receipts", "receipts of parameters alone", func(c *SMSCConfig) { c.Receipts.NoText = true }},
		{"early-receipts", "the receipt comes before the answer", func(c *SMSCConfig) { c.Receipts.Early = true }},
		{"double-receipts", "each receipt comes twice", func(c *SMSCConfig) { c.Receipts.Twice = true }},
		{"mixed-outcomes", "of 100 messages 85 are delivered, 10 are not, 5 expire; receipts after up to 2 s", func(c *SMSCConfig) {
			c.Receipts.Outcomes, c.Receipts.UpTo = map[string]int{"DELIVRD": 85, "UNDELIV": 10, "EXPIRED": 5}, 2*time.Second
		}},
		{"ramp", "base stations take a broadcast over 10 s", func(c *SMSCConfig) { c.Dialect.Ramp = 10 * time.Second }},
	}
}

// faults are what goes wrong.
func faults() []Preset {
	always := func(r Rule) func(*SMSCConfig) {
		r.Times = -1
		return func(c *SMSCConfig) { c.Rules = append(c.Rules, r) }
	}
	return []Preset{
		{"slow", "every answer takes 0.2 to 0.8 s", func(c *SMSCConfig) {
			c.Dialect.Latency, c.Dialect.LatencyUpTo = 200*time.Millisecond, 800*time.Millisecond
		}},
		{"flaky", "of 100 requests 5 lose their answer, 3 fail, 2 are hung up on", func(c *SMSCConfig) {
			always(Rule{Do: LoseAnswer, Chance: 0.05})(c)
			always(Rule{Do: Refuse, Cause: int(smpp.SystemError), Chance: 0.03})(c)
			always(Rule{Do: HangUp, Chance: 0.02})(c)
		}},
		{"throttling", "10 messages a second, 10 at once; congestion_state says how near that is", func(c *SMSCConfig) {
			c.Limits.Rate, c.Limits.Burst, c.Limits.Pause, c.Limits.Congestion = 10, 10, 200*time.Millisecond, true
		}},
		{"narrow", "two unanswered requests, answers after 50 ms", func(c *SMSCConfig) {
			c.Limits.Window, c.Dialect.Latency = 2, 50*time.Millisecond
		}},
		{"dead-bind", "binds are not answered", func(c *SMSCConfig) {
			for _, on := range []smpp.Command{smpp.BindTransceiver, smpp.BindTransmitter, smpp.BindReceiver} {
				always(Rule{On: on.String(), Do: Silence})(c)
			}
		}},
		{"dead-submit", "messages and broadcasts are not answered", func(c *SMSCConfig) {
			for _, on := range []smpp.Command{smpp.Broadcast, smpp.Submit, smpp.Multi, smpp.Data} {
				always(Rule{On: on.String(), Do: Silence})(c)
			}
		}},
		{"black-hole", "connections are taken, and nothing is ever answered", always(Rule{Do: Silence})},
		{"half-open", "after ten requests nothing is read for a minute", func(c *SMSCConfig) {
			c.Rules = append(c.Rules, Rule{Do: StopReading, After: 9, Delay: time.Minute})
		}},
		{"restart-amnesia", "after the third broadcast or message all is forgotten, once", func(c *SMSCConfig) {
			c.Rules = append(c.Rules, Rule{On: "broadcast_sm", Do: Forget, After: 2}, Rule{On: "submit_sm", Do: Forget, After: 2})
		}},
		{"restart-durable", "after the third broadcast or message the connection breaks before the answer, once; nothing is forgotten", func(c *SMSCConfig) {
			c.Rules = append(c.Rules, Rule{On: "broadcast_sm", Do: Reset, After: 2}, Rule{On: "submit_sm", Do: Reset, After: 2})
		}},
		{"seq-collision", "before the answer to a message comes a deliver_sm with the same sequence number", func(c *SMSCConfig) {
			always(Rule{On: "submit_sm", Do: Collide})(c)
			always(Rule{On: "broadcast_sm", Do: Collide})(c)
		}},
		{"partial-area", "every second area of a broadcast fails", always(Rule{On: "broadcast_sm", Do: FailArea})},
		{"skipping", "broadcasts are taken and, by a rule of the centre's, never broadcast", always(Rule{On: "broadcast_sm", Do: Skip})},
		{"chatty", "every tenth request is preceded by something that no client expects", func(c *SMSCConfig) {
			for i, what := range []string{"unknown", "alert_notification", "data_sm", "outbind", "stray"} {
				always(Rule{Do: Say, Say: what, After: 2 * i, Every: 10})(c)
			}
		}},
		{"garbling", "every tenth answer is nonsense", always(Rule{Do: Garble, After: 1, Every: 10})},
		{"cutting", "every tenth answer is cut off in its middle", always(Rule{Do: Cut, Octets: 10, After: 1, Every: 10})},
	}
}

// Apply changes c to what presets of these names are, in order.
func (c *SMSCConfig) Apply(names ...string) error {
	all := Presets()
	for _, name := range names {
		i := slices.IndexFunc(all, func(p Preset) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("there is no preset %q", name)
		}
		all[i].apply(c)
	}
	return nil
}
