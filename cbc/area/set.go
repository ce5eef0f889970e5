package area

import (
	"math/bits"
	"sync"
)

// A set is a bit for each number, and a bit for each word of those that may not
// be empty, so that what it costs to list goes by its members.
type set struct{ words, dirty []uint64 }

func newSet(n int) *set {
	words := (n + 63) / 64
	return &set{make([]uint64, words), make([]uint64, (words+63)/64)}
}

func (s *set) put(i uint32) {
	s.words[i>>6] |= 1 << (i & 63)
	s.dirty[i>>12] |= 1 << (i >> 6 & 63)
}

func (s *set) has(i uint32) bool { return s.words[i>>6]>>(i&63)&1 == 1 }

func (s *set) drop(i uint32) { s.words[i>>6] &^= 1 << (i & 63) }

func (s *set) add(ids []uint32) {
	for _, i := range ids {
		s.put(i)
	}
}

// run puts the numbers from from up to to.
func (s *set) run(from, to uint32) {
	for ; from < to && from&63 != 0; from++ {
		s.put(from)
	}
	for ; from+64 <= to; from += 64 {
		s.words[from>>6] = ^uint64(0)
		s.dirty[from>>12] |= 1 << (from >> 6 & 63)
	}
	for ; from < to; from++ {
		s.put(from)
	}
}

func (s *set) join(o *set) {
	for d, word := range o.dirty {
		s.dirty[d] |= word
		for ; word != 0; word &= word - 1 {
			k := d<<6 | bits.TrailingZeros64(word)
			s.words[k] |= o.words[k]
		}
	}
}

// drain returns the members in order and leaves the set empty.
func (s *set) drain() []uint32 {
	n := 0
	for d, word := range s.dirty {
		for ; word != 0; word &= word - 1 {
			n += bits.OnesCount64(s.words[d<<6|bits.TrailingZeros64(word)])
		}
	}
	ids := make([]uint32, n)
	n = 0
	for d, word := range s.dirty {
		for ; word != 0; word &= word - 1 {
			k := d<<6 | bits.TrailingZeros64(word)
			for w := s.words[k]; w != 0; w &= w - 1 {
				ids[n] = uint32(k<<6 | bits.TrailingZeros64(w))
				n++
			}
			s.words[k] = 0
		}
		s.dirty[d] = 0
	}
	return ids
}

// A setPool keeps empty sets for the next query.
type setPool struct {
	size int // of the sets' members
	pool sync.Pool
}

// get returns an empty set.
func (p *setPool) get() *set {
	if s, ok := p.pool.Get().(*set); ok {
		return s
	}
	return newSet(p.size)
}

// drain returns the members of a set in order and takes it back.
func (p *setPool) drain(s *set) []uint32 {
	ids := s.drain()
	p.pool.Put(s)
	return ids
}
