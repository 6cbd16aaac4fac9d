"""Facts about problem folders, voices, maps, walks and plans."""

from hamkori.rooms.problems.models.advice import Advice
from hamkori.rooms.problems.models.asking import HigherQuestion
from hamkori.rooms.problems.models.deciding import Decision, DecisionVoice
from hamkori.rooms.problems.models.events import Consulted, Event, EventKind, Outcome
from hamkori.rooms.problems.models.focal import FocalPoint
from hamkori.rooms.problems.models.folder import Folder, FolderStep, LinkedConcern
from hamkori.rooms.problems.models.measuring import (
    Agreement,
    Assessment,
    CaseStudy,
    Measure,
    Point,
    StoryPiece,
)
from hamkori.rooms.problems.models.paper import PaperSheet
from hamkori.rooms.problems.models.planning import BudgetRequest, PlanRow, PlanTemplate, YearPlan
from hamkori.rooms.problems.models.scorecard import CardStep, GroupScores, OwnScores, Scorecard
from hamkori.rooms.problems.models.seeing import Layer, MapMark, MapSheet, RouteStop, Walk, WalkStop
from hamkori.rooms.problems.models.voices import Count, Pair, Ranking, Slip, VoiceIssue, VoiceSession
from hamkori.rooms.problems.models.working import (
    Analysis,
    Cause,
    HarmCheck,
    Option,
    Question,
    Side,
    Stake,
    Tried,
)

__all__ = [
    "Advice", "Agreement", "Analysis", "Assessment", "BudgetRequest", "CardStep", "CaseStudy", "Cause",
    "Consulted", "Count", "Decision", "DecisionVoice", "Event", "EventKind", "FocalPoint", "Folder",
    "FolderStep", "GroupScores", "HarmCheck", "HigherQuestion", "Layer", "LinkedConcern", "MapMark",
    "MapSheet", "Measure", "Option", "Outcome", "OwnScores", "Pair", "PaperSheet", "PlanRow",
    "PlanTemplate", "Point", "Question", "Ranking", "RouteStop", "Scorecard", "Side", "Slip", "Stake",
    "StoryPiece", "Tried", "VoiceIssue", "VoiceSession", "Walk", "WalkStop", "YearPlan",
]  # fmt: skip
