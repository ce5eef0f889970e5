package smpp

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/fiorix/go-smpp/smpp/pdu"
	"github.com/fiorix/go-smpp/smpp/pdu/pdufield"
	"github.com/fiorix/go-smpp/smpp/pdu/pdutlv"
)

// query_sm has the fields of query_broadcast_sm, so go-smpp can write one.
func TestQueryIsWhatGoSMPPWrites(t *testing.T) {
	theirs := pdu.NewQuerySM()
	theirs.Header().ID, theirs.Header().Seq = pdu.ID(QueryBroadcast), 9
	theirs.Fields().Set(pdufield.MessageID, "")
	theirs.Fields().Set(pdufield.SourceAddr, "1082")
	theirs.Fields().Set(pdufield.SourceAddrTON, 1)
	theirs.Fields().Set(pdufield.SourceAddrNPI, 1)
	theirs.TLVFields().Set(pdutlv.TagUserMessageReference, []byte{0x12, 0x34})
	var want bytes.Buffer
	if err := theirs.SerializeTo(&want); err != nil {
		t.Fatal(err)
	}
	p := must((&QueryBroadcastSM{Source: us(), Reference: 0x1234}).PDU())
	p.SetSequence(9)
	if got, err := p.AppendBinary(nil); err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%v\n got %x\nwant %x", err, got, want.Bytes())
	}
}

// shared reports whether go-smpp reads p rightly as well. Of a deliver_sm it
// takes the user data header apart.
func shared(p *PDU) bool {
	switch p.Command() {
	case BindTransceiver, BindTransmitter, BindReceiver, BindTransceiverResp, BindTransmitterResp,
		BindReceiverResp, Unbind, UnbindResp, EnquireLink, EnquireLinkResp, GenericNack,
		Submit, SubmitResp, DeliverResp, Query:
		return true
	case Deliver:
		var m DeliverSM
		return m.Read(p) == nil && m.ESMClass&UDHI == 0
	}
	return false
}

// What we read of the commands that go-smpp knows, it reads alike. It also
// takes what we refuse: PDUs that end too early, and octets left over.
func FuzzReadsWhatGoSMPPReads(f *testing.F) {
	for _, b := range foreign(f) {
		f.Add(b)
		f.Add(append(bytes.Clone(b), b...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bufio.NewReader(bytes.NewReader(b))
		for {
			frame, err := ReadFrame(r)
			if err != nil {
				checkEnd(t, err)
				return
			}
			p, err := Parse(frame)
			if err != nil {
				var bad *DecodeError
				if !errors.As(err, &bad) {
					t.Fatalf("error %T is no DecodeError", err)
				}
				continue
			}
			again, err := p.AppendBinary(nil)
			if len(frame) > headerLen && (err != nil || !bytes.Equal(again, frame)) {
				t.Fatalf("written again: %v\n got %x\nwant %x", err, again, frame)
			}
			if shared(p) && len(frame) > headerLen && len(frame) <= pdu.MaxSize {
				if err := alike(p, frame); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func checkEnd(t *testing.T, err error) {
	var bad *DecodeError
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.As(err, &bad) {
		t.Fatalf("unexpected error %v", err)
	}
}

func alike(p *PDU, frame []byte) error {
	theirs, err := pdu.Decode(bytes.NewReader(frame))
	if err != nil {
		return fmt.Errorf("go-smpp refuses %x: %w", frame, err)
	}
	if h := theirs.Header(); Command(h.ID) != p.Command() || Status(h.Status) != p.Status() || h.Seq != p.Sequence() {
		return fmt.Errorf("headers %v and %x", h, p.b[:headerLen])
	}
	for f, at := p.fields(), layouts[p.Command()]; len(at) > 0; at = at[1:] {
		from, name := f.at, pdufield.Name(at[0].name)
		f.skip(at[0])
		ours := p.b[from:f.at]
		if name == pdufield.ShortMessage {
			ours = ours[1:] // sm_length
		}
		if got := theirs.Fields()[name]; got == nil || !bytes.Equal(got.Bytes(), ours) {
			return fmt.Errorf("%s is %q and %q", name, got, ours)
		}
	}
	last := map[Tag][]byte{} // go-smpp keeps one of each
	for t, v := range p.each() {
		last[t] = v
	}
	for tag, f := range theirs.TLVFields() {
		if !bytes.Equal(f.Bytes(), last[Tag(tag)]) {
			return fmt.Errorf("TLV %s is %q and %q", tag.Hex(), f.Bytes(), last[Tag(tag)])
		}
	}
	return nil
}
