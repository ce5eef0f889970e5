package templates

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// A hazardFound is a word for a hazard and the hazard's id.
type hazardFound struct {
	span
	hazard string
}

// findHazards finds the words for what has happened or will, outside the names
// of sources and of what is to be avoided.
func (r *reading) findHazards(l *lexicon) {
	l.each(r.lower, func(at span, hazard string) {
		if r.sources.touch(at) || r.names.hold(at) || r.notHazard(at) {
			return
		}
		r.hazards = append(r.hazards, hazardFound{at, hazard})
	})
	if r.language == "ko" {
		r.findSnowAndQuakes()
	}
}

// notHazard reports whether the word at a place is part of another: a fire
// station, a flooded road that one should not enter, a flood barrier.
func (r *reading) notHazard(at span) bool {
	before, after := r.lower[:at.from], r.lower[at.to:]
	if r.language == "ko" {
		if cutOff(before, r.lower[at.from:at.to]) {
			return true
		}
		next := strings.TrimLeft(after, " ·")
		for w := range strings.FieldsSeq(`통제소 대피소 대응센터 감시원 진화대 방지 예방 대책 대비용 센터 소방서 연구소 상황실 관측소 차수판 신고는 신고번호 신고전화`) {
			if strings.HasPrefix(next, w) {
				return true
			}
		}
		return false
	}
	next := strings.Fields(after[:min(len(after), 40)])
	if len(next) > 0 && compound().in(r.lower[at.from:at.to]) && notAfter().in(next[0]) && !strings.HasPrefix(after, ".") && !strings.HasPrefix(after, ",") {
		return true
	}
	if strings.HasPrefix(r.lower[at.from:at.to], "flooded") {
		last := strings.Fields(before)
		for _, w := range last[max(0, len(last)-3):] {
			if avoiding().in(w) {
				return true
			}
		}
	}
	return false
}

// cutOff reports whether a word that begins with a noun of one syllable (비가,
// 눈이) is only the end of a longer one (대비가).
func cutOff(before, word string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	if !hangul(last) {
		return false
	}
	second := []rune(word)[1]
	return strings.ContainsRune("가이은을 ", second)
}

// compound holds hazards that are part of the names of harmless things.
var compound = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `fire, flood, smoke, gas, storm, dust, snow, blast, bomb`})
})

// notAfter holds what turns a hazard into something else: a fire station.
var notAfter = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `department, dept, service, brigade, station, exit, door, extinguisher, officer, crew, chief, fighter,
 engine, alarm, escape, board, barrier, gate, wall, shelter, hotline, proof, helpline, assembly, blanket, hydrant`})
})

var avoiding = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{"": `avoid, cross, through, enter, into, any, off, over, near, no, never, walk, drive`})
})

// findSnowAndQuakes finds "눈 3cm" and "규모 4.2".
func (r *reading) findSnowAndQuakes() {
	for _, x := range [...]struct{ word, hazard string }{{"눈 ", "heavy_snow"}, {"규모 ", "earthquake"}, {"비 ", "heavy_rain"}} {
		for i := 0; ; {
			j := strings.Index(r.text[i:], x.word)
			if j < 0 {
				break
			}
			i += j + len(x.word)
			if i < len(r.text) && digit(r.text[i]) && !cutOff(r.text[:i-len(x.word)], x.word) {
				r.hazards = append(r.hazards, hazardFound{span{i - len(x.word), i}, x.hazard})
			}
		}
	}
}

