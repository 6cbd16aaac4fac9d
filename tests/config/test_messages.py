"""Collecting sentences and checking their translations."""

from pathlib import Path

import polib
import pytest

from hamkori.config import messages
from hamkori.config.messages import Message, faults_in_entry, from_python, from_template

pytestmark = pytest.mark.pure


def test_sentences_of_code_are_found_whatever_they_are_called() -> None:
    code = """
from django.utils.translation import gettext as _, gettext_lazy as later, ngettext, pgettext_lazy
from django.utils import translation
_("Save")
later("Two parts "
      "of one sentence")
ngettext("%(n)s person", "%(n)s people", n)
pgettext_lazy("a window", "Close")
translation.gettext("Whole module")
other("Not a sentence")
"""
    found, faults = from_python(code, "x.py")
    assert faults == []
    assert {(m.context, m.text, m.plural) for m in found} == {
        ("", "Save", ""),
        ("", "Two parts of one sentence", ""),
        ("", "%(n)s person", "%(n)s people"),
        ("a window", "Close", ""),
        ("", "Whole module", ""),
    }


@pytest.mark.parametrize(
    "call", ['_(f"Hello {name}")', '_("Hello {}".format(name))', '_("Hello %s" % name)', '_("Hello " + name)']
)
def test_a_text_put_together_inside_the_call_is_a_fault(call: str) -> None:
    code = f"from django.utils.translation import gettext as _\nname = ''\n{call}\n"
    found, faults = from_python(code, "x.py")
    assert found == [] and len(faults) == 1 and faults[0].where == "x.py:3"


def test_sentences_of_templates_are_found() -> None:
    template = """{% load i18n %}
    <h1>{% translate "It's open" %}</h1> {% translate "Close" context "a window" %}
    {% blocktranslate trimmed with place=concern.place %}
        Raised in
        {{ place }}, 5% done.
    {% endblocktranslate %}
    {% blocktranslate count n=people|length %}{{ n }} person{% plural %}{{ n }} people{% endblocktranslate %}
    {% include "x.html" with label=_("In a tag") %}
    {{ value|default:_("In a filter") }}
    {# translate "not this" #}
    """
    found, faults = from_template(template, "x.html")
    assert faults == []
    assert {(m.context, m.text, m.plural) for m in found} == {
        ("", "It's open", ""),
        ("a window", "Close", ""),
        ("", "Raised in %(place)s, 5%% done.", ""),
        ("", "%(n)s person", "%(n)s people"),
        ("", "In a tag", ""),
        ("", "In a filter", ""),
    }


def catalogue(app: Path, language: str = "ru") -> polib.POFile:
    return polib.pofile(str(messages.catalogue_path(app, language)))


def said(*found: Message) -> dict[tuple[str, str], Message]:
    return {message.key: message for message in found}


def test_extracting_keeps_translations_drops_what_is_gone_and_settles(tmp_path: Path) -> None:
    save, close = Message("", "Save", files={"b.html", "a.py"}), Message("a window", "Close", files={"a.py"})
    assert messages.update(tmp_path, "ru", said(save, close))
    first = catalogue(tmp_path)
    assert [entry.msgid for entry in first] == ["Close", "Save"]
    assert first[1].occurrences == [("a.py", ""), ("b.html", "")]
    first[1].msgstr = "Сохранить"
    first.save(str(messages.catalogue_path(tmp_path, "ru")))

    people = Message("", "%(n)s person", "%(n)s people", {"a.py"})
    assert messages.update(tmp_path, "ru", said(save, people))
    second = catalogue(tmp_path)
    assert [(entry.msgid, entry.msgstr) for entry in second] == [("%(n)s person", ""), ("Save", "Сохранить")]
    assert sorted(second[0].msgstr_plural) == [0, 1, 2] and second[0].flags == ["python-format"]
    assert not messages.update(tmp_path, "ru", said(people, save)), "a second time changes nothing"


def test_extracting_keeps_our_wording_of_what_django_says(tmp_path: Path) -> None:
    messages.update(tmp_path, "tg", said(Message("", "Save", files={"a.py"})))
    own = catalogue(tmp_path, "tg")
    own.append(polib.POEntry(msgid="This field is required.", msgstr="Ин ҷойро пур кунед."))
    own.save(str(messages.catalogue_path(tmp_path, "tg")))
    messages.update(tmp_path, "tg", said(Message("", "Save", files={"a.py"})))
    assert "This field is required." in [entry.msgid for entry in catalogue(tmp_path, "tg")]


