package templates

import "strings"

// Offices that speak in a sentence of their own or are named as who said it.

// findSpeakerKorean finds who speaks in a sentence of its own: "제천시청입니다.",
// "시흥시에서 알려드립니다", "기상청은 15시에 호우경보를 발표했습니다".
func (r *reading) findSpeakerKorean(start int) {
	for _, s := range sentences(r.text[start:]) {
		sentence := r.text[start+s.from : start+s.to]
		for _, w := range wordsOf(sentence) {
			at := span{start + s.from + w.from, start + s.from + w.to}
			for _, x := range speakersKorean {
				name, ok := strings.CutSuffix(w.word, x.ending)
				if ok && (institutionKorean(name) && len(name) > len("가나")) && !r.sources.touch(at) && containsAny(sentence[w.to:]+" ", x.verbs) {
					r.sources = append(r.sources, at)
					return
				}
			}
		}
	}
}

// speakersKorean are endings of a name that speaks and what must follow.
var speakersKorean = []struct{ ending, verbs string }{
	{"입니다", " "}, {"에서", "알려드 알려 드 안내드 안내 드 알립니다 전해드 당부드 부탁드"}, {"이", "알립니다 알려드 안내드"}, {"가", "알립니다 알려드 안내드"},
	{"은", "발표했 발표하였 발령했 발령하였 발효했 알립니다 당부했 밝혔 당부드 요청드 권고합 요청합"},
	{"는", "발표했 발표하였 발령했 발령하였 발효했 알립니다 당부했 밝혔 당부드 요청드 권고합 요청합"},
	{"에서는", "알려드 안내드 알립니다 당부드"},
}

// containsAny reports whether s has one of the words of a list; a list of a space
// only is in every text that goes on or ends.
func containsAny(s, list string) bool {
	if strings.TrimSpace(list) == "" {
		return true
	}
	for w := range strings.FieldsSeq(list) {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// findSpeakerEnglish finds an office that speaks: "The National Weather Service
// in Norman has issued …", "issued by the Met Office", "From the Mayor of …".
func (r *reading) findSpeakerEnglish() {
	all := wordsOf(r.text)
	for i := range all {
		if r.sources.touch(all[i].span) || !capitalized(all[i].word) && !officeWord().has(lowerASCII(all[i].word)) {
			continue
		}
		j := nameEnd(r.text, all, i)
		name := r.text[all[i].from:all[j-1].to]
		said := i > 0 && (lowerASCII(all[i-1].word) == "says" || lowerASCII(all[i-1].word) == "said")
		if !officeWord().in(lowerASCII(name)) && !said {
			continue
		}
		if r.speaks(all, j) || r.spokenBy(all, i) {
			r.sources = append(r.sources, span{all[i].from, all[j-1].to})
			return
		}
	}
}

// nameEnd returns the index behind the last word of a name that begins at i:
// capitalized words, with "of", "for", "the" and "and" between.
func nameEnd(text string, all []textWord, i int) int {
	end := i + 1
	for j := i + 1; j < len(all) && j < i+7 && between(text, all[j-1].to, all[j].from); j++ {
		switch low := lowerASCII(all[j].word); {
		case capitalized(all[j].word) && !labels().has(low), officeWord().has(low) && !reporting().has(low):
			end = j + 1
		case low != "of" && low != "for" && low != "the" && low != "and":
			return end
		}
	}
	return end
}

// speaks reports whether a verb of speaking stands at i, at most a place of the
// office, "in Norman", before it.
func (r *reading) speaks(all []textWord, i int) bool {
	for n := 0; i < len(all) && n < 5 && between(r.text, all[i-1].to, all[i].from); n, i = n+1, i+1 {
		switch low := lowerASCII(all[i].word); {
		case reporting().has(low):
			return true
		case low != "has" && low != "have" && low != "is" && low != "are" && low != "in" && low != "at" && low != "of" && low != "for" && low != "now" && low != "officials" && !capitalized(all[i].word):
			return false
		}
	}
	return false
}

// spokenBy reports whether "by", "from" or "according to" introduces the name at i.
func (r *reading) spokenBy(all []textWord, i int) bool {
	if i > 0 && lowerASCII(all[i-1].word) == "the" {
		i--
	}
	if i == 0 || !between(r.text, all[i-1].to, all[i].from) {
		return false
	}
	before := lowerASCII(all[i-1].word)
	second := ""
	if i > 1 {
		second = lowerASCII(all[i-2].word)
	}
	switch before {
	case "from":
		return i == 1 || second == "message" || second == "alert" || second == "warning" || second == "notice" || second == "information"
	case "by":
		return second == "issued" || second == "sent" || second == "ordered" || second == "declared" || second == "reported" || second == "announced"
	case "to":
		return second == "according"
	case "is":
		return second == "this" && i == 2
	case "says", "said":
		return true
	}
	return false
}
