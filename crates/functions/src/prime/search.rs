//! Candidates, and a sieve in front of the costly tests.

use num_bigint_dig::BigUint;

use super::miller_rabin::Candidate;
use crate::random::Random;

/// Numbers that a prime of this size or smaller divides are not tested.
const SIEVED_UP_TO: usize = 1 << 16;

/// How many odd numbers are looked at from a random beginning. Primes of 2,048 bits lie 1,420 apart on average.
const WINDOW: usize = 1 << 14;

/// How often a number that passed for the base 2 is tested with random bases, as Go does it from 476 bits on; the primes
/// of the shortest key have 512.
const ROUNDS: usize = 5;

/// A prime of exactly that many bits, 64 or more, of which the highest two are set, so that the product of two has twice as many.
///
/// The first prime from a random number on.
pub(crate) fn prime(random: &mut Random, bits: usize) -> BigUint {
    let divisors = odd_primes();
    loop {
        let begin = beginning(random, bits);
        let composite = sieved(&begin, &divisors);
        let found = (0..WINDOW)
            .filter(|at| !composite[*at])
            .map(|at| &begin + BigUint::from(2 * at))
            .find(|number| is_prime(random, number));
        // Beyond the last number of that size the window is of no use.
        if let Some(prime) = found.filter(|prime| prime.bits() == bits) {
            return prime;
        }
    }
}

fn is_prime(random: &mut Random, number: &BigUint) -> bool {
    let mut candidate = Candidate::new(number);
    candidate.passes_two() && (0..ROUNDS).all(|_| candidate.passes(&base(random, number)))
}

/// A random number from 2 to what is 2 less than the number.
fn base(random: &mut Random, number: &BigUint) -> BigUint {
    // So many more bits that no base is likelier than another by more than 2^-64.
    let mut bytes = vec![0; number.bits().div_ceil(8) + 8];
    random.fill(&mut bytes);
    BigUint::from_bytes_be(&bytes) % (number - 3_u8) + 2_u8
}

/// A random odd number with its two highest bits set.
fn beginning(random: &mut Random, bits: usize) -> BigUint {
    let mut bytes = vec![0; bits.div_ceil(8)];
    random.fill(&mut bytes);
    let all = (BigUint::from(1_u8) << bits) - 1_u8;
    let set = (BigUint::from(3_u8) << (bits - 2)) | BigUint::from(1_u8);
    (BigUint::from_bytes_be(&bytes) & all) | set
}

/// Which of the odd numbers from there on a small prime divides.
fn sieved(begin: &BigUint, divisors: &[u64]) -> Vec<bool> {
    let mut composite = vec![false; WINDOW];
    // Three of them fit into one division of the large number.
    for group in divisors.chunks(3) {
        let product: u64 = group.iter().product();
        let digits = (begin % product).to_bytes_le();
        let rest = digits.iter().rev().fold(0, |rest, digit| rest << 8 | u64::from(*digit));
        for divisor in group {
            // begin + 2·at is divisible where 2·at is what is missing; halves of odd gaps lie one divisor on.
            let missing = (divisor - rest % divisor) % divisor;
            let half = if missing % 2 == 0 { missing / 2 } else { (missing + divisor) / 2 };
            let (half, step) = (half as usize, *divisor as usize);
            composite.iter_mut().skip(half).step_by(step).for_each(|number| *number = true);
        }
    }
    composite
}

/// The odd primes by which candidates are divided.
fn odd_primes() -> Vec<u64> {
    let mut composite = vec![false; SIEVED_UP_TO];
    let mut primes = vec![];
    for number in (3..SIEVED_UP_TO).step_by(2) {
        if !composite[number] {
            primes.push(number as u64);
            composite.iter_mut().skip(number * number).step_by(2 * number).for_each(|at| *at = true);
        }
    }
    primes
}

#[cfg(test)]
mod tests {
    use num_bigint_dig::prime::probably_prime;

    use super::*;

    #[test]
    fn the_sieve_knows_every_small_prime() {
        let primes = odd_primes();
        // π(65536) without 2.
        assert_eq!(primes.len(), 6541);
        assert_eq!((primes[0], primes[6540]), (3, 65521));
    }

    #[test]
    fn what_the_sieve_leaves_has_no_small_divisor_and_what_it_takes_has_one() {
        let divisors = odd_primes();
        let begin = beginning(&mut Random::seeded(3), 200);
        for (at, composite) in sieved(&begin, &divisors).into_iter().enumerate().take(400) {
            let number = &begin + BigUint::from(2 * at);
            let divided = divisors.iter().any(|divisor| &number % *divisor == BigUint::from(0_u8));
            assert_eq!(composite, divided, "{number}");
        }
    }

    #[test]
    fn primes_have_the_size_that_was_asked_for() {
        for (seed, bits) in [(1, 64), (2, 65), (3, 256), (4, 512)] {
            let (found, highest) = (prime(&mut Random::seeded(seed), bits), BigUint::from(3_u8));
            assert_eq!(found.bits(), bits);
            assert_eq!(&found >> (bits - 2), highest);
            assert!(probably_prime(&found, 20), "{found}");
            assert_eq!(found, prime(&mut Random::seeded(seed), bits));
        }
    }
}
