package wire

import (
	"errors"
	"testing"
)

func TestFieldsAreBigEndian(t *testing.T) {
	r := NewReader([]byte{1, 0x12, 0x34, 1, 2, 3, 0xde, 0xad, 0xbe, 0xef, 9, 9}, 0)
	if v := r.U8(); v != 1 {
		t.Errorf("U8 %#x", v)
	}
	if v := r.U16(); v != 0x1234 {
		t.Errorf("U16 %#x", v)
	}
	if v := r.U24(); v != 0x010203 {
		t.Errorf("U24 %#x", v)
	}
	if v := r.U32(); v != 0xdeadbeef {
		t.Errorf("U32 %#x", v)
	}
	if v := r.Bytes(2); string(v) != "\t\t" || r.Left() != 0 || r.Err() != nil {
		t.Errorf("Bytes %x, %d left, error %v", v, r.Left(), r.Err())
	}
}

func TestFirstErrorSticks(t *testing.T) {
	r := NewReader([]byte{1, 2, 3}, 10)
	r.U8()
	if v := r.U24(); v != 0 {
		t.Errorf("read past the end gives %#x, want 0", v)
	}
	if v := r.U8(); v != 0 || r.Left() != 0 {
		t.Errorf("after an error %#x and %d left, want nothing", v, r.Left())
	}
	var short *ShortError
	if !errors.As(r.Err(), &short) || *short != (ShortError{Offset: 11, Want: 3, Have: 2}) {
		t.Errorf("error %v", r.Err())
	}
}

func TestNegativeLengthIsAnErrorNotAPanic(t *testing.T) {
	r := NewReader([]byte{1}, 0)
	if r.Bytes(-1) != nil || r.Err() == nil {
		t.Error("a negative length was read")
	}
}

func TestReadingDoesNotAllocate(t *testing.T) {
	b := []byte{1, 2, 3, 4, 5, 6}
	var sum uint32
	if n := testing.AllocsPerRun(100, func() {
		r := NewReader(b, 0)
		sum += r.U32() + uint32(r.U16())
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
