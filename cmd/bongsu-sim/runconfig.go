package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"bongsu/cbc"
	"bongsu/cbc/area"
	"bongsu/cbc/cbsp"
	"bongsu/simulator"
)

// A runConfig is what `run` pretends. Paths in it are relative to its file.
type runConfig struct {
	Broker *brokerConfig `yaml:"broker"`
	Nodes  []nodeConfig  `yaml:"nodes" validate:"required,min=1,max=1000,dive"`
	Phones []phoneConfig `yaml:"phones" validate:"max=10000,dive"`
}

type brokerConfig struct {
	Listen string            `yaml:"listen" validate:"required"`
	Topics []simulator.Topic `yaml:"topics"`
	Data   string            `yaml:"data"`
}

// A nodeConfig is a centre or a base station controller.
type nodeConfig struct {
	Name  string           `yaml:"name" validate:"required"`
	Kind  string           `yaml:"kind" validate:"oneof=smsc bsc"`
	Cells string           `yaml:"cells" validate:"required"` // a cells file; those whose link has the node's name
	Rules []simulator.Rule `yaml:"rules"`

	Listen string `yaml:"listen"`
	Dial   string `yaml:"dial"` // of a bsc, instead

	SystemID  string `yaml:"system_id"` // these of an smsc
	Password  string `yaml:"password"`
	WholeArea string `yaml:"whole_area_alias"`

	Presets  []string               `yaml:"presets"` // these too
	Dialect  simulator.SMSCDialect  `yaml:"dialect"`
	Limits   simulator.SMSCLimits   `yaml:"limits"`
	Receipts simulator.SMSCReceipts `yaml:"receipts"`
	Seed     uint64                 `yaml:"seed"`
	TLS      *tlsConfig             `yaml:"tls"`

	Coding    string `yaml:"repetition_coding" validate:"omitempty,oneof=split be16"` // these of a bsc
	Emergency bool   `yaml:"emergency"`
}

// A tlsConfig names PEM files of a certificate and its key.
type tlsConfig struct {
	Certificate string `yaml:"certificate" validate:"required"`
	Key         string `yaml:"key" validate:"required"`
}

// A phoneConfig is a phone that camps on a cell of one of the nodes.
type phoneConfig struct {
	Name      string   `yaml:"name" validate:"required"`
	Carrier   string   `yaml:"carrier" validate:"required"`
	Cell      string   `yaml:"cell" validate:"required"` // radio:plmn:area:cell
	Languages []string `yaml:"languages" validate:"required,min=1"`
	TestMode  bool     `yaml:"test_mode"`
}

// A runPlan is a configuration that was found right, with what it names.
type runPlan struct {
	runConfig
	sites map[string][]simulator.Site // by node
	cells []cbc.Cell                  // of the phones
}

// configError holds all mistakes of a configuration, each with file and line.
type configError []string

func (e configError) Error() string { return strings.Join(e, "\n") }

// A configReader reads a configuration and collects what is wrong with it.
type configReader struct {
	path  string
	file  *ast.File
	plan  runPlan
	wrong configError
}

// readRunConfig reads a configuration. The error is a configError if there is
// anything wrong with it.
func readRunConfig(path string) (*runPlan, error) {
	b, err := os.ReadFile(path) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return nil, err
	}
	r := &configReader{path: path, plan: runPlan{sites: map[string][]simulator.Site{}}}
	if r.file, err = parser.ParseBytes(b, 0); err != nil {
		return nil, r.refused(err)
	}
	if err := yaml.UnmarshalWithOptions(b, &r.plan.runConfig, yaml.Strict()); err != nil {
		return nil, r.refused(err)
	}
	r.validate()
	for i := range r.plan.Nodes {
		r.node(i)
	}
	r.phones()
	if len(r.wrong) > 0 {
		return nil, r.wrong
	}
	return &r.plan, nil
}

// refused makes a mistake of what the YAML package says.
func (r *configReader) refused(err error) error {
	var e yaml.Error
	if errors.As(err, &e) && e.GetToken() != nil {
		return configError{fmt.Sprintf("%s:%d: %s", r.path, e.GetToken().Position.Line, e.GetMessage())}
	}
	return configError{fmt.Sprintf("%s: %v", r.path, err)}
}

// addf notes a mistake at a path such as "nodes[2].rules[0]".
func (r *configReader) addf(path, format string, args ...any) {
	r.wrong = append(r.wrong, fmt.Sprintf("%s:%d: %s: %s", r.path, r.line(path), path, fmt.Sprintf(format, args...)))
}

