"""The words we use about people: never those of informing, of crime or of command (K01, K02)."""

import re

import pytest

from tests.architecture.source import Text, place, texts
from tests.support import SOURCE

pytestmark = pytest.mark.pure

BANNED = {
    "en": (
        r"inform(?:er|ant)s?",
        r"tip-?offs?",
        r"tips?",
        r"intelligence",
        r"signals?",
        r"suspect(?:s|ed)?",
        r"victims?",
        r"collaborators?",
        r"denunciations?",
        r"whistle-?blowers?",
        r"perpetrators?",
        r"case files?",
        r"radicali[sz]\w+",
    ),
    "ru": (
        r"осведомител\w*",
        r"информатор\w*",
        r"агент(?:ы|а|у|ом|ов|ам)?",
        r"агентурн\w*",
        r"сигнал\w*",
        r"донос\w*",
        r"подозреваем\w*",
        r"виновн\w*",
        r"улик\w*",
        r"доказательств\w*",
        r"жертв\w*",
        r"контингент\w*",
        r"рейд\w*",
        r"очаг\w*",
        r"стукач\w*",
        r"сотрудничать с (?:органами|милицией|полицией)",
    ),
    "tg": (
        r"хабаркаш\w*",
        r"ҷосус\w*",
        r"чуғул\w*",
        r"ғаммоз\w*",
        r"агент(?:и|ҳо|он)?",
        r"гумонбар\w*",
        r"айбдор\w*",
        r"далел\w* шайъӣ",
        r"қурбонӣ",
        r"қурбониён",
        r"супориш\w*",
        r"рейд\w*",
        r"парванда\w*",
        r"ҳамкорӣ бо мақомот",
    ),
}
ALL = {
    language: re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    for language, words in BANNED.items()
}

OF_A_PERSON = re.compile(
    r"(?<!\w)(?:sources?|источник\w*|манбаъ\w*)(?!\w)(?!\s*(?::|of\b|and (?:the )?licence|code|и кард|кода|данных|света|воды))",
    re.IGNORECASE,
)
"""Agents' language when said of a person; fine for where a figure, a law or a map comes from ("Source: ...")."""


WORDS_OF_THE_LAW = {
    "rooms/crime": re.compile(
        r"(?<!\w)(?:victims?|suspect(?:s|ed)?|perpetrators?|signals?|жертв\w*|потерпевш\w*|подозреваем\w*|сигнал\w*|"
        r"ҷабрдида\w*|ҷабрди\w*|гумонбар\w*|сигнал\w*)(?!\w)",
        re.IGNORECASE,
    )
}
"""Criminal statistics count victims and suspects, as the law calls them, and look at signals about record keeping."""


def banned_in(text: Text) -> list[str]:
    """The banned words in a text: those of its language, or of all languages where they may be mixed."""
    found: list[str] = []
    for language, pattern in ALL.items():
        if text.language in ("", language):
            found += pattern.findall(text.text)
    for part, allowed in WORDS_OF_THE_LAW.items():
        if part in text.where:
            found = [
                word for word in found if not allowed.fullmatch(word if isinstance(word, str) else word[0])
            ]
    return found


def test_nothing_says_a_banned_word() -> None:
    """K01, K02: templates, sentences in code, translations, country packs."""
    wrong = [f"{text.where}: {', '.join(words)}" for text in texts() if (words := banned_in(text))]
    assert wrong == []


def test_nobody_is_called_a_source() -> None:
    """K01: a person is not a source; a figure has one."""
    wrong = [
        f"{text.where}: {text.text[:80]}"
        for text in texts()
        if "[source" not in text.where and "source]" not in text.where and OF_A_PERSON.search(re.sub(r"%\(\w+\)s", "", text.text))
        and not re.match(r"\W*(?:(?:legal|data) )?(?:sources?|источники?|манбаъ\w*)\W*$", text.text.strip(), re.IGNORECASE)
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank the informer"),
        ("en", "Send a tip"),
        ("en", "The victim's name"),
        ("ru", "Ваш сигнал принят"),
        ("ru", "Подозреваемый"),
        ("tg", "Гумонбар"),
        ("", "name of the suspect"),
    ],
)
def test_the_banned_words_are_found(language: str, text: str) -> None:
    assert banned_in(Text("here", language, text))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A stipend; multiple signalling lamps"),
        ("ru", "Агентство по статистике"),
        ("tg", "Иди Қурбон"),
        ("en", "Tell us about the place"),
    ],
)
def test_harmless_words_are_left_alone(language: str, text: str) -> None:
    assert not banned_in(Text("here", language, text))


def test_tajik_is_written_with_its_own_letters() -> None:
    """ғ ӣ қ ӯ ҳ ҷ, never the letters that old keyboards put in their place."""
    wrong = [
        f"{text.where}: {text.text[:60]}"
        for text in texts()
        if text.language == "tg" and re.search("[ўњљќїЎЊЉЌЇыщцьЫЩЦЬ]", text.text)
    ]
    assert wrong == []


def test_no_template_has_inline_style_or_script() -> None:
    """The content security policy forbids them, so a page would silently lose them; nothing may need JavaScript."""
    wrong = []
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"<[^>{%]*\sstyle=", text) or re.search(r"<style\b", text):
            wrong.append(f"{place(path)}: style")
        if re.search(r"<script(?![^>]*\ssrc=)", text) or re.search(r"<[^>{%]*\son[a-z]+=[\"']", text):
            wrong.append(f"{place(path)}: script")
        if re.search(r"href=[\"']javascript:", text, re.IGNORECASE):
            wrong.append(f"{place(path)}: javascript link")
    assert wrong == []


FOR_RESIDENTS = (
    "faces/portal/templates",
    "rooms/concerns/templates/concerns/resident",
    "rooms/concerns/templates/concerns/place",
    "rooms/crime/templates/crime/filing",
)


def test_no_page_for_residents_names_a_unit_of_one_country() -> None:
    """A jamoat is a unit of Tajikistan: in Kyrgyzstan and Uzbekistan nobody lives in one. Packs name places."""
    named = re.compile(r'\{% trans(?:late)? "[^"]*\bjamoats?\b', re.IGNORECASE)
    found = [
        f"{place(path)}: {text}"
        for folder in FOR_RESIDENTS
        for path in sorted((SOURCE / folder).rglob("*.html"))
        for text in named.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []
