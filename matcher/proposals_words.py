"""Words that tell the parts of an advert apart, in five languages.

Rules:

- All words are plain: no capitals, no accents, one form of each Arabic letter, as
  ``matcher.normalise`` gives them.
- Headings and leads say what follows: what is demanded or done (``DEMANDED``), what is
  welcome (``VALUED``), what is about the organisation, its offer or applying (``APART``).
- Each pattern knows English, French, Spanish, Portuguese and Arabic at once, since adverts mix
  them; words of one language that mean something else in another are left out.

What it does not do: read a text (``matcher.proposals_text`` does).
"""

# ruff: noqa: E501 - words that belong together stand in one line

import re


def _any(*parts: str) -> str:
    return "(?:" + "|".join(parts) + ")"


_DEMANDED_HEADS = _any(
    # en
    r"(?:(?:key|main|core|your|the|job|principal) )*(?:responsibilit\w+|duties|tasks|requirements"
    r"|qualifications|skills|role|job|profile|competenc\w+|position)"
    r"(?: (?:and|&|or) (?:responsibilities|duties|requirements|skills|qualifications|experience))*",
    r"what you(?:'ll| will)? (?:do|bring|need)(?: .{0,20})?",
    r"(?:essential|required|requirements|must[- ]haves?|you (?:have|bring|are)|who you are)",
    r"(?:essential|required|necessary) (?:skills|criteria|experience|requirements)",
    r"(?:the successful candidate|the ideal candidate|you)(?: (?:will|should|must))?",
    # fr
    r"(?:(?:vos|les|votre|le|la|nos) )?(?:principales )?(?:missions?|taches|activites|fonctions"
    r"|responsabilites|competences|profil|poste|exigences|qualites|prerequis|pre-requis)"
    r"(?: (?:principales?|recherchee?s?|requise?s?|attendue?s?|indispensables?|exigee?s?|cles?"
    r"|du poste|demandee?s?|techniques?|souhaitees? et requises?))*",
    r"(?:indispensables?|imperatifs?|obligatoires?)",
    # es, pt
    r"(?:(?:tus|sus|las|los|tu|o|as|os|seu|suas|principales|principais|o seu) )?"
    r"(?:principales )?(?:funciones|funcoes|tareas|tarefas|requisitos|responsabilidades"
    r"|perfil|competencias|cometidos|missao|mision|atividades|actividades|exigencias)"
    r"(?: (?:principales|principais|del puesto|do cargo|da funcao|exigidos|minimos"
    r"|requerid[oa]s|indispensables|imprescindibles|imprescindiveis|obrigatorios"
    r"|tecnic[oa]s|procurado|buscado))*",
    r"(?:imprescindible|indispensable|necesario|obligatorio|indispensavel|imprescindivel"
    r"|obrigatorio|que haras|o que (?:vais|vai|ira) fazer|se requiere|se exige|exige-se)",
    # ar
    r"(?:ال)?(?:مهام|متطلبات|شروط|واجبات|مسؤوليات|مسووليات|مسووليات|موهلات|مهارات|مطلوب|وظيفه)"
    r"(?: (?:و?ال)?(?:مهام|متطلبات|شروط|اساسيه|وظيفيه|مطلوبه|رييسيه|الوظيفه|العمل|لازمه|والواجبات))*",
    r"طبيعه العمل|المطلوب|وصف الوظيفه|الوصف الوظيفي|المهام والمتطلبات",
)
_VALUED_HEADS = _any(
    r"(?:(?:it )?would be )?(?:nice[- ]to[- ]haves?|(?:a |an |big )?(?:plus|bonus|asset|advantage)"
    r"|desirable|desired|preferred|preferable|advantageous|optional|ideally|assets|bonus points)"
    r"(?: (?:skills|criteria|experience|requirements|qualifications|if))*",
    r"(?:ce(?:la)? )?(?:serai(?:en)?t )?(?:les? |un |des )?(?:petits? )?(?:plus|atouts?|bonus)"
    r"(?: (?:apprecies?|souhaites?))?",
    r"(?:serai(?:en)?t )?(?:apprecie|souhaite|souhaitable|idealement|facultatif|optionnel)e?s?",
    r"competences? (?:souhaitee?s?|appreciee?s?|complementaires?)",
    r"(?:se )?(?:valorara?n?|valora|valoramos|valorable|valoriza-se|valorizamos)"
    r"(?: (?:positivamente|tambien|tambem|ainda|que))*",
    r"(?:deseable|opcional|facultativo|desejavel|preferencial|preferente|extras?|meritos?|mais-valias?)",
    r"(?:se tendra en cuenta|como merito|sera un plus|sera uma vantagem|seria um plus"
    r"|condicoes preferenciais|requisitos (?:deseables|desejaveis|preferenciais|valorables)"
    r"|da-se (?:preferencia|valor)(?: a)?(?: quem saiba)?|que suma puntos|suma puntos)",
    r"و?(?:يفضل|يستحسن|من المستحسن|ميزات? اضافيه|مهارات مرغوبه|مرغوب|تعد ميزه|ميزه|مستحب)"
    r"(?: (?:ايضا|من لديه|من يجيد|ان))*",
)
_APART_HEADS = _any(
    r"(?:about (?:us|the (?:company|employer|organi[sz]ation))|who we are|our (?:mission|vision"
    r"|values|story|commitment|team|company|offer|benefits)|what we offer|we (?:offer|provide|pay)"
    r"|benefits(?: and perks)?|perks|terms|salary|pay|how to apply|to apply|apply now|contact"
    r"|contract|deadline|closing date|start(?: date)?|hours|location|conditions"
    r"|equal opportunit\w+)(?: (?:us|with us|here|and conditions|of (?:employment|work)|date|range))*",
    r"(?:qui sommes[- ]nous|a propos(?: de nous)?|notre (?:mission|entreprise|equipe|engagement"
    r"|histoire|offre)|nos (?:valeurs|avantages)|nous (?:offrons|proposons)|ce que nous (?:offrons|proposons)"
    r"|avantages|contrat|remuneration|salaire|horaires|lieu|candidature|contact|conditions"
    r"|(?:pour )?postuler|renseignements|pourquoi nous rejoindre)(?: (?:de travail|du poste|proposes?))*",
    r"(?:quienes somos|sobre nos(?:otros)?|quem somos|nuestra (?:mision|empresa|oferta)|a nossa"
    r" (?:missao|visao|empresa|oferta)|(?:se )?ofrec(?:emos|e)|oferecemos|oferece-se|oferta"
    r"|que ofrecemos|o que oferecemos|beneficios|salario|ordenado|horario|contrato|jornada"
    r"|condiciones|condicoes|lugar|sede|plazo|prazo|contacto|inscripcion|candidaturas?)(?: (?:de trabalho|laborales|del puesto))*",
    r"(?:نقدم|نوفر|من نحن|عن الشركه|المزايا|الراتب|مكان العمل|للتقديم|للتواصل|العقد|الدوام"
    r"|ساعات العمل|العنوان|المراسله|للاستفسار|رويتنا|رسالتنا)(?: .{0,16})?",
)

