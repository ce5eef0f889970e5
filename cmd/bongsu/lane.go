package main

import (
	"bongsu/dispatcher"
	"bongsu/templates"
)

// Prefixes of the names of lanes that are not topics.
const (
	tokenLane   = "token:"
	consoleLane = "console:"
)

// planes are all planes.
func planes() []dispatcher.Plane {
	return []dispatcher.Plane{dispatcher.Live, dispatcher.Exercise, dispatcher.Test}
}

// lanes returns all ways in by name: topics, tokens, and the console's own for
// each plane, by which people cancel.
func (l *loaded) lanes() map[string]dispatcher.Lane {
	all := map[string]dispatcher.Lane{}
	if l.Kafka != nil {
		for i := range l.Kafka.Lanes {
			k := &l.Kafka.Lanes[i]
			all[k.name()] = dispatcher.Lane{Name: k.name(), Plane: k.Plane, Classes: k.Classes, Sources: k.Sources, MaxAge: k.MaxAge}
		}
	}
	for _, t := range l.Tokens {
		name := tokenLane + t.Name
		all[name] = dispatcher.Lane{Name: name, Plane: t.Plane, Classes: t.Classes, Sources: t.Sources, MaxAge: t.MaxAge}
		if len(t.Classes) == 0 {
			all[name] = dispatcher.Lane{Name: name, Plane: t.Plane, Classes: templates.Classes(), Sources: t.Sources, MaxAge: t.MaxAge}
		}
	}
	for plane, name := range consoleLanes() {
		all[name] = dispatcher.Lane{Name: name, Plane: plane, Classes: templates.Classes()}
	}
	return all
}

// consoleLanes returns the names of the console's lanes.
func consoleLanes() map[dispatcher.Plane]string {
	all := map[dispatcher.Plane]string{}
	for _, p := range planes() {
		all[p] = consoleLane + string(p)
	}
	return all
}
