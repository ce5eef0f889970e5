package ledger

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bongsu/dispatcher"
)

// benchDir is a directory on a real disk: BONGSU_BENCH_DIR, or one under
// /var/tmp, since /tmp is often kept in memory, where a commit costs nothing.
func benchDir(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp(envOr("BONGSU_BENCH_DIR", "/var/tmp"), "ledger")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func envOr(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

// BenchmarkAdmit commits alerts with parts for 6 links and 5,000 cells in all,
// each followed by a bare commit of the same bytes in one row through the same
// driver and connection settings, and prints the medians and their ratio.
func BenchmarkAdmit(b *testing.B) {
	for _, c := range []struct {
		name         string
		links, cells int
	}{{"6-links-60-cells", 6, 60}, {"6-links-5000-cells", 6, 5000}, {"1000-links-5000-cells", 1000, 5000}} {
		b.Run(c.name, func(b *testing.B) { benchAdmit(b, c.links, c.cells) })
	}
}

func benchAdmit(b *testing.B, links, cells int) {
	dir := benchDir(b)
	l, err := Open(context.Background(), Config{Path: filepath.Join(dir, "ledger.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	db, err := connect(filepath.Join(dir, "bare.db"), false)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`PRAGMA wal_checkpoint; CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB)`); err != nil {
		b.Fatal(err)
	}
	add, err := db.Prepare(`INSERT INTO bare (body) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	record, composed := bulky(links, cells)
	var admits, bares []time.Duration
	var size int64
	for i := 0; b.Loop(); i++ {
		r, c := record(i), composed(i)
		begun := time.Now()
		if a, err := l.Admit(b.Context(), r, c); err != nil || a.Result != dispatcher.Admitted {
			b.Fatal(a.Result, err)
		}
		admits = append(admits, time.Since(begun))
		if i == 0 {
			size = written(b, l)
		}
		body := bytes.Repeat([]byte{byte(i)}, int(size))
		begun = time.Now()
		if _, err := add.Exec(body); err != nil {
			b.Fatal(err)
		}
		bares = append(bares, time.Since(begun))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(us(admits, 50), "admit-p50-µs")
	b.ReportMetric(us(admits, 99), "admit-p99-µs")
	b.ReportMetric(us(bares, 50), "bare-p50-µs")
	b.ReportMetric(us(bares, 99), "bare-p99-µs")
	b.ReportMetric(us(admits, 50)/us(bares, 50), "ratio")
	b.ReportMetric(float64(size), "bytes")
}

func us(ds []time.Duration, percent int) float64 {
	s := slices.Sorted(slices.Values(ds))
	return float64(s[len(s)*percent/100].Nanoseconds()) / 1000
}

// written is how many bytes of text and blobs the first admission stored.
func written(b *testing.B, l *Ledger) (n int64) {
	b.Helper()
	err := l.reading.QueryRow(`SELECT
		(SELECT sum(length(value) + length(headers) + length(record_key) + octet_length(draft)) FROM events) +
		(SELECT sum(octet_length(life)) FROM alerts) + (SELECT sum(octet_length(body)) FROM cases) +
		(SELECT sum(octet_length(body)) FROM posts)`).Scan(&n)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// bulky returns makers of the i-th record and what is composed of it.
func bulky(links, cells int) (func(int) dispatcher.Record, func(int) dispatcher.Composed) {
	in := func(i int) input {
		x := input{ref: "bench-" + time.Duration(i).String(), kind: dispatcher.KindAlert, text: "ground shaking, protect your head"}
		return x
	}
	each := cellsOf(max(cells/links, 1))
	record := func(i int) dispatcher.Record { return in(i).record(int64(i)) }
	composed := func(i int) dispatcher.Composed {
		x := in(i)
		for n := range links {
			x.links = append(x.links, "link-"+time.Duration(n).String())
		}
		c := x.composed(x.record(int64(i)))
		for n := range c.Draft.Parts {
			c.Draft.Parts[n].Cells = each
		}
		c.Draft.Seal()
		return c
	}
	return record, composed
}

// BenchmarkOwed asks what a link owes with 100 alerts open, all of them
// settled.
func BenchmarkOwed(b *testing.B) {
	l, err := Open(context.Background(), Config{Path: filepath.Join(benchDir(b), "ledger.db"), Now: func() time.Time { return begin }})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	record, composed := bulky(6, 60)
	for i := range 100 {
		if _, err := l.Admit(b.Context(), record(i), composed(i)); err != nil {
			b.Fatal(err)
		}
	}
	carry(b, l, "link-0s")
	for b.Loop() {
		if ds, err := l.Owed(b.Context(), "link-0s", begin.Add(time.Minute)); err != nil || len(ds) != 0 {
			b.Fatal(len(ds), err)
		}
	}
}
