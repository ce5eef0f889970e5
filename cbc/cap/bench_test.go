package cap

import "testing"

func BenchmarkParse(b *testing.B) {
	doc := file(b, "valid/flood.xml")
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(doc); err != nil {
			b.Fatal(err)
		}
	}
}
