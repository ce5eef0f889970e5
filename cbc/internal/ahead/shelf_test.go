package ahead

import (
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"bongsu/cbc"
)

func warning() cbc.Warning {
	return cbc.Warning{Text: "a", Area: cbc.Area{Cells: []cbc.Cell{{ID: 1}}}, Expires: time.Unix(1, 0), Reference: 7}
}

func TestWhatWasMadeIsTakenOnce(t *testing.T) {
	var s Shelf[int]
	w := warning()
	s.Put(w, 5)
	if made, ok := s.Take(&w); !ok || made != 5 {
		t.Errorf("the first take gives %d, %t", made, ok)
	}
	if _, ok := s.Take(&w); ok {
		t.Error("it was taken twice")
	}
}

// TestEveryDifferenceMakesAnotherWarning changes each field that there is, so
// that one added to Warning is not forgotten here.
func TestEveryDifferenceMakesAnotherWarning(t *testing.T) {
	w := warning()
	was := w
	var change func(v reflect.Value, name string)
	change = func(v reflect.Value, name string) {
		old := reflect.ValueOf(v.Interface())
		switch {
		case v.Type() == reflect.TypeFor[time.Time]():
			v.Set(reflect.ValueOf(time.Unix(2, 0)))
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				change(v.Field(i), name+"."+v.Type().Field(i).Name)
			}
			return
		case v.Kind() == reflect.Bool:
			v.SetBool(true)
		case v.CanInt():
			v.SetInt(v.Int() + 1)
		case v.CanUint():
			v.SetUint(v.Uint() + 1)
		case v.Kind() == reflect.String:
			v.SetString(v.String() + "x")
		case v.Kind() == reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1)) // as long as the one there may be
		case v.Kind() == reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
		default:
			t.Fatalf("%s is a %s", name, v.Kind())
		}
		if same(&w, &was) {
			t.Errorf("another %s is not seen", name)
		}
		v.Set(old)
	}
	if !same(&w, &was) {
		t.Fatal("a copy is another")
	}
	change(reflect.ValueOf(&w).Elem(), "Warning")
	if !same(&w, &was) {
		t.Error("not all was put back")
	}
}

func TestWhatWaitsTooLongIsNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Shelf[int]
		w := warning()
		s.Put(w, 5)
		<-time.After(keep)
		if _, ok := s.Take(&w); ok {
			t.Error("it was taken all the same")
		}
	})
}

func TestTheOldestGivesWay(t *testing.T) {
	var s Shelf[int]
	first := warning()
	for i := range places + 1 {
		w := first
		w.Reference += uint16(i)
		s.Put(w, i)
	}
	if _, ok := s.Take(&first); ok || len(s.items) != places {
		t.Errorf("%d wait, the oldest among them %t", len(s.items), ok)
	}
	first.Reference++
	if made, ok := s.Take(&first); !ok || made != 1 {
		t.Errorf("the second oldest is %d, %t", made, ok)
	}
}
