package templates

import (
	"strings"
	"sync"
)

// A happening is a hazard told by what something does rather than by its name:
// a thing, and behind it in the same sentence what happens to it.
type happening struct{ hazard, things, events string }

// happeningWords are the things and events of happenings, by the happening's
// number.
type happeningWords struct {
	table          []happening
	things, events *lexicon
	reach          int // octets from the end of a thing to an event
}

func newHappenings(table []happening, whole bool, reach int) *happeningWords {
	things, events := map[string]string{}, map[string]string{}
	for i, h := range table {
		key := string(rune('0' + i))
		things[key], events[key] = h.things, h.events
	}
	return &happeningWords{table, newLexicon(whole, things), newLexicon(whole, events), reach}
}

// findHappenings adds hazards told by what happens. What only may happen to a
// reader ("물이 차면") is none.
func (r *reading) findHappenings(h *happeningWords) {
	type seen struct {
		at  span
		key string
	}
	var things []seen
	h.things.each(r.lower, func(at span, key string) {
		if !r.sources.touch(at) && !r.names.hold(at) && (r.language != "ko" || !cutBefore(r.lower[:at.from])) {
			things = append(things, seen{at, key})
		}
	})
	if len(things) == 0 {
		return
	}
	h.events.each(r.lower, func(at span, key string) {
		for _, x := range things {
			if x.key != key || at.from < x.at.to || at.from-x.at.to > h.reach || strings.ContainsAny(r.lower[x.at.to:at.from], ".!?;") {
				continue
			}
			if r.language == "ko" && conditional(r.lower[at.from:]) {
				continue
			}
			r.hazards = append(r.hazards, hazardFound{span{x.at.from, at.to}, h.table[key[0]-'0'].hazard})
			return
		}
	})
}

// cutBefore reports whether a syllable stands right before, so that a Korean
// word is only the end of another.
func cutBefore(before string) bool {
	for _, r := range lastRune(before) {
		return hangul(r)
	}
	return false
}

func lastRune(s string) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i]&0xC0 != 0x80 {
			return s[i:]
		}
	}
	return ""
}

// conditional reports whether the first word of s ends in 면, 때 or 전에: if, when,
// before.
func conditional(s string) bool {
	word, rest, _ := strings.Cut(s, " ")
	return strings.HasSuffix(strings.TrimRight(word, ","), "면") || strings.HasPrefix(rest, "때") || strings.HasPrefix(rest, "전에")
}

