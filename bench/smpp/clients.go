package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	gosmpp "github.com/fiorix/go-smpp/smpp"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutext"
	linx "github.com/linxGnu/gosmpp"
	"github.com/linxGnu/gosmpp/data"
	linxpdu "github.com/linxGnu/gosmpp/pdu"

	"bongsu/cbc"
	"bongsu/cbc/smpp"
)

// text is 59 characters, 118 octets in UCS-2.
const text = "[기상청] 11월 24일 09:30 경북 경주시 남남서쪽 8km 지역 규모 5.8 지진 발생. 낙하물 주의, 안전한 곳으"

var errBound = errors.New("could not bind")

// ours starts a sender of ours and returns it when it is up.
func ours(addr, id string, window int) (*smpp.Sender, func(), error) {
	s := smpp.NewSender(smpp.Config{Address: addr, SystemID: id, Window: window})
	ready := make(chan cbc.Notice, 16)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = s.Run(ctx, func(n cbc.Notice) { ready <- n }) })
	stop := func() { cancel(); wg.Wait() }
	if n := <-ready; n.Kind != cbc.Ready {
		stop()
		return nil, nil, n.Err
	}
	return s, stop, nil
}

func template() (*smpp.Template, error) {
	parts, err := smpp.Segments(text, smpp.CodingUCS2, smpp.Payload, 0)
	if err != nil {
		return nil, err
	}
	m := smpp.SubmitSM{ShortMessage: parts[0]}
	m.Source, m.Destination = smpp.Address{TON: 1, NPI: 1, Number: "1082"}, smpp.Address{TON: 1, NPI: 1}
	return smpp.NewTemplate(&m)
}

// blockingOurs calls Submit.
func blockingOurs(addr string, callers int) func(time.Duration) (round, error) {
	return func(d time.Duration) (round, error) {
		t, err := template()
		if err != nil {
			return round{}, err
		}
		s, stop, err := ours(addr, "bench", callers+2)
		if err != nil {
			return round{}, err
		}
		defer stop()
		return blocking(callers, d, func(number string) error {
			_, err := s.Submit(context.Background(), t, number, false)
			return err
		})
	}
}

// listOurs calls SubmitList.
func listOurs(addr string, window int) func(time.Duration) (round, error) {
	return func(d time.Duration) (round, error) {
		t, err := template()
		if err != nil {
			return round{}, err
		}
		s, stop, err := ours(addr, "bench", window+2)
		if err != nil {
			return round{}, err
		}
		defer stop()
		numbers, n, began := phones(4096), 0, time.Now()
		end := began.Add(d)
		err = s.SubmitList(context.Background(), t, func(yield func(string) bool) {
			for i := 0; i&1023 != 0 || time.Now().Before(end); i++ {
				if !yield(numbers[i&4095]) {
					return
				}
			}
		}, func(smpp.Submitted) { n++ })
		return round{perSecond: float64(n) / time.Since(began).Seconds()}, err
	}
}

// goSMPP calls Transmitter.Submit of the library whose codec we use.
func goSMPP(addr string, callers int) func(time.Duration) (round, error) {
	return func(d time.Duration) (round, error) {
		tx := &gosmpp.Transmitter{Addr: addr, User: "bench", EnquireLink: time.Minute, WindowSize: uint(callers + 2)}
		status := tx.Bind()
		defer func() { _ = tx.Close() }()
		if s := <-status; s.Status() != gosmpp.Connected {
			return round{}, errBound
		}
		return blocking(callers, d, func(number string) error {
			_, err := tx.Submit(&gosmpp.ShortMessage{Src: "1082", Dst: number, Text: pdutext.UCS2(text)})
			return err
		})
	}
}

