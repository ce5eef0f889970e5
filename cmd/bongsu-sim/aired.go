package main

import (
	"fmt"
	"slices"

	"bongsu/cbc"
	"bongsu/simulator"
)

// onAir returns what a link's node has on air now: cells by text.
func onAir(l *simulator.CountryLink) map[string][]cbc.Cell {
	all := map[string][]cbc.Cell{}
	keys := airedKeys(l)
	texts := textsOf(l.Journal())
	for key, cells := range keys {
		all[texts[key]] = append(all[texts[key]], cells...)
	}
	return all
}

// airedKeys returns the same by key.
func airedKeys(l *simulator.CountryLink) map[cbc.Key][]cbc.Cell {
	if l.SMPP() {
		return l.SMSC.OnAir()
	}
	return l.BSC.OnAir()
}

// textsOf returns what a node has put on air last under each key.
func textsOf(j *simulator.Journal) map[cbc.Key]string {
	texts := map[cbc.Key]string{}
	for _, e := range j.Entries() {
		if e.What == "on-air" {
			texts[cbc.Key{MessageID: e.MessageID, Serial: e.Serial}] = e.Text
		}
	}
	return texts
}

// compareAir says where a link's node has something else on air than it must.
func compareAir(l *simulator.CountryLink, must []said) []string {
	var mistakes []string
	is := onAir(l)
	for _, s := range must {
		missing, extra := differ(s.cells, is[s.text])
		if missing > 0 {
			mistakes = append(mistakes, fmt.Sprintf("%s: %d of %d cells do not have on air %q", l.Name, missing, len(s.cells), s.text))
		}
		if extra > 0 {
			mistakes = append(mistakes, fmt.Sprintf("%s: %d cells too many, or twice, have on air %q", l.Name, extra, s.text))
		}
		delete(is, s.text)
	}
	for text, cells := range is {
		mistakes = append(mistakes, fmt.Sprintf("%s: %d cells have on air what should not be: %q", l.Name, len(cells), text))
	}
	return mistakes
}

// differ returns how many of must are not in is, and how many of is are more
// than must has of them.
func differ(must, is []cbc.Cell) (missing, extra int) {
	left := make(map[cbc.Cell]int, len(must))
	for _, c := range must {
		left[c]++
	}
	for _, c := range is {
		if left[c] == 0 {
			extra++
			continue
		}
		left[c]--
	}
	for _, n := range left {
		missing += n
	}
	return missing, extra
}

// orders returns how many requests that change what is on air have reached the
// nodes of a country.
func orders(c *simulator.Country) int {
	n := 0
	for _, l := range c.Links {
		for _, e := range l.Journal().Entries() {
			if isOrder(e) {
				n++
			}
		}
	}
	return n
}

// isOrder reports whether an entry is a request that changes what is on air.
func isOrder(e simulator.Entry) bool {
	return !e.Out && slices.Contains([]string{"broadcast_sm", "cancel_broadcast_sm", "write-replace", "kill"}, e.What)
}

// isAnswer reports whether an entry is the answer to one.
func isAnswer(e simulator.Entry) bool {
	return e.Out && slices.Contains([]string{"broadcast_sm_resp", "cancel_broadcast_sm_resp", "write-replace complete", "kill complete"}, e.What)
}

// orderNames are how a link's protocol calls the requests to put something on
// air and to take it off.
func orderNames(l *simulator.CountryLink) (write, stop string) {
	if l.SMPP() {
		return "broadcast_sm", "cancel_broadcast_sm"
	}
	return "write-replace", "kill"
}
