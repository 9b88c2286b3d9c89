"""English goals: the words around a wish, verbs made imperative, where a noun phrase ends."""

import re

from bot.engineer.guided.wish import Form, Grammar, capital
from bot.engineer.guided.wording import wording

_TOOL = (
    r"(?:chat\s?gpt|gpt(?:-?\d\S*)?|claude|gemini|llama|mistral|copilot|midjourney|dall-?e|(?:the|an?)\s+"
    r"(?:ai|llm|model))"
)
_POLITE = r"(?:(?:please|kindly|hi|hello|hey|okay|ok|so|well|now|just)\b[,!.]?\s+){0,4}"
_MAKE = (
    r"(?:(?:write|make|create|give|draft|build|generate|design|prepare|suggest|craft|provide|find)\s+(?:"
    r"(?:me|us)\s+)?)?"
)
_PROMPT = (
    rf"{_POLITE}{_MAKE}(?:(?:an?|the|my|our|some|one)\s+)?(?:[\w'-]+\s+){{0,3}}?prompts?"
    rf"(?!\s+(?:engineer|injection|library))(?:\s+for\s+{_TOOL})?"
)
_TOOLS = r"(?:an?\s+|the\s+|some)?(?:bot|assistant|chatbot|agent|tool|thing|ai)\s+(?:that|which|who)\s+"
_CAN = (
    r"(?:(?:i|we|you|people)\s+)?(?:can|could|will|would|should|may|must|helps?|lets|allows|enables|is\s+able)\s+"
    r"(?:(?:use|reuse|send|paste)\s+)?(?:(?:me|us|you|people)\s+)?(?:to\s+)?"
)
_WANT = (
    r"(?:i|we)(?:\s+(?:would\s+(?:really\s+)?like|(?:really\s+)?want|need|wish|have|intend|plan)|['\u2019]d\s+like"
    r"|(?:['\u2019]m|\s+am|['\u2019]re|\s+are)\s+(?:trying|looking|planning))\s+"
)


def _frame(pattern: str) -> re.Pattern[str]:
    return re.compile(_POLITE + pattern, re.IGNORECASE)


_FRAMES: tuple[tuple[re.Pattern[str], Form | None], ...] = (
    (_frame(rf"{_PROMPT}\s*[:\u2013\u2014]\s+"), None),
    (_frame(rf"{_PROMPT}\s+(?:that|which|who|where|with\s+which)\s+{_CAN}"), Form.INFINITIVE),
    (
        _frame(
            rf"{_PROMPT}\s+(?:that|which)\s+(?:asks|tells|makes|gets|instructs|lets|has)\s+(?:{_TOOL}|it)\s+"
            rf"(?:to\s+)?"
        ),
        Form.INFINITIVE,
    ),
    (_frame(rf"{_PROMPT}\s+(?:asking|telling)\s+{_TOOL}\s+to\s+"), Form.INFINITIVE),
    (_frame(rf"{_PROMPT}\s+(?:in\s+order\s+)?to\s+"), Form.INFINITIVE),
    (_frame(rf"{_PROMPT}\s+(?:that|which|who)\s+"), Form.THIRD),
    (_frame(rf"{_PROMPT}\s+(?:for|about|on|of)\s+"), Form.NOUN),
    (_frame(rf"{_TOOLS}{_CAN}"), Form.INFINITIVE),
    (_frame(_TOOLS), Form.THIRD),
    (_frame(r"(?:can|could|would|will)\s+you\s+(?:please\s+|kindly\s+)?"), None),
    (_frame(rf"{_WANT}(?:you\s+|{_TOOL}\s+|it\s+)?to\s+"), None),
    (_frame(r"(?:i|we)(?:['\u2019]m|\s+am|\s+are|['\u2019]re)\s+looking\s+for\s+"), None),
    (_frame(rf"{_WANT}(?!to\b)"), None),
    (
        _frame(
            r"help\s+(?:me|us)\s+(?:to\s+)?(?=(?:write|rewrite|draft|create|make|generate|summari[sz]e|translate|plan|find"
            r"|improve|fix|build|compare|analy[sz]e|brainstorm|come up|design|organi[sz]e|choose)\b)"
        ),
        None,
    ),
    (_frame(r"(?:my|the|our)\s+(?:goal|aim|task|wish|idea)\s+is\s+to\s+"), Form.INFINITIVE),
    (_frame(r"to\s+(?=[a-z-]+\s)"), Form.INFINITIVE),
    (re.compile(r"(?:(?:please|kindly|hi|hello|hey|okay|ok|so|well|now|just)\b[,!.]?\s+){1,4}", re.IGNORECASE), None),
)

