"""Where a name that does not resolve may be meant to come from, ranked with reasons."""

from analysis.checks.candidates.definers import Definers
from analysis.checks.candidates.first_step import advice
from analysis.checks.candidates.likeness import likeness
from analysis.checks.candidates.wanted import Wanted

__all__ = ["Definers", "Wanted", "advice", "likeness"]
