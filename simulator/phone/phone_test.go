package phone

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf16"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// korean is a phone as it is sold in Korea.
func korean(languages ...string) *Phone {
	return New(Config{Name: "p1", Carrier: "alpha", Area: "100", Cell: "c1", Languages: languages})
}

// pages writes text as UCS-2 pages, 41 characters each, padded with CR.
func pages(id, serial uint16, text string) []Frame {
	units := utf16.Encode([]rune(text))
	total := (len(units) + 40) / 41
	var frames []Frame
	for n := range total {
		b := binary.BigEndian.AppendUint16(nil, serial)
		b = binary.BigEndian.AppendUint16(b, id)
		b = append(b, 0x48, byte((n+1)<<4|total))
		for i := range 41 {
			u := uint16('\r')
			if 41*n+i < len(units) {
				u = units[41*n+i]
			}
			b = binary.BigEndian.AppendUint16(b, u)
		}
		frames = append(frames, Frame{Form: GSMPage, Data: b})
	}
	return frames
}

func texts(p *Phone) string {
	var s []string
	for _, m := range p.Heard() {
		s = append(s, m.Text)
	}
	return strings.Join(s, "|")
}

var long = strings.Repeat("지진 발생. 낙하물에 주의하며 야외로 대피하십시오. ", 4)

func TestPagesAreJoinedInWhateverOrderTheyCome(t *testing.T) {
	f := pages(4370, 0x4010, long)
	if len(f) != 3 {
		t.Fatalf("%d pages", len(f))
	}
	for name, order := range map[string][]int{
		"in order":           {0, 1, 2},
		"backwards":          {2, 1, 0},
		"each twice":         {0, 0, 1, 1, 2},
		"lost and repeated":  {0, 2, 0, 1},
		"begun in the midst": {1, 2, 0},
	} {
		p := korean("ko")
		for i, n := range order {
			if got := texts(p); got != "" {
				t.Errorf("%s: %q is shown after %d pages", name, got, i)
			}
			p.Hear(noon, f[n])
		}
		if got := texts(p); got != strings.TrimRight(long, "\r") {
			t.Errorf("%s: heard %q", name, got)
		}
	}
}

func TestPagesOfTwoMessagesDoNotMix(t *testing.T) {
	a, b := pages(4370, 0x4010, long), pages(4370, 0x4020, strings.ToUpper(long)+"끝")
	p := korean("ko")
	for i := range a {
		p.Hear(noon, a[i])
		p.Hear(noon, b[i])
	}
	if got := texts(p); got != long+"|"+long+"끝" {
		t.Errorf("heard %q", got)
	}
}

func TestPagesOfAnotherLengthStartOver(t *testing.T) {
	p := korean("ko")
	p.Hear(noon, pages(4370, 0x4010, long)[0])
	for _, f := range pages(4370, 0x4010, long[:len(long)/2]) {
		p.Hear(noon, f)
	}
	if got := texts(p); got != long[:len(long)/2] {
		t.Errorf("heard %q", got)
	}
}

func TestUnfinishedMessagesAreBounded(t *testing.T) {
	p := korean("ko")
	for code := range uint16(200) {
		p.Hear(noon.Add(time.Duration(code)*time.Second), pages(4370, code<<4, long)[0])
	}
	if n := len(p.memory.pending); n != pendingLimit {
		t.Errorf("%d unfinished messages are kept", n)
	}
	for _, f := range pages(4370, 199<<4, long)[1:] {
		p.Hear(noon.Add(time.Hour), f)
	}
	if got := texts(p); got != long {
		t.Errorf("the newest unfinished message was dropped: heard %q", got)
	}
}

func TestRepeatsAreDroppedForADay(t *testing.T) {
	for _, c := range []struct {
		name      string
		second    Frame
		after     time.Duration
		shownOnce bool
	}{
		{"the same", pages(4371, 0x4010, "가")[0], time.Minute, true},
		{"the same almost a day later", pages(4371, 0x4010, "가")[0], 24*time.Hour - time.Second, true},
		{"the same a day later", pages(4371, 0x4010, "가")[0], 24 * time.Hour, false},
		{"the next update", pages(4371, 0x4011, "가")[0], time.Minute, false},
		{"another code", pages(4371, 0x4020, "가")[0], time.Minute, false},
		{"another identifier", pages(4372, 0x4010, "가")[0], time.Minute, false},
		{"the same with another text", pages(4371, 0x4010, "나")[0], time.Minute, true},
	} {
		p := korean("ko")
		p.Hear(noon, pages(4371, 0x4010, "가")[0])
		p.Hear(noon.Add(c.after-time.Second), pages(4373, 0x4010, "다")[0])
		p.Hear(noon.Add(c.after), c.second)
		shown, duplicates := len(p.Heard())-1, p.Duplicates()
		if c.shownOnce && (shown != 1 || duplicates != 1) || !c.shownOnce && (shown != 2 || duplicates != 0) {
			t.Errorf("%s: shown %d times, %d duplicates", c.name, shown, duplicates)
		}
	}
}

