package text

import (
	"strings"
	"testing"

	"bongsu/cbc"
)

func BenchmarkPages(b *testing.B) {
	for name, c := range map[string]struct {
		text string
		dcs  cbc.DCS
	}{
		"korean 157": {strings.Repeat("홍수 대피 ", 26), cbc.UCS2},
		"gsm7 1395":  {strings.Repeat("Flood! ", 199), cbc.GSM7},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Pages(c.text, c.dcs, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