DEMANDED_HEAD = re.compile(_DEMANDED_HEADS)
VALUED_HEAD = re.compile(_VALUED_HEADS)
APART_HEAD = re.compile(_APART_HEADS)

VALUED_INSIDE = re.compile(
    r"\b(?:would be (?:a plus|an? (?:asset|advantage|bonus)|great|welcome|appreciated|nice)"
    r"|is (?:a plus|an? (?:asset|advantage|bonus)|desirable|preferred|welcome)"
    r"|an? (?:added|distinct) advantage|nice to have|ideally|preferably|desirable"
    r"|serai(?:en)?t (?:un|des) (?:plus|atouts?)|serai(?:en)?t appreciee?s?|est un (?:plus|atout)"
    r"|idealement|de preference|souhaitee?s?|souhaitables?|vous pourriez aussi"
    r"|se valora(?:ra|ran|n)?|valorable|sera un plus|deseable|preferiblemente|se tendra en cuenta"
    r"|valoriza-se|sera (?:uma vantagem|valorizad[oa])|desejavel|de preferencia"
    r"|preferencialmente|da-se (?:preferencia|valor)|mais-valia)\b"
    r"|(?:^|\s)و?(?:يفضل|يستحسن|من المستحسن|مستحبه?|مستحسن|تعد ميزه|يعد ميزه|ميزه اضافيه|نرحب بمن)(?=\s|$)"
)
"""Words inside a sentence that make its skills welcome, not demanded."""

DEMANDED_INSIDE = re.compile(
    r"\b(?:must|essential|required|mandatory|compulsory|indispensables?|imperati(?:f|vement)"
    r"|exigee?s?|requise?s?|obligatoires?|imprescindibles?|obligatori[oa]s?|se (?:requiere|exige)"
    r"|exige-se|imprescindive(?:l|is)|indispensave(?:l|is)|obrigatori[oa]s?)\b"
    r"|(?:^|\s)(?:مطلوب|يشترط|يجب|ضروري)(?=\s|$)"
)
"""Words inside a sentence that make its skills demanded."""

