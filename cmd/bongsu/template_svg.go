package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"bongsu/templates"
)

// Measures of the drawing, in pixels.
const (
	phoneWidth  = 300
	phoneHeight = 580
	phoneGap    = 32
	popUpWidth  = 264
	lineHeight  = 22
	fontSize    = 16
	lineEms     = 14.6 // characters as wide as high that a line holds
	inARow      = 4    // phones
)

// draw writes a drawing of what phones show for the texts that have room.
func (o *renderOrder) draw(c *cobra.Command, lib *templates.Library, g templates.Guidance, all []rendered) error {
	var shown []popUp
	for _, r := range all {
		if r.Problem == "" {
			shown = append(shown, popUp{title: alertTitle(lib, g, r.Language), label: r.Bearer + "  " + r.Language, lines: wrap(r.Text)})
		}
	}
	if len(shown) == 0 {
		return fmt.Errorf("there is no text to draw: %s", all[0].Problem)
	}
	b := drawPopUps(shown)
	if o.svg == "-" {
		_, err := c.OutOrStdout().Write(b)
		return err
	}
	return os.WriteFile(o.svg, b, 0o644) //nolint:gosec // a drawing is no secret, and whoever runs the command names the file
}

// alertTitle returns what phones write above a text: the name of the class whose
// identifier it goes out on.
func alertTitle(lib *templates.Library, g templates.Guidance, language string) string {
	p, id := lib.Profile(), identifier(lib, g, language)
	class := p.Classes[g.Class]
	for _, c := range templates.Classes() {
		if k := p.Classes[c]; k != nil && id != 0 && (k.MessageID == id || k.Twin == id) {
			class = k
			break
		}
	}
	if class == nil {
		return g.Class.String()
	}
	for _, l := range append([]string{language}, p.AllTags()...) {
		if n := class.Name[l]; n != "" {
			return n
		}
	}
	return g.Class.String()
}

// A popUp is what one phone shows.
type popUp struct {
	title, label string
	lines        []string
}

// height returns that of the box, in pixels.
func (p *popUp) height() int { return 44 + lineHeight*len(p.lines) + 56 }

// drawPopUps draws phones in rows. It uses no font but the reader's own.
func drawPopUps(all []popUp) []byte {
	height := phoneHeight
	for i := range all {
		height = max(height, all[i].height()+120)
	}
	columns := min(len(all), inARow)
	rows := (len(all) + inARow - 1) / inARow
	wide, high := phoneGap+columns*(phoneWidth+phoneGap), phoneGap+rows*(height+2*phoneGap)
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif">`+"\n", wide, high, wide, high)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#f4f5f7"/>`+"\n", wide, high)
	for i := range all {
		x, y := phoneGap+i%inARow*(phoneWidth+phoneGap), phoneGap+i/inARow*(height+2*phoneGap)
		all[i].draw(&b, x, y, height)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// draw draws one phone with its upper left corner at x, y.
func (p *popUp) draw(b *bytes.Buffer, x, y, height int) {
	left := (phoneWidth - popUpWidth) / 2
	box := p.height()
	top := (height - box) / 2
	fmt.Fprintf(b, `<g transform="translate(%d %d)">`+"\n", x, y)
	fmt.Fprintf(b, `<rect width="%d" height="%d" rx="34" fill="#16181d"/>`+"\n", phoneWidth, height)
	fmt.Fprintf(b, `<rect x="8" y="8" width="%d" height="%d" rx="27" fill="#5b6472"/>`+"\n", phoneWidth-16, height-16)
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" rx="16" fill="#ffffff"/>`+"\n", left, top, popUpWidth, box)
	fmt.Fprintf(b, `<path d="M%d %d l9 16 h-18 z" fill="#c62828"/>`+"\n", left+25, top+18)
	p.say(b, line{left + 42, top + 33, fontSize + 1, "font-weight=\"bold\" fill=\"#16181d\"", p.title})
	for i, s := range p.lines {
		p.say(b, line{left + 16, top + 64 + i*lineHeight, fontSize, "fill=\"#16181d\"", s})
	}
	p.say(b, line{left + popUpWidth - 20, top + box - 18, fontSize, "font-weight=\"bold\" fill=\"#1557c0\" text-anchor=\"end\"", "OK"})
	p.say(b, line{phoneWidth / 2, height + 24, 14, "fill=\"#3c434d\" text-anchor=\"middle\"", p.label})
	b.WriteString("</g>\n")
}

// A line is words at a place.
type line struct {
	x, y, size int
	style      string // attributes
	words      string
}

// say draws a line, whatever characters are in it.
func (p *popUp) say(b *bytes.Buffer, l line) {
	fmt.Fprintf(b, `<text x="%d" y="%d" font-size="%d" %s>`, l.x, l.y, l.size, l.style)
	_ = xml.EscapeText(b, []byte(l.words)) // a buffer takes everything
	b.WriteString("</text>\n")
}

// wrap cuts a text into lines, between words where it can.
func wrap(s string) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		var now []rune
		used := 0.0
		for _, r := range paragraph {
			now, used = append(now, r), used+ems(r)
			if used <= lineEms {
				continue
			}
			cut := breakOf(now)
			lines = append(lines, strings.TrimSpace(string(now[:cut])))
			now = append([]rune(nil), now[cut:]...)
			used = 0
			for _, r := range now {
				used += ems(r)
			}
		}
		lines = append(lines, strings.TrimSpace(string(now)))
	}
	return lines
}

// breakOf returns how many characters of a line that is one too long stay on it:
// to the last space, or to the last character after which a line may end.
func breakOf(line []rune) int {
	for i := len(line) - 1; i > 0; i-- {
		if line[i] == ' ' {
			return i + 1
		}
		if between(line[i-1], line[i]) {
			return i
		}
	}
	return max(len(line)-1, 1)
}

// between reports whether a line may end between two characters: as Chinese and
// Japanese are written, but not before a mark or a small kana.
func between(a, b rune) bool {
	han := func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }
	return (han(a) || strings.ContainsRune("。，、：！？ー", a)) && han(b) && !strings.ContainsRune("ぁぃぅぇぉっゃゅょァィゥェォッャュョ", b)
}

// ems is about how wide a character is, in widths of one that is as wide as
// high.
func ems(r rune) float64 {
	switch {
	case r == ' ', r == '.', r == ',', r == ':', r == 'i', r == 'l':
		return 0.3
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana), r >= 0x3000 && r < 0x3100, r >= 0xFF00:
		return 1
	case unicode.IsUpper(r):
		return 0.72
	}
	return 0.56
}
