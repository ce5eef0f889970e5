package main

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"bongsu/cbc"
	"bongsu/cbc/cbsp"
	"bongsu/cbc/fence"
	"bongsu/cbc/text"
)

func decodeCommand() *cobra.Command {
	var as, period string
	c := &cobra.Command{
		Use:   "decode --as KIND HEX",
		Short: "show what octets mean",
		Long: `decode prints as JSON what is in octets written in hexadecimal, with or without
spaces; - reads them from standard input. Kinds:

  gsm-page  one page as a GSM cell broadcasts it, TS 23.041 clause 9.4.1.2
  umts-cbs  a CBS message as UMTS and later carry it, clause 9.4.2.2
  cb-data   the CB data in it: pages with their lengths, clause 9.4.2.2.5
  cbch      blocks of a cell broadcast channel, 23 octets each, TS 44.012
  wac       warning area coordinates, ATIS-0700041
  cbsp      a message between a centre and a BSC, TS 48.049
  sabp      a message between a centre and an RNC, TS 25.419
  sbcap     a message between a centre and an MME, TS 29.168
  ngap      a warning message of 5G, TS 38.413

Repetition periods of CBSP are in the coding of the standard, split, unless
--period says be16, which Osmocom's programs have.`,
		Example: `  bongsu decode --as cbsp "18 00 00 03 13 00 2a"
  bongsu decode --as gsm-page - < page.hex`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return decode(c, as, period, args) },
	}
	kinds := slices.Sorted(maps.Keys(decoders(cbsp.Split)))
	c.Flags().StringVar(&as, "as", "", "the `kind`: "+strings.Join(kinds, ", "))
	c.Flags().StringVar(&period, "period", cbsp.Split.String(), "the `coding` of repetition periods of CBSP: split, be16")
	err := errors.Join(c.MarkFlagRequired("as"),
		c.RegisterFlagCompletionFunc("as", cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveNoFileComp)))
	if err != nil {
		panic(err) // only for a flag that is not there
	}
	return c
}

// decoders are what reads each kind of octets.
func decoders(coding cbsp.RepetitionCoding) map[string]func([]byte) (any, error) {
	return map[string]func([]byte) (any, error){
		"gsm-page": decodeGSMPage, "umts-cbs": decodeUMTS, "cb-data": decodeCBData, "cbch": decodeCBCH, "wac": decodeWAC,
		"cbsp": func(b []byte) (any, error) { return decodeCBSP(b, coding) }, "sabp": decodeSABP, "sbcap": decodeSBcAP, "ngap": decodeNGAP,
	}
}

// maxHex is how much text decode reads.
const maxHex = 1 << 20

func decode(c *cobra.Command, as, period string, args []string) error {
	coding, err := cbsp.ParseRepetitionCoding(period)
	if err != nil {
		return err
	}
	read := decoders(coding)[as]
	if read == nil {
		return fmt.Errorf("kind %q is not one of %s", as, strings.Join(slices.Sorted(maps.Keys(decoders(cbsp.Split))), ", "))
	}
	digits := strings.Join(args, "")
	if digits == "-" {
		b, err := io.ReadAll(io.LimitReader(c.InOrStdin(), maxHex))
		if err != nil {
			return refused(err)
		}
		digits = string(b)
	}
	b, err := octets(digits)
	if err != nil {
		return refused(err)
	}
	shown, err := read(b)
	if err != nil {
		return refused(fmt.Errorf("%s: %w", as, err))
	}
	return printJSON(c.OutOrStdout(), shown)
}

// octets reads hexadecimal digits, of whatever spacing.
func octets(digits string) ([]byte, error) {
	digits = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, digits)
	for i, r := range digits {
		if !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return nil, fmt.Errorf("octet %d: %q is no hexadecimal digit", i/2, r)
		}
	}
	if len(digits)%2 != 0 {
		return nil, fmt.Errorf("%d digits do not make whole octets", len(digits))
	}
	return hex.DecodeString(digits)
}

// printJSON writes v for people and programs.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// A broadcast is what octets say of a cell broadcast message, as far as the
// kind has it.
type broadcast struct {
	MessageID *cbc.MessageID `json:"message_id,omitempty"`
	serialNumber
	DCS      *cbc.DCS `json:"dcs,omitempty"`
	Page     int      `json:"page,omitempty"`
	Pages    int      `json:"pages,omitempty"`
	Language string   `json:"language,omitempty"`
	Text     *string  `json:"text,omitempty"`
	Problem  string   `json:"problem,omitempty"` // why there is no text

	AreaOctets int         `json:"wac_len_le16,omitempty"`
	Fence      []itemShown `json:"warning_area,omitempty"`
}

// A serialNumber is a serial number with its parts.
type serialNumber struct {
	Serial *cbc.Serial `json:"serial,omitempty"`
	Scope  *cbc.Scope  `json:"geo_scope,omitempty"`
	Code   *uint16     `json:"message_code,omitempty"`
	Update *uint8      `json:"update_number,omitempty"`
}

func serialOf(s cbc.Serial) serialNumber {
	scope, code, update := s.Scope(), s.Code(), s.Update()
	return serialNumber{&s, &scope, &code, &update}
}

// read fills in what pages say. Octets that are no text are a message all the
// same, for machines.
func (b *broadcast) read(pages []text.Page, dcs cbc.DCS) {
	b.DCS, b.Pages = &dcs, len(pages)
	words, language, err := text.Decode(pages, dcs)
	if err != nil {
		b.Problem = err.Error()
		return
	}
	b.Text, b.Language = &words, language
}

func decodeGSMPage(o []byte) (any, error) {
	p, err := text.ParseGSMPage(o)
	if err != nil {
		return nil, err
	}
	if p.Key.MessageID == fence.TriggerID {
		return triggerOf(&p)
	}
	b := broadcast{MessageID: &p.Key.MessageID, serialNumber: serialOf(p.Key.Serial), Page: p.Number}
	b.read([]text.Page{p.Page}, p.DCS)
	b.Pages = p.Total
	return b, nil
}

func decodeUMTS(o []byte) (any, error) {
	m, err := text.ParseUMTS(o)
	if err != nil {
		return nil, err
	}
	b := broadcast{MessageID: &m.Key.MessageID, serialNumber: serialOf(m.Key.Serial)}
	b.read(m.Pages, m.DCS)
	if len(m.Area) > 0 {
		items, err := fence.Parse(m.Area)
		if err != nil {
			return nil, err
		}
		b.AreaOctets, b.Fence = len(m.Area), itemsShown(items)
	}
	return b, nil
}

// decodeCBData reads pages that do not say in which scheme they are.
func decodeCBData(o []byte) (any, error) {
	pages, err := text.ParseCBData(o)
	if err != nil {
		return nil, err
	}
	var b broadcast
	b.read(pages, guess(pages))
	return b, nil
}
