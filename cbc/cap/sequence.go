package cap

// A field is an element that holds a value.
type field uint8

const (
	fieldNone field = iota
	fieldIdentifier
	fieldSender
	fieldSent
	fieldStatus
	fieldMsgType
	fieldSource
	fieldScope
	fieldRestriction
	fieldAddresses
	fieldCode
	fieldNote
	fieldReferences
	fieldIncidents

	fieldLanguage
	fieldCategory
	fieldEvent
	fieldResponseType
	fieldUrgency
	fieldSeverity
	fieldCertainty
	fieldAudience
	fieldEffective
	fieldOnset
	fieldExpires
	fieldSenderName
	fieldHeadline
	fieldDescription
	fieldInstruction
	fieldWeb
	fieldContact

	fieldResourceDesc
	fieldMIMEType
	fieldSize
	fieldURI
	fieldDerefURI
	fieldDigest

	fieldAreaDesc
	fieldPolygon
	fieldCircle
	fieldAltitude
	fieldCeiling

	fieldValueName
	fieldValue
)

// A slot is a place in a sequence of elements.
type slot struct {
	name     string
	required bool
	repeated bool
	field    field    // what it holds,
	inside   part     // or its own sequence
	values   []string // of an enumeration
}

// A part is what a sequence describes.
type part uint8

const (
	partNone part = iota
	partAlert
	partInfo
	partResource
	partArea
	partEventCode
	partParameter
	partGeocode
	partRoot
)

// A structure is the sequence inside an element and the rule that it is under.
type structure struct {
	rule  string
	slots []slot
}

const (
	required = true
	repeated = true
	optional = false
	single   = false
)

// maxSlots is the length of the longest sequence.
const maxSlots = 21

// structures are the sequences of the schema, clause 3.4. Signatures may follow
// the last element of alert.
var structures = [...]structure{
	partNone: {},
	partAlert: {"X03", []slot{
		{"identifier", required, single, fieldIdentifier, partNone, nil},
		{"sender", required, single, fieldSender, partNone, nil},
		{"sent", required, single, fieldSent, partNone, nil},
		{"status", required, single, fieldStatus, partNone, []string{"Actual", "Exercise", "System", "Test", "Draft"}},
		{"msgType", required, single, fieldMsgType, partNone, []string{"Alert", "Update", "Cancel", "Ack", "Error"}},
		{"source", optional, single, fieldSource, partNone, nil},
		{"scope", required, single, fieldScope, partNone, []string{"Public", "Restricted", "Private"}},
		{"restriction", optional, single, fieldRestriction, partNone, nil},
		{"addresses", optional, single, fieldAddresses, partNone, nil},
		{"code", optional, repeated, fieldCode, partNone, nil},
		{"note", optional, single, fieldNote, partNone, nil},
		{"references", optional, single, fieldReferences, partNone, nil},
		{"incidents", optional, single, fieldIncidents, partNone, nil},
		{"info", optional, repeated, fieldNone, partInfo, nil},
	}},
	partInfo: {"X04", []slot{
		{"language", optional, single, fieldLanguage, partNone, nil},
		{"category", required, repeated, fieldCategory, partNone, []string{"Geo", "Met", "Safety", "Security", "Rescue", "Fire",
			"Health", "Env", "Transport", "Infra", "CBRNE", "Other"}},
		{"event", required, single, fieldEvent, partNone, nil},
		{"responseType", optional, repeated, fieldResponseType, partNone, []string{"Shelter", "Evacuate", "Prepare", "Execute",
			"Avoid", "Monitor", "Assess", "AllClear", "None"}},
		{"urgency", required, single, fieldUrgency, partNone, []string{"Immediate", "Expected", "Future", "Past", "Unknown"}},
		{"severity", required, single, fieldSeverity, partNone, []string{"Extreme", "Severe", "Moderate", "Minor", "Unknown"}},
		{"certainty", required, single, fieldCertainty, partNone, []string{"Observed", "Likely", "Possible", "Unlikely", "Unknown"}},
		{"audience", optional, single, fieldAudience, partNone, nil},
		{"eventCode", optional, repeated, fieldNone, partEventCode, nil},
		{"effective", optional, single, fieldEffective, partNone, nil},
		{"onset", optional, single, fieldOnset, partNone, nil},
		{"expires", optional, single, fieldExpires, partNone, nil},
		{"senderName", optional, single, fieldSenderName, partNone, nil},
		{"headline", optional, single, fieldHeadline, partNone, nil},
		{"description", optional, single, fieldDescription, partNone, nil},
		{"instruction", optional, single, fieldInstruction, partNone, nil},
		{"web", optional, single, fieldWeb, partNone, nil},
		{"contact", optional, single, fieldContact, partNone, nil},
		{"parameter", optional, repeated, fieldNone, partParameter, nil},
		{"resource", optional, repeated, fieldNone, partResource, nil},
		{"area", optional, repeated, fieldNone, partArea, nil},
	}},
	partResource: {"X05", []slot{
		{"resourceDesc", required, single, fieldResourceDesc, partNone, nil},
		{"mimeType", required, single, fieldMIMEType, partNone, nil},
		{"size", optional, single, fieldSize, partNone, nil},
		{"uri", optional, single, fieldURI, partNone, nil},
		{"derefUri", optional, single, fieldDerefURI, partNone, nil},
		{"digest", optional, single, fieldDigest, partNone, nil},
	}},
	partArea: {"X06", []slot{
		{"areaDesc", required, single, fieldAreaDesc, partNone, nil},
		{"polygon", optional, repeated, fieldPolygon, partNone, nil},
		{"circle", optional, repeated, fieldCircle, partNone, nil},
		{"geocode", optional, repeated, fieldNone, partGeocode, nil},
		{"altitude", optional, single, fieldAltitude, partNone, nil},
		{"ceiling", optional, single, fieldCeiling, partNone, nil},
	}},
	partEventCode: {"X07", pairSlots},
	partParameter: {"X07", pairSlots},
	partGeocode:   {"X07", pairSlots},
	partRoot:      {"X02", []slot{{"alert", required, single, fieldNone, partAlert, nil}}},
}

var pairSlots = []slot{
	{"valueName", required, single, fieldValueName, partNone, nil},
	{"value", required, single, fieldValue, partNone, nil},
}

// find returns the number of the slot of a name, looking from slot at on
// first; −1 if there is none.
func (s *structure) find(name []byte, at int) int {
	for i := at; i < len(s.slots); i++ {
		if s.slots[i].name == string(name) {
			return i
		}
	}
	for i := range s.slots[:at] {
		if s.slots[i].name == string(name) {
			return i
		}
	}
	return -1
}