def entry(msgid: str, *forms: str, flags: tuple[str, ...] = (), plural: str = "") -> polib.POEntry:
    made = polib.POEntry(msgid=msgid, flags=list(flags))
    if plural:
        made.msgid_plural = plural
        made.msgstr_plural = dict(enumerate(forms))
    else:
        made.msgstr = forms[0]
    return made


@pytest.mark.parametrize(
    ("language", "made", "fault"),
    [
        ("ru", entry("Save", ""), "not translated"),
        ("ru", entry("Save", "Сохранить", flags=("fuzzy",)), "fuzzy"),
        ("ru", entry("Save", "Save"), "still English"),
        ("ru", entry("By %(day)s", "До %(date)s"), "placeholders differ"),
        ("ru", entry("By %(day)s", "До дня"), "placeholders differ"),
        ("ru", entry("By {day}", "До {date}"), "placeholders differ"),
        ("ru", entry("<b>Now</b>", "Сейчас"), "markup differs"),
        (
            "ru",
            entry("%(n)s day", "%(n)s день", "%(n)s дня", plural="%(n)s days"),
            "plural forms instead of 3",
        ),
        (
            "ru",
            entry("%(n)s day", "день", "%(n)s дня", "%(n)s дней", plural="%(n)s days"),
            "placeholders differ",
        ),
        ("tg", entry("Word", "Калимањо"), "old Tajik letters"),
        ("tg", entry("Word", "Слово, цена"), "letters that Tajik does not have"),
        ("tg", entry("%(n)s day", "%(n)s рӯз", "рӯз", plural="%(n)s days"), "placeholders differ"),
    ],
)
def test_faults_of_a_translation_are_found(language: str, made: polib.POEntry, fault: str) -> None:
    found = list(faults_in_entry(made, language, 2 if language == "tg" else 3))
    assert any(fault in what for what in found), found


@pytest.mark.parametrize(
    ("language", "made"),
    [
        ("ru", entry("By %(day)s", "До %(day)s")),
        ("ru", entry("SMS", "SMS")),
        ("ru", entry("%(a)s–%(b)s", "%(a)s–%(b)s")),
        ("ru", entry("%(n)s day", "%(n)s день", "%(n)s дня", "%(n)s дней", plural="%(n)s days")),
        ("tg", entry("One day", "Як рӯз", "%(n)s рӯз", plural="%(n)s days")),
        ("tg", entry("%(n)s day", "%(n)s рӯз", "%(n)s рӯз", plural="%(n)s days")),
    ],
)
def test_good_translations_pass(language: str, made: polib.POEntry) -> None:
    assert list(faults_in_entry(made, language, 2 if language == "tg" else 3)) == []


def test_a_sentence_belongs_to_the_nearest_app() -> None:
    concerns = messages.PACKAGE / "rooms" / "concerns"
    assert messages.app_of(concerns / "actions" / "raise_one.py") == concerns
    assert messages.app_of(messages.PACKAGE / "manage.py") == messages.PACKAGE / "config"


def test_every_sentence_is_translated() -> None:
    """K31: tg, ru and en complete, with all plural forms; nothing left over, nothing guessed."""
    assert [str(fault) for fault in messages.check()] == []


def test_one_sentence_has_one_translation_in_every_app(tmp_path: Path) -> None:
    """Django pours the catalogues of all apps into one: whichever app comes first would speak for the others."""
    paths = {}
    for app, words in {"one": ("Назад", "Печать"), "two": ("Вернуться", "Печать")}.items():
        catalogue = polib.POFile()
        catalogue += [
            polib.POEntry(msgid=msgid, msgstr=word)
            for msgid, word in zip(("Back", "Print"), words, strict=True)
        ]
        catalogue.append(polib.POEntry(msgctxt=app, msgid="Open", msgstr=app))
        paths[app] = tmp_path / f"{app}.po"
        catalogue.save(str(paths[app]))
    faults = list(messages.said_in_two_ways("ru", paths))
    assert [(fault.where, fault.text) for fault in faults] == [("ru: one, two", "Back")]


def test_tajik_is_written_as_the_glossary_writes_it_in_country_packs_and_demo_too() -> None:
    """One word, one spelling: catalogues are held by `check`, the other texts here."""
    found = [
        f"{path.name}:{number}: {former}"
        for path in messages.PACKAGE.rglob("*.toml")
        if path.name != "territory.toml"  # names of places, the former ones too
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (former := messages.former_spelling(line))
    ]
    assert found == []
    assert messages.former_spelling("Қоғази мӯҳрдор") == "Қоғаз"
    assert messages.former_spelling("аз рӯи қонун") == "рӯи"
    assert messages.former_spelling("Коғази муҳрдор, аз рӯйи қонун, дар паҳлуи ҷойи кор") == ""
