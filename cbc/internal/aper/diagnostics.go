package aper

// Diagnostics says what was wrong with a message, in the Criticality
// Diagnostics field of the three protocols. What is nil was not said.
type Diagnostics struct {
	Procedure   *uint8
	Trigger     *Kind
	Criticality *Criticality // of the procedure
	Fields      []Diagnosis
}

// A Diagnosis is what was wrong with one field.
type Diagnosis struct {
	Criticality Criticality
	ID          uint16
	Missing     bool // else it was not understood; SABP does not tell which
}

// maxErrors is the most fields that diagnostics name.
const maxErrors = 256

// Diagnostics appends v. Fields of SABP have an optional repetition number in
// place of the type of error.
func (w *Writer) Diagnostics(v *Diagnostics, sabp bool) {
	w.Flag(false)
	w.Flag(v.Procedure != nil)
	w.Flag(v.Trigger != nil)
	w.Flag(v.Criticality != nil)
	w.Flag(len(v.Fields) > 0)
	w.Flag(false)
	if v.Procedure != nil {
		w.Int(int64(*v.Procedure), 0, 255)
	}
	if v.Trigger != nil {
		w.Int(int64(*v.Trigger), 0, 3)
	}
	if v.Criticality != nil {
		w.Int(int64(*v.Criticality), 0, 2)
	}
	if len(v.Fields) == 0 {
		return
	}
	w.Count(len(v.Fields), 1, maxErrors)
	for _, f := range v.Fields {
		w.Bits(0, 2)
		if sabp {
			w.Bits(0, 1)
		}
		w.Int(int64(f.Criticality), 0, 2)
		w.Int(int64(f.ID), 0, 65535)
		if !sabp {
			w.Flag(false)
			w.Flag(f.Missing)
		}
	}
}

// Diagnostics reads what the writer's Diagnostics appends.
func (r *Reader) Diagnostics(sabp bool) *Diagnostics {
	v := new(Diagnostics)
	additions := r.Flag()
	procedure, trigger, critical, fields, extensions := r.Flag(), r.Flag(), r.Flag(), r.Flag(), r.Flag()
	if procedure {
		p := uint8(r.Int(0, 255))
		v.Procedure = &p
	}
	if trigger {
		k := Kind(r.Int(0, 3))
		v.Trigger = &k
	}
	if critical {
		c := Criticality(r.Int(0, 2))
		v.Criticality = &c
	}
	if fields {
		r.List(1, maxErrors, func(int) {}, func(r *Reader) { v.Fields = append(v.Fields, r.diagnosis(sabp)) })
	}
	r.Tail(additions, extensions)
	return v
}

func (r *Reader) diagnosis(sabp bool) Diagnosis {
	additions := r.Flag()
	repetition := sabp && r.Flag()
	extensions := r.Flag()
	d := Diagnosis{Criticality: Criticality(r.Int(0, 2)), ID: uint16(r.Int(0, 65535))}
	switch {
	case repetition:
		r.Int(0, 255)
	case !sabp:
		if r.Flag() {
			r.Fail("a type of error of a later version")
		}
		d.Missing = r.Flag()
	}
	r.Tail(additions, extensions)
	return d
}

// Sequence reads the two bits before a SEQUENCE that may be extended and whose
// only optional part are extension fields. Tail reads those after it.
func (r *Reader) Sequence() (additions, extensions bool) { return r.Flag(), r.Flag() }

// Tail steps over what of a SEQUENCE is not ours to read.
func (r *Reader) Tail(additions, extensions bool) {
	if extensions {
		r.Extensions()
	}
	if additions {
		r.Additions()
	}
}
