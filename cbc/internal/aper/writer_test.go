package aper

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"testing"
)

func octets(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The octets were written by asn1c and free5gc/aper v1.1.1 inside the messages
// of the vectors of packages sbcap and ngap, or worked out by hand from X.691.
func TestValuesAreWrittenAsTheStandardSays(t *testing.T) {
	for _, c := range []struct {
		name  string
		want  string
		write func(w *Writer)
	}{
		{"a number with 255 values", "aa", func(w *Writer) { w.Int(85, 0, 127); w.Bits(0, 1) }},
		{"a number with 256 values is an aligned octet", "801e", func(w *Writer) { w.Bits(1, 1); w.Int(30, 0, 255) }},
		{"a number with 4,097 values", "001e", func(w *Writer) { w.Int(30, 0, 4096) }},
		{"a number from 1", "012a", func(w *Writer) { w.Int(299, 1, 4096) }},
		{"a long repetition period, one octet", "001e", func(w *Writer) { w.Int(30, 0, 131071) }},
		{"a long repetition period, two octets", "400e10", func(w *Writer) { w.Int(3600, 0, 131071) }},
		{"a long repetition period, three octets", "8001ffff", func(w *Writer) { w.Int(131071, 0, 131071) }},
		{"an extended repetition period", "400e10", func(w *Writer) { w.Int(7696, 4096, 131071) }},
		{"16 bits are not aligned", "8088", func(w *Writer) { w.Bits(1, 1); w.BitString(0x0111, 16, 16, 16); w.b = w.b[:2] }},
		{"28 bits are aligned", "8000000110", func(w *Writer) { w.Bits(1, 1); w.BitString(0x0000011, 28, 28, 28) }},
		{"two octets are not aligned", "40c000", func(w *Writer) { w.Bits(0, 1); w.String([]byte{0x81, 0x80}, 2, 2) }},
		{"octets of a number from 1 to 20", "10616263", func(w *Writer) { w.String([]byte("abc"), 1, 20) }},
		{"octets of a number from 1 to 9600", "0002616263", func(w *Writer) { w.String([]byte("abc"), 1, 9600) }},
		{"bits of a number from 1 to 9968", "000f6162", func(w *Writer) { w.OctetBits([]byte("ab"), 1, 9968) }},
		{"an open type with nothing in it", "0100", func(w *Writer) { w.Close(w.Open()) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := NewWriter(nil)
			c.write(&w)
			if got := hex.EncodeToString(w.Octets()); got != c.want || w.Err() != nil {
				t.Errorf("%s, %v; want %s", got, w.Err(), c.want)
			}
		})
	}
}

// cell is a SEQUENCE that may be extended and have extension fields, with a
// PLMN and a cell identity of n bits.
func writeCell(w *Writer, id uint64, n uint) {
	w.Bits(0, 2)
	w.String([]byte{0x54, 0xf0, 0x50}, 3, 3)
	w.BitString(id, n, n, n)
}

// After 28 or 36 bits the two bits before the next cell lie in the spare half
// of an octet, as in the list of package ngap's vector from free5gc.
func TestCellsShareTheSpareHalfOctet(t *testing.T) {
	for _, c := range []struct {
		bits uint
		a, b uint64
		want string
	}{
		{28, 0x0012345, 0x0012346, "000100" + "54f0500012345054f05000123460"},
		{36, 0x000000111, 0x000001110, "000100" + "54f050000000111054f0500000011100"},
	} {
		w := NewWriter(nil)
		w.Count(2, 1, 65535)
		writeCell(&w, c.a, c.bits)
		writeCell(&w, c.b, c.bits)
		if got := hex.EncodeToString(w.Octets()); got != c.want {
			t.Errorf("%d bits: %s, want %s", c.bits, got, c.want)
		}
		r := NewReader(w.Octets(), 0)
		if n := r.Int(1, 65535); n != 2 {
			t.Fatalf("%d cells", n)
		}
		for _, id := range []uint64{c.a, c.b} {
			r.Bits(2)
			r.String(3, 3)
			if got, _ := r.BitString(c.bits, c.bits); got != id || r.Err() != nil {
				t.Errorf("%d bits: read %#x, %v; want %#x", c.bits, got, r.Err(), id)
			}
		}
	}
}

func TestOpenTypesOfAnyLengthComeBack(t *testing.T) {
	for _, n := range []int{1, 127, 128, 16383, 16384, 16385, 16511, 16512, 32768, 65535, 65536, 65537, 81920, 81920 + 127, 131072, 458752, 500000} {
		in := make([]byte, n)
		for i := range in {
			in[i] = byte(i*7 + i>>8)
		}
		w := NewWriter([]byte("before"))
		mark := w.Open()
		w.Raw(in...)
		w.Close(mark)
		w.Raw(0xEE)
		r := NewReader(w.Octets()[len("before"):], 0)
		out := r.Open()
		got := out.Raw(n)
		if r.Err() != nil || out.Err() != nil || out.Left() != 0 || !bytes.Equal(got, in) || r.Bits(8) != 0xEE || r.Left() != 0 {
			t.Errorf("%d octets came back as %d, %v, %v", n, len(got), r.Err(), out.Err())
		}
	}
}

// X.691 clause 11.9.3.8: four blocks at most a fragment, and a last length
// that may be zero.
func TestFragmentsAreAnnouncedByBlocks(t *testing.T) {
	w := NewWriter(nil)
	mark := w.Open()
	w.Raw(make([]byte, 5*16384)...)
	w.Close(mark)
	b := w.Octets()
	if len(b) != 5*16384+3 || b[0] != 0xC4 || b[1+4*16384] != 0xC1 || b[len(b)-1] != 0 {
		t.Errorf("%d octets, announced by %x, %x and %x", len(b), b[0], b[1+4*16384], b[len(b)-1])
	}
}

func TestLongListsComeBack(t *testing.T) {
	for _, n := range []int{1, 127, 128, 16383, 16384, 65536, 70000, 81920, 98304} {
		w := NewWriter(nil)
		for i := range n {
			w.Fragment(i, n)
			w.Bits(uint64(i&7), 3)
		}
		w.Fragment(n, n)
		r := NewReader(w.Octets(), 0)
		i, room := 0, 0
		r.List(1, 100000, func(n int) { room += n }, func(r *Reader) {
			if v := r.Bits(3); v != uint64(i&7) {
				t.Fatalf("item %d of %d is %d", i, n, v)
			}
			i++
		})
		if r.Err() != nil || i != n || room != n {
			t.Errorf("%d items came back as %d, %v", n, i, r.Err())
		}
	}
}

func TestOutOfRangeIsAnErrorAndNotAnotherNumber(t *testing.T) {
	for _, write := range []func(w *Writer){
		func(w *Writer) { w.Int(4097, 0, 4096) },
		func(w *Writer) { w.Int(0, 1, 4096) },
		func(w *Writer) { w.String(make([]byte, 21), 1, 20) },
		func(w *Writer) { w.Count(65536, 1, 65535) },
		func(w *Writer) { w.Length(16384) },
	} {
		w := NewWriter(nil)
		if write(&w); w.Err() == nil {
			t.Errorf("%x was written", w.Octets())
		}
	}
}

func ExampleEncoder() {
	e := Begin(nil, Header{Procedure: 1, Extended: true})
	mark := e.Field(5, Reject)
	e.BitString(4371, 16, 16, 16)
	e.Close(mark)
	b, err := e.End()
	fmt.Printf("%x %v\n", b, err)
	// Output: 00010009000001000500021113 <nil>
}
