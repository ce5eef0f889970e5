package simtest

import (
	"errors"
	"net"
	"testing"

	"bongsu/cbc"
	"bongsu/simulator"
)

// SMSC starts an SMPP centre and closes it when the test ends. Unless the
// configuration says otherwise the client is "bongsu" with the password
// "country", and every area alias means the one cell there is, in Gyeongju.
func SMSC(t testing.TB, c simulator.SMSCConfig) *simulator.SMSC {
	t.Helper()
	if c.Name == "" {
		c.Name = "centre"
	}
	if c.SystemID == "" {
		c.SystemID, c.Password = "bongsu", "country"
	}
	if c.Sites == nil {
		c.Sites, c.WholeAreaAlias = oneSite(), simulator.WholeCountry
		c.Within = func(simulator.Site, string) bool { return true }
	}
	s, err := simulator.StartSMSC(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil && !errors.Is(err, net.ErrClosed) { // the test may have closed it
			t.Error(err)
		}
	})
	return s
}

func oneSite() []simulator.Site {
	return []simulator.Site{{
		Cell: cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 1, ID: 1},
		At:   cbc.Point{Lat: 35.8562, Lon: 129.2247}, Region: Gyeongju,
	}}
}
