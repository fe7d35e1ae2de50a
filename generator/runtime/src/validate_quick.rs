//! The shortest way through what most values are: texts and numbers without schemas in their schemas, and arrays.

use super::instance::{Instance, Kind};
use super::literal::repeated;
use super::schema::{Keyword, Literal, Number, Types};
use super::validate_holds::Test;
use super::validate_kind as kind;
use super::validate_object::same_few;
use super::validate_plan::{Array, Child, Plan};
use super::validate_plan_text::Text;

impl<I: Instance> Test<I> {
    /// One step into the value.
    #[inline(always)]
    pub(super) fn child(&mut self, child: &Child, value: I) -> bool {
        match value.kind() {
            Kind::Object => child.admits(Kind::Object) || self.object(child, value),
            Kind::Array => child.admits(Kind::Array) || self.array(child, value),
            Kind::Text(text) => child.admits(Kind::Text(text)) || self.text(child, text, value),
            scalar => child.admits(scalar) || self.scalar(child, value),
        }
    }

    /// The same for one of several that are about the same.
    pub(super) fn another(&mut self, child: &'static Child, value: I) -> bool {
        if !self.remembers() {
            return self.child(child, value);
        }
        self.depth += 1;
        let holds = child.admits(value.kind()) || self.only(child, value);
        self.depth -= 1;
        holds
    }

    #[inline(never)]
    fn object(&mut self, child: &Child, value: I) -> bool {
        let plan = child.plan();
        self.depth += 1;
        let holds = if plan.object.properties_alone && self.is_near(plan) {
            self.walk_alone(plan, value)
        } else {
            self.whole_object_holds(plan, value)
        };
        self.depth -= 1;
        holds
    }

    #[inline(never)]
    fn array(&mut self, child: &Child, value: I) -> bool {
        let plan = child.plan();
        self.depth += 1;
        let holds = self.array_holds(plan, value);
        self.depth -= 1;
        holds
    }

    #[inline(never)]
    fn text(&mut self, child: &Child, text: &str, value: I) -> bool {
        text_fits(child, text).unwrap_or_else(|| self.deeper(child.plan(), value))
    }

    #[inline(never)]
    fn scalar(&mut self, child: &Child, value: I) -> bool {
        scalar_fits(child, value.kind()).unwrap_or_else(|| self.deeper(child.plan(), value))
    }

    /// The keywords of a schema for an array.
    #[inline(always)]
    pub(super) fn array_holds(&mut self, plan: &'static Plan, value: I) -> bool {
        if plan.array.items_alone {
            self.items_hold(plan, value)
        } else {
            self.whole_array_holds(plan, value)
        }
    }

    /// `items` of a schema that asks nothing else of an array, but how long it is and that they differ.
    #[inline(never)]
    fn items_hold(&mut self, plan: &'static Plan, value: I) -> bool {
        match &plan.array.items {
            Some((child, _)) if self.is_near(plan) => {
                let (array, len) = (&plan.array, value.len() as u64);
                array.sizes.admit(len)
                    && value.items().all(|item| self.child(child, item))
                    && (!array.unique || len < 2 || repeated(value).is_none())
            }
            _ => self.whole_array_holds(plan, value),
        }
    }

    #[inline(never)]
    fn whole_array_holds(&mut self, plan: &'static Plan, value: I) -> bool {
        self.within(plan, |test| {
            let (array, len) = (&plan.array, value.len() as u64);
            array.sizes.admit(len)
                && (!array.unique || len < 2 || repeated(value).is_none())
                && test.others(array.others.iter().copied(), array.keywords, value)
                && test.items(array, value)
        })
    }

    #[inline]
    fn items(&mut self, array: &Array, value: I) -> bool {
        let Some((child, from)) = &array.items else { return true };
        let mut items = value.items();
        if let Some(last) = from.checked_sub(1) {
            items.nth(last);
        }
        items.all(|item| self.child(child, item))
    }
}

