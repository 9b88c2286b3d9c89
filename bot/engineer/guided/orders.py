"""An instruction for a refinement, in plain words, taken apart: which safe edits it asks for, what it wants added, and
what of it needs a model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.engineer.guided.grammars import GRAMMARS
from bot.engineer.guided.language import language_of
from bot.engineer.guided.lengths import LENGTH
from bot.engineer.guided.wish import sentence
from bot.engineer.targets import Target, find_target

SHORTER = ("politeness", "obsolete", "filler", "repetition")
"""What "shorter" does: it takes out what says nothing."""
_CLAUSE = re.compile(r"\s*[;\n]\s*|(?<=[.!?])\s+|,\s+(?:and\s+|et\s+)?|\s+(?:and|then|et|puis)\s+(?=\w)", re.IGNORECASE)
_FOR = re.compile(
    r"(?:(?:make|rewrite|write|adapt|convert|optimi[sz]e|tune|adapte|convertis|optimise)\s+(?:it|this|the prompt|le"
    r"|la|ce prompt)?\s*)?"
    r"(?:for|to|pour|à)\s+(?P<name>[\w .\-·]{2,40})",
    re.IGNORECASE,
)
_EDITS: Mapping[tuple[str, ...], str] = MappingProxyType(
    {
        SHORTER: r"\b(?:short(?:er|en)?|trim(?:med)?|tight(?:er|en)?|more concise|concise|condense"
        r"|(?:less|too|so) (?:wordy|verbose|long|chatty|long-winded)|cut (?:it )?down|(?:fewer|less|too many) words"
        r"|plus courte?|plus concise?|(?:moins|trop) (?:verbeu(?:x|se)|long(?:ue)?|bavarde?)|(?:moins|trop) de mots"
        r"|raccourci(?:s|r|ssez|t)?|abr[èeé]ge[rz]?|resserre[rz]?)\b",
        ("politeness",): r"\b(?:polite(?:ness)?|please|courtesy|politesse)\b",
        ("shouting",): r"\b(?:shout\w*|caps|capitals?|all[- ]caps|exclamation|majuscules|crier|cris)\b",
        (
            "obsolete",
        ): r"\b(?:obsolete|tricks?|persona|role[- ]?play|step[- ]by[- ]step|double[- ]check|flattery|bribes?"
        r"|astuces|dépassée?s?)\b",
        ("filler",): r"\b(?:filler|fluff|padding|waffle|remplissage|mots inutiles)\b",
        ("repetition",): r"\b(?:repeat\w*|repetitions?|duplicates?|duplicated|redundan\w*|répétitions?|doublons?)\b",
        (
            "delimit",
        ): r"\b(?:delimit\w*|tags?|inputs? in|separate (?:the )?inputs?|fence|délimite\w*|balises?|balise)\b",
        (
            "sections",
        ): r"\b(?:sections?|headings?|parts|structured?|structur\w+|lists?|wall of text|paragraphs?|sections"
        r"|titres|structure\w*)\b",
        (
            "politeness",
            "obsolete",
            "shouting",
            "filler",
            "repetition",
            "delimit",
            "sections",
        ): r"\b(?:clean(?: it)?(?: up)?|tidy|polish"
        r"|nettoie|improve(?: it)?|better|améliore)\b",
    }
)
_FORMAT = re.compile(
    r"\b(?:as|in|into|to|use|utilise[rz]?|output(?: format)?:?|format:?|return|en|au format|sous forme de?"
    r"|format de sortie:?)\s+(?:an?\s+|une?\s+|des\s+|d['’]une?\s+|valid\s+)*"
    r"(?P<format>json|csv|xml|yaml|markdown|table|tableau|bullet points?|bullets?|bullet list|puces"
    r"|numbered list|liste numérotée"
    r"|plain text|texte brut|html)\b",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"\A(?:please\s+)?(?:add|include|append|ajoute[rz]?|inclus)\b(?:\s+(?:a|the|une|la)\s+(?:rule|line"
    r"|sentence|règle|ligne|phrase))?"
    r"(?:\s*:\s*|\s+(?:that says|saying|that|que|qui dit|qu['’](?=\w))\s*:?\s*|\s+(?=[\"“«]))",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\A(?:never|always|do not|don['’]t|avoid|only|no\s(?=\s*\w)|jamais|toujours|évite[rz]?|uniquement|ne\s+\w+\s+"
    r"(?:pas|jamais)|pas de)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\A(?:do not|don['’]?t|not|never|ne|jamais|pas)\b|\An['’]", re.IGNORECASE)
_TOO = re.compile(r"\b(?:so|too|si|trop)\b", re.IGNORECASE)
_TAKES = re.compile(
    r"\b(?:remove|take|strip|drop|delete|cut|enl[eè]ve[rz]?|retire[rz]?|supprime[rz]?|[oô]te[rz]?)\b", re.IGNORECASE
)
_KEEP = re.compile(
    r"\A(?:keep|leave|garde[rz]?|laisse[rz]?)\s+(?:(?:the|all|every|my|our|les?|la|tou(?:te)?s|mes|nos)\b|l['’])",
    re.IGNORECASE,
)
_DICTATED = re.compile(
    r"\A(?:(?P<modal>(?:it|this|il|elle|ça)\s+(?:(?:should|must|needs\s+to|has\s+to)"
    r"|(?P<never>ne\s+)?doit))\s+(?=\w)"
    r"|(?:make\s+sure|ensure|be\s+sure|assure-toi|assurez-vous|veille[rz]?|il\s+faut|il\s+ne\s+faut"
    r"|(?:the|each|every|la|le|chaque)\s+(?:answer|output|result|reply|response|réponse|résultat)"
    r"\s+(?:should|must|needs\s+to|has\s+to|may|doit|ne\s+doit))\b)",
    re.IGNORECASE,
)
"""What the result must be like, as people say it of the prompt: "it should never mention prices"."""
_BEFORE = re.compile(
    r"\A(?:(?:(?:no|non|yes|oui|ok|okay|hey|hi|hello|salut|bonjour|please|pls|also|well|aussi|alors)\b(?:,\s*|\s+(?=\w)))"
    r"|(?:(?:can|could|would|will)\s+(?:you|u)"
    r"|(?:est[- ]ce\s+que\s+)?(?:tu\s+(?:peux|pourrais)|vous\s+(?:pouvez|pourriez))"
    r"|(?:peux|pourrais)[- ]tu|(?:pouvez|pourriez)[- ]vous"
    r"|help\s+me(?:\s+to)?|aide[rz]?[- ](?:moi|nous)\s+à|(?:m['’]|nous\s+)aider\s+à)\s+)+",
    re.IGNORECASE,
)
"""What says nothing before an instruction: "no, could you"."""
_NEGATING = re.compile(r"\A(?:no|non)\s", re.IGNORECASE)
_SMALL = frozenset(
    """
    make it this the a an prompt please and more much bit little be is to of all any remove take out turn put into up
    without less no get rid drop delete strip use using with wrap mark add fix its text them by so that keep rather lot
    too instead can could would will should you pls plz thanks thank tu peux pouvez vous stp svp est il elle ça rendre
    rendez fais faites peu beaucoup très long
    input inputs variable variables format output rends le la les ce de du des un une et plus moins
    enlève retire supprime mets en sans que entrées
    """.split()  # noqa: SIM905 - a list of eighty strings cannot be read
)


LONGEST = 1_000
"""Characters of an instruction that rules can read; a longer one holds more than they understand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an instruction comes to."""

    edits: tuple[str, ...] = ()
    target: Target | None = None
    output: tuple[str, ...] = ()
    """Lines on the result, in the prompt's language or as the person wrote them."""
    formats: tuple[str, ...] = ()
    """Formats to name, as typed, in small letters."""
    rules: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """What needs a model, word for word."""


