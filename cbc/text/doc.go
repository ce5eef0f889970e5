// Package text turns the words of a warning into the pages of a cell
// broadcast message and back: the GSM 7-bit default alphabet and UCS-2 of
// TS 23.038, pages of 82 octets as in TS 23.041 clause 9.4, the forms in which
// the interfaces carry them, and the budgets that a text must keep to.
//
// Every page is packed on its own, as phones unpack it, and no character is
// split between two. The package does not compress, does not code 8-bit data,
// and never shortens a text: what does not fit is an error.
package text
