package main

import (
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"

	"bongsu/simulator"
)

//go:embed bongsu.yaml.tmpl
var settingsTemplate string

// Topics of the pretended world.
const (
	statusTopic     = "bongsu.status"
	deadLetterTopic = "bongsu.dead-letters"
)

// topics are those that the broker begins with.
func topics() []string {
	return []string{"bongsu.p0:1", "bongsu.p1:2", "bongsu.p2:1", statusTopic + ":1", deadLetterTopic + ":1"}
}

// settings are what the product is configured with.
type settings struct {
	Instance, Broker      string
	Status, DeadLetters   string
	SMPPBearer, BSCBearer string
	Links                 []*simulator.CountryLink
	Timeout               time.Duration // for a peer's answer
	TokenHash             string
	Accounts              []account
}

// An account is somebody who may sign in at the console.
type account struct{ Name, Password, Hash, Language string }

// writeSettings writes configuration, cells and secrets into a directory and
// returns the secret of the token.
func writeSettings(dir string, s settings, c *simulator.Country) (token string, err error) {
	token = rand.Text()
	sum := sha256.Sum256([]byte(token))
	s.TokenHash, s.Status, s.DeadLetters = hex.EncodeToString(sum[:]), statusTopic, deadLetterTopic
	s.SMPPBearer, s.BSCBearer, s.Links = smppBearer, bscBearer, c.Links
	t, err := template.New("bongsu.yaml").Parse(settingsTemplate)
	if err != nil {
		return "", err
	}
	var yaml, cells strings.Builder
	if err := errors.Join(t.Execute(&yaml, s), c.WriteCells(&cells)); err != nil {
		return "", fmt.Errorf("configuration: %w", err)
	}
	for name, text := range map[string]string{
		"bongsu.yaml": yaml.String(), "cells.csv": cells.String(),
		"centre.secret": c.Links[0].Password + "\n", "token": token + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return token, nil
}