def asked(instruction: str, *, target: str = "") -> Asked:
    """Take an instruction apart. `target`: the family that was asked for beside it."""
    found = _taken_apart(instruction.strip())
    named = find_target(target) if target else None
    edits = dict.fromkeys(name for each in found for name in each.edits)
    return Asked(
        edits=tuple(edits),
        target=named or next((each.target for each in found if each.target), None),
        output=tuple(line for each in found for line in each.output),
        formats=tuple(name for each in found for name in each.formats),
        rules=tuple(rule for each in found for rule in each.rules),
        unknown=tuple(part for each in found for part in each.unknown),
    )


def _taken_apart(instruction: str) -> list[Asked]:
    instruction = _bare(instruction)
    if _ADD.match(instruction):
        return [_whole(instruction)]
    if len(instruction) > LONGEST:
        return [Asked(unknown=(instruction,))]
    if rule := _dictated(instruction):
        return [Asked(rules=(sentence(rule),))]
    return [_clause(part.strip(" .!?")) for part in _CLAUSE.split(instruction) if part.strip(" .!?")]


def _bare(instruction: str) -> str:
    """Give an instruction without the polite words before it, nor the question mark that these bring; "no emojis" is an
    instruction.
    """
    polite = None if _NEGATING.match(instruction) else _BEFORE.match(instruction)
    bare = instruction[polite.end() :].rstrip(" ?") if polite else instruction
    return bare if bare.strip(" .!?") else instruction


