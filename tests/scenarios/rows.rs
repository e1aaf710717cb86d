//! The rows of the tables, each with its files: what is allowed, and what is refused. A row without a file, a
//! file without a row, and a name without a file fail.

/// A row as the tables have it: from → to, by whom or when. After it its files.
type Row = (&'static str, &'static str);

/// Folder and rows.
pub const TABLES: [(&str, &[Row]); 4] = [
    ("case", &CASE),
    ("order", &ORDER),
    ("hop", &HOP),
    ("flow", &FLOW),
];

const CASE: [Row; 24] = [
    ("- → reported: a report", "reported"),
    ("reported → verifying: taken", "verifying verifying_taken_twice"),
    (
        "→ emergency_stop: account or order number, amount, time known or marked",
        "emergency_stop emergency_stop_by_draft emergency_stop_from_alert emergency_stop_time_unknown
         emergency_stop_without_amount",
    ),
    ("the first stop order leaves", "first_stop"),
    (
        "→ filed: verified; by the holder or the commander",
        "filed filed_unverified filed_by_another",
    ),
    (
        "filed → investigating",
        "investigating investigating_unfiled",
    ),
    ("investigating → solved", "solved solved_uninvestigated"),
    (
        "solved → returning: something is frozen",
        "returning returning_nothing_frozen",
    ),
    (
        "returning → closed: every order has ended",
        "closed closed_order_open",
    ),
    ("→ not_fraud: drafts go along", "not_fraud"),
    (
        "→ not_fraud refused: an order has left, the case is filed",
        "not_fraud_order_left not_fraud_filed",
    ),
    ("first question: is the transfer delayed", "delay_asked delay_come_in"),
    ("delayed → called back: one of several", "revoked_in_part"),
    ("→ revoked: every transfer called back", "revoked"),
    (
        "→ revoked at the edges: the money came in, not delayed, time unknown, an order has left",
        "revoked_too_late revoked_not_delayed revoked_time_unknown revoked_order_left",
    ),
    ("→ transferred: own stop orders have left", "transferred"),
    (
        "→ transferred refused: a draft unsent, an account without an order, a number nobody asked about",
        "transferred_draft_unsent transferred_account_without_order transferred_order_number",
    ),
    (
        "→ merged: the trail stays and is followed",
        "merged merged_followed merged_into_itself",
    ),
    ("→ suspended", "suspended suspended_order_waits"),
    ("suspended → where it was", "resumed"),
    ("ended → reopened: commander", "reopened reopened_merged"),
    ("money clock: 30 min", "money_and_duty_kept money_breached money_goes_on"),
    ("duty clock: 30 min", "duty_breached"),
    ("solve clock: 15 d", "solve_breached"),
];

/// `frozen → part_returned, returned` has no rules in this version: nothing gives such a command yet.
const ORDER: [Row; 22] = [
    (
        "- → draft: from a case, by hand; one draft an account, for all its cases",
        "draft draft_by_hand draft_second_on_account draft_of_ended_case draft_of_two_words draft_joint
         draft_beyond",
    ),
    (
        "draft → reviewed: a second person",
        "reviewed reviewed_by_author",
    ),
    (
        "draft by rule → its first person's, then as any other",
        "taken taken_alone",
    ),
    (
        "draft → reviewed: act first, one person with a paper debt",
        "act_first act_first_of_another act_first_not_allowed",
    ),
    ("paper debt: 24 h", "paper_attached paper_late"),
    (
        "reviewed → sent: through the outbox",
        "sent sent_unreviewed sent_recalled sent_exercise",
    ),
    (
        "before sent → cancelled: its author",
        "cancelled cancelled_by_another cancelled_after_sent",
    ),
    (
        "sent → acked: the institution's desk",
        "acked acked_by_another_institution",
    ),
    ("acked → mismatch", "mismatch"),
    (
        "acked → stopped: held > 0, 48 h",
        "stopped stopped_nothing stopped_more_than_asked answered_unacked",
    ),
    ("acked → empty: the money is followed", "empty"),
    (
        "sent, acked → timed_out: desk clock",
        "timed_out_sent timed_out_acked",
    ),
    (
        "timed_out → answered late",
        "late_answer late_answer_overtaken",
    ),
    (
        "stopped → stopped again: two stops an account",
        "second_stop second_stop_third third_stop_by_new_order",
    ),
    (
        "what is asked: two persons, until it leaves",
        "ask_alone ask_withdrawn",
    ),
    (
        "stopped → freeze_requested: the case is filed, the approver agrees",
        "freeze_requested freeze_unfiled freeze_by_disposal",
    ),
    (
        "freeze_requested → frozen: 6 months, major 1 year; declined; lapsed",
        "frozen frozen_major freeze_declined freeze_lapsed",
    ),
    (
        "frozen → renewed: before expiry",
        "renewed renewed_unfrozen renewed_too_late",
    ),
    (
        "stopped, frozen → lapsed: alarms before",
        "lapsed_stop lapsed_freeze",
    ),
    ("let go by a named person", "let_lapse"),
    (
        "stopped, frozen → released: 3 days",
        "released_stop released_freeze",
    ),
    (
        "telecom: shut, block, intercept, cut_line",
        "telecom_shut telecom_block telecom_intercept telecom_cut_line telecom_other_side telecom_service_number",
    ),
];

const HOP: [Row; 17] = [
    (
        "- → identified: a transfer, by hand, from records",
        "identified identified_account identified_by_hand identified_from_records",
    ),
    (
        "identified → requested: asked, not in an exercise",
        "requested requested_exercise",
    ),
    ("identified → paper_pending: paper first", "paper_pending"),
    ("paper_pending → requested", "paper_handed_in"),
    (
        "requested → answered: no card",
        "answered answered_by_another_institution",
    ),
    ("requested → resolved", "resolved"),
    ("merchant_to_card", "resolved_merchant"),
    ("wallet_to_card", "resolved_wallet"),
    ("requested → timed_out", "timed_out"),
    ("timed_out → resolved", "timed_out_answered"),
    ("→ order_sent", "order_sent"),
    ("order_sent → hit", "hit"),
    (
        "order_sent, requested → moved: children",
        "moved moved_by_query grew grew_draft",
    ),
    ("→ cashed_out", "cashed_out"),
    ("→ left", "left"),
    ("→ dead_end", "dead_end dead_end_order_open called_back"),
    (
        "the whole frontier",
        "frontier frontier_number frontier_paper_first frontier_nothing_left",
    ),
];

const FLOW: [Row; 1] = [("report to renewed freeze", "money_race")];