_MORE = """
accept add address adjust align allocate append apply arrange ask assign assign attach balance begin book break bring
browse buy calculate call cancel change cite close combine comment compile compute configure confirm connect consider
consolidate construct consult contain continue cook count cover cross-check cure deduplicate deliver demonstrate
determine discover discuss display divide do document download elaborate eliminate embed emphasise emphasize encode
encourage enjoy enrich enrol enroll ensure enter establish estimate exclude execute export fill finalise finalize focus
follow forward gauge go group handle have help highlight host ignore include incorporate increase index infer inform
initiate insert inspire install integrate join keep know leave link listen load log look lower maintain manage map mark
match mention merge migrate minimise minimize mix model modify monitor move navigate note notify number offer open
optimise optimize order paste perform personalise personalize place point populate post practice practise praise present
preserve prevent print process project pursue quote quiz raise re-write read realise realize reason reassure recognise
recognize record redact reduce refer refine reflect reject relate remember remind remove reorganise reorganize repair
repeat replace represent reproduce request require resolve restate return reuse reveal run save say scan screen see
select sell send separate serve set share simulate solve speak specify speed spell split standardise standardize start
state stay stop store strengthen stress substitute subtract surface switch take talk target test think train transcribe
trim try type uncover unify update upgrade upload use vary view visit vote warn watch welcome work wrap secure
""".split()  # noqa: SIM905 - a list of two hundred strings cannot be read
_NOUNS_TOO = frozenset(
    """
    list report plan rank draft score flag tag sort edit note check comment label grade rate route filter map mark group
    name order post quote question answer review study test work link log match model number process project record
    repeat request research result return share state stress support surface target trim type update vote cover code
    schedule budget design guide outline fix format copy script detail set call place point book change train coach
    interview chat notes display view
    """.split()  # noqa: SIM905 - as above
)
"""Verbs whose third person may be a plural noun: "lists", "reports"."""
_VERBS = frozenset(verb.split()[0] for kind in wording("en").kinds.values() for verb in kind.verbs) | frozenset(_MORE)
_ODD = {"does": "do", "goes": "go", "has": "have", "is": "be", "focuses": "focus", "caches": "cache"}
_BEFORE = r"(?P<before>(?:\b(?:and|then|or|but)\b|,)\s+(?:(?:then|also|finally|always|never)\s+)?)"
_THIRD = re.compile(_BEFORE + r"(?P<verb>[a-z-]+s)\b(?=(?P<after>\s+[\w{]+|))", re.IGNORECASE)
_GERUND = re.compile(_BEFORE + r"(?P<verb>[a-z-]+ing)\b", re.IGNORECASE)
_OBJECT = re.compile(
    r"\s+(?:the|an?|each|every|all|any|its?|their|them|one|two|three|\d+|how|what|whether|why|who|your|our|my"
    r"|only|out|up"
    r"|to|if|where|when|no|some|these|those|this|that)\b",
    re.IGNORECASE,
)


_NAMING = re.compile(
    r"\s+of\b|\s+(?!feedback|code|text|data|content|documentation|me\b|us\b|it\b)[a-z]+(?<!s)[.!]?(?:$|\s+"
    r"(?:for|to|about)\b)",
    re.IGNORECASE,
)
"""After a word in -ing that only names a thing: "onboarding email"."""