def _dictated(instruction: str) -> str:
    """Give the rule that says what the result must be like, with every word of it; an empty text where it is none, or
    where one of the edits may be meant ("it should be shorter").
    """
    found = _DICTATED.match(instruction)
    if not found or _edits(instruction)[0] or _FORMAT.search(instruction) or LENGTH.search(instruction):
        return ""
    if not found["modal"]:
        return instruction
    rest = instruction[found.end("modal") :].strip()
    if found["never"]:
        return f"Ne {rest}"
    return f"Do {rest}" if re.match(r"not\b", rest, re.IGNORECASE) else rest


def _whole(instruction: str) -> Asked:
    """Take a rule that a person dictates, with every word of it."""
    text = _ADD.sub("", instruction.strip(), count=1).strip().strip('"“”«» ')
    return Asked(rules=(sentence(text),)) if text else Asked(unknown=(instruction.strip(),))


def _clause(clause: str) -> Asked:
    target = _FOR.fullmatch(clause)
    family = find_target(target["name"]) if target else None
    if family:
        return Asked(target=family)
    if _ADD.match(clause):
        return _whole(clause)
    edits, rest = _edits(clause)
    if _against(clause, edits):
        return Asked(unknown=(clause,))
    if _FORMAT.search(rest) or LENGTH.search(rest):
        return _shaped(clause, edits, rest)
    if _RULE.match(clause) and not edits:
        return Asked(rules=(sentence(clause),))
    made = Asked(edits=edits)
    return (made if not _content(rest) else _partly(made, clause)) if edits else Asked(unknown=(clause,))


def _shaped(clause: str, edits: tuple[str, ...], rest: str) -> Asked:
    """Take the format and the length that a clause names; what it is against is a rule, or needs a model."""
    shape, length = _FORMAT.search(rest), LENGTH.search(rest)
    if _NOT.match(clause) and (shape or _RULE.match(clause)):
        return Asked(rules=(sentence(clause),)) if _RULE.match(clause) else Asked(unknown=(clause,))
    made = Asked(
        edits=tuple(name for name in edits if name != "sections"),
        formats=(shape["format"].casefold(),) if shape else (),
        output=(sentence(length[0]),) if length else (),
    )
    return _partly(made, clause) if _content(LENGTH.sub(" ", _FORMAT.sub(" ", rest))) else made


def _against(clause: str, edits: tuple[str, ...]) -> bool:
    """Tell whether a clause names edits that are not wanted: "don't shorten it", "keep the please". "Don't shout" and
    "not so long" want them.
    """
    shorter = set(SHORTER) <= set(edits)
    if not edits or _KEEP.match(clause):
        return bool(edits) and not shorter
    return bool(_NOT.match(clause) and (_TAKES.search(clause) or (shorter and not _TOO.search(clause))))


def _partly(made: Asked, clause: str) -> Asked:
    """Do what is understood and say what the clause holds besides."""
    return Asked(edits=made.edits, formats=made.formats, output=made.output, unknown=(clause,))


def _edits(clause: str) -> tuple[tuple[str, ...], str]:
    """Give the edits that a clause names, and the clause without those words."""
    names: dict[str, None] = {}
    rest = clause
    for edits, words in _EDITS.items():
        if re.search(words, clause, re.IGNORECASE):
            names |= dict.fromkeys(edits)
            rest = re.sub(words, " ", rest, flags=re.IGNORECASE)
    return tuple(names), rest


def _content(text: str) -> bool:
    """Tell whether words are left that say something."""
    return any(word not in _SMALL for word in re.findall(r"[^\W\d_]{2,}", text.casefold()))


def grammar_language(text: str) -> str:
    """Give the language of the words that go into a prompt: its own where there are words for it."""
    written = language_of(text)
    return written if written in GRAMMARS else "en"
