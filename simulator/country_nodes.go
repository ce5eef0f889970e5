package simulator

import (
	"errors"
	"fmt"

	"bongsu/cbc"
)

// StartCountry lays out a country and starts the node of each of its links,
// all on one air. Close ends it.
func StartCountry(c CountryConfig) (*Country, error) {
	country, err := NewCountry(c)
	if err != nil {
		return nil, err
	}
	for _, l := range country.Links {
		if err := country.start(l); err != nil {
			return nil, errors.Join(fmt.Errorf("country: %w", err), country.Close())
		}
	}
	return country, nil
}

func (c *Country) start(l *CountryLink) error {
	listen := c.config.Listen[l.Name]
	if listen == "" {
		listen = "127.0.0.1:0"
	}
	if l.SMPP() {
		node, err := StartSMSC(SMSCConfig{
			Name: l.Name, Listen: listen, SystemID: l.SystemID, Password: l.Password,
			Sites: l.Sites, WholeAreaAlias: l.WholeAreaAlias, Air: c.Air,
		})
		if err != nil {
			return err
		}
		l.SMSC, l.Addr = node, node.Addr()
		return nil
	}
	cells := make([]cbc.Cell, len(l.Sites))
	for i, s := range l.Sites {
		cells[i] = s.Cell
	}
	node, err := StartBSC(BSCConfig{Name: l.Name, Listen: listen, Cells: cells, Air: c.Air})
	if err != nil {
		return err
	}
	l.BSC, l.Addr = node, node.Addr()
	return nil
}

// Close hangs up at every node and waits until all have ended. What was on air
// stays.
func (c *Country) Close() error {
	var errs []error
	for _, l := range c.Links {
		if l.SMSC != nil {
			errs = append(errs, l.SMSC.Close())
		}
		if l.BSC != nil {
			errs = append(errs, l.BSC.Close())
		}
	}
	return errors.Join(errs...)
}

// Journal returns what happened at the link's node; nil before StartCountry.
func (l *CountryLink) Journal() *Journal {
	switch {
	case l.SMSC != nil:
		return l.SMSC.Journal
	case l.BSC != nil:
		return l.BSC.Journal
	}
	return nil
}

// Rules returns the rules of the link's node; nil before StartCountry.
func (l *CountryLink) Rules() *Rules {
	switch {
	case l.SMSC != nil:
		return l.SMSC.Rules
	case l.BSC != nil:
		return l.BSC.Rules
	}
	return nil
}

// HangUp closes the connections of the link's node, if it has started. What is
// on air stays.
func (l *CountryLink) HangUp() {
	switch {
	case l.SMSC != nil:
		l.SMSC.HangUp()
	case l.BSC != nil:
		l.BSC.HangUp()
	}
}

// Forget makes the link's node lose everything on air, as after a power cut.
func (l *CountryLink) Forget() {
	switch {
	case l.SMSC != nil:
		l.SMSC.Forget()
	case l.BSC != nil:
		l.BSC.Forget()
	}
}
