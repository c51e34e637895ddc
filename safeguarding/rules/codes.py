"""Code lists of the Department for Education's children in need census (guide and schema, 2026), and checks.

Each list is a tuple of (code, label) in census order, ready to be a form's choices; the labels are the
census's own meanings in plain case. The checks answer yes or no and never change what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

CodeList = tuple[tuple[str, str], ...]

REFERRAL_SOURCE: Final[CodeList] = (
    ("1A", "Family member, relative or carer"),
    ("1B", "Acquaintance, including neighbours and child minders"),
    ("1C", "Self"),
    ("1D", "Other individual, including strangers"),
    ("2A", "Schools"),
    ("2B", "Education services"),
    ("3A", "Health services: GP"),
    ("3B", "Health services: health visitor"),
    ("3C", "Health services: school nurse"),
    ("3D", "Health services: other primary health services"),
    ("3E", "Health services: accident and emergency department"),
    ("3F", "Health services: other, for example a hospice"),
    ("4", "Housing: local authority or housing association"),
    ("5A", "Local authority: social care, for example adult social care"),
    ("5B", "Local authority: other department, for example youth offending"),
    ("5C", "Local authority: external, for example another authority's adult social care"),
    ("5D", "Local authority: early help"),
    ("6", "Police"),
    ("7", "Other legal agency, including courts, probation, immigration and Cafcass"),
    ("8", "Other, including children's centres, independent and voluntary organisations"),
    ("9", "Anonymous"),
    ("10", "Unknown"),
)

CATEGORY_OF_ABUSE: Final[CodeList] = (
    ("NEG", "Neglect"),
    ("PHY", "Physical abuse"),
    ("SAB", "Sexual abuse"),
    ("EMO", "Emotional abuse"),
    ("MUL", "Multiple (not recommended)"),
)

PRIMARY_NEED: Final[CodeList] = (
    ("N1", "Abuse, neglect and exploitation"),
    ("N2", "Child's disability"),
    ("N3", "Parental disability or illness"),
    ("N4", "Family in acute stress"),
    ("N5", "Family dysfunction"),
    ("N6", "Socially unacceptable behaviour"),
    ("N7", "Low income"),
    ("N8", "Absent parenting"),
    ("N9", "Cases other than children in need"),
    ("N0", "Not stated"),
)

CLOSURE_REASON: Final[CodeList] = (
    ("RC1", "Adopted"),
    ("RC2", "Died"),
    ("RC3", "Child arrangements order"),
    ("RC4", "Special guardianship order"),
    ("RC5", "Transferred to services of another local authority"),
    ("RC6", "Transferred to adult social care services"),
    ("RC7", "Services ceased for any other reason, including child no longer in need"),
    ("RC8", "Case closed after assessment, no further action"),
    ("RC9", "Case closed after assessment, referred to early help"),
)

ASSESSMENT_FACTOR: Final[CodeList] = (
    ("1A", "Alcohol misuse: child"),
    ("1B", "Alcohol misuse: parent or carer"),
    ("1C", "Alcohol misuse: another person in the household"),
    ("2A", "Drug misuse: child"),
    ("2B", "Drug misuse: parent or carer"),
    ("2C", "Drug misuse: another person in the household"),
    ("3A", "Domestic abuse: child is the subject"),
    ("3B", "Domestic abuse: parent or carer is the subject"),
    ("3C", "Domestic abuse: another person in the household is the subject"),
    ("4A", "Mental health: child"),
    ("4B", "Mental health: parent or carer"),
    ("4C", "Mental health: another person in the family or household"),
    ("5A", "Learning disability: child"),
    ("5B", "Learning disability: parent or carer"),
    ("5C", "Learning disability: another person in the family or household"),
    ("6A", "Physical disability or illness: child"),
    ("6B", "Physical disability or illness: parent or carer"),
    ("6C", "Physical disability or illness: another person in the family or household"),
    ("7A", "Young carer"),
    ("8B", "Privately fostered: from overseas, intends to return"),
    ("8C", "Privately fostered: from overseas, intends to stay"),
    ("8D", "Privately fostered: UK child in an educational placement"),
    ("8E", "Privately fostered: UK child making alternative family arrangements"),
    ("8F", "Privately fostered: other"),
    ("9A", "Unaccompanied asylum-seeking child"),
    ("10A", "Missing"),
    ("11A", "Child sexual exploitation"),
    ("12A", "Trafficking"),
    ("13A", "Gangs"),
    ("14A", "Socially unacceptable behaviour"),
    ("15A", "Self-harm"),
    ("16A", "Neglect"),
    ("17A", "Emotional abuse"),
    ("18B", "Physical abuse: child on child"),
    ("18C", "Physical abuse: adult on child"),
    ("19B", "Sexual abuse: child on child"),
    ("19C", "Sexual abuse: adult on child"),
    ("20", "Other"),
    ("21", "No factors identified"),
    ("22A", "Female genital mutilation"),
    ("23A", "Abuse linked to faith or belief"),
    ("24A", "Child criminal exploitation"),
)

ETHNICITY: Final[CodeList] = (
    ("WBRI", "White British"),
    ("WIRI", "White Irish"),
    ("WIRT", "Traveller of Irish heritage"),
    ("WROM", "Gypsy/Roma"),
    ("WOTH", "Any other White background"),
    ("MWBC", "White and Black Caribbean"),
    ("MWBA", "White and Black African"),
    ("MWAS", "White and Asian"),
    ("MOTH", "Any other mixed background"),
    ("AIND", "Indian"),
    ("APKN", "Pakistani"),
    ("ABAN", "Bangladeshi"),
    ("AOTH", "Any other Asian background"),
    ("BCRB", "Caribbean"),
    ("BAFR", "African"),
    ("BOTH", "Any other Black background"),
    ("CHNE", "Chinese"),
    ("OOTH", "Any other ethnic group"),
    ("REFU", "Refused"),
    ("NOBT", "Information not yet obtained"),
)

DISABILITY: Final[CodeList] = (
    ("NONE", "No disability"),
    ("MOB", "Mobility"),
    ("HAND", "Hand function"),
    ("PC", "Personal care"),
    ("INC", "Incontinence"),
    ("COMM", "Communication"),
    ("LD", "Learning"),
    ("HEAR", "Hearing"),
    ("VIS", "Vision"),
    ("BEH", "Behaviour"),
    ("CON", "Consciousness"),
    ("AUT", "Autism"),
    ("DDA", "Other"),
)

SEX: Final[CodeList] = (("M", "Male"), ("F", "Female"), ("U", "Unknown"))

# UN6's own wording was not at hand when this list was written; the schema has the code.
UPN_UNKNOWN: Final[CodeList] = (
    ("UN1", "Child not of school age, no UPN assigned yet"),
    ("UN2", "Child has never attended a maintained school in England"),
    ("UN3", "Child is educated outside England"),
    ("UN4", "Child is newly in need and the UPN is not yet known"),
    ("UN5", "Sources disagree about the child, so no UPN can be matched"),
    ("UN6", "UPN unknown for reason UN6 of the census guide"),
    ("UN7", "Referral with no further action"),
)

PARTICIPATION: Final[CodeList] = (
    ("PN0", "Child aged under 4 at the time of the conference"),
    ("PN1", "Attends and speaks for themselves"),
    ("PN2", "Attends, an advocate speaks for them"),
    ("PN3", "Attends and conveys their view symbolically"),
    ("PN4", "Attends, does not speak, no view conveyed"),
    ("PN5", "Does not attend, an advocate is briefed with their views"),
    ("PN6", "Does not attend, conveys their views by another medium"),
    ("PN7", "Does not attend and no view is conveyed"),
)

# Codes that stand alone: chosen beside any other of their list, the answer contradicts itself.
STANDS_ALONE: Final[frozenset[str]] = frozenset({"NONE", "21"})

_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN: Final = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_LA_CHILD_ID: Final = re.compile(r"[A-Za-z0-9]{1,20}")


def label(codes: CodeList, code: str) -> str:
    """The label of ``code`` in ``codes``; raises KeyError with the code when the list has no such code."""
    for known, text in codes:
        if known == code:
            return text
    raise KeyError(code)


def stands_alone_broken(chosen: Iterable[str]) -> bool:
    """Whether a code that must stand alone (no disability, no factors identified) was chosen with others.

    Source: children in need census guide, disabilities and assessment factors.
    """
    codes = set(chosen)
    return len(codes) > 1 and not codes.isdisjoint(STANDS_ALONE)


def upn_check_letter(upn: str) -> str:
    """The check letter that the twelve characters after a UPN's first letter call for.

    Source: Department for Education guidance on unique pupil numbers. Each digit is weighted 2 to 13, and the
    sum modulo 23 picks from an alphabet without I, O and S. A temporary UPN ends in a letter of that
    alphabet, which counts by its place. Raises ValueError when the shape is not that of a UPN.
    """
    if not _UPN.fullmatch(upn) or (upn[12].isalpha() and upn[12] not in _UPN_LETTERS):
        raise ValueError("a UPN is a letter and twelve digits, or a letter, eleven digits and a letter")
    values = [int(mark) if mark.isdigit() else _UPN_LETTERS.index(mark) for mark in upn[1:]]
    total = sum(value * (place + 1) for place, value in enumerate(values, start=1))
    return _UPN_LETTERS[total % 23]


def upn_valid(upn: str) -> bool:
    """Whether ``upn`` (upper case, no spaces) has a UPN's shape and the right check letter."""
    try:
        return upn_check_letter(upn) == upn[0]
    except ValueError:
        return False


def nhs_number_normalise(text: str) -> str:
    """What was typed without the spaces and hyphens that people put into an NHS number."""
    return re.sub(r"[\s\u2010-\u2015-]", "", text)


def nhs_number_valid(text: str) -> bool:
    """Whether ``text`` is ten digits with a right check digit (NHS Data Dictionary, modulus 11).

    Ten times the same digit passes the sum but is what people type to get past a box, so it is refused.
    """
    number = nhs_number_normalise(text)
    if not re.fullmatch(r"[0-9]{10}", number) or len(set(number)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(number[9])


def nhs_number_spaced(number: str) -> str:
    """A valid NHS number as it is printed: three digits, three digits, four digits."""
    digits = nhs_number_normalise(number)
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def la_child_id_valid(text: str) -> bool:
    """Whether ``text`` may be a local authority child id: letters and digits only, 1 to 20 of them."""
    return _LA_CHILD_ID.fullmatch(text) is not None
