// Package simulator is the pretended world around the dispatcher: carriers'
// nodes on real sockets, an air with phones that listen to it, a Kafka broker
// for development, and a country to put them in.
//
// A node is a server started by one call (StartSMSC, StartBSC, …) and stopped
// by a Close that waits. It speaks its interface as the standard has it — SMPP
// 5.0, TS 48.049 — through the message packages under cbc, keeps a [Journal] of
// what it was told and said, and puts what it takes on the [Air]. [Rules] in
// front of its requests make it slow, silent, wrong or forgetful, once unless
// told otherwise and the same way for the same seed. Phones, in package phone,
// decode the air with code of their own. A [Country] is thousands of cells over
// the real boundaries and hundreds of phones, and knows by brute force which of
// them are in a place.
//
// The package imports nothing of the dispatcher, so that it does not share its
// mistakes. It does not pretend radio: what is on air in a cell is heard by
// every phone there, at once and without loss.
package simulator
