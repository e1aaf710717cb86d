//! The vault: raw personal values, encrypted at rest. Events carry only a mask and a token; the token is a
//! keyed hash of the normalised value, so equal numbers link without being shown.
//!
//! One key file gives three keys: for tokens, for encryption, for hashes of bodies. Without it neither values
//! nor tokens can be made again.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::log::{BodyHash, VaultRow};
use crate::domain::masked::{Masked, Seal, Token};
use crate::domain::time::Millis;
use crate::text::mask::{self, Kind};
use crate::text::safe::SafeText;

/// The keys of a hub's vault.
pub struct Vault {
    tokens: Zeroizing<[u8; 32]>,
    bodies: Zeroizing<[u8; 32]>,
    fingerprint: [u8; 8],
    cipher: XChaCha20Poly1305,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(***)")
    }
}

/// A value that can not be read back: another key, or a damaged row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the sealed value does not open: it was changed, or vault.key is another one")]
pub struct Unopened;

/// Keyed hash over several parts, none of which can run into the next.
fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length: this can not fail.
    #[allow(clippy::expect_used)]
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any key length fits");
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn first<const N: usize>(bytes: [u8; 32]) -> [u8; N] {
    std::array::from_fn(|at| bytes[at])
}

/// Values that may be the same thing share a class: an account told as a card today and as an order number
/// tomorrow links.
fn class(kind: Kind) -> &'static [u8] {
    match kind {
        Kind::Mobile | Kind::Landline => b"phone",
        Kind::NationalId => b"national_id",
        Kind::Card | Kind::OrderNumber => b"account",
        Kind::Name => b"name",
        Kind::Address => b"address",
        Kind::Handle => b"handle",
        Kind::FreeText => b"text",
    }
}

/// The form in which equal values are equal. Accounts come as card numbers or as order numbers with letters;
/// whichever they were called, letters count.
fn plain(kind: Kind, raw: &str) -> String {
    if class(kind) == class(Kind::Card) {
        return mask::normalise(mask::account_kind(raw), raw);
    }
    mask::normalise(kind, raw)
}

impl Vault {
    /// The vault of a key file.
    pub fn new(key: &[u8; 32]) -> Self {
        let derived =
            |purpose: &str| Zeroizing::new(keyed(key, &[b"watchfloor", purpose.as_bytes()]));
        Self {
            tokens: derived("tokens"),
            bodies: derived("bodies"),
            fingerprint: first(*derived("fingerprint")),
            cipher: XChaCha20Poly1305::new((&*derived("values")).into()),
        }
    }

    /// Tells keys apart without telling anything of them.
    pub fn fingerprint(&self) -> [u8; 8] {
        self.fingerprint
    }

    /// The token of a value. A value that names nobody (`unknown`, a number masked by its source) links to
    /// nothing: its token is chance, or every nameless victim would be the same one.
    pub fn token(&self, kind: Kind, raw: &str) -> Token {
        let plain = Zeroizing::new(plain(kind, raw));
        let is_masked = kind != Kind::FreeText && raw.contains(['*', '\u{FF0A}']);
        if plain.is_empty() || is_masked {
            return Token(rand::rng().random());
        }
        let hash = keyed(&self.tokens, &[class(kind), plain.as_bytes()]);
        Token(u128::from_be_bytes(first(hash)))
    }

    /// Hash of a command's or record's body: name, key and arguments, say, as separate parts.
    pub fn body_hash(&self, parts: &[&[u8]]) -> BodyHash {
        BodyHash(first(keyed(&self.bodies, parts)))
    }

    /// A door for one command or batch; what went through it is taken out by [`Door::into_rows`].
    pub fn door(&self, now: Millis) -> Door<'_> {
        Door {
            vault: self,
            now,
            rows: Vec::new(),
        }
    }

    /// Reads a value back.
    pub fn open(&self, row: &VaultRow) -> Result<Zeroizing<String>, Unopened> {
        let payload = Payload {
            msg: &row.sealed,
            aad: &row.token.0.to_be_bytes(),
        };
        let raw = self
            .cipher
            .decrypt(XNonce::from_slice(&row.nonce), payload)
            .map_err(|_| Unopened)?;
        String::from_utf8(raw)
            .map(Zeroizing::new)
            .map_err(|_| Unopened)
    }

    fn lock(&self, token: Token, raw: &str, at: Millis) -> VaultRow {
        let nonce: [u8; 24] = rand::rng().random();
        let payload = Payload {
            msg: raw.as_bytes(),
            aad: &token.0.to_be_bytes(),
        };
        // Encryption fails only for values of many gigabytes; the door takes 64 KiB.
        #[allow(clippy::expect_used)]
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), payload)
            .expect("a value of a message is short");
        VaultRow {
            token,
            nonce,
            sealed,
            at,
        }
    }
}

