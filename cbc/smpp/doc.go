// Package smpp speaks to a carrier's cell broadcast centre over SMPP 5.0, the
// Short Message Peer-to-Peer Protocol of the SMS Forum (19 February 2003):
// broadcast_sm, query_broadcast_sm and cancel_broadcast_sm over a session of
// our own. [Link] is the way in; [PDU] and the messages are for whoever reads
// or writes the octets.
//
// The mandatory fields are coded by go-smpp. Its sessions are not used: they
// drop the connection at every broadcast_sm_resp and cannot tell a request
// that was never sent from one that was not answered.
//
// The package sends no short messages, and it does not judge whether a warning
// ought to be sent.
package smpp
