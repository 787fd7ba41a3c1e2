"""The words by which texts tell what the service never wants to know, in five languages.

Each pattern is matched against text brought to a plain form (``privacy.free_text``): lower
case, no accents, one form of each Arabic letter, Latin digits. A space in a pattern stands
for spaces, hyphens and apostrophes.

Rules:

- A word that also belongs to a trade (nurse, diabetes care, halal butcher, church painter,
  union catalogue) is flagged only where somebody says it about herself, or asks it of
  somebody.
- Words that hardly say anything else ("sans papiers") are flagged alone.

What it does not do: understand. A text can tell a status in words nobody listed.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class NeverKept(StrEnum):
    """What is never kept: each is flagged with a sentence that says why."""

    LEGAL_STATUS = "legal_status"
    DOCUMENT = "document"
    HEALTH = "health"
    RELIGION = "religion"
    UNION_OR_POLITICS = "union_or_politics"
    BIOMETRICS = "biometrics"
    PRIVATE_LIFE = "private_life"
    CRIMINAL_RECORD = "criminal_record"
    CONTACT = "contact"


_NOT_A_TRADE: Final = (
    "(?! (?:patients?|people|children|care|nurs\\w+|wards?|units?|clinics?|research|training|"
    "counsel\\w+|prevention|screening|programmes?|projects?|education|educat\\w+|medicine|"
    "hospitals?|schools?|support|department|assistant|technolog\\w+|centre|center|community|"
    "chez|pediatrique|infantil|prevention))"
)
_EN_SELF: Final = (
    "(?:i am|i m|i have|i ve|i had|i suffer from|i suffered from|i suffer|i live with|"
    "i was diagnosed with|diagnosed with|living with my|because of my|due to my|my) "
    "(?:(?:a|an|also|had|still|type \\d|chronic|severe|mild|slightly|now|been|some|partly|weeks|"
    "months|\\w+ months|got) )*"
)
_FR_SELF: Final = (
    "(?:je suis|j ai|j avais|je souffre|je vis avec|atteinte?|mon|ma|a cause de mon|"
    "a cause de ma) "
    "(?:(?:un|une|le|la|l|du|de|d|des|eu|grave|porteuse|porteur|en|situation|aussi|devenue?|"
    "legerement|partiellement|reconnue?|travailleur|travailleuse|encore) )*"
)
_ES_SELF: Final = (
    "(?:soy|tengo|padezco|sufro|estoy|mi|vivo con|tuve) "
    "(?:(?:un|una|el|la|de|algo|tambien|grado|con|persona) )*"
)
_PT_SELF: Final = (
    "(?:sou|tenho|sofro|estou|minha|meu|vivo com|tive) "
    "(?:(?:um|uma|o|a|de|da|do|tambem|com|pessoa) )*"
)
_AR_SELF: Final = (
    "(?:انا|عندي|لدي|اعاني|اعاني من|مصاب|مصابه|بسبب) (?:(?:من|مرض|مريض|مريضه|ب|مصاب|مصابه|مزمن) )*"
)
_CREEDS_EN: Final = (
    "(?:muslim|christian|catholic|protestant|jew|jewish|hindu|buddhist|sikh|atheist|shia|sunni|"
    "copt|coptic|evangelical|orthodox christian)s?"
)
_CREEDS_FR: Final = (
    "(?:musulmane?|chretien|chretienne|catholique|protestante?|juif|juive|orthodoxe|bouddhiste|"
    "hindoue?|athee|chiite|sunnite|copte|evangelique|temoin de jehovah)s?"
)
_CREEDS_ES: Final = (
    "(?:musulman|musulmana|cristian[oa]|catolic[oa]|protestante|judi[oa]|budista|hindu|ate[oa]|"
    "evangelic[oa]|testigo de jehova)s?"
)
_CREEDS_PT: Final = (
    "(?:muculman[oa]|cristao|crista|catolic[oa]|protestante|judeu|judia|budista|hindu|ate[ui]a?|"
    "evangelic[oa]|testemunha de jeova)s?"
)
_CREEDS_AR: Final = "(?:مسلم|مسيحي|قبطي|يهودي|شيعي|سني|كاثوليكي|ارثوذكسي|ملحد|درزي|بهايي)ه?"

_LEGAL_STATUS: Final = (
    # English
    "undocumented",
    "(?:no|without|without any) (?:legal )?(?:papers|documents)",
    "illegal (?:migrant|immigrant|alien|stay|entry|worker)s?",
    "(?:i|me|living|working|entered|came|stay|stayed|crossed) (?:\\w+ ){0,3}illegally",
    "asylum seeker",
    "(?:my|applied for|asked for|refused|waiting for) asylum(?: \\w+)?",
    "asylum (?:claim|request|application|procedure)",
    "refugee status",
    "(?:i am|i m|as|i was|recognised as) a refugee",
    "(?:residence|residency|stay) permit",
    "(?:my|no|expired|have a|without a|get a|student|tourist|a valid) visa(?: \\w+ expired)?",
    "visa (?:has |is |was )?(?:expired|refused|overstayed)",
    "overstay(?:ed)?",
    "(?:was|been|being|got|be) deported",
    "deportation order",
    "irregular (?:migrant|status|situation|entry|stay)",
    "(?:immigration|legal|residence) status",
    "(?:subsidiary|temporary) protection",
    "smugglers?(?!(?: s)? (?:lane|way|cove|road|walk|close|path|wharf|street))",
    "work permit (?:has |is )?(?:expired|pending)",
    "(?:my|no|without a|waiting for my) work permit",
    "green card",
    # French
    "sans papiers?",
    "clandestin(?:e|ement|s|es)?",
    "situation (?:administrative )?irreguliere",
    "(?:titre|carte|permis) de sejour",
    "carte de resident",
    "recepisse",
    "demandeu(?:r|se) d asile",
    "demande d asile",
    "(?:je suis|statut de|comme|reconnue?) refugiee?",
    "protection subsidiaire",
    "oqtf",
    "deboutee?",
    "(?:mon|sans|pas de|un) visa(?: \\w+)?",
    "visa (?:est |a )?(?:expire|perime|refuse)",
    "(?:ete|etre|suis) expulsee?",
    "obligation de quitter",
    "(?<!rue du )(?<!rue des )(?<!quai du )(?<!quai des )passeurs?",
    # Spanish
    "sin papeles",
    "indocumentad[oa]s?",
    "situacion (?:administrativa )?irregular",
    "solicitante de asilo",
    "solicitud de asilo",
    "(?:pedi|pedido|he pedido|solicite) asilo",
    "(?:permiso|tarjeta|autorizacion) de residencia",
    "(?:soy|estatuto de|como) refugiad[oa]",
    "visado? (?:esta |ha )?(?:caducad[oa]|vencid[oa])",
    "deportad[oa]",
    "orden de expulsion",
    "arraigo social",
    "(?:estoy|entre|vivo|trabajo|llegue) (?:\\w+ ){0,2}ilegal(?:mente)?",
    # Portuguese
    "sem (?:papeis|documentos)",
    "situacao irregular",
    "requerente de asilo",
    "pedido de asilo",
    "pedi asilo",
    "(?:autorizacao|titulo|cartao) de residencia",
    "(?:sou|estatuto de|como) refugiad[oa]",
    "visto (?:esta )?(?:caducado|vencido|expirado)",
    "(?:estou|entrei|vivo|trabalho) (?:\\w+ ){0,2}ilegal(?:mente)?",
    # Arabic
    "(?:بدون|بلا|دون|من غير|ما عندي|ليس لدي) (?:اي )?(?:اوراق|وثايق)(?: اقامه)?",
    "طالبه? (?:ال)?لجوء",
    "(?:طلب|طلبت|قدمت|رفض|اطلب)(?: طلب)? (?:ال)?لجوء",
    "(?:انا|صفه|وضع|بصفتي|كنت) (?:ال)?لاجيه?",
    "(?:تصريح|بطاقه|رخصه|اذن|تصريحي|بطاقتي) (?:ال)?اقامه",
    "اقامتي",
    "تاشيره (?:ال)?منتهيه",
    "(?:انتهت|رفضت) (?:ال)?تاشير(?:ه|تي)",
    "تاشيرتي(?: انتهت| منتهيه)?",
    "مهاجره? غير (?:شرعي|نظامي|قانوني)ه?",
    "(?:بشكل|بطريقه|بصوره) غير (?:قانوني|شرعي|نظامي)ه?",
    "حراق(?:ه)?",
    "(?:قرار|امر) (?:ال)?ترحيل",
    "(?:تم|جري) ترحيلي",
    "مهربين",
)
_HEALTH: Final = (
    "hiv positive",
    f"hiv negative{_NOT_A_TRADE}",
    "hiv status",
    "(?:vih|hiv) (?:positi(?:f|ve|v[oa])|negati(?:f|ve|v[oa]))s?",
    "sero(?:positi|negati)(?:f|ve|v[oa])s?",
    "soro(?:positiv|negativ)[oa]s?",
    (
        "(?:(?:ال)?(?:ايجابي|سلبي)ه? (?:ل)?(?:ال)?|(?:حامله?|مصابه?) (?:ل|ب)?)"
        "(?:فيروس نقص المناعه|فيروس (?:ال)?ايدز|(?:ال)?ايدز)"
    ),
    "wheelchair user",
    "rqth",
    (
        f"{_EN_SELF}(?:diabet(?:es|ic)|hiv|aids|hepatitis(?: \\w)?|cancer|epilep(?:sy|tic)|"
        "depress(?:ion|ed)|asthma|asthmatic|tuberculosis|disab(?:led|ility)|pregnan(?:t|cy)|schizophreni\\w+|ptsd|"
        "sickle cell\\w*(?: disease| anaemia)?|blind|deaf|heart (?:disease|condition|problems?)|"
        "chronic (?:illness|disease|pain)|(?:illness|disease)|high blood pressure|"
        f"mental (?:illness|problems)|back pain|bipolar|traumati[sz]ed){_NOT_A_TRADE}"
    ),
    (
        f"{_FR_SELF}(?:diabet(?:e|ique)|vih|sida|hepatite(?: \\w)?|cancer|epilep(?:sie|tique)|"
        "depressi(?:on|f|ve)|asthme|asthmatique|tuberculose|handicap(?:e|ee)?|enceinte|"
        "drepanocyt(?:ose|aire)|schizophren\\w+|maladie(?: \\w+)?|malade|aveugle|sourde?|"
        f"hypertension|bipolaire|traumatisee?){_NOT_A_TRADE}"
    ),
    (
        f"{_ES_SELF}(?:diabet(?:es|ic[oa])|vih|sida|hepatitis|cancer|epilep(?:sia|tic[oa])|depresion|"
        "deprimid[oa]|asma|asmatic[oa]|tuberculosis|discapacidad|discapacitad[oa]|embarazada|"
        f"cieg[oa]|sord[oa]|enfermedad(?: \\w+)?|hipertension|enferm[oa]){_NOT_A_TRADE}"
    ),
    (
        f"{_PT_SELF}(?:diabet(?:es|ic[oa])|hiv|vih|sida|hepatite|cancro|cancer|epilep(?:sia|tic[oa])|"
        "depressao|asma|asmatic[oa]|tuberculose|deficiencia|deficiente|gravida|ceg[oa]|surd[oa]|"
        f"doenca(?: \\w+)?|hipertensao|anemia falciforme|doente){_NOT_A_TRADE}"
    ),
    (
        f"{_AR_SELF}(?:ب)?(?:ال)?(?:سكري|ايدز|سرطان|صرع|اكتياب|ربو|سل|حامل|معاقه?|اعاقه|كفيفه?|اصم|"
        "ضغط الدم|فقر الدم المنجلي|التهاب الكبد|مرض مزمن)"
    ),
)
_RELIGION: Final = (
    (
        "(?:i am|i m|as|must be|should be|born) (?:an? )?(?:practi[sc]ing |devout |good )?"
        f"{_CREEDS_EN}{_NOT_A_TRADE}"
    ),
    f"{_CREEDS_EN} (?:only|preferred|faith|religion|woman|man|candidates?|applicants?)",
    "my (?:religion|faith)",
    "(?:non muslims?|non christians?)",
    "converted to (?:islam|christianity|judaism|buddhism)",
    (
        "(?:je suis|etant|de religion|de confession|de foi|religion) (?:une? )?(?:pratiquante? )?"
        f"{_CREEDS_FR}"
    ),
    f"{_CREEDS_FR} (?:uniquement|seulement|pratiquante?|de preference)",
    "ma (?:religion|foi)",
    "convertie? (?:a l islam|au christianisme|au judaisme)",
    f"(?:soy|de religion|de confesion|de fe) (?:un |una )?{_CREEDS_ES}",
    f"(?:solo|preferiblemente) {_CREEDS_ES}",
    "mi (?:religion|fe)",
    f"(?:sou|de religiao|de confissao) (?:um |uma )?{_CREEDS_PT}",
    f"(?:so|apenas) {_CREEDS_PT}",
    "minha (?:religiao|fe)",
    f"(?:انا|كوني|يكون|تكون) {_CREEDS_AR}",
    "(?:ديانتي|ديني)",
    "لل(?:مسلمين|مسيحيين) فقط",
    f"(?:ال)?{_CREEDS_AR} (?:ال)?ديانه",
)
_UNION_OR_POLITICS: Final = (
    "(?:trade )?union (?:member|membership|delegate|representative|activist|leader)s?",
    "member of (?:a|the|my) (?:trade |workers )?(?:union|(?:\\w+ )?party)",
    "(?:political|opposition) (?:prisoner|activist|opponent|party|opinions?|refugee|member)s?",
    "i vote[ds]? for",
    "syndiquee?s?",
    "delegue?e? syndicale?",
    "membre d un (?:syndicat|parti)(?: \\w+)?",
    "membre du (?:syndicat|parti)(?: \\w+)?",
    "militante? (?:politique|syndicale?|du parti)",
    "(?:opposante?|prisonni(?:er|ere)) politique",
    "sindicad[oa]s?",
    "sindicalista",
    "sindicalizad[oa]s?",
    "afiliad[oa] (?:a un|al) (?:sindicato|partido)",
    "(?:pres[oa]|opositora?) politic[oa]",
    "filiad[oa] (?:a um|ao|num) (?:sindicato|partido)",
    "militante (?:do|del|de un|de um) partido",
    (
        "(?:عضو[اه]?|منتسب[اه]?|ناشطه?) (?:في )?(?:ب)?(?:ال)?(?:نقابه|حزب)"
        "(?! ال(?:مهندسين|اطباء|ممرض|تمريض|محامين|صيادله|معلمين|مهن))"
    ),
    "(?:معارضه?|سجينه?|معتقله?|ناشطه?) سياسيه?",
)
_BIOMETRICS: Final = (
    "my (?:fingerprints?|iris|face scan|dna)",
    "fingerprints (?:were |are |have been )?(?:taken|given|registered)",
    "(?:took|gave|taken) (?:\\w+ )?fingerprints",
    "eurodac",
    "(?:mes|pris mes|donne mes|relever mes) empreintes(?: digitales)?",
    "(?:mis|tomaron mis) huellas(?: dactilares)?",
    "(?:minhas|tiraram as minhas) impressoes digitais",
    "(?:بصماتي|بصمتي)",
    "(?:اخذوا|اخذت|اعطيت) (?:ال)?بصمات",
)
_PRIVATE_LIFE: Final = (
    "(?:i am|i m) (?:an? )?(?:openly )?(?:gay|lesbian|bisexual|transgender|homosexual|queer)",
    "(?:je suis|etant) (?:gay|lesbienne|homosexuel(?:le)?|bisexuel(?:le)?|transgenre)",
    "soy (?:gay|lesbiana|homosexual|bisexual|transgenero)",
    "sou (?:gay|lesbica|homossexual|bissexual|transgenero)",
    "انا (?:مثلي|مثليه)",
    "(?:sexual orientation|orientation sexuelle|orientacion sexual|orientacao sexual)",
    "(?:i was|been|having been) (?:raped|tortured|trafficked)",
    "(?:j ai ete|ayant ete) (?:violee?|torturee?)",
    "(?:تعرضت ل)(?:ل)?(?:تعذيب|اغتصاب)",
)
_CRIMINAL_RECORD: Final = (
    "(?:my|a|no|have a|clean) criminal record",
    (
        "(?:i was|i have been|i ve been|was) "
        "(?:in prison|in jail|convicted|arrested|imprisoned|detained)"
    ),
    "(?:mon|un|de) casier judiciaire",
    "(?:j ai ete|j ai fait) (?:condamnee?|arretee?|emprisonnee?|de la prison)",
    "antecedentes (?:penales|criminais)",
    "(?:estuve|fui) (?:en la carcel|en prision|condenad[oa]|detenid[oa])",
    "(?:estive|fui) (?:na prisao|pres[oa]|condenad[oa]|detid[oa])",
    "registo criminal",
    "(?:سجلي? (?:ال)?جنايي|سوابق عدليه|كنت (?:في السجن|مسجون))",
)
_DOCUMENT: Final = (
    (
        "(?:passport|passeport|pasaporte|passaporte|جواز(?: ال)?سفر(?:ي)?|id card|identity card|"
        "carte d identite|cni|cin|dni|nie|nif|nin|national id|رقم قومي|الرقم القومي|رقم الهويه|"
        "social security|securite sociale|numero fiscal|bsn|ahv)"
        " ?(?:(?:card|number|no|nr|num|numero|n°|nº|n|رقم|is|est|es|e|هو)[ .]{0,2}){0,3}[ :#.]{0,4}"
        "[a-z]{0,3} ?\\d[a-z\\d]{4,17}"
    ),
    "(?<![a-z\\d])[a-z]{1,2} ?\\d{7,9}",
    "[xyz] ?\\d{7} ?[a-z]",
    "\\d{8} ?[a-z]",
    "[a-z]{6}\\d{2}[a-z]\\d{2}[a-z]\\d{3}[a-z]",
    "[12] ?\\d{2} ?[01]\\d ?\\d{2} ?\\d{3} ?\\d{3}(?: ?\\d{2})?",
    "[23]\\d{13}",
    "[a-z]{2}\\d{2}(?: ?[a-z\\d]{4}){3,7}(?: ?[a-z\\d]{1,3})?",
    "p<[a-z<]{5,}",
)
_CONTACT: Final = (
    "[\\w.+]{1,64}@[a-z\\d](?:[a-z\\d. ]{0,60}[a-z\\d])?\\.[a-z]{2,}",
    "(?:\\+|00) ?\\d(?:[ ./()]*\\d){7,14}",
    "0\\d(?:[ ./]?\\d){7,9}",
    (
        "(?:whatsapp|واتساب|واتس|telegram|viber|signal|tel|phone|telephone|"
        "telefono|telefone|هاتف|موبايل|جوال)"
        "[ :.]*\\d(?:[ ./]?\\d){5,14}"
    ),
    "(?:facebook|instagram|tiktok|t)\\.(?:com|me)/[\\w.]+",
)

PATTERNS: Final[Mapping[NeverKept, tuple[str, ...]]] = MappingProxyType(
    {
        NeverKept.LEGAL_STATUS: _LEGAL_STATUS,
        NeverKept.DOCUMENT: _DOCUMENT,
        NeverKept.HEALTH: _HEALTH,
        NeverKept.RELIGION: _RELIGION,
        NeverKept.UNION_OR_POLITICS: _UNION_OR_POLITICS,
        NeverKept.BIOMETRICS: _BIOMETRICS,
        NeverKept.PRIVATE_LIFE: _PRIVATE_LIFE,
        NeverKept.CRIMINAL_RECORD: _CRIMINAL_RECORD,
        NeverKept.CONTACT: _CONTACT,
    }
)
"""What each kind is recognised by."""
ASKED_OF_OTHERS: Final = frozenset(NeverKept) - {
    NeverKept.CONTACT,
    NeverKept.CRIMINAL_RECORD,
}
"""What an organisation may not write into a need: its own telephone it may, and some work
with children lawfully asks for a clean record."""
ABOUT_A_PERSON: Final = frozenset(NeverKept) - {NeverKept.CONTACT, NeverKept.RELIGION}
"""What may not stand in a name or an address: people and streets are called after creeds, and
both belong to a contact."""
