package dispatcher

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bongsu/cbc"
	"bongsu/templates"
)

// A scene is one link and what is known of it.
type scene struct {
	t     *testing.T
	story *story
	airs  map[AirKey]Air
	now   time.Time
}

func stage(t *testing.T) *scene {
	return &scene{t: t, story: tell(t), airs: map[AirKey]Air{}, now: noon}
}

func (s *scene) air(k AirKey) (Air, bool) {
	a, ok := s.airs[k]
	return a, ok
}

func (s *scene) owed() []Delivery {
	var alerts []*Alert
	for i := range s.story.cs.Alerts {
		alerts = append(alerts, &s.story.cs.Alerts[i])
	}
	return Difference("bsc", alerts, s.air, s.now)
}

// want compares what is owed with lines such as "write 1.1/0 1,2".
func (s *scene) want(lines ...string) []Delivery {
	s.t.Helper()
	owed := s.owed()
	var got []string
	for _, d := range owed {
		var cells []string
		for _, c := range d.Warning.Area.Cells {
			cells = append(cells, fmt.Sprint(c.ID))
		}
		line := fmt.Sprintf("%s %s/%d %s", d.Warning.Action, d.Alert, d.Message, strings.Join(cells, ","))
		if d.Warning.Repeated {
			line += " repeated"
		}
		if d.Warning.Replaces {
			line += " replaces " + d.Warning.Supersedes.String()
		}
		got = append(got, line)
	}
	if !slices.Equal(got, lines) {
		s.t.Errorf("owed:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
	return owed
}

// settle ends the first delivery that is owed.
func (s *scene) settle(o cbc.Outcome, failed ...cbc.Failure) {
	s.t.Helper()
	owed := s.owed()
	if len(owed) == 0 {
		s.t.Fatal("nothing is owed")
	}
	s.end(owed[0], o, failed...)
}

func (s *scene) end(d Delivery, o cbc.Outcome, failed ...cbc.Failure) {
	k := AirKey{d.Link, d.Alert, d.Message}
	s.airs[k] = s.airs[k].Settled(&d, &Settlement{Outcome: o, Report: cbc.Report{Failed: failed}})
}

// mono keeps only the first language, to keep the tables short.
func mono(c Composed) Composed {
	c.Draft.Messages = c.Draft.Messages[:1]
	c.Draft.Parts[0].Texts, c.Draft.Parts[0].DCS = []string{"글"}, []cbc.DCS{cbc.UCS2}
	return c
}

func (s *scene) alert() { s.story.comes(mono(composed(KindAlert, "f", 0, noon)), s.now) }

func (s *scene) update(edit func(*Alert)) {
	c := mono(composed(KindUpdate, "f", 1, noon.Add(time.Minute)))
	if edit != nil {
		edit(c.Draft)
	}
	s.now = s.now.Add(time.Minute)
	s.story.comes(c, s.now)
}

func (s *scene) cancel() {
	s.now = s.now.Add(time.Minute)
	s.story.comes(composed(KindCancel, "f", 2, noon.Add(2*time.Minute)), s.now)
}

func TestWhatIsOwedIsWrittenOnce(t *testing.T) {
	s := stage(t)
	s.want()
	s.alert()
	s.want("write 7.1/0 1,2")
	s.settle(cbc.Accepted)
	s.want()
}

func TestALostWriteIsRepeatedWithTheSameSerial(t *testing.T) {
	s := stage(t)
	s.alert()
	before := s.owed()[0].Warning.Serial
	s.settle(cbc.Lost)
	if got := s.want("write 7.1/0 1,2 repeated"); got[0].Warning.Serial != before {
		t.Errorf("serial %v, then %v", before, got[0].Warning.Serial)
	}
	s.settle(cbc.Accepted)
	s.want()
}

func TestCellsThatRefuseAreAskedAgainUnlessForGood(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Partial, cbc.Failure{Cell: cellA, Cause: cbc.CauseCapacity}, cbc.Failure{Cell: cellB, Cause: cbc.CauseUnsupported})
	s.want("write 7.1/0 1 repeated")
	s.settle(cbc.Refused, cbc.Failure{Cell: cellA, Cause: cbc.CauseUnsupported})
	s.want()
	s.cancel()
	s.want()
}

func TestARefusalForGoodIsNotRepeatedUntilThePeerStartsAgain(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Refused, cbc.Failure{Cell: cellA, Cause: cbc.CauseInvalid}, cbc.Failure{Cell: cellB, Cause: cbc.CauseInvalid})
	s.want()
	k := AirKey{"bsc", "7.1", 0}
	a, changed := s.airs[k].Forgotten(nil, nil)
	if s.airs[k] = a; !changed {
		t.Error("a peer that starts again changes nothing")
	}
	s.want("write 7.1/0 1,2 repeated")
}