var happeningsKorean = sync.OnceValue(func() *happeningWords {
	return newHappenings([]happening{
		{"river_flood", `강물, 하천, 개천, 강이, 둑, 제방, 저수지, 물이, 빗물, 개울, 계곡물, 냇물, 흙탕물, 하수, 강가, 산책로가`, `새고, 새어, 새는, 샙니다, 넘치, 넘쳤, 넘칩, 넘쳐, 넘어, 불어, 불었, 차오르, 차올, 터지, 터졌, 터질, 터집, 무너, 솟, 들이닥, 밀려, 들어차, 들어오, 들어옵, 들이치, 유실, 거세, 급증, 높아지, 높아집, 오르고, 올라오, 쏟아, 잠겼, 잠기, 잠깁`},
		{"fire", `불이, 불길, 불꽃이, 연기, 화염, 산에서, 숲이, 들판`, `번지, 번집, 번졌, 타고, 탑니다, 타올, 치솟, 났습, 납니다, 나고, 나서, 났으, 났다, 옮겨붙, 휩싸, 일어, 퍼지, 퍼집, 자욱, 불이 났, 새어`},
		{"collapse", `건물, 담장, 옹벽, 다리가, 교량, 도로, 땅이, 지반, 터널, 천장, 지붕, 아파트, 철탑, 크레인, 공사장, 골조, 축대, 철골, 외벽, 간판, 차로, 인도, 갱도, 탄광, 옥상`, `기울, 기웁, 무너, 주저, 내려앉, 갈라, 꺼지, 꺼졌, 꺼집, 쓰러, 붕괴, 금이 가, 금이 갔, 뚫렸, 푹 꺼, 파였, 가라앉, 패였, 떨어져`},
		{"water_outage", `수돗물, 수도, 급수, 물이, 상수도, 수도꼭지`, `끊, 나오지, 안 나, 중단, 멈춥, 멈췄, 막혔`},
		{"water_pollution", `수돗물, 물에서, 물에, 정수장, 우물, 지하수, 취수장, 식수, 마시는 물, 상수원`, `냄새, 흐려, 뿌옇, 뿌연, 벌레, 오염, 색이, 검출, 이상이, 섞, 누렇, 붉, 녹물, 해로운`},
		{"power_outage", `전기, 전력, 전등, 불이, 정전`, `끊, 나갔, 나가, 안 들어, 들어오지, 꺼졌, 꺼집, 나갑, 멈췄, 공급이 안, 부족`},
		{"telecom_outage", `전화, 휴대전화, 휴대폰, 인터넷, 통화, 핸드폰, 통신`, `되지 않, 안 되, 안 됩, 안됩, 끊, 먹통, 불통, 터지지, 마비, 연결되지`},
		{"dam", `수문, 댐, 보 수문, 여수로`, `엽니다, 열고, 열어, 열립, 열었, 개방, 방류, 흘려, 내보내, 무너, 균열, 터졌, 샙니다, 새고`},
		{"gas", `가스, 엘피지, lpg`, `새고, 새어, 새는, 샙니다, 새나, 누출, 누설, 퍼지, 퍼집, 유출, 흘러, 냄새, 찼습, 차 있, 폭발, 터졌`},
		{"chemical", `염산, 황산, 질산, 약품, 독성, 물질, 용액, 폐수, 화학, 탱크, 드럼통, 저장조, 시너, 도금액, 원료`, `새고, 새어, 새는, 샙니다, 새나, 흘러, 흘렀, 퍼지, 퍼집, 퍼졌, 유출, 누출, 쏟아, 쏟아졌, 뿜`},
		{"marine_pollution", `기름, 폐유, 유조선, 바다에`, `유출, 흘러, 퍼지, 퍼집, 떠다니, 쏟아, 기름띠, 새고, 샙니다, 기름이`},
		{"ship", `배가, 어선, 여객선, 선박, 보트, 유람선, 화물선, 요트, 도선, 낚싯배, 유조선`, `뒤집, 가라앉, 침몰, 좌초, 부딪, 충돌, 기울, 사고, 표류, 침수, 불이, 멈춰, 고장`},
		{"aviation", `비행기, 여객기, 헬기, 항공기, 헬리콥터, 전투기, 경비행기, 수송기`, `사고, 추락, 떨어, 이탈, 벗어, 충돌, 불시착, 동체, 비상착륙, 미끄러`},
		{"rail", `열차, 전동차, 지하철, ktx, 기차, 전철, 선로, 경전철`, `사고, 멈췄, 멈춰, 멈추, 멈춥, 서 있, 섰습, 고장, 탈선, 충돌, 중단, 지연, 늦어, 운행하지, 끊겼, 부딪, 벗어, 이탈, 불이`},
		{"traffic", `차량, 트럭, 버스, 화물차, 승용차, 탱크로리, 터널, 도로, 고속도로, 다리, 차로, 국도, 길이, 나들목, 교차로`, `추돌, 전복, 충돌, 뒤집, 부딪, 사고, 막혔, 막혀, 막힙, 통제, 통행할 수 없, 지날 수 없, 끊겼, 차단됐, 폐쇄, 미끄러`},
		{"crowd", `사람이, 사람들, 인파, 관람객, 관객, 참가자, 방문객, 군중, 시민이, 골목`, `몰, 너무 많, 붐비, 붐빕, 밀치, 넘어지, 넘어졌, 꽉, 가득, 뒤엉, 깔렸, 겹쳐`},
		{"terror", `남자, 남성, 괴한, 여성, 무장, 용의자, 누군가, 범인, 수상한, 의심스러운, 가방, 상자`, `흉기, 칼을, 총을, 난동, 휘두, 쏘, 폭탄, 폭발물, 공격, 발견, 찌르, 위협`},
		{"strong_wind", `바람, 돌풍`, `거세, 거셉, 강하, 강합, 강해, 세게, 셉니다, 몰아, 매섭, 거칠, 빠르게 불, 불고, 붑니다, 심하, 심합`},
		{"high_seas", `파도, 물결, 바다가`, `높습, 높게, 높아, 높으, 거세, 거셉, 거칠, 밀려, 덮, 넘어, 넘칩, 일고`},
		{"heavy_snow", `눈이, 눈발, 길이, 도로가, 도로에, 다리가`, `쌓, 내리고, 내립, 내려, 쏟아, 퍼붓, 얼었, 얼어, 미끄럽, 휘날, 얼음`},
		{"cold_wave", `기온, 수은주, 날씨, 아침`, `떨어, 내려가, 영하, 춥, 추워, 얼어붙, 급강하`},
		{"heat_wave", `기온, 수은주, 날씨, 낮 기온, 햇볕, 더위가`, `올라, 오르, 치솟, 덥, 더워, 뜨겁, 웃돌, 넘, 무덥`},
		{"fine_dust", `공기, 먼지, 대기, 하늘`, `탁하, 탁합, 나쁨, 나쁩, 짙, 뿌옇, 매우 나`},
		{"earthquake", `땅이, 땅 , 건물이, 지면이, 집이`, `흔들`},
		{"landslide", `흙, 바위, 돌덩이, 토사, 산비탈, 비탈, 나무가, 산기슭, 산자락, 절개지, 돌이, 자갈, 뒷산`, `쏟아, 굴러, 무너, 밀려, 흘러내, 떨어, 미끄러, 덮쳤, 덮쳐, 쓸려`},
		{"epidemic", `환자, 감염, 식중독, 독감, 장염`, `나왔, 나와, 발생, 늘고, 늘어, 확인, 증가, 속출, 번지, 퍼지, 퍼집, 집단`},
		{"animal_disease", `닭, 오리, 돼지, 소가, 소에서, 젖소, 축사, 농장, 철새, 가축`, `폐사, 죽, 감염, 확인, 병에, 열병, 독감, 전염, 양성`},
		{"nuclear", `원전, 원자로, 발전소`, `사고, 누출, 고장, 이상, 정지, 새고, 비상`},
		{"missing_person", `아이, 어르신, 할머니, 할아버지, 치매, 어린이, 노인, 학생, 여아, 남아`, `사라, 실종, 찾고, 찾습, 나간, 배회, 돌아오지, 보이지, 잃, 나가`},
		{"civil_defense", `미사일, 포탄, 로켓, 발사체, 적, 북한, 무인기, 드론, 전투기, 포`, `날아, 떨어, 발사, 쏘, 공격, 침범, 쏟아, 포격, 도발, 쏘았, 쐈`},
		{"explosion", `공장, 탱크, 주유소, 보일러, 배터리, 창고, 굉음, 가스통, 발전기`, `터졌, 터지, 터져, 폭발`},
		{"lightning", `하늘, 벼락, 번개, 천둥`, `내리치, 칩니다, 치고, 번쩍, 떨어`},
		{"tsunami", `바닷물, 바다가, 큰 물결, 파도`, `밀려, 덮칩, 덮쳐, 몰려, 솟, 빠져나갔`},
		{"volcano", `백두산, 산이, 화산, 재가, 용암`, `분출, 폭발, 솟구, 내뿜, 뿜, 화산재, 쏟아, 흘러내`},
		{"typhoon", `태풍, 폭풍`, `올라오, 상륙, 다가, 지나, 북상, 들어섭, 접근`},
		{"drought", `저수지, 댐, 논, 강물, 물이`, `말랐, 마르, 바닥을, 부족, 메말`},
	}, false, 60)
})

