package simulator

import (
	"crypto/tls"
	"time"
)

// An SMSCConfig describes a pretended SMSC with the cell broadcast centre of an
// LTE network behind it.
type SMSCConfig struct {
	Name     string // in the journal
	Listen   string // host:port; empty is any free port of 127.0.0.1
	SystemID string // who may bind
	Password string
	TLS      *tls.Config // nil: none

	Sites []Site
	// WholeAreaAlias is the name of the whole network; empty if it has none.
	WholeAreaAlias string
	// Within reports whether a site lies in the area that an alias names; nil
	// is WithinRegion.
	Within func(s Site, alias string) bool
	Air    *Air // where messages are broadcast; nil is one of its own

	Dialect  SMSCDialect
	Limits   SMSCLimits
	Receipts SMSCReceipts
	Rules    []Rule // that it begins with
	// Seed makes chances, delays and outcomes the same in every run whose
	// requests come in the same order; 0 leaves them to chance.
	Seed uint64
}

// An SMSCDialect is how a centre uses what the standard leaves open, or departs
// from it. The zero value keeps to SMPP 5.0.
type SMSCDialect struct {
	// Version is what the answer to a bind says: 0x50, which is the default,
	// 0x34, or 0x33, which is not said and means no optional parameters.
	Version byte `yaml:"version" json:"version,omitempty"`
	// NoBroadcast answers broadcast_sm and its kin as unknown commands.
	NoBroadcast bool `yaml:"no_broadcast" json:"no_broadcast,omitempty"`
	// BareErrors makes a refusal its header alone.
	BareErrors bool `yaml:"bare_errors" json:"bare_errors,omitempty"`
	// IDs says how message_id is written in answers: "hex", the default,
	// "upper" for hexadecimal in capitals, "decimal".
	IDs     string `yaml:"ids" json:"ids,omitempty"`
	FirstID uint32 `yaml:"first_id" json:"first_id,omitempty"` // 0 is 1
	// ShortEndTime writes broadcast_end_time without its NUL, as some do.
	ShortEndTime bool `yaml:"short_end_time" json:"short_end_time,omitempty"`
	// Ramp is how long it takes until all base stations of an area have taken
	// a broadcast, in even steps; until then broadcast_area_success is less
	// than 100 %.
	Ramp time.Duration `yaml:"ramp" json:"ramp,omitempty"`
	// Latency to LatencyUpTo is how long each answer takes.
	Latency     time.Duration `yaml:"latency" json:"latency,omitempty"`
	LatencyUpTo time.Duration `yaml:"latency_up_to" json:"latency_up_to,omitempty"`
	// Enquire is the silence of a client after which it is asked whether it is
	// there, and Inactivity that after which it is hung up on; 0 is never.
	Enquire    time.Duration `yaml:"enquire" json:"enquire,omitempty"`
	Inactivity time.Duration `yaml:"inactivity" json:"inactivity,omitempty"`
}

// SMSCLimits are what a centre bears. Zero values have no limit.
type SMSCLimits struct {
	// Rate is how many messages and broadcasts it takes a second; Burst is how
	// many at once, at least 1. More are throttled (0x58): by time, never by
	// count, so that who waits is served.
	Rate  float64 `yaml:"rate" json:"rate,omitempty"`
	Burst int     `yaml:"burst" json:"burst,omitempty"`
	// Pause is how long all are throttled after one was.
	Pause time.Duration `yaml:"pause" json:"pause,omitempty"`
	// Window is how many requests of a client may be unanswered. More are
	// refused as queue full (0x14).
	Window int `yaml:"window" json:"window,omitempty"`
	// Congestion says congestion_state in answers: how much of the burst is
	// used up, in per cent.
	Congestion bool `yaml:"congestion" json:"congestion,omitempty"`
	Binds      int  `yaml:"binds" json:"binds,omitempty"` // at one time; more are refused as already bound
}

// SMSCReceipts are how a centre reports on messages. The zero value is a
// receipt at once, as SMPP 5.0 has it, that says delivered.
type SMSCReceipts struct {
	// After to UpTo is the time from the answer to the receipt.
	After time.Duration `yaml:"after" json:"after,omitempty"`
	UpTo  time.Duration `yaml:"up_to" json:"up_to,omitempty"`
	Early bool          `yaml:"early" json:"early,omitempty"` // before the answer
	Twice bool          `yaml:"twice" json:"twice,omitempty"`
	// ID says how the receipt writes the message_id of the answer: "" the same,
	// "decimal", "hex", "upper", "lower", "bare" without leading zeros.
	ID      string `yaml:"id" json:"id,omitempty"`
	NoTLVs  bool   `yaml:"no_tlvs" json:"no_tlvs,omitempty"` // text only, as before 3.4
	NoText  bool   `yaml:"no_text" json:"no_text,omitempty"` // parameters only
	Seconds bool   `yaml:"seconds" json:"seconds,omitempty"` // dates of 12 digits
	// Raw puts the first octets of the message after "text:", whatever their
	// coding.
	Raw bool `yaml:"raw" json:"raw,omitempty"`
	// Outcomes are the words of stat and how often each comes about, as
	// weights. None is DELIVRD alone.
	Outcomes map[string]int `yaml:"outcomes" json:"outcomes,omitempty"`
}
