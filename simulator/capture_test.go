package simulator_test

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"bongsu/simulator"
)

// Checked here: what any reader of captures relies on. Whether tshark reads the
// PDUs is tested with tshark.
func TestCaptureIsAConversationWithValidChecksums(t *testing.T) {
	var b bytes.Buffer
	c, err := simulator.NewCapture(&b)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Unix(1795510000, 123456789)
	big := bytes.Repeat([]byte{0xA5}, 70001)
	for _, e := range []simulator.Entry{
		{At: at, Node: "a", Conn: 1, What: "connected"},
		{At: at, Node: "a", Conn: 1, What: "x", Bytes: []byte("odd")},
		{At: at, Node: "a", Conn: 1, What: "x", Out: true, Bytes: big},
		{At: at, Node: "a", Conn: 1, What: "on-air"},
		{At: at, Node: "a", Conn: 1, What: "disconnected"},
		{At: at, Node: "b", Conn: 0, What: "disconnected"},
	} {
		if err := c.Add(e, simulator.SMPPPort); err != nil {
			t.Fatal(err)
		}
	}
	all := b.Bytes()
	if binary.LittleEndian.Uint32(all) != 0xA1B2C3D4 || binary.LittleEndian.Uint32(all[20:]) != 101 {
		t.Fatalf("file header %x", all[:24])
	}
	var said [2][]byte
	next := [2]uint32{}
	packets := 0
	for p := all[24:]; len(p) > 0; packets++ {
		n := binary.LittleEndian.Uint32(p[8:])
		if binary.LittleEndian.Uint32(p) != 1795510000 || binary.LittleEndian.Uint32(p[4:]) != 123456 {
			t.Errorf("time %x", p[:8])
		}
		ip := p[16 : 16+n]
		p = p[16+n:]
		tcp := ip[20:]
		if got := ones(ip[:20]); got != 0xFFFF {
			t.Errorf("IP checksum adds up to %04x", got)
		}
		pseudo := append(append([]byte(nil), ip[12:20]...), 0, 6, byte(len(tcp)>>8), byte(len(tcp)))
		if got := ones(append(pseudo, tcp...)); got != 0xFFFF {
			t.Errorf("TCP checksum adds up to %04x", got)
		}
		way := 0
		if binary.BigEndian.Uint16(tcp) == simulator.SMPPPort {
			way = 1
		}
		if seq := binary.BigEndian.Uint32(tcp[4:]); seq != next[way] {
			t.Errorf("sequence number %d, want %d", seq, next[way])
		}
		next[way] += uint32(len(tcp) - 20)
		if tcp[13]&3 != 0 {
			next[way]++
		}
		said[way] = append(said[way], tcp[20:]...)
	}
	if string(said[0]) != "odd" || !bytes.Equal(said[1], big) || packets != 3+1+3+2 {
		t.Errorf("%d packets, %d and %d octets", packets, len(said[0]), len(said[1]))
	}
}

// ones is the one's complement sum, written another way.
func ones(b []byte) uint32 {
	s := uint32(0)
	for i, o := range b {
		if i%2 == 0 {
			s += uint32(o) * 256
		} else {
			s += uint32(o)
		}
		if s > 0xFFFF {
			s -= 0xFFFF
		}
	}
	return s
}
