"""Collect the sentences of pages and code, and check their translations; needs no system tool.

    python -m hamkori.config.messages extract    bring every app's catalogues up to date
    python -m hamkori.config.messages check      say what is missing or wrong, and end with 1 if anything is
    python -m hamkori.config.messages status     how much of each catalogue is translated

A sentence belongs to the app (the nearest folder with an apps.py) in which it is written. English is the language
of the code, so it has no catalogue. `extract` keeps translations, drops what no page says any more, and never
guesses ("fuzzy"); references name the file without the line, so that moving code changes nothing.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import django
import polib  # type: ignore[import-untyped]
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES = ("tg", "ru")
PLURAL_FORMS = {
    "tg": "nplurals=2; plural=(n != 1);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
}
PLURAL_COUNTS = {"tg": (2,), "ru": (3, 4)}  # Django's own Russian has a fourth form for fractions

CALLS = {  # positions of (context, singular, plural) among the arguments
    "gettext": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALLS |= {f"{name}_lazy": places for name, places in CALLS.items() if name != "gettext_noop"}

Key = tuple[str, str]  # context ("" for none), English text


@dataclass
class Message:
    """One sentence and where it is said."""

    context: str
    text: str
    plural: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.text


@dataclass(frozen=True, order=True)
class Fault:
    """Something a person must mend: where, which sentence, what is wrong."""

    where: str
    text: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.text!r}"


# --- finding sentences -----------------------------------------------------------------------------------------


def apps() -> list[Path]:
    """Every folder of the package that is a Django app."""
    return sorted(path.parent for path in PACKAGE.rglob("apps.py"))


def app_of(path: Path) -> Path:
    """The app that a file belongs to; what lies outside every app belongs to `config`."""
    for folder in path.parents:
        if (folder / "apps.py").exists():
            return folder
        if folder == PACKAGE:
            break
    return PACKAGE / "config"


def collect() -> tuple[dict[Path, dict[Key, Message]], list[Fault]]:
    """All sentences by app, and what cannot be translated as it is written."""
    found: dict[Path, dict[Key, Message]] = {app: {} for app in apps()}
    faults: list[Fault] = []
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            messages, wrong = from_python(path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE)))
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            messages, wrong = from_template(path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE)))
        else:
            continue
        faults += wrong
        catalogue = found.setdefault(app_of(path), {})
        for message in messages:
            known = catalogue.setdefault(message.key, message)
            if known.plural and message.plural and known.plural != message.plural:
                faults.append(
                    Fault(str(path.relative_to(PACKAGE)), message.text, "has two different plurals")
                )
            known.plural = known.plural or message.plural
            known.files |= message.files
    return found, faults


def from_python(code: str, name: str) -> tuple[list[Message], list[Fault]]:
    """The sentences of a Python file. A text that is put together inside the call cannot be translated."""
    tree = ast.parse(code)
    called = {function: function for function in CALLS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            called |= {
                alias.asname: alias.name for alias in node.names if alias.asname and alias.name in CALLS
            }
    messages, faults = [], []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if function not in called or (isinstance(node.func, ast.Attribute) and function not in CALLS):
            continue
        texts = []
        for place in CALLS[called[function]]:
            argument = node.args[place] if place is not None and place < len(node.args) else None
            if isinstance(argument, ast.JoinedStr | ast.BinOp | ast.Call):
                what = "is put together inside the call; use a plain text with %(name)s and fill it in afterwards"
                faults.append(Fault(f"{name}:{node.lineno}", ast.unparse(argument)[:80], what))
            texts.append(argument.value if isinstance(argument, ast.Constant) else "")
        if isinstance(texts[1], str) and texts[1]:
            messages.append(Message(str(texts[0]), texts[1], str(texts[2]), {name}))
    return messages, faults


_call = re.compile(r"\b(n?p?gettext|_)\(")
_literal = re.compile(r"""\s*,?\s*[uU]?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", re.DOTALL)


def from_template(source: str, name: str) -> tuple[list[Message], list[Fault]]:
    """The sentences of a template, as Django's own reader of templates sees them."""
    calls = templatize(source, origin=name)
    messages = []
    for match in _call.finditer(calls):
        function = "gettext" if match[1] == "_" else match[1]
        texts: list[str] = []
        position = match.end()
        while literal := _literal.match(calls, position):
            texts.append(str(ast.literal_eval(literal[1])))
            position = literal.end()
        context, singular, plural = (
            texts[place] if place is not None and place < len(texts) else "" for place in CALLS[function]
        )
        if singular:
            messages.append(Message(context, singular, plural, {name}))
    return messages, []


