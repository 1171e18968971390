"""One invented person, as a list has the name and as the zone of the passport has it; by the kind of difference."""

PAIRS = [
    # Arabic: vowels, articles, assimilation, servants, kunya, French and English ears, Maghreb, Egypt
    ("عبد الله محمد السوري", "ALSOURI, ABDULLAH MOHAMMED"), ("خالد بن سعيد", "BIN SAEED, KHALED"),
    ("يوسف إبراهيم", "YOUSSEF, IBRAHIM"), ("ABD AL-QADIR, NUR AL-DIN", "ABDELKADER, NOUREDDINE"),
    ("SHARIF, MULAY AHMAD", "CHERIF, MOULAY AHMED"), ("WALD AL-SHAYKH, MUHAMMAD", "OULD CHEIKH, MOHAMED"),
    ("ABU BAKR AL-MASRI, AYMAN", "ELMASRY, AIMAN"), ("JALAL AL-DIN HAQANI", "HAQQANI, JALALUDDIN"),
    ("QASIM, ABD AL-LATIF", "GASEM, ABDULLATEEF"), ("AL-JUBURI, DHIYA", "ALJABOURI, ZIA"),
    ("BU SHAYB, RASHID", "BOUCHAIB, RACHID"), ("HUSAYN, TARIQ", "HOSSEIN, TAREK"),
    ("KHALIFA, ZAYNAB", "KHALEEFAH, ZEINAB"), ("MUSTAFA, FATHI", "MOSTAFA, FATHY"),
    ("AL-QAHTANI, FAYSAL ABD AL-AZIZ", "ALGAHTANI, FAISAL ABDULAZIZ"), ("SULAYMAN, IMAD", "SLIMANE, IMED"),
    ("MUHAMMAD, ABDUL RASHID", "MUH. ABD. RASYID"), ("MUHAMMAD FAJAR, HENDRA", "M. FAJAR, HENDRA"),
    # Persian, Pashto, Urdu, Kurdish, Bengali
    ("حسین زاده رضا", "HOSSEINZADEH, REZA"), ("KARIM ZADEH, ALI REZA", "KARIMZADE, ALIREZA"),
    ("RAHMANI, GUL AGHA", "RAHMANY, GULAGHA"), ("CHAUDHRY, IFTIKHAR", "CHOUDHARY, IFTEKHAR"),
    ("MD. RAFIQUL ISLAM", "ISLAM, MOHAMMAD ROFIQUL"), ("SHEIKH ABDUS SALAM", "SALAM, SHAIKH ABDUS"),
    ("মোহাম্মদ রহিম", "RAHIM, MOHAMMAD"), ("QURAISHI, ZUBAYR", "QURESHI, ZUBAIR"),
    # Cyrillic and its spellings, patronymics, Ukrainian, Serbian, Polish, Tajik
    ("ИВАНОВСКИЙ СЕРГЕЙ ПЕТРОВИЧ", "IVANOVSKY, SERGEY"), ("ЖУКОВ ЮРИЙ АЛЕКСЕЕВИЧ", "ZHUKOV, IURII"),
    ("YESHCHENKO, OLEKSANDR", "ESCHENKO, ALEXANDR"), ("GRIGORYEV, ANDREY", "HRYHORIEV, ANDRII"),
    ("ХАЧАТРЯН АРМЕН", "KHACHATRYAN, ARMEN"), ("Јовановић Ђорђе", "JOVANOVIC, DJORDJE"),
    ("SZCZEPANSKI, WOJCIECH", "SHCHEPANSKY, VOITSEKH"), ("RAHMONOV, SAIDJON", "RAKHMONOV, SAIDZHON"),
    ("DZHABRAILOV, AKHMED", "JABRAILOV, AHMED"), ("SAFRONOV, YEVGENIY", "SAFRONOW, EVGENI"),
    # Han: pinyin, Wade-Giles, Hokkien, Cantonese, with a Western name
    ("张伟明", "CHANG, WEI MING"), ("TS'AO, CHUNG-HSIEN", "CAO, ZHONGXIAN"), ("LIN, ZHENG QING", "LIM, CHENG KHENG"),
    ("黄家辉", "WONG, KA FAI"), ("林美玲", "LIM, MEI LING"), ("ZHOU, JIANGUO", "CHOU, CHIEN KUO"),
    ("WANG, DAVID JIANHUA", "WANG, JIANHUA"), ("OEI TIONG HAM", "HUANG ZHONGHAN"),
    # Korean, Japanese, Vietnamese
    ("박철수", "PARK, CHUL SOO"), ("리명훈", "RI, MYONG HUN"), ("CHOE, YONG-JIN", "CHOI, YOUNGJIN"),
    ("やまもと けんじ", "YAMAMOTO, KENJI"), ("ŌNO, SHŌHEI", "OHNO, SHOHEI"), ("OTA, YUKO", "OHTA, YUUKO"),
    ("TRẦN THỊ BÍCH HẰNG", "BICH HANG, TRAN THI"), ("ĐẶNG QUỐC TUẤN", "TUAN, DANG QUOC"),
    # Indonesian and Malay
    ("SOETJIPTO, DJOKO", "SUCIPTO, JOKO"), ("TJOKROAMINOTO, HARSONO", "COKROAMINOTO, HARSONO"),
    ("SOEPARDJO", "SUPARJO"), ("ACHMAD DJUNAEDI", "AHMAD JUNAIDI"), ("DRS. H. SJAFROEDDIN", "SYAFRUDIN, SYAFRUDIN"),
    ("NOORDIN BIN OTHMAN", "NURDIN, USMAN"), ("MOCHAMAD IQBAL RACHMAN", "MUHAMMAD IKBAL RAHMAN"),
    ("NYOMAN GDE SOEARDJANA", "I NYOMAN GEDE SUARJANA"), ("SITI NOERHALIZAH", "NURHALIZA, SITI"),
    # Indian, Thai, Burmese, Sinhala, Amharic, Hebrew, Georgian, Armenian, Greek
    ("KRISHNAMOORTHY, LAKSHMI", "KRISHNAMURTI, LAXMI"), ("சுப்பிரமணியம் குமார்", "SUBRAMANIAM, KUMAR"),
    ("สมชาย วงศ์สวัสดิ์", "WONGSAWAT, SOMCHAI"), ("U THEIN WIN", "THEIN WIN"), ("DAW KHIN MYINT", "KHIN MYINT"),
    ("አበበ በቀለ", "ABEBE, BEKELE"), ("כהן דוד", "COHEN, DAVID"), ("ბერიძე გიორგი", "BERIDZE, GIORGI"),
    ("Պետրոսյան Արամ", "PETROSYAN, ARAM"), ("ΧΑΤΖΗΔΑΚΗΣ ΝΙΚΟΛΑΟΣ", "CHATZIDAKIS, NIKOLAOS"),
    # Turkish, Spanish, Portuguese, French, Dutch, German, Scandinavian, English, Irish
    ("ÇELİK, GÜLŞEN", "CELIK, GULSEN"), ("YILDIRIM, İSMAİL", "YILDIRIM, ISMAIL"),
    ("GARCÍA MÁRQUEZ, JOSÉ IGNACIO", "GARCIA, JOSE IGNACIO"), ("DE LA CRUZ FUENTES, MARÍA", "DELACRUZ, MARIA"),
    ("DA SILVA PEREIRA, JOÃO", "PEREIRA, JOAO"), ("LEFÈVRE, JEAN-FRANÇOIS", "LEFEVRE, JEAN FRANCOIS"),
    ("VAN 'T HOFF, WILLEM", "VANTHOFF, WILLEM"), ("GROSSMÜLLER, JÖRG", "GROSSMUELLER, JOERG"),
    ("ØSTERGÅRD, SØREN", "OSTERGARD, SOREN"), ("O'CONNOR, SEAN", "OCONNOR, SHAUN"),
    ("MACDONALD, CATHERINE", "MC DONALD, KATHERINE"), ("STEVENSON, PHILIP", "STEPHENSON, PHILLIP"),
    ("JOHANNES, PIETERSEN", "PIETERSEN, JOHANES"), ("PROF. DR. WILHELM KRAUSENECK", "KRAUSENECK, WILHELM"),
]  # fmt: skip
