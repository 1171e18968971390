"""The codes that may stand where a zone names a state or an organisation (ICAO Doc 9303-3, 8th edition, section 5).

Part A: ISO 3166-1 alpha-3 with the exceptions of Doc 9303 (D for Germany, the five British kinds of nationality).
Part B: the United Nations. Part C: other issuers. Part D: people without a defined nationality. Beside them stand
codes that are no longer or not yet in the standard but are printed in documents that people carry.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from models.document.layout import FILLER


class StateKind(Enum):
    STATE = "state"  # part A: a state, or a territory with a code of its own
    BRITISH = "british"  # part A: British nationality other than GBR
    ORGANISATION = "organisation"  # parts B and C
    PERSON = "person"  # part D: stateless, refugee, unspecified; never an issuer
    FORMER = "former"  # withdrawn; old documents may carry it
    UNOFFICIAL = "unofficial"  # printed in practice, not in the standard
    SPECIMEN = "specimen"  # Utopia and ICAO's own: no document of a person


@dataclass(frozen=True)
class IssuingState:
    """One code, without its fillers, and what it is called."""

    code: str
    kind: StateKind
    english: str
    indonesian: str


_STATES = """
AFG|Afghanistan|Afganistan
ALA|Åland Islands|Kepulauan Åland
ALB|Albania|Albania
DZA|Algeria|Aljazair
ASM|American Samoa|Samoa Amerika
AND|Andorra|Andorra
AGO|Angola|Angola
AIA|Anguilla|Anguilla
ATA|Antarctica|Antarktika
ATG|Antigua and Barbuda|Antigua dan Barbuda
ARG|Argentina|Argentina
ARM|Armenia|Armenia
ABW|Aruba|Aruba
AUS|Australia|Australia
AUT|Austria|Austria
AZE|Azerbaijan|Azerbaijan
BHS|Bahamas|Bahama
BHR|Bahrain|Bahrain
BGD|Bangladesh|Bangladesh
BRB|Barbados|Barbados
BLR|Belarus|Belarus
BEL|Belgium|Belgia
BLZ|Belize|Belize
BEN|Benin|Benin
BMU|Bermuda|Bermuda
BTN|Bhutan|Bhutan
BOL|Bolivia|Bolivia
BES|Bonaire, Sint Eustatius and Saba|Bonaire, Sint Eustatius, dan Saba
BIH|Bosnia and Herzegovina|Bosnia dan Herzegovina
BWA|Botswana|Botswana
BVT|Bouvet Island|Pulau Bouvet
BRA|Brazil|Brasil
IOT|British Indian Ocean Territory|Wilayah Samudra Hindia Britania
BRN|Brunei Darussalam|Brunei Darussalam
BGR|Bulgaria|Bulgaria
BFA|Burkina Faso|Burkina Faso
BDI|Burundi|Burundi
CPV|Cabo Verde|Tanjung Verde
KHM|Cambodia|Kamboja
CMR|Cameroon|Kamerun
CAN|Canada|Kanada
CYM|Cayman Islands|Kepulauan Cayman
CAF|Central African Republic|Republik Afrika Tengah
TCD|Chad|Chad
CHL|Chile|Chili
CHN|China|Tiongkok
CXR|Christmas Island|Pulau Natal
CCK|Cocos (Keeling) Islands|Kepulauan Cocos (Keeling)
COL|Colombia|Kolombia
COM|Comoros|Komoro
COG|Congo|Kongo
COD|Democratic Republic of the Congo|Republik Demokratik Kongo
COK|Cook Islands|Kepulauan Cook
CRI|Costa Rica|Kosta Rika
CIV|Côte d'Ivoire|Pantai Gading
HRV|Croatia|Kroasia
CUB|Cuba|Kuba
CUW|Curaçao|Curaçao
CYP|Cyprus|Siprus
CZE|Czechia|Ceko
DNK|Denmark|Denmark
DJI|Djibouti|Djibouti
DMA|Dominica|Dominika
DOM|Dominican Republic|Republik Dominika
ECU|Ecuador|Ekuador
EGY|Egypt|Mesir
SLV|El Salvador|El Salvador
GNQ|Equatorial Guinea|Guinea Khatulistiwa
ERI|Eritrea|Eritrea
EST|Estonia|Estonia
SWZ|Eswatini|Eswatini
ETH|Ethiopia|Etiopia
FLK|Falkland Islands (Malvinas)|Kepulauan Falkland (Malvinas)
FRO|Faroe Islands|Kepulauan Faroe
FJI|Fiji|Fiji
FIN|Finland|Finlandia
FRA|France|Prancis
GUF|French Guiana|Guyana Prancis
PYF|French Polynesia|Polinesia Prancis
ATF|French Southern Territories|Wilayah Selatan Prancis
GAB|Gabon|Gabon
GMB|Gambia|Gambia
GEO|Georgia|Georgia
D|Germany|Jerman
GHA|Ghana|Ghana
GIB|Gibraltar|Gibraltar
GRC|Greece|Yunani
GRL|Greenland|Greenland
GRD|Grenada|Grenada
GLP|Guadeloupe|Guadeloupe
GUM|Guam|Guam
GTM|Guatemala|Guatemala
GGY|Guernsey|Guernsey
GIN|Guinea|Guinea
GNB|Guinea-Bissau|Guinea-Bissau
GUY|Guyana|Guyana
HTI|Haiti|Haiti
HMD|Heard and McDonald Islands|Kepulauan Heard dan McDonald
VAT|Holy See (Vatican City)|Takhta Suci (Vatikan)
HND|Honduras|Honduras
HKG|Hong Kong SAR, China|Hong Kong SAR, Tiongkok
HUN|Hungary|Hungaria
ISL|Iceland|Islandia
IND|India|India
IDN|Indonesia|Indonesia
IRN|Iran|Iran
IRQ|Iraq|Irak
IRL|Ireland|Irlandia
IMN|Isle of Man|Pulau Man
ISR|Israel|Israel
ITA|Italy|Italia
JAM|Jamaica|Jamaika
JPN|Japan|Jepang
JEY|Jersey|Jersey
JOR|Jordan|Yordania
KAZ|Kazakhstan|Kazakhstan
KEN|Kenya|Kenya
KIR|Kiribati|Kiribati
PRK|Democratic People's Republic of Korea|Korea Utara
KOR|Republic of Korea|Korea Selatan
KWT|Kuwait|Kuwait
KGZ|Kyrgyzstan|Kirgizstan
LAO|Lao People's Democratic Republic|Laos
LVA|Latvia|Latvia
LBN|Lebanon|Lebanon
LSO|Lesotho|Lesotho
LBR|Liberia|Liberia
LBY|Libya|Libya
LIE|Liechtenstein|Liechtenstein
LTU|Lithuania|Lituania
LUX|Luxembourg|Luksemburg
MAC|Macao SAR, China|Makau SAR, Tiongkok
MDG|Madagascar|Madagaskar
MWI|Malawi|Malawi
MYS|Malaysia|Malaysia
MDV|Maldives|Maladewa
MLI|Mali|Mali
MLT|Malta|Malta
MHL|Marshall Islands|Kepulauan Marshall
MTQ|Martinique|Martinik
MRT|Mauritania|Mauritania
MUS|Mauritius|Mauritius
MYT|Mayotte|Mayotte
MEX|Mexico|Meksiko
FSM|Micronesia (Federated States of)|Mikronesia
MDA|Republic of Moldova|Moldova
MCO|Monaco|Monako
MNG|Mongolia|Mongolia
MNE|Montenegro|Montenegro
MSR|Montserrat|Montserrat
MAR|Morocco|Maroko
MOZ|Mozambique|Mozambik
MMR|Myanmar|Myanmar
NAM|Namibia|Namibia
NRU|Nauru|Nauru
NPL|Nepal|Nepal
NLD|Netherlands|Belanda
NCL|New Caledonia|Kaledonia Baru
NZL|New Zealand|Selandia Baru
NIC|Nicaragua|Nikaragua
NER|Niger|Niger
NGA|Nigeria|Nigeria
NIU|Niue|Niue
NFK|Norfolk Island|Pulau Norfolk
MKD|North Macedonia|Makedonia Utara
MNP|Northern Mariana Islands|Kepulauan Mariana Utara
NOR|Norway|Norwegia
OMN|Oman|Oman
PAK|Pakistan|Pakistan
PLW|Palau|Palau
PSE|State of Palestine|Palestina
PAN|Panama|Panama
PNG|Papua New Guinea|Papua Nugini
PRY|Paraguay|Paraguay
PER|Peru|Peru
PHL|Philippines|Filipina
PCN|Pitcairn|Pitcairn
POL|Poland|Polandia
PRT|Portugal|Portugal
PRI|Puerto Rico|Puerto Riko
QAT|Qatar|Qatar
REU|Réunion|Réunion
ROU|Romania|Rumania
RUS|Russian Federation|Rusia
RWA|Rwanda|Rwanda
BLM|Saint Barthélemy|Saint Barthélemy
SHN|Saint Helena, Ascension and Tristan da Cunha|Saint Helena, Ascension, dan Tristan da Cunha
KNA|Saint Kitts and Nevis|Saint Kitts dan Nevis
LCA|Saint Lucia|Saint Lucia
MAF|Saint Martin (French part)|Saint Martin (bagian Prancis)
SPM|Saint Pierre and Miquelon|Saint Pierre dan Miquelon
VCT|Saint Vincent and the Grenadines|Saint Vincent dan Grenadine
WSM|Samoa|Samoa
SMR|San Marino|San Marino
STP|Sao Tome and Principe|Sao Tome dan Principe
SAU|Saudi Arabia|Arab Saudi
SEN|Senegal|Senegal
SRB|Serbia|Serbia
SYC|Seychelles|Seychelles
SLE|Sierra Leone|Sierra Leone
SGP|Singapore|Singapura
SXM|Sint Maarten (Dutch part)|Sint Maarten (bagian Belanda)
SVK|Slovakia|Slowakia
SVN|Slovenia|Slovenia
SLB|Solomon Islands|Kepulauan Solomon
SOM|Somalia|Somalia
ZAF|South Africa|Afrika Selatan
SGS|South Georgia and the South Sandwich Islands|Georgia Selatan dan Kepulauan Sandwich Selatan
SSD|South Sudan|Sudan Selatan
ESP|Spain|Spanyol
LKA|Sri Lanka|Sri Lanka
SDN|Sudan|Sudan
SUR|Suriname|Suriname
SJM|Svalbard and Jan Mayen|Svalbard dan Jan Mayen
SWE|Sweden|Swedia
CHE|Switzerland|Swiss
SYR|Syrian Arab Republic|Suriah
TWN|Taiwan, Province of China|Taiwan, Provinsi Tiongkok
TJK|Tajikistan|Tajikistan
TZA|United Republic of Tanzania|Tanzania
THA|Thailand|Thailand
TLS|Timor-Leste|Timor-Leste
TGO|Togo|Togo
TKL|Tokelau|Tokelau
TON|Tonga|Tonga
TTO|Trinidad and Tobago|Trinidad dan Tobago
TUN|Tunisia|Tunisia
TUR|Türkiye|Turki
TKM|Turkmenistan|Turkmenistan
TCA|Turks and Caicos Islands|Kepulauan Turks dan Caicos
TUV|Tuvalu|Tuvalu
UGA|Uganda|Uganda
UKR|Ukraine|Ukraina
ARE|United Arab Emirates|Uni Emirat Arab
GBR|United Kingdom, citizen|Britania Raya, warga negara
USA|United States of America|Amerika Serikat
UMI|United States Minor Outlying Islands|Kepulauan Terluar Kecil Amerika Serikat
URY|Uruguay|Uruguay
UZB|Uzbekistan|Uzbekistan
VUT|Vanuatu|Vanuatu
VEN|Venezuela|Venezuela
VNM|Viet Nam|Vietnam
VGB|Virgin Islands (British)|Kepulauan Virgin Britania
VIR|Virgin Islands (United States)|Kepulauan Virgin Amerika Serikat
WLF|Wallis and Futuna|Wallis dan Futuna
ESH|Western Sahara|Sahara Barat
YEM|Yemen|Yaman
ZMB|Zambia|Zambia
ZWE|Zimbabwe|Zimbabwe
"""
_BRITISH = """
GBD|United Kingdom, Overseas Territories citizen|Britania Raya, warga Wilayah Seberang Laut
GBN|United Kingdom, National (Overseas)|Britania Raya, National (Overseas)
GBO|United Kingdom, Overseas citizen|Britania Raya, warga Seberang Laut
GBP|United Kingdom, protected person|Britania Raya, orang yang dilindungi
GBS|United Kingdom, subject|Britania Raya, kawula
"""
_ORGANISATIONS = """
UNO|United Nations Organization|Perserikatan Bangsa-Bangsa
UNA|United Nations specialized agency|Badan khusus Perserikatan Bangsa-Bangsa
UNK|United Nations Interim Administration Mission in Kosovo|Misi Administrasi Sementara PBB di Kosovo
EUE|European Union|Uni Eropa
XBA|African Development Bank|Bank Pembangunan Afrika
XIM|African Export-Import Bank|Bank Ekspor-Impor Afrika
XCC|Caribbean Community (CARICOM)|Komunitas Karibia (CARICOM)
XCE|Council of Europe|Dewan Eropa
XCO|Common Market for Eastern and Southern Africa|Pasar Bersama Afrika Timur dan Selatan
XEC|Economic Community of West African States|Komunitas Ekonomi Negara-Negara Afrika Barat
XPO|International Criminal Police Organization (INTERPOL)|Organisasi Polisi Kriminal Internasional (INTERPOL)
XES|Organization of Eastern Caribbean States|Organisasi Negara-Negara Karibia Timur
XMP|Parliamentary Assembly of the Mediterranean|Majelis Parlementer Mediterania
XOM|Sovereign Military Order of Malta|Ordo Militer Berdaulat Malta
XDC|Southern African Development Community|Komunitas Pembangunan Afrika Bagian Selatan
"""
_PEOPLE = """
XXA|Stateless person (1954 Convention)|Orang tanpa kewarganegaraan (Konvensi 1954)
XXB|Refugee (1951 Convention)|Pengungsi (Konvensi 1951)
XXC|Refugee, other|Pengungsi lainnya
XXX|Unspecified nationality|Kewarganegaraan tidak ditentukan
"""
# ISO 3166-3 withdrew these; passports and birth places may still name them.
_FORMER = """
ANT|Netherlands Antilles (former)|Antillen Belanda (dahulu)
NTZ|Neutral Zone (former)|Zona Netral (dahulu)
BUR|Burma (former)|Burma (dahulu)
CSK|Czechoslovakia (former)|Cekoslowakia (dahulu)
DDR|German Democratic Republic (former)|Republik Demokratik Jerman (dahulu)
ROM|Romania (former code)|Rumania (kode lama)
SCG|Serbia and Montenegro (former)|Serbia dan Montenegro (dahulu)
SUN|Soviet Union (former)|Uni Soviet (dahulu)
TMP|East Timor (former code)|Timor Timur (kode lama)
YUG|Yugoslavia (former)|Yugoslavia (dahulu)
ZAR|Zaire (former)|Zaire (dahulu)
"""
_UNOFFICIAL = """
DEU|Germany (code of ISO 3166-1)|Jerman (kode ISO 3166-1)
RKS|Kosovo|Kosovo
"""
_SPECIMENS = """
UTO|Utopia (specimen)|Utopia (spesimen)
IAO|International Civil Aviation Organization (test)|Organisasi Penerbangan Sipil Internasional (uji)
"""


def _table(text: str, kind: StateKind) -> dict[str, IssuingState]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return {code: IssuingState(code, kind, english, indonesian) for code, english, indonesian in rows}


STATES: dict[str, IssuingState] = (
    _table(_STATES, StateKind.STATE)
    | _table(_BRITISH, StateKind.BRITISH)
    | _table(_ORGANISATIONS, StateKind.ORGANISATION)
    | _table(_PEOPLE, StateKind.PERSON)
    | _table(_FORMER, StateKind.FORMER)
    | _table(_UNOFFICIAL, StateKind.UNOFFICIAL)
    | _table(_SPECIMENS, StateKind.SPECIMEN)
)
# One state under several codes: visas, permits and registers write ISO's code where the passport has its own.
_ONE_STATE = {"DEU": "D", "DDR": "D", "ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "BUR": "MMR"}


def state(code: str) -> IssuingState | None:
    """What a code of one to three letters (fillers behind it allowed) stands for, or None if nothing has it."""
    return STATES.get(code.rstrip(FILLER).upper())


def same_state(one: str, other: str) -> bool:
    """Whether two codes name one nationality: "D" and "DEU" do, "GBR" and "GBN" do not."""
    first, second = (code.rstrip(FILLER).upper() for code in (one, other))
    return _ONE_STATE.get(first, first) == _ONE_STATE.get(second, second)


# Names that lists and registers use beside those of the tables, folded as `_folded` does.
_CALLED = {
    "AFG": "islamic republic of afghanistan", "BOL": "bolivia|plurinational state of bolivia", "BRN": "brunei",
    "CAF": "central african republic|car", "CIV": "cote d ivoire|ivory coast", "COD":
    "democratic republic of the congo|democratic republic of congo|congo democratic republic of the|drc|dr congo",
    "COG": "congo|republic of the congo", "CPV": "cape verde|cabo verde", "CZE": "czech republic|czechia",
    "D": "germany|federal republic of germany", "EGY": "arab republic of egypt", "GBR":
    "united kingdom|uk|great britain|britain|united kingdom of great britain and northern ireland",
    "IDN": "republic of indonesia", "IRN": "iran|iran islamic republic of|islamic republic of iran",
    "KOR": "south korea|republic of korea|korea republic of|korea", "LAO": "laos|lao people s democratic republic",
    "LBY": "libya|libyan arab jamahiriya|state of libya", "MDA": "moldova|republic of moldova", "MKD":
    "macedonia|north macedonia|the former yugoslav republic of macedonia", "MMR": "myanmar|burma",
    "PRK": "north korea|dprk|democratic people s republic of korea|korea democratic people s republic of",
    "PSE": "palestine|state of palestine|palestinian|occupied palestinian territory|palestinian territories",
    "RUS": "russia|russian federation", "SWZ": "swaziland|eswatini", "SYR": "syria|syrian arab republic",
    "TLS": "timor leste|east timor", "TUR": "turkey|turkiye", "TWN": "taiwan", "TZA":
    "tanzania|united republic of tanzania", "USA": "united states|united states of america|us|usa|u s a",
    "VEN": "venezuela|bolivarian republic of venezuela", "VNM": "viet nam|vietnam", "CHN":
    "china|people s republic of china|prc", "YEM": "yemen|republic of yemen", "SDN": "sudan|the sudan",
    "SSD": "south sudan|republic of south sudan", "SAU": "saudi arabia|kingdom of saudi arabia",
    "ARE": "united arab emirates|uae|u a e", "SOM": "somalia|somali democratic republic|federal republic of somalia",
    "TJK": "tajikistan|republic of tajikistan", "PAK": "pakistan|islamic republic of pakistan",
    "PHL": "philippines|the philippines", "NLD": "netherlands|the netherlands|holland", "XXA": "stateless",
}  # fmt: skip


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, one in STATES.items():
        if one.kind is not StateKind.FORMER and code not in _ONE_STATE:
            for name in (one.english, one.indonesian):
                found.setdefault(_folded(name), code)
                found.setdefault(_folded(re.sub(r"\(.*?\)", "", name)), code)
    return found | {_folded(name): code for code, names in _CALLED.items() for name in names.split("|")}


def _folded(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(word for word in re.findall(r"[a-z]+", plain) if word != "the")


def code_named(name: str) -> str:
    """The code of a state that a list names by a word or by its code; empty where nothing is called that."""
    name = name[:200].strip()
    upper = name.upper()
    if upper in STATES and (len(upper) == 3 or upper == "D"):
        return _ONE_STATE.get(upper, upper)
    found = _by_name()
    return found.get(_folded(name)) or found.get(_folded(re.sub(r"\(.*?\)", "", name)), "")
