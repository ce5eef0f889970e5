package main

import (
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"bongsu/cbc/area"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// compare notes where parts of the configuration do not go together.
func (l *loaded) compare() {
	l.unique("links", len(l.Links), "name", func(i int) string { return l.Links[i].Name })
	l.unique("tokens", len(l.Tokens), "name", func(i int) string { return l.Tokens[i].Name })
	l.unique("tokens", len(l.Tokens), "sha256", func(i int) string { return strings.ToLower(l.Tokens[i].SHA256) })
	l.unique("accounts", len(l.Accounts), "name", func(i int) string { return l.Accounts[i].Name })
	for i := range l.Links {
		l.compareKind(i)
	}
	l.comparePlanes()
	if l.Kafka != nil {
		l.compareTopics()
	}
	if l.ECBE != nil {
		l.compareECBE()
	}
	if len(l.Tokens) == 0 && (l.Kafka == nil || len(l.Kafka.Lanes) == 0) && l.ECBE == nil {
		l.addf("", "no way in: there are neither kafka lanes nor tokens")
	}
}

// compareECBE notes a listener that anybody could reach, and one that would
// reach nobody.
func (l *loaded) compareECBE() {
	host, _, _ := net.SplitHostPort(l.ECBE.Listen)
	if ip, err := netip.ParseAddr(host); l.ECBE.Token == "" && (err != nil || !ip.IsLoopback()) {
		l.addf("ecbe.listen", "want an address of this machine alone, such as 127.0.0.1:12345, or a token_sha256")
	}
	for i := range l.Links {
		if l.Links[i].Plane == l.ECBE.Plane && kinds()[l.Links[i].Kind].takesCells {
			return
		}
	}
	if l.ECBE.Plane != "" && !l.wrong("ecbe.plane") {
		l.addf("ecbe.plane", "no link of the %s plane takes cells", l.ECBE.Plane)
	}
}

// unique notes values of a key that come twice in a list.
func (l *loaded) unique(list string, n int, key string, value func(int) string) {
	seen := map[string]int{}
	for i := range n {
		v := value(i)
		if v == "" {
			continue
		}
		path := fmt.Sprintf("%s[%d].%s", list, i, key)
		if first, twice := seen[v]; twice {
			l.addf(path, "is the same as that of %s[%d]", list, first)
			continue
		}
		seen[v] = i
	}
}

// compareKind notes a kind that does not exist or whose section is missing.
func (l *loaded) compareKind(i int) {
	link, path := &l.Links[i], fmt.Sprintf("links[%d]", i)
	if link.Kind == "" {
		return
	}
	all := kinds()
	if _, ok := all[link.Kind]; !ok {
		l.addf(path+".kind", "want one of %s", strings.Join(slices.Sorted(maps.Keys(all)), ", "))
		return
	}
	if link.Merges != nil && *link.Merges && !link.canMerge() {
		l.addf(path+".merges", "this link of kind %s cannot replace a text in one message", link.Kind)
	}
	l.compareStandIn(i)
	if link.Period%time.Second != 0 {
		l.addf(path+".period", "want whole seconds")
	}
	for name, k := range all {
		switch there := k.configured(link); {
		case name == link.Kind && !there:
			l.addf(path, "a link of kind %s needs a section %s", name, name)
		case name != link.Kind && there:
			l.addf(path+"."+name, "the link is of kind %s", link.Kind)
		}
	}
}

// compareStandIn notes a link that stands in for none that could fail: for
// itself, for one of another plane, for one that stands in itself.
func (l *loaded) compareStandIn(i int) {
	link := &l.Links[i]
	if link.StandsIn == "" {
		return
	}
	path := fmt.Sprintf("links[%d].stands_in_for", i)
	first := slices.IndexFunc(l.Links, func(o linkConfig) bool { return o.Name == link.StandsIn })
	switch {
	case first < 0:
		l.addf(path, "there is no link %s", link.StandsIn)
	case first == i:
		l.addf(path, "is the link itself")
	case l.Links[first].Plane != link.Plane:
		l.addf(path, "link %s is of the %s plane", link.StandsIn, l.Links[first].Plane)
	case l.Links[first].StandsIn != "":
		l.addf(path, "link %s stands in for another itself", link.StandsIn)
	}
}

// comparePlanes notes lanes and tokens of a plane that no link has.
func (l *loaded) comparePlanes() {
	have := map[dispatcher.Plane]bool{}
	for i := range l.Links {
		have[l.Links[i].Plane] = true
	}
	check := func(path string, p dispatcher.Plane) {
		if p != "" && !have[p] && !l.wrong(path) {
			l.addf(path, "no link is of the %s plane, so that its events would reach nobody", p)
		}
	}
	for i := range l.Tokens {
		check(fmt.Sprintf("tokens[%d].plane", i), l.Tokens[i].Plane)
	}
	if l.Kafka == nil {
		return
	}
	for i := range l.Kafka.Lanes {
		check(fmt.Sprintf("kafka.lanes[%d].plane", i), l.Kafka.Lanes[i].Plane)
	}
}

// compareTopics notes topics and lanes that come twice.
func (l *loaded) compareTopics() {
	k := l.Kafka
	l.unique("kafka.lanes", len(k.Lanes), "topic", func(i int) string { return k.Lanes[i].Topic })
	l.unique("kafka.lanes", len(k.Lanes), "name", func(i int) string { return k.Lanes[i].Name })
	for i := range k.Lanes {
		if t := k.Lanes[i].Topic; t != "" && (t == k.Status || t == k.DeadLetter) {
			l.addf(fmt.Sprintf("kafka.lanes[%d].topic", i), "is a topic that bongsu writes to")
		}
	}
	if k.Status != "" && k.Status == k.DeadLetter {
		l.addf("kafka.dead_letter_topic", "is the status topic")
	}
}

// compareLibrary notes what the library does not have.
func (l *loaded) compareLibrary(lib *templates.Library) {
	p := lib.Profile()
	bearers := slices.Collect(p.BearerNames())
	for _, err := range lib.CheckDrafts(l.Library.AllowDraft) {
		l.addf("library.allow_draft", "%v", err)
	}
	for i := range l.Links {
		link, path := &l.Links[i], fmt.Sprintf("links[%d]", i)
		if link.Bearer == "" {
			continue
		}
		if !slices.Contains(bearers, link.Bearer) {
			l.addf(path+".bearer", "%q is not a bearer of the library; want one of %s", link.Bearer, strings.Join(bearers, ", "))
			continue
		}
		for j, language := range link.Languages {
			at := fmt.Sprintf("%s.languages[%d]", path, j)
			if !p.Speaks(language) {
				l.addf(at, "%q is not a language of the profile; want some of %s", language, strings.Join(p.AllTags(), ", "))
			} else if _, ok := p.Budget(link.Bearer, language); !ok {
				l.addf(at, "bearer %s carries no %s", link.Bearer, language)
			}
		}
	}
}

// compareCells notes links without cells, and cells of links that are not
// there.
func (l *loaded) compareCells(sites []area.Site) {
	lines := map[string]int{}
	for i := range sites {
		if _, known := lines[sites[i].Link]; !known {
			lines[sites[i].Link] = sites[i].Line
		}
	}
	for i := range l.Links {
		name := l.Links[i].Name
		if _, ok := lines[name]; !ok && name != "" {
			l.addf(fmt.Sprintf("links[%d].name", i), "%s has no cell in %s", name, l.Cells)
		}
		delete(lines, name)
	}
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		l.found = append(l.found, mistake{file: l.relative(l.Cells), line: lines[name], text: fmt.Sprintf("link %q is not in the configuration", name)})
	}
}
