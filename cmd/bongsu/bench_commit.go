package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

func benchCommitCommand() *cobra.Command {
	var dir string
	var size, n int
	var pause time.Duration
	c := &cobra.Command{
		Use: "commit --bytes N --dir DIR", Short: "commit so many octets, through the ledger's driver and settings", Args: cobra.NoArgs,
		Example: "  bongsu bench commit --bytes 900 --dir /var/tmp",
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := benchCommit(c.Context(), dir, size, n, pause)
			if err != nil {
				return refused(err)
			}
			return printJSON(c.OutOrStdout(), s)
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "a `directory` on the disk to be measured")
	c.Flags().IntVar(&size, "bytes", 1000, "so many `octets` a commit")
	c.Flags().IntVar(&n, "n", 200, "so many `commits`")
	c.Flags().DurationVar(&pause, "pause", 0, "a `time` between two of them: what comes alone costs more than what comes in a row")
	return c
}

// benchCommit measures bare commits: one row each, in a table that has nothing
// else, synced as the ledger is. The driver is registered by package ledger.
func benchCommit(ctx context.Context, dir string, size, n int, pause time.Duration) (s spread, err error) {
	if dir, err = os.MkdirTemp(dir, "bongsu-bench-"); err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.Join(dir, "bare.db"),
		RawQuery: url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(0)"}}.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "CREATE TABLE bare (id INTEGER PRIMARY KEY, value BLOB)"); err != nil {
		return s, err
	}
	insert, err := db.PrepareContext(ctx, "INSERT INTO bare (value) VALUES (?)")
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	value := make([]byte, size)
	if _, err := rand.Read(value); err != nil {
		return s, err
	}
	return measureAt(n, pause, func(int) error {
		_, err := insert.ExecContext(ctx, value)
		return err
	})
}