// koreanHazards are words by the id of their hazard. Words that also mean
// something harmless (눈, 불, 물, 가스) stand only with what makes them a danger.
var koreanHazards = sync.OnceValue(func() *lexicon {
	return newLexicon(false, map[string]string{
		"earthquake": `지진, 여진, 강진, 진앙, 진원, 지반 흔들림, 강한 흔들림, 흔들림 예상, 흔들림 감지, 흔들림이 감지, 흔들림이 관측, 흔들림 관측, 땅 흔들림, 땅이 흔들, 진동 감지, 진동이 감지, 지각 변동, 지축`,
		"tsunami":    `지진해일, 쓰나미, 해일, 해안 침수 파, 파도가 밀려`,
		"volcano":    `화산, 분화, 분출, 용암, 마그마, 화쇄류`,
		"landslide": `산사태, 토사 유출, 토사유출, 토석류, 사면 붕괴, 사면붕괴, 비탈면 붕괴, 절개지 붕괴, 낙석, 흙더미, 산이 무너, 토사가, 옹벽 붕괴, 축대 붕괴, 비탈이 무너, 경사면 유실,
 토사 붕괴, 사면 유실, 비탈면 유실, 흙이 쏟아, 바위가 굴러, 돌이 굴러, 산비탈이`,
		"typhoon": `태풍, 열대저기압, 폭풍우`,
		"heavy_rain": `호우, 폭우, 집중호우, 극한호우, 장대비, 물폭탄, 큰비, 큰 비, 많은 비, 강한 비, 거센 비, 세찬 비, 비가, 소나기, 장맛비, 장마, 강우, 강수, 시간당, 국지성 비, 물벼락, 게릴라성,
 빗줄기, 뇌우, 비바람, 강수량, 강우량, 누적 비, 굵은 비`,
		"river_flood": `홍수, 범람, 하천 수위, 강물이 불, 강물이 넘, 강물이, 제방 붕괴, 제방 유실, 제방이, 둑이, 둑 붕괴, 수위 상승, 수위가, 수위, 하천이 넘, 월류, 물이 불어, 불어난 물, 급류, 물이 넘, 하천 급증`,
		"urban_flood": `침수, 역류, 물에 잠, 물이 차, 물이 들어, 물이 고, 도로 잠김, 물이 유입, 물난리, 잠기고, 잠겼, 빗물이`,
		"dam":         `방류, 수문 개방, 수문을 열, 수문을 개방, 댐 붕괴, 댐붕괴, 저수지 붕괴, 저수지 둑, 댐 월류, 댐 균열, 댐 안전, 저수지 누수, 저수지 제방`,
		"strong_wind": `강풍, 돌풍, 강한 바람, 센 바람, 거센 바람, 세찬 바람, 바람이 강, 바람이 매우, 바람이 세, 바람이 거, 풍속, 순간최대풍속, 초속, 칼바람, 용오름, 토네이도, 회오리바람, 폭풍, 강한 돌풍`,
		"high_seas":   `풍랑, 너울, 높은 파도, 파고, 거센 파도, 높은 물결, 파도가, 이안류, 월파, 물결이, 큰 파도, 높은 너울`,
		"storm_surge": `폭풍해일, 해수면 상승, 바닷물이 넘, 바닷물 범람, 해수 범람, 만조, 대조기, 해수 침수, 바닷물이, 고조위, 백중사리, 해수면이`,
		"heavy_snow":  `대설, 폭설, 많은 눈, 큰 눈, 강한 눈, 눈보라, 함박눈, 눈이 내, 눈이 쌓, 눈이 많, 눈이 와, 적설, 결빙, 빙판, 블랙아이스, 도로 살얼음, 살얼음, 눈폭탄, 눈·비, 눈 또는 비, 습설, 어는 비, 폭설로, 우박, 제설, 쌓인 눈, 눈사태`,
		"cold_wave":   `한파, 강추위, 혹한, 맹추위, 영하, 동파, 저체온, 최저기온, 급격한 기온 하강, 추위, 동상, 기온이 떨어, 기온 급강하, 매서운, 서리, 냉해`,
		"heat_wave":   `폭염, 무더위, 열대야, 체감온도, 불볕더위, 찜통더위, 온열질환, 열사병, 고온, 더위, 일사병, 최고기온, 이상고온, 뜨거운 날씨, 가마솥`,
		"lightning":   `낙뢰, 번개, 벼락, 천둥, 뇌전, 뇌운`,
		"dry":         `건조, 메마른, 바짝 마른, 실효습도, 습도가 낮`,
		"yellow_dust": `황사, 모래먼지, 흙먼지, 모래폭풍`,
		"fine_dust":   `미세먼지, 초미세, 오존, 대기오염, 공기질, 대기질, 스모그, 먼지 농도, pm10, pm2.5, 대기 오염, 탁한 공기`,
		"drought":     `가뭄, 제한급수, 물 부족, 물부족, 저수율, 용수 부족, 식수 부족, 갈수기`,
		"wildfire":    `산불, 들불, 임야 화재, 산림 화재, 임야화재, 야산 불, 산에 불, 야산에서 불, 잔불, 불씨가, 불길이 산, 산림이 불, 산불이, 숲에 불, 숲이 타`,
		"fire": `화재, 불이 나, 불이 났, 불이 번, 큰불, 큰 불, 대형불, 연기 발생, 연기가, 검은 연기, 유독 연기, 유독가스, 불길, 화염, 다량의 연기, 연기 확산, 불이 붙, 타고 있, 연소 확대, 불 났, 불이 발생, 불로 인, 공장 불, 공장에 불, 주택 불, 주택에 불, 아파트 불, 창고 불, 상가 불, 집에 불, 건물에 불, 건물 불, 차에 불, 차량에 불,
 연기로, 연기 다량, 매연, 소실, 방화, 전소, 발화, 불꽃, 연기 유입, 짙은 연기`,
		"explosion": `폭발, 폭발음, 터져, 터졌, 파열`,
		"gas":       `가스 누출, 가스누출, 가스 누설, 가스가 새, 가스가 누, 가스 유출, 가스 냄새, 가스폭발, 도시가스 사고, lpg 누출, 가스관 파손, 가스 배관, 가스 새, 누설, 가스가 퍼, 일산화탄소, 가스 사고`,
		"collapse":  `붕괴, 무너, 땅꺼짐, 땅 꺼짐, 싱크홀, 지반침하, 지반 침하, 함몰, 도로 침하, 건물 균열, 기울어, 내려앉, 지반 함몰, 균열이, 주저앉, 꺼짐, 균열, 도로 파손, 도로 유실, 크레인 전도, 구조물 전도`,
		"chemical":  `화학물질, 화학 물질, 유해물질, 유독물질, 유해화학, 누출, 유출, 암모니아, 염소, 불산, 불화수소, 염산, 황산, 질산, 톨루엔, 벤젠, 황화수소, 독성물질, 악취, 유독성, 화학가스, 포스겐, 위험물 사고, 독가스, 과산화수소, 수산화나트륨, 포르말린, 아세톤, 에탄올, 이산화탄소, 시안, 솔벤트, 시너, 액화, 흘러나, 쏟아졌, 메탄올`,
		"nuclear":   `방사능, 방사선, 방사성, 원전 사고, 원전 비상, 백색비상, 청색비상, 적색비상, 원자로, 피폭, 핵연료, 핵물질, 방사능비상`,
		"epidemic": `감염병, 전염병, 확진, 홍역, 코로나, 감염자, 식중독, 독감, 인플루엔자, 콜레라, 메르스, 결핵, 뎅기열, 말라리아, 집단감염, 바이러스, 노로, 백일해, 엠폭스, 발열 환자, 감염 확산, 감염증, 장티푸스, 설사 환자, 역학조사, 뇌염,
 에볼라, 감염 사례, 감염이, 쯔쯔가무시, 진드기`,
		"animal_disease": `가축질병, 구제역, 조류인플루엔자, 돼지열병, 럼피스킨, 가축전염병, 가축 전염병, 고병원성, 이동중지, ai 발생, asf, 살처분, 소 브루셀라, 광견병, 폐사, 가금, 우역`,
		"power_outage":   `정전, 전력 공급 중단, 전기 공급 중단, 전력 부족, 전기가 끊, 단전, 변전소 고장, 전력 차질, 전력수급, 전기가 나, 블랙아웃, 전력이 끊, 변압기, 송전 중단, 송전탑, 송전선`,
		"telecom_outage": `통신장애, 신고 지연, 신고가 늦, 통신 장애, 통신 두절, 통신두절, 전화 불통, 인터넷 장애, 인터넷 불통, 휴대전화 불통, 통화 불가, 전화가 되지, 전화가 안, 통신 불통, 통신이 끊, 통화가 되지, 통신사 장애, 접속 장애, 119 장애, 전산 장애, 통신 불가, 먹통,
 신호가 끊, 통신구, 광케이블`,
		"water_outage":     `단수, 급수 중단, 상수도관 파손, 수돗물 공급 중단, 수돗물이 나오지, 수도관 파열, 수도관 파손, 물 공급 중단, 급수 제한, 제한급수, 상수도 파손, 수돗물 중단, 송수관, 급수가 중단, 누수, 상수도 사고, 단수가, 상수관, 수도가 끊, 수도관, 급수 차질, 물 공급이`,
		"water_pollution":  `수질오염, 수질 오염, 녹조, 식수 오염, 수돗물 오염, 흙탕물, 탁수, 적수, 붉은 수돗물, 붉은 물, 대장균, 물 오염, 오염수, 오염된 물, 오염된 생수, 오염된 식수, 오염된 음식, 오염된, 오염된 수돗물, 물고기 떼죽음, 수질 이상, 검출, 수돗물 이상, 세균, 병원균, 오염 물질, 이물질, 이물질 검출, 수질기준, 유충, 수질, 먹는물 오염, 우물 오염, 페놀, 흐린 물`,
		"marine_pollution": `해양오염, 해양 오염, 기름 유출, 기름유출, 기름띠, 원유, 적조, 해파리, 벙커유, 중유 유출, 기름이 흘러, 기름이 유출, 오염사고`,
		"traffic": `교통사고, 교통통제, 교통 통제, 도로통제, 도로 통제, 전면통제, 전면 통제, 차량통제, 차량 통제, 추돌, 차량 전복, 차로 통제, 차선 통제, 통행제한, 통행 제한, 통행이 제한, 통행이 통제, 양방향 통제, 정체, 도로 폐쇄, 도로폐쇄, 진입통제, 진입 통제, 진출입 통제,
 통행이 차단, 차단되, 사고로 통제, 통제 중, 통제됩니다, 통제되, 통제합니다, 통제하, 통행금지 구간, 차량 화재, 다중추돌, 연쇄추돌, 탱크로리, 교통 혼잡, 교통정체, 부분통제, 부분 통제, 짙은 안개, 안개, 화물차 사고, 도로가 막, 터널 사고, 버스 사고`,
		"rail":           `열차 사고, 열차사고, 탈선, 운행 중단, 열차 고장, 고장으로 운행, 운행이 늦, 운행이 지연, 지연 운행, 운행중단, 지하철 사고, 열차 지연, 열차 운행, 전동차 고장, 철도 사고, 철도사고, 열차 충돌, 운행이 중단, 운행 지연, 열차가 멈, 열차가 서, 무정차, 신호 고장, 선로 장애, 차량 고장, 단전 사고`,
		"aviation":       `항공 사고, 항공사고, 항공기 사고, 비행기 추락, 추락, 헬기 사고, 비상착륙, 불시착, 활주로 이탈, 동체착륙`,
		"ship":           `선박 사고, 선박사고, 좌초, 침몰, 여객선 사고, 선박 충돌, 선박 화재, 조난, 표류, 어선 전복, 전복, 해양 사고, 해양사고, 뒤집, 낚싯배, 유람선, 화물선, 유조선, 어선 사고, 배가 기울`,
		"crowd":          `다중밀집, 인파, 압사, 밀집, 혼잡, 사람이 몰, 군중, 몰려, 과밀, 발 디딜 틈, 사람이 너무, 인원이 몰, 밀려`,
		"terror":         `테러, 폭발물, 총격, 총기, 흉기, 폭탄, 인질, 오물풍선, 오물 풍선, 대남전단, 대남 전단, 전단 살포, 낙하 물체, 떨어지는 물체, 하늘에서 떨어, 미상 물체, 무장 괴한, 괴한, 난동, 칼부림, 드론 공격, 괴물체, 수상한 물체, 의심 물체, 습격, 총성, 칼을 든, 협박, 피습, 살포, 대남 풍선, 쓰레기 풍선, 저격`,
		"missing_person": `실종, 배회, 찾습니다, 찾고 있, 행방불명, 미아, 연락이 끊, 사라진, 집을 나, 가출, 길을 잃`,
		"civil_defense":  `공습, 경계경보, 민방공, 민방위, 미사일, 포격, 화생방, 핵공격, 핵 공격, 핵폭발, 화학공격, 화학 공격, 생물학 공격, 생물 공격, 발사체, 폭격, 침투, 해제경보, 공격, 전쟁, 교전, 방사포, 무인기, 포탄, 장사정포, 사격, 로켓, 국지도발, 도발, 방사능 낙진, 탄도`,
	})
})

