package simulator

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// deeds asks the rules n times and joins what they say, "-" for nothing.
func deeds(r *Rules, request string, n int) string {
	var s []string
	for range n {
		if rule, ok := r.Next(request); ok {
			s = append(s, string(rule.Do))
		} else {
			s = append(s, "-")
		}
	}
	return strings.Join(s, " ")
}

func TestRulesApplyAsOftenAsTheySay(t *testing.T) {
	for _, c := range []struct {
		name  string
		rules []Rule
		want  string // of four requests
	}{
		{"none", nil, "- - - -"},
		{"once", []Rule{{Do: Silence}}, "silence - - -"},
		{"twice", []Rule{{Do: Silence, Times: 2}}, "silence silence - -"},
		{"always", []Rule{{Do: Silence, Times: -1}}, "silence silence silence silence"},
		{"after two", []Rule{{Do: Silence, After: 2}}, "- - silence -"},
		{"by name", []Rule{{On: "write", Do: Silence}, {On: "kill", Do: Refuse}}, "silence - - -"},
		{"by star", []Rule{{On: "*", Do: Silence}}, "silence - - -"},
		{"in order", []Rule{{Do: Silence}, {Do: Refuse, Times: 2}}, "silence refuse refuse -"},
		{"first after one, then the second", []Rule{{Do: Silence, After: 1}, {Do: Refuse}}, "refuse silence - -"},
	} {
		var r Rules
		for _, rule := range c.rules {
			if err := r.Add(rule); err != nil {
				t.Fatal(err)
			}
		}
		if got := deeds(&r, "write", 4); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRuleIsHandedOutWhole(t *testing.T) {
	var r Rules
	want := Rule{On: "write", Do: Delay, Cause: 6, Delay: time.Second, Times: 1}
	if err := r.Add(want); err != nil {
		t.Fatal(err)
	}
	if got, ok := r.Next("write"); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, ok)
	}
}

func TestOneSeedIsOneRunOfLuck(t *testing.T) {
	run := func(seed uint64) string {
		var r Rules
		r.Seed(seed)
		if err := r.Add(Rule{Do: Silence, Chance: 0.5, Times: -1}); err != nil {
			t.Fatal(err)
		}
		return deeds(&r, "write", 200)
	}
	one := run(1)
	if one != run(1) {
		t.Error("the same seed runs otherwise")
	}
	if one == run(2) {
		t.Error("another seed runs the same way")
	}
	if n := strings.Count(one, "silence"); n < 60 || n > 140 {
		t.Errorf("a chance of one half came %d times in 200", n)
	}
}

func TestWrongRulesAreRefused(t *testing.T) {
	for _, rule := range []Rule{
		{}, {Do: "explode"}, {Do: Silence, Chance: 1}, {Do: Silence, Chance: -0.1},
		{Do: Delay, Delay: -1}, {Do: Silence, After: -1},
	} {
		var r Rules
		if err := r.Add(rule); err == nil {
			t.Errorf("%+v was taken", rule)
		}
		if got := deeds(&r, "write", 1); got != "-" {
			t.Errorf("%+v applies", rule)
		}
	}
}

func TestARuleIsUsedUpOnceAmongMany(t *testing.T) {
	var r Rules
	if err := r.Add(Rule{Do: Silence, Times: 100}); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	used := make([]int, 8)
	for i := range used {
		wg.Go(func() { used[i] = strings.Count(deeds(&r, "write", 50), "silence") })
	}
	wg.Wait()
	sum := 0
	for _, n := range used {
		sum += n
	}
	if sum != 100 {
		t.Errorf("a rule for 100 requests met %d: %s", sum, fmt.Sprint(used))
	}
}
