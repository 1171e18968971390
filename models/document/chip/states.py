"""States as the machine readable zone names them (three letters, ICAO Doc 9303-3, 5) and as certificates do (two)."""

from __future__ import annotations

# ISO 3166-1, alpha-3 followed by alpha-2.
_ISO = """
ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI BELBE
BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV BWABW
CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY
CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR
FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU
GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE
JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT
LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ
MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ
OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU
RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK
SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV
TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA
ZMBZM ZWEZW
""".split()  # noqa: SIM905 - a table is read more easily than a list of 249
_TWO: dict[str, frozenset[str]] = {
    **{code[:3]: frozenset({code[3:]}) for code in _ISO},
    # Codes of Doc 9303-3, 5 that ISO does not give, and what the certificates of these issuers in use say.
    "D": frozenset({"DE"}),
    **dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), frozenset({"GB"})),
    "CHN": frozenset({"CN", "HK", "MO"}),  # passports of the special regions say CHN, and have authorities of their own
    "EUE": frozenset({"EU"}),
    **dict.fromkeys(("UNO", "UNA"), frozenset({"UN", "ZZ"})),
    "UNK": frozenset({"UN", "ZZ", "KS", "XK"}),
    **dict.fromkeys(("RKS", "XKX", "KOS"), frozenset({"KS", "XK"})),
    "XOM": frozenset({"XO", "XM"}),
    "XPO": frozenset({"XP", "XI"}),
    "UTO": frozenset({"UT"}),
}


def same_state(zone: str, certificate: str) -> bool | None:
    """Whether a code of the zone and a country of a certificate are one state; None: the zone's code is not known.

    Some certificates carry three letters (Lithuania's first ones).
    """
    zone, certificate = zone.strip("< ").upper(), certificate.strip().upper()
    if zone and zone == certificate:
        return True
    known = _TWO.get(zone)
    return None if known is None else certificate in known or bool(known & _TWO.get(certificate, frozenset()))


def countries(zone: str) -> frozenset[str]:
    """Two letters of the state that the zone's code means, as its certificates have them; none for an unknown code."""
    return _TWO.get(zone.strip("< ").upper(), frozenset())


def same_country(one: str, other: str) -> bool:
    """Whether two countries of certificates are one state."""
    one, other = one.strip().upper(), other.strip().upper()
    return one == other or bool(_of(one) & _of(other))


def _of(code: str) -> frozenset[str]:
    return _TWO.get(code, frozenset({code})) if code else frozenset()
