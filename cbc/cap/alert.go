// Package cap reads the Common Alerting Protocol, version 1.2 (OASIS standard,
// 1 July 2010): messages in which agencies tell one another of an alert.
//
// Parse checks what it reads in one pass and names every mistake with a rule
// (see Rules), a place and a sentence in English and Korean. Alert.Write makes a
// message; Trust and Signer are for XML signatures. CAP 1.1 and 1.0 are known
// and refused. Nothing that a message points to is ever fetched.
package cap

import (
	"time"

	"bongsu/cbc"
)

// Namespace is that of CAP 1.2.
const Namespace = "urn:oasis:names:tc:emergency:cap:1.2"

// An Alert is a CAP message, clause 3.2.1. Values of an enumeration are spelt
// as in the standard: "Actual", "Update". What is absent is empty.
type Alert struct {
	Identifier  string
	Sender      string
	Sent        time.Time // in the message's own time zone, as all times are
	Status      string    // Actual, Exercise, System, Test, Draft
	MsgType     string    // Alert, Update, Cancel, Ack, Error
	Source      string
	Scope       string // Public, Restricted, Private
	Restriction string // set exactly if Scope is Restricted
	Addresses   []string
	Codes       []string
	Note        string
	References  []Reference
	Incidents   []string
	Infos       []Info // at most 256

	// Signed reports whether a signature was in the message. Parse does not
	// verify it.
	Signed bool

	// Notes are what is odd in the message, and no reason to refuse it.
	Notes []Problem
}

// A Reference names an earlier message, clause 3.2.1 under references.
type Reference struct {
	Sender, Identifier string
	Sent               time.Time
}

// An Info says in one language what an alert is about, clause 3.2.2.
type Info struct {
	Language      string // BCP 47; "en-US" where the message names none, as the standard says
	Categories    []string
	Event         string
	ResponseTypes []string
	Urgency       string // Immediate, Expected, Future, Past, Unknown
	Severity      string // Extreme, Severe, Moderate, Minor, Unknown
	Certainty     string // Observed, Likely, Possible, Unlikely, Unknown
	Audience      string
	EventCodes    []NameValue
	Effective     time.Time // zero: from Sent on
	Onset         time.Time // zero: not known
	Expires       time.Time // zero: as the recipient likes
	SenderName    string
	Headline      string
	Description   string
	Instruction   string
	Web           string
	Contact       string
	Parameters    []NameValue
	Resources     []Resource
	Areas         []Area
}

// A NameValue is a value of some code system that the sender names: an event
// code, a parameter, a geocode.
type NameValue struct{ Name, Value string }

// A Resource is a file that goes with an info, clause 3.2.3. The content that
// a message may carry in derefUri is checked and left out.
type Resource struct {
	Desc     string
	MIMEType string
	Size     int64 // octets, 0 if not given
	URI      string
	Digest   string // SHA-1 in hexadecimal digits
}

// An Area is where an info applies, clause 3.2.4. Its parts add up.
type Area struct {
	Desc     string
	Polygons []cbc.Polygon // one ring each
	Circles  []cbc.Circle  // radius in metres, 0 for a point
	Geocodes []NameValue
	Altitude *float64 // feet above mean sea level; nil if not given
	Ceiling  *float64 // the same; only with Altitude
}
