package dispatcher

import (
	"time"

	"bongsu/cbc"
	"bongsu/templates"
)

// A Delivery is one warning owed to one link.
type Delivery struct {
	Link    string
	Alert   AlertID
	Case    CaseID
	Message int // index into the alert's messages
	Class   templates.Class
	Plane   Plane
	Since   time.Time // when it became owed
	Warning cbc.Warning
	// Rest is true where Warning is for some cells only, because the others
	// have it already or were told in another warning.
	Rest bool
}

// A DeliveryKey tells deliveries of one link apart.
type DeliveryKey struct {
	Alert   AlertID
	Message int
	Action  cbc.Action
}

// Key returns what tells d from the link's other deliveries.
func (d *Delivery) Key() DeliveryKey { return DeliveryKey{d.Alert, d.Message, d.Warning.Action} }

// A Settlement is how one attempt at a delivery ended.
type Settlement struct {
	Outcome cbc.Outcome
	Report  cbc.Report // of an accepted, partial or refused one
	Err     string     // of a lost or failed one
	Final   bool       // a failed one would only fail again
	Owed    time.Time  // since when it was owed
	Wrote   time.Time  // first octet handed to the connection; zero if none was
	Settled time.Time
	Attempt int // from 1, since the delivery became owed to this owner
}

// A Presence is what is known of one message on one link.
type Presence uint8

const (
	Absent Presence = iota // certainly not on air
	Maybe                  // left us, no final answer
	OnAir                  // the peer confirmed it
)

// An Air is what is, or may be, on air on one link of one message.
type Air struct {
	Presence  Presence
	Missing   CellList    // cells that do not have it although Presence says otherwise
	Refused   CellList    // those of Missing that said no, for good
	Reference string      // the peer's own name for the broadcast
	Outcome   cbc.Outcome // of the last attempt
	Permanent bool        // the last refusal or failure would only be repeated
}

// An AirKey names a message of an alert on a link.
type AirKey struct {
	Link    string
	Alert   AlertID
	Message int
}
