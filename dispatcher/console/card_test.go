package console

import (
	"testing"

	"bongsu/dispatcher"
)

func TestACardSaysByHowMuchALinkIsToldMoreThanWasAskedFor(t *testing.T) {
	c := newCard(&dispatcher.Alert{Hash: "0123456789abcdef", Parts: []dispatcher.Part{
		{Link: "smsc", Over: &dispatcher.Overshoot{Metres: 419.6, Share: 0.0314}},
		{Link: "bsc"},
	}}, nil)
	if got := c.Links[0].Larger(); got != "≤ 420 m, 3.1 %" {
		t.Errorf("smsc: %q", got)
	}
	if got := c.Links[1].Larger(); got != "" {
		t.Errorf("bsc: %q", got)
	}
}
