//! A formula: numbers, column names, `+ - * /` and parentheses, read once and understood several ways.
//!
//! Contract: a null operand gives null, a zero denominator gives null, and no result is NaN or infinite. The parser
//! drives a `Reading`, so the value, the SQL and the words all come from the same text. Left out: unary minus,
//! functions, comparison; a metric that needs more than arithmetic is not a ratio of sums.

use std::collections::VecDeque;

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl Op {
    /// How tightly it binds.
    pub fn rank(self) -> u8 {
        match self {
            Op::Add | Op::Subtract => 1,
            Op::Multiply | Op::Divide => 2,
        }
    }
}

/// One way to understand a formula: what a number, a name and an operation become.
pub trait Reading {
    /// What a part of the formula becomes.
    type Out;
    /// A number as it stands in the formula.
    fn number(&mut self, value: f64) -> Self::Out;
    /// A column or metric.
    fn name(&mut self, name: &str) -> Self::Out;
    /// An operation on two parts.
    fn apply(&mut self, op: Op, left: Self::Out, right: Self::Out) -> Self::Out;
}

/// Reads a formula; `None` where it is not one (a test reads every metric's).
pub fn read<R: Reading>(formula: &str, reading: &mut R) -> Option<R::Out> {
    let mut tokens = tokens(formula)?;
    let out = sum(&mut tokens, reading)?;
    tokens.is_empty().then_some(out)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'a> {
    Number(f64),
    Name(&'a str),
    Op(Op),
    Open,
    Close,
}

fn tokens(formula: &str) -> Option<VecDeque<Token<'_>>> {
    let mut out = VecDeque::new();
    let mut rest = formula.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '+' | '-' | '*' | '/' | '(' | ')' => {
                out.push_back(match first {
                    '+' => Token::Op(Op::Add),
                    '-' => Token::Op(Op::Subtract),
                    '*' => Token::Op(Op::Multiply),
                    '/' => Token::Op(Op::Divide),
                    '(' => Token::Open,
                    _ => Token::Close,
                });
                1
            }
            c if c.is_ascii_alphanumeric() => {
                let end = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
                    .unwrap_or(rest.len());
                let word = rest.get(..end)?;
                out.push_back(if c.is_ascii_digit() {
                    Token::Number(word.parse().ok()?)
                } else {
                    Token::Name(word)
                });
                end
            }
            _ => return None,
        };
        rest = rest.get(taken..)?.trim_start();
    }
    Some(out)
}

type Tokens<'t, 'a> = &'t mut VecDeque<Token<'a>>;

fn sum<R: Reading>(tokens: Tokens<'_, '_>, reading: &mut R) -> Option<R::Out> {
    chain(tokens, reading, 1, product)
}

fn product<R: Reading>(tokens: Tokens<'_, '_>, reading: &mut R) -> Option<R::Out> {
    chain(tokens, reading, 2, atom)
}

/// Operands joined by operators of one rank, from the left.
fn chain<R: Reading>(
    tokens: Tokens<'_, '_>,
    reading: &mut R,
    rank: u8,
    operand: fn(Tokens<'_, '_>, &mut R) -> Option<R::Out>,
) -> Option<R::Out> {
    let mut out = operand(tokens, reading)?;
    while let Some(Token::Op(op)) = tokens.front().copied()
        && op.rank() == rank
    {
        tokens.pop_front();
        let right = operand(tokens, reading)?;
        out = reading.apply(op, out, right);
    }
    Some(out)
}

fn atom<R: Reading>(tokens: Tokens<'_, '_>, reading: &mut R) -> Option<R::Out> {
    match tokens.pop_front()? {
        Token::Number(value) => Some(reading.number(value)),
        Token::Name(name) => Some(reading.name(name)),
        Token::Open => {
            let out = sum(tokens, reading)?;
            (tokens.pop_front() == Some(Token::Close)).then_some(out)
        }
        Token::Op(_) | Token::Close => None,
    }
}

/// The value under a lookup of names; null propagates.
pub struct Value<'a>(pub &'a dyn Fn(&str) -> Option<f64>);

impl Reading for Value<'_> {
    type Out = Option<f64>;

    fn number(&mut self, value: f64) -> Option<f64> {
        Some(value)
    }

    fn name(&mut self, name: &str) -> Option<f64> {
        (self.0)(name).filter(|v| v.is_finite())
    }

    fn apply(&mut self, op: Op, left: Option<f64>, right: Option<f64>) -> Option<f64> {
        let (left, right) = (left?, right?);
        let out = match op {
            Op::Add => left + right,
            Op::Subtract => left - right,
            Op::Multiply => left * right,
            Op::Divide if right == 0.0 => return None,
            Op::Divide => left / right,
        };
        out.is_finite().then_some(out)
    }
}

