//! Squares and products modulo an odd number, in Montgomery's form: x stands for x·2^(64·digits), so that what is divided
//! by is a power of two.
//!
//! With the powers of `num-bigint-dig` a key takes twice the time, since it knows no squares, multiplies one digit at a time and
//! allocates for each product; `crypto-bigint`, whose powers take the same time whatever the numbers are, is slower still. Here
//! time depends on the numbers, as it does there: nobody else's key is at hand while one is made.

use std::cmp::Ordering;

use num_bigint_dig::BigUint;

/// An odd number that is divided by.
pub(super) struct Modulus {
    /// The lowest one first; an even number of them, so that two rows can be added at once.
    digits: Vec<u64>,
    /// What the lowest digit is multiplied with to become all ones.
    inverse: u64,
    /// 1 in Montgomery's form.
    one: Vec<u64>,
}

/// Where the numbers of a calculation are kept.
pub(super) struct Room {
    /// Twice as many digits as the modulus has.
    wide: Vec<u64>,
}

impl Modulus {
    /// The number must be odd and no less than 3.
    pub(super) fn new(number: &BigUint) -> Self {
        let digits = number.bits().div_ceil(128) * 2;
        let one = (BigUint::from(1_u8) << (64 * digits)) % number;
        let (one, digits) = (to_digits(&one, digits), to_digits(number, digits));
        // Newton: each round doubles how many of the lowest bits are right, of which there are 5 at first.
        let lowest = digits[0];
        let mut inverse = lowest.wrapping_mul(3) ^ 2;
        for _ in 0..4 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(lowest.wrapping_mul(inverse)));
        }
        Self { digits, inverse: inverse.wrapping_neg(), one }
    }

    pub(super) fn room(&self) -> Room {
        Room { wide: vec![0; 2 * self.digits.len()] }
    }

    /// 1 in Montgomery's form.
    pub(super) fn one(&self) -> &[u64] {
        &self.one
    }

    /// The modulus less 1 in Montgomery's form.
    pub(super) fn minus_one(&self) -> Vec<u64> {
        let mut digits = self.digits.clone();
        subtract(&mut digits, &self.one);
        digits
    }

    /// A number below the modulus in Montgomery's form.
    pub(super) fn enter(&self, number: &BigUint) -> Vec<u64> {
        let modulus = BigUint::from_bytes_le(
            &self.digits.iter().flat_map(|digit| digit.to_le_bytes()).collect::<Vec<_>>(),
        );
        to_digits(&((number << (64 * self.digits.len())) % modulus), self.digits.len())
    }

    /// `x` becomes 2·`x`.
    pub(super) fn double(&self, x: &mut [u64]) {
        let mut carry = 0;
        for digit in x.iter_mut() {
            (*digit, carry) = (*digit << 1 | carry, *digit >> 63);
        }
        self.below_modulus(x, carry);
    }

    /// `x` becomes its square.
    pub(super) fn square(&self, x: &mut [u64], room: &mut Room) {
        let wide = &mut room.wide[..2 * x.len()];
        wide.fill(0);
        // Each product of two different digits once, two rows at a time …
        for at in (0..x.len()).step_by(2) {
            let (first, second) = (x[at], x[at + 1]);
            let row = &mut wide[2 * at + 1..at + x.len() + 2];
            let carries = (0, 0);
            let (digit, carry) = multiply_add(row[0], first, second, 0);
            row[0] = digit;
            let [third, rest @ ..] = &x[at + 2..] else {
                row[1] = carry;
                continue;
            };
            let (digit, carry) = multiply_add(row[1], first, *third, carry);
            row[1] = digit;
            let (inner, end) = row[2..].split_at_mut(rest.len());
            let (last, carries) = add_rows(inner, rest, *third, (first, second), (carry, carries.1));
            add_end(end, second, last, carries, 0);
        }
        // … then twice, and the squares of the digits.
        let (mut carry, mut lower) = (0, 0);
        for (pair, digit) in wide.chunks_exact_mut(2).zip(&*x) {
            let (low, high) = (pair[0], pair[1]);
            let (low_square, high_square) = multiply_add(0, *digit, *digit, 0);
            let sum = u128::from(low << 1 | lower) + u128::from(low_square) + u128::from(carry);
            pair[0] = sum as u64;
            let sum = u128::from(high << 1 | low >> 63) + u128::from(high_square) + (sum >> 64);
            (pair[1], carry, lower) = (sum as u64, (sum >> 64) as u64, high >> 63);
        }
        self.reduce(x, wide);
    }

    /// `x` becomes `x`·`y`.
    pub(super) fn multiply(&self, x: &mut [u64], y: &[u64], room: &mut Room) {
        let wide = &mut room.wide[..2 * x.len()];
        wide.fill(0);
        for at in (0..x.len()).step_by(2) {
            let (first, second) = (x[at], x[at + 1]);
            let row = &mut wide[at..at + x.len() + 2];
            let (digit, carry) = multiply_add(row[0], first, y[0], 0);
            row[0] = digit;
            let (inner, end) = row[1..].split_at_mut(y.len() - 1);
            let (last, carries) = add_rows(inner, &y[1..], y[0], (first, second), (carry, 0));
            add_end(end, second, last, carries, 0);
        }
        self.reduce(x, wide);
    }

    /// Divides by 2^(64·digits): multiples of the modulus make the lower half zero, and the upper half is the result.
    fn reduce(&self, result: &mut [u64], wide: &mut [u64]) {
        let modulus = &self.digits[..result.len()];
        let mut top = 0;
        for at in (0..result.len()).step_by(2) {
            let row = &mut wide[at..at + modulus.len() + 2];
            let first = row[0].wrapping_mul(self.inverse);
            let (_, carry) = multiply_add(row[0], first, modulus[0], 0);
            let (digit, carry) = multiply_add(row[1], first, modulus[1], carry);
            let second = digit.wrapping_mul(self.inverse);
            let (_, second_carry) = multiply_add(digit, second, modulus[0], 0);
            let (inner, end) = row[2..].split_at_mut(modulus.len() - 2);
            let factors = (first, second);
            let (last, carries) = add_rows(inner, &modulus[2..], modulus[1], factors, (carry, second_carry));
            top = add_end(end, second, last, carries, top);
        }
        result.copy_from_slice(&wide[modulus.len()..]);
        self.below_modulus(result, top);
    }

    /// Subtracts the modulus if it is not above `x` with the digit that `x` has no room for.
    fn below_modulus(&self, x: &mut [u64], top: u64) {
        if top != 0 || x.iter().rev().cmp(self.digits.iter().rev()) != Ordering::Less {
            subtract(x, &self.digits);
        }
    }
}