func TestCellsThatForgetAreWrittenAgainAlone(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Accepted)
	k := AirKey{"bsc", "7.1", 0}
	s.airs[k], _ = s.airs[k].Forgotten([]cbc.Cell{cellB, cellC}, []cbc.Cell{cellA, cellB})
	s.want("write 7.1/0 2 repeated")
	s.settle(cbc.Accepted)
	s.want()
	if _, changed := s.airs[k].Forgotten([]cbc.Cell{cellC}, []cbc.Cell{cellA, cellB}); changed {
		t.Error("a cell outside the area changed something")
	}
}

func TestAnUpdateIsWrittenBeforeTheOldIsStopped(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Accepted)
	s.update(nil)
	s.want("write 7.2/0 1,2")
	s.settle(cbc.Partial, cbc.Failure{Cell: cellB, Cause: cbc.CauseCapacity})
	s.want("stop 7.1/0 1", "write 7.2/0 2 repeated")
	s.settle(cbc.Accepted)
	s.want("write 7.2/0 2 repeated")
	s.settle(cbc.Accepted)
	s.want("stop 7.1/0 2")
	s.settle(cbc.Accepted)
	s.want()
}

func TestCellsThatAnUpdateLeavesOutAreStoppedAtOnce(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Accepted)
	s.update(func(a *Alert) { a.Parts[0].Cells = CellList{cellB, cellC} })
	s.want("stop 7.1/0 1", "write 7.2/0 2,3")
	s.settle(cbc.Accepted)
	s.settle(cbc.Accepted)
	s.want("stop 7.1/0 2")
}

func TestALinkThatCanReplacesInOneGo(t *testing.T) {
	s := stage(t)
	merges := func(a *Alert) { a.Parts[0].Merges = true }
	c := mono(composed(KindAlert, "f", 0, noon))
	merges(c.Draft)
	s.story.comes(c, s.now)
	s.settle(cbc.Accepted)
	s.update(merges)
	old := s.story.cs.Alerts[0].Messages[0].Serial
	s.want("write 7.2/0 1,2 replaces " + old.String())

	// Where the old is not confirmed, replacing it would be a guess.
	s.airs[AirKey{"bsc", "7.1", 0}] = Air{Presence: Maybe}
	s.want("write 7.2/0 1,2")

	// Nor where this one may have got there before.
	s.airs[AirKey{"bsc", "7.1", 0}] = Air{Presence: OnAir, Outcome: cbc.Accepted}
	s.airs[AirKey{"bsc", "7.2", 0}] = Air{Presence: Maybe, Outcome: cbc.Lost}
	s.want("write 7.2/0 1,2 repeated")
}

func TestALanguageThatAnUpdateDropsIsStoppedAtOnce(t *testing.T) {
	s := stage(t)
	s.story.comes(composed(KindAlert, "f", 0, noon), s.now)
	s.settle(cbc.Accepted)
	s.settle(cbc.Accepted)
	s.update(nil)
	s.want("stop 7.1/1 1,2", "write 7.2/0 1,2")
}

