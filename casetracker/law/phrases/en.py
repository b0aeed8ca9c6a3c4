"""The sentence for each step of a computation, in English."""

from __future__ import annotations

SENTENCES = {
    "rule": "The time limit “{names}” is set by {citations}.",
    "inference": "The law does not state this limit in so many words; it is inferred from its provisions.",
    "edition-start": "About this wording of the law: {text}",
    "started": "The starting point is {event}: {event_on}{time}.",
    "proximity-far": "Voting day is {voting_on}. The demand to act immediately applies only from "
    "{from_on}, so the ordinary limit is computed.",
    "proximity-boundary": "Voting day is {voting_on}. The demand to act immediately applies beyond doubt "
    "from {from_on}; the event falls on the day before that, the boundary.",
    "proximity-before-voting": "Voting day is {voting_on}. From {from_on} the law demands action "
    "immediately. It names no number of hours, so the end of the same day is shown.",
    "proximity-voting-day": "The event falls on voting day, {voting_on}. The law demands action "
    "immediately. It names no number of hours, so the end of the same day is shown.",
    "proximity-before-results": "Voting day was {voting_on} and the results were announced on "
    "{results_on}. Until results are announced the law demands action immediately; the end of the same "
    "day is shown.",
    "proximity-results-not-known": "Voting day was {voting_on} and no announcement of results is recorded."
    " Until results are announced the law demands action immediately; the end of the same day is shown.",
    "proximity-results-day": "The event falls on the day the results were announced, {results_on}, and it "
    "is not known which came first. The ordinary limit is computed.",
    "proximity-after": "Voting day was {voting_on}. When the event happened, the demand to act immediately"
    " no longer applied, so the ordinary limit is computed.",
    "override": "The calendar plan of this election sets {due_on}; the plan's date prevails. Source: "
    "{source}.",
    "count-day": "The limit is {period}, days off included. The day of the event itself is not counted, "
    "the count begins on the next day; the last day is {due_on}.",
    "count-working-day": "The limit is {period}. Only working days are counted, from the first working day"
    " after the event; the last day is {due_on}.",
    "count-month": "The limit is {period}. It ends on the same day of the month, or on the last day of the"
    " month when there is no such day: {due_on}.",
    "count-same-day": "The limit ends on the day of the event itself: {due_on}.",
    "count-hours-forward": "The limit is {period} from the moment of the event.",
    "count-hours-backward": "It must be done at least {period} before the event.",
    "count-backward-clear": "The law says {period} before the event. In official calendar plans {period} "
    "pass in full between the last day and the event, so the last day is {due_on}.",
    "count-backward-plain": "Counted back from the event ({period}), the date is {due_on}.",
    "strict-reading": "If the day of the event is counted too, the last day is {strict_on}. The law does "
    "not say which is right, so it is safer to act by the earlier date.",
    "other-reading": "By the other reading the date would be {other_on}.",
    "rolled": "The last day, {from_on}, is a day off, so the limit moves to the next working day: {due_on}.",
    "day-off-kept": "The last day, {due_on}, is a day off. The limit does not move because of that.",
    "dispute": "Disputed: {text}",
    "warning-immediate-on-other-reading": "To be safe, treat it as due immediately.",
    "warning-results-not-known": "Record the day the results are announced once it is known: the limit may"
    " change.",
    "warning-calendar-incomplete": "The moved days off of this year are not fully known, so the last day "
    "may shift.",
    "result": "The last day is {due_on}; the limit ends at {hour} local time ({zone}).",
    "result-immediate": "It is due immediately, at the latest by the end of the day: {due_on}, {hour} "
    "local time ({zone}).",
    "confirmed": "This election was called after {verified_on}, the day up to which the text of the law "
    "was verified. On {confirmed_on} an administrator confirmed that the limit still holds, on the "
    "strength of: {source}. The last verified wording is applied.",
    "count-day-with-event": "The limit is {period}, days off included. The count begins with the day of "
    "the event itself; the last day is {due_on}.",
    "count-working-day-with-event": "The limit is {period}. Only working days are counted, the day of the "
    "event among them when it is worked; the last day is {due_on}.",
    "count-month-with-event": "The limit is {period}, counted from the day of the event itself; the last "
    "day is {due_on}.",
    "stay-over": "The proceedings were stayed from {from_on} to {until_on}: {ground}, on the strength of "
    "{source}{by_norm}. The time that was left on the day of the stay ({period}) is counted from the day "
    "of the resumption; the last day is {due_on}.",
    "stay-running": "The proceedings have been stayed since {from_on}: {ground}, on the strength of "
    "{source}{by_norm}. The time does not run; {period} left.",
    "stay-terminate": "The time was ended on {from_on}: {ground}, on the strength of {source}{by_norm}.",
    "stay-forward": "The case was forwarded to another body on {from_on}: {ground}, on the strength of "
    "{source}{by_norm}. The time ends here, and a limit of its own begins there.",
    "warning-law-confirmed-not-verified": "Compare this date with the text in force before relying on it.",
    "warning-resumed-near-voting": "The proceedings were resumed so near voting that the demand to act "
    "immediately may apply. To be safe, treat it as due immediately.",
    "result-stayed": "While the proceedings are stayed there is no last day. It will be computed when "
    "they are resumed ({zone}).",
    "result-ended": "The time ended on {ended_on} and no longer runs.",
}
