// Package against compares our aligned PER with that of free5gc, where that is
// right: it is not for single-valued enumerations, for extensions, for lists of
// 65,536 items and more, and for numbers of more than 65,536 values that do not
// begin at 0, where it counts the octets of the number itself; tshark reads ours. It is a module of its own so that the product does
// not depend on that library.
package against

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	free5gc "github.com/free5gc/aper"

	"bongsu/cbc/internal/aper"
)

// FuzzNumbersAndStrings writes numbers and strings of bounds as the protocols
// have them with both.
func FuzzNumbersAndStrings(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) {
		dice := rand.New(rand.NewPCG(seed, 0))
		bounds := [][2]int64{{0, 1}, {0, 3}, {0, 127}, {0, 254}, {0, 255}, {0, 4096}, {1, 4096}, {0, 20480}, {0, 65535}, {0, 131071}}
		b := bounds[dice.IntN(len(bounds))]
		v := b[0] + dice.Int64N(b[1]-b[0]+1)
		compare(t, v, fmt.Sprintf("valueLB:%d,valueUB:%d", b[0], b[1]), func(w *aper.Writer) { w.Int(v, b[0], b[1]) })

		sizes := [][2]int{{2, 2}, {3, 3}, {50, 50}, {1, 20}, {1, 1024}, {1, 9600}}
		s := sizes[dice.IntN(len(sizes))]
		octets := make([]byte, s[0]+dice.IntN(s[1]-s[0]+1))
		for i := range octets {
			octets[i] = byte(dice.Uint32())
		}
		compare(t, free5gc.OctetString(octets), fmt.Sprintf("sizeLB:%d,sizeUB:%d", s[0], s[1]),
			func(w *aper.Writer) { w.String(octets, s[0], s[1]) })

		n := []uint{8, 16, 20, 22, 28, 36}[dice.IntN(6)]
		id := dice.Uint64() >> (64 - n)
		compare(t, bitString(id, n), fmt.Sprintf("sizeLB:%d,sizeUB:%d", n, n), func(w *aper.Writer) { w.BitString(id, n, n, n) })
	})
}

// bitString is the lowest n bits of v, from the left, as free5gc has them.
func bitString(v uint64, n uint) free5gc.BitString {
	b := make([]byte, (n+7)/8)
	for i := range n {
		if v>>(n-1-i)&1 == 1 {
			b[i/8] |= 0x80 >> (i % 8)
		}
	}
	return free5gc.BitString{Bytes: b, BitLength: uint64(n)}
}

func compare(t *testing.T, v any, params string, write func(w *aper.Writer)) {
	t.Helper()
	want, err := free5gc.MarshalWithParams(v, params)
	if err != nil {
		t.Fatalf("%T %s: %v", v, params, err)
	}
	w := aper.NewWriter(nil)
	write(&w)
	if got := w.Octets(); w.Err() != nil || !bytes.Equal(got, want) {
		t.Errorf("%T %v %s: %x, %v; free5gc writes %x", v, v, params, got, w.Err(), want)
	}
}
