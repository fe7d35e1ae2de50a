//! What a schema's keywords come to, kind by kind of value: worked out once for each schema that is met, so that an ordinary
//! value is looked at once and no keyword is looked at that has nothing to say of it.

use std::sync::OnceLock;

use super::format::Format;
use super::instance::{Kind, Kinds};
use super::kept::Kept;
use super::schema::{Keyword, Literal, Number, Schema};
use super::validate_choice::Alternatives;
use super::validate_plan_object::{Object, Sizes};
use super::validate_plan_text::Text;

/// How many references are followed that lead to nothing but another one.
const MOST_FOLLOWED: usize = 16;

static PLANS: Kept<Plan> = Kept::new();

/// What every value fits.
pub(super) static ANYTHING: Child = Child::anything();

/// A schema that stands in another one: which values surely fit it, and its plan for all others.
pub(super) struct Child {
    pub(super) keywords: &'static [Keyword],
    /// The kinds of which every value fits, but for texts and numbers.
    kinds: Kinds,
    /// Texts that have at least so many bytes fit, and at most so many more.
    lengths: (usize, usize),
    /// Integers from the one to the other fit.
    integers: (i64, i64),
    /// Floats from the one to the other fit.
    floats: (f64, f64),
    /// What it asks of a text.
    pub(super) text: Text,
    /// What it asks of a number.
    pub(super) number: &'static [Keyword],
    plan: OnceLock<&'static Plan>,
}

/// What a schema asks.
pub(super) struct Plan {
    pub(super) keywords: &'static [Keyword],
    /// The schema itself, as one in another.
    pub(super) root: Child,
    pub(super) object: Object,
    pub(super) array: Array,
    /// The properties for which it lists values.
    pub(super) listed: Vec<(&'static str, &'static Keyword)>,
    /// Its members, when of an object it asks to fit one of them and nothing else.
    pub(super) members: Option<&'static Alternatives>,
    /// Its members, when it is a union and nothing else.
    union: Option<Union>,
}

/// The members of a union, and whether no more than one of them may fit.
type Union = (&'static Alternatives, bool);

/// What it asks of an array.
#[derive(Default)]
pub(super) struct Array {
    pub(super) keywords: &'static [Keyword],
    /// `items`, and from which on.
    pub(super) items: Option<(Child, usize)>,
    /// `minItems` and `maxItems`.
    pub(super) sizes: Sizes,
    /// `uniqueItems`.
    pub(super) unique: bool,
    /// All other keywords.
    pub(super) others: Vec<&'static Keyword>,
    /// Whether each item needs to be looked at once, and nothing else does.
    pub(super) is_walked: bool,
    /// The same, but that they may have to differ.
    pub(super) items_alone: bool,
}

impl Child {
    pub(super) const fn anything() -> Self {
        Child {
            keywords: &[],
            kinds: Kinds::ALL,
            lengths: (0, usize::MAX),
            integers: (i64::MIN, i64::MAX),
            floats: (f64::MIN, f64::MAX),
            text: Text::Lengths(0, u64::MAX),
            number: &[],
            plan: OnceLock::new(),
        }
    }

    pub(super) fn of(schema: &Schema) -> Self {
        let keywords = bare(schema.0);
        let of = |kind| referred(keywords, kind);
        let whole = [Kinds::NULL, Kinds::BOOLEAN, Kinds::ARRAY, Kinds::OBJECT];
        let fit =
            whole.into_iter().filter(|kind| !of(*kind).iter().any(|keyword| asks(keyword).meets(*kind)));
        let kinds = fit.fold(Kinds::NONE, Kinds::or);
        let (integer, float) = (of(Kinds::INTEGER), of(Kinds::FLOAT));
        let number = if std::ptr::eq(integer, float) { integer } else { keywords };
        let text = Text::of(of(Kinds::TEXT));
        let (lengths, integers, floats) = (text.bytes(), integers(integer), floats(float));
        Child { keywords, kinds, lengths, integers, floats, text, number, plan: OnceLock::new() }
    }

    /// Whether a value fits for sure. Where it does not, that has to be looked at.
    #[inline(always)]
    pub(super) fn admits(&self, value: Kind<'_>) -> bool {
        match value {
            Kind::Text(text) => text.len().wrapping_sub(self.lengths.0) <= self.lengths.1,
            Kind::Number(Number::Integer(integer)) => {
                integer >= self.integers.0 && integer <= self.integers.1
            }
            Kind::Number(Number::Float(float)) => float >= self.floats.0 && float <= self.floats.1,
            Kind::Number(Number::Unsigned(_)) => false,
            Kind::Boolean(_) => self.kinds.meets(Kinds::BOOLEAN),
            Kind::Null => self.kinds.meets(Kinds::NULL),
            Kind::Array => self.kinds.meets(Kinds::ARRAY),
            Kind::Object => self.kinds.meets(Kinds::OBJECT),
        }
    }

    pub(super) fn plan(&self) -> &'static Plan {
        self.plan.get_or_init(|| Plan::of(self.keywords))
    }
}

