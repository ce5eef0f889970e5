package ledger

import (
	"context"
	"fmt"
)

// Audit notes who did what, for what the ledger does not note by itself, such
// as sign-ins: it notes events that came over HTTP, and decisions. Detail is
// stored as JSON. The trail is only ever appended to.
func (l *Ledger) Audit(ctx context.Context, by, what string, detail any) error {
	if err := l.write(ctx, later, func(t *turn) error { return t.addAudit(by, what, detail) }); err != nil {
		return fmt.Errorf("noting that %s: %s: %w", by, what, err)
	}
	return nil
}

func (t *turn) addAudit(by, what string, detail any) error {
	b, err := text(detail)
	if err != nil {
		return err
	}
	t.ids.audit++
	return t.exec(t.s.addAudit, t.ids.audit, t.l.now().UnixNano(), by, what, b)
}
