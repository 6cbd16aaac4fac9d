"""The receipt on paper: number, signed square code, what can be asked where. It names no offence and no person."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hamkori.kernel import clock
from hamkori.kernel.references import show_reference
from hamkori.kernel.templatetags.look import day
from hamkori.rooms.crime.models import Report
from hamkori.rooms.crime.register.actions.common import local_day
from hamkori.rooms.crime.register.receipts import Receipt, key_in_groups, line_of, public_key, square

TEMPLATES = Path(__file__).resolve().parent.parent / "templates" / "crime"


def receipt_of(report: Report) -> Receipt:
    """What the receipt of a report says: the day by which a decision was due when it was registered."""
    first = report.steps.order_by("pk").first()
    return Receipt(
        number=report.number,
        reported_on=local_day(report.reported_at),
        decide_by=first.decide_by if first is not None else report.decide_by,
        office=report.office.uid,
    )


def address_of(line: str, language: str) -> str:
    """The public address that the square code carries."""
    with translation.override(language):
        return f"{settings.HAMKORI_ORIGIN}{reverse('crime:receipt')}?r={line}"


def receipt_content(report: Report, language: str) -> dict[str, Any]:
    """What stands on the paper, in one language."""
    receipt = receipt_of(report)
    line = line_of(receipt)
    with translation.override(language):
        return {
            "language": language,
            "title": _("Receipt"),
            "office": report.office.name_in(language),
            "number": show_reference(report.number),
            "rows": [
                [_("Registered in the journal on"), day(receipt.reported_on)],
                [_("Decision by"), day(receipt.decide_by)],
            ],
            "words": [
                _("Ask by this number what was decided: on the page below, by telephone or at the office."),
                _("No case is opened? The reason stands there, and you may disagree with it."),
                _("The paper says nothing about what happened, and no name."),
            ],
            "qr": square(address_of(line, language)),
            "qr_note": _("Signed. Anybody can check it, also without the internet."),
            "address": address_of("", language).split("?")[0].partition("://")[2],
            "line_title": _("Signed line"),
            "line": line,
            "key_title": _("Published key"),
            "key": " ".join(key_in_groups(public_key())),
            "foot": _("Printed on %(day)s.") % {"day": day(clock.today())},
        }


@cache
def _template() -> bytes:
    return (TEMPLATES / "receipt.typ").read_bytes()


def receipt_pdf(report: Report, language: str) -> bytes:
    """The receipt on half a sheet (A5)."""
    import typst

    content = json.dumps(receipt_content(report, language), ensure_ascii=False)
    made = typst.compile(_template(), format="pdf", sys_inputs={"content": content})
    assert isinstance(made, bytes)
    return made
