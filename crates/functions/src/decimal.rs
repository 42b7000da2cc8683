//! Sums and products of floats without binary rounding, as shopspring/decimal 1.4 computes them.

use num_bigint::{BigInt, Sign};

use crate::Error;

/// Digits behind the point that a division keeps (decimal.DivisionPrecision).
const DIVISION_DIGITS: i64 = 16;

/// `value × 10^exponent`, exactly.
#[derive(Clone, Debug)]
pub struct Decimal {
    value: BigInt,
    exponent: i64,
}

impl Decimal {
    /// The shortest decimal that reads back as the float.
    ///
    /// # Errors
    /// [`Error::NotADecimal`] for infinity and NaN.
    pub fn from_float(value: f64) -> Result<Self, Error> {
        if !value.is_finite() {
            let name = if value.is_nan() {
                "NaN"
            } else if value > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            };
            return Err(Error::NotADecimal(name.to_owned()));
        }
        // `{:e}` prints the shortest digits, such as -1.25e-7.
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let fraction = mantissa.split_once('.').map_or(0, |(_, digits)| digits.len() as i64);
        let digits: BigInt = mantissa.replace('.', "").parse().unwrap_or_default();
        let exponent: i64 = exponent.parse().unwrap_or_default();
        Ok(Self { value: digits, exponent: exponent - fraction })
    }

    /// The nearest float.
    pub fn to_float(&self) -> f64 {
        // Rust reads decimals of any length correctly rounded.
        format!("{}e{}", self.value, self.exponent).parse().unwrap_or(f64::NAN)
    }

    /// The sum.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        Self { value: self.scaled(exponent) + other.scaled(exponent), exponent }
    }

    /// The difference.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        Self { value: self.scaled(exponent) - other.scaled(exponent), exponent }
    }

    /// The product.
    #[must_use]
    pub fn multiply(&self, other: &Self) -> Self {
        Self { value: &self.value * &other.value, exponent: self.exponent + other.exponent }
    }

    /// The quotient with sixteen digits behind the point, halves away from zero.
    ///
    /// # Errors
    /// [`Error::DecimalDivideByZero`].
    pub fn divide(&self, other: &Self) -> Result<Self, Error> {
        if other.value.sign() == Sign::NoSign {
            return Err(Error::DecimalDivideByZero);
        }
        let shift = self.exponent - other.exponent + DIVISION_DIGITS;
        let (numerator, denominator) = if shift < 0 {
            (self.value.clone(), &other.value * power_of_ten(-shift))
        } else {
            (&self.value * power_of_ten(shift), other.value.clone())
        };
        let quotient = &numerator / &denominator;
        let remainder: BigInt = &numerator - &quotient * &denominator;
        let twice: BigInt = remainder * 2;
        let rounded = if twice.magnitude() < denominator.magnitude() {
            quotient
        } else if (numerator.sign() == Sign::Minus) == (denominator.sign() == Sign::Minus) {
            quotient + 1
        } else {
            quotient - 1
        };
        Ok(Self { value: rounded, exponent: -DIVISION_DIGITS })
    }

    fn scaled(&self, exponent: i64) -> BigInt {
        &self.value * power_of_ten(self.exponent - exponent)
    }
}

fn power_of_ten(exponent: i64) -> BigInt {
    // Exponents of floats stay below ±400, so the conversion cannot fail.
    BigInt::from(10).pow(u32::try_from(exponent).unwrap_or_default())
}