func TestACancelStops(t *testing.T) {
	for _, c := range []struct {
		outcome cbc.Outcome
		want    []string
	}{
		{cbc.Accepted, []string{"stop 7.1/0 1,2"}},
		{cbc.Lost, []string{"stop 7.1/0 1,2"}},
		{cbc.Partial, []string{"stop 7.1/0 2"}},
		{cbc.Refused, nil},
		{cbc.Failed, nil},
	} {
		s := stage(t)
		s.alert()
		var failed []cbc.Failure
		if c.outcome == cbc.Partial {
			failed = append(failed, cbc.Failure{Cell: cellA, Cause: cbc.CauseOther})
		}
		s.settle(c.outcome, failed...)
		s.cancel()
		s.want(c.want...)
		if c.want == nil {
			continue
		}
		s.settle(cbc.Lost)
		s.want(c.want...)
		s.settle(cbc.Accepted)
		s.want()
	}
}

func TestAnAlertThatExpiresIsStoppedAndThenLeftAlone(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Accepted)
	s.now = noon.Add(time.Hour)
	s.want("stop 7.1/0 1,2")
	a := &s.story.cs.Alerts[0]
	if Closed(a, s.air, s.now) {
		t.Error("closed while it may be on air")
	}
	s.now = s.now.Add(afterlife)
	s.want()
	if !Closed(a, s.air, s.now) {
		t.Error("not closed an hour after it ended by itself")
	}
}

