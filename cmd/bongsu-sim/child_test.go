package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestLinesComeWhole(t *testing.T) {
	for _, c := range []struct {
		name   string
		writes []string
		want   []string
	}{
		{"one by one", []string{"a\n", "b\n"}, []string{"a", "b"}},
		{"several at once", []string{"a\nb\n\nc"}, []string{"a", "b", ""}},
		{"in pieces", []string{"a", "b", "\nc"}, []string{"ab"}},
		{"too long", []string{strings.Repeat("x", maxLine+1)}, []string{strings.Repeat("x", maxLine+1)}},
	} {
		var got []string
		l := &lines{see: func(line []byte) { got = append(got, string(line)) }}
		for _, w := range c.writes {
			if n, err := l.Write([]byte(w)); n != len(w) || err != nil {
				t.Errorf("%s: %d octets of %d, %v", c.name, n, len(w), err)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: lines %.100q, want %.100q", c.name, got, c.want)
		}
	}
}

func TestAChildThatEndsBadlyIsSaid(t *testing.T) {
	for _, c := range []struct {
		script, want string
	}{
		{"exit 0", ""},
		{"exit 3", "exit status 3"},
		{"trap 'exit 0' TERM; echo up; while :; do wait; done", ""},
	} {
		up := make(chan struct{}, 1)
		cmd := exec.Command("bash", "-c", c.script)
		cmd.Stdout = &lines{see: func([]byte) { up <- struct{}{} }}
		child, err := startChild(cmd)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(c.script, "echo") {
			<-up
		} else {
			<-child.ended
		}
		said := ""
		if err := child.stop(); err != nil {
			said = err.Error()
		}
		if !strings.Contains(said, c.want) || c.want == "" && said != "" {
			t.Errorf("%q: it says %q, want %q", c.script, said, c.want)
		}
	}
}

func TestAProgramThatIsNotThereDoesNotStart(t *testing.T) {
	if _, err := startChild(exec.Command("/no/such/program")); err == nil || !strings.Contains(err.Error(), "start program") {
		t.Errorf("it starts: %v", err)
	}
}
