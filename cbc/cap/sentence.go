package cap

import "fmt"

// A sentence says what is wrong, in both languages of the people who read it.
// Both have the same arguments in the same order.
type sentence struct{ en, ko string }

func (s sentence) english(args ...any) string { return fill(s.en, args) }
func (s sentence) korean(args ...any) string  { return fill(s.ko, args) }

func fill(form string, args []any) string {
	if len(args) == 0 {
		return form
	}
	return fmt.Sprintf(form, args...)
}

// What makes a document something else than the XML that is read here.
var (
	tooBig            = sentence{"the document has %d octets, more than %d", "문서가 %d옥텟으로 %d옥텟을 넘습니다"}
	tooDeep           = sentence{"elements are nested deeper than %d", "요소가 %d단계보다 깊이 겹칩니다"}
	tooManyElements   = sentence{"there are more than %d elements", "요소가 %d개를 넘습니다"}
	tooManyAttributes = sentence{"an element has more than %d attributes", "한 요소에 속성이 %d개를 넘습니다"}
	tooManyInfos      = sentence{"this is one info too many, at most %d are read", "info가 너무 많습니다. %d개까지만 읽습니다"}
	tooManyPolygons   = sentence{"this is one polygon too many, at most %d are read", "polygon이 너무 많습니다. %d개까지만 읽습니다"}
	tooManyPoints     = sentence{"there are too many points, at most %d are read in a message", "점이 너무 많습니다. 메시지 하나에서 %d개까지만 읽습니다"}
	tooLong           = sentence{"%s is longer than %d characters", "%s 값이 %d자보다 깁니다"}
	otherEncoding     = sentence{"the document is in %s and says that it is in %s", "문서는 %s인데 스스로 %s라고 알립니다"}
	noEncoding        = sentence{"the encoding %s is not read", "인코딩 %s은(는) 읽지 않습니다"}
	foreignOctets     = sentence{"the document has octets that its encoding does not have", "문서에 그 인코딩에 없는 옥텟이 있습니다"}
	notUTF8           = sentence{"here is an octet that is not UTF-8", "UTF-8이 아닌 옥텟이 있습니다"}
	noCharacter       = sentence{"the character U+%04X is not allowed in XML", "문자 U+%04X는 XML에서 쓸 수 없습니다"}
	ends              = sentence{"the document ends before what was begun is complete", "시작한 것이 끝나기 전에 문서가 끝납니다"}
	noRoot            = sentence{"the document has no element", "문서에 요소가 없습니다"}
	secondRoot        = sentence{"there is a second root element", "루트 요소가 둘입니다"}
	outside           = sentence{"there is text outside the root element", "루트 요소 밖에 글이 있습니다"}
	bracketed         = sentence{"]]> stands in text", "글 안에 ]]>가 있습니다"}
	doctype           = sentence{"a document type declaration is not allowed", "문서 형식 선언(DOCTYPE)은 쓸 수 없습니다"}
	markup            = sentence{"this is not markup of XML", "XML 마크업이 아닙니다"}
	hyphens           = sentence{"a comment holds two hyphens", "주석 안에 붙임표가 둘 이어져 있습니다"}
	instructionName   = sentence{"this is no name of a processing instruction", "처리 명령의 이름이 아닙니다"}
	lateDeclaration   = sentence{"the XML declaration is not at the start", "XML 선언이 문서 처음에 있지 않습니다"}
	badDeclaration    = sentence{"this is no XML declaration", "올바른 XML 선언이 아닙니다"}
	neverOpen         = sentence{"an element ends that was not open", "열리지 않은 요소가 닫힙니다"}
	crossed           = sentence{"another element ends than was open", "열린 것과 다른 요소가 닫힙니다"}
	colons            = sentence{"a name has its colons in the wrong places", "이름의 쌍점 자리가 잘못되었습니다"}
	undeclared        = sentence{"a prefix is not declared", "접두사가 선언되지 않았습니다"}
	badBinding        = sentence{"this prefix cannot be declared so", "접두사를 이렇게 선언할 수 없습니다"}
	attributeTwice    = sentence{"an attribute is there twice", "같은 속성이 두 번 있습니다"}
	entity            = sentence{"this is no entity of XML and no character", "XML의 엔터티나 문자 참조가 아닙니다"}
)