/// A text form: how a name and an operator are written. The rank travels along so that parentheses stand only where
/// they are needed.
pub struct Written<'a> {
    /// Writes a name; the rank is 3 for one word, less for an expression put in its place.
    pub name: &'a dyn Fn(&str) -> (String, u8),
    /// Writes a number.
    pub number: &'a dyn Fn(f64) -> String,
    /// ` − `, ` × `, …
    pub operator: fn(Op) -> &'static str,
    /// Whether a denominator is guarded with `nullif(…, 0)`, as SQL needs it.
    pub guards: bool,
}

impl Reading for Written<'_> {
    type Out = (String, u8);

    fn number(&mut self, value: f64) -> (String, u8) {
        ((self.number)(value), 3)
    }

    fn name(&mut self, name: &str) -> (String, u8) {
        (self.name)(name)
    }

    fn apply(&mut self, op: Op, left: (String, u8), right: (String, u8)) -> (String, u8) {
        let wrap = |(text, rank): (String, u8), least: u8| {
            if rank < least {
                format!("({text})")
            } else {
                text
            }
        };
        let mut left = wrap(left, op.rank());
        let right = if self.guards && op == Op::Divide {
            // Counts divide as integers on some warehouses (Postgres); an amount is a decimal everywhere.
            if !left.contains("_usd") {
                left = format!("1.0 * {left}");
            }
            format!("nullif({}, 0)", right.0)
        } else {
            // Only a sum may drop the parentheses on its right: floating point makes even `a * (b / c)` its own.
            wrap(right, op.rank() + u8::from(op != Op::Add))
        };
        (format!("{left}{}{right}", (self.operator)(op)), op.rank())
    }
}

/// Finds the names that stand alone under a division and are zero.
pub struct Zeroes<'a> {
    /// The lookup of names.
    pub get: &'a dyn Fn(&str) -> Option<f64>,
    /// The names found.
    pub names: Vec<String>,
}

impl Reading for Zeroes<'_> {
    type Out = Option<String>;

    fn number(&mut self, _value: f64) -> Option<String> {
        None
    }

    fn name(&mut self, name: &str) -> Option<String> {
        Some(name.to_owned())
    }

    fn apply(&mut self, op: Op, _left: Option<String>, right: Option<String>) -> Option<String> {
        if let (Op::Divide, Some(name)) = (op, right)
            && (self.get)(&name) == Some(0.0)
        {
            self.names.push(name);
        }
        None
    }
}

/// Collects the names that a formula reads, in order, and the zero or null part that makes it null.
#[derive(Default)]
pub struct Names(pub Vec<String>);

impl Reading for Names {
    type Out = ();

    fn number(&mut self, _value: f64) {}

    fn name(&mut self, name: &str) {
        if !self.0.iter().any(|known| known == name) {
            self.0.push(name.to_owned());
        }
    }

    fn apply(&mut self, _op: Op, _left: (), _right: ()) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(formula: &str) -> Option<f64> {
        let get = |name: &str| match name {
            "one" => Some(1.0),
            "zero" => Some(0.0),
            "big" => Some(f64::MAX),
            "nan" => Some(f64::NAN),
            _ => None,
        };
        read(formula, &mut Value(&get)).expect("a formula")
    }

    #[test]
    fn operators_bind_as_in_arithmetic() {
        assert_eq!(value("1 + 2 * 3"), Some(7.0));
        assert_eq!(value("(1 + 2) * 3"), Some(9.0));
        assert_eq!(value("8 / 2 / 2 - 1 - 1"), Some(0.0));
        assert_eq!(value("1000 * one / 4"), Some(250.0));
    }

    #[test]
    fn null_zero_denominators_and_overflow_give_null() {
        for formula in [
            "missing + 1",
            "one / missing",
            "one / zero",
            "zero / zero",
            "one / (one - one)",
            "big * 10",
            "nan + 1",
            "zero * nan",
        ] {
            assert_eq!(value(formula), None, "{formula}");
        }
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        for formula in ["", "1 +", "(1", "1)", "a b", "1 % 2", "/ 2", "1.2.3"] {
            assert!(read(formula, &mut Names::default()).is_none(), "{formula}");
        }
    }
}
