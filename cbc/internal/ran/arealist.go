package ran

import "bongsu/cbc/internal/aper"

// A Broadcast is a cell, and how often something was broadcast there. Where
// something is only begun, N is zero and not on the wire.
type Broadcast struct {
	Cell CGI
	N    uint16
}

// A TrackingArea is a tracking area and its cells in which something is or was
// broadcast.
type TrackingArea struct {
	TAI   TAI
	Cells []Broadcast
}

// An EmergencyArea is likewise.
type EmergencyArea struct {
	EAI   EAI
	Cells []Broadcast
}

// An AreaList is where something is on air, or was taken off it, as a base
// station or several have said: what cells, each named alone or in its area.
type AreaList struct {
	Cells     []Broadcast
	Tracking  []TrackingArea
	Emergency []EmergencyArea
}

// All returns every cell of l, those in areas too.
func (l *AreaList) All() []Broadcast {
	all := append([]Broadcast(nil), l.Cells...)
	for i := range l.Tracking {
		all = append(all, l.Tracking[i].Cells...)
	}
	for i := range l.Emergency {
		all = append(all, l.Emergency[i].Cells...)
	}
	return all
}

func (c *Coder) putBroadcast(w *aper.Writer, b Broadcast, d Dialect) {
	w.Bits(0, 2)
	c.PutCGI(w, b.Cell, d)
	if d.Counted {
		w.Int(int64(b.N), 0, 65535)
	}
}

// PutBroadcasts appends a list of cells. Where the dialect says so each has its number.
func (c *Coder) PutBroadcasts(w *aper.Writer, list []Broadcast, d Dialect) {
	w.Count(len(list), 1, MaxCells)
	for _, b := range list {
		c.putBroadcast(w, b, d)
	}
}

// Broadcasts reads a list of cells.
func (c *Coder) Broadcasts(r *aper.Reader, d Dialect) []Broadcast {
	return c.broadcasts(r, d, MaxCells)
}

func (c *Coder) broadcasts(r *aper.Reader, d Dialect, most int) (list []Broadcast) {
	r.List(1, most, func(n int) { list = grown(list, n, r, 56) }, func(r *aper.Reader) {
		additions, extensions := r.Sequence()
		b := Broadcast{Cell: c.CGI(r, d)}
		if d.Counted {
			b.N = uint16(r.Int(0, 65535))
		}
		r.Tail(additions, extensions)
		list = append(list, b)
	})
	return list
}

// PutTracking appends a list of 1 to most tracking areas with their cells.
func (c *Coder) PutTracking(w *aper.Writer, list []TrackingArea, d Dialect, most int) {
	w.Count(len(list), 1, most)
	for i := range list {
		w.Bits(0, 2)
		c.PutTAI(w, list[i].TAI, d)
		c.PutBroadcasts(w, list[i].Cells, d)
	}
}

// Tracking reads a list of tracking areas with their cells.
func (c *Coder) Tracking(r *aper.Reader, d Dialect, most int) (list []TrackingArea) {
	r.List(1, most, func(int) {}, func(r *aper.Reader) {
		additions, extensions := r.Sequence()
		list = append(list, TrackingArea{c.TAI(r, d), c.Broadcasts(r, d)})
		r.Tail(additions, extensions)
	})
	return list
}

// PutEmergency appends a list of emergency areas with their cells.
func (c *Coder) PutEmergency(w *aper.Writer, list []EmergencyArea, d Dialect) {
	w.Count(len(list), 1, MaxCells)
	for i := range list {
		w.Bits(0, 2)
		e := list[i].EAI
		w.Raw(e[0], e[1], e[2])
		c.PutBroadcasts(w, list[i].Cells, d)
	}
}

// Emergency reads a list of emergency areas with their cells.
func (c *Coder) Emergency(r *aper.Reader, d Dialect) (list []EmergencyArea) {
	r.List(1, MaxCells, func(int) {}, func(r *aper.Reader) {
		additions, extensions := r.Sequence()
		var e EAI
		copy(e[:], r.Raw(3))
		list = append(list, EmergencyArea{e, c.Broadcasts(r, d)})
		r.Tail(additions, extensions)
	})
	return list
}

// PutAreas appends an area list of SBc-AP, each part of which is optional. In
// that for 5G a list of cells may be longer than a constrained length tells,
// and emergency areas have cells of LTE.
func (c *Coder) PutAreas(w *aper.Writer, l *AreaList, d Dialect) {
	w.Flag(false)
	w.Flag(len(l.Cells) > 0)
	w.Flag(len(l.Tracking) > 0)
	w.Flag(len(l.Emergency) > 0)
	w.Flag(false)
	switch {
	case len(l.Cells) == 0:
	case d.NR:
		if len(l.Cells) > maxCellsIn5GS {
			w.Fail("%d cells are more than %d", len(l.Cells), maxCellsIn5GS)
			return
		}
		for i := range l.Cells {
			w.Fragment(i, len(l.Cells))
			c.putBroadcast(w, l.Cells[i], d)
		}
		w.Fragment(len(l.Cells), len(l.Cells))
	default:
		c.PutBroadcasts(w, l.Cells, d)
	}
	if len(l.Tracking) > 0 {
		c.PutTracking(w, l.Tracking, d, d.mostTracking())
	}
	if len(l.Emergency) > 0 {
		c.PutEmergency(w, l.Emergency, Dialect{PlainTAI: true, Counted: d.Counted})
	}
}

func (d Dialect) mostTracking() int {
	if d.NR {
		return maxTracking5GS
	}
	return MaxCells
}

// Areas reads an area list of SBc-AP.
func (c *Coder) Areas(r *aper.Reader, d Dialect) *AreaList {
	l := new(AreaList)
	additions, cells, tracking, emergency, extensions := r.Flag(), r.Flag(), r.Flag(), r.Flag(), r.Flag()
	if cells {
		most := MaxCells
		if d.NR {
			most = maxCellsIn5GS
		}
		l.Cells = c.broadcasts(r, d, most)
	}
	if tracking {
		l.Tracking = c.Tracking(r, d, d.mostTracking())
	}
	if emergency {
		l.Emergency = c.Emergency(r, Dialect{PlainTAI: true, Counted: d.Counted})
	}
	r.Tail(additions, extensions)
	return l
}

// Add puts a cell that is named alone at the end of l.
func (l *AreaList) Add(c CGI, n uint16) { l.Cells = append(l.Cells, Broadcast{c, n}) }
