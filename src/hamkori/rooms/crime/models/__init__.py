"""Facts of the crime room. No name, phone, text about a person, belief or ethnicity stands in the register.

`Filing` and `FilingIdentity` are no part of it: what a resident wrote on the portal, encrypted, until its time is over.
"""

from hamkori.rooms.crime.models.analysis import AuditSample, HotSpots, ResponsePlan, Signal, SignalRun
from hamkori.rooms.crime.models.classification import Article, Category, ClassificationVersion, MappingRow
from hamkori.rooms.crime.models.filing import Filing, FilingIdentity
from hamkori.rooms.crime.models.imports import (
    Aggregate,
    AggregateChange,
    Fault,
    Import,
    ImportedRow,
    SenderMapping,
)
from hamkori.rooms.crime.models.orders import ReleaseOrder
from hamkori.rooms.crime.models.register import (
    Crime,
    Offence,
    Persons,
    Report,
    ReportStep,
    Step,
    ZeroReport,
)
from hamkori.rooms.crime.models.statistics import (
    BesideFigure,
    Population,
    Release,
    ReleaseFront,
    ReleaseTable,
)

__all__ = [
    "Aggregate", "AggregateChange", "Article", "AuditSample", "BesideFigure", "Category", "ClassificationVersion",
    "Crime", "Fault", "Filing", "FilingIdentity", "HotSpots", "Import", "ImportedRow", "MappingRow", "Offence",
    "Persons", "Population", "Release", "ReleaseFront", "ReleaseOrder", "ReleaseTable", "Report", "ReportStep",
    "ResponsePlan", "SenderMapping", "Signal", "SignalRun", "Step", "ZeroReport",
]  # fmt: skip
