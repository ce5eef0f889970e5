package templates

import (
	"strings"
	"sync"
)

// findActionsEnglish finds imperatives: a verb of safety that opens a sentence
// or clause, follows "and", "then" or "please", or is told to someone
// ("residents must leave"); "do not", "never" and "no" with what is forbidden.
func (r *reading) findActionsEnglish() {
	r.vague = vagueEnglish().find(r.lower)
	all := wordsOf(r.lower)
	for i := range all {
		w := all[i]
		if r.sources.touch(w.span) || r.vague.touch(w.span) {
			continue
		}
		if s, ok := r.forbidden(all, i); ok {
			if !r.vague.touch(s) {
				r.actions = append(r.actions, s)
			}
			continue
		}
		if actionVerbsEnglish().has(w.word) && r.imperative(all, i) || r.unknownImperative(all, i) {
			r.actions = append(r.actions, w.span)
		}
	}
}

// forbidden reads "do not enter", "never drive", "no swimming", "avoid".
func (r *reading) forbidden(all []textWord, i int) (span, bool) {
	w := all[i].word
	switch {
	case (w == "not" || w == "never") && i+1 < len(all) && (w == "never" || i > 0 && (all[i-1].word == "do" || all[i-1].word == "must" || all[i-1].word == "should")):
		next := all[i+1].word
		if next == "panic" || next == "worry" || next == "be" || next == "forget" || next == "hesitate" || strings.HasSuffix(next, "ed") {
			return span{}, false
		}
		return span{all[max(i-1, 0)].from, all[i+1].to}, true
	case w == "don't" && i+1 < len(all) && all[i+1].word != "panic" && all[i+1].word != "worry":
		return span{all[i].from, all[i+1].to}, true
	case w == "no" && i+1 < len(all) && (bannedEnglish().in(all[i+1].word) || all[i+1].word == "need"):
		return span{all[i].from, all[i+1].to}, r.clauseOpens(all, i)
	}
	return span{}, false
}

// imperative reports whether the verb at i is told to somebody.
func (r *reading) imperative(all []textWord, i int) bool {
	if cautions(all, i) {
		r.vague = append(r.vague, all[i].span)
		return false
	}
	if i+1 < len(all) && between(r.text, all[i].to, all[i+1].from) && notVerbBefore(all[i].word, all[i+1].word) {
		return false
	}
	if r.clauseOpens(all, i) {
		return true
	}
	before := all[i-1].word
	if before == "all" {
		return false
	}
	switch {
	case adverbEnglish().in(before):
		return i == 1 || r.imperative(all, i-1) || r.clauseOpens(all, i-1) || adverbEnglish().in(all[i-2].word) || obliges().in(all[i-2].word) || all[i-2].word == "to" || all[i-2].word == "and"
	case obliges().in(before):
		return true
	case before == "to" && i > 1:
		return toldTo().in(all[i-2].word) || toldAcross(all, i-1)
	case i+1 < len(all) && strings.HasPrefix(all[i+1].word, "your") && !notTold().has(before):
		return true
	case r.addressed(all, i):
		return true
	case before == "and" || before == "then" || before == "or":
		return r.actionBefore(all, i-1)
	case addressees().in(before) || strings.HasSuffix(before, "s") && addressees().in(before):
		return r.clauseOpens(all, i-1)
	}
	return false
}

// unknownImperative reports whether a word that opens a sentence is a verb by its
// looks: it is no known other word and has an object or a way behind it, "Haul
// your boat", "Finish tying things down".
func (r *reading) unknownImperative(all []textWord, i int) bool {
	w := all[i].word
	if i+1 >= len(all) || !between(r.text, all[i].to, all[i+1].from) || !r.opensSentence(all[i]) || len(w) < 3 {
		return false
	}
	next := all[i+1].word
	if !objects().has(next) && !(w == "finish" || w == "start" || w == "begin" || w == "keep") {
		return false
	}
	for _, e := range [...]string{"ing", "ed", "ly", "tion", "ment", "ness", "ity", "ers", "ors", "ies", "s", "'s"} {
		if strings.HasSuffix(w, e) && w != "dress" && w != "press" && w != "pass" && w != "cross" && w != "address" && w != "bring" {
			return false
		}
	}
	return !notVerbs().has(w) && !englishHazards().in(w) && !r.hazardAt(all[i].span) && !labels().has(w) && !addressees().has(w) && !institution().has(w) && !notPlace().has(w) && !r.vague.touch(all[i].span) && !r.places.touch(all[i].span) && !cautions(all, i)
}

// opensSentence reports whether a word is the first of a sentence.
func (r *reading) opensSentence(w textWord) bool {
	before := strings.TrimRight(r.text[:w.from], " ")
	return before == "" || strings.ContainsRune(".!?\n:;", rune(before[len(before)-1])) || r.times.touch(span{len(before) - 1, len(before)})
}

func (r *reading) hazardAt(s span) bool {
	for _, h := range r.hazards {
		if h.overlaps(s) {
			return true
		}
	}
	return false
}

