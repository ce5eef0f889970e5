package dispatcher

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"

	"bongsu/cbc"
)

// A preparing peer notes what it may prepare.
type preparing struct {
	peer
	name string
	into *[]prepared
}

type prepared struct {
	link string
	w    cbc.Warning
}

func (p *preparing) Prepare(w cbc.Warning) { *p.into = append(*p.into, prepared{p.name, w}) }

// foreseeing returns a dispatcher of three links, the last of which cannot
// prepare, and an owed alert in two languages for all of them.
func foreseeing(t *testing.T, into *[]prepared) (*Dispatcher, *foresight) {
	t.Helper()
	c := composed(KindAlert, "a", 0, noon)
	f := &foresight{alert: *c.Draft}
	f.alert.State, f.alert.OwedAt = Owed, noon
	part := f.alert.Parts[0]
	part.Texts, part.DCS = []string{"지진", "Earthquake"}, []cbc.DCS{cbc.UCS2, cbc.GSM7}
	f.alert.Messages = []Message{{Language: "ko", MessageID: 4371}, {Language: "en", MessageID: 4384}}
	f.alert.Parts = nil
	links := []Link{}
	for _, name := range []string{"one", "two", "three"} {
		part.Link = name
		f.alert.Parts = append(f.alert.Parts, part)
		links = append(links, Link{Name: name, Plane: Live, Window: 1, Carry: &preparing{name: name, into: into}})
	}
	links[2].Carry = &peer{}
	d, err := New(Config{Log: zap.NewNop(), Composer: &Composer{Links: links}})
	if err != nil {
		t.Fatal(err)
	}
	return d, f
}

func TestTheFirstTextOfEveryLinkIsPreparedBeforeTheSecondOfAny(t *testing.T) {
	var got []prepared
	d, f := foreseeing(t, &got)
	d.prepareAll(f)
	var order []string
	for _, p := range got {
		order = append(order, p.link+" "+p.w.Text)
	}
	want := []string{"one 지진", "two 지진", "one Earthquake", "two Earthquake"}
	if !slices.Equal(order, want) {
		t.Errorf("prepared %q, want %q", order, want)
	}
}

func TestWhatIsPreparedIsWhatIsOwed(t *testing.T) {
	var got []prepared
	d, f := foreseeing(t, &got)
	d.prepareAll(f)
	none := func(AirKey) (Air, bool) { return Air{}, false }
	owed := Difference("one", []*Alert{&f.alert}, none, noon)
	if len(owed) != 2 {
		t.Fatalf("%d are owed", len(owed))
	}
	for i, p := range []prepared{got[0], got[2]} {
		if d := cmp.Diff(owed[i].Warning, p.w); d != "" {
			t.Errorf("text %d: owed -, prepared +\n%s", i, d)
		}
	}
}

func TestNothingIsPreparedAfterTheCommit(t *testing.T) {
	var got []prepared
	d, f := foreseeing(t, &got)
	f.over.Store(true)
	d.prepareAll(f)
	if len(got) > 0 {
		t.Errorf("prepared %d", len(got))
	}
}
