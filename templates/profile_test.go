package templates_test

import (
	"errors"
	"testing"

	"bongsu/cbc"
	"bongsu/cbc/text"
	"bongsu/templates"
)

func TestOnlyKoreanGoesOnTheSmallestBearer(t *testing.T) {
	p := load(t).Profile()
	if b, ok := p.Budget("kr-60", "ko"); !ok || b.Max != 60 || b.Unit != text.Characters {
		t.Errorf("kr-60 in Korean: %+v, %v", b, ok)
	}
	if b, ok := p.Budget("kr-60", "en"); ok {
		t.Errorf("kr-60 carries English: %+v", b)
	}
	if b, ok := p.Budget("kr-157", "en"); !ok || b.Unit != text.Septets || b.DCS != cbc.GSM7 {
		t.Errorf("kr-157 in English: %+v, %v", b, ok)
	}
}

func TestSendersAreFoundByIDWithinTheirSystemFirst(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		system, id, want string
	}{
		{"hrfco", "hrfco-nakdong", "낙동강홍수통제소"},
		{"hrfco", "elsewhere", "홍수통제소"},
		{"operator", "seoul", "서울특별시"},
		{"operator", "nobody", ""},
		{"", "", ""},
	} {
		name, ok := l.Sender(c.system, c.id)
		if name["ko"] != c.want || ok != (c.want != "") {
			t.Errorf("%s/%s: %v, %v", c.system, c.id, name, ok)
		}
	}
}

func TestProfileGivesIdentifiers(t *testing.T) {
	p := load(t).Profile()
	for _, c := range []struct {
		class    templates.Class
		status   templates.Status
		id, twin cbc.MessageID
		category cbc.Category
	}{
		{templates.Critical, templates.Actual, 4370, 4383, cbc.High},
		{templates.Urgent, templates.Actual, 4371, 4384, cbc.High},
		{templates.Info, templates.Actual, 4372, 4385, cbc.Normal},
		{templates.Missing, templates.Actual, 4379, 4392, cbc.Background},
		{templates.Critical, templates.Exercise, 4372, 4385, cbc.High},
		{templates.Info, templates.Exercise, 4372, 4385, cbc.Normal},
		{templates.Critical, templates.Test, 0xA000, 0xA001, cbc.High},
	} {
		id, err := p.MessageID(c.class, c.status)
		twin, _ := p.Twin(c.class, c.status)
		if err != nil || id != c.id || twin != c.twin || p.Category(c.class) != c.category {
			t.Errorf("%s, %s: %d %d %s, %v", c.class, c.status, id, twin, p.Category(c.class), err)
		}
	}
	if _, err := p.MessageID(0, templates.Actual); err == nil {
		t.Error("no class has an identifier")
	}
	if _, err := p.MessageID(templates.Info, 0); err == nil {
		t.Error("no status has an identifier")
	}
}

func TestProfileRefusesWhatPhonesDoNotShow(t *testing.T) {
	p := load(t).Profile()
	for _, c := range []struct {
		id     cbc.MessageID
		status templates.Status
		ok     bool
	}{
		{4370, templates.Actual, true},
		{4370, templates.Exercise, false},
		{4383, templates.Test, false},
		{4372, templates.Exercise, true},
		{4375, templates.Actual, false},
		{4380, templates.Test, false},
		{4381, templates.Exercise, false},
		{0xA16A, templates.Test, true},
	} {
		err := p.Allows(c.id, c.status)
		var unshown *templates.UnshownError
		if (err == nil) != c.ok || err != nil && (!errors.As(err, &unshown) || unshown.Why == "") {
			t.Errorf("%d, %s: %v", c.id, c.status, err)
		}
	}
}
