//! Tokens: who somebody is and what they may do here, signed by the hub (Ed25519) and short-lived. There is one
//! format and one algorithm; a token can not ask for another.
//!
//! `wf1.<payload>.<signature>`, both base64url without padding; the signature covers everything before it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{InstitutionId, OrgCode, Sub};
use crate::domain::org::{Actor, Role};
use crate::domain::time::{Millis, Span};

/// The format's name.
const FORMAT: &str = "wf1";
/// No token is longer, bytes.
const LONGEST: usize = 4096;
/// How far the clock of another machine may be ahead.
const SKEW: Span = Span::secs(60);

/// The key a hub signs with.
pub struct HubKey(SigningKey);

/// The key tokens are checked with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct HubPublic(VerifyingKey);

impl fmt::Debug for HubKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HubKey(***)")
    }
}

impl fmt::Debug for HubPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubPublic({})", self.kid())
    }
}

impl HubKey {
    /// The key of a seed.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// What checks its tokens.
    pub fn public(&self) -> HubPublic {
        HubPublic(self.0.verifying_key())
    }
}

impl HubPublic {
    /// Short name of the key.
    pub fn kid(&self) -> String {
        let [a, b, c, d, ..] = *self.0.as_bytes();
        format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
    }
}

/// What a token says. Times are seconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    sub: Sub,
    roles: Vec<Role>,
    org: OrgCode,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    inst: Vec<InstitutionId>,
    iat: i64,
    exp: i64,
    kid: String,
}

/// A token that was found good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pass {
    /// Who.
    pub actor: Actor,
    /// Good until then, not longer.
    pub until: Millis,
}

/// Why a token is no good.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuthError {
    /// It has not the form of a token.
    #[error("this is no token of a Watchfloor hub")]
    Malformed,
    /// Another hub signed it, or somebody changed it.
    #[error("the token was not signed by this hub, or was changed")]
    BadSignature,
    /// It is for an officer and for somebody who answers to officers, in one.
    #[error(
        "the token mixes roles of an officer with those of a liaison, a producer or a wall: ask for one each"
    )]
    Mixed,
    /// Its time is over.
    #[error("the token has expired: ask for a new one")]
    Expired,
    /// Its time has not come.
    #[error("the token is dated in the future: compare the clocks")]
    NotYet,
}

/// Signs a token for `actor`, good from `now` for `ttl`.
pub fn issue(key: &HubKey, actor: &Actor, now: Millis, ttl: Span) -> serde_json::Result<String> {
    let iat = now.0.div_euclid(1000);
    let claims = Claims {
        sub: actor.sub.clone(),
        roles: actor.roles.clone(),
        org: actor.org.clone(),
        inst: actor.institutions.clone(),
        iat,
        exp: iat + ttl.0.div_euclid(1000),
        kid: key.public().kid(),
    };
    let signed = format!("{FORMAT}.{}", BASE64.encode(serde_json::to_vec(&claims)?));
    let signature = key.0.sign(signed.as_bytes());
    Ok(format!("{signed}.{}", BASE64.encode(signature.to_bytes())))
}

