//! Primes for RSA keys, since finding its two primes is all that a key costs.
//!
//! | file | holds |
//! |---|---|
//! | `search` | candidates, and a sieve in front of the costly tests |
//! | `miller_rabin` | the tests |
//! | `montgomery` | squares and products modulo a candidate |

mod miller_rabin;
mod montgomery;
mod search;

pub(crate) use search::prime;