// objects are words that follow a verb that is told, and seldom a noun that opens
// a sentence.
var objects = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `your, yourself, yourselves, the, it, them, all, any, every, both, everyone, away, up, down, off, out, inside, indoors, upstairs, downstairs, uphill, inland, back, aside, outside, clear, low, pets, children, windows, doors, vehicles`})
})

// notVerbs open a sentence and are followed by objects without being verbs.
var notVerbs = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `the, this, that, these, those, there, all, any, some, most, many, both, each, every, for, from, with, without, during, after, before, since, until, while, when, where, if, because, although, despite, near, over, under, around, along,
 across, through, between, behind, beyond, inside, outside, of, in, on, at, by, to, and, but, or, not, now, then, here, also, only, even, just, more, less, about, above, below, against, among, like, unlike, except, per, via, due, half, nearly, almost, within, throughout, whether, once, as, is, are, was, were, has, have, had, do, does, did, will, would, can, could, may, might, must, should, shall, what, who, why, how, which, expect, today, tonight, tomorrow, yesterday, part, parts, crew, crews, staff, traffic, power, water, gas, road, route, level, damage, smoke, wind, rain, snow, visibility, service, access, nothing, everything, someone, nobody, additional, further, several, several, no, yes, see, thank, note, remember, beware, monitor, mind, watch, out, off, up, down, police, fire, everyone, people, avoid`})
})

// toldAcross reports whether people are told before the "to" at i: "asks people
// in Bayrakli to sleep outside".
func toldAcross(all []textWord, i int) bool {
	for j := i - 1; j >= 0 && j >= i-8; j-- {
		if telling().in(all[j].word) {
			return true
		}
	}
	return false
}

var telling = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `ask, asked, asking, urge, urged, urging, order, ordered, tell, told, advise, advised, advising, request, requested, instruct, instructed, want, call on`})
})

// notTold holds words behind which a verb is no order.
var notTold = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `to, we, they, he, she, it, crews, officers, who, that, will, would, can, could, not, cannot, might, the, a, an, of, in, on, at, with, by`})
})

// addressed reports whether the verb at i follows those who are told, with where
// they are between: "boaters off Key Biscayne return to port".
func (r *reading) addressed(all []textWord, i int) bool {
	for j := i - 1; j >= 0 && j >= i-7; j-- {
		if !between(r.text, all[j].to, all[j+1].from) {
			return false
		}
		low := all[j].word
		if addressees().has(low) && len(low) > 3 {
			return r.clauseOpens(all, j) && j+1 < i && placePreposition().has(all[j+1].word)
		}
		if !placePreposition().has(low) && !bridges().has(low) && !capitalized(r.text[all[j].from:]) {
			return false
		}
	}
	return false
}

// cautions reports whether the verb at i only asks for care: "take all necessary
// precautions".
func cautions(all []textWord, i int) bool {
	switch all[i].word {
	case "take", "use", "keep", "give", "let", "help", "find", "see", "ask", "get":
	default:
		return false
	}
	for _, w := range all[i+1 : min(len(all), i+5)] {
		switch w.word {
		case "precautions", "precaution", "caution", "care", "vigilance", "attention", "heed", "patience", "measures", "vigilant", "informed", "calm", "alert", "updates", "details":
			return true
		}
	}
	return false
}

// actionBefore reports whether an action was found earlier in the sentence, so
// that "and" goes on with it.
func (r *reading) actionBefore(all []textWord, i int) bool {
	for _, a := range r.actions {
		if a.to <= all[i].from && !strings.ContainsAny(r.text[a.to:all[i].from], ".!?") {
			return true
		}
	}
	return all[i].word == "then"
}

// clauseOpens reports whether word i opens a sentence or stands after a comma,
// colon, dash or bracket.
func (r *reading) clauseOpens(all []textWord, i int) bool {
	before := strings.TrimRight(r.text[:all[i].from], " ")
	if before == "" || r.times.touch(span{len(before) - 1, len(before)}) {
		return true
	}
	for _, mark := range [...]string{".", "!", "?", ":", ";", ",", "\n", "-", "–", "—", "(", "]", ")", "/", "\"", "*", "•"} {
		if strings.HasSuffix(before, mark) {
			return true
		}
	}
	return false
}

// notVerbBefore reports whether a word is no verb in front of another: "close
// to", "open until", "head of", "watch for" is weak.
func notVerbBefore(word, next string) bool {
	switch word {
	case "close":
		return next == "to" || next == "call" || next == "by"
	case "make":
		return next != "for" && next != "sure" && next != "your"
	case "light":
		return next != "a" && next != "the" && next != "your" && next != "no" && next != "candles" && next != "fires"
	case "boil":
		return next == "water" // the notice; "boil all water", "boil it" are orders
	case "open":
		return next == "until" || next == "from" || next == "to" || next == "at" || next == "for"
	case "shelter":
		return next == "is" || next == "at" || next == "open" || next == "opened" || next == "locations" || next == "has"
	case "head", "use", "check", "wash", "cover", "drive", "walk", "move", "turn", "report", "call", "drop", "limit", "rest", "stop":
		return next == "of" || next == "is" || next == "are" || next == "was" || next == "has" || next == "says" || next == "confirmed"
	case "follow":
		return !followed().in(next)
	}
	return next == "is" || next == "was" || next == "has"
}