// What makes the root something else than an alert of CAP 1.2.
var (
	otherRoot    = sentence{"%s is no alert of CAP 1.2", "%s 요소는 CAP 1.2의 alert가 아닙니다"}
	otherVersion = sentence{"this is CAP %s, only CAP 1.2 is read", "CAP %s 메시지입니다. CAP 1.2만 읽습니다"}
)

// What is wrong with the structure. The first argument is an element.
var (
	missing        = sentence{"%s is missing", "%s 요소가 없습니다"}
	misplaced      = sentence{"%s stands after %s", "%s 요소가 %s 뒤에 있습니다"}
	tooOften       = sentence{"%s is there more than once", "%s 요소가 두 번 이상 있습니다"}
	noPlace        = sentence{"%s has no place inside %s", "%s 요소는 %s 안에 올 수 없습니다"}
	foreignElement = sentence{"%s is of the namespace %q", "%s 요소의 이름공간은 %q입니다"}
	signatureEarly = sentence{"%s stands before other elements", "%s 요소가 다른 요소보다 앞에 있습니다"}
	looseText      = sentence{"%s has text between its elements", "%s의 요소 사이에 글이 있습니다"}
	hasAttribute   = sentence{"%s has the attribute %s", "%s 요소에 속성 %s가 있습니다"}
)

// What is wrong with values. The first argument is an element.
var (
	noName         = sentence{"%s is empty or has a space, a comma, < or & in it", "%s 값이 비어 있거나 공백, 쉼표, <, &가 있습니다"}
	notListed      = sentence{"%s is not one of %s", "%s 값이 %s 가운데 하나가 아닙니다"}
	noTime         = sentence{"%s is not a time like 2011-05-24T16:49:00-07:00", "%s 값이 2011-05-24T16:49:00-07:00 꼴의 시각이 아닙니다"}
	noReferences   = sentence{"references are missing, msgType is %s", "msgType이 %s인데 references가 없습니다"}
	badReference   = sentence{"a reference is not a sender, an identifier and a time with commas between them", "참조가 sender, identifier, 시각을 쉼표로 이은 것이 아닙니다"}
	ownReference   = sentence{"references name the message itself", "references가 이 메시지 자신을 가리킵니다"}
	noRestriction  = sentence{"restriction is missing, scope is Restricted", "scope가 Restricted인데 restriction이 없습니다"}
	anyRestriction = sentence{"restriction is there, scope is not Restricted", "scope가 Restricted가 아닌데 restriction이 있습니다"}
	noAddresses    = sentence{"addresses are missing, scope is Private", "scope가 Private인데 addresses가 없습니다"}
	openQuotation  = sentence{"%s has a quotation mark that nothing closes", "%s의 따옴표가 닫히지 않았습니다"}
	noLanguage     = sentence{"%s is not a language tag", "%s 값이 언어 태그가 아닙니다"}
	fewPoints      = sentence{"the polygon has %d points, at least 4 are needed", "polygon에 점이 %d개뿐입니다. 4개 이상이어야 합니다"}
	openPolygon    = sentence{"the polygon does not end where it begins", "polygon의 끝 점이 첫 점과 다릅니다"}
	badPoint       = sentence{"point %d is not a latitude and a longitude with a comma between them", "%d번째 점이 위도,경도가 아닙니다"}
	offGlobe       = sentence{"point %d is not on the globe", "%d번째 점이 지구 위에 있지 않습니다"}
	badCircle      = sentence{"circle is not a latitude and a longitude with a comma between them, one space and a radius from 0 on", "circle이 위도,경도, 공백 하나, 0 이상의 반지름이 아닙니다"}
	badCenter      = sentence{"the center of the circle is not on the globe", "circle의 중심이 지구 위에 있지 않습니다"}
	noDecimal      = sentence{"%s is not a decimal number", "%s 값이 십진수가 아닙니다"}
	loneCeiling    = sentence{"ceiling is there without altitude", "altitude 없이 ceiling이 있습니다"}
	lowCeiling     = sentence{"ceiling is below altitude", "ceiling이 altitude보다 낮습니다"}
	relativeURI    = sentence{"uri is not absolute, and derefUri is absent", "uri가 절대 주소가 아니고 derefUri도 없습니다"}
	badURI         = sentence{"%s is not a URI", "%s 값이 URI가 아닙니다"}
	relativeWeb    = sentence{"web is not an absolute URI", "web이 절대 URI가 아닙니다"}
	noMediaType    = sentence{"mimeType is not a registered type, a slash and a subtype", "mimeType이 등록된 유형/하위 유형이 아닙니다"}
	noSize         = sentence{"size is not a number of octets", "size가 옥텟 수가 아닙니다"}
	noDigest       = sentence{"digest is not a SHA-1 in 40 hexadecimal digits", "digest가 16진수 40자리 SHA-1이 아닙니다"}
	noBase64       = sentence{"derefUri is not in base64", "derefUri가 base64가 아닙니다"}
	blankText      = sentence{"%s is blank", "%s 값이 비어 있습니다"}
)

