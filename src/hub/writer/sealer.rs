//! The writer's side of the vault's door: raw values are sealed, and a value that comes sealed gets the mask the
//! hub made for it, not the one the client wrote beside its token.

use crate::domain::masked::{Masked, Seal, Token};
use crate::hub::log::{Log, VaultRow};
use crate::hub::vault::{Door, Vault};
use crate::text::mask::{self, Kind};
use crate::text::safe::SafeText;

/// A door that also knows what was sealed before.
pub struct Sealer<'a> {
    /// Where raw values go.
    pub door: Door<'a>,
    /// Opens what was sealed.
    pub vault: &'a Vault,
    /// Rows of earlier groups.
    pub log: &'a dyn Log,
    /// Rows of this group.
    pub pending: &'a [VaultRow],
}

impl Sealer<'_> {
    fn mask_of(&self, kind: Kind, token: Token) -> Option<SafeText> {
        let open = |row: &VaultRow| {
            let raw = self.vault.open(row).ok()?;
            Some(SafeText::line(&mask::mask(kind, &raw)))
        };
        match self.pending.iter().find(|row| row.token == token) {
            Some(row) => open(row),
            None => open(&self.log.vault_row(token).ok()??),
        }
    }
}

impl Seal for Sealer<'_> {
    fn seal(&mut self, kind: Kind, raw: &str) -> Masked {
        self.door.seal(kind, raw)
    }

    fn known(&mut self, kind: Kind, told: &Masked) -> Masked {
        Masked {
            mask: self.mask_of(kind, told.token),
            token: told.token,
        }
    }
}