// followed holds what one can follow on foot; to follow updates is no action.
var followed = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `detour, this, these, signs, sign, police, wardens, marshals, staff, route, evacuation, marked, the, green, crew, escape, diversion, signed, exit`})
})

var adverbEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `please, now, immediately, quickly, calmly, slowly, instead, always, also, just, then, first, only, urgently, carefully, safely, at once, once`})
})

var obliges = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `must, should, shall, to immediately, need to, please, now, let's, can, may, will need to`})
})

// toldTo holds what stands before "to" and a verb that is told.
var toldTo = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `advised, urged, told, ordered, asked, instructed, need, have, required, ready, prepare, requested, directed, has, be, sure, remember, necessary, practise, practice`})
})

// actionVerbsEnglish are verbs for what people do to be safe.
var actionVerbsEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `evacuate, leave, go, make, move, stay, remain, shelter, close, shut, seal, lock, turn, switch, cover, drop, hold, crouch, lie, get, climb, head, walk, run, drive, stop, park, pull, avoid, keep, boil, drink, wash, wear,
 take, bring, call, dial, phone, ring, report, contact, check, unplug, disconnect, open, ventilate, use, follow, wait, hide, protect, bend, brace, find, seek, return, postpone, cancel, delay, limit, reduce, cool, rest, detour, reroute, divert, slow, clear, secure, tie, store, save, fill,
 remove, wrap, rinse, shower, change, throw, discard, isolate, vaccinate, quarantine, disinfect, clean, cook, eat, breathe, listen, tune, help, assist, tell, warn, carry, pack, exit, enter, cross, swim, touch, come, abandon, vacate, steer, refrain, minimise, minimize, conserve, charge, put, ignore, delete, practise, practice, shield, kneel, face, back, descend, ascend, gather, assemble, proceed, board, disembark, inspect, block, douse, extinguish, light, burn, smoke, cut, set, give, let, dress, share, sit, lower, raise, escape, flee, step, tape, anchor, moor, haul, pick, buy, consult, see, visit, ask, notify, alert, insulate, drain, drip, thaw, salt, clear, shovel, stock, prepare, be ready, kill, drag, push, flush, look, pull over, squat, mask up, mask, barricade, mute, batten, hunker, huddle, ration, refill, hang, dim, draw, lay, place, bury, spray, wet, soak, dampen, fetch, collect, load, unload, lash, double, furl, dock, sleep, lean, float, grip, grab, cling, shout, signal, knock, text, register, vacate, sweep, bail, sandbag, plug, shore, brake, avert, seek, don, strap, rush, quit, desert, depart, retire, relocate, transfer, scatter, disperse, separate, form, queue, board up, rope, anchor, tether, tie, bolt, nail, prop, sow, harvest, feed, water, vaccinate, dip, cull, bleach, chlorinate, filter, peel, wipe, scrub, sneeze, cough, isolate, self-isolate, test yourself, hydrate, undress, loosen, fan, sip, skip, try, reach, muster, report to, muffle, silence, sign, crawl, trust, await, count, rush, hurry, detour, jump, duck, spread, stand, work, travel, ride, skip, suspend, halt, cease, withdraw, retreat`})
})

// bannedEnglish are deeds after "no".
var bannedEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `swimming, entry, fires, fire, smoking, driving, parking, access, bathing, boating, camping, hiking, travel, lifts, elevators, cars, fishing, flames, burning, going, phone, calls, drinking, open, surfing, diving, climbing, action, cooking, use, outdoor, naked, stopping, crossing, visitors`})
})

// vagueEnglish is what tells nobody what to do.
var vagueEnglish = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `be careful, take care, use caution, exercise caution, stay safe, keep safe, stay alert, be alert, remain alert, remain vigilant, be vigilant, stay vigilant, be aware, be cautious, stay tuned, watch out, beware, take caution, take precautions, be prepared,
 stay informed, keep informed, stay calm, remain calm, keep calm, be safe, look out, pay attention, take note, keep an eye, expect, proceed with caution, drive carefully, drive safely, travel safely, ride safely, walk safely, travel carefully, be watchful, drive with care, use care, stay aware, remain aware, be mindful, take extra care, take extra caution, exercise care, take the necessary precautions, take necessary precautions,
 take all precautions, take appropriate action, take appropriate measures, take necessary measures, take action, act accordingly, act now, keep watch, monitor, see our website, see the website, visit our website, visit the website, check our website, check the website, see website, visit website, check website, check for updates, check updates, check the news, see link, click, read more, follow us, follow updates, for more information, more information, call for details, stay up to date, keep up to date, remain cautious,
 remain on alert, stay on alert, be on alert, exercise extreme caution, use extreme caution, exercise vigilance, await further, wait for further information, stand by, be patient, bear with us, do not panic, don't panic, keep in mind, take heed, remain patient, mind your step, mind, keep safety in mind, watch for, help is on the way, let us know, see you, thank you, give thought`})
})
