package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bongsu/templates"
)

// A librarySource says which library a command works with: that of a country or
// of a configuration, and the directories over it.
type librarySource struct {
	country string
	config  string
	dirs    []string
}

func (s *librarySource) flags(c *cobra.Command) {
	f := c.PersistentFlags()
	f.StringArrayVar(&s.dirs, "library", nil, "a `directory` over the shipped library; may be repeated; --directory is the same")
	f.StringVar(&s.country, "country", "kr", "the `country` whose shipped library it is: "+strings.Join(templates.Countries(), ", "))
	f.StringVarP(&s.config, "config", "c", "", "the configuration `file` whose library it is")
	c.SetGlobalNormalizationFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "directory" {
			name = "library"
		}
		return pflag.NormalizedName(name)
	})
	c.MarkFlagsMutuallyExclusive("config", "library")
	c.MarkFlagsMutuallyExclusive("config", "country")
}

// open loads the library. If it has mistakes they are returned, with the files
// as they can be opened, and the library is nil.
func (s *librarySource) open() (*templates.Library, []templates.Mistake, error) {
	layers, err := s.layers()
	if err != nil {
		return nil, nil, err
	}
	lib, err := templates.Load(layers...)
	mistaken, err := s.mistakes(err)
	return lib, mistaken, err
}

// layers returns the file systems of the library. The directories of a
// configuration are put into s.
func (s *librarySource) layers() ([]fs.FS, error) {
	if s.config != "" {
		l, err := loadConfig(s.config)
		if err != nil {
			return nil, err
		}
		if len(l.found) > 0 {
			return nil, l.found.sorted()
		}
		s.dirs, s.country = nil, cmp.Or(l.Library.Country, s.country)
		for _, dir := range l.Library.Directories {
			s.dirs = append(s.dirs, l.relative(dir))
		}
	}
	layers, ok := templates.ShippedFor(s.country)
	if !ok {
		return nil, fmt.Errorf("no library is shipped for country %q; there are %s", s.country, strings.Join(templates.Countries(), ", "))
	}
	for _, dir := range s.dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("%s is no directory", dir)
		}
		layers = append(layers, os.DirFS(dir))
	}
	return layers, nil
}

// mistakes takes those of loading apart from other errors.
func (s *librarySource) mistakes(err error) ([]templates.Mistake, error) {
	var wrong *templates.LoadError
	if !errors.As(err, &wrong) {
		return nil, err
	}
	for i := range wrong.Mistakes {
		wrong.Mistakes[i].File = s.path(wrong.Mistakes[i].File)
	}
	return wrong.Mistakes, nil
}

// own returns where a file of the library is in the directories, the last one
// first; false for a shipped one.
func (s *librarySource) own(name string) (string, bool) {
	for i := len(s.dirs) - 1; i >= 0; i-- {
		path := filepath.Join(s.dirs[i], name)
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
	}
	return "", false
}

// path returns where a file of the library is, "library/…" for a shipped one.
func (s *librarySource) path(name string) string {
	if path, ok := s.own(name); ok {
		return path
	}
	return "library/" + name
}

// load loads the library for a command that cannot do without. Its mistakes are
// printed.
func (s *librarySource) load(c *cobra.Command) (*templates.Library, error) {
	lib, wrong, err := s.open()
	if err != nil {
		return nil, refusedBy(c, err)
	}
	for _, m := range wrong {
		fmt.Fprintln(c.ErrOrStderr(), m)
	}
	if len(wrong) > 0 {
		return nil, &exitError{code: exitRefused}
	}
	return lib, nil
}
