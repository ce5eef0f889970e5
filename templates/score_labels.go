package templates

import "sync"

// Words that stand where a source stands and name none.

var markerWords = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `훈련, 시험, 실제 상황, 실제상황, exercise, test, drill, 訓練, 試験, 测试, 演习, diễn tập, thử nghiệm`})
})

var labelsKorean = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{"": `훈련, 시험, 테스트, 긴급, 속보, 경보, 주의보, 특보, 안내, 정정, 해제, 알림, 공지, 발신, 문자, 위급, 재난,
 실제, 상황, 통제, 주의, 예보, 발령, 대피, 발생, 경고, 실종, 교통, 종료, 필독, 안전, 행동, 요령, 지시, 명령, 예방, 당부, 공고, 사고, 신고, 문의, 장소, 시간, 일시, 내용`})
})

var labels = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `warning, be advised, advised, alert, urgent, emergency, update, attention, notice, important, advisory, exercise, test, drill, danger,
 caution, correction, all clear, breaking, info, information, evacuation, evacuate, reminder, action, location, time, what, where, when, why, reason,
 watch, message, order, bulletin, news, instruction, advice, hazard, place, place name, note, area, risk, now, closure, closed, severe, public, safety, weather,
 do, go, stay, leave, move, keep, avoid, call, shelter, situation, status, incident, threat, event, affected, critical, extreme, please, take`})
})

var addressees = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `residents, people, everyone, anyone, drivers, motorists, visitors, parents, those, if, for, in, at, near, on, all,
 to, the following, citizens, passengers, travellers, travelers, campers, hikers, swimmers, boaters, households, farmers, tourists, schools, attention, dear`})
})

// addressing holds words that make a name that of those spoken to or of a place.
var addressing = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `for, in, at, to, near, on, is, are, has, residents of, people`})
})

// institution holds words that make a name that of an office.
var institution = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `office, service, agency, dept, department, authority, ministry, council, city hall, city, county, police, fire dept,
 fire department, fire brigade, fire service, fire station, center, centre, government, govt, gov, bureau, administration, institute, hospital, corporation, corp, railway, railways,
 control, sheriff, metro, transit, coast guard, coastguard, navy, army, marines, forces, command, headquarters, hq, committee, commission, district office,
 town hall, province, prefecture, municipality, water, electric, power company, utility, utilities, kma, nfa, mois, kfs, kdca, nssc, kcg, mnd, hrfco, korail, k-water,
 rescue, civil defence, civil defense, meteorological, met office, observatory, university, port authority, airport, zoo, health board, board, company, operator, highways, transport, region, borough, parish`})
})

// branch holds what an office may be of, at the end of its name: Toronto Fire,
// Public Health. Behind other words most of them are labels.
var branch = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `fire, health, safety, weather, works, rescue, water, emergency, alerts, public, ambulance, roads, parks, ports, rail, power, energy, forestry, fisheries, environment`})
})

// officeWord holds words of which one is in the name of every office that speaks
// in a sentence.
var officeWord = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `office, service, agency, department, authority, ministry, council, police, sheriff, brigade, bureau, administration, institute, commission, committee,
 coastguard, coast guard, government, mayor, governor, observatory, centre, center, fire department, transport, oem, ema, nws, usgs, noaa, fema, met office, survey, marshal, board, chief,
 prefecture, health department, command, headquarters, municipality, officials, operator, utility, company, society, red cross, army, navy, president, premier, minister, commissioner, hospital, university`})
})

// reporting holds verbs of those who warn.
var reporting = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `warns, warn, warned, warning of, issued, issues, issue, advises, advise, advised, reports, report, reported, says, said, asks, ask, asking, asked, urges, urge, urging, urged,
 orders, order, ordering, ordered, declares, declared, confirms, confirmed, announces, announced, requests, requested, informs, recommends, recommended, instructs, directs, tells, telling, warning, advising, recommending, alerts, alerting, cautions, expects, forecasts`})
})