def _imperative(form: Form, text: str) -> str | None:
    if form in {Form.BASE, Form.INFINITIVE}:
        return capital(text)
    first, _, rest = text.partition(" ")
    if form is Form.THIRD:
        base = _from_third(first.casefold())
        return capital(f"{base} {_series(_THIRD.sub(_third_again, rest), rest)}".rstrip()) if base else None
    if form is Form.GERUND:
        base = _from_gerund(first.casefold())
        return capital(f"{base} {_GERUND.sub(_gerund_again, rest)}".rstrip()) if base else None
    return None


def _form(text: str) -> Form:
    first = re.match(r"[a-z-]+", text.casefold())
    if first and first[0] in _VERBS and not _is_noun(first[0], text[first.end() :]):
        return Form.BASE
    if first and _is_third(first[0], text[first.end() :]):
        return Form.THIRD
    if first and _from_gerund(first[0]) and not _NAMING.match(text, first.end()):
        return Form.GERUND
    return Form.QUESTION if text.rstrip().endswith("?") else Form.NOUN


def _is_noun(word: str, after: str) -> bool:
    """Tell whether a word that may be either is a noun: "review of the draft", "report about sales"."""
    return word in _NOUNS_TOO and re.match(r"\s+(?:of|about|between|for|on)\b|\s*$", after) is not None


def _is_third(word: str, after: str) -> bool:
    base = _from_third(word)
    return base in _VERBS and bool(after.strip()) and (base not in _NOUNS_TOO or _OBJECT.match(after) is not None)


def _from_third(word: str) -> str | None:
    if word in _ODD:
        return _ODD[word]
    if word.endswith("ies") and word not in {"dies", "lies", "ties"}:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else None


def _from_gerund(word: str) -> str | None:
    stem = word[:-3]
    single = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
    choices = (stem + "e", stem, single) if word.endswith("ing") else ()
    return next((choice for choice in choices if choice in _VERBS), None)


def _third_again(found: re.Match[str]) -> str:
    """Change a verb that follows the first one: "reads X and lists the Y". A noun stays: "emails and lists"."""
    base = _from_third(found["verb"].casefold())
    if base not in _VERBS or (base in _NOUNS_TOO and not _OBJECT.match(found["after"])):
        return found[0]
    return found["before"] + base


def _series(changed: str, rest: str) -> str:
    """Where the last verb of a series was certain, what stands between is one too: "reads X, flags Y and writes Z"."""
    if changed == rest:
        return rest
    return re.sub(r"(?<=, )([a-z-]+s)(?=\s+[a-z]+\s+(?:and|then)\b)", _member, changed)


def _member(found: re.Match[str]) -> str:
    base = _from_third(found[1])
    return base if base in _VERBS and base else found[0]


def _gerund_again(found: re.Match[str]) -> str:
    base = _from_gerund(found["verb"].casefold())
    return found["before"] + base if base else found[0]


_PLURAL = re.compile(
    r"(?:[a-z]*[^s\W]s|feedback|copy|content|text|code|music|lyrics|documentation|advice"
    r"|help)$",
    re.IGNORECASE,
)


def _with_article(phrase: str, noun: str) -> str:
    """Put an article before a bare singular: "weekly newsletter" -> "a weekly newsletter"."""
    if _PLURAL.search(noun) or noun[:1].isupper() or noun[:1].isdigit():
        return phrase
    return f"{'an' if noun[:1].casefold() in 'aeiou' else 'a'} {phrase}"


def _definite(determiner: str, noun: str) -> str:
    if determiner.casefold().split(" ")[0] in {"", "a", "an", "any", "some"}:
        return "the "
    return determiner + " " * (noun != "" and determiner != "")


_DROP = frozenset(
    """
    the a an of my our your their this these those each every all any some long short incoming raw new gi
    ven various
    different many several following single whole entire one two three four five
    """.split()  # noqa: SIM905 - as above
)

