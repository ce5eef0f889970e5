package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"bongsu/cbc"
	"bongsu/simulator"
	"bongsu/simulator/phone"
)

// A node is a pretended part of a radio network.
type node interface {
	OnAir() map[cbc.Key][]cbc.Cell
}

// startNodes starts an RNC, an MME and an AMF on one air, and an instance with a
// link to each. Each has a cell, and in each a phone camps.
func startNodes(t *testing.T) (*radio, map[string]node, map[string]*phone.Phone) {
	t.Helper()
	network := cbc.PLMN{MCC: 1, MNC: 1}
	cells := map[string]cbc.Cell{
		"rnc": {Radio: cbc.UMTS, PLMN: network, Area: 1, ID: 1},
		"mme": {Radio: cbc.LTE, PLMN: network, Area: 1, ID: 256},
		"amf": {Radio: cbc.NR, PLMN: network, Area: 70000, ID: 4096},
	}
	air := simulator.NewAir()
	phones := map[string]*phone.Phone{}
	for name, c := range cells {
		phones[name] = phone.New(phone.Config{Name: name, Carrier: "lab", Languages: []string{"ko"}, Channels: []phone.Range{{First: 1, Last: 65534}}})
		air.Camp(phones[name], c)
	}
	rnc, err := simulator.StartRNC(simulator.RNCConfig{Name: "rnc", Listen: "127.0.0.1:0", Areas: []cbc.Cell{cells["rnc"]}, Air: air})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rnc.Close() })
	mme, err := simulator.StartMME(simulator.MMEConfig{Name: "mme", Listen: "127.0.0.1:0", Air: air, ENBs: []simulator.ENB{{ID: 1, Cells: []cbc.Cell{cells["mme"]}}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mme.Close() })
	amf, err := simulator.StartAMF(simulator.AMFConfig{Name: "amf", Listen: "127.0.0.1:0", Air: air, GNBs: []simulator.GNB{{ID: 1, Cells: []cbc.Cell{cells["amf"]}}}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { amf.Close() })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	callback := ln.Addr().String()
	ln.Close()

	dir := t.TempDir()
	var csv, y strings.Builder
	fmt.Fprintln(&csv, "link,radio,plmn,area,cell,lat,lon,radius_m,region")
	for name, c := range cells {
		fmt.Fprintf(&csv, "%s,%s,001-01,%d,%d,37.5,127.0,100,\n", name, c.Radio, c.Area, c.ID)
	}
	write(t, dir, "cells.csv", csv.String())
	fmt.Fprint(&y, "instance: test\ndata: data\nhttp: {listen: \"127.0.0.1:0\"}\necbe: {listen: \"127.0.0.1:0\", plane: test}\ncells: cells.csv\n"+
		"policy: {default: 0}\nlog: {level: debug}\nlinks:\n")
	for _, l := range []struct{ name, kind, section string }{
		{"rnc", "sabp", fmt.Sprintf("address: %q", rnc.Addr())},
		{"mme", "sbcap", fmt.Sprintf("address: %q, udp: true, tracking_areas: true", mme.Addr())},
		{"amf", "namf", fmt.Sprintf("api_root: %q, listen: %q, callback_root: %q, peers: [127.0.0.0/8]", amf.Root(), callback, "http://"+callback)},
	} {
		fmt.Fprintf(&y, "  - {name: %s, carrier: lab, plane: test, kind: %s, bearer: kr-90, languages: [ko], %s: {%s}}\n", l.name, l.kind, l.kind, l.section)
	}
	r := &radio{scene: &scene{config: write(t, dir, "bongsu.yaml", y.String()), log: &lockedBuffer{}}, t: t}
	r.start()
	return r, map[string]node{"rnc": rnc, "mme": mme, "amf": amf}, phones
}

func TestOneAlertReachesPhonesOfEveryRadio(t *testing.T) {
	r, nodes, phones := startNodes(t)
	for name := range nodes {
		r.until(t, name+" is ready", func() bool { return strings.Contains(r.log.String(), fmt.Sprintf(`"link":%q,"notice":"ready"`, name)) })
	}
	key := cbc.Key{MessageID: 42, Serial: 16752}
	r.want(http.StatusCreated, http.MethodPost, "", standard(42))
	for name, n := range nodes {
		r.until(t, name+" broadcasts", func() bool { return len(n.OnAir()[key]) == 1 })
		r.until(t, "a phone hears "+name, func() bool { return len(phones[name].Heard()) == 1 })
		if e := phones[name].Errors(); len(e) > 0 {
			t.Errorf("%s: %v", name, e)
		}
	}
	r.want(http.StatusOK, http.MethodDelete, "/42", nil)
	for name, n := range nodes {
		r.until(t, name+" is silent", func() bool { return len(n.OnAir()) == 0 })
	}
}

func TestAPrimaryNotificationReachesPhonesOfEveryRadio(t *testing.T) {
	r, nodes, phones := startNodes(t)
	m := standard(4352)
	m["smscb_message"].(object)["payload"] = object{"payload_etws": object{
		"warning_type": object{"warning_type_decoded": "earthquake"}, "emergency_user_alert": true, "popup_on_display": true}}
	r.want(http.StatusCreated, http.MethodPost, "", m)
	for name := range nodes {
		r.until(t, "a phone hears "+name, func() bool {
			h := phones[name].Heard()
			return len(h) == 1 && h[0].Form == phone.ETWSPrimary && h[0].Warning == 0x0180
		})
	}
}