BOILERPLATE = re.compile(
    r"\b(?:we(?:'re| are| have| were| believe| welcome| offer| pay| provide| fund| farm| run| do not"
    r"| don't|'ve)(?! (?:looking|seeking|hiring|recruiting))"
    r"|our (?:mission|vision|values|team|company|clients?|guests|commitment|story)"
    r"|about (?:us|the company)|(?:equal|equality of) opportunit\w+|founded|established (?:in|since)"
    r"|family[- ](?:firm|business|run)|non[- ]profit"
    r"|apply (?:to|by|with|now|for|before|from|online|at|via)|applicants?|(?:your|all|send|submit|job|early|late) applications?"
    r"|applications? (?:to|by|with|before|from|form|letter|deadline|will|are|must|welcome)"
    r"|c\.?v\.?\b|cover letter|deadline|closing date|salary|remuneration|allowances?|benefits (?:include|package)"
    r"|full[- ]time|part[- ]time|place of work|working place|contract:|duty station|shift work"
    r"|(?:health|medical|dental|life) insurance|pension|paid leave|annual leave|days'? (?:of )?(?:leave|holiday)"
    r"|(?:staff|free) (?:house|accommodation|meals|parking)|meals (?:included|provided|on duty)|uniform"
    r"|relocation|vouchers|(?:m|f)?emale (?:candidates|applicants)|discriminat\w+|diversity|quantity required"
    r"|how to apply|bachelor|master'?s? degree|diploma|degree in|e-?mail|telephone"
    r"|references|shortlisted|interviews?|call (?:us|on|\w+ on)|ring \w+ on|pop in"
    r"|nous (?!recherchons|cherchons|recrutons)\w+|notre (?:client|mission|entreprise|equipe|societe|groupe)"
    r"|nos (?:valeurs|avantages|postes|clients)|a propos|candidatures?|postuler|salaires?|remuneration"
    r"|date limite|lieu de travail|contrat|cdi|cdd|lettre de motivation|diplome|fondee? en|depuis (?:\w+ )?ans"
    r"|egalite des chances|handicap|mutuelle|tickets?[- ]restaurant|titres?[- ]restaurant"
    r"|teletravail|13e mois|indemnites?|comite d'entreprise|vehicule de (?:service|fonction)|astreintes?"
    r"|conges? payes?|poste loge|debutants? acceptes?|renseignements|presentez-vous|salaries|creche"
    r"|empresa|contrato|salario|candidaturas?|plazo|solicitud|curriculum|jornada|turnos?|horario"
    r"|somos|ofrecemos|oferecemos|alojamiento|alojamento|refeicoes|comida incluida|dias libres|folgas?"
    r"|igualdad de oportunidades|igualdade de oportunidades|sin animo de lucro|sem fins lucrativos"
    r"|nuestr[oa]s?|noss[oa]s?|fundad[oa]s? em?|cread[oa] en|colaboradores|trayectoria"
    r"|recibos verdes|subsidio|seguro de saude|fardamento|prazo|salarios?|ordenado|interesados"
    r"|inscribete|entrevistas|carta de apresentacao|sin experiencia|sem experiencia|prem(?:io|iado) de)\b"
    r"|(?:الراتب|براتب|وراتب|للتقديم|للاستفسار|للتواصل|السيره الذاتيه|اخر موعد|مكان العمل|شركتنا|هدفنا|شهاده"
    r"|تامين صحي|مواصلات|سكن عايلي|سكن قريب|الدوام|يوم عطله|تكافو الفرص|غير ربحيه|تاسست|من نحن|نقدم|نوفر"
    r"|وجبه غداء|تذكره السفر|العنوان|المراسله|واتساب|هاتف|العمر|نحن )"
)
"""What organisations say about themselves, their offer and applying."""

PAY_OR_HOURS = re.compile(
    r"[€£$]\s?\d|\d\s?(?:€|£|\$|eur\b|euros?\b|usd\b|dh\b|mad\b|egp\b|brut|brutos|netos|net\b)"
    r"|\b\d{1,3} ?(?:h|hrs?|hours|heures|horas|ساعه)\b|\b\d{1,2}[:h]\d{2}\b|\b\d{1,2} ?h\b"
    r"|\b(?:per|an|a|de l'|a la|a|por) (?:hour|month|heure|mois|hora|mes)\b"
    r"|\b(?:overtime|holidays?|week-?ends?)\b"
)
"""Amounts of money and hours of work, which stand beside no skill."""