var happeningsEnglish = sync.OnceValue(func() *happeningWords {
	return newHappenings([]happening{
		{"dam", `dam, reservoir, spillway, sluice, sluice gate, floodgate, gate, weir`, `failing, failed, fail, breaking, broken, broke, burst, bursting, cracked, cracking, leaking, open, opening, opened, opens, releasing, release, released, overtopped, gave way, giving way, collapsed, discharging`},
		{"river_flood", `river, creek, stream, canal, water, levee, dike, bank, lake, brook, culvert, drain, tide`, `rising, rose, over the, over its, overtopped, spilled, spilling, burst, pouring, rushing, surging, swollen, broke through, breached, coming in, has entered, out of its bed, inundating, swept, knee deep, knee-deep, waist deep, waist-deep, filling`},
		{"water_outage", `water, tap, supply, mains, pipe, taps`, `is off, are off, is cut, are cut, will be cut, cut off, has stopped, are dry, is dry, run dry, ran dry, interrupted, is shut off, will be off, has failed, has burst, turned off at`},
		{"water_pollution", `water, tap, well, wells, supply, reservoir, tap water`, `not safe, unsafe, is dirty, is brown, polluted, tainted, smells, undrinkable, poisoned, is unfit, chemicals in, bacteria, has been fouled, cloudy`},
		{"power_outage", `power, electricity, lights, grid, substation, transformer, current`, `is out, is off, are out, are off, is down, is cut, has failed, failed, will be cut, went out, has gone, gone out, was lost, lost, blew, tripped, fails`},
		{"collapse", `building, bridge, wall, roof, tower, crane, road, street, ground, tunnel, scaffold, scaffolding, mine, house, block, chimney, facade, balcony, car park, pavement, hole, stand, floor, pier`, `collapsing, leaning, cracked, cracking, falling, fell, fallen, sank, sunk, sinking, gave way, given way, giving way, opened up, opened in, caved, unstable, tilting, buckled, washed away, has opened, swallowed, about to fall, may fall, coming down, came down, subsiding`},
		{"terror", `man, men, person, someone, woman, gunman, attacker, suspect, individual, people, bag, box, parcel, package`, `knife, gun, armed, weapon, rifle, axe, machete, shooting, firing, stabbing, bomb, exploded, wires, suspicious, unattended`},
		{"cold_wave", `temperature, mercury, air, night`, `drop, fall, fell, below, minus, plunge, freezing, plunging, dropping`},
		{"heat_wave", `temperature, mercury, sun, afternoon, it`, `reach, exceed, soar, above, scorching, rise to, 38, climb, dangerously hot, very hot, sweltering`},
		{"traffic", `road, highway, street, lane, bridge, tunnel, motorway, expressway, route, truck, lorry, bus, tanker, vehicles, cars, car, interchange, pass`, `closed, blocked, shut, impassable, collided, overturned, jackknifed, piled up, crashed, hit, on fire, stuck, stranded, rolled over`},
		{"chemical", `tank, truck, lorry, tanker, drum, pipeline, cylinder, valve, wagon, factory, plant, container, barrel, warehouse`, `leaking, leaked, ruptured, spilled, spilling, spilt, seeping, releasing, escaped, escaping, fuming`},
		{"gas", `gas, lpg, propane, methane, main`, `leaking, leaked, escaping, ruptured, burst, smelled, smelt, building up, exploded, released, filling`},
		{"crowd", `crowd, people, fans, visitors, spectators, concert, festival, stadium, alley`, `too many, crushed, crushing, pushing, packed, dangerous, surging, overcrowded, jammed, full, pressing, trampled`},
		{"ship", `ship, boat, ferry, vessel, tanker, trawler, yacht, freighter, liner, barge`, `sinking, sank, capsized, aground, collided, on fire, adrift, taking on water, listing, overturned, in distress, sunk, grounded, missing, burning`},
		{"aviation", `plane, aircraft, helicopter, jet, airliner, airplane, drone`, `crashed, down, came down, emergency landing, crash, skidded, missing, left the runway, overran, in flames`},
		{"rail", `train, subway, metro, line, tram, express, carriage, railcar`, `derailed, stopped, collided, halted, suspended, stuck, crash, crashed, not running, delayed, off the rails, left the rails, on fire, no longer running, stalled`},
		{"telecom_outage", `phone, network, internet, calls, lines, signal, broadband, mobile, telephone`, `are down, is down, not working, failing, failed, dead, disrupted, cut, lost, has failed, unavailable, out of service, out of order`},
		{"missing_person", `boy, girl, child, man, woman, elderly, person, toddler, student, hiker, grandfather, grandmother`, `missing, not been seen, wandered, disappeared, lost, last seen, has not returned, vanished, walked out`},
		{"nuclear", `reactor, plant, power station`, `leak, leaking, meltdown, radiation, scram, radioactive, cooling failure`},
		{"animal_disease", `birds, poultry, pigs, cattle, cows, farm, ducks, chickens, livestock, herd, hens`, `infected, flu, fever, disease, died, virus, tested positive, sick`},
		{"landslide", `slope, hill, hillside, mud, rocks, boulders, cliff, earth, soil, mountain, trees, rubble`, `sliding, slid, slipping, falling, fell, fallen, gave way, given way, giving way, moving, came down, coming down, loose, buried, tumbling, rolling, collapsed`},
		{"fire", `flames, factory, warehouse, building, house, market, school, apartment, hospital, tower, forest`, `burning, ablaze, alight, on fire, flames, smoke, spreading, in flames`},
		{"epidemic", `cases, patients, infections, illness, children, sick, fever`, `confirmed, rising, outbreak, spreading, detected, reported in, virus, infected, hospitalised`},
		{"high_seas", `sea, seas, waves, breakers`, `rough, high, towering, dangerous, metres, pounding, crashing`},
		{"strong_wind", `wind, winds, air`, `strong, howling, reach, blowing, damaging, metres per second, m/s, km/h, up to, tearing, violent`},
		{"volcano", `mountain, crater, ash, vent`, `erupting, erupted, falling, spewing, raining, cloud`},
		{"civil_defense", `enemy, north korea, drones, rockets, planes, troops, shells, bombs`, `attack, attacking, incoming, fired, launched, falling, landed, crossing, hit, shelling, approaching`},
		{"tsunami", `sea, wall of water, wave`, `pulling back, receding, heading, approaching, coming, wall of`},
		{"explosion", `factory, plant, boiler, battery, pipeline, petrol station, fireworks, depot, truck`, `exploded, blew up, blown up, exploding, blast`},
	}, true, 45)
})
