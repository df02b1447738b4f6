"""Filing texts under fields: a linear model over character n-grams, and the tree's own model. No Django here."""

from .grams import Token, tokens_of
from .linear import Model, fit
from .measure import Evaluation, evaluate
from .table import BadLine, Labelled, read_table
from .tree import NONE, Filed, Node, Suggestion, TreeModel, train_tree
from .words import Word

__all__ = [
    "NONE",
    "BadLine",
    "Evaluation",
    "Filed",
    "Labelled",
    "Model",
    "Node",
    "Suggestion",
    "Token",
    "TreeModel",
    "Word",
    "evaluate",
    "fit",
    "read_table",
    "tokens_of",
    "train_tree",
]
