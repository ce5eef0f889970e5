package dispatcher

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"

	"bongsu/cbc"
)

// A CellList is cells as the ledger keeps them: in JSON one base64 string of
// about four octets a cell, since lists run to thousands.
type CellList []cbc.Cell

// MarshalText writes l as AppendText does.
func (l CellList) MarshalText() ([]byte, error) { return l.AppendText(nil) }

// AppendText appends to text, for each run of cells that share radio and
// network, the run's head and then area code and identity as differences to the
// cell before, all in base64.
func (l CellList) AppendText(text []byte) ([]byte, error) {
	var few [256]byte // so that short lists need no memory of their own
	b := slices.Grow(few[:0], 8+6*len(l))
	for i := 0; i < len(l); {
		n := i + 1
		for n < len(l) && l[n].Radio == l[i].Radio && l[n].PLMN == l[i].PLMN {
			n++
		}
		var err error
		b = append(b, byte(l[i].Radio))
		if b, err = l[i].PLMN.AppendBinary(b); err != nil {
			return nil, err
		}
		b = binary.AppendUvarint(b, uint64(n-i))
		var area, id int64
		for ; i < n; i++ {
			b = binary.AppendVarint(b, int64(l[i].Area)-area)
			b = binary.AppendVarint(b, int64(l[i].ID)-id)
			area, id = int64(l[i].Area), int64(l[i].ID)
		}
	}
	return base64.RawStdEncoding.AppendEncode(text, b), nil
}

// UnmarshalText reads what MarshalText writes.
func (l *CellList) UnmarshalText(text []byte) error {
	b, err := base64.RawStdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("cell list: %w", err)
	}
	var cells CellList
	for len(b) > 0 {
		if len(b) < 5 {
			return fmt.Errorf("cell list ends in the head of a run")
		}
		p, err := cbc.DecodePLMN([3]byte(b[1:4]))
		if err != nil {
			return fmt.Errorf("cell list: %w", err)
		}
		c := cbc.Cell{Radio: cbc.Radio(b[0]), PLMN: p}
		n, w := binary.Uvarint(b[4:])
		if w <= 0 || n > uint64(len(b)) {
			return fmt.Errorf("cell list: a run's length is wrong")
		}
		b = b[4+w:]
		for ; n > 0; n-- {
			area, w1 := binary.Varint(b)
			if w1 <= 0 {
				return fmt.Errorf("cell list ends inside a cell")
			}
			id, w2 := binary.Varint(b[w1:])
			if w2 <= 0 {
				return fmt.Errorf("cell list ends inside a cell")
			}
			c.Area, c.ID = uint32(int64(c.Area)+area), uint64(int64(c.ID)+id)
			cells = append(cells, c)
			b = b[w1+w2:]
		}
	}
	*l = cells
	return nil
}
