package simulator

import (
	"bufio"
	"fmt"
	"io"

	"bongsu/cbc"
)

// radius is how far the cells of a technology reach, metres.
var radius = map[cbc.Radio]int{cbc.GSM: 3000, cbc.LTE: 1500}

// WriteCells writes the cells file of the country: CSV with the columns link,
// radio, plmn, area, cell, lat, lon (degrees, six decimals), radius_m and
// region, link by link.
func (c *Country) WriteCells(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "link,radio,plmn,area,cell,lat,lon,radius_m,region")
	for _, l := range c.Links {
		for _, s := range l.Sites {
			fmt.Fprintf(out, "%s,%s,%s,%d,%d,%.6f,%.6f,%d,%s\n", l.Name, s.Cell.Radio, s.Cell.PLMN,
				s.Cell.Area, s.Cell.ID, s.At.Lat, s.At.Lon, radius[s.Cell.Radio], s.Region)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write cells: %w", err)
	}
	return nil
}

// Cells returns how many cells the country has.
func (c *Country) Cells() int {
	n := 0
	for _, l := range c.Links {
		n += len(l.Sites)
	}
	return n
}
