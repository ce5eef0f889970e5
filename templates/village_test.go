package templates

import (
	"bytes"
	"os"
	"testing"
)

// What is looked for in a hurry is what a whole reading finds.
func TestAVillageIsNeverMissedInAHurry(t *testing.T) {
	texts := []string{"[부산시] 위도면에 호우. 대피하세요", "문무대왕면 산사태. 대피", "멈추면 밖으로 이동", "Flooding in Munmu-myeon", "지도읍 주민은 대피", "행동 요령을 지키세요"}
	for _, name := range []string{"testdata/score/first.txt", "testdata/score/second.txt", "testdata/score/third.txt"} {
		b, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for line := range bytes.Lines(b) {
			texts = append(texts, string(bytes.TrimSpace(line)))
		}
	}
	if len(texts) < 100 {
		t.Fatalf("only %d texts", len(texts))
	}
	found := 0
	for _, s := range texts {
		for _, language := range []string{"ko", "en"} {
			village := false
			for _, x := range newReading(s, language).places {
				_, is := villageOf(s[x.from:x.to])
				village = village || is
			}
			if village {
				found++
			}
			if village && !mayNameVillage(s, language) {
				t.Errorf("%s: a village is missed in %q", language, s)
			}
		}
	}
	if found < 5 {
		t.Errorf("only %d texts name a village", found)
	}
}
