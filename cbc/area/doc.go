// Package area knows where things are: administrative regions by code, their
// boundaries, polygons and circles, and which cells of a link lie inside.
//
// Region codes are the ten digits of the Korean 법정동코드, retired codes
// included; coordinates are WGS 84 degrees, and straight lines are straight in
// latitude and longitude. [Regions] is the code table, [Boundaries] the shapes,
// and an [Atlas] answers, for the cells a carrier has, which of them an area
// reaches. The tables are embedded; data/README.md names their sources.
//
// Other code systems (SAME, UGC, GSS, ISO 3166-2) are behind [CodeSystem].
//
// The package never widens an area: what it cannot resolve is an error or
// empty, not the region around it. No shape it works with goes over the
// antimeridian; [CutAtAntimeridian] cuts those that do.
package area