/// Whether a value that is no array and no object fits a schema; none when there are other schemas in it.
#[inline]
pub(super) fn scalar_fits(child: &Child, value: Kind<'_>) -> Option<bool> {
    match value {
        Kind::Text(text) => text_fits(child, text),
        Kind::Number(_) => plain(child.number, value),
        _ => plain(child.keywords, value),
    }
}

/// The same for a text.
#[inline(always)]
fn text_fits(child: &Child, text: &str) -> Option<bool> {
    match child.text {
        Text::Lengths(least, most) => Some(kind::is_as_long(text, least) && kind::is_no_longer(text, most)),
        Text::Listed(texts) => Some(is_listed(texts, text)),
        Text::Indexed(index) => Some(index.has(text)),
        Text::Other(keywords) => plain(keywords, Kind::Text(text)),
    }
}

/// Whether a value fits a schema that has no other schemas in it; none when it has, or the value is one of several.
#[inline]
pub(super) fn plain(keywords: &[Keyword], value: Kind<'_>) -> Option<bool> {
    // Nearly every schema begins with its type.
    let keywords = match keywords {
        [Keyword::Type(types), rest @ ..] => {
            if !types.admit(value) {
                return Some(false);
            }
            rest
        }
        all => all,
    };
    match value {
        _ if keywords.is_empty() => Some(true),
        Kind::Text(text) => all_fit(keywords, text),
        Kind::Number(number) => number_fits(keywords, number),
        Kind::Boolean(_) | Kind::Null | Kind::Array | Kind::Object => None,
    }
}

/// Whether a text is one of these, which are in order.
#[inline(always)]
pub(super) fn is_listed(texts: &[&str], text: &str) -> bool {
    // As many are compared as quickly as they are halved.
    const FEW: usize = 8;
    /// The longest that is compared without a call.
    const SHORT: usize = 32;
    if texts.len() <= FEW && text.len() <= SHORT && !text.is_empty() {
        return texts.iter().any(|known| same_few(known, text));
    }
    is_among(texts, text)
}

#[inline(never)]
fn is_among(texts: &[&str], text: &str) -> bool {
    texts.binary_search(&text).is_ok()
}

fn all_fit(keywords: &[Keyword], text: &str) -> Option<bool> {
    for keyword in keywords {
        let holds = match keyword {
            Keyword::MinLength(least) => kind::is_as_long(text, *least),
            Keyword::MaxLength(most) => kind::is_no_longer(text, *most),
            Keyword::Type(types) => types.contains(Types::STRING),
            Keyword::Texts(texts) => is_listed(texts, text),
            Keyword::Const(literal) => matches!(literal, Literal::Text(known) if *known == text),
            keyword if is_plain(keyword) => kind::text_holds(keyword, text),
            _ => return None,
        };
        if !holds {
            return Some(false);
        }
    }
    Some(true)
}

fn number_fits(keywords: &[Keyword], number: Number) -> Option<bool> {
    for keyword in keywords {
        let holds = match keyword {
            Keyword::Minimum(bound) => number.compare(*bound).is_ge(),
            Keyword::Maximum(bound) => number.compare(*bound).is_le(),
            Keyword::Type(types) => types.admit(Kind::Number(number)),
            keyword if is_plain(keyword) => kind::number_holds(keyword, number),
            _ => return None,
        };
        if !holds {
            return Some(false);
        }
    }
    Some(true)
}

/// Whether a keyword speaks of texts or numbers alone, or of nothing.
#[inline]
fn is_plain(keyword: &Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Model(..)
            | Keyword::Sensitive
            | Keyword::MultipleOf(_)
            | Keyword::Minimum(_)
            | Keyword::Maximum(_)
            | Keyword::ExclusiveMinimum(_)
            | Keyword::ExclusiveMaximum(_)
            | Keyword::MinLength(_)
            | Keyword::MaxLength(_)
            | Keyword::Pattern(_)
            | Keyword::Format(_)
    )
}
