"""A write travels one way: into an action, which checks, writes, and leaves its audit entry."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import calls, dotted, package_of, place, python_files, tree
from tests.support import SOURCE

pytestmark = pytest.mark.pure

WRITERS = ("actions", "jobs", "demo", "loading", "pack", "personal_data", "bench", "imports")
"""Files, and folders of files, that may write.

`loading` and `pack` run inside the action that loads a pack; `personal_data` holds how a person is erased; `imports`
takes in files, each chunk in one action.
"""

EXEMPT = {
    "ground/audit/trail.py": "writes the audit entry itself",
    "ground/audit/seal.py": "seals entries into the chain",
    "ground/audit/erase.py": "erases the salts of personal digests",
    "society/places/boundaries.py": "the import of a file of borders: reading, matching and keeping are one action",
    "society/countries/upsert.py": "the set-wise loader that every room's section of a pack uses",
    "ground/files/store.py": "a blob and its row are one; pending until an action attaches it",
}

ALWAYS = {
    "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "acreate", "aupdate", "adelete", "asave", "abulk_create",
}  # fmt: skip
PREPARED = {"insert", "inserts.insert"}
"""`kernel.inserts`, imported by the name of its function or of its module, as everywhere."""
OF_A_QUERY = {"create", "update", "delete", "_raw_delete"}


def may_write(path: Path) -> bool:
    inside = path.relative_to(SOURCE)
    return inside.as_posix() in EXEMPT or any(
        part.removesuffix(".py") in WRITERS or part.startswith(("actions_", "demo_", "bench_"))
        for part in inside.parts
    )


def is_write(call: ast.Call) -> bool:
    """Whether this call writes to a table, as far as its text tells."""
    if dotted(call.func) in PREPARED:
        return True
    if not isinstance(call.func, ast.Attribute):
        return False
    name, receiver = call.func.attr, dotted(call.func.value)
    if name in ALWAYS:
        return True
    is_query = ".objects" in receiver or any(
        f".{step}()" in receiver for step in ("filter", "exclude", "all", "select_for_update", "order_by")
    )
    if name in OF_A_QUERY and is_query:
        return True
    # Model.save() takes no positional argument; an image or a workbook is saved to somewhere.
    if name in ("save", "delete") and not call.args:
        return not receiver.endswith(("cache", "session", "form", "image", "picture"))
    return False


def test_writes_stand_only_in_actions() -> None:
    wrong = [
        f"{place(path, call)} {dotted(call.func)}"
        for path in python_files()
        if not may_write(path)
        for call in calls(path)
        if is_write(call)
    ]
    assert wrong == [], "move these into actions.py (or jobs.py, demo.py)"


def test_the_writing_test_sees_a_write() -> None:
    """The test above would find each of these."""
    for code in (
        "Concern.objects.create(state='new')",
        "concern.save()",
        "concern.save(update_fields=['state'])",
        "concern.delete()",
        "Concern.objects.filter(pk=1).update(state='new')",
        "concern.messages.all().delete()",
        "Concern.objects.bulk_create(rows)",
        "insert(Concern(state='new'))",
        "inserts.insert(Concern(state='new'))",
    ):
        call = ast.parse(code).body[0].value  # type: ignore[attr-defined]
        assert is_write(call), code
    for code in (
        "values.update(x=1)",
        "image.save(buffer)",
        "cache.delete('key')",
        "Form.create(1)",
        "a.insert(0, 1)",
    ):
        call = ast.parse(code).body[0].value  # type: ignore[attr-defined]
        assert not is_write(call), code


def decorated_actions() -> list[tuple[Path, ast.FunctionDef]]:
    return [
        (path, node)
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and dotted(decorator.func).split(".")[-1] == "action"
    ]


def may_hold_actions(path: Path) -> bool:
    """An action stands where people look for it: in actions, with what erases a person, or in an import."""
    inside = path.relative_to(SOURCE)
    return inside.as_posix() in EXEMPT or any(
        part.removesuffix(".py") in ("actions", "personal_data", "imports") or part.startswith("actions_")
        for part in inside.parts
    )


def test_actions_stand_in_actions_modules() -> None:
    wrong = [
        f"{place(path, node)} {node.name}" for path, node in decorated_actions() if not may_hold_actions(path)
    ]
    assert wrong == []


def test_actions_take_keywords_only_and_an_actor() -> None:
    wrong = []
    for path, node in decorated_actions():
        keywords = {argument.arg for argument in node.args.kwonlyargs}
        if node.args.args or node.args.posonlyargs or node.args.vararg:
            wrong.append(f"{place(path, node)} {node.name} takes positional arguments")
        if "actor" not in keywords:
            wrong.append(f"{place(path, node)} {node.name} has no actor")
    assert wrong == []


def test_action_names_are_unique_and_belong_to_a_subject() -> None:
    """`concern.closed`: the names of the audit log are a language of their own."""
    names: dict[str, str] = {}
    for path, node in decorated_actions():
        for decorator in node.decorator_list:
            if not (isinstance(decorator, ast.Call) and dotted(decorator.func).split(".")[-1] == "action"):
                continue
            argument = decorator.args[0] if decorator.args else None
            assert isinstance(argument, ast.Constant), f"{place(path, node)}: the name must be a plain text"
            name = str(argument.value)
            assert "." in name and name == name.lower(), (
                f"{place(path, node)}: {name!r} is not like concern.closed"
            )
            assert name not in names, f"{name!r} stands at {place(path, node)} and {names[name]}"
            names[name] = place(path, node)


def test_no_signals_in_our_own_flow() -> None:
    """What happens after a write is written in the action, where the next reader looks for it."""
    wrong = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("django"):
                continue
            names = {alias.name for alias in node.names}
            of_signals = (
                "dispatch" in (node.module or "") or "signals" in (node.module or "") or "receiver" in names
            )
            # The connection's own start-up and shut-down are the framework's flow, not ours.
            if of_signals and not names <= {
                "connection_created",
                "got_request_exception",
                "request_finished",
            }:
                wrong.append(place(path, node))
    assert wrong == []


def test_nothing_is_hidden_in_save_or_delete() -> None:
    """No model overrides save() or delete() to do work; refusing to (append-only tables) is the exception."""
    wrong = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ClassDef):
                continue
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete", "bulk_create"):
                    body = [part for part in method.body if not _is_docstring(part)]
                    if "models" in path.name and not (len(body) == 1 and isinstance(body[0], ast.Raise)):
                        wrong.append(f"{place(path, method)} {node.name}.{method.name}")
    assert wrong == []


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_exemptions_are_still_needed() -> None:
    """An exemption for a file that writes nothing (or is gone) is dropped here too."""
    for name in EXEMPT:
        path = SOURCE / name
        if path.exists():
            assert any(is_write(call) for call in calls(path)), f"{name} writes nothing: drop its exemption"
            assert package_of(path)
