// Package simtest is package simulator for tests: it starts what a test needs,
// ends it with the test, and waits for what should be heard, published or
// noted, always with a deadline.
//
// It decides nothing about the dispatcher: a test that needs one starts it by
// itself.
package simtest
