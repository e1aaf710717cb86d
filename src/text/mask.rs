//! Masks of personal data.

/// What a personal value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Mobile number.
    Mobile,
    /// Landline number.
    Landline,
    /// National identity number.
    NationalId,
    /// Bank card or account.
    Card,
    /// Name of a person.
    Name,
    /// Address.
    Address,
    /// Handle of a chat or mail account.
    Handle,
    /// Order number of a payment firm.
    OrderNumber,
    /// Text with anything inside.
    FreeText,
}
