package fence

import (
	"encoding/binary"
	"fmt"
	"time"

	"bongsu/cbc"
)

// Parse reads warning area coordinates. An item of a type that is not known is
// stepped over. Errors: *FormatError.
func Parse(b []byte) ([]Item, error) {
	var items []Item
	for at := 0; at < len(b); {
		if len(b)-at < headerOctets {
			return nil, &FormatError{at, "half a header"}
		}
		head := binary.BigEndian.Uint16(b[at:])
		n := int(head >> 2 & maxLength)
		if n < headerOctets || n > len(b)-at {
			return nil, &FormatError{at, fmt.Sprintf("an item of %d octets, %d are left", n, len(b)-at)}
		}
		i, err := parseItem(head>>12, b[at+headerOctets:at+n])
		if err != nil {
			return nil, &FormatError{at, err.Error()}
		}
		if i != nil {
			items = append(items, *i)
		}
		at += n
	}
	return items, nil
}

// parseItem reads one item without its header; nil is one to step over.
func parseItem(kind uint16, b []byte) (*Item, error) {
	switch kind {
	case waitType:
		if len(b) != waitOctets-headerOctets {
			return nil, fmt.Errorf("a wait of %d octets", len(b))
		}
		d := time.Duration(b[0]) * time.Second
		return &Item{Wait: &d}, nil
	case polygonType:
		n := len(b) * 8 / pointBits
		if n < 3 {
			return nil, fmt.Errorf("a polygon of %d points", n)
		}
		ring := make([]cbc.Point, n)
		for k := range ring {
			ring[k] = point(b, k*pointBits)
		}
		return &Item{Ring: ring}, nil
	case circleType:
		if len(b) != circleOctets-headerOctets {
			return nil, fmt.Errorf("a circle of %d octets", len(b))
		}
		return &Item{Circle: &cbc.Circle{Center: point(b, 0), Radius: float64(bits(b, pointBits, radiusBits)) * metres}}, nil
	}
	return nil, nil
}

// bits reads n bits from bit at on.
func bits(b []byte, at, n int) (v uint64) {
	for i := at; i < at+n; i++ {
		v = v<<1 | uint64(b[i>>3]>>(7-i&7)&1)
	}
	return v
}

func point(b []byte, at int) cbc.Point {
	return cbc.Point{
		Lat: float64(bits(b, at, angleBits))*180/(1<<angleBits) - 90,
		Lon: float64(bits(b, at+angleBits, angleBits))*360/(1<<angleBits) - 180,
	}
}
