package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/simulator"
)

// A scene is a kind of event that is measured.
type scene struct {
	name string
	area map[string]any
}

// The scenes. In the last one every base station controller is told each of its
// cells by name.
const (
	sceneOne     = "one 시군구"
	sceneCountry = "the country"
	sceneCells   = "all 시도, by code"
)

func benchScenes() []scene {
	return []scene{
		{sceneOne, map[string]any{"geocodes": []string{"4713000000"}}},
		{sceneCountry, map[string]any{"country": true}},
		{sceneCells, map[string]any{"name": "전국", "geocodes": sido()}},
	}
}

// sido returns the codes of all 시도.
func sido() []cbc.Region {
	regions, err := area.LoadRegions()
	if err != nil {
		panic(err) // they are part of the program
	}
	var all []cbc.Region
	for r := range regions.All() {
		if r.Level == area.Sido && r.Active {
			all = append(all, r.Code)
		}
	}
	return all
}

// body returns an event of the scene.
func (s scene) body(ref string, rev int, now time.Time) []byte {
	e := map[string]any{
		"schema": 1, "id": fmt.Sprintf("%s-%d", ref, rev), "status": "actual", "msg_type": "alert",
		"source": map[string]any{"id": "kma", "system": "kma-eew", "ref": ref, "rev": rev},
		"hazard": "earthquake", "class": "critical", "severity": "extreme", "urgency": "immediate", "certainty": "observed",
		"sent": now.In(seoul()).Format(time.RFC3339), "expires": now.Add(time.Hour).In(seoul()).Format(time.RFC3339),
		"area": s.area, "params": map[string]any{"magnitude": 6.1},
	}
	if rev > 1 {
		e["msg_type"], e["references"] = "cancel", []any{map[string]any{"id": ref, "sent": e["sent"]}}
		for _, k := range []string{"hazard", "class", "area", "params", "expires", "severity", "urgency", "certainty"} {
			delete(e, k)
		}
	}
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // it holds only texts and numbers
	}
	return b
}

// A road is what was measured of one scene: what every stage took, in
// milliseconds, and the floors of the same run.
type road struct {
	Name   string `json:"name"`
	Events int    `json:"events"`
	Cells  int    `json:"cells"`
	Octets int    `json:"octets"` // of an alert: the record and what is stored of it

	Fetched   spread `json:"fetched_ms"`    // from publishing
	Composed  spread `json:"composed_ms"`   // decoded and composed, from fetched
	Committed spread `json:"committed_ms"`  // from composed
	First     spread `json:"first_byte_ms"` // on the first link, from committed
	Every     spread `json:"every_byte_ms"` // on the last link, from committed
	Answered  spread `json:"answered_ms"`   // by the last link, from its first byte
	ToFirst   spread `json:"to_first_ms"`   // from publishing until the first octet on the first link
	Whole     spread `json:"whole_ms"`      // from publishing until the first octet on every link
	Floor     floors `json:"floor_ms"`
	published []publishing
}

// A publishing is an event and when its publishing began.
type publishing struct {
	event string // as the trace calls it
	at    time.Time
}

// After so many events so many bare commits are measured.
const commitEvery, commitsAtOnce = 10, 20

// alone is how long nothing is under way before an event is published, and
// before a fetch, a commit and a write of the floor: alerts come alone, and what
// comes alone costs more than what comes in a row.
const alone = 15 * time.Millisecond

// rest waits until what is measured next comes alone.
func rest(ctx context.Context) {
	t := time.NewTimer(alone)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// play publishes the events of a scene one by one, each cancelled before the
// next, with a sample of the floor after each.
func (b *bench) play(ctx context.Context, s scene) (*road, error) {
	r := &road{Name: s.name, Events: b.events}
	var fetch, write []float64
	var commits []spread
	for n := range b.events {
		ref := fmt.Sprintf("bench-%d-%d", slices.IndexFunc(benchScenes(), func(x scene) bool { return x.name == s.name }), n)
		rest(ctx)
		body := s.body(ref, 1, time.Now())
		at, cells, err := b.send(ctx, body)
		if err != nil {
			return nil, err
		}
		r.Cells = cells
		r.published = append(r.published, publishing{fmt.Sprintf("live/kma/%s/1", ref), at})
		if n == 0 {
			stored, err := b.stored(ctx)
			if err != nil {
				return nil, err
			}
			r.Octets = len(body) + stored
		}
		if _, _, err := b.send(ctx, s.body(ref, 2, time.Now())); err != nil {
			return nil, err
		}
		rest(ctx)
		f, w, err := b.floor.sample(ctx, body)
		if err != nil {
			return nil, err
		}
		fetch, write = append(fetch, f), append(write, w)
		if n%commitEvery == 0 {
			c, err := b.commits(ctx, r.Octets)
			if err != nil {
				return nil, err
			}
			commits = append(commits, c)
		}
	}
	r.Floor = floors{spreadOf(fetch), middle(commits), spreadOf(write)}
	return r, nil
}

// sendLimit is how long an event may take until all links have answered.
const sendLimit = 15 * time.Second

// send publishes an event and waits until every request that came of it has its
// outcome. It returns when publishing began and to how many cells it went.
func (b *bench) send(ctx context.Context, body []byte) (at time.Time, cells int, err error) {
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	posts := b.posts.count()
	r, err := b.producer.Publish(ctx, simulator.Record{Topic: "bongsu.p0", Key: []byte("kma"), Value: body, Headers: map[string]string{"content-type": "application/json"}})
	if err != nil {
		return r.At, 0, err
	}
	type one struct{ link, language string }
	want := 2 * len(b.country.Links) // each in Korean and English
	for {
		settled := map[one]int{}
		for _, p := range b.posts.since(posts) {
			switch {
			case p.Kind == "delivery" && p.What == cbc.Accepted.String():
				settled[one{p.Link, p.Detail.Language}] = p.Detail.Cells
			case p.Kind == "event" && p.What != "admitted":
				return r.At, 0, fmt.Errorf("the event is %s", p.What)
			}
		}
		if len(settled) == want {
			for k, n := range settled {
				if k.language == "ko" {
					cells += n
				}
			}
			return r.At, cells, nil
		}
		select {
		case <-b.news:
		case <-ctx.Done():
			return r.At, 0, fmt.Errorf("%d of %d requests have an outcome: %w", len(settled), want, ctx.Err())
		}
	}
}
