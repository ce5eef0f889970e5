package templates

import (
	"fmt"
	"time"
)

// Hours are when advice (class info) had better wait, by the clock of the
// profile's time zone: rule L24 of lint. Other classes know no hours. Without
// any, advice goes at all times.
type Hours struct {
	// Quiet hours are when a phone would wake people.
	Quiet []Window `yaml:"quiet,optional"`
	// Commute is when people are on their way. Advice of the categories in
	// OnTheWay is for them, the other reaches them at a bad moment.
	Commute  []Window `yaml:"commute,optional"`
	OnTheWay []string `yaml:"on_the_way,optional" of:"category"`
}

// A Window is a stretch of the day, from one clock until another, on the days
// that it begins on. Until at or before from is on the day after.
type Window struct {
	position
	Days  []Weekday `yaml:"days,optional"` // none: every day
	From  TimeOfDay `yaml:"from"`
	Until TimeOfDay `yaml:"until"` // the first minute that is no longer in it
}

// holds reports whether a moment, in the zone of the window, lies in it.
func (w *Window) holds(t time.Time) bool {
	now := TimeOfDay(t.Hour()*60 + t.Minute())
	if w.From < w.Until {
		return w.From <= now && now < w.Until && w.begins(t.Weekday())
	}
	return now >= w.From && w.begins(t.Weekday()) || now < w.Until && w.begins((t.Weekday()+6)%7)
}

func (w *Window) begins(d time.Weekday) bool {
	for _, x := range w.Days {
		if time.Weekday(x) == d {
			return true
		}
	}
	return len(w.Days) == 0
}

// within returns the window of a list that a moment lies in, or nil.
func within(list []Window, t time.Time) *Window {
	for i := range list {
		if list[i].holds(t) {
			return &list[i]
		}
	}
	return nil
}

// A TimeOfDay is a minute of the day, 0 to 1439, written HH:MM.
type TimeOfDay uint16

// String writes the clock as texts do, in 24 hours.
func (c TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// UnmarshalText reads what String writes.
func (c *TimeOfDay) UnmarshalText(b []byte) error {
	t, err := time.Parse("15:04", string(b))
	if err != nil || len(b) != len("15:04") {
		return fmt.Errorf("%q is not a time such as 06:00", b)
	}
	*c = TimeOfDay(t.Hour()*60 + t.Minute())
	return nil
}

// A Weekday is a day of the week, 0 for Sunday, written as its first three
// letters.
type Weekday uint8

var weekdayNames = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// UnmarshalText reads a day.
func (d *Weekday) UnmarshalText(b []byte) error {
	for i, name := range weekdayNames {
		if name == string(b) {
			*d = Weekday(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a day such as mon", b)
}

// checkHours finds windows that are empty and categories that are none.
func (b *builder) checkHours(h *Hours) {
	for _, list := range [][]Window{h.Quiet, h.Commute} {
		for _, w := range list {
			if w.From == w.Until {
				b.addf(w.position, "hours: a window from %s until %s is empty", w.From, w.Until)
			}
		}
	}
	for _, c := range h.OnTheWay {
		b.oneOf(b.profile.position, "category", c)
	}
}
