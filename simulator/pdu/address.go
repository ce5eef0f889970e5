package pdu

import "fmt"

// An Address is a type of number, a numbering plan and a number, SMPP 5.0
// clauses 4.7.1 and 4.7.2.
type Address struct {
	TON, NPI byte
	Number   string
}

// String returns "1:1:821012345678".
func (a Address) String() string { return fmt.Sprintf("%d:%d:%s", a.TON, a.NPI, a.Number) }

// A Destination is one of a submit_multi: an address, or the name of a list.
type Destination struct {
	Address
	List string
}
