"""French goals: the words around a wish, verbs made imperative, where a noun phrase ends.

Prompts say "tu". For verbs in -er the third person is that imperative already ("résume"), which covers most of them.
"""

import re

from bot.engineer.guided.wish import Form, Grammar, capital
from bot.engineer.guided.wording import wording

_TOOL = r"(?:chat\s?gpt|gpt(?:-?\d\S*)?|claude|gemini|llama|mistral|copilot|midjourney|dall-?e|l['\u2019]ia|une\s+ia)"
_POLITE = (
    r"(?:(?:s['\u2019]il (?:te|vous) pla[iî]t|stp|svp|merci de|bonjour|salut|alors|bon|maintenant)\b[,!.]?\s+){0,4}"
)
_MAKE = (
    r"(?:(?:[ée]cris|[ée]crivez|[ée]crire|fais|faites|faire|cr[ée]e|cr[ée]ez|cr[ée]er|r[ée]dige|r[ée]digez|r[ée]diger"
    r"|donne|donnez|g[ée]n[èe]re|g[ée]n[ée]rez|pr[ée]pare|pr[ée]parez|propose|proposez)(?:-(?:moi|nous))?\s+)?"
)
_PROMPT = (
    rf"{_POLITE}{_MAKE}(?:(?:un|une|le|mon|notre|des|d['\u2019]un)\s+)?(?:(?:bon|petit|court|simple|super)\s+)?"
    rf"(?:prompts?|invites?|consignes?|instructions?)(?:\s+syst[èe]me)?(?:\s+(?:pour|de)\s+{_TOOL})?"
)
_TOOLS = r"(?:un|une|le|l['\u2019])\s*(?:bot|assistant|assistante|chatbot|agent|outil|ia|robot)\s+qui\s+"
_CAN = (
    r"(?:puisse|peut|pourra|pourrait|doit|devra|sache|sait|va|m['\u2019]aide\s+[àa]|nous\s+aide\s+[àa]"
    r"|aide\s+[àa]|permette?\s+de)\s+"
)
_WANT = (
    r"(?:je\s+(?:veux|voudrais|souhaite|souhaiterais|cherche|dois|compte)|j['\u2019]aimerais(?:\s+bien)?"
    r"|nous\s+(?:voulons"
    r"|voudrions|aimerions|souhaitons|cherchons)|on\s+(?:veut|voudrait|aimerait)|il\s+me\s+faut|il\s+nous\s+faut"
    r"|il\s+me\s+faudrait)\s+"
)
_NEED = r"(?:j['\u2019]ai|nous\s+avons|j['\u2019]aurais)\s+besoin\s+(?:de\s+|d['\u2019])"
_CLITIC = r"(?!(?:le|la|les|me|te|se|nous|vous|lui|leur|en|y)\s|[lmts]['\u2019])"


def _frame(pattern: str) -> re.Pattern[str]:
    return re.compile(_POLITE + pattern, re.IGNORECASE)


