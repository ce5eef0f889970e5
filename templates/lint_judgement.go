package templates

import (
	"slices"
	"sync"
)

// A judgement is what lint sees in a text wherever it goes and however much room
// it has.
type judgement struct {
	found  []Finding
	at     spans // of each finding
	placed []placeNamed
	act    deed
}

// of returns the findings, with those that depend on the room and the target. T
// has the text, and no findings yet.
func (j *judgement) of(t *textLint) []Finding {
	t.length()
	t.target(j.placed)
	t.late(j.act)
	t.room()
	if len(t.found) == 0 {
		return j.found
	}
	found := slices.Clone(j.found)
	for _, f := range t.found {
		i := slices.IndexFunc(found, func(x Finding) bool { return x.Rule > f.Rule })
		if i < 0 {
			i = len(found)
		}
		found = slices.Insert(found, i, f)
	}
	return found
}

// maxJudgements is how many shapes are remembered. When there are more, all are
// forgotten: that costs the time of looking again, no more.
const maxJudgements = 20_000

// judgements are those by shape. They may be used by many goroutines.
type judgements struct {
	mu sync.RWMutex // guards by
	by map[string]*judgement
}

func (all *judgements) find(shape []byte) (*judgement, bool) {
	all.mu.RLock()
	defer all.mu.RUnlock()
	j, ok := all.by[string(shape)]
	return j, ok
}

func (all *judgements) add(shape []byte, j *judgement) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.by == nil || len(all.by) >= maxJudgements {
		all.by = make(map[string]*judgement, 256)
	}
	all.by[string(shape)] = j
}
