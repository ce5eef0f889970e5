package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// crowdAt is where the pretended cells of a crowd are: in 경주.
var crowdAt = cbc.Point{Lat: 35.8562, Lon: 129.2247}

const crowdRegion = "4713000000"

// crowd returns a composer with many links and cells, all in one region.
func crowd(links, cells int) (*dispatcher.Composer, error) {
	if links < 1 || cells < links || cells > 1<<20 {
		return nil, fmt.Errorf("%d links of %d cells: want at least one cell for each", links, cells)
	}
	lib, err := templates.Load()
	if err != nil {
		return nil, err
	}
	c := &dispatcher.Composer{Library: lib, Drafts: templates.Drafts{"*"}, Lanes: map[string]dispatcher.Lane{"bench": {Name: "bench", Plane: dispatcher.Live, Classes: templates.Classes()}}}
	for i := range links {
		c.Links = append(c.Links, dispatcher.Link{Name: "link" + strconv.Itoa(i), Plane: dispatcher.Live, Bearer: "kr-90",
			Languages: lib.Profile().Tags(), TakesCells: true, Window: 8})
	}
	sites := make([]area.Site, cells)
	for i := range sites {
		sites[i] = area.Site{Link: c.Links[i%links].Name, At: crowdAt, Radius: 500, Region: crowdRegion,
			Cell: cbc.Cell{Radio: cbc.LTE, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: uint32(i % links), ID: uint64(i)}}
	}
	if c.Regions, err = area.LoadRegions(); err != nil {
		return nil, err
	}
	boundaries, err := area.LoadBoundaries()
	if err != nil {
		return nil, err
	}
	c.Atlas, err = area.NewAtlas(sites, c.Regions, boundaries)
	return c, err
}

// crowdEvent returns the i-th event for a crowd.
func crowdEvent(i int, now time.Time) dispatcher.Record {
	b, err := json.Marshal(map[string]any{
		"schema": 1, "id": "bench-" + strconv.Itoa(i), "source": map[string]any{"id": "kma", "system": "kma-eew", "ref": "bench-" + strconv.Itoa(i)},
		"status": "actual", "msg_type": "alert", "hazard": "earthquake", "situation": "eew_m6", "class": "critical",
		"sent": now.Format(time.RFC3339), "expires": now.Add(time.Hour).Format(time.RFC3339),
		"area": map[string]any{"geocodes": []string{crowdRegion}}, "params": map[string]any{"magnitude": 6.1},
	})
	if err != nil {
		panic(err) // it holds only texts and numbers
	}
	return dispatcher.Record{Value: b, Headers: map[string]string{"content-type": "application/json"}, Lane: "bench", By: "bench", Received: now}
}