func TestScopeSaysWhereASerialIsUnique(t *testing.T) {
	for _, c := range []struct {
		scope      uint16
		area, cell string
		again      bool
	}{
		{0, "100", "c1", false}, {0, "100", "c2", true},
		{1, "100", "c2", false}, {1, "200", "c2", false},
		{2, "100", "c2", false}, {2, "200", "c2", true},
		{3, "100", "c1", false}, {3, "100", "c2", true},
	} {
		p := korean("ko")
		f := pages(4371, c.scope<<14|0x10, "가")[0]
		p.Hear(noon, f)
		p.Move(c.area, c.cell)
		p.Hear(noon, f)
		if again := len(p.Heard()) == 2; again != c.again {
			t.Errorf("scope %d, moved to area %s cell %s: shown again is %v", c.scope, c.area, c.cell, again)
		}
	}
}

func TestPhonesListenToTheirChannelsOnly(t *testing.T) {
	test := func() *Phone { return New(Config{Languages: []string{"ko"}, TestMode: true}) }
	for _, c := range []struct {
		p     *Phone
		id    uint16
		heard bool
	}{
		{korean("ko"), 4370, true}, {korean("ko"), 4379, true}, {korean("ko"), 4352, true},
		{korean("ko"), 4355, false}, {korean("ko"), 4380, false}, {korean("ko"), 4381, false},
		{korean("ko"), 4382, false}, {korean("ko"), 4383, false}, {korean("ko"), 40960, false},
		{korean("ko"), 50, false}, {korean("ko", "en"), 4383, true}, {korean("ko", "en"), 4392, true},
		{korean("ko", "en"), 4394, false}, {korean("ko", "en"), 4370, true},
		{test(), 40960, true}, {test(), 4355, true}, {test(), 4381, false},
	} {
		c.p.Hear(noon, pages(c.id, 0x4010, "가")[0])
		if heard := len(c.p.Heard()) == 1; heard != c.heard {
			t.Errorf("%d heard by a phone in %q: %v, want %v", c.id, c.p.Languages(), heard, c.heard)
		}
	}
}

func TestTwinInAnUnknownLanguageIsNotShown(t *testing.T) {
	page := func(a, b byte) Frame { // "!" in UCS-2 with a language
		content := make([]byte, contentSize)
		copy(content, []byte{a&0x7F | b<<7, b >> 1, 0, '!'})
		for i := 4; i < contentSize; i += 2 {
			content[i+1] = '\r'
		}
		return Frame{Form: CBData, MessageID: 4383, Serial: 0x4010, DCS: 0x11, Data: append(append([]byte{1}, content...), contentSize)}
	}
	p := korean("ko", "en-US")
	p.Hear(noon, page('j', 'a'))
	if got := texts(p); got != "" {
		t.Errorf("a text in Japanese was shown: %q", got)
	}
	p.Hear(noon, page('e', 'n'))
	if m := p.Heard(); len(m) != 1 || m[0].Text != "!" || m[0].Language != "en" {
		t.Errorf("heard %v, errors %q", m, p.Errors())
	}
}

// The warning type 0x0180 is an earthquake with alert and popup; osmo-cbc
// sends it in the vector that bears this name.
func TestPrimaryAndTextOfOneNumberAreBothShown(t *testing.T) {
	p := korean("ko")
	primary := make([]byte, primarySize)
	copy(primary, []byte{0x40, 0x10, 0x11, 0x00, 0x01, 0x80})
	for range 2 {
		p.Hear(noon, Frame{Form: ETWSPrimary, Data: primary})
		p.Hear(noon, pages(4352, 0x4010, "지진")[0])
	}
	heard := p.Heard()
	if len(heard) != 2 || p.Duplicates() != 2 {
		t.Fatalf("heard %v, %d duplicates, errors %q", heard, p.Duplicates(), p.Errors())
	}
	if heard[0].Warning != 0x0180 || heard[0].Form != ETWSPrimary || heard[1].Text != "지진" {
		t.Errorf("heard %v", heard)
	}
}

func TestEscapedCharactersAreShown(t *testing.T) {
	for septets, want := range map[string]string{
		"\x1b\x65 5":        "€ 5",
		"\x1b\x3c1\x1b\x3e": "[1]",
		"\x1bA":             "A",  // not in the table: as in the default alphabet
		"\x1b\x1bA":         " A", // reserved for yet another table
		"a\x00\x02\x7f":     "a@$à",
	} {
		if got := spell([]byte(septets)); got != want {
			t.Errorf("% x reads %q, want %q", septets, got, want)
		}
	}
}

