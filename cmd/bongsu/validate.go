package main

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"regexp"
	"strings"

	"github.com/go-playground/validator/v10"
)

// validate notes what is wrong with single values.
func (l *loaded) validate() {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("yaml") })
	for tag, ok := range map[string]func(string) bool{"name": isName, "hostport": isHostPort, "argon2id": hashes.MatchString} {
		if err := v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return ok(f.Field().String()) }); err != nil {
			panic(err) // only for an empty tag
		}
	}
	var all validator.ValidationErrors
	if err := v.Struct(&l.config); !errors.As(err, &all) && err != nil {
		panic(err) // only for what is not a struct
	}
	for _, e := range all {
		_, path, _ := strings.Cut(e.Namespace(), ".")
		if !l.wrong(path) {
			l.addf(path, "%s", sentence(e))
		}
	}
}

var names = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$`)

// hashes are those of passwords, in the usual form of Argon2 as text.
var hashes = regexp.MustCompile(`^\$argon2id\$v=19\$m=\d{1,8},t=\d{1,4},p=\d{1,3}\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{22,}$`)

func isName(s string) bool { return names.MatchString(s) }

func isHostPort(s string) bool {
	_, port, err := net.SplitHostPort(s)
	return err == nil && port != ""
}

// sentence says in words which rule a value breaks. It never repeats the
// value, which may be a secret in the wrong place.
func sentence(e validator.FieldError) string {
	list := e.Kind() == reflect.Slice
	switch e.Tag() {
	case "required":
		return "is missing"
	case "required_with":
		return "is missing; cert and key go together"
	case "oneof":
		return "want one of " + strings.ReplaceAll(e.Param(), " ", ", ")
	case "name":
		return "want a name of at most 64 letters, digits, dots, dashes and underscores"
	case "hostport":
		return "want host:port"
	case "cidr":
		return "want a network such as 10.1.2.0/24"
	case "len":
		return fmt.Sprintf("want %s characters", e.Param())
	case "hexadecimal":
		return "want hexadecimal digits"
	case "argon2id":
		return "want a hash as `bongsu account hash` prints it, beginning with $argon2id$"
	case "min":
		if list {
			return fmt.Sprintf("want %s or more in the list", e.Param())
		}
		return "is less than " + e.Param()
	case "max":
		if list {
			return fmt.Sprintf("want at most %s in the list", e.Param())
		}
		return "is more than " + e.Param()
	}
	return "is not " + e.Tag()
}