ENGLISH = Grammar(
    frames=_FRAMES,
    request=re.compile(
        _POLITE + rf"(?:{_PROMPT}\s+(?:that|which|for|to)|(?:can|could|would|will)\s+you|help\s+me)",
        re.IGNORECASE,
    ),
    wanting=_frame(_WANT),
    limit=re.compile(
        r"\b(?:do not|don['\u2019]t|never|avoid|without|only|must(?:n['\u2019]t)?|should(?:n['\u2019]t)?"
        r"|at most|at least"
        r"|no more than|make sure|ensure|keep|include|exclude|leave out|always)\b|^no\b",
        re.IGNORECASE,
    ),
    shape=re.compile(
        r"(?:(?:the\s+)?(?:output|result|format|answer|length|tone|style)\b|return\b|respond\b|reply (?:in|with|as)\b"
        r"|format (?:it|the)|give (?:it|the result) (?:as|in)|use (?:bullets?|bullet points|a table|json"
        r"|markdown|headings))",
        re.IGNORECASE,
    ),
    imperative=_imperative,
    form=_form,
    also=re.compile(
        r"(?:\s+(?:and|or|then)\s+[a-z-]+)+(?=\s)|\s+(?:if|whether|that)(?=\s+(?:an?|the|my|our|this|these)\s)",
        re.IGNORECASE,
    ),
    betters=re.compile(
        r"make\s+(?:(?:the|my|our|this|these|an?)\s+)?(?:[\w-]+\s+){1,3}?(?:more|less|sound|read|better|shorter|longer|clearer"
        r"|simpler|friendlier|easier|stronger|warmer|nicer)\b",
        re.IGNORECASE,
    ),
    determiner=re.compile(
        r"(?:(?:each of |all of |all )?(?:the|my|our|your|their|his|her|its|this|these|those)"
        r"|each|every|all|any|some|an?|several|many|various)(?=\s)",
        re.IGNORECASE,
    ),
    stops=re.compile(
        r"[,;:.!?()\n]|\s(?=(?!(?:weekly|daily|monthly|quarterly|yearly|hourly|friendly|family|early|reply|supply|assembly|anomaly"
        r"|elderly|costly)\b)(?:[a-z]+ly|more|less|better|shorter|longer|clearer|simpler|friendlier|sound|is|are|was|were|has|have|can|contains?|for|into|in|to|from|with|without|by|using|as|that|which|who|so|then|or|about|on"
        r"|at|between"
        r"|against|based|if|when|while|whether|before|after|during|per|within|via|and\s+(?:then\s+)?(?:"
        + "|".join(sorted(_VERBS - _NOUNS_TOO))
        + r"|(?:list|sort|flag|tag|rank|score|report|answer|check|name|note|ask)\s+(?:the|a|an|each|every|all"
        r"|any|how|what"
        r"|which|them|it|its|their|my|our|if|whether)))\b)",
        re.IGNORECASE,
    ),
    definite=_definite,
    with_article=_with_article,
    source=re.compile(
        r"\b(?:from|based on|on the basis of|given|using|out of|according to|(?:repl(?:y|ies)|responses?"
        r"|answers?|respond) to)\s+",
        re.IGNORECASE,
    ),
    given=re.compile(r"\bgiven\s+(?:an?|the|some|one)\b", re.IGNORECASE),
    aside=re.compile(
        r"(?P<head>.{0,80}?\b(?:that|which|who)),\s+(?P<aside>(?:given|based on|from|using|for|with)\b[^,]{1,80}),\s+"
        r"(?P<rest>\S.*)\Z",
        re.IGNORECASE | re.DOTALL,
    ),
    helper=re.compile(
        rf"{_POLITE}(?:{_WANT})?(?:an?|the|my|our)\s+(?:[\w-]+\s+){{0,2}}?(?:assistant|chatbot|bot|agent|tutor|coach)\b",
        re.IGNORECASE,
    ),
    inner=re.compile(r"\s(?:in|of|from|out of)\s+", re.IGNORECASE),
    subject=re.compile(r"\b(?:about|on|regarding|concerning)\s+", re.IGNORECASE),
    head=-1,
    drop=_DROP,
)