@lru_cache(maxsize=1)
def messages_of_django() -> frozenset[Key]:
    """What Django itself may say: our catalogues may say it better, so `extract` keeps such entries."""
    root = Path(django.__file__).parent
    return frozenset(
        (entry.msgctxt or "", entry.msgid)
        for path in root.rglob("locale/en/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(path))
    )


# --- bringing catalogues up to date -----------------------------------------------------------------------------


def catalogue_path(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def open_catalogue(path: Path, language: str) -> polib.POFile:
    """The catalogue at `path`, or a new empty one."""
    catalogue = polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)
    forms = str(catalogue.metadata.get("Plural-Forms", PLURAL_FORMS[language]))
    catalogue.metadata = {
        "Project-Id-Version": "Hamkori",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": " ".join(forms.split()),
    }
    return catalogue


def update(app: Path, language: str, messages: dict[Key, Message]) -> bool:
    """Bring one catalogue up to date. Returns whether the file changed."""
    path = catalogue_path(app, language)
    catalogue = open_catalogue(path, language)
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    count = int(re.search(r"nplurals=(\d)", str(catalogue.metadata["Plural-Forms"]))[1])  # type: ignore[index]
    entries = [
        entry
        for key, entry in old.items()
        if key not in messages and key in messages_of_django() and entry.msgid
    ]
    for key, message in messages.items():
        was = old.get(key)
        flags = ["python-format"] if placeholders(message.text + message.plural) else []
        entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None, flags=flags)
        entry.occurrences = [(name, "") for name in sorted(message.files)]
        entry.tcomment = was.tcomment if was else ""
        if message.plural:
            entry.msgid_plural = message.plural
            kept = was.msgstr_plural if was and "fuzzy" not in was.flags else {}
            entry.msgstr_plural = {form: kept.get(form, "") for form in range(count)}
        elif was and "fuzzy" not in was.flags:
            entry.msgstr = was.msgstr
        entries.append(entry)
    if not entries and not path.exists():
        return False
    catalogue.clear()
    catalogue.extend(
        sorted(entries, key=lambda entry: (entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""))
    )
    text = str(catalogue).rstrip("\n") + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


# --- checking ---------------------------------------------------------------------------------------------------

SAME_IN_EVERY_LANGUAGE = frozenset(
    {"Hamkori", "SMS", "PDF", "CSV", "OK", "TOTP", "E-mail", "GeoJSON", "IPv4", "IPv6"}
)
_placeholder = re.compile(r"%\([^)]+\)[a-z]|\{[a-z_]*\}|%[sd]")
_tag = re.compile(r"</?[a-z][a-z0-9]*", re.IGNORECASE)
_old_tajik = re.compile("[ўњљќїЎЊЉЌЇ]")
_not_tajik = re.compile("[ыщцьЫЩЦЬ]")
_former_spelling = re.compile(
    r"қоғаз|мӯҳлат|мӯҳр|мавзӯ|кӯмак|шӯъба|шӯро|паҳлӯ|ӯҳда|тӯҳфа|буҷа|сомона|\b(?:рӯи|ҷои|сӯи|мӯи|бӯи)\b",
    re.IGNORECASE,
)
"""Tajik words as they were written before the rules of 2021, and two that the glossary does not use."""


def placeholders(text: str) -> list[str]:
    """Every placeholder in `text`, sorted, doubles once."""
    return sorted(set(_placeholder.findall(text.replace("%%", ""))))


def faults_in_catalogue(app: Path, language: str, messages: dict[Key, Message]) -> Iterator[Fault]:
    """What is missing or wrong in one app's translation into one language."""
    path = catalogue_path(app, language)
    where = f"{app.relative_to(PACKAGE)}/{language}"
    if not path.exists():
        yield from (Fault(where, message.text, "no catalogue") for message in messages.values())
        return
    catalogue = polib.pofile(str(path))
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue if not entry.obsolete}
    yield from (Fault(where, entry.msgid, "obsolete") for entry in catalogue if entry.obsolete)
    for key, message in messages.items():
        if key not in entries:
            yield Fault(where, message.text, "missing (run: make messages)")
        elif bool(message.plural) != bool(entries[key].msgid_plural) or (
            message.plural and message.plural != entries[key].msgid_plural
        ):
            yield Fault(where, message.text, "its plural changed (run: make messages)")
    match = re.search(r"nplurals=(\d)", str(catalogue.metadata.get("Plural-Forms", "")))
    count = int(match[1]) if match else 0
    if count not in PLURAL_COUNTS[language]:
        yield Fault(where, str(catalogue.metadata.get("Plural-Forms", "")), "wrong number of plural forms")
    for key, entry in entries.items():
        if key not in messages and key not in messages_of_django():
            yield Fault(where, entry.msgid, "no longer said anywhere (run: make messages)")
            continue
        yield from (Fault(where, entry.msgid, what) for what in faults_in_entry(entry, language, count))


