package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/text"
)

// A radioFloor is the least that a centre can be: it reads the JSON, writes the
// message to each BSC and answers. It keeps nothing, waits for nothing and is in
// this process.
type radioFloor struct {
	server *http.Server
	at     string
	wg     sync.WaitGroup
	mu     sync.Mutex // guards writing to conns
	conns  []net.Conn
}

func startRadioFloor(ctx context.Context, stations []*station) (*radioFloor, error) {
	f := new(radioFloor)
	for _, s := range stations {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.ln.Addr().String())
		if err != nil {
			return nil, err
		}
		f.conns = append(f.conns, conn)
		f.wg.Go(func() {
			r := cbsp.NewReader(conn)
			for {
				if _, err := r.Next(); err != nil {
					return
				}
			}
		})
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f.at = "http://" + ln.Addr().String() + ecbePath
	f.server = &http.Server{Handler: http.HandlerFunc(f.serve), ReadHeaderTimeout: time.Minute}
	f.wg.Go(func() { _ = f.server.Serve(ln) }) // ends with Close
	return f, nil
}

func (f *radioFloor) Close() error {
	err := f.server.Close()
	for _, c := range f.conns {
		err = errors.Join(err, c.Close())
	}
	f.wg.Wait()
	return err
}

func (f *radioFloor) serve(w http.ResponseWriter, r *http.Request) {
	var b []byte
	var err error
	if r.Method == http.MethodDelete {
		id, _ := strconv.Atoi(r.URL.Path[len(ecbePath)+1:])
		b, err = (&cbsp.Kill{MessageID: cbc.MessageID(id), Serial: radioSerial, Cells: cbsp.AllCells(), Channel: cbsp.Basic}).AppendBinary(nil)
	} else {
		b, err = floorWrite(r)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	for _, c := range f.conns {
		_, _ = c.Write(b) // the stations are ours
	}
	f.mu.Unlock()
	if r.Method == http.MethodPost {
		w.WriteHeader(http.StatusCreated)
	}
}

func floorWrite(r *http.Request) ([]byte, error) {
	var m radioMessage
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		return nil, err
	}
	w := cbsp.WriteReplace{MessageID: cbc.MessageID(m.SMSCB.ID), Serial: cbc.Serial(m.SMSCB.Serial.Encoded), Cells: cbsp.AllCells(),
		Channel: cbsp.Basic, Category: cbc.Normal, Period: cbsp.RepetitionPeriod(m.Period), Broadcasts: uint16(m.Broadcasts), DCS: cbc.DCS(m.SMSCB.Payload.Encoded.DCS)}
	for _, digits := range m.SMSCB.Payload.Encoded.Pages {
		octets, err := hex.DecodeString(digits)
		if err != nil {
			return nil, err
		}
		p, err := text.PageOf(octets, w.DCS)
		if err != nil {
			return nil, err
		}
		w.Pages = append(w.Pages, p)
	}
	return w.AppendBinary(nil)
}

const (
	ecbePath    = "/api/ecbe/v1/message"
	radioSerial = 0x4170
)

// A radioMessage is what is posted.
type radioMessage struct {
	CBEName    string              `json:"cbe_name"`
	Period     int                 `json:"repetition_period"`
	Broadcasts int                 `json:"num_of_bcast"`
	Scope      map[string]struct{} `json:"scope"`
	SMSCB      struct {
		ID     int `json:"message_id"`
		Serial struct {
			Encoded int `json:"serial_nr_encoded"`
		} `json:"serial_nr"`
		Payload struct {
			Encoded struct {
				DCS   int      `json:"dcs"`
				Pages []string `json:"pages"`
			} `json:"payload_encoded"`
		} `json:"payload"`
	} `json:"smscb_message"`
}

// newRadioMessage returns a message of one page.
func newRadioMessage(id int) []byte {
	m := radioMessage{CBEName: "bench", Period: 100, Broadcasts: 1000, Scope: map[string]struct{}{"scope_plmn": {}}}
	m.SMSCB.ID, m.SMSCB.Serial.Encoded = id, radioSerial
	m.SMSCB.Payload.Encoded.DCS = int(cbc.UCS2)
	page, err := text.Pages("[행정안전부] 긴급재난문자 시험 방송입니다", cbc.UCS2, "")
	if err != nil {
		panic(err) // the text does not change
	}
	m.SMSCB.Payload.Encoded.Pages = []string{fmt.Sprintf("%x", page[0].Content)}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // likewise
	}
	return b
}
