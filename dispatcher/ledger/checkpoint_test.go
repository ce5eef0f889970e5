package ledger

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bongsu/dispatcher"
)

func TestLogIsWrittenFromItsStartAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		pages int // 1 leaves the rest to the writer
	}{{"by the checkpoint alone", 1 << 20}, {"with the writer's help", 1}} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			l, err := Open(t.Context(), Config{Path: path, Checkpoint: time.Hour, pages: c.pages})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			for i := range 3 {
				admit(t, l, alert(fmt.Sprint("a", i)), dispatcher.Admitted)
			}
			before := size(t, path+"-wal")
			if err := l.checkpoint(); err != nil {
				t.Fatal(err)
			}
			admit(t, l, alert("b"), dispatcher.Admitted)
			if now := size(t, path+"-wal"); now != before {
				t.Errorf("the log has %d bytes, before the checkpoint it had %d", now, before)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			if left, err := os.Stat(path + "-wal"); err == nil && left.Size() > 0 {
				t.Errorf("closing left %d bytes in the log", left.Size())
			}
		})
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	s, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return s.Size()
}
