package main

import (
	"fmt"
	"slices"
)

// A spread is how measured values lie.
type spread struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// String returns the values in milliseconds.
func (s spread) String() string {
	return fmt.Sprintf("p50 %.1f, p90 %.1f, p99 %.1f, max %.1f ms", s.P50, s.P90, s.P99, s.Max)
}

func spreadOf(values []float64) spread {
	if len(values) == 0 {
		return spread{}
	}
	v := slices.Sorted(slices.Values(values))
	at := func(percent int) float64 { return v[(percent*len(v)+99)/100-1] } // the nearest rank
	return spread{at(50), at(90), at(99), at(100)}
}

// middle returns the medians of several spreads, and the largest of all.
func middle(all []spread) spread {
	median := func(of func(spread) float64) float64 {
		values := make([]float64, 0, len(all))
		for _, s := range all {
			values = append(values, of(s))
		}
		return spreadOf(values).P50
	}
	m := spread{median(func(s spread) float64 { return s.P50 }), median(func(s spread) float64 { return s.P90 }), median(func(s spread) float64 { return s.P99 }), 0}
	for _, s := range all {
		m.Max = max(m.Max, s.Max)
	}
	return m
}
