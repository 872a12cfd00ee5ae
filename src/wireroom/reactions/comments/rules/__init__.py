"""What is known of comments without a database: limits, judgement, plain text, who may moderate."""

from wireroom.reactions.comments.rules.judging import Mode, Past, Verdict, judge, waits
from wireroom.reactions.comments.rules.limits import NAME_LONGEST, TEXT_LONGEST, Flaw, flaws
from wireroom.reactions.comments.rules.names import NameBook, skeleton
from wireroom.reactions.comments.rules.plain import Block, Piece, blocks_of
from wireroom.reactions.comments.rules.rights import Right, rights
from wireroom.reactions.comments.rules.submission import Signs, Submission

__all__ = [
    "NAME_LONGEST",
    "TEXT_LONGEST",
    "Block",
    "Flaw",
    "Mode",
    "NameBook",
    "Past",
    "Piece",
    "Right",
    "Signs",
    "Submission",
    "Verdict",
    "blocks_of",
    "flaws",
    "judge",
    "rights",
    "skeleton",
    "waits",
]
