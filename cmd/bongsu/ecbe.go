package main

import (
	"context"

	"go.uber.org/zap"

	"bongsu/dispatcher/ecbe"
)

// newECBE makes the listener for clients of Osmocom's centre, nil if there is
// to be none.
func (i *instance) newECBE() (*web, error) {
	c := i.ECBE
	if c == nil {
		return nil, nil
	}
	s, err := ecbe.New(ecbe.Config{Dispatcher: i.dispatcher, Reader: i.ledger, Composer: i.dispatcher.Composer, Plane: c.Plane,
		Lifetime: c.Lifetime, TokenHash: c.Token, Log: i.log})
	if err != nil {
		return nil, err
	}
	if err := s.Load(context.Background()); err != nil {
		return nil, err
	}
	return newServer("ecbe", c.Listen, s.Handler(), i.assembly.ecbe, i.log), nil
}

// listen opens the sockets of all ways in over HTTP.
func (i *instance) listen(ctx context.Context) error {
	if i.clients != nil {
		if err := i.clients.listen(ctx); err != nil {
			return err
		}
	}
	return i.web.listen(ctx)
}

// ecbeAt says where clients find us, for the log.
func (i *instance) ecbeAt() []zap.Field {
	if i.clients == nil {
		return nil
	}
	return []zap.Field{zap.Stringer("ecbe", i.clients.addr())}
}
