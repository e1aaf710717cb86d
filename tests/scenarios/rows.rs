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
const ORDER: &str = "";
const HOP: &str = "";
const FLOW: &str = "";