_FRAMES: tuple[tuple[re.Pattern[str], Form | None], ...] = (
    (_frame(rf"{_PROMPT}\s*[:\u2013\u2014]\s+"), None),
    (_frame(rf"{_PROMPT}\s+(?:qui|que\s+je|avec\s+lequel\s+je)\s+{_CAN}"), Form.INFINITIVE),
    (
        _frame(rf"{_PROMPT}\s+qui\s+(?:demande|dise|dit)\s+[àa]\s+{_TOOL}\s+(?:de\s+|d['\u2019])"),
        Form.INFINITIVE,
    ),
    (
        _frame(rf"{_PROMPT}\s+(?:pour|afin\s+de|permettant\s+de|servant\s+[àa])\s+(?=\w+(?:er|ir|re|oir)\b)"),
        Form.INFINITIVE,
    ),
    (_frame(rf"{_PROMPT}\s+qui\s+{_CLITIC}"), Form.THIRD),
    (_frame(rf"{_PROMPT}\s+(?:pour|sur|de|d['\u2019])\s*"), Form.NOUN),
    (_frame(rf"{_TOOLS}{_CAN}"), Form.INFINITIVE),
    (_frame(rf"{_TOOLS}{_CLITIC}"), Form.THIRD),
    (
        _frame(
            r"(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|tu\s+peux|vous\s+pouvez)\s+"
            r"(?:m['\u2019]aider\s+[àa]\s+)?"
        ),
        Form.INFINITIVE,
    ),
    (_frame(rf"{_WANT}(?=\w+(?:er|ir|re|oir)\b)"), Form.INFINITIVE),
    (_frame(rf"{_WANT}(?:que\s+tu\s+)?"), None),
    (_frame(rf"{_NEED}(?=\w+(?:er|ir|re|oir)\b)"), Form.INFINITIVE),
    (_frame(_NEED), None),
    (_frame(r"(?:aide|aidez)(?:-(?:moi|nous))\s+[àa]\s+"), Form.INFINITIVE),
    (_frame(r"pour\s+(?=\w+(?:er|ir|re|oir)\b)"), Form.INFINITIVE),
    (
        re.compile(
            r"(?:(?:s['\u2019]il (?:te|vous) pla[iî]t|stp|svp|merci de|bonjour|salut|alors|bon)\b[,!.]?\s+){1,4}",
            re.IGNORECASE,
        ),
        None,
    ),
)

_ODD = {
    "faire": "fais", "dire": "dis", "être": "sois", "avoir": "aie", "aller": "va", "voir": "vois", "savoir": "sache",
    "ouvrir": "ouvre", "offrir": "offre", "couvrir": "couvre", "découvrir": "découvre", "tenir": "tiens",
    "obtenir": "obtiens", "contenir": "contiens", "maintenir": "maintiens", "venir": "viens", "prévenir": "préviens",
    "recevoir": "reçois", "concevoir": "conçois", "prévoir": "prévois", "mettre": "mets", "soumettre": "soumets",
    "connaître": "connais", "reconnaître": "reconnais", "suivre": "suis", "vivre": "vis", "envoyer": "envoie",
    "appeler": "appelle", "rappeler": "rappelle", "jeter": "jette", "créer": "crée", "recréer": "recrée",
    "agréer": "agrée", "joindre": "joins", "peindre": "peins", "servir": "sers", "partir": "pars",
    "cueillir": "cueille",
    "résoudre": "résous", "conclure": "conclus", "inclure": "inclus", "exclure": "exclus", "battre": "bats",
}  # fmt: skip
_PERSON = {"fait": "fais", "va": "va", "est": "sois", "a": "aie", "dit": "dis", "voit": "vois", "sait": "sache"}
_VOUS = {
    "faites": "fais", "dites": "dis", "écrivez": "écris", "décrivez": "décris", "traduisez": "traduis",
    "produisez": "produis", "choisissez": "choisis", "répondez": "réponds", "extrayez": "extrais", "lisez": "lis",
    "fournissez": "fournis", "définissez": "définis", "construisez": "construis", "convertissez": "convertis",
}  # fmt: skip
_AGAIN = re.compile(r"(?P<before>(?:\b(?:et|puis|ou)\b|,)\s+(?:(?:puis|ensuite|enfin)\s+)?)(?P<verb>[^\W\d_]+)\b")
_KNOWN = frozenset(verb.split()[0] for kind in wording("fr").kinds.values() for verb in kind.verbs)


_NOUNS_TOO = frozenset({"note", "liste", "classe", "critique", "analyse", "étude", "code", "programme", "présente"})


def _imperative(form: Form, text: str) -> str | None:
    first, space, rest = text.partition(" ")
    if form is Form.BASE:
        return capital(_from_vous(first.casefold()) + space + rest)
    if form is Form.INFINITIVE:
        made = _from_infinitive(first.casefold())
        return capital(f"{made} {_AGAIN.sub(_infinitive_again, rest)}".rstrip()) if made else None
    if form is Form.THIRD:
        made = _from_third(first.casefold())
        return capital(f"{made} {_AGAIN.sub(_third_again, rest)}".rstrip()) if made else None
    return None


