package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"bongsu/cbc/cbsp"
	"bongsu/dispatcher"
	"bongsu/templates"
)

// A config is the configuration file; docs/bongsu.yaml explains each key.
type config struct {
	Instance  string        `yaml:"instance" validate:"required,name"`
	Data      string        `yaml:"data" validate:"required"`
	HTTP      httpConfig    `yaml:"http"`
	ECBE      *ecbeConfig   `yaml:"ecbe" validate:"omitempty"`
	Kafka     *kafkaConfig  `yaml:"kafka"`
	Library   libraryConfig `yaml:"library"`
	Cells     string        `yaml:"cells" validate:"required"`
	Selection string        `yaml:"selection" validate:"omitempty,oneof=inside touch majority"`
	Policy    policyConfig  `yaml:"policy"`
	// Jurisdictions say where sources may alert.
	Jurisdictions []jurisdictionConfig `yaml:"jurisdictions" validate:"max=1000,dive"`
	Sources       []senderConfig       `yaml:"sources" validate:"max=1000,dive"` // of CAP
	Links         []linkConfig         `yaml:"links" validate:"min=1,max=2000,dive"`
	Tokens        []tokenConfig        `yaml:"tokens" validate:"max=1000,dive"`
	Accounts      []accountConfig      `yaml:"accounts" validate:"max=1000,dive"`
	Log           logConfig            `yaml:"log"`
}

type httpConfig struct {
	Listen string     `yaml:"listen" validate:"required,hostport"`
	TLS    *tlsConfig `yaml:"tls" validate:"omitempty"`
	// BehindTLS says that a proxy in front of us speaks HTTPS.
	BehindTLS bool `yaml:"behind_tls"`
}

// An ecbeConfig is a way in for clients of Osmocom's centre.
type ecbeConfig struct {
	Listen   string           `yaml:"listen" validate:"required,hostport"`
	Plane    dispatcher.Plane `yaml:"plane" validate:"oneof=exercise test"`
	Lifetime time.Duration    `yaml:"lifetime" validate:"min=0,max=168h"`
	Token    string           `yaml:"token_sha256" validate:"omitempty,len=64,hexadecimal"`
	TLS      *tlsConfig       `yaml:"tls" validate:"omitempty"`
}

// A tlsConfig is a server's own certificate or, towards a peer, whom to trust
// and, if it asks, our certificate.
type tlsConfig struct {
	Cert       string `yaml:"cert" validate:"required_with=Key"`
	Key        string `yaml:"key" validate:"required_with=Cert"`
	CA         string `yaml:"ca"`          // the system's authorities if empty
	ServerName string `yaml:"server_name"` // the host of the address if empty
}

type kafkaConfig struct {
	Brokers    []string     `yaml:"brokers" validate:"min=1,dive,hostport"`
	TLS        *tlsConfig   `yaml:"tls" validate:"omitempty"`
	SASL       *saslConfig  `yaml:"sasl" validate:"omitempty"`
	Lanes      []laneConfig `yaml:"lanes" validate:"max=100,dive"`
	Status     string       `yaml:"status_topic" validate:"required"`
	DeadLetter string       `yaml:"dead_letter_topic" validate:"required"`
}

type saslConfig struct {
	Mechanism    string `yaml:"mechanism" validate:"oneof=SCRAM-SHA-512 SCRAM-SHA-256 PLAIN"`
	User         string `yaml:"user" validate:"required"`
	PasswordFile string `yaml:"password_file"`
	PasswordEnv  string `yaml:"password_env"`
}

type laneConfig struct {
	Name    string            `yaml:"name" validate:"omitempty,name"` // the topic if empty
	Topic   string            `yaml:"topic" validate:"required"`
	Plane   dispatcher.Plane  `yaml:"plane" validate:"oneof=live exercise test"`
	Classes []templates.Class `yaml:"classes" validate:"min=1"`
	Sources []string          `yaml:"sources"` // anyone if empty
	MaxAge  time.Duration     `yaml:"max_age" validate:"min=0"`
}

type libraryConfig struct {
	Country     string           `yaml:"country"` // kr if empty
	Directories []string         `yaml:"directories"`
	AllowDraft  templates.Drafts `yaml:"allow_draft"`
}

type policyConfig struct {
	Default *int          `yaml:"default" validate:"required,min=0,max=2"` // said, since 0 lets everything out
	Grants  []grantConfig `yaml:"grants" validate:"max=1000,dive"`
}

type grantConfig struct {
	Sources   []string           `yaml:"sources"`
	Planes    []dispatcher.Plane `yaml:"planes" validate:"dive,oneof=live exercise test"`
	Classes   []templates.Class  `yaml:"classes"`
	Approvals int                `yaml:"approvals" validate:"min=0,max=2"`
}

type jurisdictionConfig struct {
	Sources []string `yaml:"sources"`
	Country bool     `yaml:"country"`
	Regions []string `yaml:"regions"` // codes or names
	Beyond  string   `yaml:"beyond" validate:"omitempty,oneof=refuse wait"`
}