/// Seals values and keeps their rows until they are committed.
#[derive(Debug)]
pub struct Door<'a> {
    vault: &'a Vault,
    now: Millis,
    rows: Vec<VaultRow>,
}

impl Door<'_> {
    /// The rows to commit with the events; the log keeps those whose token is new.
    pub fn into_rows(self) -> Vec<VaultRow> {
        self.rows
    }
}

impl Seal for Door<'_> {
    fn seal(&mut self, kind: Kind, raw: &str) -> Masked {
        let token = self.vault.token(kind, raw);
        self.rows.push(self.vault.lock(token, raw, self.now));
        Masked {
            mask: Some(SafeText::line(&mask::mask(kind, raw))),
            token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_400_000_000);

    fn vault() -> Vault {
        Vault::new(&[7; 32])
    }

    #[test]
    fn equal_values_link_however_they_are_written() {
        let vault = vault();
        for (kind, one, other, links) in [
            (Kind::Mobile, "13812341234", "138-1234 1234", true),
            (
                Kind::Mobile,
                "13812341234",
                "+86 １３８１２３４１２３４",
                true,
            ),
            (Kind::Mobile, "13812341234", "13812341235", false),
            (Kind::Card, "6222 0000 1111 2222", "6222000011112222", true),
            (Kind::Card, "order A100", "order B100", false),
            (Kind::Mobile, "unknown", "unknown", false),
            (Kind::Mobile, "138****1234", "138****1234", false),
            (Kind::Name, "张三", "张 三", true),
        ] {
            let equal = vault.token(kind, one) == vault.token(kind, other);
            assert_eq!(equal, links, "{kind:?} {one} {other}");
        }
        // The same account links under both of its names; a phone never links to an account.
        let number = "100012345678";
        let card = vault.token(Kind::Card, number);
        assert_eq!(card, vault.token(Kind::OrderNumber, number));
        assert_ne!(card, vault.token(Kind::Mobile, number));
        assert_ne!(card, Vault::new(&[8; 32]).token(Kind::Card, number));
    }

    #[test]
    fn a_sealed_value_opens_again_and_only_here() {
        let vault = vault();
        let mut door = vault.door(NOW);
        let masked = door.seal(Kind::Mobile, "13812341234");
        assert_eq!(masked.shown(), "138****1234");
        let rows = door.into_rows();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].token, masked.token);
        assert_eq!(&**vault.open(&rows[0]).unwrap(), "13812341234");

        assert_eq!(Vault::new(&[8; 32]).open(&rows[0]), Err(Unopened));
        let mut moved = rows[0].clone();
        moved.token = Token(masked.token.0 ^ 1);
        assert_eq!(
            vault.open(&moved),
            Err(Unopened),
            "a row under another token"
        );
        let mut changed = rows[0].clone();
        changed.sealed[0] ^= 1;
        assert_eq!(vault.open(&changed), Err(Unopened));
    }

    #[test]
    fn no_raw_value_shows_in_what_is_printed_or_stored() {
        let vault = vault();
        let mut door = vault.door(NOW);
        let raw = "我的卡号是6222000011112222，电话13812341234";
        let masked = door.seal(Kind::FreeText, raw);
        assert!(masked.shown().contains("我的卡号是"), "{masked:?}");
        let printed = format!("{masked:?} {door:?} {vault:?}");
        let rows = door.into_rows();
        let printed = format!("{printed} {rows:?}");
        for secret in ["6222000011112222", "13812341234", "00001111"] {
            assert!(!printed.contains(secret), "{printed}");
            let stored = rows
                .iter()
                .flat_map(|r| &r.sealed)
                .copied()
                .collect::<Vec<_>>();
            assert!(!stored.windows(secret.len()).any(|w| w == secret.as_bytes()));
        }
    }

    #[test]
    fn bodies_hash_equal_only_with_the_same_parts_and_key() {
        let vault = vault();
        let hash = vault.body_hash(&[b"alert.raise", b"{}"]);
        assert_eq!(hash, vault.body_hash(&[b"alert.raise", b"{}"]));
        assert_ne!(hash, vault.body_hash(&[b"alert.raise{", b"}"]));
        assert_ne!(
            hash,
            Vault::new(&[8; 32]).body_hash(&[b"alert.raise", b"{}"])
        );
    }
}