/// Checks a token at `now`.
pub fn verify(key: &HubPublic, token: &str, now: Millis) -> Result<Pass, AuthError> {
    if token.len() > LONGEST {
        return Err(AuthError::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(AuthError::Malformed)?;
    let payload = signed
        .strip_prefix(FORMAT)
        .and_then(|rest| rest.strip_prefix('.'))
        .ok_or(AuthError::Malformed)?;
    let bytes = |text: &str| BASE64.decode(text).map_err(|_| AuthError::Malformed);
    let signature = Signature::from_slice(&bytes(signature)?).map_err(|_| AuthError::Malformed)?;
    let payload = bytes(payload)?;
    key.0
        .verify_strict(signed.as_bytes(), &signature)
        .map_err(|_| AuthError::BadSignature)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| AuthError::Malformed)?;
    accept(claims, now)
}

/// Turns signed claims into a pass, if their time is right and their roles are known here.
fn accept(claims: Claims, now: Millis) -> Result<Pass, AuthError> {
    let moment = |secs: i64| Millis(secs.saturating_mul(1000));
    let until = moment(claims.exp);
    if claims.roles.is_empty() || claims.roles.iter().any(|r| !r.is_known()) {
        return Err(AuthError::Malformed);
    }
    if !Role::go_together(&claims.roles) {
        return Err(AuthError::Mixed);
    }
    if now >= until {
        return Err(AuthError::Expired);
    }
    if moment(claims.iat) > now + SKEW {
        return Err(AuthError::NotYet);
    }
    Ok(Pass {
        actor: Actor {
            sub: claims.sub,
            roles: claims.roles,
            org: claims.org,
            institutions: claims.inst,
        },
        until,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_795_400_000_000);

    fn actor() -> Actor {
        Actor {
            sub: "l:ICBC".parse().unwrap(),
            roles: vec![Role::Liaison],
            org: "330700".parse().unwrap(),
            institutions: vec!["ICBC".parse().unwrap()],
        }
    }

    /// Signs any payload with a good key.
    fn signed(key: &HubKey, payload: &str) -> String {
        let text = format!("wf1.{}", BASE64.encode(payload));
        let signature = key.0.sign(text.as_bytes());
        format!("{text}.{}", BASE64.encode(signature.to_bytes()))
    }

    #[test]
    fn a_token_is_good_from_its_issue_to_its_end() {
        let key = HubKey::new(&[1; 32]);
        let token = issue(&key, &actor(), NOW, Span::hours(12)).unwrap();
        for (at, expected) in [
            (NOW - Span::secs(61), Err(AuthError::NotYet)),
            (NOW - Span::secs(59), Ok(())),
            (NOW, Ok(())),
            (NOW + Span::hours(12) - Span(1), Ok(())),
            (NOW + Span::hours(12), Err(AuthError::Expired)),
        ] {
            let got = verify(&key.public(), &token, at);
            assert_eq!(got.as_ref().map(|_| ()).map_err(|e| *e), expected, "{at}");
            if let Ok(pass) = got {
                assert_eq!(pass.actor, actor());
                assert_eq!(pass.until, NOW + Span::hours(12));
            }
        }
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let key = HubKey::new(&[1; 32]);
        let token = issue(&key, &actor(), NOW, Span::hours(1)).unwrap();
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let text = String::from_utf8(bytes).unwrap();
            assert!(verify(&key.public(), &text, NOW).is_err(), "byte {at}");
        }
        let other = HubKey::new(&[2; 32]);
        assert_eq!(
            verify(&other.public(), &token, NOW),
            Err(AuthError::BadSignature)
        );
    }

    #[test]
    fn what_is_no_token_of_ours_is_refused() {
        let key = HubKey::new(&[1; 32]);
        let good = issue(&key, &actor(), NOW, Span::hours(1)).unwrap();
        let body = r#""sub":"u:1","org":"330700","iat":1795400000,"exp":1795403600,"kid":"""#;
        let cases = [
            String::new(),
            "wf1".to_owned(),
            "wf1..".to_owned(),
            good.replacen("wf1", "wf2", 1),
            format!("{good}="),
            format!("{good}.{good}"),
            format!(" {good}"),
            "wf1.".repeat(2000),
            // A JSON web token without a signature.
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1OjEifQ.".to_owned(),
            // Signed by the hub itself, and still not what a token says.
            signed(&key, "{}"),
            signed(&key, &format!(r#"{{{body},"roles":[]}}"#)),
            signed(&key, &format!(r#"{{{body},"roles":["emperor"]}}"#)),
            signed(
                &key,
                &format!(r#"{{{body},"roles":["wall"],"alg":"none"}}"#),
            ),
            signed(&key, &format!(r#"{{{body},"roles":["wall"],"sub":"u:2"}}"#)),
        ];
        for token in cases {
            assert_eq!(
                verify(&key.public(), &token, NOW),
                Err(AuthError::Malformed),
                "{token}"
            );
        }
        let of = |roles: &str| signed(&key, &format!(r#"{{{body},"roles":[{roles}]}}"#));
        for (roles, expected) in [
            (r#""wall""#, None),
            (r#""disposal","approver""#, None),
            (r#""liaison","disposal""#, Some(AuthError::Mixed)),
            (r#""commander","producer""#, Some(AuthError::Mixed)),
            (r#""wall","liaison""#, Some(AuthError::Mixed)),
        ] {
            let found = verify(&key.public(), &of(roles), NOW).err();
            assert_eq!(found, expected, "{roles}");
        }
    }
}
