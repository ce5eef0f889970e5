package cap

// Limits on what is read. Beyond the first three nothing is read on (rule X01).
const (
	MaxOctets     = 4 << 20
	MaxNesting    = 16
	maxElements   = 100_000
	MaxInfos      = 256
	MaxIdentifier = 256    // characters of identifier
	MaxPolygons   = 1_000  // in all areas of a message
	MaxPoints     = 50_000 // in all polygons of a message

	maxAttributes = 64 // of one element
	maxProblems   = 500
	maxNotes      = 200
)
