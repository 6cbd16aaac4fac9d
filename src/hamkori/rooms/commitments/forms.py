"""Forms of the ledger. Every form carries a token (`once`): pressed twice, it is one step."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from hamkori.ground.files import store
from hamkori.ground.files.forms import PhotosField, StepForm, WithFiles
from hamkori.kernel import clock
from hamkori.kernel.forms import DateField
from hamkori.rooms.commitments.actions.common import LONGEST_REASON, LONGEST_TEXT
from hamkori.rooms.commitments.actions.promising import NewPromise, NewResource, Proof
from hamkori.rooms.commitments.states import Means, Origin, Publicity
from hamkori.society.countries.words import with_currency

Choices = Iterable[tuple[str, Any]]
ROWS = 10
"""As many promises as one meeting makes."""
NOTHING: tuple[str, Any] = ("", _("Please choose"))
RESIDENTS: tuple[str, Any] = ("", _("To the residents of the place"))
EVIDENCE = "evidence"
OLDEST = timedelta(days=366)


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": str(rows)})


def year_ago() -> date:
    return clock.today() - OLDEST


def names_nobody_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I have read it again: it names an office or a post, no person"), required=False
    )


NUMBERED = frozenset({Origin.MEETING, Origin.PAPER})
"""Ways of saying something that stand on a numbered paper."""


class ProofForm(WithFiles):
    """On what the words stand. Fields that the chosen way does not need may stay empty."""

    files_field = "photos"
    purpose = store.PAPER
    origin = forms.ChoiceField(label=_("How it was said"), widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Number of the paper or of the minutes"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    dated_on = DateField(
        label=_("Day on which it was said or written"),
        required=False,
        earliest=year_ago,
        latest=clock.today,
        help_text=_("Empty means today. For example: 15.03.2026"),
    )
    photos = PhotosField(
        label=_("Photo of the paper"), accept="image/jpeg,image/png,image/webp,application/pdf"
    )
    heard_at = forms.CharField(label=_("If said aloud: where"), max_length=120, required=False)
    first_witness = forms.CharField(label=_("First witness"), max_length=120, required=False)
    second_witness = forms.CharField(label=_("Second witness"), max_length=120, required=False)
    read_back = forms.BooleanField(
        label=_("The words were read back to whoever promised, and they said yes"), required=False
    )

    def __init__(self, *args: Any, ways: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(ways)
        field = self.fields["origin"]
        field.choices = chosen  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("origin", chosen[0][0])
        self._ask_number({code for code, _words in chosen})
        if not any(code in (Origin.PAPER, Origin.SPOKEN) for code, _words in chosen):
            for name in ("photos", "heard_at", "first_witness", "second_witness", "read_back"):
                del self.fields[name]

    def _ask_number(self, ways: set[str]) -> None:
        """Say when the number is needed. It is shown as needed; the action asks for it, so that photos survive."""
        field = self.fields["number"]
        if ways & NUMBERED and ways - NUMBERED:
            field.help_text = _(
                "Needed for minutes of a meeting and for a stamped paper. Otherwise leave it empty."
            )
        if not self.is_bound:
            field.required = bool(ways & NUMBERED)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and "number" in self.fields:
            self.fields["number"].required = self.data.get(self.add_prefix("origin"), "") in NUMBERED

    def proof(self) -> Proof | None:
        """What was given; None (and an error at the field) when a file cannot be taken."""
        data = self.cleaned_data
        tokens: tuple[str, ...] | None = ()
        if "photos" in self.fields:
            tokens = self.take_files()
            if tokens is None:
                return None
        return Proof(
            origin=Origin(data["origin"]),
            dated_on=data.get("dated_on"),
            number=data.get("number", ""),
            photo=tokens[0] if tokens else "",
            heard_at=data.get("heard_at", ""),
            witnesses=(data.get("first_witness", ""), data.get("second_witness", "")),
            read_back=bool(data.get("read_back")),
        )

    @property
    def basis_fields(self) -> list[BoundField]:
        """The fields of the basis, in their order."""
        names = (
            "origin", "number", "dated_on", "photos", "heard_at", "first_witness", "second_witness", "read_back",
        )  # fmt: skip
        return [self[name] for name in names if name in self.fields]


class ManyForm(ProofForm):
    """Up to ten promises on one basis: a row each, everything by keyboard."""

    place = forms.ChoiceField(label=_("Where"))
    publicity = forms.ChoiceField(
        label=_("Who can read it"),
        choices=[(Publicity.SIDES, Publicity.SIDES.label), (Publicity.PUBLIC, Publicity.PUBLIC.label)],
    )
    names_nobody = names_nobody_field()

    def __init__(self, *args: Any, places: Choices, owners: Choices, rows: int = ROWS, **kwargs: Any) -> None:
        self.rows = rows
        offered = [NOTHING, *owners]
        added: dict[str, forms.Field] = {}
        for number in range(rows):
            added[f"text_{number}"] = forms.CharField(
                label=_("What is promised"), max_length=LONGEST_TEXT, required=False, widget=area(2)
            )
            added[f"owner_{number}"] = forms.ChoiceField(
                label=_("Who promised"), choices=offered, required=False
            )
            added[f"due_on_{number}"] = DateField(
                label=_("By which day"), required=False, earliest=clock.today, help_text=""
            )
            added[f"seen_by_{number}"] = forms.CharField(
                label=_("How we will see it"), max_length=LONGEST_TEXT, required=False
            )
        self.base_fields = {**self.base_fields, **added}  # type: ignore[misc]  # of this form only
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        filled = 0
        for number in range(self.rows):
            values = [data.get(f"{name}_{number}") for name in ("text", "owner", "due_on")]
            wrong = any(f"{name}_{number}" in self.errors for name in ("text", "owner", "due_on"))
            if not any(values) and not wrong:
                continue
            filled += 1
            for name, value in zip(("text", "owner", "due_on"), values, strict=True):
                if not value and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", str(_("Please fill in this field.")))
        if not filled:
            self.add_error("text_0", str(_("Write at least one promise.")))
        return cleaned

    @property
    def table(self) -> list[list[BoundField]]:
        """The cells of each row."""
        return [
            [self[f"{name}_{number}"] for name in ("text", "owner", "due_on", "seen_by")]
            for number in range(self.rows)
        ]

    @property
    def row_numbers(self) -> list[int]:
        """The numbers of the rows that are filled in."""
        return [number for number in range(self.rows) if self.cleaned_data.get(f"text_{number}")]


class OneForm(ProofForm):
    """One promise in full, with what it costs and what goes with it."""

    text = forms.CharField(
        label=_("What is promised"),
        max_length=LONGEST_TEXT,
        widget=area(),
        help_text=_("One sentence: what, and where. No names of people."),
    )
    owner = forms.ChoiceField(label=_("Who promised"))
    post = forms.CharField(
        label=_("Responsible post"), max_length=120, required=False, help_text=_("The post, not the person.")
    )
    place = forms.ChoiceField(label=_("Where"))
    to = forms.ChoiceField(label=_("To whom"), required=False)
    due_on = DateField(label=_("By which day"), earliest=clock.today)
    seen_by = forms.CharField(label=_("How we will see it"), max_length=LONGEST_TEXT, required=False)
    publicity = forms.ChoiceField(
        label=_("Who can read it"),
        choices=[(Publicity.SIDES, Publicity.SIDES.label), (Publicity.PUBLIC, Publicity.PUBLIC.label)],
        widget=forms.RadioSelect,
    )
    labour = forms.DecimalField(
        label=_("Own labour, in days"), required=False, min_value=0, max_digits=8, decimal_places=1
    )
    budget = forms.DecimalField(
        label=with_currency(_("Local budget, amount")),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    budget_line = forms.CharField(label=_("Budget line"), max_length=120, required=False)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200, required=False)
    in_kind = forms.CharField(label=_("Support in kind: what"), max_length=200, required=False)
    equipment = forms.CharField(label=_("Equipment or works: what"), max_length=200, required=False)
    practice = forms.CharField(
        label=_("What will be done differently with it"),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Needed for equipment and works: things alone change nothing."),
    )
    needs = forms.CharField(
        label=_("What is needed from residents or the team"), max_length=LONGEST_TEXT, required=False
    )
    hindrance = forms.CharField(
        label=_("What could hinder it, and how you will tell us"), max_length=LONGEST_TEXT, required=False
    )
    names_nobody = names_nobody_field()
    field_order = (
        "text", "owner", "post", "place", "to", "due_on", "seen_by", "publicity", "origin", "number", "dated_on",
        "photos", "heard_at", "first_witness", "second_witness", "read_back", "labour", "budget", "budget_line",
        "legal_basis", "in_kind", "equipment", "practice", "needs", "hindrance", "names_nobody",
    )  # fmt: skip

    def __init__(self, *args: Any, places: Choices, owners: Choices, others: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]
        self.fields["to"].choices = [RESIDENTS, *others]  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("publicity", Publicity.SIDES)

    def resources(self) -> tuple[NewResource, ...]:
        data = self.cleaned_data
        found: list[NewResource] = []
        if data.get("labour") is not None:
            found.append(NewResource(Means.LABOUR, Decimal(data["labour"])))
        if data.get("budget") is not None:
            found.append(
                NewResource(Means.BUDGET, Decimal(data["budget"]), data["budget_line"], data["legal_basis"])
            )
        if data.get("in_kind"):
            found.append(NewResource(Means.IN_KIND, words=data["in_kind"]))
        if data.get("equipment"):
            found.append(NewResource(Means.EQUIPMENT, words=data["equipment"]))
        return tuple(found)

    def promise(self, *, owner: Any, place: Any, to: Any, language: str) -> NewPromise:
        data = self.cleaned_data
        return NewPromise(
            owner=owner,
            place=place,
            to=to,
            text=data["text"],
            due_on=data["due_on"],
            post=data["post"],
            seen_by=data["seen_by"],
            practice=data["practice"],
            needs=data["needs"],
            hindrance=data["hindrance"],
            publicity=Publicity(data["publicity"]),
            resources=self.resources(),
            language=language,
        )


VERDICTS: list[tuple[str, Any]] = [
    ("", _("Leave as it is")),
    ("kept", _("Kept")),
    ("again", _("Open again")),
    ("not_kept", _("Not kept")),
]


class MeetingForm(StepForm):
    """What a meeting says about many promises: a choice a row, the minutes once."""

    number = forms.CharField(
        label=_("Number of the minutes"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    dated_on = DateField(label=_("Day of the meeting"), required=False, earliest=year_ago, latest=clock.today,
                         help_text=_("Empty means today."))  # fmt: skip
    names_nobody = names_nobody_field()

    def __init__(self, *args: Any, references: Iterable[str], **kwargs: Any) -> None:
        self.references = list(references)
        added: dict[str, forms.Field] = {}
        for reference in self.references:
            added[f"outcome_{reference}"] = forms.ChoiceField(
                label=_("Decided"), choices=VERDICTS, required=False
            )
            added[f"words_{reference}"] = forms.CharField(
                label=_("What is missing, or why not"), max_length=LONGEST_REASON, required=False
            )
        self.base_fields = {**self.base_fields, **added}  # type: ignore[misc]  # of this form only
        super().__init__(*args, **kwargs)

    @property
    def cells(self) -> dict[str, tuple[BoundField, BoundField]]:
        """{reference: (decision, words)}."""
        return {one: (self[f"outcome_{one}"], self[f"words_{one}"]) for one in self.references}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        chosen = [reference for reference in self.references if data.get(f"outcome_{reference}")]
        if not chosen and not self.errors:
            self.add_error(None, str(_("Choose what was decided for at least one promise.")))
        for reference in chosen:
            if data[f"outcome_{reference}"] != "kept" and not data.get(f"words_{reference}"):
                self.add_error(f"words_{reference}", str(_("Write what is missing. Everyone may read it.")))
        return cleaned

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """(reference, outcome, words) of the rows with a decision."""
        data = self.cleaned_data
        return [
            (reference, data[f"outcome_{reference}"], data.get(f"words_{reference}", ""))
            for reference in self.references
            if data.get(f"outcome_{reference}")
        ]
