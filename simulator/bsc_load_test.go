package simulator_test

import (
	"testing"

	"bongsu/cbc/cbsp"
	"bongsu/simulator"
)

func cgiList(i ...int) cbsp.CellList {
	l := cbsp.CellList{Discriminator: cbsp.CGI}
	for _, n := range i {
		l.IDs = append(l.IDs, cbsp.IDOf(seoul[n], cbsp.CGI))
	}
	return l
}

func writeComplete(w *cbsp.WriteReplace, l cbsp.CellList) *cbsp.WriteReplaceComplete {
	return &cbsp.WriteReplaceComplete{MessageID: w.MessageID, Serial: w.Serial, Old: w.Old, Replaces: w.Replaces,
		Done: cbsp.Done{Cells: &l, Channel: cbsp.Basic}}
}

func capacity(l cbsp.CellList) (all []cbsp.Failure) {
	for _, id := range l.IDs {
		all = append(all, cbsp.Failure{ID: id, Cause: cbsp.BSCCapacityExceeded})
	}
	return all
}

func TestChannelOfACellIsFullWhenItsPagesTakeItsTime(t *testing.T) {
	b := startBSC(t, simulator.BSCConfig{RepetitionCoding: cbsp.BE16, Channel: true, Queries: true, Mute: seoul[2:]})
	c := dialBSC(t, b)
	c.expect(&cbsp.Restart{Cells: cbsp.AllCells(), DataLost: true})
	both, first := cgiList(0, 1), cgiList(0)
	half := cbsWrite(0x10, 100, both)
	half.Period = 2 // a page in two units
	c.say(half)
	c.expect(writeComplete(half, both))
	quarter := cbsWrite(0x20, 100, first)
	quarter.Period = 4
	c.say(quarter)
	c.expect(writeComplete(quarter, first))
	c.say(&cbsp.LoadQuery{Cells: cbsp.AllCells(), Channel: cbsp.Basic})
	c.expect(&cbsp.LoadQueryFailure{Channel: cbsp.Basic, Failed: []cbsp.Failure{{ID: cgiList(2).IDs[0], Cause: cbsp.BroadcastNotSupported}},
		Loads: &cbsp.LoadList{Loads: []cbsp.Load{{ID: both.IDs[0], First: 75}, {ID: both.IDs[1], First: 50}}}})
	more := cbsWrite(0x30, 100, both)
	more.Period = 2
	c.say(more)
	second := cgiList(1)
	c.expect(&cbsp.WriteReplaceFailure{MessageID: more.MessageID, Serial: more.Serial, Failed: capacity(first),
		Done: cbsp.Done{Cells: &second, Channel: cbsp.Basic}})
	// What takes the place of another has its room.
	other := cbsWrite(0x40, 100, first)
	other.Period, other.Replaces, other.Old = 2, true, 0x10
	c.say(other)
	c.expect(&cbsp.WriteReplaceComplete{MessageID: other.MessageID, Serial: other.Serial, Old: 0x10, Replaces: true,
		Done: cbsp.Done{Completed: &cbsp.CountList{Counts: []cbsp.Count{{ID: first.IDs[0], N: 1}}}, Cells: &first, Channel: cbsp.Basic}})
	c.say(&cbsp.SetDRX{Cells: both, Period: 40, Channel: cbsp.Basic})
	c.expect(&cbsp.SetDRXComplete{Cells: both, Channel: cbsp.Basic})
}

func TestSomeCellsRefuseByRule(t *testing.T) {
	b := startBSC(t, simulator.BSCConfig{RepetitionCoding: cbsp.BE16})
	if err := b.Rules.Add(simulator.Rule{On: "write-replace", Do: simulator.Refuse, Cause: int(cbsp.CellMemoryExceeded), Cells: []string{seoul[1].String()}, Times: 2}); err != nil {
		t.Fatal(err)
	}
	c := dialBSC(t, b)
	c.expect(&cbsp.Restart{Cells: cbsp.AllCells(), DataLost: true})
	w := cbsWrite(0x10, 100, cbsp.AllCells())
	c.say(w)
	well, sick := cgiList(0, 2), cgiList(1)
	failed := []cbsp.Failure{{ID: sick.IDs[0], Cause: cbsp.CellMemoryExceeded}}
	c.expect(&cbsp.WriteReplaceFailure{MessageID: w.MessageID, Serial: w.Serial, Failed: failed, Done: cbsp.Done{Cells: &well, Channel: cbsp.Basic}})
	w = cbsWrite(0x20, 100, sick)
	c.say(w)
	c.expect(&cbsp.WriteReplaceFailure{MessageID: w.MessageID, Serial: w.Serial, Failed: failed, Done: cbsp.Done{Channel: cbsp.Basic}})
	c.say(w)
	c.expect(writeComplete(w, sick))
	for _, r := range []simulator.Rule{{Do: simulator.Refuse, Cells: []string{"x"}}, {Do: simulator.Silence, Cells: []string{seoul[0].String()}}} {
		if err := b.Rules.Add(r); err == nil {
			t.Errorf("%+v was taken", r)
		}
	}
}
