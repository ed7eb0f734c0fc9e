//! What-if: another lockout policy on the history that is there.
//!
//! ```text
//! Activity ──History::activity──► tries ──History::what_if(incidents, grid)──► WhatIf
//! ```
//!
//! Every try of the history is replayed against every policy of a grid. Which tries belong to an attack the incidents say;
//! all others are the site's own. The rules are those of Active Directory and of the local account database:
//!
//! * A wrong password counts. The count begins anew when the last wrong password is a whole observation window ago, and
//!   when the account logs on. Source: Microsoft Learn, "Account lockout threshold", "Reset account lockout counter after".
//! * At the threshold the account is locked for the duration; 0 is until somebody unlocks it (4767, which unlocks in the
//!   replay as it did in the history). Tries at a locked account are refused unread: they neither count nor prolong.
//! * The two passwords before the present one do not count in a domain. A wrong try is taken for one of these when its
//!   source has logged on as the account before the last or last but one change of the password, and not since. This is
//!   all that can be known of it without passwords. Source: Microsoft Learn, "Password processing: N-2 password check".
//! * Names that do not exist cannot be locked. Computer accounts are not locked. The built-in Administrator (RID 500) only
//!   where the policy says so ("Allow Administrator account lockout", Windows 11 22H2 and the updates of October 2022).
//! * Tries that met a locked account in the history were not read then; they are replayed as wrong passwords, since they
//!   are the same program or person trying on. How many these are is told.
//!
//! What a replay cannot know: how an attacker or a user would have acted under another policy. The figures for a careful
//! attacker, who knows the policy and stays below it, are therefore given beside what this history shows.

mod attack;
mod group;
mod history;
mod locked;
mod outcome;
mod policy;
mod recommend;
mod replay;

pub use group::Group;
pub use history::{History, TRIES_MAX};
pub use locked::{Cause, LOCKED_MAX, LockedAccount, LockedRow, LockedTable, Locks};
pub use outcome::{Cell, Effect, HistoryFacts, SCHEMA, WhatIf};
pub use policy::{Grid, Policy};
pub use recommend::{Advice, Recommendation};