impl Plan {
    /// The plan of the schema that these keywords make.
    #[inline]
    pub(super) fn of(keywords: &'static [Keyword]) -> &'static Self {
        PLANS.of(keywords, || Plan::new(keywords))
    }

    /// The plan of the schema that it refers to, when it does nothing else; else itself.
    #[inline]
    pub(super) fn resolved(&self) -> &'static Plan {
        self.root.plan()
    }

    /// Its members, where one property tells which of them an object is.
    pub(super) fn told(&self) -> Option<&'static Alternatives> {
        self.members.filter(|members| members.property().is_some())
    }

    /// The member of a union that describes a model, when a value that fits it fits the union.
    pub(super) fn meant(&self, model: &str) -> Option<&'static Child> {
        self.union.and_then(|(members, exactly_one)| members.meant(model, exactly_one))
    }

    #[cold]
    fn new(keywords: &'static [Keyword]) -> Self {
        let root = Child::of(&Schema(keywords));
        let (object, array) = (Object::of(keywords), Array::of(keywords));
        let (listed, members) = (listed(object.keywords), members(object.keywords));
        Plan { keywords, root, object, array, listed, members, union: union(keywords) }
    }
}

/// The keywords of a schema, or of the one that it does no more than refer to.
fn bare(mut keywords: &'static [Keyword]) -> &'static [Keyword] {
    for _ in 0..MOST_FOLLOWED {
        match keywords {
            [Keyword::Ref(target) | Keyword::AllOf([target])]
            | [Keyword::Model(..), Keyword::Ref(target) | Keyword::AllOf([target])] => keywords = target.0,
            _ => break,
        }
    }
    keywords
}

/// The keywords that ask something of values of a kind: those of another schema, where no more is asked than to fit that one
/// (`$ref`, `allOf` of one, the one member of a union that is about this kind; `nullable` beside it).
pub(super) fn referred(mut keywords: &'static [Keyword], kind: Kinds) -> &'static [Keyword] {
    for _ in 0..MOST_FOLLOWED {
        let mut asked = keywords.iter().filter(|keyword| asks(keyword).meets(kind));
        let (Some(first), None) = (asked.next(), asked.next()) else { break };
        keywords = match first {
            Keyword::Ref(target) | Keyword::NullOr(target) | Keyword::AllOf([target]) => target.0,
            Keyword::AnyOf(members) | Keyword::OneOf(members) => {
                let each = members.iter().map(|member| bare(member.0));
                let mut about = each.filter(|keywords| possible(keywords).meets(kind));
                match (about.next(), about.next()) {
                    (Some(only), None) => only,
                    _ => break,
                }
            }
            _ => break,
        };
    }
    keywords
}

/// The kinds of values that may fit a schema, as far as its own keywords say.
pub(super) fn possible(keywords: &[Keyword]) -> Kinds {
    let mut kinds = Kinds::ALL;
    for keyword in keywords {
        let allowed = match keyword {
            // Some that are written with a fraction are integers.
            Keyword::Type(types) if types.kinds().meets(Kinds::INTEGER) => types.kinds().or(Kinds::FLOAT),
            Keyword::Type(types) => types.kinds(),
            Keyword::Texts(_) => Kinds::TEXT,
            Keyword::Never => Kinds::NONE,
            Keyword::Const(literal) => literal.kinds(),
            Keyword::Enum(literals) => {
                literals.iter().fold(Kinds::NONE, |kinds, literal| kinds.or(literal.kinds()))
            }
            _ => Kinds::ALL,
        };
        kinds = kinds.and(allowed);
    }
    kinds
}

impl Literal {
    /// The kinds of values that may equal it.
    fn kinds(&self) -> Kinds {
        match self {
            Literal::Null => Kinds::NULL,
            Literal::Boolean(_) => Kinds::BOOLEAN,
            Literal::Number(_) => Kinds::NUMBERS,
            Literal::Text(_) => Kinds::TEXT,
            Literal::Array(_) => Kinds::ARRAY,
            Literal::Object(_) => Kinds::OBJECT,
        }
    }
}

impl Array {
    fn of(keywords: &'static [Keyword]) -> Self {
        let keywords = referred(keywords, Kinds::ARRAY);
        let mut array = Array { keywords, ..Array::default() };
        for keyword in keywords {
            match *keyword {
                Keyword::MinItems(least) => array.sizes.0 = least,
                Keyword::MaxItems(most) => array.sizes.1 = most,
                Keyword::UniqueItems => array.unique = true,
                Keyword::Items(schema) => array.items = Some((Child::of(schema), prefix(keywords))),
                _ if asks(keyword).meets(Kinds::ARRAY) => array.others.push(keyword),
                _ => {}
            }
        }
        array.items_alone =
            array.others.is_empty() && array.items.as_ref().is_none_or(|(_, from)| *from == 0);
        array.is_walked = array.items_alone && !array.unique;
        array
    }
}

/// Between which every integer fits; between 1 and 0 when nothing is known of that.
fn integers(keywords: &[Keyword]) -> (i64, i64) {
    keywords.iter().fold((i64::MIN, i64::MAX), |(least, most), keyword| match *keyword {
        Keyword::Minimum(Number::Integer(bound)) => (least.max(bound), most),
        Keyword::Maximum(Number::Integer(bound)) => (least, most.min(bound)),
        Keyword::ExclusiveMinimum(Number::Integer(bound)) if bound < i64::MAX => (least.max(bound + 1), most),
        Keyword::ExclusiveMaximum(Number::Integer(bound)) if bound > i64::MIN => (least, most.min(bound - 1)),
        Keyword::Format(Format::Int32) => (least.max(i32::MIN.into()), most.min(i32::MAX.into())),
        Keyword::Format(Format::Int64) => (least, most),
        _ if asks(keyword).meets(Kinds::INTEGER) => (1, 0),
        _ => (least, most),
    })
}

/// Between which every float fits.
fn floats(keywords: &[Keyword]) -> (f64, f64) {
    keywords.iter().fold((f64::MIN, f64::MAX), |(least, most), keyword| match *keyword {
        Keyword::Minimum(bound) => (least.max(bound.exactly(f64::MAX)), most),
        Keyword::Maximum(bound) => (least, most.min(bound.exactly(f64::MIN))),
        Keyword::ExclusiveMinimum(bound) => (least.max(bound.exactly(f64::MAX).next_up()), most),
        Keyword::ExclusiveMaximum(bound) => (least, most.min(bound.exactly(f64::MIN).next_down())),
        _ if asks(keyword).meets(Kinds::FLOAT) => (f64::MAX, f64::MIN),
        _ => (least, most),
    })
}

/// Whether one of several schemas asks nothing at all.
fn has_anything(members: &[&Schema]) -> bool {
    members.iter().any(|member| bare(member.0).iter().all(|keyword| matches!(keyword, Keyword::Model(..))))
}

/// The kinds of which a keyword may refuse a value.
pub(super) fn asks(keyword: &Keyword) -> Kinds {
    match keyword {
        Keyword::Model(..)
        | Keyword::Sensitive
        | Keyword::Tag(..)
        | Keyword::Then(_)
        | Keyword::Else(_)
        | Keyword::MinContains(_)
        | Keyword::MaxContains(_)
        | Keyword::AllOf([]) => Kinds::NONE,
        Keyword::AnyOf(members) if has_anything(members) => Kinds::NONE,
        Keyword::Type(types) => types.kinds().not(),
        Keyword::MultipleOf(_)
        | Keyword::Minimum(_)
        | Keyword::Maximum(_)
        | Keyword::ExclusiveMinimum(_)
        | Keyword::ExclusiveMaximum(_) => Kinds::NUMBERS,
        Keyword::MinLength(_) | Keyword::MaxLength(_) | Keyword::Pattern(_) => Kinds::TEXT,
        Keyword::Format(Format::Int32 | Format::Int64 | Format::Float) => Kinds::NUMBERS,
        Keyword::Format(_) => Kinds::TEXT,
        Keyword::PrefixItems(_)
        | Keyword::Items(_)
        | Keyword::Contains(_)
        | Keyword::MinItems(_)
        | Keyword::MaxItems(_)
        | Keyword::UniqueItems
        | Keyword::UnevaluatedItems(_) => Kinds::ARRAY,
        Keyword::MinProperties(_)
        | Keyword::MaxProperties(_)
        | Keyword::Required(_)
        | Keyword::Properties(_)
        | Keyword::PatternProperties(_)
        | Keyword::AdditionalProperties(_)
        | Keyword::UnevaluatedProperties(_)
        | Keyword::PropertyNames(_)
        | Keyword::DependentRequired(_)
        | Keyword::DependentSchemas(_) => Kinds::OBJECT,
        _ => Kinds::ALL,
    }
}

/// The properties for which a schema lists values, and how.
fn listed(keywords: &'static [Keyword]) -> Vec<(&'static str, &'static Keyword)> {
    let lists =
        |keyword: &&Keyword| matches!(keyword, Keyword::Texts(_) | Keyword::Enum(_) | Keyword::Const(_));
    let mut all = Vec::new();
    for keyword in keywords {
        let Keyword::Properties(declared) = keyword else { continue };
        let listed = |(name, schema): &(&'static str, &'static Schema)| {
            schema.0.iter().find(lists).map(|keyword| (*name, keyword))
        };
        all.extend(declared.iter().filter_map(listed));
    }
    all
}

/// The members of a schema that is a union and asks nothing else of an object.
fn members(keywords: &'static [Keyword]) -> Option<&'static Alternatives> {
    let mut asked = keywords.iter().filter(|keyword| asks(keyword).meets(Kinds::OBJECT));
    match (asked.next(), asked.next()) {
        (Some(Keyword::OneOf(members) | Keyword::AnyOf(members)), None) => Some(Alternatives::of(members)),
        _ => None,
    }
}

/// The members of a schema that is a union and asks nothing else, but that it may refer to one, or let `null` in.
fn union(mut keywords: &'static [Keyword]) -> Option<Union> {
    for _ in 0..MOST_FOLLOWED {
        let mut asked = keywords.iter().filter(|keyword| asks(keyword) != Kinds::NONE);
        keywords = match (asked.next(), asked.next()) {
            (Some(Keyword::Ref(target) | Keyword::NullOr(target) | Keyword::AllOf([target])), None) => {
                target.0
            }
            (Some(Keyword::OneOf(members)), None) => return Some((Alternatives::of(members), true)),
            (Some(Keyword::AnyOf(members)), None) => return Some((Alternatives::of(members), false)),
            _ => return None,
        };
    }
    None
}

/// How many items `prefixItems` speaks of.
pub(super) fn prefix(keywords: &[Keyword]) -> usize {
    let length = |keyword: &Keyword| match keyword {
        Keyword::PrefixItems(schemas) => Some(schemas.len()),
        _ => None,
    };
    keywords.iter().find_map(length).unwrap_or_default()
}
