package smpp

import (
	"bytes"
	"context"
	"fmt"
)

// inboxFrames is how many messages of the peer wait for the worker. What comes
// after is put off: the peer is told to try again.
const inboxFrames = 256

// asked answers what the peer asks. It is called by the reader and does not
// wait: what may take time goes to the worker.
func (s *session) asked(b []byte) {
	command, seq := commandOf(b), sequenceOf(b)
	switch {
	case command.unanswered():
		s.stray(b, fmt.Errorf("%v: nothing to us", command))
	case command == EnquireLink:
		s.reply(Plain{EnquireLinkResp, OK}, seq, nil)
	case command == Unbind:
		s.reply(Plain{UnbindResp, OK}, seq, errUnbound)
	case command == Deliver || command == Data:
		select {
		case s.incoming <- bytes.Clone(b):
		default:
			s.reply(Plain{command | response, TemporaryAppError}, seq, nil)
		}
	default:
		s.stray(b, fmt.Errorf("%v: not a request that a centre makes", command))
		s.reply(Plain{GenericNack, InvalidCommandID}, seq, nil)
	}
}

// work hands on what the peer sends, and answers it after that.
func (s *session) work() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.wg.Go(func() { <-s.done; cancel() })
	for {
		select {
		case b := <-s.incoming:
			s.delivered(ctx, b)
		case <-s.done:
			return
		}
	}
}

// delivered hands on a deliver_sm or data_sm and answers it.
func (s *session) delivered(ctx context.Context, b []byte) {
	m, err := delivery(b)
	status := PermanentAppError
	switch {
	case err != nil:
		s.stray(b, err)
		status = err.Status
	case s.deliver != nil:
		status = s.deliver(ctx, m)
	default:
		s.stray(b, fmt.Errorf("%v: nobody here wants it", commandOf(b)))
	}
	s.reply(&MessageResp{Command: commandOf(b) | response, Status: status}, sequenceOf(b), nil)
}

// delivery reads a deliver_sm, or a data_sm as if it were one.
func delivery(b []byte) (*DeliverSM, *DecodeError) {
	p, err := view(b)
	var m DeliverSM
	switch {
	case err != nil:
	case p.Command() == Deliver:
		err = m.Read(&p)
	default:
		var d DataSM
		err = d.Read(&p)
		m.Destination = d.Destination
		m.ShortMessage = ShortMessage{ServiceType: d.ServiceType, Source: d.Source, ESMClass: d.ESMClass,
			Receipt: d.Receipt, DataCoding: d.DataCoding, TLVs: d.TLVs}
	}
	return &m, asDecodeError(err)
}
