package simtest_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"bongsu/cbc/smpp"
	"bongsu/simulator"
	"bongsu/simulator/judge"
	"bongsu/simulator/pdu"
	"bongsu/simulator/simtest"
)

// What docs/simulator.md shows.
func TestAClientIsJudgedInATest(t *testing.T) {
	config := simulator.SMSCConfig{Seed: 7}
	if err := config.Apply("early-receipts"); err != nil {
		t.Fatal(err)
	}
	centre := simtest.SMSC(t, config)

	sendOneMessage(t, centre.Addr()) // the client under test

	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	_, err := centre.Journal.Wait(ctx, func(e simulator.Entry) bool { return e.What == "delivered" && e.Text == "대피하세요" })
	if err != nil {
		t.Error(err)
	}
	centre.Close()
	report := judge.Of(judge.Config{Window: 10}, centre.Journal.Entries())
	if !report.Clean() {
		var b strings.Builder
		report.WriteText(&b)
		t.Error(b.String())
	}
}

func sendOneMessage(t *testing.T, address string) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	bind := pdu.Out{Command: smpp.BindTransmitter, Sequence: 1}
	bind.Text("bongsu")
	bind.Text("country")
	bind.Text("")
	bind.Octet(smpp.Version)
	bind.Address(pdu.Address{})
	submit := pdu.Out{Command: smpp.Submit, Sequence: 2}
	submit.Text("")
	submit.Address(pdu.Address{TON: 5, Number: "ALERT"})
	submit.Address(pdu.Address{TON: 1, NPI: 1, Number: "821012345678"})
	submit.Octet(0, 0, 0)
	submit.Text("")
	submit.Text("")
	submit.Octet(1, 0, pdu.CodingUCS2, 0)
	submit.Short(pdu.UCS2("대피하세요"))
	for _, o := range []pdu.Out{bind, submit, {Command: smpp.Unbind, Sequence: 3}} {
		if _, err := conn.Write(o.Wire()); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 256)); err != nil { // its answer
			t.Fatal(err)
		}
	}
}
