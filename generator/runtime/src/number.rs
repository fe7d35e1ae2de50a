//! Exact arithmetic on JSON numbers: comparison without rounding, and `multipleOf` in decimals.

use std::cmp::Ordering;
use std::fmt::{self, Write};

use super::schema::Number;

impl Number {
    /// The number of a JSON value. One that has no `f64` form does not exist in `serde_json` as it is used here.
    pub(super) fn of(number: &serde_json::Number) -> Number {
        if let Some(integer) = number.as_i64() {
            Number::Integer(integer)
        } else if let Some(unsigned) = number.as_u64() {
            Number::Unsigned(unsigned)
        } else {
            Number::Float(number.as_f64().unwrap_or(f64::NAN))
        }
    }

    /// The decimal that is written for an `f32`, as an `f64`: 0.1, and not the 0.10000000149 that is nearest to it.
    pub(super) fn of_f32(float: f32) -> f64 {
        let mut text = Short::default();
        let written = write!(text, "{float:e}").is_ok();
        let decimal = text.as_str().filter(|_| written).and_then(|text| text.parse().ok());
        decimal.unwrap_or_else(|| float.into())
    }

    /// The integer it is, however it is written: `1.0` is `1`.
    pub(super) fn whole(self) -> Option<i128> {
        // Every whole f64 up to here fits an i128, and no greater one is compared with an integer of a schema.
        const LIMIT: f64 = 1e38;
        match self {
            Number::Integer(integer) => Some(integer.into()),
            Number::Unsigned(unsigned) => Some(unsigned.into()),
            Number::Float(float) if float.fract() == 0.0 && float.abs() < LIMIT =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^127")]
                Some(float as i128)
            }
            Number::Float(_) => None,
        }
    }

    /// Whether it has no fraction.
    #[inline]
    pub(super) fn is_whole(self) -> bool {
        match self {
            Number::Integer(_) | Number::Unsigned(_) => true,
            Number::Float(float) => is_whole(float),
        }
    }

    /// The nearest `f64`.
    pub(super) fn as_f64(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "the nearest is what is asked for")]
        match self {
            Number::Integer(integer) => integer as f64,
            Number::Unsigned(unsigned) => unsigned as f64,
            Number::Float(float) => float,
        }
    }

    /// The `f64` it is, or another one when it is none.
    pub(super) fn exactly(self, other: f64) -> f64 {
        match self {
            Number::Float(float) => float,
            Number::Integer(integer) if is_exact(integer) => self.as_f64(),
            Number::Integer(_) | Number::Unsigned(_) => other,
        }
    }

    /// Compares by value, without rounding either side.
    #[inline]
    pub(super) fn compare(self, other: Number) -> Ordering {
        match (self, other) {
            (Number::Integer(one), Number::Integer(other)) => one.cmp(&other),
            (Number::Float(one), Number::Float(other)) if !one.is_nan() && !other.is_nan() => {
                one.partial_cmp(&other).unwrap_or(Ordering::Equal)
            }
            (Number::Float(one), Number::Integer(other)) if is_exact(other) && !one.is_nan() => {
                one.partial_cmp(&Number::Integer(other).as_f64()).unwrap_or(Ordering::Equal)
            }
            _ => self.compare_whole_parts(other),
        }
    }

    #[inline(never)]
    fn compare_whole_parts(self, other: Number) -> Ordering {
        match (self.whole(), other.whole()) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(a), None) => compare_whole(a, other.as_f64()),
            (None, Some(b)) => compare_whole(b, self.as_f64()).reverse(),
            (None, None) => self.as_f64().total_cmp(&other.as_f64()),
        }
    }

    /// Whether it is a multiple of `divisor` as decimals, so that 19.99 is one of 0.01.
    pub(super) fn is_multiple_of(self, divisor: Number) -> bool {
        if let (Number::Integer(value), Number::Integer(divisor)) = (self, divisor) {
            return divisor == 0 || value.checked_rem(divisor).unwrap_or_default() == 0;
        }
        let (Some(value), Some(divisor)) = (Decimal::of(self), Decimal::of(divisor)) else {
            return true;
        };
        value.is_multiple_of(divisor)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(integer) => integer.fmt(f),
            Number::Unsigned(unsigned) => unsigned.fmt(f),
            // As in JSON: the shortest text that reads back as the same number, with an exponent when it is long.
            Number::Float(float) if float.abs() >= 1e16 || (*float != 0.0 && float.abs() < 1e-5) => {
                write!(f, "{float:e}")
            }
            Number::Float(float) => float.fmt(f),
        }
    }
}

