package dispatcher

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"math"
	"slices"

	"bongsu/cbc"
)

// Seal sets a's hash over everything that an approver answers for: plane,
// kind, class, area, languages, identifiers, and for each link its texts, cells
// and manner; and the expiry. Serial numbers and references are not in it: they
// are given when the alert becomes owed.
func (a *Alert) Seal() {
	s := seal{sha256.New(), make([]byte, 0, sealBuffer)}
	s.texts(string(a.Event.Plane), string(a.Kind))
	s.numbers(int(a.Class), int(a.Expires.UnixNano()))
	s.numbers(len(a.Area.Name))
	for _, l := range slices.Sorted(maps.Keys(a.Area.Name)) {
		s.texts(l, a.Area.Name[l])
	}
	s.area(&cbc.Area{Whole: a.Area.Country, Regions: a.Area.Regions, Polygons: a.Area.Polygons, Circles: a.Area.Circles})
	s.numbers(len(a.Messages))
	for _, m := range a.Messages {
		s.texts(m.Language)
		s.numbers(int(m.MessageID))
		if m.Given != nil {
			s.given(&m)
		}
	}
	s.numbers(len(a.Parts))
	for i := range a.Parts {
		s.part(&a.Parts[i])
	}
	s.flush()
	a.Hash = hex.EncodeToString(s.h.Sum(nil))
}

// sealBuffer is how many octets are hashed at once.
const sealBuffer = 4 << 10

// sealRoom is how many octets of the buffer are left at least for what comes
// next: 64 cells have no more than 25 octets each.
const sealRoom = 64 * 25

// A seal hashes values, each with its length before it, so that no two lists of
// values look alike.
type seal struct {
	h   hash.Hash
	buf []byte // not hashed yet
}

// drain hashes what there is when the buffer is nearly full.
func (s *seal) drain() {
	if len(s.buf) > sealBuffer-sealRoom {
		s.flush()
	}
}

func (s *seal) flush() {
	s.h.Write(s.buf)
	s.buf = s.buf[:0]
}

// given hashes what a source has prepared itself.
func (s *seal) given(m *Message) {
	s.numbers(int(m.Serial), m.Given.Broadcasts, len(m.Given.Pages), truth(m.Given.ETWS != nil))
	for _, p := range m.Given.Pages {
		s.texts(string(p))
	}
	if e := m.Given.ETWS; e != nil {
		s.numbers(int(e.Type), int(e.Period))
		s.texts(string(e.Security))
	}
}

func (s *seal) part(p *Part) {
	s.texts(p.Link, p.Bearer, p.After)
	s.numbers(len(p.Texts))
	s.texts(p.Texts...)
	s.numbers(len(p.DCS))
	for _, d := range p.DCS {
		s.numbers(int(d))
	}
	s.numbers(int(p.Scope), int(p.Period), int(p.Category), p.Count, truth(p.Whole), truth(p.Merges), truth(p.Shapes != nil))
	s.cells(p.Cells)
	if p.Shapes != nil {
		s.area(p.Shapes)
	}
	if p.Over != nil {
		s.floats(p.Over.Metres, p.Over.Share)
	}
}

func (s *seal) area(a *cbc.Area) {
	s.numbers(truth(a.Whole), len(a.Regions), len(a.Polygons), len(a.Circles))
	for _, r := range a.Regions {
		s.texts(string(r))
	}
	for _, p := range a.Polygons {
		s.numbers(len(p))
		for _, ring := range p {
			s.numbers(len(ring))
			for _, at := range ring {
				s.floats(at.Lat, at.Lon)
			}
		}
	}
	for _, c := range a.Circles {
		s.floats(c.Center.Lat, c.Center.Lon, c.Radius)
	}
	s.cells(a.Cells)
}

func (s *seal) cells(l []cbc.Cell) {
	s.numbers(len(l))
	for few := range slices.Chunk(l, 64) { // there are thousands
		b := s.buf
		for i := range few {
			c := &few[i]
			b = append(b, byte(c.Radio), byte(truth(c.PLMN.Long)))
			for _, n := range [...]uint64{uint64(c.PLMN.MCC), uint64(c.PLMN.MNC), uint64(c.Area), c.ID} {
				b = binary.AppendUvarint(b, n)
			}
		}
		s.buf = b
		s.drain()
	}
}

func (s *seal) texts(all ...string) {
	for _, t := range all {
		s.numbers(len(t))
		s.buf = append(s.buf, t...)
	}
}

func (s *seal) numbers(all ...int) {
	for _, n := range all {
		s.buf = binary.AppendVarint(s.buf, int64(n))
	}
	s.drain()
}

func (s *seal) floats(all ...float64) {
	for _, f := range all {
		s.buf = binary.BigEndian.AppendUint64(s.buf, math.Float64bits(f))
	}
	s.drain()
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