// What a person should know. The first argument of some is an element.
var (
	schemaHint       = sentence{"%s says where a schema is (%s)", "%s 요소가 스키마의 위치(%s)를 알립니다"}
	defaultedTag     = sentence{"language is absent, so it is en-US", "language가 없어 en-US로 봅니다"}
	usedAgain        = sentence{"a reference has the message's own sender and identifier and another time", "참조의 sender와 identifier가 이 메시지와 같고 시각만 다릅니다"}
	laterReference   = sentence{"a message is referred to that was sent later", "나중에 보낸 메시지를 참조합니다"}
	swappedPoints    = sentence{"latitude and longitude seem to be swapped", "위도와 경도가 바뀐 것으로 보입니다"}
	dateLine         = sentence{"the shape crosses the date line or goes beyond 180 degrees", "도형이 날짜변경선을 넘거나 180도를 벗어납니다"}
	crossedEdges     = sentence{"edges of the polygon cross", "polygon의 변이 서로 교차합니다"}
	onlyPoint        = sentence{"the circle has the radius 0", "circle의 반지름이 0입니다"}
	expiresEarly     = sentence{"expires is not after effective and sent", "expires가 effective와 sent보다 늦지 않습니다"}
	expired          = sentence{"the message has expired", "메시지가 만료되었습니다"}
	noExpires        = sentence{"info does not say when it expires", "info에 expires가 없습니다"}
	noInfo           = sentence{"the message has no info", "메시지에 info가 없습니다"}
	noArea           = sentence{"info has no area", "info에 area가 없습니다"}
	longHeadline     = sentence{"headline has %d characters, more than 160", "headline이 %d자로 160자를 넘습니다"}
	holdsHTML        = sentence{"%s holds HTML", "%s에 HTML이 있습니다"}
	namelessExercise = sentence{"an Exercise has no note that names it", "Exercise인데 훈련을 알리는 note가 없습니다"}
	namelessError    = sentence{"an Error has no note that explains it", "Error인데 설명하는 note가 없습니다"}
	noShape          = sentence{"area has neither polygon nor circle", "area에 polygon도 circle도 없습니다"}
	publicAssess     = sentence{"responseType Assess is not for the public", "responseType Assess는 공개용이 아닙니다"}
	emptyOptional    = sentence{"%s is empty and counts as absent", "%s 요소가 비어 있어 없는 것으로 봅니다"}
	infosDiffer      = sentence{"the infos differ in category, or in their number of areas", "info들의 category나 area 수가 서로 다릅니다"}
	sameText         = sentence{"the description is that of another language's info", "description이 다른 언어 info의 것과 같습니다"}
	unknownValue     = sentence{"%s of an Actual message is Unknown", "Actual 메시지의 %s 값이 Unknown입니다"}
)
