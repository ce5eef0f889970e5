package templates

import "regexp"

// A personPattern finds what names a person or a dwelling. Sign is in every text
// that it can find anything in, and saves the search in most others.
type personPattern struct {
	sign string
	*regexp.Regexp
}

// personPatterns are: a Korean name with sex or age behind it, any name with a
// title and an age, an English one with an age, the number of a flat, of a mobile
// telephone, of a resident.
var personPatterns = []personPattern{
	{"세", regexp.MustCompile(`[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부][가-힣○*]{1,2}\s?(씨|님|군|양)?\s?[(,]\s?(남|여|남성|여성|만)?[,\s·/]*\d{1,3}\s?세`)},
	{"세", regexp.MustCompile(`[가-힣]{2,4}\s?(씨|님|군|양)\s?[(]?\d{1,3}\s?세`)},
	{", ", regexp.MustCompile(`[A-Z][a-z]+ [A-Z][a-z]+, (aged )?\d{1,3}\b`)},
	{" (", regexp.MustCompile(`[A-Z][a-z]+ [A-Z][a-z]+ \((aged )?\d{1,3}\b`)},
	{"호", regexp.MustCompile(`\d{1,4}동\s?\d{2,4}호`)},
	{"01", regexp.MustCompile(`\b01[016789]-?\d{3,4}-?\d{4}\b`)},
	{"-", regexp.MustCompile(`\b\d{6}-[1-4]\d{6}\b`)},
}
