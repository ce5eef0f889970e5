package templates

import (
	"strings"
	"testing"
	"time"
)

func TestWindowsHoldTheirMinutesOnTheirDays(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 7, 19+day, hour, minute, 59, 0, time.UTC) // 19 July 2026 is a Sunday
	}
	night := Window{From: 21 * 60, Until: 6 * 60}
	friday := Window{From: 21 * 60, Until: 6 * 60, Days: []Weekday{5}}
	morning := Window{From: 6 * 60, Until: 10 * 60, Days: []Weekday{1, 2, 3, 4, 5}}
	toMidnight := Window{From: 22 * 60, Until: 0, Days: []Weekday{6}}
	for _, c := range []struct {
		name   string
		window Window
		at     time.Time
		in     bool
	}{
		{"the minute before the night", night, at(0, 20, 59), false},
		{"the first minute of the night", night, at(0, 21, 0), true},
		{"the last minute of the night", night, at(0, 5, 59), true},
		{"the morning", night, at(0, 6, 0), false},
		{"Friday night", friday, at(5, 23, 0), true},
		{"Friday night on Saturday", friday, at(6, 3, 0), true},
		{"the night to Friday", friday, at(5, 3, 0), false},
		{"Saturday night", friday, at(6, 23, 0), false},
		{"Monday at six", morning, at(1, 6, 0), true},
		{"Monday at ten", morning, at(1, 10, 0), false},
		{"Sunday at eight", morning, at(0, 8, 0), false},
		{"Saturday at eight", morning, at(6, 8, 0), false},
		{"the last minute of Saturday", toMidnight, at(6, 23, 59), true},
		{"midnight after Saturday", toMidnight, at(7, 0, 0), false},
	} {
		if got := c.window.holds(c.at); got != c.in {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestAdviceOnTheWayIsOnlyNoted(t *testing.T) {
	l := loadShipped(t)
	monday := time.Date(2026, 7, 20, 8, 0, 0, 0, l.profile.zone)
	for _, c := range []struct {
		name   string
		hazard string
		at     time.Time
		want   Severity
	}{
		{"a standstill for animals on the way to work", "animal_disease", monday, Note},
		{"a closed road on the way to work", "traffic", monday, ""},
		{"snow on the way to work", "heavy_snow", monday, ""},
		{"a standstill for animals at noon", "animal_disease", monday.Add(4 * time.Hour), ""},
		{"a standstill for animals on Sunday", "animal_disease", monday.AddDate(0, 0, -1), ""},
		{"a closed road at night", "traffic", monday.Add(-3 * time.Hour), Ask},
	} {
		var got Severity
		for _, f := range l.LintSending(Sending{Hazard: c.hazard, Class: Info, Status: Actual, At: c.at.UTC()}, ByRegion(nil)) {
			if f.Rule == "L24" {
				got = f.Severity
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHoursOfAProfileAreChecked(t *testing.T) {
	const from = `- {from: "21:00", until: "06:00"}`
	for _, c := range []struct{ to, want string }{
		{`- {from: "9:00", until: "06:00"}`, `hours.quiet[1].from: "9:00" is not a time such as 06:00`},
		{`- {from: "24:00", until: "06:00"}`, `hours.quiet[1].from: "24:00" is not a time such as 06:00`},
		{`- {from: "06:00", until: "06:00"}`, `hours: a window from 06:00 until 06:00 is empty`},
		{`- {from: "06:00"}`, `hours.quiet[1] lacks until`},
		{`- {days: [monday], from: "06:00", until: "07:00"}`, `"monday" is not a day such as mon`},
	} {
		files := map[string][]byte{}
		if err := readAll(Shipped(), files); err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(files[profileFile]), from, c.to, 1)
		b := newBuilder()
		b.build(map[string][]byte{profileFile: []byte(changed)})
		found := false
		for _, m := range b.list {
			found = found || m.File == profileFile && m.Line > 1 && strings.Contains(m.Text, c.want)
		}
		if !found {
			t.Errorf("%s: %v", c.to, b.list)
		}
	}
}
