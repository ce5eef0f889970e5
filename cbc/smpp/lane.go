package smpp

import "bongsu/cbc"

// A lane is an order of precedence, in the window and on the way out. What is
// in a lower lane waits for what is in a higher one; within a lane the order
// is kept.
type lane uint8

const (
	control lane = iota // bind, unbind, enquire_link and every answer of ours
	stops               // cancels
	alerts              // writes of the highest category, and their queries
	bulk                // the rest
	lanes
)

// laneOf returns where w goes.
func laneOf(w *cbc.Warning) lane {
	switch {
	case w.Action == cbc.Stop:
		return stops
	case w.Category == cbc.High:
		return alerts
	}
	return bulk
}
