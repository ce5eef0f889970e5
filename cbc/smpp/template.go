package smpp

import "fmt"

// A Template is a submit_sm for many: go-smpp encodes it once, and for each
// phone its number and a sequence number are put in. It never changes.
type Template struct {
	head []byte // up to the destination's number
	tail []byte // from the NUL behind that
}

// NewTemplate encodes m, whose destination has no number yet; type of number
// and numbering plan are the same for all. Error: a value that does not fit.
func NewTemplate(m *SubmitSM) (*Template, error) {
	if m.Destination.Number != "" {
		return nil, fmt.Errorf("submit_sm: a template is for no one number")
	}
	b, err := m.appendTo(nil)
	if err != nil {
		return nil, err
	}
	f := fields{b: b, at: headerLen}
	for _, l := range layouts[Submit] {
		if l.name == "destination_addr" {
			break
		}
		f.skip(l)
	}
	if err := f.fault(); err != nil {
		return nil, err
	}
	return &Template{b[:f.at:f.at], b[f.at:]}, nil
}

// Append appends the whole PDU for a number of up to 20 characters. Error: it
// does not fit.
func (t *Template) Append(b []byte, number string, seq uint32) ([]byte, error) {
	if err := fits(number, numberSize); err != nil {
		return b, fmt.Errorf("submit_sm: destination_addr: %w", err)
	}
	r := request{head: t.head, tail: t.tail}
	return r.appendTo(b, number, seq), nil
}
