"""Every code has a sentence in every offered language, and no sentence is left over."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from enum import Enum
from pathlib import Path

import pytest

from api.contexts import choices
from api.i18n import PLACEHOLDER, translator
from api.inputs.base import PermitCode, Sector
from api.inputs.need import TargetGroup
from api.inputs.review import RejectReason, ShortlistReason
from api.languages import OFFERED
from api.pages import shell, wording
from api.pages.account import SAVED_WAYS_IN
from api.pages.agency import SAVED_NEEDS
from api.pages.agency_courses import SAVED_COURSES
from api.pages.agency_need_form import WEIGHTS
from api.pages.person import SAVED_REQUESTS
from api.pages.profile import FIELD_OF_SECTION
from api.pages.rights import RIGHTS
from api.pages.skills_map import GRID_NAMES
from api.rendering import HTTP_CODES
from api.services.disclosures import answer_disclosure, request_disclosure
from api.services.matches.compare_matches import Decided
from api.services.people.guard_free_text import KINDS
from api.services.people.own_outcomes import Outcomes
from api.services.views.agency import AnonymousCoverage, AnonymousState, Detail, ExperienceBand
from api.services.views.explaining import BucketCode
from data.campaign_records import (
    AppealDecision,
    AppealGround,
    CampaignStatus,
    NamingAnswer,
    NamingKind,
    QuotaGround,
    Track,
)
from data.records import CourseStatus, NeedStatus, ReviewDecision
from matcher.allocation import SEATED_CODES, CampaignFault, NeedReason, Objective, SeatReason
from matcher.explanation import Band, sentence_key
from matcher.ladder.changes import RelaxationCode
from matcher.ladder.demand_gaps import Supply
from matcher.ladder.following import TrainingQuestion
from matcher.ladder.transfer import TransferStatus
from matcher.types import (
    AcquiredHow,
    AcquiredIn,
    AffinityFactor,
    AnalysisSource,
    Answer,
    Cefr,
    CollaborationKind,
    Compensation,
    ConditionCode,
    Coverage,
    CoveredCost,
    Criterion,
    EvidenceState,
    Level,
    MissionActivity,
    Mode,
    NeedKind,
    OrganisationCriterion,
    OrganisationKind,
    ReasonCode,
    RequirementKind,
    SizeBand,
    StandardCode,
    StandardState,
    TrainerState,
    Verdict,
    WageReplacement,
)
from privacy.audit import AuditAction, Outcome
from privacy.breakglass import OpeningReason, OpeningState
from privacy.errors import DenyReason
from privacy.grants import AgencyStatus, GrantState, RequestState
from privacy.notice import notice_codes
from privacy.passphrase import FEWEST_WORDS_TO_CHOOSE, PassphraseProblem
from privacy.vocabulary import ConsentStatus, Purpose, Role

ROOT = Path(__file__).resolve().parents[2]
API = ROOT / "api"
QUOTED = re.compile(r"""["']([a-z_]+(?:\.[A-Za-z0-9_]+)+)["']""")
REFUSAL = re.compile(
    r"\b(?:ServiceError|NotSignedIn|Forbidden|NotFound|Conflict|Invalid|TooMany)"
    r"""\(\s*["']([a-z_]+)["']"""
)
CUSTOM_PROBLEM = re.compile(r"""PydanticCustomError\(\s*["']([a-z_]+)["']""")
AT_A_FIELD = re.compile(r"""FieldProblem\([^)]*?,\s*["']([a-z_]+)["']\s*\)""")
ABOUT_ONE_INPUT = re.compile(r"problem\.[a-z_]+\.")
OF_THE_MODELS = (
    "missing",
    "string_too_short",
    "string_too_long",
    "too_short",
    "too_long",
    "int_parsing",
    "greater_than_equal",
    "less_than_equal",
    "greater_than",
    "less_than",
    "enum",
    "date_from_datetime_parsing",
    "date_parsing",
)
"""Error types of the input models' library that get a sentence of their own."""
STEPS = ("consents", "profile", "matches")


def values(kind: Iterable[Enum]) -> list[str]:
    return [str(each.value) for each in kind]


def with_ends(codes: Iterable[str], *ends: str) -> Iterator[str]:
    for code in codes:
        yield from (f"{code}{end}" for end in ends)


REASON_SENTENCES = sorted({sentence_key(code, each) for code in ReasonCode for each in Verdict})
FAMILIES: Mapping[str, Iterable[str]] = {
    "relaxation": values(RelaxationCode),
    "training_question": values(TrainingQuestion),
    "wages": values(WageReplacement),
    "supply": values(Supply),
    "transfer": values(TransferStatus),
    "compare.decided": values(Decided),
    "seat_reason": values(SeatReason),
    "own_seat": values(SeatReason),
    "need_reason": values(NeedReason),
    "objective": values(Objective),
    "problem": [f"allocation_{fault.value}" for fault in CampaignFault],
    "campaign_status": values(CampaignStatus),
    "own_campaign_status": values(CampaignStatus),
    "own_change": sorted(set(values(SeatReason)) - set(SEATED_CODES)),
    "appeal_decision": values(AppealDecision),
    "appeal_ground": values(AppealGround),
    "track": values(Track),
    "quota_ground": values(QuotaGround),
    "naming": values(NamingKind),
    "naming_answer": values(NamingAnswer),
    "staff_recovery.state": ("waiting", "open", "stopped", "used", "lapsed"),
    "reason": REASON_SENTENCES,
    "own_reason": REASON_SENTENCES,
    "own_help": values(ReasonCode),
    "condition": values(ConditionCode),
    "criterion": values(Criterion),
    "bucket": values(BucketCode),
    "match.bucket": values(BucketCode),
    "matches.bucket": values(BucketCode),
    "match.detail": values([Detail.COUNT, Detail.BAND]),
    "band": values(Band),
    "coverage": {*values(Coverage), *values(AnonymousCoverage), *values(AnonymousState)},
    "verdict": values(Verdict),
    "purpose": values(Purpose),
    "opening_reason": values(OpeningReason),
    "opening_state": (*values(OpeningState), "open", "lapsed"),
    "consent_status": values(ConsentStatus),
    "deny": values(DenyReason),
    "audit_action": values(AuditAction),
    "outcome": values([Outcome.DENIED, Outcome.FAILED]),
    "role": values(Role),
    "request_state": values(RequestState),
    "grant_state": values(GrantState),
    "agency_status": with_ends(values(AgencyStatus), "", ".more"),
    "need_status": values(NeedStatus),
    "review_decision": values(ReviewDecision),
    "review_reason": {*values(ShortlistReason), *values(RejectReason)},
    "kind": with_ends(values(NeedKind), "", ".hint"),
    "target_group": values(TargetGroup),
    "course_status": values(CourseStatus),
    "courses.saved": SAVED_COURSES,
    "mode": with_ends(values(Mode), "", ".hint"),
    "level": values(Level),
    "cefr": [each.name for each in Cefr],
    "evidence_state": values(EvidenceState),
    "answer": values(Answer),
    "acquired_in": values(AcquiredIn),
    "acquired_how": values(AcquiredHow),
    "trainer": values(TrainerState),
    "compensation": values(Compensation),
    "requirement_kind": values(RequirementKind),
    "weight": WEIGHTS,
    "firmness": ("yes", "no"),
    "affinity": values(AffinityFactor),
    "standard": values(StandardCode),
    "analysis": values(AnalysisSource),
    "standard_state": values(StandardState),
    "permit": values(PermitCode),
    "sector": values(Sector),
    "activity": values(MissionActivity),
    "covered_cost": values(CoveredCost),
    "matched_organisation": values(OrganisationKind),
    "size_band": values(SizeBand),
    "collaboration": values(CollaborationKind),
    "organisation_criterion": values(OrganisationCriterion),
    "section": with_ends([*FIELD_OF_SECTION, "contact"], "", ".more"),
    "home.step": with_ends(("profile", "match", "ask", "meet"), "", ".more"),
    "home.promise": ("contact", "decision", "papers", "back"),
    "me": with_ends(("log", "receipts", "rights", "leave"), "", ".more"),
    "me.step": with_ends(STEPS, "", ".more", ".do"),
    "need.period": ("none", "dated", "yearly"),
    "need_page.saved": SAVED_NEEDS,
    "account.saved": SAVED_WAYS_IN,
    "requests.saved": SAVED_REQUESTS,
    "map.grid": GRID_NAMES,
    "experience_band": values(ExperienceBand),
    "outcomes": [each.name for each in fields(Outcomes)],
    "sheet.why": ("languages", "experience", "training", "ties"),
    "rights": with_ends([code for code, _ in RIGHTS], "", ".more"),
}


def sources(*patterns: str) -> str:
    return "\n".join(
        path.read_text(encoding="utf-8")
        for pattern in patterns
        for path in sorted(API.glob(pattern))
    )


def fact_codes() -> set[str]:
    words = wording.Wording(translator(OFFERED[0]))
    return {f"fact.{name}" for name in words.values} | {
        f"fact.{name}" for _, name in words.by_condition
    }


def error_codes() -> set[str]:
    found = set(REFUSAL.findall(sources("**/*.py"))) | set(HTTP_CODES.values())
    found |= {reason.value for reason in request_disclosure._AT_FIELDS}
    found |= {reason.value for reason in request_disclosure._AT_UNTIL}
    found |= {reason.value for reason in request_disclosure._STATE}
    found |= set(answer_disclosure._BROKEN)
    return {f"error.{code}" for code in found}


def problem_codes() -> set[str]:
    code = sources("**/*.py")
    found = {*CUSTOM_PROBLEM.findall(code), *AT_A_FIELD.findall(code), *OF_THE_MODELS, "invalid"}
    found |= {f"passphrase_{problem.value}" for problem in PassphraseProblem}
    found |= {f"never_kept_{kind}" for kind in KINDS}
    found |= {reason.value for reason in request_disclosure._AT_FIELDS}
    found |= {reason.value for reason in request_disclosure._AT_UNTIL}
    return {f"problem.{each}" for each in found - {"checkpoint_incomplete"}}


def quoted_codes(known: Iterable[str]) -> set[str]:
    """Codes written out in templates and pages: whatever starts like a sentence's code."""
    heads = {code.partition(".")[0] for code in known}
    text = sources("templates/**/*.html", "pages/*.py", "commands/*.py")
    return {
        code
        for code in QUOTED.findall(text)
        if code.partition(".")[0] in heads and not code.endswith((".html", ".py", ".css"))
    }


def asked_codes(known: Iterable[str]) -> set[str]:
    families = {f"{family}.{value}" for family, codes in ASKED.items() for value in codes}
    ways = {code for ways in shell.WAYS.values() for _, code in ways}
    about_one_input = {
        code for code in known if code.startswith("problem.") and code.count(".") > 1
    }
    return (
        families
        | ways
        | {"brand"}
        | set(notice_codes())
        | fact_codes()
        | error_codes()
        | problem_codes()
        | about_one_input
        | quoted_codes(known)
    )


ASKED = {family: tuple(codes) for family, codes in FAMILIES.items()}


@pytest.mark.parametrize("language", OFFERED)
def test_every_code_has_a_sentence_and_every_sentence_a_use(language: str) -> None:
    known = set(translator(language).sentences)
    asked = asked_codes(known)
    assert asked - known == set(), "codes without a sentence"
    assert known - asked == set(), "sentences nobody asks for"


@pytest.mark.parametrize("language", OFFERED)
def test_a_missing_and_a_left_over_sentence_would_be_seen(language: str) -> None:
    known = set(translator(language).sentences)
    asked = asked_codes(known)
    assert len(quoted_codes(known)) > 300
    assert len(error_codes()) > 30
    assert len(problem_codes()) > 25
    assert all(ASKED.values())
    assert asked - (known - {"reason.DATES"}) == {"reason.DATES"}
    assert "nav.nowhere" not in asked


@pytest.mark.parametrize("language", OFFERED[1:])
def test_a_sentence_has_the_same_placeholders_in_every_language(language: str) -> None:
    first, other = translator(OFFERED[0]).sentences, translator(language).sentences
    assert {code: placeholders(first[code]) for code in first} == {
        code: placeholders(other[code]) for code in first
    }


def placeholders(entry: str | Mapping[str, str]) -> set[str]:
    forms = [entry] if isinstance(entry, str) else list(entry.values())
    return {name for form in forms for name in PLACEHOLDER.findall(form)}


def test_placeholders_are_found_at_all() -> None:
    assert placeholders(translator("fr").sentences["match.made"]) == {"day", "version", "release"}


@pytest.mark.parametrize("language", OFFERED)
def test_no_form_of_a_sentence_is_empty_or_untrimmed(language: str) -> None:
    for code, entry in translator(language).sentences.items():
        for form in [entry] if isinstance(entry, str) else entry.values():
            assert form.strip(), code
            assert code == "list.comma" or form == form.strip(), code


@pytest.mark.parametrize("language", OFFERED)
def test_arabic_sentences_are_in_arabic_letters_and_the_others_are_not(language: str) -> None:
    bare = {"list.comma", "list.pair", "nav.skip"}
    letters = re.compile("[\u0621-\u064a]")
    for code, entry in translator(language).sentences.items():
        for form in [entry] if isinstance(entry, str) else entry.values():
            if code not in bare:
                assert bool(letters.search(form)) == (language == "ar"), code


@pytest.mark.parametrize("language", OFFERED)
def test_a_passphrase_is_drawn_from_words_enough(language: str) -> None:
    from api.pages.passphrases import passphrase_words, suggest_passphrase
    from privacy.passphrase import passphrase_problems

    words = passphrase_words(language)
    assert len(words) >= FEWEST_WORDS_TO_CHOOSE
    assert all(3 <= len(word) <= 8 for word in words)
    suggestion = suggest_passphrase(language).split()
    assert len(set(suggestion)) == 5
    assert set(suggestion) <= set(words)
    assert passphrase_problems(" ".join(suggestion)) == ()


def test_every_option_offered_on_a_page_is_one_of_its_family() -> None:
    for family, codes in (
        ("mode", choices.MODES),
        ("kind", choices.KINDS),
        ("permit", choices.PERMITS),
        ("standard", choices.STANDARDS),
        ("sector", choices.SECTORS),
        ("affinity", choices.AFFINITIES),
    ):
        assert codes
        assert set(codes) <= set(ASKED[family])
