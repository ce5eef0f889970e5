package cbsp

import (
	"errors"
	"fmt"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/internal/exchange"
)

// A letter is a warning ready to go: it has been encoded, read again and
// compared. One message nearly always holds it; it takes several where no list
// can name all its cells.
type letter struct {
	key   key
	rank  exchange.Rank
	parts []part
	ends  []int // of each message in b
	b     []byte
}

// message returns the octets of the message for part i.
func (x *letter) message(i int) []byte {
	if i == 0 {
		return x.b[:x.ends[0]]
	}
	return x.b[x.ends[i-1]:x.ends[i]]
}

// encode makes a letter of w, in buf if that is large enough. It does not need
// a connection. An error is there to stay: w can never be sent.
func (l *Link) encode(w *cbc.Warning, now time.Time, buf []byte) (letter, error) {
	x := letter{key: key{w.Key(), typeOf(w)}, rank: rankOf(w), b: buf[:0]}
	n, err := l.naming(w)
	if err != nil {
		return x, err
	}
	o, err := l.order(w, now)
	if err != nil {
		return x, err
	}
	x.parts = n.parts
	for i := range x.parts {
		start := len(x.b)
		if x.b, err = o.append(x.b, x.parts[i].wire); err != nil {
			return x, err
		}
		if err := verify(w, x.b[start:], x.parts[i].wire); err != nil {
			return x, err
		}
		x.ends = append(x.ends, len(x.b))
	}
	return x, nil
}

func typeOf(w *cbc.Warning) Type {
	if w.Action == cbc.Stop {
		return TypeKill
	}
	return TypeWriteReplace
}

// rankOf returns who w waits behind.
func rankOf(w *cbc.Warning) exchange.Rank {
	switch {
	case w.Action == cbc.Stop:
		return exchange.Stops
	case w.Category == cbc.High || w.ETWS != nil:
		return exchange.Urgent
	}
	return exchange.Regular
}

// naming says how the cells of w are named. A stop of what went to all cells
// names those that have confirmed it.
func (l *Link) naming(w *cbc.Warning) (*naming, error) {
	list, asked := AllCells(), l.c.Cells
	switch {
	case w.Area.Whole && w.Action == cbc.Stop:
		list, asked = l.confirmed.or(nameOf(w), list, asked)
	case w.Area.Whole:
	case len(w.Area.Regions)+len(w.Area.Polygons)+len(w.Area.Circles) > 0:
		return nil, errors.New("area: a BSC takes cells, no regions and no shapes")
	default:
		n, err := l.namings.of(w.Area.Cells, l.c.Cells)
		if err != nil {
			return nil, fmt.Errorf("area: %w", err)
		}
		return n, nil
	}
	p, err := newPart(list, asked)
	if err != nil {
		return nil, fmt.Errorf("area: %w", err)
	}
	return &naming{parts: []part{p}}, nil
}
