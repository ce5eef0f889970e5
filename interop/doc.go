// Package interop tests what we say and hear against implementations that are
// not ours: real peers, taken from the package registries in pinned versions,
// started as child processes on loopback or in a network namespace of the
// test's own. `make interop` runs it; the tests have the build tag interop.
//
// A test names the tools it needs, and is skipped with one line where they
// cannot be had; with BONGSU_INTEROP=must, as CI sets it, that is a failure.
// Nothing here measures.
package interop
