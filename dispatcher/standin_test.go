package dispatcher

import (
	"testing"
	"time"

	"bongsu/cbc"
)

// A link that stands in for another is owed what certainly failed there.
func TestAStandInIsOwedAfterCertainFailureOnly(t *testing.T) {
	for name, c := range map[string]struct {
		first Air
		tried bool
		texts []string // of the first link
		want  bool
	}{
		"nothing has been tried":              {want: false},
		"it has certainly failed":             {Air{Outcome: cbc.Failed}, true, nil, true},
		"it is refused for good":              {Air{Outcome: cbc.Refused, Permanent: true}, true, nil, true},
		"it can never be sent":                {Air{Outcome: cbc.Failed, Permanent: true}, true, nil, true},
		"it is refused, and may not be later": {Air{Outcome: cbc.Refused}, true, nil, false},
		"its answer was lost":                 {Air{Outcome: cbc.Lost, Presence: Maybe}, true, nil, false},
		"it failed after a lost answer":       {Air{Outcome: cbc.Failed, Presence: Maybe}, true, nil, false},
		"it is on air":                        {Air{Outcome: cbc.Accepted, Presence: OnAir}, true, nil, false},
		"the language is not said there":      {Air{}, false, []string{"글", ""}, true},
	} {
		t.Run(name, func(t *testing.T) {
			a := composed(KindAlert, "a", 0, noon).Draft
			a.ID, a.State, a.OwedAt, a.Event.Plane = "1.1", Owed, noon, Live
			second := a.Parts[0]
			second.Link, second.After = "stand-in", "bsc"
			a.Parts = append(a.Parts, second)
			if c.texts != nil {
				a.Parts[0].Texts = c.texts
			}
			airs := func(k AirKey) (Air, bool) {
				if k.Link != "bsc" {
					return Air{}, false
				}
				return c.first, c.tried
			}
			owed := Difference("stand-in", []*Alert{a}, airs, noon.Add(time.Second))
			english := false
			for _, d := range owed {
				english = english || d.Message == 1
			}
			if english != c.want {
				t.Errorf("owed %v, want %v", english, c.want)
			}
		})
	}
}

// What a stand-in has said is stopped there, whatever became of the first link.
func TestWhatAStandInSaidIsStopped(t *testing.T) {
	a := composed(KindAlert, "a", 0, noon).Draft
	a.ID, a.State, a.OwedAt, a.EndedAt, a.Event.Plane = "1.1", Cancelled, noon, noon, Live
	a.Parts[0].Link, a.Parts[0].After = "stand-in", "bsc"
	airs := func(k AirKey) (Air, bool) { return Air{Outcome: cbc.Accepted, Presence: OnAir}, true }
	owed := Difference("stand-in", []*Alert{a}, airs, noon.Add(time.Second))
	if len(owed) == 0 || owed[0].Warning.Action != cbc.Stop {
		t.Errorf("owed %+v", owed)
	}
}