// linxGnu submits with another library and waits for the answer in a map.
func linxGnu(addr string, callers int) func(time.Duration) (round, error) {
	return func(d time.Duration) (round, error) {
		var mu sync.Mutex
		waiting := map[int32]chan struct{}{}
		took := func(p linxpdu.PDU, _ bool) {
			mu.Lock()
			c := waiting[p.GetSequenceNumber()]
			delete(waiting, p.GetSequenceNumber())
			mu.Unlock()
			if c != nil {
				c <- struct{}{}
			}
		}
		s, err := linx.NewSession(linx.TXConnector(linx.NonTLSDialer, linx.Auth{SMSC: addr, SystemID: "bench"}), linx.Settings{
			ReadTimeout: time.Minute, EnquireLink: 30 * time.Second, OnPDU: took,
		}, -1)
		if err != nil {
			return round{}, fmt.Errorf("gosmpp: %w", err)
		}
		defer func() { _ = s.Close() }()
		var pool = sync.Pool{New: func() any { return make(chan struct{}, 1) }}
		return blocking(callers, d, func(number string) error {
			p, err := linxSubmit(number)
			if err != nil {
				return err
			}
			c := pool.Get().(chan struct{})
			mu.Lock()
			waiting[p.GetSequenceNumber()] = c
			mu.Unlock()
			if err := s.Transmitter().Submit(p); err != nil {
				return err
			}
			<-c
			pool.Put(c)
			return nil
		})
	}
}

func linxSubmit(number string) (*linxpdu.SubmitSM, error) {
	p := linxpdu.NewSubmitSM().(*linxpdu.SubmitSM)
	from, to := linxpdu.NewAddress(), linxpdu.NewAddress()
	if err := errors.Join(from.SetAddress("1082"), to.SetAddress(number)); err != nil {
		return nil, err
	}
	p.SourceAddr, p.DestAddr = from, to
	return p, p.Message.SetMessageWithEncoding(text, data.UCS2)
}

// pipelined is the limit: one goroutine writes octets that were ready before,
// another counts answers.
func pipelined(addr string, window int) func(time.Duration) (round, error) {
	return func(d time.Duration) (round, error) {
		t, err := template()
		if err != nil {
			return round{}, err
		}
		conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", addr)
		if err != nil {
			return round{}, err
		}
		defer conn.Close()
		bind, err := (&smpp.Bind{SystemID: "bench", Version: smpp.Version}).PDU()
		if err != nil {
			return round{}, err
		}
		bind.SetSequence(1)
		b, _ := bind.AppendBinary(nil)
		if _, err := conn.Write(b); err != nil {
			return round{}, err
		}
		frame, err := t.Append(nil, "821000000000", 2)
		if err != nil {
			return round{}, err
		}
		if _, err := conn.Read(make([]byte, 1024)); err != nil { // the answer to the bind
			return round{}, err
		}
		return pump(conn, frame, window, d)
	}
}

// pump keeps the window full: it writes what there is room for, with a sequence
// number put in, and finds in each answer's header which it is for.
func pump(conn net.Conn, frame []byte, window int, d time.Duration) (round, error) {
	out := bytes.Repeat(frame, window)
	in, have := make([]byte, 256<<10), 0
	sent := make([]bool, 1<<16) // by the lower half of the sequence number
	n, pending, seq := 0, 0, uint32(1)
	began := time.Now()
	for end := began.Add(d); pending > 0 || time.Now().Before(end); {
		if room := window - pending; room > 0 && time.Now().Before(end) {
			for i := range room {
				seq++
				sent[seq&0xFFFF] = true
				binary.BigEndian.PutUint32(out[i*len(frame)+12:], seq)
			}
			if _, err := conn.Write(out[:room*len(frame)]); err != nil {
				return round{}, err
			}
			pending += room
		}
		r, err := conn.Read(in[have:])
		if err != nil {
			return round{}, err
		}
		have += r
		at := 0
		for have-at >= 16 && have-at >= int(binary.BigEndian.Uint32(in[at:])) {
			if number := binary.BigEndian.Uint32(in[at+12:]) & 0xFFFF; sent[number] {
				sent[number] = false
				n, pending = n+1, pending-1
			}
			at += int(binary.BigEndian.Uint32(in[at:]))
		}
		have = copy(in, in[at:have])
	}
	return round{perSecond: float64(n) / time.Since(began).Seconds()}, nil
}
