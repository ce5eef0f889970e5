package ledger

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// An InUseError says that a ledger is open already.
type InUseError struct {
	Path string // of the database
	By   string // who has it, as far as known: "instance seoul-1, process 4711"
}

func (e *InUseError) Error() string {
	return fmt.Sprintf("%s is in use by %s; two processes cannot share one ledger", e.Path, e.By)
}

// A guard is a lock on a file beside the database. The system lets go of it
// when the process ends, however it ends, so that nothing is left to clean up.
type guard struct{ file *os.File }

// take locks path against other ledgers, in this process or any other.
func take(path, instance string) (*guard, error) {
	f, err := os.OpenFile(path+".lock", //nolint:gosec // the path is the operator's
		os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		defer f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, &InUseError{path, holder(f)}
		}
		return nil, fmt.Errorf("locking %s: %w", f.Name(), err)
	}
	note := fmt.Sprintf("instance %q, process %d\n", instance, os.Getpid())
	if err := errors.Join(f.Truncate(0), writeAt(f, note)); err != nil {
		return nil, errors.Join(fmt.Errorf("noting who has %s: %w", path, err), f.Close())
	}
	return &guard{f}, nil
}

// holder reads who holds the lock.
func holder(f *os.File) string {
	b, err := io.ReadAll(io.LimitReader(f, 256))
	if by := strings.TrimSpace(string(b)); err == nil && by != "" {
		return by
	}
	return "another process"
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// release lets go. The file stays: removing it would let two processes hold
// locks on two files of one name.
func (g *guard) release() error { return g.file.Close() }
