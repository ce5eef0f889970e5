package main

import "time"

// clock returns a time as a clock in Seoul shows it, to the millisecond.
func clock(t time.Time) string { return t.In(seoul()).Format("15:04:05.000") }
