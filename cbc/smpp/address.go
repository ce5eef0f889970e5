package smpp

// An Address is a party: type of number, numbering plan and up to 20
// characters, SMPP 5.0 clauses 4.7.1, 4.7.2 and 4.7.29. The zero value leaves
// it to the peer. A query or a cancel finds only broadcasts of its own source.
type Address struct {
	TON, NPI byte
	Number   string
}
