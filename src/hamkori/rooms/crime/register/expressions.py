"""The small language of edit rules: read once, typed, and answered for one record.

It knows three kinds of values: truth, number (days and minutes are numbers) and text. A comparison with something
missing is false, whatever the comparison; arithmetic with something missing is missing; a flag that is missing is
false. `batches` answers the same nodes for many records at once; a test holds both to equal results.
"""

import ast
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from hamkori.rooms.crime.register.records import OFFENCE, PARTS, PERSON, RECORD, Kind, Record

Type = Literal["truth", "number", "text"]
FAR = date.max.toordinal()


class RuleError(ValueError):
    """A rule that cannot be read. For those who write rules, not for those whose records they are about."""


@dataclass(frozen=True, slots=True)
class Node:
    """`kind`: name, const, list, compare, and, or, not, arithmetic, call, over."""

    kind: str
    type: Type
    value: Any = None
    """Name, constant, operator or function."""
    parts: tuple["Node", ...] = ()
    level: str = ""
    """Of a name: record, offence or person. Of `over`: the level that is gone through."""


@dataclass(slots=True)
class Context:
    """What a record is held against. Build it once for many records."""

    today: date
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    in_force: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """{article: days (ordinals) from which, and before which, it held}"""
    taken: Set[tuple[str, str]] = frozenset()
    """(office, record number) that the register has."""


_TYPES: dict[Kind, Type] = {"text": "text", "day": "number", "number": "number", "flag": "truth"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Mod: "%"}
_OVER: dict[str, tuple[str, Type]] = {
    "any_offence": ("offence", "truth"),
    "all_offences": ("offence", "truth"),
    "count_offences": ("offence", "number"),
    "any_person": ("person", "truth"),
    "sum_persons": ("person", "number"),
}
_CALLS: dict[str, tuple[tuple[Type | None, ...], Type]] = {
    "missing": ((None,), "truth"),
    "given": ((None,), "truth"),
    "first": (("number", "number"), "number"),
    "in_force": (("text", "number"), "truth"),
    "days_left_in_month": (("number",), "number"),
    "repeated": (("text", "text"), "truth"),
}


def read(text: str, level: str, lists: Iterable[str]) -> Node:
    """The rule in `text` for records, offences or persons. Raises `RuleError` with what is wrong."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise RuleError(f"{text!r}: {error.msg}") from error
    node = _Reader(text, frozenset(lists)).node(tree.body, level)
    if node.type != "truth":
        raise RuleError(f"{text!r} says neither yes nor no")
    return node


class _Reader:
    def __init__(self, text: str, lists: frozenset[str]) -> None:
        self.text, self.lists = text, lists

    def wrong(self, what: str) -> RuleError:
        return RuleError(f"{self.text!r}: {what}")

    def want(self, node: Node, type_: Type) -> Node:
        if node.type != type_:
            raise self.wrong(f"{type_} expected, {node.type} found")
        return node

    def node(self, tree: ast.expr, level: str) -> Node:
        match tree:
            case ast.Constant(value=bool() as value):
                return Node("const", "truth", value)
            case ast.Constant(value=int() | float() as value):
                return Node("const", "number", float(value))
            case ast.Constant(value=str() as value):
                return Node("const", "text", value)
            case ast.Name(id="today"):
                return Node("today", "number")
            case ast.Name(id=name):
                return self.name(name, level)
            case ast.BoolOp(op=op, values=values):
                kind = "and" if isinstance(op, ast.And) else "or"
                return Node(
                    kind, "truth", parts=tuple(self.want(self.node(one, level), "truth") for one in values)
                )
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Node("not", "truth", parts=(self.want(self.node(operand, level), "truth"),))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return Node("const", "number", -float(value))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                parts = tuple(self.want(self.node(one, level), "number") for one in (left, right))
                if isinstance(op, ast.Mod) and (parts[1].kind != "const" or not parts[1].value):
                    raise self.wrong("the rest is taken of a division by a number")
                return Node("arithmetic", "number", _ARITHMETIC[type(op)], parts)
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Name(id=name)]):
                if name not in self.lists:
                    raise self.wrong(f"no list {name}")
                return Node("list", "truth", name, (self.want(self.node(left, level), "text"),))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
                return self.compare(_COMPARE[type(op)], self.node(left, level), self.node(right, level))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self.call(name, arguments, level)
        raise self.wrong(f"{ast.unparse(tree)} is not part of the language")

    def name(self, name: str, level: str) -> Node:
        if level != "record" and name in PARTS[level][1]:
            return Node("name", _TYPES[PARTS[level][1][name]], name, level=level)
        if name in RECORD:
            return Node("name", _TYPES[RECORD[name]], name, level="record")
        raise self.wrong(f"no field {name}")

    def compare(self, operator: str, left: Node, right: Node) -> Node:
        if "truth" in (left.type, right.type) or left.type != right.type:
            raise self.wrong(f"{left.type} {operator} {right.type}")
        if left.type == "text":
            if left.kind == "const":
                left, right = right, left
            if operator not in ("==", "!=") or left.kind != "name" or right.kind != "const":
                raise self.wrong("texts are compared with == or != to a text that is written out")
        return Node("compare", "truth", operator, (left, right))

    def call(self, name: str, arguments: list[ast.expr], level: str) -> Node:
        if name in _OVER:
            inner, type_ = _OVER[name]
            if level != "record" or len(arguments) != 1:
                raise self.wrong(f"{name} takes one condition and speaks of a record")
            return Node("over", type_, name, (self.want(self.node(arguments[0], inner), "truth"),), inner)
        if name not in _CALLS:
            raise self.wrong(f"no function {name}")
        wanted, type_ = _CALLS[name]
        parts = tuple(self.node(one, level) for one in arguments)
        if len(parts) != len(wanted) or any(
            want and part.type != want for want, part in zip(wanted, parts, strict=True)
        ):
            raise self.wrong(f"{name} was given something else than it takes")
        if name in ("missing", "given", "repeated", "in_force") and parts[0].kind != "name":
            raise self.wrong(f"{name} speaks of a field")
        return Node("call", type_, name, parts)


# --- one record


def holds(node: Node, record: Record, context: Context, part: Record | None = None) -> bool:
    """Whether the rule is true of a record, or of one of its parts."""
    return bool(_value(node, record, context, part))


def number_of(value: Any) -> float | None:
    """Days as ordinals; None for what is missing (an amount that is no number is missing too)."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return float(value.toordinal())
    number = float(value)
    return None if number != number else number


