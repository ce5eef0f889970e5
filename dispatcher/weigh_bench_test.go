package dispatcher

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkWeigh holds a draft against the rules of sending, with as many alerts
// of its hazard before it as it is compared with, in other cities.
func BenchmarkWeigh(b *testing.B) {
	for _, before := range []int{0, maxAlike} {
		b.Run(fmt.Sprint(before, " before"), func(b *testing.B) {
			d := sender(b, newMemory())
			for i := range before {
				r := Record{Value: marshal(b, fire(fmt.Sprint(i), "spreading", ofCodes("3114000000"))), Lane: "all"}
				if a, err := d.Take(b.Context(), r); err != nil || a.Alert == nil {
					b.Fatal(a.Problems, err)
				}
			}
			now := time.Now()
			c := d.compose(Record{Value: marshal(b, fire("f", "spreading", ofCodes("4713000000"))), Lane: "all"}, now)
			b.ReportAllocs()
			for b.Loop() {
				again := c
				d.weigh(b.Context(), &again, now)
			}
		})
	}
}
