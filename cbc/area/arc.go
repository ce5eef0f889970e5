package area

import (
	"errors"
	"math"
)

// A vertex is a place on the topology's grid.
type vertex struct{ x, y int32 }

// A box is an upright rectangle on the topology's grid, borders included.
type box struct{ minX, minY, maxX, maxY int32 }

// empty is the box that holds nothing.
var empty = box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}

func (b box) join(c box) box {
	return box{min(b.minX, c.minX), min(b.minY, c.minY), max(b.maxX, c.maxX), max(b.maxY, c.maxY)}
}

// arcs holds the lines that boundaries are made of, one after another.
type arcs struct {
	points []vertex
	first  []int32 // arc i is points[first[i]:first[i+1]]
	boxes  []box   // around each arc
}

// forward returns the arc that a reference means, whichever way it is walked.
func forward(ref int32) int32 {
	if ref < 0 {
		return ^ref
	}
	return ref
}

// arc returns the positions of the arc that a reference means, forward.
func (a *arcs) arc(ref int32) []vertex {
	i := forward(ref)
	return a.points[a.first[i]:a.first[i+1]]
}

// UnmarshalJSON reads an array of arcs, each an array of steps [x, y] from the
// place before, the first from 0, 0. Package json has found the text well
// formed; reading it by hand halves the time it takes to load.
func (a *arcs) UnmarshalJSON(text []byte) error {
	r := arcReader{arcs: arcs{first: []int32{0}}}
	for len(text) > 0 {
		n, err := r.token(text)
		if err != nil {
			return err
		}
		text = text[n:]
	}
	*a = r.arcs
	return nil
}

// An arcReader reads arcs token by token.
type arcReader struct {
	arcs
	depth  int // of brackets: in an arc 2, in a step 3
	step   [2]int32
	n      int // numbers read of step
	at     vertex
	around box
}

var errArcs = errors.New("arcs are not arrays of steps of two whole numbers")

// token reads what text begins with and returns how long that is.
func (r *arcReader) token(text []byte) (int, error) {
	switch c := text[0]; {
	case c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t':
		return 1, nil
	case c == '[' && r.depth < 3:
		r.open()
		return 1, nil
	case c == ']' && (r.depth < 3 || r.n == 2):
		r.close()
		return 1, nil
	case r.depth == 3 && r.n < 2:
		return r.number(text)
	}
	return 0, errArcs
}

func (r *arcReader) open() {
	r.depth++
	r.n = 0
	if r.depth == 2 {
		r.at, r.around = vertex{}, empty
	}
}

func (r *arcReader) close() {
	switch r.depth {
	case 3:
		r.at = vertex{r.at.x + r.step[0], r.at.y + r.step[1]}
		r.around = r.around.join(box{r.at.x, r.at.y, r.at.x, r.at.y})
		r.points = append(r.points, r.at)
	case 2:
		r.first = append(r.first, int32(len(r.points)))
		r.boxes = append(r.boxes, r.around)
	}
	r.depth--
}

// number reads a whole number of at most nine digits.
func (r *arcReader) number(text []byte) (int, error) {
	i, sign, value := 0, int32(1), int32(0)
	if text[0] == '-' {
		i, sign = 1, -1
	}
	start := i
	for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
		value = value*10 + int32(text[i]-'0')
	}
	if i == start || i-start > 9 || i < len(text) && text[i] != ',' && text[i] != ']' && text[i] != ' ' {
		return 0, errArcs
	}
	r.step[r.n] = sign * value
	r.n++
	return i, nil
}