/// a·b + c + d, the lower digit first: that much fits into two.
#[inline(always)]
fn multiply_add(c: u64, a: u64, b: u64, d: u64) -> (u64, u64) {
    let sum = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(d);
    (sum as u64, (sum >> 64) as u64)
}

/// Adds `digits` times the first factor, and the digits from one further below times the second, to a row; `below` is
/// the digit below. Gives the highest digit, which the second factor has not met, and what is carried for each factor.
#[inline(always)]
fn add_rows(
    row: &mut [u64],
    digits: &[u64],
    mut below: u64,
    factors: (u64, u64),
    mut carries: (u64, u64),
) -> (u64, (u64, u64)) {
    for (sum, digit) in row.iter_mut().zip(digits) {
        let (first, second);
        (first, carries.0) = multiply_add(*sum, factors.0, *digit, carries.0);
        (second, carries.1) = multiply_add(first, factors.1, below, carries.1);
        (*sum, below) = (second, *digit);
    }
    (below, carries)
}

/// Ends what [`add_rows`] began in the two digits that follow, with what an earlier row carried to the first of them;
/// gives what does not fit.
#[inline(always)]
fn add_end(end: &mut [u64], factor: u64, last: u64, carries: (u64, u64), top: u64) -> u64 {
    let (low, high) = multiply_add(end[0], factor, last, carries.1);
    let sum = u128::from(low) + u128::from(carries.0) + u128::from(top);
    end[0] = sum as u64;
    let sum = u128::from(end[1]) + u128::from(high) + (sum >> 64);
    end[1] = sum as u64;
    (sum >> 64) as u64
}

/// What is carried out of the highest digit is dropped.
fn subtract(x: &mut [u64], y: &[u64]) {
    let mut borrow = false;
    for (digit, other) in x.iter_mut().zip(y) {
        let (difference, first) = digit.overflowing_sub(*other);
        let (difference, second) = difference.overflowing_sub(u64::from(borrow));
        (*digit, borrow) = (difference, first | second);
    }
}

/// That many digits, the lowest one first.
fn to_digits(number: &BigUint, digits: usize) -> Vec<u64> {
    let mut bytes = number.to_bytes_le();
    bytes.resize(8 * digits, 0);
    let digit = |bytes: &[u8]| bytes.iter().rev().fold(0, |digit, byte| digit << 8 | u64::from(*byte));
    bytes.chunks_exact(8).map(digit).collect()
}