def _form(text: str) -> Form:
    first, _, rest = text.partition(" ")
    word = first.casefold().removesuffix("-moi").removesuffix("-nous").strip(".,;:!?")
    if word in _VOUS or (word.endswith("ez") and word != "chez"):
        return Form.BASE
    if _infinitive_of(word) and rest and not (word in _NOUNS_TOO and re.match(r"(?:de\s|d['\u2019])", rest)):
        return Form.BASE
    if word in _KNOWN:
        return Form.INFINITIVE
    return Form.QUESTION if text.rstrip().endswith("?") else Form.NOUN


def _infinitive_of(word: str) -> str:
    """Give the infinitive of an imperative that is known, else nothing."""
    return next((verb for verb in _KNOWN if _from_infinitive(verb) == word), "")


def _from_infinitive(verb: str) -> str | None:
    if verb in _ODD:
        return _ODD[verb]
    if verb.endswith("yer"):
        return verb[:-3] + "ie"
    if verb.endswith("er"):
        return _open(verb[:-2]) + "e"
    if verb.endswith("dre"):
        return verb[:-2] + "s"
    if verb.endswith(("ire", "ure")):
        return verb[:-2] + "s"
    return verb[:-1] + "s" if verb.endswith("ir") else None


def _open(stem: str) -> str:
    """Open the last vowel, as before a silent ending: gén(é)r -> gén(è)r, ach(e)t -> ach(è)t."""
    return re.sub(r"[ée](?=(?:[bcdfgjkmnpqstvz]|[bcdfgptv][rl]|l|r|gn|qu)$)", "è", stem)


def _from_third(word: str) -> str | None:
    if word in _PERSON:
        return _PERSON[word]
    if word.endswith("e"):
        return word
    if word.endswith(("it", "ut", "rt", "ît")):
        return word[:-1].replace("î", "i") + "s"
    return word + "s" if word.endswith(("d", "et")) else None


def _from_vous(word: str) -> str:
    """Say "tu" where the goal says "vous"."""
    if word in _VOUS:
        return _VOUS[word]
    base, dash, pronoun = word.partition("-")
    return (_open(base[:-2]) + "e" if base.endswith("ez") else base) + dash + pronoun


def _infinitive_again(found: re.Match[str]) -> str:
    verb = found["verb"].casefold()
    made = _from_infinitive(verb) if verb in _KNOWN else None
    return found["before"] + made if made else found[0]


def _third_again(found: re.Match[str]) -> str:
    verb = found["verb"].casefold()
    made = _from_third(verb)
    return found["before"] + made if made and _infinitive_of(made) else found[0]


_VOWEL = re.compile(r"[aeiouyhâàéèêëîïôöûüœ]", re.IGNORECASE)


def _with_article(phrase: str, noun: str) -> str:
    """Leave a bare noun alone: its gender is not known."""
    del noun
    return phrase


def _definite(determiner: str, noun: str) -> str:
    word = determiner.casefold()
    if word in {"un", "une", "le", "la"} and _VOWEL.match(noun):
        return "l'"
    if word in {"d'un", "d'une", "d\u2019un", "d\u2019une"}:
        return "de l'" if _VOWEL.match(noun) else "du " if word.endswith("un") else "de la "
    return {"un": "le ", "une": "la ", "des": "les ", "plusieurs": "les ", "de": "les ", "": ""}.get(
        word, determiner + ("" if determiner.endswith(("'", "\u2019")) else " ")
    )


_DROP = frozenset(
    """
    le la les l un une des de du d mon ma mes notre nos votre vos leur leurs ce cette ces chaque tous tou
    tes à au aux
    en nouveau nouveaux nouvelle nouvelles long longs longue longues différents différentes plusieurs
    """.split()  # noqa: SIM905 - as above
)