func TestOnlyTrailingReturnsAreStripped(t *testing.T) {
	p := korean("ko")
	p.Hear(noon, pages(4370, 0x4010, "가\r나 \x00\r")[0])
	if got := texts(p); got != "가\r나 \x00" {
		t.Errorf("heard %q", got)
	}
}

func TestWhatCannotBeDecodedIsAnError(t *testing.T) {
	whole := append([]byte{1}, make([]byte, contentSize+1)...)
	used := func(n byte) []byte { b := append([]byte(nil), whole...); b[len(b)-1] = n; return b }
	page := pages(4370, 0x4010, "가")[0].Data
	numbered := func(n byte) []byte { b := append([]byte(nil), page...); b[5] = n; return b }
	for _, c := range []struct {
		why string
		f   Frame
	}{
		{"not one to four blocks", Frame{Form: GSMPage, Data: page[:87]}},
		{"page 2 of 1", Frame{Form: GSMPage, Data: numbered(0x21)}},
		{"is empty", Frame{Form: CBData}},
		{"of 0 pages", Frame{Form: CBData, Data: []byte{0}}},
		{"of 16 pages", Frame{Form: CBData, Data: []byte{16}}},
		{"instead of 83", Frame{Form: CBData, Data: whole[:83]}},
		{"uses 0 octets", Frame{Form: CBData, Data: used(0)}},
		{"uses 83 octets", Frame{Form: CBData, Data: used(83)}},
		{"no language", Frame{Form: CBData, MessageID: 4370, DCS: 0x11, Data: used(1)}},
		{"no language", Frame{Form: CBData, MessageID: 4370, DCS: 0x10, Data: used(2)}},
		{"8-bit", Frame{Form: CBData, MessageID: 4370, DCS: 0x44, Data: used(82)}},
		{"8-bit", Frame{Form: CBData, MessageID: 4370, DCS: 0xF4, Data: used(82)}},
		{"compressed", Frame{Form: CBData, MessageID: 4370, DCS: 0x68, Data: used(82)}},
		{"not text", Frame{Form: CBData, MessageID: 4370, DCS: 0x90, Data: used(82)}},
		{"instead of 56", Frame{Form: ETWSPrimary, Data: make([]byte, 55)}},
		{"nothing that a phone receives", Frame{}},
	} {
		p := korean("ko")
		p.Hear(noon, c.f)
		if e := p.Errors(); len(e) != 1 || !strings.Contains(e[0], c.why) || len(p.Heard()) != 0 {
			t.Errorf("%s: errors %q, heard %v", c.why, e, p.Heard())
		}
	}
}

func TestWaitReturnsWhenTheMessageComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := korean("ko")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		got := make(chan Message, 1)
		go func() {
			m, _ := p.Wait(ctx, func(m Message) bool { return m.Text == "나" })
			got <- m
		}()
		synctest.Wait()
		p.Hear(time.Now(), pages(4370, 0x4010, "가")[0])
		p.Hear(time.Now(), pages(4370, 0x4020, "나")[0])
		if m := <-got; m.Serial != 0x4020 {
			t.Errorf("waited for %v", m)
		}
		if _, err := p.Wait(ctx, func(Message) bool { return false }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting in vain ends with %v", err)
		}
	})
}

func TestManyMayTalkToOnePhone(t *testing.T) {
	var mu sync.Mutex
	told := 0
	p := New(Config{Languages: []string{"ko"}, OnHeard: func(p *Phone, m Message) {
		mu.Lock()
		defer mu.Unlock()
		told++
		_ = p.Heard() // a callback may ask
	}})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for code := range uint16(100) {
				for _, f := range pages(4370, 0x4000|code<<4, fmt.Sprint(long, code)) {
					p.Hear(noon, f)
				}
			}
		})
	}
	wg.Wait()
	if len(p.Heard()) != 100 || told != 100 || len(p.Errors()) != 0 {
		t.Errorf("heard %d, told %d, errors %q", len(p.Heard()), told, p.Errors())
	}
}

func TestWhatAPhoneKeepsIsBounded(t *testing.T) {
	p := everything()
	for i := range 3 * heardLimit / 2 {
		p.Hear(noon, pages(uint16(i), 0x4010, "가")[0])
		p.Hear(noon, Frame{})
	}
	heard, wrong := len(p.Heard()), len(p.Errors())
	if heard > heardLimit || wrong > errorsLimit || p.Heard()[heard-1].MessageID != uint16(3*heardLimit/2-1) {
		t.Errorf("%d messages and %d errors are kept", heard, wrong)
	}
}
