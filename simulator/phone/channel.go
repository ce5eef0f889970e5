package phone

// A Range is message identifiers from First to Last, both included.
type Range struct{ First, Last uint16 }

// Has reports whether id lies in r.
func (r Range) Has(id uint16) bool { return r.First <= id && id <= r.Last }

// twins are the identifiers for further languages, TS 23.041 clause 9.4.1.2.2.
var twins = Range{4383, 4395}

// KoreanChannels returns what a phone sold in Korea listens to: the ETWS
// identifiers, 4370–4379 and, for an owner who reads more than one language,
// their twins 4383–4392. The monthly test, the exercise and the operator's
// identifier (4380–4382) stay silent, as do their twins. In test mode the ETWS
// test and the networks' own identifiers are heard as well.
func KoreanChannels(foreign, test bool) []Range {
	r := []Range{{4352, 4354}, {4356, 4356}, {4370, 4379}}
	if foreign {
		r = append(r, Range{4383, 4392})
	}
	if test {
		r = append(r, Range{4355, 4355}, Range{40960, 45055}, Range{61440, 65534})
	}
	return r
}

func listens(channels []Range, id uint16) bool {
	for _, r := range channels {
		if r.Has(id) {
			return true
		}
	}
	return false
}
