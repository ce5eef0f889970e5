package templates

// FindLintRule returns the rule with an id.
func FindLintRule(id string) (LintRule, bool) {
	for _, r := range lintRules {
		if r.ID == id {
			return r, true
		}
	}
	return LintRule{}, false
}

// LintRules returns all rules in the order of their ids. Their grounds are the
// warning response model of Mileti and Sorensen, what 7,036 messages of Korean
// authorities lacked, and the false alarms of Hawaii 2018 and Seoul 2023.
func LintRules() []LintRule { return append([]LintRule(nil), lintRules...) }

var lintRules = []LintRule{
	{"L01", Refuse, TemplateScope, "every language has a short and a long text, and the short one says what is required",
		"write the missing text, declare the parameter, or name the required parameter in the short text"},
	{"L02", Refuse, RenderedScope, "nothing is left over of a template",
		"look for an empty parameter and put it in a <group>"},
	{"L03", Refuse, RenderedScope, "the text is within the bearer's room",
		"use a shorter form or write a shorter essential text"},
	{"L04", Ask, TemplateScope, "with every parameter at its longest the text still fits after its steps",
		"add shrink steps, or shorten what may not be left out"},
	{"L05", Refuse, RenderedScope, "the bearer's alphabet has every character",
		"write the character otherwise; no emoji, no control characters"},
	{"L10", Refuse, RenderedScope, "the source is named and is who sends",
		"begin with [public name], in English with Public name:"},
	{"L11", Refuse, TemplateScope, "the source comes first",
		"move the source to the front"},
	{"L12", Refuse, RenderedScope, "the hazard is named",
		"say what has happened with a word that people know"},
	{"L13", Refuse, RenderedScope, "a place is named and lies in the target",
		"name the place that is warned, as people there call it"},
	{"L14", Refuse, RenderedScope, "a clock or date is given",
		"write HH:MM or a date; soon and tonight do not count"},
	{"L15", Refuse, RenderedScope, "something to do is told",
		"say what to do, not only to take care"},
	{"L16", Refuse, RenderedScope, "a critical text gives its reason",
		"say why: what happened and what it does"},
	{"L17", Ask, RenderedScope, "source first, then what, where and when, then what to do, a link last",
		"change the order of the clauses; the action belongs before character 60 of a short text"},
	{"L18", Ask, RenderedScope, "who says evacuate says where to",
		"name a shelter, a direction, or high ground"},
	{"L19", Refuse, TemplateScope, "where people go and where the danger goes are told apart",
		"use escape_dir in actions only and spread_dir in hazards only"},
	{"L20", Refuse, SetScope, "every alert can be ended, put right and taken back in each of its languages",
		"write the all-clear, correction or false alarm in this language"},
	{"L21", Refuse, SendScope, "an end or a correction reaches all whom the alert reached",
		"cite the alert and take at least its area; correct as loudly as it was sent"},
	{"L22", Refuse, RenderedScope, "drills and trials say so at once, real alerts never do",
		"begin with the marker of the status and say that it is not real"},
	{"L23", Ask, SendScope, "the same is not said twice in a short time",
		"update the alert that is in force instead"},
	{"L24", Ask, SendScope, "advice keeps to the hours of the profile",
		"send it when these hours are over, or raise the class if it cannot wait"},
	{"L25", Ask, SendScope, "no more people are reached than are meant",
		"aim at the place that the text names"},
	{"L30", Refuse, RenderedScope, "a link is official, single, last and never instead of words",
		"leave the link out or use an official host without a shortener"},
	{"L31", Ask, RenderedScope, "telephone numbers are known ones",
		"use 119, 112, 182, 1338 or a number of the sender"},
	{"L32", Refuse, RenderedScope, "nobody is named but a person who is sought by the police",
		"leave out name, age, address and number"},
	{"L40", Ask, RenderedScope, "words are those that people use",
		"use the plain word"},
	{"L41", Ask, RenderedScope, "there is no decoration and no shouting",
		"leave the marks out; one exclamation mark, no sentence in capitals"},
	{"L42", Ask, RenderedScope, "sentences are short",
		"cut the sentence in two"},
	{"L43", Refuse, TemplateScope, "particles after a parameter follow its last sound",
		"write {name|josa:은/는}, or words that need no particle"},
	{"L44", Refuse, TemplateScope, "all languages say the same",
		"use the same parameters, numbers and about as many actions"},
	{"L45", Ask, TemplateScope, "units and times are written in one way",
		"m/s, mm, cm, ℃, m, ㎍/㎥; 24 hours; no comma in numbers"},
	{"L46", Note, RenderedScope, "the room of a short text is used",
		"there is room to name a shelter or a route"},
}
