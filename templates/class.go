package templates

import "fmt"

// A Class says how loudly a phone announces a warning, and so how soon it must
// go. Classes are ordered: the lower one is more urgent. The zero Class is
// unset.
type Class uint8

const (
	Critical Class = iota + 1 // danger to many lives now; cannot be refused (위급재난)
	Urgent                    // get to safety (긴급재난)
	Info                      // take care (안전안내)
	Missing                   // a person is sought (실종경보)
)

var classNames = [...]string{Critical: "critical", Urgent: "urgent", Info: "info", Missing: "missing"}

// Classes returns all classes, the most urgent first.
func Classes() []Class { return []Class{Critical, Urgent, Info, Missing} }

// String returns the name used in events, files and pages.
func (c Class) String() string {
	if c >= Critical && c <= Missing {
		return classNames[c]
	}
	return fmt.Sprintf("class(%d)", uint8(c))
}

// ParseClass reads what String writes.
func ParseClass(s string) (Class, error) {
	for _, c := range Classes() {
		if classNames[c] == s {
			return c, nil
		}
	}
	return 0, fmt.Errorf("class %q is not critical, urgent, info or missing", s)
}

// MarshalText writes the class as String does; an unset class is empty.
func (c Class) MarshalText() ([]byte, error) {
	if c == 0 {
		return []byte{}, nil
	}
	if c > Missing {
		return nil, fmt.Errorf("no such class: %d", uint8(c))
	}
	return []byte(classNames[c]), nil
}

// UnmarshalText reads what MarshalText writes.
func (c *Class) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*c = 0
		return nil
	}
	*c, err = ParseClass(string(b))
	return err
}

// A Status says whether an event is meant: CAP 1.2 clause 3.2.1, of which
// three remain here. The zero Status is unset and nothing is composed for it.
type Status uint8

const (
	Actual   Status = iota + 1 // people must act
	Exercise                   // a drill; every text says so
	Test                       // a trial of the equipment; every text says so
)

var statusNames = [...]string{Actual: "actual", Exercise: "exercise", Test: "test"}

// Statuses returns all statuses.
func Statuses() []Status { return []Status{Actual, Exercise, Test} }

// String returns the name used in events, files and pages.
func (s Status) String() string {
	if s >= Actual && s <= Test {
		return statusNames[s]
	}
	return fmt.Sprintf("status(%d)", uint8(s))
}

// ParseStatus reads what String writes.
func ParseStatus(s string) (Status, error) {
	for _, x := range Statuses() {
		if statusNames[x] == s {
			return x, nil
		}
	}
	return 0, fmt.Errorf("status %q is not actual, exercise or test", s)
}

// MarshalText writes the status as String does; an unset status is empty.
func (s Status) MarshalText() ([]byte, error) {
	if s == 0 {
		return []byte{}, nil
	}
	if s > Test {
		return nil, fmt.Errorf("no such status: %d", uint8(s))
	}
	return []byte(statusNames[s]), nil
}

// UnmarshalText reads what MarshalText writes.
func (s *Status) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*s = 0
		return nil
	}
	*s, err = ParseStatus(string(b))
	return err
}
