// Package judge lists what clients of a pretended SMPP centre do wrong: against
// SMPP 5.0, against TS 23.038 and TS 23.040 in what they put into messages, or
// so that a carrier would rightly complain. It reads the centre's journal, as it
// is written or afterwards, and decodes with package pdu.
//
// Each kind of violation has a name ([Rules] lists them) that tests and
// acceptance lists can rely on. The judge does not blame a client for what a
// rule of the centre's provoked, and knows nothing of what was agreed beyond
// its [Config].
package judge
