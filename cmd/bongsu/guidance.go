package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"bongsu/templates"
)

// guidance loads the library of the configuration with its waivers and holds it
// against lint. Mistakes are noted, what lint must refuse is in flaws.
func (a *assembly) guidance() error {
	layers := a.layers()
	if len(layers) == 0 {
		return nil // noted
	}
	waivers, err := templates.LoadWaivers(layers...)
	if err := a.noteLibrary(err); err != nil {
		return err
	}
	lib, err := templates.Load(layers...)
	if err := a.noteLibrary(err); err != nil {
		return err
	}
	if lib == nil {
		return nil
	}
	a.composer.Library, a.composer.Waivers = lib, waivers
	a.compareLibrary(lib)
	now := time.Now().In(lib.Profile().Zone())
	a.flaws = nil
	for _, f := range waivers.Apply(append(templates.Lint(lib), templates.LintExamples(lib)...), now) {
		if f.Severity == templates.Refuse {
			a.flaws = append(a.flaws, mistake{file: a.libraryFile(f.File), line: f.Line, column: f.Column, text: flaw(f)})
		}
	}
	return nil
}

// flaw says what a rule of lint found, without the place.
func flaw(f templates.Finding) string {
	f.File = ""
	return f.String() + enclosed(f.Hint)
}

// layers returns the library of the country and the directories over it.
// Mistakes are noted.
func (l *loaded) layers() []fs.FS {
	layers, ok := templates.ShippedFor(cmp.Or(l.Library.Country, "kr"))
	if !ok {
		l.addf("library.country", "no library is shipped for %q; want one of %s", l.Library.Country, strings.Join(templates.Countries(), ", "))
	}
	for i, dir := range l.Library.Directories {
		if info, err := os.Stat(l.relative(dir)); err != nil || !info.IsDir() {
			l.addf(fmt.Sprintf("library.directories[%d]", i), "%s is no directory", l.relative(dir))
			continue
		}
		if ok {
			layers = append(layers, os.DirFS(l.relative(dir)))
		}
	}
	return layers
}

// noteLibrary notes the mistakes of loading and returns any other error.
func (l *loaded) noteLibrary(err error) error {
	var wrong *templates.LoadError
	if !errors.As(err, &wrong) {
		return err
	}
	for _, m := range wrong.Mistakes {
		l.found = append(l.found, mistake{file: l.libraryFile(m.File), line: m.Line, column: m.Column, text: m.Text})
	}
	return nil
}

// libraryFile returns where a file of the library is: in the last directory
// that has it, else in those shipped.
func (l *loaded) libraryFile(name string) string {
	for i := len(l.Library.Directories) - 1; i >= 0; i-- {
		path := filepath.Join(l.relative(l.Library.Directories[i]), name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return "library/" + name
}