func TestTheMostUrgentGoesFirst(t *testing.T) {
	s := stage(t)
	var alerts []*Alert
	for i, class := range []templates.Class{templates.Info, templates.Critical, templates.Urgent, templates.Critical} {
		c := mono(composed(KindAlert, fmt.Sprint(i), 0, noon))
		c.Draft.Class = class
		other := tell(t)
		other.cs.ID = CaseID(i)
		other.comes(c, noon.Add(time.Duration(i)*time.Second))
		alerts = append(alerts, &other.cs.Alerts[0])
	}
	var got []string
	for _, d := range Difference("bsc", alerts, s.air, noon) {
		got = append(got, string(d.Alert))
	}
	if want := []string{"1.1", "3.1", "2.1", "0.1"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Whatever the outcomes on the way, a link that answers in the end has on air
// exactly what it should: the pretended peer below is the truth.
func TestTheDifferenceAlwaysLeadsToWhatShouldBeOnAir(t *testing.T) {
	for seed := range uint64(300) {
		dice := rand.New(rand.NewPCG(seed, 1))
		s := stage(t)
		peer := map[cbc.Cell]map[cbc.Key]bool{cellA: {}, cellB: {}, cellC: {}}
		steps := []func(){s.alert,
			func() { s.update(func(a *Alert) { a.Parts[0].Cells = CellList{cellB, cellC} }) }, s.cancel}
		for len(steps) > 0 || dice.IntN(4) > 0 {
			if len(steps) > 0 && dice.IntN(5) == 0 {
				steps[0]()
				steps = steps[1:]
			}
			s.round(peer, cbc.Outcome(1+dice.IntN(5)), dice)
		}
		cut := dice.IntN(2) == 0
		if cut { // another life without the cancel would end on air
			clear(peer[cellA])
			for k := range s.airs {
				s.airs[k], _ = s.airs[k].Forgotten([]cbc.Cell{cellA}, nil)
			}
		}
		for range 20 {
			s.round(peer, cbc.Accepted, dice)
		}
		for cell, air := range peer {
			if len(air) != 0 {
				t.Fatalf("seed %d: after the cancel %v still broadcasts %v", seed, cell, air)
			}
		}
		s.want()
	}
}

// round carries out what is owed at a peer that answers as told: what is lost
// may or may not have been done.
func (s *scene) round(peer map[cbc.Cell]map[cbc.Key]bool, o cbc.Outcome, dice *rand.Rand) {
	for _, d := range s.owed() {
		var failed []cbc.Failure
		for i, cell := range d.Warning.Area.Cells {
			// What is there already is not refused: the answer is "already used".
			no := (o == cbc.Partial && i == 0 || o == cbc.Refused) && !peer[cell][d.Warning.Key()]
			did := !no && o != cbc.Failed && (o != cbc.Lost || dice.IntN(2) == 0)
			if no {
				failed = append(failed, cbc.Failure{Cell: cell, Cause: cbc.CauseCapacity})
			}
			if did && d.Warning.Action == cbc.Write {
				peer[cell][d.Warning.Key()] = true
			} else if did {
				delete(peer[cell], d.Warning.Key())
			}
		}
		outcome := o
		if o == cbc.Partial || o == cbc.Refused {
			r := cbc.Report{Failed: failed}
			outcome = r.Outcome(&d.Warning)
		}
		s.end(d, outcome, failed...)
	}
}

// Lost, then failed (the link is down), then the link is back: the peer may
// have it, so the write must say Repeated.
func TestAWriteLostAndThenNotSentIsStillRepeated(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Lost)
	s.settle(cbc.Failed)
	s.want("write 7.1/0 1,2 repeated")
	// What then follows at a BSC that has it:
	d := s.owed()[0]
	r := cbc.Report{Cause: cbc.CauseAlreadyUsed}
	k := AirKey{"bsc", "7.1", 0}
	s.airs[k] = s.airs[k].Settled(&d, &Settlement{Outcome: r.Outcome(&d.Warning), Report: r})
	s.cancel()
	s.want("stop 7.1/0 1,2")
}

// One dead cell must not keep a superseded country-wide text on air.
func TestAWholeUpdateWithOneDeadCellStopsTheOld(t *testing.T) {
	s := stage(t)
	whole := func(a *Alert) { a.Parts[0].Cells, a.Parts[0].Whole = nil, true }
	c := mono(composed(KindAlert, "f", 0, noon))
	whole(c.Draft)
	s.story.comes(c, s.now)
	s.settle(cbc.Accepted)
	s.update(whole)
	s.settle(cbc.Partial, cbc.Failure{Cell: cellA, Cause: cbc.CauseNoSuchCell})
	var stops int
	for _, d := range s.owed() {
		if d.Warning.Action == cbc.Stop && d.Alert == "7.1" {
			stops++
		}
	}
	if stops != 1 {
		t.Errorf("the old text is stopped %d times", stops)
	}
}

// The stop that follows a write under way must name that write, not the one
// it replaces.
func TestTheStopAfterAReplaceNamesTheReplace(t *testing.T) {
	s := stage(t)
	merges := func(a *Alert) { a.Parts[0].Merges = true }
	c := mono(composed(KindAlert, "f", 0, noon))
	merges(c.Draft)
	s.story.comes(c, s.now)
	d := s.owed()[0]
	s.airs[AirKey{"bsc", "7.1", 0}] = Air{}.Settled(&d, &Settlement{Outcome: cbc.Accepted, Report: cbc.Report{Reference: "OLD"}})
	s.update(merges)
	if got := s.owed()[0].stop(); got.Warning.PeerReference != "" {
		t.Errorf("the stop of %s is for the peer's %q", got.Alert, got.Warning.PeerReference)
	}
}

// A refusal after a lost attempt says nothing of the lost one.
func TestARefusalForRoomAfterALossLeavesMaybe(t *testing.T) {
	s := stage(t)
	s.alert()
	s.settle(cbc.Lost)
	d := s.owed()[0]
	r := cbc.Report{Cause: cbc.CauseCapacity}
	k := AirKey{"bsc", "7.1", 0}
	s.airs[k] = s.airs[k].Settled(&d, &Settlement{Outcome: r.Outcome(&d.Warning), Report: r})
	s.cancel()
	s.want("stop 7.1/0 1,2")
}
