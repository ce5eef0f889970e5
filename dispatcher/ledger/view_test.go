package ledger

import (
	"path/filepath"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/dispatcher"
)

// What has ended costs a link nothing to look past, until an answer that was
// still on its way says that it is on air.
func TestAnEndedAlertRestsUntilALateAnswer(t *testing.T) {
	l := fresh(t, filepath.Join(t.TempDir(), "ledger.db"))
	in := alert("a")
	in.links = []string{"skt"}
	admit(t, l, in, dispatcher.Admitted)
	writes := owed(t, l, "skt")
	admit(t, l, cancel("c", time.Minute, "a"), dispatcher.Admitted)
	if n := len(l.view.on("skt")); n != 0 {
		t.Errorf("%d alerts are looked at for the link", n)
	}
	wantOwed(t, l, "skt")
	settle(t, l, writes[0], ended(cbc.Accepted))
	stops := wantOwed(t, l, "skt", "stop 1.1/0")
	settle(t, l, stops[0], ended(cbc.Accepted))
	if n := len(l.view.on("skt")); n != 0 {
		t.Errorf("after the stop %d alerts are looked at for the link", n)
	}
}
