package smpp

import (
	"context"
	"fmt"

	"bongsu/cbc"
)

// A Sender sends short messages over the binds of a carrier: to people who must
// be reached one by one. A message that was sent cannot be taken back for
// certain, and one that was not answered cannot be asked for.
type Sender struct{ trunk }

// NewSender returns a sender that is down until Run is called. Config.Check
// says whether c will do; what it says of broadcasts does not count.
func NewSender(c Config) *Sender {
	c.complete()
	s := &Sender{trunk{config: c}}
	s.dial = s.connect
	return s
}

// Run keeps the binds up until ctx is done, and returns ctx's error, as
// cbc.Link has it.
func (s *Sender) Run(ctx context.Context, heard func(cbc.Notice)) error { return s.run(ctx, heard) }

// An Answer is what the peer said to a message.
type Answer struct {
	Status    Status // OK: the peer has taken it
	MessageID string // the peer's name for it, "" if it was refused
}

// Submit sends a message to one number and waits for the answer. With urgent it
// goes before all that is not. Errors: *cbc.NotSentError, *cbc.LostError.
func (s *Sender) Submit(ctx context.Context, t *Template, number string, urgent bool) (Answer, error) {
	if err := fits(number, numberSize); err != nil {
		return Answer{}, &cbc.NotSentError{Err: fmt.Errorf("destination_addr: %w", err), Permanent: true}
	}
	on, err := s.pick()
	if err != nil {
		return Answer{}, err
	}
	r := request{head: t.head, tail: t.tail, timeout: s.config.ResponseTimeout, lane: submitLane(urgent)}
	c, err := on.submit(ctx, &r, number)
	if err != nil {
		return Answer{}, err
	}
	defer on.release(c)
	a, id, err := c.submitted()
	a.MessageID = string(id)
	return a, err
}

func submitLane(urgent bool) lane {
	if urgent {
		return alerts
	}
	return bulk
}

// submitted reads the answer to a submit_sm, but for the name in it, which
// shares c's memory.
func (c *call) submitted() (a Answer, id []byte, err error) {
	a.Status = statusOf(c.answer)
	if commandOf(c.answer) == GenericNack {
		if a.Status == OK { // without a reason
			a.Status = UnknownError
		}
		return a, nil, nil
	}
	if p := (PDU{c.answer, len(c.answer)}); !p.bare() || !refuses(p.b) {
		f := p.fields()
		id = f.text("message_id", messageIDSize)
		if bad := f.fault(); bad != nil {
			return Answer{}, nil, &cbc.LostError{Err: fmt.Errorf("reading the answer: %w", bad)}
		}
	}
	return a, id, nil
}

// SubmitMulti sends a message to many and waits for the answer, which names
// those that the peer refused. Few to a message are better: of one that is not
// answered nothing is known for any of them. Errors as of Submit.
func (s *Sender) SubmitMulti(ctx context.Context, m *SubmitMulti, urgent bool) (SubmitMultiResp, error) {
	on, err := s.pick()
	if err != nil {
		return SubmitMultiResp{}, err
	}
	p, err := on.ask(ctx, m, request{lane: submitLane(urgent), timeout: s.config.ResponseTimeout})
	switch {
	case err != nil:
		return SubmitMultiResp{}, err
	case p.Command() == GenericNack:
		return SubmitMultiResp{Status: max(p.Status(), InvalidMessageLength)}, nil
	}
	var r SubmitMultiResp
	if err := r.Read(p); err != nil {
		return r, &cbc.LostError{Err: err}
	}
	return r, nil
}