type linkConfig struct {
	Name      string           `yaml:"name" validate:"required,name"`
	Carrier   string           `yaml:"carrier" validate:"required"`
	Plane     dispatcher.Plane `yaml:"plane" validate:"oneof=live exercise test"`
	Kind      string           `yaml:"kind" validate:"required"`
	Bearer    string           `yaml:"bearer" validate:"required"`
	Languages []string         `yaml:"languages" validate:"min=1"`
	Scope     string           `yaml:"scope" validate:"omitempty,oneof=cell-immediate plmn area cell-normal"`
	Period    time.Duration    `yaml:"period" validate:"min=0,max=4095s"`
	Window    int              `yaml:"window" validate:"min=0,max=900"`
	Overshoot *float64         `yaml:"overshoot" validate:"omitempty,min=0,max=100000"`
	Share     *float64         `yaml:"overshoot_share" validate:"omitempty,min=0,max=100"`
	Polygons  int              `yaml:"polygons" validate:"min=0,max=1000"`
	Merges    *bool            `yaml:"merges"`
	StandsIn  string           `yaml:"stands_in_for"`
	SMPP      *smppConfig      `yaml:"smpp" validate:"omitempty"`
	CBSP      *cbspConfig      `yaml:"cbsp" validate:"omitempty"`
	SABP      *sabpConfig      `yaml:"sabp" validate:"omitempty"`
	SBcAP     *sbcapConfig     `yaml:"sbcap" validate:"omitempty"`
	Namf      *namfConfig      `yaml:"namf" validate:"omitempty"`
	ECBE      *centreConfig    `yaml:"ecbe" validate:"omitempty"`
	CAPost    *capostConfig    `yaml:"capost" validate:"omitempty"`
}

type cbspConfig struct {
	Address string   `yaml:"address" validate:"required"`
	Listen  bool     `yaml:"listen"`
	Peers   []string `yaml:"peers" validate:"dive,cidr"`
	Coding  string   `yaml:"repetition_coding" validate:"omitempty,oneof=split be16"`

	DialTimeout     time.Duration `yaml:"dial_timeout" validate:"min=0,max=1m"`
	ResponseTimeout time.Duration `yaml:"response_timeout" validate:"min=0,max=1m"`
	KeepAlive       time.Duration `yaml:"keep_alive" validate:"min=0,max=2m"`
	KeepAliveWait   time.Duration `yaml:"keep_alive_wait" validate:"min=0,max=1m"`
}

// A centreConfig is a centre of Osmocom's that we order broadcasts of.
type centreConfig struct {
	URL          string        `yaml:"url" validate:"required"`
	Name         string        `yaml:"cbe_name"`
	TLS          *tlsConfig    `yaml:"tls" validate:"omitempty"`
	PasswordFile string        `yaml:"password_file"` // of the bearer token, if one is wanted
	PasswordEnv  string        `yaml:"password_env"`
	Timeout      time.Duration `yaml:"timeout" validate:"min=0,max=1m"`
}

// A tokenConfig is a way in for programs. It is a lane too.
type tokenConfig struct {
	Name    string            `yaml:"name" validate:"required,name"`
	SHA256  string            `yaml:"sha256" validate:"required,len=64,hexadecimal"`
	Plane   dispatcher.Plane  `yaml:"plane" validate:"oneof=live exercise test"`
	Classes []templates.Class `yaml:"classes"` // all if empty
	Sources []string          `yaml:"sources"` // anyone if empty
	MaxAge  time.Duration     `yaml:"max_age" validate:"min=0"`
	May     []string          `yaml:"may" validate:"min=1,dive,oneof=events read decide reload"`
}

type accountConfig struct {
	Name     string   `yaml:"name" validate:"required,name"`
	Hash     string   `yaml:"hash" validate:"required,argon2id"`
	Roles    []string `yaml:"roles" validate:"min=1,dive,oneof=viewer approver"`
	Language string   `yaml:"language" validate:"omitempty,oneof=ko en"`
}

type logConfig struct {
	Level string `yaml:"level" validate:"omitempty,oneof=debug info warn error"`
}

// A loaded configuration is what was read and where it stood.
type loaded struct {
	config
	*document
	certificates []*certificateFile // that have been read
	path         string             // of the file; relative paths in it are relative to its directory
}

// loadConfig reads and checks a file as far as that goes without others. The
// error says that it cannot be read; mistakes are in what is returned.
func loadConfig(path string) (*loaded, error) {
	b, err := os.ReadFile(path) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	l := &loaded{path: path}
	l.document = readDocument(path, b, &l.config)
	if len(l.lines) == 0 {
		return l, nil
	}
	l.validate()
	l.compare()
	return l, nil
}

// relative returns a path that the configuration names, relative to it.
func (l *loaded) relative(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(l.path), path)
}

// name returns what the lane is called.
func (l *laneConfig) name() string {
	if l.Name != "" {
		return l.Name
	}
	return l.Topic
}

// coding returns how a BSC's repetition periods are written.
func (c *cbspConfig) coding() (cbsp.RepetitionCoding, error) {
	if c.Coding == "" {
		return cbsp.Split, nil
	}
	return cbsp.ParseRepetitionCoding(c.Coding)
}
