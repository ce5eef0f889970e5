package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"bongsu/cbc"
	"bongsu/cbc/fence"
	"bongsu/cbc/text"
)

// An itemShown is one part of warning area coordinates.
type itemShown struct {
	Type     string       `json:"type"`
	Center   *[2]float64  `json:"center,omitempty"`
	Radius   *float64     `json:"radius_m,omitempty"`
	Vertices [][2]float64 `json:"vertices,omitempty"`
	Value    *int         `json:"value,omitempty"`
}

// degrees returns a place as latitude and longitude, to a hundredth of a
// millimetre.
func degrees(p cbc.Point) [2]float64 {
	const steps = 1e10
	return [2]float64{math.Round(p.Lat*steps) / steps, math.Round(p.Lon*steps) / steps}
}

func itemsShown(items []fence.Item) []itemShown {
	shown := make([]itemShown, 0, len(items))
	for _, i := range items {
		switch {
		case i.Wait != nil:
			seconds := int(i.Wait.Seconds())
			shown = append(shown, itemShown{Type: "max_wait_s", Value: &seconds})
		case i.Circle != nil:
			at := degrees(i.Circle.Center)
			shown = append(shown, itemShown{Type: "circle", Center: &at, Radius: &i.Circle.Radius})
		default:
			s := itemShown{Type: "polygon"}
			for _, p := range i.Ring {
				s.Vertices = append(s.Vertices, degrees(p))
			}
			shown = append(shown, s)
		}
	}
	return shown
}

func decodeWAC(o []byte) (any, error) {
	items, err := fence.Parse(o)
	if err != nil {
		return nil, err
	}
	return struct {
		Items []itemShown `json:"warning_area"`
	}{itemsShown(items)}, nil
}

// A triggerShown is a geo-fencing trigger.
type triggerShown struct {
	MessageID   cbc.MessageID      `json:"message_id"`
	Serial      cbc.Serial         `json:"serial"`
	Kind        uint8              `json:"trigger_type"`
	Length      int                `json:"trigger_tlv_length"`
	Identifiers []identifiersShown `json:"identifiers"`
}

type identifiersShown struct {
	MessageID cbc.MessageID `json:"message_id"`
	Serial    cbc.Serial    `json:"serial"`
}

// triggerOf shows a page of a trigger.
func triggerOf(p *text.GSMPage) (any, error) {
	t, err := fence.ParseTrigger(p.Page.Content[:p.Page.Used])
	if err != nil {
		return nil, err
	}
	s := triggerShown{MessageID: p.Key.MessageID, Serial: p.Key.Serial, Kind: uint8(t.Kind), Length: 2 + 4*len(t.Keys)}
	for _, k := range t.Keys {
		s.Identifiers = append(s.Identifiers, identifiersShown{k.MessageID, k.Serial})
	}
	return s, nil
}

// Blocks of a cell broadcast channel, TS 44.012 clause 3: an octet of header and
// 22 of a page.
const (
	blockOctets   = 23
	blocksMost    = 4
	lastBlock     = 0x10
	sequence      = 0x0F
	discriminator = 0x20
)

var errBlocks = errors.New("not one to four blocks of 23 octets")

// decodeCBCH puts the page together that blocks carry.
func decodeCBCH(o []byte) (any, error) {
	if len(o) == 0 || len(o)%blockOctets != 0 || len(o) > blocksMost*blockOctets {
		return nil, fmt.Errorf("octet %d: %w", len(o), errBlocks)
	}
	var page []byte
	for n := range len(o) / blockOctets {
		b := o[n*blockOctets:][:blockOctets]
		last := n == len(o)/blockOctets-1
		switch head := b[0]; {
		case head&0xE0 != discriminator:
			return nil, fmt.Errorf("octet %d: header 0x%02x is not of a cell broadcast", n*blockOctets, head)
		case int(head&sequence) != n:
			return nil, fmt.Errorf("octet %d: block %d stands where %d should", n*blockOctets, head&sequence, n)
		case (head&lastBlock != 0) != last:
			return nil, fmt.Errorf("octet %d: a last block that is none, or none that is", n*blockOctets)
		}
		page = append(page, b[1:]...)
	}
	shown, err := decodeGSMPage(page)
	if b, ok := shown.(broadcast); ok && b.Text != nil {
		words := strings.TrimRight(*b.Text, "\x00") // base stations fill the last block with zeros
		b.Text = &words
		return b, nil
	}
	return shown, err
}
