package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// maxSecret is how long a secret may be, in octets.
const maxSecret = 4096

// secret returns what a file or a variable of the environment holds; exactly
// one of them is named. Path is that of the section that names them. A
// mistake is noted, and never holds the secret.
func (l *loaded) secret(path, file, env string) string {
	switch {
	case file != "" && env != "":
		l.addf(path, "password_file and password_env are both there")
	case file != "":
		s, err := readSecret(l.relative(file))
		if err != nil {
			l.addf(path+".password_file", "%v", err)
		}
		return s
	case env != "":
		if s := os.Getenv(env); s != "" {
			return s
		}
		l.addf(path+".password_env", "the environment has no %s", env)
	default:
		l.addf(path, "want password_file or password_env")
	}
	return ""
}

// readSecret reads the first line of a file, which must have no other.
func readSecret(path string) (string, error) {
	f, err := os.Open(path) //nolint:gosec // the configuration names the file
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return "", err
	}
	b = bytes.TrimRight(b, "\r\n")
	if len(b) == 0 || len(b) > maxSecret || bytes.ContainsAny(b, "\r\n") {
		return "", fmt.Errorf("%s: want one line of at most %d octets", path, maxSecret)
	}
	return string(b), nil
}

// exposed returns a warning for each file of a secret that others may read.
func (l *loaded) exposed() []string {
	var all []string
	for _, path := range l.secretFiles() {
		if path == "" {
			continue
		}
		if info, err := os.Stat(l.relative(path)); err == nil && info.Mode().Perm()&0o077 != 0 {
			all = append(all, fmt.Sprintf("%s can be read by others (mode %04o); chmod 600 it", l.relative(path), info.Mode().Perm()))
		}
	}
	return all
}

// secretFiles returns the files that hold secrets.
func (l *loaded) secretFiles() []string {
	var all []string
	if l.HTTP.TLS != nil {
		all = append(all, l.HTTP.TLS.Key)
	}
	if k := l.Kafka; k != nil && k.SASL != nil {
		all = append(all, k.SASL.PasswordFile)
	}
	if k := l.Kafka; k != nil && k.TLS != nil {
		all = append(all, k.TLS.Key)
	}
	for i := range l.Links {
		s := l.Links[i].SMPP
		if s == nil {
			continue
		}
		all = append(all, s.PasswordFile)
		if s.TLS != nil {
			all = append(all, s.TLS.Key)
		}
	}
	return all
}
