package main

import (
	"slices"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// A grid of pretended cells covers the country, so that every place in it is
// reached, however small.
const (
	gridStep   = 0.06 // degrees, between cells
	gridRadius = 6000 // metres, more than half a diagonal between cells
	gridSouth  = 33.0
	gridNorth  = 38.7
	gridWest   = 124.5
	gridEast   = 131.0
)

// pretend returns a composer with a library and, for each of its bearers, a link
// of the plane of r that reaches everywhere, and chooses the lane for r.
func pretend(lib *templates.Library, r *dispatcher.Record) (*dispatcher.Composer, error) {
	e, _ := dispatcher.ReadEvent(*r, lib)
	plane := e.Plane
	if plane == "" {
		plane = dispatcher.Live
	}
	r.Lane = consoleLanes()[plane]
	c := &dispatcher.Composer{
		Library: lib, Select: area.Touch, Drafts: templates.Drafts{"*"}, // it goes nowhere
		Lanes: map[string]dispatcher.Lane{r.Lane: {Name: r.Lane, Plane: plane, Classes: templates.Classes()}},
	}
	var err error
	var sites []area.Site
	for i, bearer := range slices.Sorted(lib.Profile().BearerNames()) {
		c.Links = append(c.Links, dispatcher.Link{Name: bearer, Plane: plane, Bearer: bearer,
			Languages: lib.Profile().Tags(), TakesCells: true, Window: 1})
		sites = append(sites, grid(bearer, uint32(i))...)
	}
	if c.Regions, err = area.LoadRegions(); err != nil {
		return nil, err
	}
	if c.People, err = area.LoadPopulation(c.Regions); err != nil {
		return nil, err
	}
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		return nil, err
	}
	c.Atlas, err = area.NewAtlas(sites, c.Regions, boundaries)
	return c, err
}

// grid returns the pretended cells of a link, in a tracking area of their own.
func grid(link string, tac uint32) []area.Site {
	var sites []area.Site
	for lat := gridSouth; lat < gridNorth; lat += gridStep {
		for lon := gridWest; lon < gridEast; lon += gridStep {
			cell := cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 1, MNC: 1}, Area: tac, ID: uint64(len(sites))}
			sites = append(sites, area.Site{Link: link, Cell: cell, At: cbc.Point{Lat: lat, Lon: lon}, Radius: gridRadius})
		}
	}
	return sites
}
