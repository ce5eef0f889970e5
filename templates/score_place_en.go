package templates

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// findPlacesEnglish finds names of Korean regions, names with the word for what
// they are (Han River, Route 7), and capitalized names after a preposition.
// Where people are sent ("to Central School") is not where the danger is.
func (r *reading) findPlacesEnglish() {
	for _, s := range wideEnglish().find(r.lower) {
		r.addPlace(s)
	}
	all := wordsOf(r.text)
	r.aloneEnglish(all)
	for i := range all {
		if r.sources.touch(all[i].span) || r.times.touch(all[i].span) {
			continue
		}
		switch {
		case r.regionEnglish(all, i):
			r.addPlace(all[i].span)
		case geographic().in(lowerASCII(all[i].word)) && r.geographicName(all, i):
			r.addPlace(all[i].span)
		case placePreposition().in(lowerASCII(all[i].word)):
			r.afterPreposition(all, i)
		}
	}
}

// aloneEnglish finds capitalized names that stand alone between marks: "10:30,
// Gyeongpo."
func (r *reading) aloneEnglish(all []textWord) {
	if shouting(r.text) {
		return
	}
	for i := 0; i < len(all); {
		j := i + 1
		for j < len(all) && between(r.text, all[j-1].to, all[j].from) && !r.times.touch(all[j-1].span) && !r.times.touch(all[j].span) {
			j++
		}
		if j-i <= 4 && !slices.ContainsFunc(all[i:j], r.noName) {
			r.addPlace(span{all[i].from, all[j-1].to})
		}
		i = j
	}
}

// noName reports whether a word cannot be part of a name that stands alone.
func (r *reading) noName(w textWord) bool {
	low := lowerASCII(w.word)
	return !capitalizedWord(w.word) || r.sources.touch(w.span) || r.times.touch(w.span) ||
		notPlace().in(low) || placePreposition().in(low) || englishHazards().in(low) || actionVerbsEnglish().in(low) || labels().in(low) || addressees().in(low) || vagueEnglish().in(low) || institution().in(low)
}

// regionEnglish reports whether a word is the name of a Korean region, or looks
// like one: Mapo-gu, Sangam-dong.
func (r *reading) regionEnglish(all []textWord, i int) bool {
	low := lowerASCII(all[i].word)
	if !capitalized(all[i].word) || r.goal(all, i) {
		return false
	}
	g := gazetteerEnglish()
	if g.full[low] || g.stems[low] {
		return true
	}
	for s := range strings.FieldsSeq(`-gu -si -gun -do -dong -eup -myeon -ri -ro -gil -ga -daero`) {
		if strings.HasSuffix(low, s) && len(low) > len(s)+1 {
			return true
		}
	}
	return false
}

// goal reports whether word i is where people are sent: after "to", with at
// most two words between.
func (r *reading) goal(all []textWord, i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if !between(r.text, all[j].to, all[j+1].from) {
			return false
		}
		switch low := lowerASCII(all[j].word); {
		case low == "to", low == "towards", low == "via":
			return j == 0 || !boundFor().in(lowerASCII(all[j-1].word))
		case low != "the" && !capitalized(all[j].word):
			return false
		}
	}
	return false
}

// boundFor holds verbs after which "to" tells where the danger goes.
var boundFor = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `close, near, next, due, spreading, moving, coming, spread, heading, drifting, approaching, from, damage, threat, adjacent, sent, issued, message, given, order, addressed, risk, release`})
})

// geographicName reports whether the word for a kind of place at i has a name:
// a capitalized word before it, or a number or letter behind it.
func (r *reading) geographicName(all []textWord, i int) bool {
	if i+1 < len(all) && between(r.text, all[i].to, all[i+1].from) && capitalized(all[i].word) && !r.goal(all, i) {
		next := all[i+1].word
		if digit(next[0]) || len(next) == 1 && next >= "B" && next <= "Z" || mountPrefix().in(lowerASCII(all[i].word)) && capitalized(next) && !notPlace().in(lowerASCII(next)) {
			return true
		}
	}
	if i == 0 || !between(r.text, all[i-1].to, all[i].from) || r.goal(all, i) {
		return false
	}
	before := all[i-1]
	low := lowerASCII(before.word)
	if capitalized(all[i].word) && streets().has(lowerASCII(all[i].word)) && plainStreet().has(low) && capitalized(before.word) {
		return true
	}
	return capitalized(before.word) && !notPlace().in(low) && !englishHazards().in(low) && !actionVerbsEnglish().in(low) && !r.sources.touch(before.span) &&
		(capitalized(all[i].word) || !r.opens(before))
}

// opens reports whether a word opens a sentence, where its capital says nothing.
func (r *reading) opens(w textWord) bool {
	before := strings.TrimRight(r.text[:w.from], " ")
	return before == "" || strings.ContainsRune(".!?:\n", rune(before[len(before)-1]))
}

// afterPreposition finds a capitalized name behind a preposition.
func (r *reading) afterPreposition(all []textWord, i int) {
	j := i + 1
	for j < len(all) && j < i+6 && between(r.text, all[j-1].to, all[j].from) && r.bridge(all, j) {
		j++
	}
	if j >= len(all) || !between(r.text, all[j-1].to, all[j].from) || !capitalizedWord(all[j].word) {
		return
	}
	low := lowerASCII(all[j].word)
	if notPlace().in(low) || englishHazards().in(low) || actionVerbsEnglish().in(low) || r.sources.touch(all[j].span) || r.times.touch(all[j].span) || shouting(r.text) {
		return
	}
	if lowerASCII(all[i].word) == "for" && j+1 < len(all) && institution().in(lowerASCII(all[j+1].word)) {
		return
	}
	r.addPlace(all[j].span)
}