def faults_in_entry(entry: polib.POEntry, language: str, count: int) -> Iterator[str]:
    """What is wrong with one translated sentence."""
    if "fuzzy" in entry.flags:
        yield "fuzzy"
    if entry.msgid_plural:
        if sorted(entry.msgstr_plural) != list(range(count)):
            yield f"has {len(entry.msgstr_plural)} plural forms instead of {count}"
        forms = [str(entry.msgstr_plural[form]) for form in sorted(entry.msgstr_plural)]
        wanted = [placeholders(entry.msgid_plural)] * len(forms)
        accepted_first = [placeholders(entry.msgid), placeholders(entry.msgid_plural)]
    else:
        forms = [str(entry.msgstr)]
        wanted = [placeholders(entry.msgid)]
        accepted_first = wanted
    for number, text in enumerate(forms):
        if not text.strip():
            yield "not translated"
            continue
        got = placeholders(text)
        # In Tajik the first form is said of exactly one, which may go without the number; in Russian also of 21.
        accepted = accepted_first if number == 0 and language == "tg" else [wanted[number]]
        if got not in accepted:
            yield f"placeholders differ: {got} instead of {wanted[number]}"
        if sorted(_tag.findall(text)) != sorted(_tag.findall(entry.msgid)):
            yield "markup differs"
        if language == "tg" and _old_tajik.search(text):
            yield f"old Tajik letters in {text!r}"
        if language == "tg" and _not_tajik.search(text):
            yield f"letters that Tajik does not have in {text!r}"
        if language == "tg" and (former := former_spelling(text)):
            yield f"the former spelling {former!r} (docs/glossary.md)"
        if text == entry.msgid and not said_alike(text):
            yield "still English"


def former_spelling(text: str) -> str:
    """The first Tajik word that is not written as the glossary writes it, or ""."""
    found = _former_spelling.search(text)
    return found[0] if found else ""


def said_alike(text: str) -> bool:
    """Whether a text may be the same in every language: names of things, or nothing but placeholders."""
    rest = _tag.sub(" ", _placeholder.sub(" ", text))
    words = re.findall(r"[A-Za-z][\w-]+", rest)
    return all(word in SAME_IN_EVERY_LANGUAGE for word in words)


def check() -> list[Fault]:
    """Everything that is wrong with the sentences and their translations, sorted."""
    found, faults = collect()
    for app, messages in found.items():
        for language in LANGUAGES:
            if messages or catalogue_path(app, language).exists():
                faults += faults_in_catalogue(app, language, messages)
    for language in LANGUAGES:
        faults += said_in_two_ways(language, {app.name: catalogue_path(app, language) for app in found})
    return sorted(faults)


def said_in_two_ways(language: str, catalogues: dict[str, Path]) -> Iterator[Fault]:
    """Django pours all catalogues into one, so the same sentence must have one translation in every app.

    Where the meaning differs, the code says so with a context (`pgettext`).
    """
    said: dict[Key, dict[tuple[str, ...], str]] = {}
    for app, path in sorted(catalogues.items()):
        for entry in polib.pofile(str(path)) if path.exists() else ():
            forms = (str(entry.msgstr), *(str(form) for _number, form in sorted(entry.msgstr_plural.items())))
            if any(forms) and not entry.obsolete:
                said.setdefault((entry.msgctxt or "", entry.msgid), {}).setdefault(forms, app)
    for (_context, text), ways in said.items():
        if len(ways) > 1:
            yield Fault(f"{language}: {', '.join(ways.values())}", text, "is said in two ways")


# --- the command line -------------------------------------------------------------------------------------------


def extract(only: Iterable[str] = ()) -> list[Fault]:
    """Update the catalogues of all apps (or of those whose folder names are given)."""
    found, faults = collect()
    wanted = set(only)
    for app, messages in found.items():
        if wanted and app.name not in wanted:
            continue
        for language in LANGUAGES:
            if update(app, language, messages):
                print(f"updated {catalogue_path(app, language).relative_to(PACKAGE)}")
    return faults


def status() -> None:
    found, _faults = collect()
    for app, messages in found.items():
        for language in LANGUAGES:
            path = catalogue_path(app, language)
            done = len(polib.pofile(str(path)).translated_entries()) if path.exists() else 0
            if messages or done:
                print(f"{app.relative_to(PACKAGE)!s:24} {language}  {done:4} translated of {len(messages)}")


def main(words: list[str]) -> int:
    match words:
        case ["extract", *only]:
            faults = extract(only)
        case ["check"]:
            faults = check()
        case ["status"]:
            status()
            return 0
        case _:
            print(__doc__)
            return 2
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} to mend.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
