//! The Miller-Rabin test (FIPS 186-5, appendix B.3.1).

use num_bigint_dig::BigUint;

use super::montgomery::{Modulus, Room};

/// An odd number from 5 on that may be prime.
pub(super) struct Candidate {
    modulus: Modulus,
    room: Room,
    /// The odd part of the number less 1.
    odd: BigUint,
    /// How many factors 2 the number less 1 has besides.
    twos: usize,
    minus_one: Vec<u64>,
}

/// How many bits of the exponent are taken at once.
const WINDOW: usize = 4;

impl Candidate {
    pub(super) fn new(number: &BigUint) -> Self {
        let modulus = Modulus::new(number);
        let even = number - 1_u8;
        let twos = even.trailing_zeros().unwrap_or_default();
        let (room, minus_one) = (modulus.room(), modulus.minus_one());
        Self { modulus, room, odd: even >> twos, twos, minus_one }
    }

    /// Whether it passes for the base 2, which nearly no composite number does: the cheapest base, whose powers are
    /// squares and doublings.
    pub(super) fn passes_two(&mut self) -> bool {
        let mut power = self.modulus.one().to_vec();
        for bit in bits(&self.odd) {
            self.modulus.square(&mut power, &mut self.room);
            if bit {
                self.modulus.double(&mut power);
            }
        }
        self.passes_power(power)
    }

    /// Whether it passes for a base between 1 and the number less 1.
    pub(super) fn passes(&mut self, base: &BigUint) -> bool {
        let base = self.modulus.enter(base);
        let mut powers = vec![self.modulus.one().to_vec()];
        while powers.len() < 1 << WINDOW {
            let mut next = powers[powers.len() - 1].clone();
            self.modulus.multiply(&mut next, &base, &mut self.room);
            powers.push(next);
        }
        let mut power = powers[0].clone();
        for bits in bits(&self.odd).collect::<Vec<_>>().rchunks(WINDOW).rev() {
            for _ in bits {
                self.modulus.square(&mut power, &mut self.room);
            }
            let digit = bits.iter().fold(0, |digit, bit| digit << 1 | usize::from(*bit));
            if digit > 0 {
                self.modulus.multiply(&mut power, &powers[digit], &mut self.room);
            }
        }
        self.passes_power(power)
    }

    /// Whether the base's power with the odd part as its exponent is 1, or becomes -1 while it is squared.
    fn passes_power(&mut self, mut power: Vec<u64>) -> bool {
        if power == self.modulus.one() {
            return true;
        }
        for _ in 1..self.twos {
            if power == self.minus_one {
                return true;
            }
            self.modulus.square(&mut power, &mut self.room);
        }
        power == self.minus_one
    }
}

/// The bits of a number, the highest one first.
fn bits(number: &BigUint) -> impl Iterator<Item = bool> + use<> {
    let bytes = number.to_bytes_le();
    (0..number.bits()).rev().map(move |at| bytes[at / 8] >> (at % 8) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use num_bigint_dig::prime::probably_prime_miller_rabin;

    use super::*;
    use crate::random::Random;

    fn random(random: &mut Random, bytes: usize) -> BigUint {
        let mut number = vec![0; bytes];
        random.fill(&mut number);
        BigUint::from_bytes_be(&number)
    }

    #[test]
    fn small_numbers_pass_exactly_if_they_are_prime() {
        for number in (5..20_000_u32).step_by(2) {
            let prime = (3..).step_by(2).take_while(|d| d * d <= number).all(|d| number % d != 0);
            let mut candidate = Candidate::new(&BigUint::from(number));
            // The strong pseudoprimes to the bases 2 and 3 that are no larger.
            let fools_two = [2047, 3277, 4033, 4681, 8321, 15841].contains(&number);
            let fools_three =
                [121, 703, 1891, 3281, 8401, 8911, 10585, 12403, 16531, 18721, 19345].contains(&number);
            assert_eq!(candidate.passes_two(), prime || fools_two, "{number}");
            assert_eq!(candidate.passes(&BigUint::from(3_u8)), prime || fools_three, "{number}");
        }
    }

    #[test]
    fn powers_are_those_of_the_library() {
        let mut source = Random::seeded(5);
        for bytes in [1, 7, 8, 9, 16, 17, 24, 40, 64, 128, 129] {
            for _ in 0..20 {
                let mut number = random(&mut source, bytes) | BigUint::from(5_u8);
                if bytes > 1 {
                    number |= BigUint::from(0xff_u8) << (8 * bytes - 8);
                }
                let mut candidate = Candidate::new(&number);
                let base = random(&mut source, bytes + 3) % (&number - 3_u8) + 2_u8;
                let power = base.modpow(&candidate.odd, &number);
                let (mut entered, exponent) = (candidate.modulus.one().to_vec(), candidate.odd.clone());
                let factor = candidate.modulus.enter(&base);
                for bit in bits(&exponent) {
                    candidate.modulus.square(&mut entered, &mut candidate.room);
                    if bit {
                        candidate.modulus.multiply(&mut entered, &factor, &mut candidate.room);
                    }
                }
                assert_eq!(entered, candidate.modulus.enter(&power), "{base}^{exponent} mod {number}");
                assert_eq!(candidate.passes_two(), probably_prime_miller_rabin(&number, 1, true), "{number}");
            }
        }
    }

    #[test]
    fn a_large_prime_passes_for_every_base_and_a_product_for_none() {
        let (mut source, one) = (Random::seeded(7), BigUint::from(1_u8));
        let prime = (&one << 521_usize) - &one;
        let product = &prime * ((&one << 127_usize) - &one);
        for (number, passes) in [(prime, true), (product, false)] {
            let mut candidate = Candidate::new(&number);
            assert_eq!(candidate.passes_two(), passes);
            for _ in 0..5 {
                let base = random(&mut source, 60) + 2_u8;
                assert_eq!(candidate.passes(&base), passes, "{base}");
            }
        }
    }
}
