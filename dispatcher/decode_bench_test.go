package dispatcher

import "testing"

func BenchmarkReadEvent(b *testing.B) {
	for _, name := range []string{"earthquake.json", "heavy-rain.json", "flood-alert.xml"} {
		r := Record{Value: example(b, name)}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, problems := ReadEvent(r, someHazards); len(problems) > 0 {
					b.Fatal(problems)
				}
			}
		})
	}
}
