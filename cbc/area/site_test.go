package area

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bongsu/cbc"
)

const cellsHeader = "link,radio,plmn,area,cell,lat,lon,radius_m,region\n"

func TestCellsFileIsRead(t *testing.T) {
	want := []Site{
		{Link: "skt", Cell: cbc.Cell{Radio: cbc.GSM, PLMN: cbc.PLMN{MCC: 450, MNC: 5}, Area: 1001, ID: 2001}, At: cbc.Point{Lat: 37.5663, Lon: 126.9779}, Radius: 500, Region: "1114000000", Line: 2},
		{Link: "kt", Cell: cbc.Cell{Radio: cbc.NR, PLMN: cbc.PLMN{MCC: 450, MNC: 8}, Area: 16777215, ID: 68719476735}, At: cbc.Point{Lat: 35, Lon: 129}, Line: 4},
	}
	for name, text := range map[string]string{
		"plain":         cellsHeader + "skt,gsm,450-05,1001,2001,37.5663,126.9779,500,1114000000\n\nkt,nr,45008,16777215,68719476735,35,129,0,\n",
		"from a table":  "\ufeff" + strings.ReplaceAll(cellsHeader+"skt,GSM,45005,1001,2001,37.5663,126.9779,500.0,1114000000\n\nkt,nr,45008,16777215,68719476735,35,129,0,", "\n", "\r\n"),
		"other order":   "region,link,radio,plmn,area,cell,lat,lon,radius_m\n1114000000,skt,gsm,450-05,1001,2001,37.5663,126.9779,500\n\n,kt,nr,45008,16777215,68719476735,35,129,0\n",
		"quoted":        cellsHeader + `"skt","gsm","450-05","1001","2001","37.5663","126.9779","500","1114000000"` + "\n\nkt,nr,45008,16777215,68719476735,35,129,0,\"\"\n",
		"spaces around": cellsHeader + "skt, gsm, 450-05, 1001, 2001, 37.5663, 126.9779, 500, 1114000000\n\nkt,nr,45008,16777215,68719476735,35,129,0, \n",
	} {
		got, err := ReadCells(strings.NewReader(text), "cells.csv")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", name, d)
		}
	}
}

func TestEveryMistakeInACellsFileIsSaidWithItsLine(t *testing.T) {
	text := cellsHeader +
		"skt,gsm,450-05,1,1,37,127,500,1114000000\n" +
		"kt,gsm,450-05,1,1,37,127,500,1114000000\n" +
		"skt,5g,450-05,1,2,37,127,500,\n" +
		"skt,gsm,450-05,1,70000,37,127,500,\n" +
		"skt,gsm,450-05,1,3,127,37,500,\n" +
		"skt,gsm,450-05,1,4,37,east,-500m,\n" +
		"skt,gsm,450-05,1,5,37,127,-1,11140\n" +
		",gsm,450-05,1,6,NaN,127,1,\n" +
		"skt,gsm,450-05,1,7\n" +
		"skt,gsm,450-05,1,\"8,37,127,1,\n"
	sites, err := ReadCells(strings.NewReader(text), "cells.csv")
	var list *SitesError
	if !errors.As(err, &list) || sites != nil {
		t.Fatalf("%d sites, %v", len(sites), err)
	}
	want := []string{
		`cells.csv:3: cell gsm:450-05:1:1 is on line 2 already; a cell belongs to exactly one link`,
		`cells.csv:4: cell "5g:450-05:1:2": radio "5g" is not gsm, umts, lte or nr`,
		`cells.csv:5: cell "gsm:450-05:1:70000": cell identity "70000" is not a number of 16 bits`,
		`cells.csv:6: latitude 127 is not between −90 and 90; were latitude and longitude exchanged?`,
		`cells.csv:7: lon "east" is not a number`,
		`cells.csv:7: radius_m "-500m" is not a number`,
		`cells.csv:8: radius -1 m is not between 0 and 1000000`,
		`cells.csv:8: region "11140" is not ten digits`,
		`cells.csv:9: latitude NaN is not between −90 and 90`,
		`cells.csv:9: link is empty`,
		`cells.csv:10: 5 fields, not 9`,
		`cells.csv:11: extraneous or missing " in quoted-field`,
	}
	got := strings.Split(err.Error(), "\n")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestCellsFileNeedsItsColumns(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"cells.csv: empty"}},
		{"no header", "skt,gsm,450-05,1,1,37,127,500,1114000000\n", []string{`cells.csv:1: column "skt" is not one of`, "cells.csv:1: column link is missing"}},
		{"one missing", strings.Replace(cellsHeader, ",region", "", 1), []string{"cells.csv:1: column region is missing"}},
		{"one twice", strings.Replace(cellsHeader, "region", "lat", 1), []string{"cells.csv:1: column lat is there twice", "cells.csv:1: column region is missing"}},
		{"one unknown", strings.TrimSpace(cellsHeader) + ",azimuth\n", []string{`cells.csv:1: column "azimuth" is not one of`}},
	} {
		_, err := ReadCells(strings.NewReader(c.text), "cells.csv")
		for _, w := range c.want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v, want %q", c.name, err, w)
			}
		}
	}
	broken := errors.New("disk on fire")
	if _, err := ReadCells(iotest.ErrReader(broken), "cells.csv"); !errors.Is(err, broken) {
		t.Errorf("a broken file: %v", err)
	}
	if sites, err := ReadCells(strings.NewReader(cellsHeader), "cells.csv"); err != nil || len(sites) > 0 {
		t.Errorf("no cells: %v, %v", sites, err)
	}
}

func TestAFileOfAnotherKindIsNotQuotedWhole(t *testing.T) {
	_, err := ReadCells(strings.NewReader(cellsHeader+strings.Repeat("x\n", 1_000)), "cells.csv")
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 201 || lines[200] != "cells.csv: and 800 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func FuzzReadCells(f *testing.F) {
	f.Add(cellsHeader + "skt,gsm,450-05,1001,2001,37.5663,126.9779,500,1114000000\n")
	f.Add(cellsHeader + "skt,lte,450-05,1,\"1\",37,127,1e3,\nkt,lte,450-05,1,1,NaN,0x1p3,Inf,\n")
	f.Add("\ufeff" + cellsHeader + "\"\n")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		sites, err := ReadCells(strings.NewReader(text), "cells.csv")
		if err != nil {
			if err.Error() == "" || sites != nil {
				t.Errorf("%d sites with error %q", len(sites), err)
			}
			return
		}
		seen := make(map[cbc.Cell]bool)
		for _, s := range sites {
			if s.Link == "" || s.Line < 2 || seen[s.Cell] || checkPlace(&s) != nil || !isCode(s.Region) {
				t.Errorf("%+v was taken", s)
			}
			if back, err := cbc.ParseCell(s.Cell.String()); err != nil || back != s.Cell {
				t.Errorf("cell %s is read back as %v, %v", s.Cell, back, err)
			}
			seen[s.Cell] = true
		}
	})
}