FRENCH = Grammar(
    frames=_FRAMES,
    request=re.compile(
        rf"{_POLITE}(?:{_PROMPT}\s+(?:qui|pour|permettant)|peux-tu|pouvez-vous|pourrais-tu|pourriez-vous"
        r"|aidez?-(?:moi|nous))",
        re.IGNORECASE,
    ),
    wanting=_frame(rf"(?:{_WANT}|{_NEED})"),
    limit=re.compile(
        r"\b(?:ne\s+\S+\s+(?:pas|jamais|aucun)|n['\u2019]\S+\s+(?:pas|jamais)|[ée]vite[rz]?|sans|jamais"
        r"|seulement|uniquement"
        r"|au\s+plus|au\s+moins|maximum|doit|doivent|il\s+faut|garde[rz]?|inclu[st]|exclu[st]|toujours)\b|^pas\s+d",
        re.IGNORECASE,
    ),
    shape=re.compile(
        r"(?:(?:la\s+|le\s+)?(?:sortie|r[ée]sultat|format|r[ée]ponse|longueur|ton|style)\b|r[ée]ponds?\s+(?:en|par)\b"
        r"|renvoie\b|pr[ée]sente\b|utilise\s+(?:des\s+puces|un\s+tableau|du\s+json))",
        re.IGNORECASE,
    ),
    imperative=_imperative,
    form=_form,
    also=re.compile(
        r"(?:\s+(?:et|ou|puis)\s+[^\W\d_]+)+(?=\s)|\s+(?:si|que)(?=\s+(?:une?|les?|la|mon|ma|mes|cet?)\s)",
        re.IGNORECASE,
    ),
    betters=re.compile(
        r"rends\s+(?:(?:le|la|les|mon|ma|mes|ce|cette|un|une)\s+)?(?:[\w-]+\s+){1,3}?(?:plus|moins)\b", re.IGNORECASE
    ),
    determiner=re.compile(
        r"d['\u2019]une?(?=\s)|d['\u2019]|de l['\u2019]|de la(?=\s)|du(?=\s)|(?:(?:chacun(?:e)? (?:de|des) "
        r"|tous |toutes )?(?:les|mes|nos|ses|vos|leurs|ces|tes)|le|la|un|une|des|mon|ma|notre"
        r"|son|sa|votre|leur|ce|cet|cette|chaque|plusieurs|de)(?=\s)|l['\u2019]",
        re.IGNORECASE,
    ),
    stops=re.compile(
        r"[,;:.!?()\n]|\s(?=(?:[a-zé]+ment|est|sont|a|ont|peut|contient|plus|moins|pour|en|vers|dans|avec|sans|par|selon|qui|que|dont|afin|depuis|puis|ou|sur"
        r"|entre|contre|lors"
        r"|apr[èe]s|avant|comme|si|quand|[àa]\s+(?:partir|destination|l['\u2019]attention)|au\s+format|aux?"
        r"|d['\u2019]apr[èe]s"
        r"|et\s+(?:puis\s+)?(?:" + "|".join(sorted({_from_infinitive(verb) or verb for verb in _KNOWN})) + r"))\b)",
        re.IGNORECASE,
    ),
    definite=_definite,
    with_article=_with_article,
    source=re.compile(
        r"\b(?:[àa] partir (?:de |d['\u2019]|du |des )|d['\u2019]apr[èe]s |selon |en utilisant |depuis "
        r"|r[ée]pon(?:se|ses|s|dre) (?:à |au |aux ))(?=\S)",
        re.IGNORECASE,
    ),
    given=re.compile(r"\bà partir d['\u2019]une?\b", re.IGNORECASE),
    aside=re.compile(
        r"(?P<head>.{0,80}?\bqui),\s+(?P<aside>(?:à partir|d['\u2019]après|selon|pour|avec)\b[^,]{1,80}),\s+"
        r"(?P<rest>\S.*)\Z",
        re.IGNORECASE | re.DOTALL,
    ),
    helper=re.compile(
        rf"{_POLITE}(?:{_WANT}|{_NEED})?(?:une?|l['\u2019])\s*(?:assistante?|chatbot|bot|agent|tuteur|coach|robot)\b",
        re.IGNORECASE,
    ),
    inner=re.compile(r"\s(?=(?:d[eu]|des|dans)\s|d['\u2019])(?:(?:dans|de)\s+(?!la\b|l['\u2019]))?", re.IGNORECASE),
    subject=re.compile(r"\b(?:sur|concernant|au sujet de|à propos de)\s+", re.IGNORECASE),
    head=0,
    drop=_DROP,
)
