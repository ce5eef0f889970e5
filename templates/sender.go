package templates

// A sender is one line of senders.yaml: the public name of a source of events.
type sender struct {
	position
	System string            `yaml:"system,optional"`
	ID     string            `yaml:"id,optional"`
	Name   map[string]string `yaml:"name"`
}

// senderFile is senders.yaml.
type senderFile struct {
	Senders []sender `yaml:"senders"`
}

// Sender returns the public name, by language, of the source of an event: that
// of the source's id within its system, else of the id, else of the system.
// False means that the public does not know the source, and nothing may be
// sent in its name.
func (l *Library) Sender(system, id string) (map[string]string, bool) {
	for _, key := range [...][2]string{{system, id}, {"", id}, {system, ""}} {
		if key == [2]string{} {
			continue
		}
		if name, ok := l.senders[key]; ok {
			return name, true
		}
	}
	return nil, false
}