// englishHazards are words by the id of their hazard, in lower case.
var englishHazards = sync.OnceValue(func() *lexicon {
	return newLexicon(true, map[string]string{
		"earthquake":       `earthquake, quake, aftershock, tremor, seismic, strong shaking, ground shaking, shaking, magnitude, mmi`,
		"tsunami":          `tsunami, tidal wave, sea surge, tsunami wave`,
		"volcano":          `volcano, volcanic, eruption, erupted, erupting, ashfall, ash fall, ash cloud, lava, volcanic ash, falling ash, pyroclastic`,
		"landslide":        `landslide, mudslide, rockfall, rockslide, rock fall, debris flow, mudflow, slope failure, slope collapse, hillside collapse, slope has given way, slope gave way, landslip, falling rocks, hillside is moving, hillside moving, earth flow`,
		"typhoon":          `typhoon, hurricane, cyclone, tropical storm, storm, severe weather`,
		"heavy_rain":       `heavy rain, rain, rainfall, torrential rain, downpour, cloudburst, torrential, rainstorm, heavy showers, thunderstorm, monsoon, heavy shower`,
		"river_flood":      `flood, flooding, flooded, river is rising, river rising, overflow, overflowed, overflowing, burst its banks, broke its bank, high water, river level, inundation, inundated, levee, embankment, dike, dyke, overtopping, breach, rising water, rising river, water is rising, rising fast`,
		"urban_flood":      `flash flood, urban flood, urban flooding, waterlogged, submerged, under water, underwater, water is entering, standing water, deep water, street flooding, water entering, sewer overflow, storm water, stormwater, flood, flooding, flooded`,
		"dam":              `dam release, emergency release, releases water, release water, released water, opens its gates, opens gates, opening its gates, open its gates, opens the gates, dam failure, dam break, dam breach, spillway, dam discharge, dam has failed, dam is failing, dam burst, release of water, water release, reservoir breach, discharge, dam release or failure, dam may fail, gates opened, dam collapse, dam has broken, releasing water, sluice, floodgates, dam water`,
		"strong_wind":      `strong wind, high wind, gust, gale, windstorm, tornado, severe wind, damaging wind, wind warning, wind advisory, squall, strong winds, waterspout, destructive wind, violent wind, winds of, wind gusts`,
		"high_seas":        `high seas, high waves, rough seas, swell, rip current, heavy swell, large waves, rough sea, heavy seas, dangerous waves, high surf, big waves, high wave, waves of, rip tide, surf, waves`,
		"storm_surge":      `storm surge, storm tide, coastal flooding, coastal flood, sea flooding, high tide, surge, king tide`,
		"heavy_snow":       `heavy snow, snow, snowfall, blizzard, snowstorm, black ice, icy roads, icy road, ice storm, freezing rain, snowdrift, whiteout, icy, hail, hailstone, hailstorm, avalanche, sleet, ice`,
		"cold_wave":        `cold wave, cold snap, extreme cold, severe cold, freezing temperatures, freeze, frost, cold spell, freezing cold, bitter cold, wind chill, below freezing, minus, below zero, sub-zero, subzero, cold warning, cold advisory, hypothermia, deep freeze, freezing, cold`,
		"heat_wave":        `heat wave, heatwave, extreme heat, heat, hot weather, high temperatures, heatstroke, heat stroke, scorching, excessive heat, high temperature`,
		"lightning":        `lightning, thunderstorm, thunder, electrical storm`,
		"dry":              `dry weather, dry air, dry conditions, very dry, fire weather, fire danger, red flag warning, extremely dry, low humidity, tinder dry`,
		"yellow_dust":      `yellow dust, dust storm, sandstorm, asian dust, sand storm, dust`,
		"fine_dust":        `fine dust, fine particles, air pollution, smog, air quality, particulate, ozone, pm2.5, pm10, polluted air, haze, fine particle`,
		"drought":          `drought, water shortage, water rationing, low reservoir, water supply is low, low water levels, reservoirs are low`,
		"wildfire":         `wildfire, forest fire, brush fire, bushfire, grass fire, wild fire, bush fire, grassfire, vegetation fire, hill fire, mountain fire`,
		"fire":             `fire, blaze, heavy smoke, smoke, burning, in flames, toxic smoke, on fire, inferno, thick smoke`,
		"explosion":        `explosion, blast, exploded, explosive blast, detonation`,
		"gas":              `gas leak, gas leakage, leaking gas, smell of gas, gas smell, gas explosion, gas escape, carbon monoxide, gas main, natural gas, gas pipe, ruptured gas line, gas cloud, gas odour, gas odor, gas line, leak of gas`,
		"collapse":         `collapse, collapsed, collapsing, sinkhole, subsidence, cave-in, ground subsidence, caved in, structural failure, may collapse, crane fell, unstable building, ground has sunk, ground sinking, road has sunk, crumbling`,
		"chemical":         `chemical, toxic, ammonia, hydrogen peroxide, formaldehyde, acetone, cyanide, bromine, lithium, sulphur dioxide, sulfur dioxide, spilled, spilt, leaking, leaked, chlorine, hazardous material, hazmat, hydrogen fluoride, hydrofluoric acid, acid leak, acid spill, toxic gas, fumes, release of, chemical spill, poisonous, sulphuric acid, sulfuric acid, solvent, vapour cloud, vapor cloud, leak, toxic cloud, hazardous substance, spill, benzene, hydrogen sulphide, hydrogen sulfide, acid`,
		"nuclear":          `nuclear, radiation, radioactive, radiological, reactor, fallout, nuclear emergency, nuclear accident`,
		"epidemic":         `infectious disease, epidemic, outbreak, infection, measles, virus, cholera, influenza, covid, covid-19, food poisoning, flu, contagious, pandemic, disease, coronavirus, meningitis, mpox, dengue, hepatitis, norovirus, salmonella, ebola, sars, mers, typhoid, tuberculosis, legionnaires, encephalitis, malaria, e. coli`,
		"animal_disease":   `animal disease, foot-and-mouth, foot and mouth, bird flu, avian influenza, swine fever, lumpy skin, livestock disease, rabies, african swine fever, standstill order, cull, anthrax, avian flu, bluetongue, standstill`,
		"power_outage":     `power outage, power out, power cut, blackout, power failure, loss of power, no electricity, electricity outage, power is out, power shortage, electricity cut, without power, outage, power lines down, without electricity, electricity failure, rolling blackouts, brownout, substation failure, power loss`,
		"telecom_outage":   `telecom outage, phone failure, phones fail, calls to 119, 119 calls, network outage, phone outage, mobile network, phone lines, calls may fail, calls may not, calls cannot, telephone failure, internet outage, communications failure, 119 lines, communication failure, phones are not working, calls fail, cable cut, service outage, phone network, calls are failing, phones are down, network failure, telecoms`,
		"water_outage":     `water outage, water supply cut, no tap water, water main break, burst main, water main, main break, pipe break, water cut, water is off, burst pipe, water supply interruption, broken main, no running water, no water, burst water pipe, water supply is off, water shut-off, water shutoff, supply failure, water interruption, loss of water, low water pressure`,
		"water_pollution":  `water contamination, contaminated water, contaminated, water pollution, polluted water, unsafe water, unsafe to drink, boil water, boil-water, do-not-drink, algae bloom, algal bloom, contamination, tainted, found in tap water, found in the tap water, found in drinking water, germ, bad tap water, dirty water, bad water, microbe, parasite, sewage, cloudy water, e. coli, bacteria, discoloured water, brown water, pollution, water quality, unfit to drink, discolored water, rusty water, coliform, not safe to drink`,
		"marine_pollution": `marine pollution, oil spill, oil slick, fuel spill, red tide, oil leak, jellyfish, crude oil, diesel spill, tar balls`,
		"traffic":          `road accident, road closure, traffic accident, crash, collision, road closed, pile-up, pileup, closed to traffic, traffic jam, road accident or closure, is closed, are closed, closure, tunnel fire, lane closed, lanes closed, vehicle accident, overturned, fog, blocked, impassable, road is blocked, bridge closed, jackknifed, gridlock, multi-vehicle`,
		"rail":             `rail accident, derailment, derailed, train accident, train crash, service suspended, trains stopped, train collision, subway accident, services suspended, trains are stopped, signal failure, trains are not running, train has stopped, subway fire, no trains, line suspended, train delays, trains halted, trains cancelled, subway stopped, metro line is down, rail strike`,
		"aviation":         `air accident, plane crash, air crash, aircraft crash, aircraft accident, helicopter crash, crash landing, emergency landing, plane has crashed, runway accident, aircraft debris`,
		"ship":             `ship accident, ship fire, sinking, capsized, aground, ferry accident, boat accident, ship collision, shipwreck, sunk, sank, adrift, ferry fire, man overboard`,
		"crowd":            `crowd danger, huge crowd, large crowd, big crowd, dense crowd, massive crowd, crowd crush, overcrowding, overcrowded, crowd surge, crowding, dangerous crowd, crush, stampede, too many people`,
		"terror":           `attack, terrorist, terrorism, terror, bomb, shooter, shooting, explosive, gunman, stabbing, hostage, suspicious package, suspicious object, leaflet balloon, balloon, suspicious device, gunfire, knife attack, knifeman, armed man, armed suspect, suspect device, trash balloons, assailant, armed person, bombing, shots fired, falling object, objects falling, objects may fall, objects have fallen, objects fell, unexploded, drone attack, active shooter, gunshots, arson`,
		"missing_person":   `missing, lost child, wandered, disappeared, last seen, abducted, abduction, runaway, kidnapped`,
		"civil_defense":    `air raid, air-raid, missile, ballistic missile, shelling, civil defence, civil defense, artillery, air attack, chemical attack, biological attack, cbr, nuclear attack, air alert, bombardment, attack, rocket, drone strike, air strike, airstrike, projectile, invasion, armed attack, projectiles, gas attack, incoming fire, warhead, military strike, unidentified agent, chemical/biological, chemical/biological/radiological`,
	})
})
