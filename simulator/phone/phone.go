package phone

import "time"

// A Phone camps on one cell.
type Phone struct{}

// Hear takes one frame from the air.
func (p *Phone) Hear(at time.Time, f Frame) {}
