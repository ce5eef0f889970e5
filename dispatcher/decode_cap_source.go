package dispatcher

import (
	"errors"

	"bongsu/cbc/cap"
)

// A Source is what is agreed with one sender of CAP messages: deviations from
// the standard that are taken, a profile, where its messages are about, and
// whose signatures are believed. Without one a message is read by the letter
// and its signature is not looked at.
type Source struct {
	Policy cap.Policy
	Trust  cap.Trust
}

// parse reads a message by the letter to learn whose it is, then by what is
// agreed with that sender. The signature is verified on the octets that came.
func (by *EventReader) parse(body []byte, f *findings) (*cap.Alert, error) {
	a, err := cap.Parse(body)
	sender := ""
	var bad *cap.InvalidError
	switch {
	case err == nil:
		sender = a.Sender
	case errors.As(err, &bad):
		sender = bad.Sender
	}
	source, ok := by.Sources[sender]
	if !ok {
		return a, err
	}
	source.Policy.Now, source.Trust.Now = by.Now, by.Now
	source.verify(body, f)
	return source.Policy.Parse(body)
}

// verify notes what was found of signatures; one that is wanting is a problem.
func (s *Source) verify(body []byte, f *findings) {
	verdicts, err := s.Trust.Verify(body)
	for _, v := range verdicts {
		switch v.State {
		case cap.Trusted:
			f.notef("the signature is trusted, key %.16s", v.Key)
		default:
			f.notef("the signature is %s: %s", v.State, v.Reason)
		}
	}
	if err != nil {
		f.addf("bad-signature", "/alert/Signature", "%v", err)
	}
}