// bridge reports whether word j only leads to a name: "the", or a direction that
// is part of it: North Leeds.
func (r *reading) bridge(all []textWord, j int) bool {
	low := lowerASCII(all[j].word)
	if !bridges().in(low) {
		return false
	}
	return !capitalizedWord(all[j].word) || direction().has(low) && j+1 < len(all) && between(r.text, all[j].to, all[j+1].from) && capitalizedWord(all[j+1].word)
}

var direction = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `north, south, east, west, northern, southern, eastern, western, central, upper, lower, downtown, greater, inner, outer, old, new`})
})

// capitalizedWord reports whether a word begins with a capital and has letters
// after it that are not all capitals, or is the letter of a zone.
func capitalizedWord(w string) bool {
	if w == "St" || w == "Mt" || w == "Ft" {
		return true
	}
	if !capitalized(w) || utf8.RuneCountInString(w) < 3 {
		return false
	}
	return strings.IndexFunc(w, unicode.IsLower) >= 0
}

// shouting reports whether a text is mostly in capitals, where they say nothing.
func shouting(s string) bool {
	upper, lower := 0, 0
	for _, c := range s {
		switch {
		case 'a' <= c && c <= 'z':
			lower++
		case 'A' <= c && c <= 'Z':
			upper++
		case c < utf8.RuneSelf:
		case unicode.IsUpper(c):
			upper++
		case unicode.IsLower(c):
			lower++
		}
	}
	return upper > lower
}

var placePreposition = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `in, at, near, around, along, of, for, across, through, throughout, over, from, on, under, off, between, outside, inside, beside, behind, beyond, within, below, above, toward, towards, hitting, affecting, approaching, beneath, upstream, downstream, crossing, into, reaching, and, past, by, covering, threatening`})
})

// bridges are words that may stand between a preposition and a name.
var bridges = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `the, a, central, northern, southern, eastern, western, north, south, east, west, lower, upper, downtown, greater, all, parts, part, of, km, coast, metres, meters, m, radius, most, area, areas, whole, entire, village, city, town, port, island, districts, district, old, new, inner, outer, residents, people, low, lying, low-lying, side, edge, coastal, a, mile, miles, off, and, around, near, in`})
})

// geographic holds words for kinds of places.
var geographic = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `river, dam, street, st, road, rd, avenue, ave, bridge, station, beach, island, bay, harbour, harbor, port, airport, park, hill, mount, mt, mountain, valley, lake, tunnel, stadium, market, district,
 county, city, town, village, province, ward, highway, expressway, interchange, junction, square, plaza, creek, forest, coast, peninsula, terminal, hospital, university, school, campus, mall, tower, quarter, heights, reservoir, canal, pier, cape, strait, sea,
 route, line, zone, sector, block, precinct, exit, lane, drive, boulevard, parkway, estate, basin, delta, gulf, plant, refinery, refineries, quay, wharf, dock, marina, region, neighbourhood, neighborhood, township, borough, parish, gate, crossing, overpass, underpass, works, factory, depot, yard, landfill, centre, center, arena, hall, museum, building, apartments, complex, hotel, motorway, freeway, m, channel, falls, spring, glacier, volcano, ridge, pass, gorge, canyon, plain, marsh, wetland, shore, riverside, waterfront, industrial, upstream, stream, brook, weir, lock, viaduct, roundabout, viewpoint, resort, terrace, close, crescent, court, gardens, green, common, fields`})
})

// streets and plainStreet make names such as Main Street and High Street.
var streets = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `street, st, road, rd, avenue, ave, square, station, bridge, gate, lane, market, beach, park, harbour, harbor, pier, hill, island, river, creek, lake, mountain, forest, valley, bay, point, rock, springs`})
})

var plainStreet = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `main, high, north, south, east, west, central, national, red, blue, green, black, white, yellow, orange, old, new, fire, police`})
})

var mountPrefix = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `mount, mt, lake, port, cape, fort, river, gulf`})
})

// notPlace are capitalized words that name no place.
var notPlace = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `january, february, march, april, may, june, july, august, september, october, november, december, monday, tuesday, wednesday, thursday, friday, saturday, sunday,
 the, a, an, this, that, these, those, it, we, you, i, they, all, any, no, not, now, high, low, people, residents, everyone, anyone, drivers, emergency, police, fire, civil, korean, english, level, stage, class, category, warning, alert, advisory, watch, update,
 extreme, severe, strong, heavy, main, public, our, your, local, nearest, nearby, please, never, also, if, when, until, after, before, there, here, some, most, many, both, each, only, high-rise, underground, officials, authorities, crews, firefighters, road, roads, bus, subway, train, use, every, in, at, on, and, or, but, because, due, mr, mrs, magnitude, tv, radio, internet, app, website, god, north, south, east, west, red, orange, yellow, blue, code, phase, next, another, covid, ai, mmi, kma, cbs, military, army, navy, national`})
})

// wideEnglish are wide areas that need no name.
var wideEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `nationwide, the whole country, across the country, the entire country, countrywide, east coast, west coast, south coast, north coast, eastern coast, southern coast, western coast, east sea, west sea, yellow sea, south sea, han river, korean peninsula, capital area, capital region, seoul metropolitan area, demilitarized zone, dmz, jeju island, ulleungdo, dokdo, baengnyeongdo, yeonpyeongdo, southern coastal waters, offshore waters, seoraksan, jirisan, hallasan, bukhansan, gangnam, haeundae, itaewon, yeouido, jamsil, pangyo, songdo, hongdae, gwanghwamun, all provinces, south korea`})
})
