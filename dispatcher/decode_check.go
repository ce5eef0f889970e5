package dispatcher

import (
	"errors"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"
)

var languagePattern = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// fieldChecks returns the validator of eventJSON. Its tags beyond the usual
// ones: word is printable ASCII without space, comma, < and &, what CAP 1.2
// clause 3.2.1 allows in an identifier; name is an id of the library; geocode
// is ten digits; language is a language tag of BCP 47 without extensions.
var fieldChecks = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("json") })
	for tag, good := range map[string]func(string) bool{
		"word":     isWord,
		"name":     isName,
		"geocode":  isGeocode,
		"language": languagePattern.MatchString,
	} {
		err := v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return good(f.Field().String()) })
		if err != nil {
			panic(err) // a tag without a name
		}
	}
	return v
})

func isWord(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' || strings.IndexByte(",<&", s[i]) >= 0 {
			return false
		}
	}
	return s != ""
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c && c <= 'z') && (i == 0 || c != '_' && !('0' <= c && c <= '9')) {
			return false
		}
	}
	return s != ""
}

func isGeocode(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == 10
}

// checkFields finds what each field by itself has wrong, and has not been
// found wrong yet.
func checkFields(x *eventJSON, f *findings) {
	var all validator.ValidationErrors
	if !errors.As(fieldChecks().Struct(x), &all) {
		return
	}
	for _, fe := range all {
		_, path, _ := strings.Cut(fe.Namespace(), ".")
		if !f.at(path) {
			code, message := fieldProblem(fe)
			f.addf(code, path, "%s", message)
		}
	}
}

// fieldProblem returns the code and the sentence for a failed tag.
func fieldProblem(fe validator.FieldError) (code, message string) {
	shown := shorten(fe.Value())
	switch fe.Tag() {
	case "required":
		return "missing", "the event needs " + fe.Field()
	case "oneof":
		return "bad-value", shown + " is not one of " + strings.ReplaceAll(fe.Param(), " ", ", ")
	case "eq":
		return "bad-schema", "this is not schema " + fe.Param()
	case "max":
		if fe.Kind() == reflect.String {
			return "too-long", fe.Field() + " has more than " + fe.Param() + " characters"
		}
		return "too-many", fe.Field() + " has more than " + fe.Param() + " entries"
	case "word":
		return "bad-id", shown + " is not printable ASCII without space, comma, < and &"
	case "name":
		return "bad-name", shown + " is not lower-case letters, digits and _, a letter first"
	case "geocode":
		return "bad-geocode", shown + " is not a region code of 10 digits"
	case "language":
		return "bad-language", shown + " is not a language, like ko or zh-hans"
	}
	return "bad-value", shown + " does not fit here"
}

// shorten returns a value for a message: quoted, at most 40 characters of it.
func shorten(v any) string {
	s, ok := v.(string)
	if !ok {
		return "the value"
	}
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s)
}
