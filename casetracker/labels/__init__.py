"""Labels of slugs in the reader's language: the one place where an enum gets its words."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from casetracker.labels import exchange, searching, statistics, telling
from casetracker.labels.auditing import AUDIT_ACTIONS, AUDIT_DETAILS
from casetracker.labels.cases import EVENTS, LINKS, REMEDY_STATES, STATUSES, STEPS
from casetracker.labels.decisions import (
    DECISION_KINDS,
    GROUND_MARKS,
    GROUNDS,
    REFUSAL_GROUNDS,
    RULINGS,
    SERVICE_WAYS,
)
from casetracker.labels.documents import DOCUMENT_KINDS, DOCUMENT_SCANS, DOCUMENT_TEXTS, TEXT_PROBLEMS
from casetracker.labels.hearings import CLOSED_GROUNDS, HEARING_RESULTS, RECORDED_RESULTS
from casetracker.labels.parties import ERASURE_STATES, MARK_KINDS, PARTY_FIELDS, PARTY_KINDS, PARTY_ROLES
from casetracker.labels.publishing import (
    CORRECTION_REASONS,
    PUBLIC_TEXTS,
    PUBLICATION_STATES,
    REDACTION_KINDS,
    REDACTION_ORIGINS,
    WITHDRAWAL_GROUNDS,
)

SUBJECTS = {
    "voter-lists": _l("Voter lists"),
    "candidate-registration": _l("Registration of candidates"),
    "signatures": _l("Collection and verification of signatures"),
    "campaign": _l("Campaigning"),
    "assembly": _l("Peaceful assemblies"),
    "state-resources": _l("Misuse of state resources"),
    "campaign-finance": _l("Campaign finance"),
    "media": _l("Media coverage"),
    "opinion-polls": _l("Opinion polls"),
    "observers": _l("Rights of observers"),
    "commission-composition": _l("Composition of commissions"),
    "commission-sessions": _l("Sessions of commissions"),
    "absentee-certificates": _l("Absentee certificates"),
    "voting-procedure": _l("Voting procedure"),
    "ballot-stuffing": _l("Ballot stuffing"),
    "multiple-or-proxy-voting": _l("Multiple or proxy voting"),
    "secrecy": _l("Secrecy of the vote"),
    "accessibility": _l("Accessibility of polling stations"),
    "counting": _l("Counting of votes"),
    "tabulation": _l("Tabulation"),
    "results": _l("Results"),
    "recall": _l("Recall of elected officials"),
    "other": _l("Other"),
}
OUTCOMES = {
    "satisfied": _l("Satisfied"),
    "partly-satisfied": _l("Partly satisfied"),
    "refused": _l("Refused"),
    "returned": _l("Returned"),
    "left-without-consideration": _l("Left without consideration"),
    "withdrawn": _l("Withdrawn"),
    "terminated": _l("Terminated"),
    "forwarded": _l("Forwarded"),
    "explained": _l("Explained"),
}
REMEDIES = {
    "decision-annulled": _l("Decision annulled"),
    "registration-restored": _l("Registration restored"),
    "registration-cancelled": _l("Registration cancelled"),
    "recount": _l("Recount"),
    "results-invalidated": _l("Results invalidated"),
    "list-corrected": _l("Voter list corrected"),
    "official-warned": _l("Official warned"),
    "access-restored": _l("Access restored"),
    "referred-to-police": _l("Referred to the police"),
    "referred-to-prosecutor": _l("Referred to the prosecutor"),
    "none": _l("No remedy"),
}
DEADLINE_STATES = {
    "running": _l("Running"),
    # Never stored: what a running clock is called once its last day has ended.
    "overdue": _l("Overdue"),
    # Nor is this: what a party's time to contest a decision is called once it has ended.
    "passed": _l("Passed"),
    "stayed": _l("Stayed"),
    "met": _l("Met"),
    "missed": _l("Missed"),
    "moot": _l("No longer applies"),
    "replaced": _l("Replaced"),
}
DEADLINE_ROLES = {
    "filing": _l("Time limit to file"),
    "review": _l("Time limit to decide"),
    "appeal": _l("Time limit to contest the decision"),
    "forwarding": _l("Time limit to forward"),
}
CHANNELS = {
    "online": _l("Online"),
    "paper": _l("On paper"),
    "e-mail": _l("By e-mail"),
    "oral": _l("Orally on voting day"),
    "forwarded": _l("Forwarded by another body"),
    "import": _l("Imported"),
}
CONTESTED_KINDS = {
    "decision": _l("Decision"),
    "act": _l("Action"),
    "inaction": _l("Inaction"),
}
USER_ROLES = {
    "clerk": _l("Clerk"),
    "lawyer": _l("Lawyer"),
    "publisher": _l("Publisher"),
    "supervisor": _l("Supervisor"),
    "administrator": _l("Administrator"),
    "auditor": _l("Auditor"),
}
LOGIN_WAYS = {
    "password": _l("Password"),
    "passkey": _l("Passkey"),
    "provider": _l("Login of the organisation"),
}
TOKEN_SCOPES = {"read": _l("Read only"), "write": _l("Read and write")}
BODY_LEVELS = {
    "central": _l("Central commission"),
    "territorial-region": _l("Regional commission"),
    "territorial-district": _l("District commission"),
    "precinct": _l("Precinct commission"),
    "first-instance": _l("Court of first instance"),
    "appeal": _l("Court of appeal"),
    "cassation": _l("Court of cassation"),
    "supreme": _l("Supreme Court"),
    "constitutional": _l("Constitutional body"),
    "prosecutor": _l("Prosecutor's office"),
    "law-enforcement": _l("Law-enforcement body"),
}
ELECTION_KINDS = {
    "presidential": _l("Presidential election"),
    "senate": _l("Senate election"),
    "mazhilis": _l("Mazhilis election"),
    "kurultai": _l("Kurultai election"),
    "maslikhat": _l("Maslikhat election"),
    "akim": _l("Akim election"),
    "local-body": _l("Election of another body of local self-government"),
    "referendum": _l("Referendum"),
}
MAIL_STATES = {
    "pending": _l("Waiting"),
    "sending": _l("Being sent"),
    "sent": _l("Sent"),
    "failed": _l("Failed"),
    "cancelled": _l("No longer needed"),
    "held": _l("Waits for the digest"),
    "merged": _l("Told in a digest"),
}
ALERT_WAYS = {
    "at-once": _l("By mail, at once"),
    "digest": _l("By mail, once a day"),
    "calendar": _l("By calendar only, without mails"),
}
ALERT_SCOPES = {
    "assigned": _l("Cases assigned to me"),
    "own-body": _l("Cases of my body"),
    "below": _l("Cases of my body and of all below it"),
}
MAIL_INTENTS = {
    "deadline-strict": _l("The strict last day has come"),
    "deadline-reminder": _l("A time limit is near"),
    "deadline-immediate": _l("To be decided immediately"),
    "deadline-overdue": _l("A time limit has passed"),
    "deadline-moved": _l("A time limit was moved"),
    "clock-stayed": _l("A time limit stands still"),
    "clock-resumed": _l("A time limit runs again"),
    "hearing-soon": _l("A hearing is near"),
    "decision-unserved": _l("A decision is not served"),
    "decision-unpublished": _l("A decision is not published"),
    "mail-undeliverable": _l("Mails cannot be delivered"),
    "alert-digest": _l("The alerts of a day"),
    "account-invitation": _l("Invitation to log in"),
    "account-changed": _l("Notice that an account was changed"),
    "account-password-reset": _l("Link to choose a new password"),
    "subscription-confirmation": _l("Question whether somebody subscribed"),
    "subscription-news": _l("What became public"),
    "filing-confirmation": _l("Question whether somebody wants to be told of their complaint"),
    "filing-news": _l("News of a complaint that was filed online"),
}
# What a mail says of a change, by the action that the audit chain has of it.
ACCOUNT_CHANGES = {
    "user.password-changed": _l("the password was changed"),
    "second-factor.added": _l("a second factor was added"),
    "second-factor.removed": _l("a second factor was removed"),
    "second-factor.reset": _l("all second factors were removed"),
    "recovery-codes.made": _l("new recovery codes were made"),
}
LANGUAGES = {"kk": _l("Kazakh"), "ru": _l("Russian"), "en": _l("English")}
# The files of config/law/kz: what the time limits are about.
LAW_SUBJECTS = {
    "commissions": _l("Decisions and work of commissions"),
    "voter-lists": _l("Voter lists"),
    "campaign": _l("Districts, campaigning, foreign observers"),
    "president": _l("Election of the President"),
    "senate": _l("Election of the Senate"),
    "mazhilis": _l("Election of the Mazhilis"),
    "maslikhat": _l("Election of maslikhats"),
    "akim": _l("Election of akims"),
    "local-bodies": _l("Election of other local self-government bodies"),
    "results": _l("Counting, results and protocols"),
    "courts": _l("Courts"),
    "constitutional": _l("Constitutional review"),
    "general": _l("General administrative complaints, for comparison"),
}
RULE_MARKS = {
    "verified": _l("Verified in the text"),
    "inference": _l("Inferred"),
    "disputed": _l("Disputed"),
}
LATENESS = {
    "not-examined": _l("What comes late is not examined."),
    "returned": _l("What comes late is returned."),
    "overdue": _l("The body is overdue."),
    "no-ground-to-refuse": _l("Lateness alone is no ground to refuse."),
    "ordinary-rules": _l("After it the ordinary rules apply."),
    "none": _l("No consequence of lateness is recorded."),
}
STAY_EFFECTS = {
    "suspend": _l("The clock stands still; what is left of the time is kept."),
    "terminate": _l("The clock ends."),
    "forward": _l("The clock ends here; another body gets the case, with a clock of its own."),
}
STAY_GROUNDS = {
    "parallel-court": _l("A court has the same matter before it"),
    "constitutional-review": _l("Constitutional proceedings are under way"),
    "defects": _l("Returned so that defects can be put right"),
    "forwarded": _l("Forwarded to the competent body"),
    "other": _l("Another reason"),
}
STAY_ENDINGS = {
    "resumed": _l("Resumed"),
    "ended": _l("Ended"),
}
# Why a clock was computed again.
MOVE_REASONS = {
    "registered": _l("The complaint was registered."),
    "stayed": _l("The proceedings were stayed."),
    "forwarded": _l("The complaint was forwarded."),
    "resumed": _l("The proceedings were resumed."),
    "stay-ended": _l("The proceedings ended after a stay."),
    "facts-corrected": _l("Facts of the case were corrected."),
    "served": _l("The service of the decision was recorded or corrected."),
    "decided": _l("The decision was recorded."),
    "election-changed": _l("Dates of the election changed."),
    "law-confirmed": _l("The confirmation of the law for this election changed."),
    "law-changed": _l("The rules or the calendar changed."),
}
PARALLEL_REASONS = {
    "same-body": _l("It contests an act of the same body."),
    "same-day": _l("The contested act is of the same day."),
    "same-number": _l("The contested act has the same number."),
    "joined": _l("It was joined with this case before."),
}
# Why a case may be the same as one that is being entered.
DUPLICATE_REASONS = {
    "same-act": _l("It contests an act of the same body on the same day."),
    "same-person": _l("The same person seems to complain."),
    "same-organisation": _l("The same organisation complains."),
    "similar-text": _l("Its text is similar."),
}
CASE_FACTS = {
    "received_at": _l("Received"),
    "filed_at": _l("Filed"),
    "contested_on": _l("Day of the contested act"),
    "served_at": _l("Copy of the decision served"),
    "taken_at": _l("Decision taken"),
    "in_force_on": _l("In force from"),
    "is_late": _l("Filed late"),
    "result": _l("How the hearing ended"),
    "ended_at": _l("When the hearing ended"),
}
# Whether the clocks of an election can be computed: never stored, it follows from the rule files.
LAW_STATES = {
    "verified": _l("Verified"),
    "confirmed": _l("Confirmed by an administrator"),
    "outdated": _l("Confirmation out of date"),
    "unverified": _l("Not verified"),
}
# Why a time limit cannot be computed, in short; the law room has the whole sentence.
LAW_PROBLEMS = {
    "unverified-law": _l("The law of that time is not verified"),
    "confirmed-other-rules": _l("Other rules were confirmed than those in use"),
    "no-edition": _l("No wording of the rule is known for that time"),
    "missing-fact": _l("A fact is missing"),
    "impossible-facts": _l("Facts contradict each other"),
    "date-out-of-range": _l("A date can hardly be right"),
    "outside-window": _l("The rule does not apply so late"),
    "outside-calendar": _l("The calendar of days off does not reach so far"),
    "unknown-rule": _l("The rule is no longer in the law book"),
    "unknown-zone": _l("The time zone is not known"),
}
RECOMPUTATION_CAUSES = {
    "election-changed": _l("Dates of the election changed"),
    "law-confirmed": _l("Confirmation of the law changed"),
    "law-changed": _l("Rules or calendar changed"),
}
RECOMPUTATION_STATES = {
    "waiting": _l("Waiting"),
    "running": _l("Under way"),
    "done": _l("Done"),
    "dropped": _l("Overtaken by newer rules"),
}

KINDS: dict[str, dict[str, LazyString]] = {
    "subject": SUBJECTS,
    "outcome": OUTCOMES,
    "decision-kind": DECISION_KINDS,
    "ruling": RULINGS,
    "ground": GROUNDS,
    "refusal-ground": REFUSAL_GROUNDS,
    "ground-mark": GROUND_MARKS,
    "remedy": REMEDIES,
    "status": STATUSES,
    "step": STEPS,
    "link": LINKS,
    "remedy-state": REMEDY_STATES,
    "deadline-state": DEADLINE_STATES,
    "deadline-role": DEADLINE_ROLES,
    "event": EVENTS,
    "channel": CHANNELS,
    "contested-kind": CONTESTED_KINDS,
    "party-kind": PARTY_KINDS,
    "party-role": PARTY_ROLES,
    "party-field": PARTY_FIELDS,
    "audit-action": AUDIT_ACTIONS,
    "audit-detail": AUDIT_DETAILS,
    "mark-kind": MARK_KINDS,
    "erasure-state": ERASURE_STATES,
    "user-role": USER_ROLES,
    "login-way": LOGIN_WAYS,
    "token-scope": TOKEN_SCOPES,
    "feed-kind": telling.FEED_KINDS,
    "subscription-rhythm": telling.SUBSCRIPTION_RHYTHMS,
    "public-change": telling.PUBLIC_CHANGES,
    "failing-poll": telling.FAILING_POLLS,
    "body-level": BODY_LEVELS,
    "election-kind": ELECTION_KINDS,
    "mail-state": MAIL_STATES,
    "mail-intent": MAIL_INTENTS,
    "account-change": ACCOUNT_CHANGES,
    "alert-way": ALERT_WAYS,
    "alert-scope": ALERT_SCOPES,
    "language": LANGUAGES,
    "law-subject": LAW_SUBJECTS,
    "rule-mark": RULE_MARKS,
    "lateness": LATENESS,
    "stay-effect": STAY_EFFECTS,
    "stay-ground": STAY_GROUNDS,
    "stay-ending": STAY_ENDINGS,
    "move-reason": MOVE_REASONS,
    "parallel-reason": PARALLEL_REASONS,
    "duplicate-reason": DUPLICATE_REASONS,
    "case-fact": CASE_FACTS,
    "law-state": LAW_STATES,
    "law-problem": LAW_PROBLEMS,
    "recomputation-cause": RECOMPUTATION_CAUSES,
    "recomputation-state": RECOMPUTATION_STATES,
    "import-state": exchange.IMPORT_STATES,
    "notice": exchange.NOTICES,
    "document-kind": DOCUMENT_KINDS,
    "document-scan": DOCUMENT_SCANS,
    "document-text": DOCUMENT_TEXTS,
    "text-problem": TEXT_PROBLEMS,
    "service-way": SERVICE_WAYS,
    "hearing-result": HEARING_RESULTS,
    "recorded-result": RECORDED_RESULTS,
    "closed-ground": CLOSED_GROUNDS,
    "publication-state": PUBLICATION_STATES,
    "redaction-kind": REDACTION_KINDS,
    "redaction-origin": REDACTION_ORIGINS,
    "public-text": PUBLIC_TEXTS,
    "correction-reason": CORRECTION_REASONS,
    "withdrawal-ground": WITHDRAWAL_GROUNDS,
    **statistics.KINDS,
    **searching.KINDS,
    "result": OUTCOMES | statistics.RESULTS,
    "counted-ground": GROUNDS | statistics.UNNAMED_GROUND,
}


def label(kind: str, slug: str) -> str:
    """Return the words for *slug* in the current language; an unknown slug is shown as it is."""
    return str(KINDS[kind].get(slug, slug))


def choices(kind: str) -> list[tuple[str, str]]:
    """Return ``(slug, words)`` of every slug of a kind, in its own order."""
    return [(slug, str(words)) for slug, words in KINDS[kind].items()]
