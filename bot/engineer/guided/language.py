"""Which language a text is in, as far as its small words tell."""

import re

_SMALL = {
    "en": "the a an and of to for in is that with from it this are as be on by or i my our we you can what how at",
    "fr": "le la les un une des et de du pour en dans est qui que avec sur ce cette mes nos je il elle au aux par ne"
    " pas vous nous ou mon ma notre d l qu j c s à a faire",
    "de": "der die das und ein eine zu für in ist mit von den dem auf ich wir nicht mein unsere des einen einem einer"
    " als im was wie über bitte",
    "es": "el la los las un una y de que en para con por es mi nuestro del se lo al como su",
    "it": "il lo la gli un una e di che in per con è mio nostro del della si le da al come i",
    "pt": "o a os as um uma e de que em para com por é meu nosso do da se no na como",
    "nl": "de het een en van voor in is met dat op te ik we niet mijn ons om als",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_FIRST = {
    "en": "draft write make create summarise summarize translate explain generate list find give extract classify"
    " compare review rewrite plan suggest design please help brainstorm answer",
    "fr": "rédige écris résume traduis explique génère liste trouve donne extrais classe compare relis crée propose"
    " corrige résumer traduire rédiger écrire expliquer aide fais réponds analyse",
    "de": "schreibe schreib erstelle fasse übersetze erkläre gib finde vergleiche bitte hilf",
    "es": "escribe redacta crea resume traduce explica genera busca dame haz ayúdame necesito quiero",
    "it": "scrivi crea riassumi traduci spiega genera trova dammi aiutami voglio",
    "pt": "escreva crie resuma traduza explique gere encontre quero preciso",
    "nl": "schrijf maak vat vertaal geef zoek vergelijk help",
}
"""How goals begin."""
_CALLED = {"en": ("en", "english", "anglais", "eng"), "fr": ("fr", "french", "français", "francais", "fra")}
SAMPLE = 2000
"""Characters that are looked at."""


def language_of(text: str) -> str:
    """Give `en`, `fr`, `de`, `es`, `it`, `pt`, `nl`, or `other` for another script; `en` when nothing tells."""
    sample = text[:SAMPLE].casefold()
    letters = [letter for letter in sample if letter.isalpha()]
    if letters and sum(letter < "\u0250" for letter in letters) < len(letters) / 2:
        return "other"
    words = re.findall(r"[^\W\d_]+", sample)
    counts = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    for language, verbs in _FIRST.items():
        counts[language] += 2 * (bool(words) and words[0] in verbs.split())
    best = max(counts.values())
    return next(language for language, count in counts.items() if count == best)


def is_called(language: str, name: str) -> bool:
    """Tell whether a person means `language` ("fr") by what they typed ("French", "fr-FR")."""
    typed = name.strip().casefold()
    return typed.split("-")[0] in _CALLED.get(language, (language,))
