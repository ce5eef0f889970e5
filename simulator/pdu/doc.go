// Package pdu reads and writes SMPP 5.0 for the pretended centre and the judge
// of its clients, with code of its own: it shares the names of commands, tags
// and statuses with package smpp, and none of its coding, so that one does not
// hide the other's mistakes.
//
// It reads what a client may get wrong as far as it goes, and says what is
// wrong; it judges nothing beyond the layout.
package pdu
