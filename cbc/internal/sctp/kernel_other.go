//go:build !linux

package sctp

import (
	"context"
	"errors"
)

var errKernel = errors.New("sctp: this kernel has none; use UDP")

func (Config) dialKernel(context.Context, string) (Conn, error) { return nil, errKernel }

func (Config) listenKernel(string) (Listener, error) { return nil, errKernel }
