package cap

import "slices"

// A Severity says what follows from breaking a rule.
type Severity string

const (
	Invalid Severity = "invalid" // the message is not conformant and is refused
	Note    Severity = "note"    // the message is taken; a person should know
	Meaning Severity = "meaning" // how a message is understood; nothing is reported
)

// A Rule is one that messages are checked by.
type Rule struct {
	ID       string // X for structure, S for values, W for what is allowed or not for us to refuse
	Severity Severity
	English  string
	Korean   string
}

// Rules returns the rules of CAP 1.2, in the order of their ids.
func Rules() []Rule { return slices.Clone(rules) }

var rules = []Rule{
	{"X01", Invalid, "The document is well-formed XML 1.0 in a known encoding, without a document type declaration or entities of its own, and within the limits.", "문서는 알려진 인코딩의 올바른 XML 1.0이며, 문서 형식 선언이나 자체 엔터티가 없고, 한도를 넘지 않는다."},
	{"X02", Invalid, "The root is alert in the namespace of CAP 1.2.", "루트는 CAP 1.2 이름공간의 alert이다."},
	{"X03", Invalid, "The elements of alert are complete and in the order of the schema; signatures come last.", "alert의 요소는 빠짐없이 스키마의 순서대로 있으며, 서명은 맨 끝에 온다."},
	{"X04", Invalid, "The elements of info are complete and in the order of the schema.", "info의 요소는 빠짐없이 스키마의 순서대로 있다."},
	{"X05", Invalid, "The elements of resource are complete and in the order of the schema; mimeType is required.", "resource의 요소는 빠짐없이 스키마의 순서대로 있으며, mimeType은 필수이다."},
	{"X06", Invalid, "The elements of area are complete and in the order of the schema.", "area의 요소는 빠짐없이 스키마의 순서대로 있다."},
	{"X07", Invalid, "eventCode, parameter and geocode hold valueName and value, once each, in this order.", "eventCode, parameter, geocode에는 valueName과 value가 이 순서로 한 번씩 있다."},
	{"X08", Invalid, "There is nothing but the elements of CAP where they belong, and signatures at the end of alert.", "제자리에 있는 CAP 요소와 alert 끝의 서명 외에는 아무것도 없다."},
	{"X09", Invalid, "CAP elements have no attributes; hints where a schema is (xsi:schemaLocation) are noted only.", "CAP 요소에는 속성이 없다. 스키마 위치(xsi:schemaLocation)는 알리기만 한다."},
	{"X10", Note, "info without language is in en-US.", "language가 없는 info는 en-US이다."},
	{"S01", Invalid, "identifier is not empty and has no space, comma, < or &.", "identifier는 비어 있지 않고 공백, 쉼표, <, &가 없다."},
	{"S02", Invalid, "sender is not empty and has no space, comma, < or &.", "sender는 비어 있지 않고 공백, 쉼표, <, &가 없다."},
	{"S03", Invalid, "Times are written like 2026-07-11T10:00:00+09:00: no fraction of a second, no Z.", "시각은 2026-07-11T10:00:00+09:00 꼴이며, 초의 소수나 Z를 쓰지 않는다."},
	{"enum", Invalid, "Values of an enumeration are spelt as in the standard.", "열거형 값은 표준의 철자 그대로이다."},
	{"S04", Invalid, "Update, Cancel, Ack and Error have references.", "Update, Cancel, Ack, Error에는 references가 있다."},
	{"S05", Invalid, "references holds sender,identifier,sent of each message, with white space between them.", "references에는 메시지마다 sender,identifier,sent가 공백으로 나뉘어 있다."},
	{"S06", Invalid, "A message does not name itself in references.", "메시지는 references에서 자신을 가리키지 않는다."},
	{"S08", Invalid, "restriction is there if and only if scope is Restricted.", "restriction은 scope가 Restricted일 때, 그리고 그때만 있다."},
	{"S09", Invalid, "scope Private needs addresses; an address with spaces is in double quotes.", "scope가 Private이면 addresses가 있어야 하고, 공백이 있는 주소는 큰따옴표로 묶는다."},
	{"S10", Invalid, "language is a language tag (RFC 3066, BCP 47).", "language는 언어 태그(RFC 3066, BCP 47)이다."},
	{"S11", Invalid, "A polygon has at least four points.", "polygon에는 점이 네 개 이상 있다."},
	{"S12", Invalid, "The first and the last point of a polygon are the same.", "polygon의 첫 점과 끝 점은 같다."},
	{"S13", Invalid, "Points of a polygon are lat,lon in plain decimal degrees on the globe, with white space between them.", "polygon의 점은 지구 위의 위도,경도를 십진수 도로 쓰고 공백으로 나눈다."},
	{"S15", Invalid, "circle is lat,lon, one space and a radius in kilometres from 0 on.", "circle은 위도,경도, 공백 하나, 0 이상의 반지름(km)이다."},
	{"S16", Invalid, "altitude and ceiling are decimal numbers; ceiling comes with altitude only and is not below it.", "altitude와 ceiling은 십진수이며, ceiling은 altitude가 있을 때만 쓰고 그보다 낮지 않다."},
	{"S18", Invalid, "The uri of a resource is absolute, or relative where derefUri has the content.", "resource의 uri는 절대 주소이거나, 내용이 derefUri에 있으면 상대 주소이다."},
	{"S18b", Invalid, "mimeType is a registered type, a slash and a subtype.", "mimeType은 등록된 유형, 빗금, 하위 유형이다."},
	{"S18c", Invalid, "size is a whole number from 0 on, digest a SHA-1 in 40 hexadecimal digits, derefUri base64.", "size는 0 이상의 정수, digest는 16진수 40자리 SHA-1, derefUri는 base64이다."},
	{"S19", Invalid, "web is an absolute URI.", "web은 절대 URI이다."},
	{"S20", Invalid, "event, areaDesc and resourceDesc are not blank.", "event, areaDesc, resourceDesc는 비어 있지 않다."},
	{"W06", Note, "A reference with the message's own sender and identifier but another time: the identifier was used again.", "참조의 sender와 identifier는 메시지와 같고 시각만 다르다. identifier가 다시 쓰였다."},
	{"W07", Note, "A message that is referred to was sent later than this one.", "참조된 메시지가 이 메시지보다 나중에 보내졌다."},
	{"W13a", Note, "The coordinates of a shape seem to be longitude,latitude; a person may swap them, nobody else does.", "도형의 좌표가 경도,위도 순서로 보인다. 바꾸는 것은 사람만 할 수 있다."},
	{"W13b", Note, "A shape crosses the date line or has longitudes beyond 180 degrees.", "도형이 날짜변경선을 넘거나 경도가 180도를 벗어난다."},
	{"W14", Note, "Edges of a polygon cross.", "polygon의 변이 서로 교차한다."},
	{"W15", Note, "A circle of radius 0 is a point and reaches nobody.", "반지름이 0인 circle은 점이어서 아무에게도 닿지 않는다."},
	{"W17", Note, "The message expires before it takes effect or is sent, or has expired.", "효력 발생이나 발신보다 만료가 이르거나, 이미 만료되었다."},
	{"W18", Note, "info does not say when it expires.", "info에 만료 시각이 없다."},
	{"W21", Note, "An Alert or Update without info says nothing that could be sent.", "info가 없는 Alert나 Update에는 보낼 내용이 없다."},
	{"W22", Note, "info has no area; without one nobody is reached.", "info에 area가 없다. 지역이 없으면 아무에게도 보내지 않는다."},
	{"W23", Note, "headline has more than 160 characters.", "headline이 160자를 넘는다."},
	{"W24", Note, "A text holds HTML.", "본문에 HTML이 있다."},
	{"W26", Note, "An Exercise without a note that names the exercise, or an Error without a note that explains it.", "훈련 이름을 알리는 note가 없는 Exercise이거나, 설명하는 note가 없는 Error이다."},
	{"W27", Note, "An area has neither polygon nor circle, only codes or a description.", "area에 polygon이나 circle이 없고 코드나 설명뿐이다."},
	{"W28", Note, "responseType Assess is not for the public.", "responseType Assess는 공개 메시지에 쓰지 않는다."},
	{"W29", Note, "An optional element is empty and counts as absent.", "선택 요소가 비어 있으며 없는 것으로 본다."},
	{"W30", Note, "Infos of one message differ in category or in their number of areas, or have one text in two languages.", "한 메시지의 info가 category나 area 수에서 다르거나, 두 언어의 본문이 같다."},
	{"W31", Meaning, "Without effective a message takes effect when it is sent; without onset the beginning is not known.", "effective가 없으면 발신 시각부터 효력이 있고, onset이 없으면 시작 시각을 알 수 없다."},
	{"W32", Note, "urgency, severity or certainty of an Actual message is Unknown.", "Actual 메시지의 urgency, severity 또는 certainty가 Unknown이다."},
	{"W33", Note, "A quotation mark in incidents is not closed.", "incidents의 따옴표가 닫히지 않았다."},
	{"W34", Meaning, "Messages of status System are for systems; they never reach people.", "status가 System인 메시지는 시스템용이며 사람에게 전달되지 않는다."},
	{"W35", Meaning, "Messages of status Exercise, Test and Draft never reach the live plane.", "status가 Exercise, Test, Draft인 메시지는 실제 평면에 이르지 않는다."},
	{"W36", Meaning, "An Update of messages that are not known is an alert of its own; a Cancel of them is kept and suppresses them when they come.", "알 수 없는 메시지의 Update는 그 자체로 경보이며, Cancel은 보관되어 뒤늦게 온 메시지를 막는다."},
}
