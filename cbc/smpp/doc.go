// Package smpp speaks SMPP 5.0, the Short Message Peer-to-Peer Protocol of the
// SMS Forum (19 February 2003), to a carrier's cell broadcast centre or short
// message centre: over a session of our own, all PDUs of the standard both
// ways. [Link] is the way in for warnings; [PDU] and the messages are for
// whoever reads or writes the octets.
//
// go-smpp writes binds, the PDUs without fields, submit_sm and query_sm. The
// rest is written here, and all of it read here: go-smpp knows no broadcasts,
// reads PDUs that end too early without an error and some fields wrongly. Its
// sessions are not used: they drop the connection at every broadcast_sm_resp
// and cannot tell a request that was never sent from one that was not answered.
//
// The package does not judge whether a warning ought to be sent.
package smpp
