package main

import (
	"strings"
	"testing"
)

func TestTextIsClippedByTheColumnsItTakes(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    string
	}{{"alpha", 3, "alp"}, {"alpha", 9, "alpha"}, {"가나다", 4, "가나"}, {"가나다", 5, "가나"}, {"a가", 2, "a"}, {"", 5, ""}} {
		if got := clip(c.text, c.columns); got != c.want {
			t.Errorf("%q in %d columns is %q, want %q", c.text, c.columns, got, c.want)
		}
	}
}

func TestRowsAreDrawnOverOnATerminalOnly(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, "c\nd\n"},
		{80, "a\nb\n\x1b[2A\x1b[Jc\nd\n"},
	} {
		var b strings.Builder
		s := &screen{w: &b, width: c.width}
		s.draw([]string{"a", "b"}, false)
		s.draw([]string{"c", "d"}, true)
		if b.String() != c.want {
			t.Errorf("width %d: %q, want %q", c.width, b.String(), c.want)
		}
	}
}

func TestALineAfterRowsLeavesThem(t *testing.T) {
	var b strings.Builder
	s := &screen{w: &b, width: 80}
	s.draw([]string{"a"}, false)
	s.line("x")
	s.draw([]string{"b"}, false)
	if b.String() != "a\nx\nb\n" {
		t.Errorf("%q", b.String())
	}
}
