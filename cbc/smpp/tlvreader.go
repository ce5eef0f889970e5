package smpp

import "encoding/binary"

// A tlvReader takes optional parameters from a PDU. The first error sticks.
type tlvReader struct {
	p   *PDU
	err error
}

// need returns the value of a parameter that must be there with n octets, or
// nil.
func (r *tlvReader) need(t Tag, n int) []byte {
	v, ok := r.p.first(t)
	switch {
	case r.err != nil:
		return nil
	case !ok:
		r.err = r.p.wrong(MissingTLV, t.String(), "is missing")
		return nil
	case len(v) != n:
		r.err = r.p.wrong(InvalidTLVLength, t.String(), "%d octets instead of %d", len(v), n)
		return nil
	}
	return v
}

// u16 returns the value of a parameter that may be missing, or 0.
func (r *tlvReader) u16(t Tag) uint16 {
	if _, ok := r.p.first(t); !ok {
		return 0
	}
	if v := r.need(t, 2); v != nil {
		return binary.BigEndian.Uint16(v)
	}
	return 0
}

// places returns the areas, of which there must be one.
func (r *tlvReader) places() []Place {
	var all []Place
	for _, v := range r.p.all(BroadcastAreaIdentifier) {
		if r.err == nil && (len(v) < 2 || len(v) > 1+maxDetails) {
			r.err = r.p.wrong(InvalidTLVLength, BroadcastAreaIdentifier.String(), "%d octets, not 2 to %d", len(v), 1+maxDetails)
		}
		if r.err != nil {
			return nil
		}
		all = append(all, Place{v[0], v[1:]})
	}
	if r.err == nil && len(all) == 0 {
		r.err = r.p.wrong(MissingTLV, BroadcastAreaIdentifier.String(), "is missing")
	}
	return all
}

// repetitions returns broadcast_rep_num. The standard has two octets; there
// are centres that write one or three.
func (r *tlvReader) repetitions() uint16 {
	v, ok := r.p.first(BroadcastRepNum)
	switch {
	case r.err != nil:
	case !ok:
		r.err = r.p.wrong(MissingTLV, BroadcastRepNum.String(), "is missing")
	case len(v) == 1:
		return uint16(v[0])
	case len(v) == 2 || len(v) == 3:
		return binary.BigEndian.Uint16(v[len(v)-2:])
	default:
		r.err = r.p.wrong(InvalidTLVLength, BroadcastRepNum.String(), "%d octets instead of 2", len(v))
	}
	return 0
}
