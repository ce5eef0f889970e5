package ledger

import (
	"hash/maphash"

	"bongsu/dispatcher"
)

// A names knows which names are certainly not in the table of that name, which
// is what most events ask. It takes some 20 octets for each that is.
type names struct {
	seed maphash.Seed
	sums map[uint64]struct{}
}

func newNames() names { return names{maphash.MakeSeed(), map[uint64]struct{}{}} }

// add notes a name. One whose row is taken back stays noted, which costs a
// look into the table.
func (n *names) add(x dispatcher.Name) { n.sums[maphash.Comparable(n.seed, x)] = struct{}{} }

// maybe reports whether x may be in the table.
func (n *names) maybe(x dispatcher.Name) bool {
	_, ok := n.sums[maphash.Comparable(n.seed, x)]
	return ok
}
