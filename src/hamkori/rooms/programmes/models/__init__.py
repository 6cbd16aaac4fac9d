"""Facts about programmes and their results, and about self-assessments of police departments."""

from hamkori.rooms.programmes.models.framework import Framework, Indicator, Period, Result, TargetPart
from hamkori.rooms.programmes.models.reporting import Actual, ActualPart, ActualStep
from hamkori.rooms.programmes.models.selfcheck import SelfCheck, SelfScore

__all__ = [
    "Actual",
    "ActualPart",
    "ActualStep",
    "Framework",
    "Indicator",
    "Period",
    "Result",
    "SelfCheck",
    "SelfScore",
    "TargetPart",
]
