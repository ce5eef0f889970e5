// Command smpp measures the SMPP session against other libraries in one run:
// interleaved rounds against a peer in another process that reads no more than
// headers. It is a module of its own, so that what it compares with is no
// dependency of the product. It measures nothing but cbc/smpp; `bongsu-sim
// bench` measures the whole road.
package main
