package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"os"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/dispatcher"
)

// An assembly is a configuration made into what it describes, nothing of it
// running yet.
type assembly struct {
	*loaded
	composer  *dispatcher.Composer
	http      *tls.Config // nil without TLS
	ecbe      *tls.Config // likewise
	kafka     *tls.Config
	kafkaPass string
	flaws     mistakes // what lint must refuse in the library; it can be used all the same
}

// read reads what a reload reads again: the library with its waivers, and the
// cells. Mistakes are noted.
func (a *assembly) read() error {
	if err := a.guidance(); err != nil {
		return err
	}
	a.agree()
	return a.place()
}

// assemble reads everything that a configuration names and puts it together.
// The error is mistakes with all that is wrong, or says what cannot be read.
func assemble(path string, trace func(link string) cbc.Trace) (*assembly, error) {
	l, err := loadConfig(path)
	if err != nil {
		return nil, err
	}
	if len(l.lines) == 0 {
		return nil, l.found
	}
	a := &assembly{loaded: l, composer: &dispatcher.Composer{Lanes: l.lanes(), Policy: l.policy(), Select: l.selection(), Drafts: l.Library.AllowDraft}}
	if err := a.read(); err != nil {
		return nil, err
	}
	a.wire(trace)
	a.ways()
	if len(l.found) > 0 {
		return nil, append(l.found, a.flaws...).sorted()
	}
	return a, nil
}

// ways prepares the ways in: keys, certificates and passwords.
func (a *assembly) ways() {
	if a.HTTP.TLS != nil {
		a.http = a.serverTLS("http.tls", a.HTTP.TLS)
	}
	if a.ECBE != nil && a.ECBE.TLS != nil {
		a.ecbe = a.serverTLS("ecbe.tls", a.ECBE.TLS)
	}
	if a.Kafka == nil {
		return
	}
	if a.Kafka.TLS != nil {
		a.kafka = a.clientTLS("kafka.tls", a.Kafka.TLS, "")
	}
	if s := a.Kafka.SASL; s != nil {
		a.kafkaPass = a.secret("kafka.sasl", s.PasswordFile, s.PasswordEnv)
	}
}

// place reads the cells file and makes the atlas. Mistakes are noted.
func (a *assembly) place() error {
	c := a.composer
	var err error
	if c.Regions, err = area.LoadRegions(); err != nil {
		return err
	}
	if c.People, err = area.LoadPopulation(c.Regions); err != nil {
		return err
	}
	c.Jurisdictions = a.jurisdictions(c.Regions)
	if a.Cells == "" {
		return nil
	}
	sites, err := a.sites()
	if err != nil || sites == nil {
		return err
	}
	a.compareCells(sites)
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		return err
	}
	c.Atlas, err = area.NewAtlas(sites, c.Regions, boundaries)
	return a.noteSites(err)
}

// jurisdictions returns where sources may alert. Mistakes are noted.
func (l *loaded) jurisdictions(r *area.Regions) []dispatcher.Jurisdiction {
	var list []dispatcher.Jurisdiction
	for i, c := range l.Jurisdictions {
		path := fmt.Sprintf("jurisdictions[%d]", i)
		j := dispatcher.Jurisdiction{Sources: c.Sources, Country: c.Country, Wait: c.Beyond == "wait"}
		if c.Country == (len(c.Regions) > 0) {
			l.addf(path, "want either regions or country: true")
		}
		for k, name := range c.Regions {
			code, err := regionOf(r, name)
			if err != nil {
				l.addf(fmt.Sprintf("%s.regions[%d]", path, k), "%v", err)
			}
			j.Regions = append(j.Regions, code)
		}
		list = append(list, j)
	}
	return list
}

// regionOf returns the region of a code or a name.
func regionOf(r *area.Regions, name string) (cbc.Region, error) {
	if x, ok := r.Lookup(cbc.Region(name)); ok {
		return x.Code, nil
	}
	x, err := r.ParseName(name)
	return x.Code, err
}

// sites reads the cells file.
func (a *assembly) sites() ([]area.Site, error) {
	f, err := os.Open(a.relative(a.Cells))
	if err != nil {
		a.addf("cells", "%v", err)
		return nil, nil
	}
	defer f.Close()
	sites, err := area.ReadCells(f, a.relative(a.Cells))
	if err != nil {
		return nil, a.noteSites(err)
	}
	if len(sites) == 0 {
		a.addf("cells", "%s has no cells", a.relative(a.Cells))
	}
	return sites, nil
}

// noteSites notes the mistakes of a cells file and returns any other error.
func (a *assembly) noteSites(err error) error {
	var wrong *area.SitesError
	if !errors.As(err, &wrong) {
		return err
	}
	for _, m := range wrong.Mistakes {
		a.found = append(a.found, mistake{file: a.relative(a.Cells), line: m.Line, text: m.Err.Error()})
	}
	if wrong.More > 0 {
		a.found = append(a.found, mistake{file: a.relative(a.Cells), text: fmt.Sprintf("and %d more mistakes", wrong.More)})
	}
	return nil
}

// wire makes the links. Mistakes are noted.
func (a *assembly) wire(trace func(link string) cbc.Trace) {
	cells := map[string][]uint32{}
	if a.composer.Atlas != nil {
		cells, _ = a.composer.Atlas.Find(area.Query{Country: true}) // has no code or shape that could be wrong
	}
	shared := ports{}
	for i := range a.Links {
		l := &a.Links[i]
		k, ok := kinds()[l.Kind]
		if !ok || !k.configured(l) {
			continue // noted already
		}
		w := &wire{loaded: a.loaded, library: a.composer.Library, link: l, path: fmt.Sprintf("links[%d].%s", i, l.Kind), trace: trace(l.Name), ports: shared}
		if k.takesCells && a.composer.Atlas != nil {
			w.cells = a.composer.Atlas.Cells(l.Name, cells[l.Name])
		}
		known := a.wrong(w.path) // the link's own check would say it again
		carry, err := k.build(w)
		for _, e := range each(err) {
			if !known {
				a.addf(w.path, "%v", e)
			}
		}
		d := l.dispatched()
		d.Carry = carry
		a.composer.Links = append(a.composer.Links, d)
	}
}

// each returns the errors that were joined.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// selection returns which cells are in an area, those inside unless the
// configuration says otherwise.
func (l *loaded) selection() area.Policy {
	p, err := area.ParsePolicy(l.Selection)
	if err != nil {
		return area.Inside // a mistake that is noted already, or nothing
	}
	return p
}

func (l *loaded) policy() dispatcher.Policy {
	var p dispatcher.Policy
	if l.Policy.Default != nil {
		p.Default = *l.Policy.Default
	}
	for _, g := range l.Policy.Grants {
		p.Grants = append(p.Grants, dispatcher.Grant(g))
	}
	return p
}
