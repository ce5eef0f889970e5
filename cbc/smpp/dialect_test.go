package smpp

import (
	"bytes"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

// coded returns the broadcast_sm that a link of configuration c makes of w.
func coded(t *testing.T, c Config, w cbc.Warning) []byte {
	t.Helper()
	o, err := New(c).encode(&w)
	if err != nil {
		t.Fatal(err)
	}
	return o.frame
}

func TestCentresAreSpokenToInTheirDialect(t *testing.T) {
	read := func(t *testing.T, b []byte) BroadcastSM {
		t.Helper()
		var m BroadcastSM
		if err := m.Read(must(Parse(b))); err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, c := range []struct {
		name  string
		spoil func(*Config)
		check func(t *testing.T, b []byte, w cbc.Warning) bool
	}{
		{"rep_num of one octet", func(c *Config) { c.RepNumOctets = 1 },
			func(t *testing.T, b []byte, w cbc.Warning) bool {
				return bytes.HasSuffix(b, []byte{6, 4, 0, 1, 3}) && read(t, b).RepNum == 3
			}},
		{"rep_num of three octets", func(c *Config) { c.RepNumOctets = 3 },
			func(t *testing.T, b []byte, w cbc.Warning) bool {
				return bytes.HasSuffix(b, []byte{6, 4, 0, 3, 0, 0, 3}) && read(t, b).RepNum == 3
			}},
		{"an octet registered_delivery", func(c *Config) { c.RegisteredOctet = true },
			func(t *testing.T, b []byte, w cbc.Warning) bool {
				plain := coded(t, config(), w)
				at := bytes.Index(plain, []byte{0, 8, 0, 2, 4}) // replace flag, data_coding, message id, first parameter
				return len(b) == len(plain)+1 && bytes.Equal(b[headerLen:at+1], plain[headerLen:at+1]) && b[at+1] == 0 && bytes.Equal(b[at+2:], plain[at+1:])
			}},
		{"relative validity", func(c *Config) { c.RelativeValidity = true },
			func(t *testing.T, b []byte, w cbc.Warning) bool { return read(t, b).ValidFor == time.Hour-time.Second }},
		{"identifier in the service group", func(c *Config) { c.Identifier = InServiceGroup },
			func(t *testing.T, b []byte, w cbc.Warning) bool {
				m := read(t, b)
				return m.Content == emergency && bytes.Equal(m.Group, []byte{0x11, 0x13})
			}},
		{"identifier in the service type", func(c *Config) { c.Identifier = InServiceType },
			func(t *testing.T, b []byte, w cbc.Warning) bool {
				m := read(t, b)
				return m.Content == emergency && m.ServiceType == "4371"
			}},
		{"Korean as KS C 5601", func(c *Config) { c.EUCKR = true },
			func(t *testing.T, b []byte, w cbc.Warning) bool {
				m := read(t, b)
				return m.DataCoding == CodingKorean && TextOf(m.Payload, CodingKorean) == w.Text
			}},
		{"a parameter of the carrier's", func(c *Config) { c.Extra = []TLV{{0x1400, []byte{1}}} },
			func(t *testing.T, b []byte, w cbc.Warning) bool {
				return bytes.Contains(b, []byte{0x14, 0, 0, 1, 1, 6, 4, 0, 2})
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conf, w := config(), warning(4660)
				w.Broadcasts = 3
				c.spoil(&conf)
				if b := coded(t, conf, w); !c.check(t, b, w) {
					t.Errorf("coded as %x", b)
				}
			})
		})
	}
}

func TestRepNumThatOneOctetDoesNotHoldIsRefused(t *testing.T) {
	c := config()
	c.RepNumOctets = 1
	w := warning(1)
	w.Broadcasts = 256
	if _, err := New(c).encode(&w); err == nil {
		t.Error("256 broadcasts went in one octet")
	}
}

func TestCancelNamesTheServiceTypeOfItsBroadcast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Identifier = InServiceType
		r, peer := up(t, c)
		answer := r.start(stopOf(warning(1)))
		p := peer.next(CancelBroadcast)
		var m CancelBroadcastSM
		if err := m.Read(p); err != nil || m.ServiceType != "4371" {
			t.Errorf("cancelled %+v, %v", m, err)
		}
		peer.refuse(p, OK)
		<-answer
		r.down(peer)
	})
}

func TestOlderCentresAreBoundToInTheirWay(t *testing.T) {
	for _, c := range []struct {
		version byte
		bind    Command
		want    Command
	}{
		{0, 0, BindTransceiver}, {Version34, 0, BindTransceiver}, {Version33, 0, BindTransmitter}, {Version34, BindTransmitter, BindTransmitter},
	} {
		synctest.Test(t, func(t *testing.T) {
			conf := config()
			conf.Version, conf.Bind = c.version, c.bind
			r := run(t, conf)
			peer := <-r.dialled
			p := peer.next(c.want)
			var m Bind
			if err := m.Read(p); err != nil || m.Version != max(c.version, Version33) && c.version != 0 || c.version == 0 && m.Version != Version50 {
				t.Errorf("bound with %+v, %v", m, err)
			}
			peer.send(&BindResp{Command: c.want | response, SystemID: "old"}, p.Sequence())
			if n := r.expect(cbc.Ready); n.Text != "old, SMPP version not told" {
				t.Errorf("ready as %q", n.Text)
			}
			r.down(peer)
		})
	}
}

// A comparison that cannot fail protects nobody: every octet that matters is
// changed once.
func TestBroadcastThatSaysSomethingElseIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(config())
		w := warning(4660)
		w.Area.Polygons, w.Area.Circles = []cbc.Polygon{ring(4)}, []cbc.Circle{{Center: cbc.Point{Lat: 36, Lon: 128}, Radius: 900}}
		good := coded(t, config(), w)
		if err := l.compare(&w, good); err != nil {
			t.Fatal(err)
		}
		p := must(Parse(good))
		matters := []Tag{UserMessageReference, BroadcastAreaIdentifier, BroadcastContentType, BroadcastContentTypeInfo, MessagePayload}
		for at := p.tlvs; at < len(good); {
			tag, n := Tag(good[at])<<8|Tag(good[at+1]), int(good[at+2])<<8|int(good[at+3])
			for i := at + tlvHeader; i < at+tlvHeader+n; i++ {
				if !slices.Contains(matters, tag) || tag == BroadcastContentType && i == at+tlvHeader {
					continue // how often, and in whose numbering: not what is said, nor where
				}
				bad := bytes.Clone(good)
				bad[i] ^= 0x08
				if err := l.compare(&w, bad); err == nil && !within(tag, n, i-at-tlvHeader) {
					t.Errorf("%v: octet %d of %d does not matter", tag, i-at-tlvHeader, n)
				}
			}
			at += tlvHeader + n
		}
		for name, spoil := range map[string]func(*cbc.Warning){
			"expiry":   func(w *cbc.Warning) { w.Expires = w.Expires.Add(time.Minute) },
			"a region": func(w *cbc.Warning) { w.Area.Regions = w.Area.Regions[:1] },
			"whole":    func(w *cbc.Warning) { w.Area.Whole = true },
			"a circle": func(w *cbc.Warning) { w.Area.Circles = nil },
		} {
			other := w
			spoil(&other)
			if err := l.compare(&other, good); err == nil {
				t.Errorf("%s may differ", name)
			}
		}
	})
}

// within allows for what says nothing of a circle: confidence, and the angle at
// which a whole turn begins.
func within(tag Tag, n, i int) bool {
	return tag == BroadcastAreaIdentifier && n == 1+arcLen && (i == n-1 || i == n-3)
}
