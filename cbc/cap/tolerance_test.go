package cap

import "testing"

// What looks odd and is allowed all the same.
func TestOddMessagesAreTaken(t *testing.T) {
	for _, c := range []struct{ name, old, odd string }{
		{"identifier used again at another time", "kr.example.0,2026", "kr.example.1,2026"},
		{"another message of the same moment", "2026-07-11T03:10:00", "2026-07-11T04:20:00"},
		{"media type in capitals", "image/png", "Image/PNG; charset=binary"},
		{"empty shapes", "      <circle>", "<polygon> </polygon><circle/><circle>"},
		{"a point for a circle", " 2.5<", " 0<"},
		{"line breaks between points", "35.45,127.30 ", "35.45,127.30\n\t"},
		{"relative address with content", "https://example.kr/map.png</uri>", "map.png</uri><derefUri>aGVs\nbG8=</derefUri>"},
		{"where the schema is", "<info>", `<info xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b">`},
		{"the end of a day", "2026-07-11T10:00:00+09:00", "2026-07-11T24:00:00+09:00"},
		{"the poles and the date line", "35.45,127.30 ", "-90,-180 +90.0,180 "},
		{"an empty restriction", "  <references>", "  <restriction/><references>"},
		{"comments and instructions", "<event>", "<!-- a --><?b c?><event>"},
		{"character data", "홍수경보", "<![CDATA[<홍수>]]>"},
		{"time in UTC", "2026-07-11T10:00:00+09:00", "2026-07-11T01:00:00-00:00"},
	} {
		if got := problems(t, with(t, c.old, c.odd)); got != nil {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