CONTACT = re.compile(
    r"\[redacted\]|https?:|www\.|@|[\[(](?:at|arroba|arobase)[\])]|\d{5,}"
    r"|(?:\+|\b00)?\d(?:[\s./()-]{0,2}\d){6,}"
    r"|\b(?:mme|mlle|monsieur|madame|sr\.?|sra\.?|dona|whatsapp|tel\.?|telefon[eo]|telephone|tlf)\b"
    r"|(?:السيد|السيده|الاستاذ) "
)
"""Addresses, numbers to call, and the people who answer."""

NEGATED = re.compile(
    r"\b(?:no|not|never|neither|nor|without)\b.*\b(?:needed|required|necessary|compulsory|mandatory"
    r"|essential|expected)\b"
    r"|\b(?:isn't|aren't|not|n't|don't|doesn't)\s+(?:\w+\s+)?(?:needed|required|necessary|compulsory"
    r"|mandatory|essential|expect|need|require|ask)\b"
    r"|\bno (?:previous |prior )?experience\b|\bunnecessary\b"
    r"|\b(?:pas|non|aucune?|sans|ni)\b.*\b(?:necessaires?|requise?s?|exigee?s?|obligatoires?"
    r"|demandee?s?|demandons|exigeons|indispensables?)\b"
    r"|\b(?:pas besoin|inutile|peu importe)\b|\b(?:pas|aucune?) (?:de |d'|du )?.*\b(?:exig|demand|requis)"
    r"|\bsans experience\b"
    r"|\b(?:no|sin)\b.*\b(?:necesari[oa]s?|requiere|requerid[oa]s?|exige|exigimos|pedimos"
    r"|obligatori[oa]s?|hace falta|imprescindibles?)\b|\bno hacen? falta\b"
    r"|\bsin (?:experiencia|necesidad)\b"
    r"|\b(?:nao|sem)\b.*\b(?:necessari[oa]s?|exigid[oa]s?|exige|exigimos|pedimos|preciso|precisa"
    r"|obrigatori[oa]s?|requerid[oa]s?)\b|\bsem (?:experiencia|necessidade)\b"
    r"|(?:لا يشترط|لا تشترط|غير مطلوب|غير ضروري|ليس شرط|دون الحاجه|لا حاجه|لا نطلب|لا يلزم|بدون خبره)"
)
"""What is said not to be needed."""

OPENING = re.compile(
    r"(?:(?:the|an?|good|strong|excellent|proven|demonstrated|basic|solid|working|sound|advanced"
    r"|it would be great if|must|should|will|could|can|also|be|to|you|you'll|your|able|responsible for"
    r"|years?(?: of)?|experience(?: (?:in|with|within|of|as))?|ability (?:to|of)|knowledge (?:of|in)|understanding of"
    r"|skills? in|proficien\w+ (?:in|with)|know(?: how to)?|understand|at least"
    r"|we are (?:looking|searching) for|we(?: are|'re)? (?:seeking|need|recruiting|hiring)|someone who|a person who"
    r"|familiar\w* with|competen\w+ in|perform\w*|ensur\w+(?: that)?"
    r"|would be|is|are|an? (?:asset|plus|advantage|bonus)|desirable|essential|ideally|preferably|nice to have"
    r"|(?:bonnes?|solides?|excellentes?|une?|des|la|les?)"
    r"|(?:connaissances?|maitrise|experience|capacite|pratique)(?: (?:des?|du|a|en|dans))?"
    r"|savoir|savez|(?:etre )?capable de|vous|connaissez|maitrisez|assurez|pratiquez|appliquez|realisez"
    r"|serai(?:en)?t(?: (?:un|des))?|apprecie|idealement|nous (?:re)?cherchons|nous recrutons"
    r"|el|los|las|los|alguien que|buscamos(?: a)?|(?:tus|sus) tareas seran|tendras que|sabes"
    r"|(?:conocimientos?|experiencia|capacidad|dominio)(?: (?:de|en|para|del|con))?"
    r"|se valora(?:ra|ran|n)?|deseable"
    r"|(?:conhecimentos?|experiencia|capacidade|dominio)(?: (?:de|em|para|do|da|com))?"
    r"|procuramos(?: profissional)?(?: para)?|tens de|saber|sera uma vantagem|valoriza-se|e desejavel"
    r"|conhecer(?: bem)?|o|os|as|um|uma"
    r"|(?:القدره علي|معرفه|خبره في|خبره|اجاده|المطلوب|مطلوب|مطلوب معرفه|يتولي|سيكون عليك|يفضل|من المستحسن معرفه"
    r"|من المستحسن|تعد ميزه|نرحب بمن يجيد|مستحبه في))(?: |$))+"
)
"""Words a sentence opens with before it names a skill."""
