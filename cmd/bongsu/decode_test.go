package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A vector is octets and what they mean, as others say; each names its origin.
type vector struct {
	ID, Source, As, Hex string
	Expect              map[string]any
}

func vectors(t testing.TB) []vector {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestDecodeShowsWhatOthersSayOfTheirOctets(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.ID, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run([]string{"decode", "--as", v.As, "--period", "be16", "-"}, streams{strings.NewReader(v.Hex), &out, &errs}); code != exitOK {
				t.Fatalf("exit %d: %s", code, &errs)
			}
			var got map[string]any
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			for k, want := range v.Expect {
				if diff := cmp.Diff(want, got[k]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", k, diff)
				}
			}
		})
	}
}

func TestDecodeRefusesOctetsThatBreakOff(t *testing.T) {
	for _, v := range vectors(t) {
		if v.As == "gsm-page" { // may be short, as phones pass them on
			continue
		}
		cut := v.Hex[:len(v.Hex)/4*2]
		var out, errs bytes.Buffer
		if code := run([]string{"decode", "--as", v.As, cut}, streams{nil, &out, &errs}); code != exitRefused || out.Len() > 0 {
			t.Errorf("%s cut in half: exit %d, %q", v.ID, code, &out)
		}
		if s := errs.String(); !strings.Contains(s, "offset") && !strings.Contains(s, "octet") {
			t.Errorf("%s cut in half: the error names no place: %s", v.ID, s)
		}
	}
}

func FuzzDecodeEndsWithJSONOrAnError(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.As, v.Hex)
	}
	f.Fuzz(func(t *testing.T, as, digits string) {
		var out, errs bytes.Buffer
		code := run([]string{"decode", "--as", as, "--", digits}, streams{strings.NewReader(""), &out, &errs})
		if code == exitOK && !json.Valid(out.Bytes()) {
			t.Errorf("exit 0 and no JSON: %q", &out)
		}
		if code != exitOK && errs.Len() == 0 {
			t.Errorf("exit %d and no word", code)
		}
	})
}
