package smpp

import (
	"testing"
	"time"
)

// Coding a warning for two regions and reading it back.
func BenchmarkEncode(b *testing.B) {
	l := New(config())
	w := warning(1)
	w.Expires = time.Now().Add(time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.encode(&w); err != nil {
			b.Fatal(err)
		}
	}
}