// line returns where the value of a path stands, or the nearest around it.
func (r *configReader) line(path string) int {
	for at := path; at != ""; at = at[:max(strings.LastIndexAny(at, ".["), 0)] {
		p, err := yaml.PathString("$." + at)
		if err != nil {
			continue
		}
		if n, err := p.FilterFile(r.file); err == nil && n != nil {
			return n.GetToken().Position.Line
		}
	}
	return 1
}

func (r *configReader) validate() {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("yaml") })
	var all validator.ValidationErrors
	if err := v.Struct(&r.plan.runConfig); !errors.As(err, &all) {
		return
	}
	for _, e := range all {
		_, path, _ := strings.Cut(e.Namespace(), ".")
		switch e.Tag() {
		case "required":
			r.addf(path, "is missing")
		case "oneof":
			r.addf(path, "want one of %s", strings.ReplaceAll(e.Param(), " ", ", "))
		default:
			r.addf(path, "want %s %s", map[string]string{"min": "at least", "max": "at most"}[e.Tag()], e.Param())
		}
	}
}

// node checks what is particular to a node and reads its cells.
func (r *configReader) node(i int) {
	n, path := &r.plan.Nodes[i], fmt.Sprintf("nodes[%d]", i)
	for _, k := range []struct {
		key, kind string
		there     bool
	}{
		{"dial", "bsc", n.Dial != ""}, {"repetition_coding", "bsc", n.Coding != ""}, {"emergency", "bsc", n.Emergency},
		{"system_id", "smsc", n.SystemID != ""}, {"password", "smsc", n.Password != ""}, {"whole_area_alias", "smsc", n.WholeArea != ""},
		{"presets", "smsc", len(n.Presets) > 0}, {"tls", "smsc", n.TLS != nil}, {"seed", "smsc", n.Seed != 0},
	} {
		if k.there && (n.Kind == "smsc" || n.Kind == "bsc") && n.Kind != k.kind {
			r.addf(path+"."+k.key, "is for a node of kind %s", k.kind)
		}
	}
	if (n.Listen == "") == (n.Dial == "") {
		r.addf(path, "want either listen or dial")
	}
	for k := range n.Rules {
		if err := n.Rules[k].Check(); err != nil {
			r.addf(fmt.Sprintf("%s.rules[%d]", path, k), "%v", err)
		} else if n.Kind == "bsc" && n.Rules[k].Do.OnlySMPP() {
			r.addf(fmt.Sprintf("%s.rules[%d]", path, k), "%s is for a node of kind smsc", n.Rules[k].Do)
		}
	}
	if err := new(simulator.SMSCConfig).Apply(n.Presets...); err != nil {
		r.addf(path+".presets", "%v", err)
	}
	if _, twice := r.plan.sites[n.Name]; twice {
		r.addf(path+".name", "another node is called %s", n.Name)
	}
	r.plan.sites[n.Name] = nil
	if n.Cells != "" {
		r.sites(n, path+".cells")
	}
}

func (r *configReader) sites(n *nodeConfig, path string) {
	name := filepath.Join(filepath.Dir(r.path), n.Cells)
	if filepath.IsAbs(n.Cells) {
		name = n.Cells
	}
	f, err := os.Open(name) //nolint:gosec // the configuration names the file
	if err != nil {
		r.addf(path, "%v", err)
		return
	}
	defer f.Close()
	all, err := area.ReadCells(f, name)
	if err != nil {
		r.addf(path, "%v", err)
	}
	for _, s := range all {
		if s.Link == n.Name {
			r.plan.sites[n.Name] = append(r.plan.sites[n.Name], simulator.Site{Cell: s.Cell, At: s.At, Region: s.Region})
		}
	}
	if len(r.plan.sites[n.Name]) == 0 {
		r.addf(path, "%s has no cells of %s", name, n.Name)
	}
}

// phones looks whether every phone camps somewhere.
func (r *configReader) phones() {
	known := map[cbc.Cell]bool{}
	for _, sites := range r.plan.sites {
		for _, s := range sites {
			known[s.Cell] = true
		}
	}
	for i, p := range r.plan.Phones {
		path := fmt.Sprintf("phones[%d].cell", i)
		c, err := cbc.ParseCell(p.Cell)
		switch {
		case p.Cell == "": // said already
		case err != nil:
			r.addf(path, "%v", err)
		case !known[c]:
			r.addf(path, "no node has cell %s", c)
		}
		r.plan.cells = append(r.plan.cells, c)
	}
}

// coding returns how a controller writes repetition periods.
func (n *nodeConfig) coding() cbsp.RepetitionCoding {
	c, err := cbsp.ParseRepetitionCoding(n.Coding)
	if err != nil {
		return cbsp.Split // also if nothing is said
	}
	return c
}
