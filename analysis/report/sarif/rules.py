"""What a viewer tells of each rule, and of what is reported beside the findings."""

from __future__ import annotations

import msgspec

from analysis.report.sarif.document import Configuration, Descriptor, Message, RuleProperties


class RuleText(msgspec.Struct, frozen=True):
    """The words of one rule. `name` is a word in Pascal case, the others are sentences."""

    name: str
    level: str
    short: str
    full: str
    help: str


TEXTS = {
    "broken-import": RuleText(
        "BrokenImport",
        "error",
        "An import asks for something that is not there.",
        "A module or a name that statements import, and that nothing in the repository provides. "
        "Imports of packages from outside of the repository are never reported.",
        "Import the name from where it is defined now, or mend the spelling; the message says "
        "where it may be. An import in a function breaks when the function is called.",
    ),
    "import-cycle": RuleText(
        "ImportCycle",
        "warning",
        "Modules import each other.",
        "Modules that import each other while they are imported. Python hands out a half imported "
        "module, so that some of them fail, or all, by which one is imported first.",
        "Take one import of the cycle away: ask the module that defines the name, move the import "
        "into the function that needs it, or move what both need into a module of its own.",
    ),
    "duplicate-class": RuleText(
        "DuplicateClass",
        "warning",
        "Classes exist more than once and are easily taken for each other.",
        "Classes of the same name, or with the same role, that are easily taken for each other. "
        "An instance of one is no instance of the other.",
        "Keep the one that the message names, and import it at the other places.",
    ),
    "undefined-name": RuleText(
        "UndefinedName",
        "error",
        "Code at module level uses a name that nothing binds.",
        "A name that code at module level uses and that nothing has bound by then: importing the "
        "module raises NameError.",
        "Import the name, or define it before it is used.",
    ),
    "unparsable-file": RuleText(
        "UnparsableFile",
        "error",
        "A file is not valid Python.",
        "A file that Python can't read: a syntax error, an encoding that does not fit, null bytes, "
        "or nesting that is too deep.",
        "Mend the syntax, or exclude the file in the settings if it is not meant to be imported.",
    ),
    "double-import": RuleText(
        "DoubleImport",
        "warning",
        "A file is imported under two names.",
        "Files that are imported by two names, one of them with the name of the import root. "
        "Python takes them for two modules: the file runs twice, and its classes exist twice.",
        "Use one of the two names everywhere.",
    ),
}
"""By the rule's name."""

BLIND_SPOT, UNOWNED, LEFT_OUT = "blind-spot", "failure-without-rule", "left-out"
NOTIFICATIONS = {
    BLIND_SPOT: "A place that static reading could not decide.",
    UNOWNED: "An import that fails for a reason that no rule describes.",
    LEFT_OUT: "Something that is found and not in this file.",
}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}


def rule_descriptors() -> tuple[Descriptor, ...]:
    """Every rule, found or not: so that a viewer can tell what is mended from what is not asked."""
    return tuple(
        Descriptor(
            id=rule,
            name=text.name,
            short_description=Message(text=text.short),
            full_description=Message(text=text.full),
            help=Message(
                text=f"{text.full}\n\n{text.help}",
                markdown=f"{text.full}\n\n**What to do.** {text.help}\n\n"
                f"`plumbline fix PATH` shows repairs with their proof.",
            ),
            default_configuration=Configuration(level=text.level),
            properties=RuleProperties(
                tags=("imports", "maintainability"),
                precision="very-high",
                problem_severity=_PROBLEM[text.level],
            ),
        )
        for rule, text in TEXTS.items()
    )


def notification_descriptors() -> tuple[Descriptor, ...]:
    """What can stand beside the results."""
    return tuple(
        Descriptor(
            id=name,
            short_description=Message(text=text),
            default_configuration=Configuration(level="note"),
        )
        for name, text in NOTIFICATIONS.items()
    )