def days_left_in_month(ordinal: float) -> float:
    """0 on the last day of a month."""
    day = date.fromordinal(int(ordinal))
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1) if day.year < 9999 else date.max
    return float(following.toordinal() - day.toordinal() - 1)


def _value(node: Node, record: Record, context: Context, part: Record | None) -> Any:  # noqa: PLR0911, PLR0912
    match node.kind:
        case "const":
            return node.value
        case "today":
            return float(context.today.toordinal())
        case "name":
            raw = (record if node.level == "record" or part is None else part).get(node.value)
            if node.type == "truth":
                return bool(raw)
            return number_of(raw) if node.type == "number" else (raw or None)
        case "and":
            return all(_value(one, record, context, part) for one in node.parts)
        case "or":
            return any(_value(one, record, context, part) for one in node.parts)
        case "not":
            return not _value(node.parts[0], record, context, part)
        case "list":
            text = _value(node.parts[0], record, context, part)
            return text is not None and text in context.lists[node.value]
        case "over":
            return _over(node, record, context)
    values = [_value(one, record, context, part) for one in node.parts]
    if node.kind == "call":
        return _call(node.value, values, context)
    left, right = values
    if left is None or right is None:
        return False if node.kind == "compare" else None
    return _OPERATORS[node.value](left, right)


_OPERATORS: dict[str, Any] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "%": lambda left, right: left % right,
}


def _over(node: Node, record: Record, context: Context) -> bool | float:
    parts = record.get(PARTS[node.level][0]) or ()
    true = [one for one in parts if _value(node.parts[0], record, context, one)]
    match node.value:
        case "any_offence" | "any_person":
            return bool(true)
        case "all_offences":
            return bool(parts) and len(true) == len(parts)
        case "count_offences":
            return float(len(true))
    return sum(number_of(one.get("number")) or 0.0 for one in true)


def _call(name: str, values: list[Any], context: Context) -> Any:
    match name:
        case "missing":
            return values[0] is None
        case "given":
            return values[0] is not None
        case "first":
            return values[0] if values[0] is not None else values[1]
        case "days_left_in_month":
            return None if values[0] is None else days_left_in_month(values[0])
        case "repeated":
            return None not in values and (values[0], values[1]) in context.taken
        case "in_force":
            article, day = values
            if article is None or day is None:
                return True
            return any(since <= day < until for since, until in context.in_force.get(article, ()))
    raise AssertionError(name)


assert not OFFENCE.keys() & RECORD.keys() and not PERSON.keys() & RECORD.keys()
