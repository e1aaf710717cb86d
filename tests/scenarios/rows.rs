//! The rows of the tables. A row without its file fails, and a file without its row.

/// Table and rows.
pub const TABLES: [(&str, &str); 4] = [
    ("case", CASE),
    ("order", ORDER),
    ("hop", HOP),
    ("flow", FLOW),
];

const CASE: &str = "
    delay_asked
    duty_breached
    emergency_stop
    emergency_stop_by_draft
    emergency_stop_from_alert
    emergency_stop_time_unknown
    emergency_stop_without_amount
    filed
    filed_by_another
    filed_unverified
    first_stop
    investigating
    investigating_unfiled
    merged
    merged_into_itself
    money_and_duty_kept
    money_breached
    not_fraud
    not_fraud_filed
    not_fraud_order_left
    reopened
    reopened_merged
    reported
    resumed
    revoked
    revoked_in_part
    revoked_not_delayed
    revoked_time_unknown
    revoked_too_late
    solve_breached
    solved
    solved_uninvestigated
    suspended
    suspended_order_waits
    transferred
    transferred_account_without_order
    transferred_draft_unsent
    verifying
    verifying_taken_twice
";
const ORDER: &str = "
    acked
    acked_by_another_institution
    act_first
    act_first_not_allowed
    act_first_of_another
    answered_unacked
    ask_alone
    ask_withdrawn
    cancelled
    cancelled_after_sent
    cancelled_by_another
    draft
    draft_by_hand
    draft_of_ended_case
    draft_second_on_account
    empty
    freeze_by_disposal
    freeze_declined
    freeze_lapsed
    freeze_requested
    freeze_unfiled
    frozen
    frozen_major
    lapsed_freeze
    lapsed_stop
    late_answer
    late_answer_overtaken
    let_lapse
    mismatch
    paper_attached
    paper_late
    released_freeze
    released_stop
    renewed
    renewed_too_late
    renewed_unfrozen
    reviewed
    reviewed_by_author
    second_stop
    second_stop_third
    sent
    sent_exercise
    sent_recalled
    sent_unreviewed
    stopped
    stopped_more_than_asked
    stopped_nothing
    telecom_block
    telecom_cut_line
    telecom_intercept
    telecom_other_side
    telecom_shut
    third_stop_by_new_order
    timed_out_acked
    timed_out_sent
";
const HOP: &str = "
    answered
    answered_by_another_institution
    called_back
    cashed_out
    dead_end
    dead_end_order_open
    grew
    hit
    identified
    identified_account
    identified_by_hand
    identified_from_records
    left
    moved
    moved_by_query
    order_sent
    paper_handed_in
    paper_pending
    requested
    requested_exercise
    resolved
    timed_out
    timed_out_answered
";
const FLOW: &str = "";