/// Rarely asked, and not to be computed where it is not.
#[inline(never)]
fn is_whole(float: f64) -> bool {
    float.fract() == 0.0
}

/// Whether an integer is an `f64` as well.
fn is_exact(integer: i64) -> bool {
    integer.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS
}

/// An integer against a float that has a fraction or is out of the range of integers.
fn compare_whole(integer: i128, float: f64) -> Ordering {
    let floor = Number::Float(float.floor()).whole();
    match floor {
        // The fraction is not zero, so an integer equal to the floor lies below.
        Some(floor) if integer <= floor => Ordering::Less,
        Some(_) => Ordering::Greater,
        None if float > 0.0 => Ordering::Less,
        None => Ordering::Greater,
    }
}

/// `digits * 10^exponent`: the shortest decimal of a number, its sign left out.
#[derive(Clone, Copy)]
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    fn of(number: Number) -> Option<Decimal> {
        let float = match number {
            Number::Integer(integer) => {
                return Some(Decimal { digits: integer.unsigned_abs().into(), exponent: 0 });
            }
            Number::Unsigned(unsigned) => {
                return Some(Decimal { digits: unsigned.into(), exponent: 0 });
            }
            Number::Float(float) => float.abs(),
        };
        // `{:e}` writes the shortest decimal that reads back as the same f64: 0.01 is exactly 1e-2.
        let mut text = Short::default();
        write!(text, "{float:e}").ok()?;
        let (mantissa, exponent) = text.as_str()?.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let ten_to = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let fraction_digits = if fraction.is_empty() { 0 } else { fraction.parse::<u128>().ok()? };
        let digits = whole.parse::<u128>().ok()?.checked_mul(ten_to)?.checked_add(fraction_digits)?;
        let exponent = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
        Some(Decimal { digits, exponent })
    }

    fn is_multiple_of(self, divisor: Decimal) -> bool {
        if self.digits == 0 {
            return true;
        }
        if divisor.digits == 0 {
            // A schema may not say `multipleOf: 0`; one that does asserts nothing.
            return true;
        }
        let shift = self.exponent.abs_diff(divisor.exponent);
        if self.exponent >= divisor.exponent {
            times_power_of_ten(self.digits, shift, divisor.digits) == 0
        } else {
            let scaled = 10_u128.checked_pow(shift).and_then(|power| divisor.digits.checked_mul(power));
            // A divisor too great for u128 is greater than any value, which has 20 digits at most.
            scaled.is_some_and(|scaled| self.digits.is_multiple_of(scaled))
        }
    }
}

/// The text of a number, which needs no memory of its own: 17 digits, a point and an exponent.
#[derive(Default)]
struct Short {
    bytes: [u8; 32],
    len: usize,
}

impl Short {
    fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(..self.len)?).ok()
    }
}

impl fmt::Write for Short {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        let free = self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?;
        free.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

/// `digits * 10^power` modulo `modulus`, which has 20 digits at most.
fn times_power_of_ten(digits: u128, power: u32, modulus: u128) -> u128 {
    let mut rest = digits % modulus;
    for _ in 0..power {
        if rest == 0 {
            break;
        }
        rest = rest * 10 % modulus;
    }
    rest
}
