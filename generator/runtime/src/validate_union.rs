//! Which member of an `anyOf` or `oneOf` a value that fits none was meant for.
//!
//! "Matches none of 21 members" helps nobody. What a person needs is what is wrong with the member they meant,
//! and a value tells that: the member whose `const`, one-valued `enum` and `type` it satisfies. So each member's
//! failures are weighed, and those of the closest are reported, each at its place. When all of them refuse the
//! same tag, that one place is reported with everything that is allowed there.

use std::collections::BTreeMap;

use super::finding::{Class, Finding, Words};
use super::schema::{Keyword, Schema, Types};

/// The most alternatives that a message tells of when no member is closest.
const MAX_ALTERNATIVES: usize = 4;

/// Which of the two keywords.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Union {
    AnyOf,
    OneOf,
}

impl Union {
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Union::AnyOf => "anyOf",
            Union::OneOf => "oneOf",
        }
    }

    pub(super) fn expected(self, members: usize) -> String {
        match self {
            Union::AnyOf => format!("must match at least one of {members} forms"),
            Union::OneOf => format!("must match exactly one of {members} forms"),
        }
    }
}

/// Where a union is.
pub(super) struct Place {
    pub(super) union: Union,
    /// How many members it has.
    pub(super) count: usize,
    /// In the value: a JSON Pointer, and how many steps that has.
    pub(super) instance: String,
    pub(super) depth: usize,
    /// In the document.
    pub(super) schema: String,
}

/// Why a value does not fit a member.
pub(super) struct Refusal {
    pub(super) findings: Vec<Finding>,
    /// Where the value has properties of which the member says nothing.
    pub(super) unknown: Vec<String>,
}

/// What to report of the members' failures, given in the members' order.
pub(super) fn closest(at: &Place, mut members: Vec<Refusal>) -> Vec<Finding> {
    retain_few(&mut members);
    leave_out_worse(&mut members);
    let mut members = weigh(members, at.depth);
    if let Some(found) = in_shape(&mut members) {
        return found;
    }
    retain_named(&mut members, at.depth);
    // From the strongest sign to the weakest. Less is closer.
    let signs: [fn(&Member) -> usize; 8] = [
        // Who disagrees only deep inside was meant rather than who disagrees at the surface.
        |member| member.tag_depth.map_or(0, |depth| usize::MAX - depth),
        |member| member.distance,
        |member| member.foreign,
        |member| member.contradicted,
        // Who does not know what is there was hardly meant.
        |member| member.lacks,
        // What is there and of a wrong type was meant rather than what is not there at all.
        |member| member.count(|class| matches!(class, Class::Missing | Class::Unexpected)),
        |member| member.chosen(),
        |member| member.findings.len(),
    ];
    for sign in signs {
        if let Some(tags) = shared_tags(at, &members) {
            return tags;
        }
        let best = members.iter().map(sign).min();
        members.retain(|member| Some(sign(member)) == best);
    }
    if let Some(tags) = shared_tags(at, &members) {
        return tags;
    }
    match members.len() {
        1 => members.pop().map(|member| member.findings).unwrap_or_default(),
        _ => undecided(at, &members),
    }
}

/// How many findings are compared with one another.
const MOST_COMPARED: usize = 1000;

/// Where there is more to be compared than that, those members are left with which the least is wrong.
fn retain_few(members: &mut Vec<Refusal>) {
    let mut sizes: Vec<usize> = members.iter().map(|member| member.findings.len()).collect();
    if sizes.iter().sum::<usize>() <= MOST_COMPARED {
        return;
    }
    sizes.sort_unstable();
    let mut left = MOST_COMPARED;
    let within = |size: &&usize| left.checked_sub(**size).map(|rest| left = rest).is_some();
    let most = sizes.iter().take_while(within).last().or(sizes.first()).copied().unwrap_or_default();
    let mut left = MOST_COMPARED;
    members.retain(|member| {
        let size = member.findings.len();
        let is_kept = size <= most && left > 0;
        left = if is_kept { left.saturating_sub(size) } else { left };
        is_kept
    });
}

/// A member with which all is wrong that is wrong with another one, and more, was not meant.
fn leave_out_worse(members: &mut Vec<Refusal>) {
    let has = |worse: &Refusal, finding: &Finding| worse.findings.iter().any(|other| other.is_same(finding));
    let is_better = |better: &Refusal, worse: &Refusal| {
        better.findings.len() < worse.findings.len()
            && better.findings.iter().all(|finding| has(worse, finding))
    };
    let kept: Vec<bool> =
        members.iter().map(|worse| !members.iter().any(|better| is_better(better, worse))).collect();
    let mut kept = kept.into_iter();
    members.retain(|_| kept.next().unwrap_or(true));
}

/// A `discriminator` that names no member asserts nothing. Where the value has the shape of one member alone, what is wrong
/// with it there is told instead.
fn in_shape(members: &mut [Member]) -> Option<Vec<Finding>> {
    if !members.iter().all(|member| member.findings.iter().any(Finding::is_discriminator)) {
        return None;
    }
    let mut fitting = members.iter_mut().filter(|member| {
        let mut asserted = member.findings.iter().filter(|finding| !finding.is_discriminator());
        member.lacks == 0
            && asserted.all(|f| {
                !is_tag(f, member.union_depth) && !matches!(f.class, Class::Missing | Class::Unexpected)
            })
    });
    let (Some(member), None) = (fitting.next(), fitting.next()) else { return None };
    member.findings.retain(|finding| !finding.is_discriminator());
    Some(std::mem::take(&mut member.findings))
}

/// Where all members that know a property list values for it, and none of them the one that is there, one of them was meant,
/// and not a member that does not know it.
fn retain_named(members: &mut Vec<Member>, depth: usize) {
    let named = |finding: &&Finding| {
        finding.depth == depth + 1 && finding.lists_values() && !finding.is_discriminator()
    };
    let places: Vec<String> =
        members.iter().flat_map(|m| m.findings.iter().filter(named)).map(|f| f.place.clone()).collect();
    for place in places {
        let refuses = |member: &Member| member.findings.iter().any(|f| f.place == place && named(&f));
        let knowing = |member: &&Member| member.knows(&place);
        let least = |mut lacks: Vec<usize>| {
            lacks.sort_unstable();
            lacks.first().copied()
        };
        let inside = least(members.iter().filter(knowing).map(|member| member.lacks).collect());
        let outside = least(members.iter().filter(|m| !knowing(m)).map(|member| member.lacks).collect());
        // One that does not know it, and is wrong about less, and all that at the same places, may as well be the one.
        let is_nearer = |other: &Member, member: &Member| {
            let has = |place: &str| member.findings.iter().any(|finding| finding.place == place);
            other.findings.len() < member.findings.len() && other.findings.iter().all(|f| has(&f.place))
        };
        let rivals = || members.iter().filter(|member| !knowing(member));
        let has_rival = members.iter().filter(knowing).any(|m| rivals().any(|other| is_nearer(other, m)));
        if inside < outside && !has_rival && members.iter().filter(knowing).all(refuses) {
            members.retain(|member| member.knows(&place));
            return;
        }
    }
}

/// A member of the union and how far the value is from it.
struct Member {
    findings: Vec<Finding>,
    unknown: Vec<String>,
    /// How many of the properties that are unknown here another member knows.
    lacks: usize,
    /// How many of its lists of values leave out what another member takes.
    contradicted: usize,
    /// Where the value first turns out to be meant for another member, in steps.
    tag_depth: Option<usize>,
    /// How many signs there are that it is.
    distance: usize,
    /// How many of them are properties of other members.
    foreign: usize,
    /// Where the union is, in steps.
    union_depth: usize,
}

impl Member {
    /// Whether it says something of the property that a place belongs to.
    fn knows(&self, place: &str) -> bool {
        !self.unknown.iter().any(|unknown| is_within(place, unknown))
    }

    /// How many types and values in the value are none of those that are allowed.
    fn chosen(&self) -> usize {
        let inside =
            |finding: &&Finding| finding.depth > self.union_depth && finding.class.allowed().is_some();
        self.findings.iter().filter(inside).count()
    }

    fn count(&self, counts: fn(&Class) -> bool) -> usize {
        self.findings.iter().filter(|finding| counts(&finding.class)).count()
    }

    /// Whether a finding is the one by which the member is told from others.
    fn leads(&self, finding: &Finding) -> bool {
        match self.tag_depth {
            Some(depth) => finding.depth == depth && is_tag(finding, self.union_depth),
            None => finding.class.allowed().is_some(),
        }
    }

    /// Whether it is by what stands at a place that the member is told from others.
    fn leads_at(&self, place: &str) -> bool {
        self.findings.iter().any(|finding| finding.place == place && self.leads(finding))
    }
}

/// Whether a finding tells that the value is meant for another member of the union at `depth`. The type of the
/// union's own value does; the type of something in it may as well be a mistake.
fn is_tag(finding: &Finding, depth: usize) -> bool {
    match &finding.class {
        Class::Tag(..) | Class::Mismatch => true,
        Class::Choice(types, _) => *types != Types::NONE && finding.depth == depth,
        Class::Unexpected | Class::Missing | Class::Bound => false,
    }
}

fn weigh(members: Vec<Refusal>, depth: usize) -> Vec<Member> {
    let mut unknown: BTreeMap<&str, usize> = BTreeMap::new();
    for place in members.iter().flat_map(|member| &member.unknown) {
        *unknown.entry(place).or_default() += 1;
    }
    let is_known = |place: &&String| unknown.get(place.as_str()).is_none_or(|count| *count < members.len());
    let signs: Vec<(Vec<usize>, usize, usize)> = members
        .iter()
        .map(|ours| {
            let foreign = ours.findings.iter().filter(|finding| is_foreign(finding, ours, &members, depth));
            let contradicted =
                ours.findings.iter().filter(|finding| is_contradicted(finding, &members, depth));
            let lacks = ours.unknown.iter().filter(is_known).count();
            (foreign.map(|finding| finding.depth).collect(), contradicted.count(), lacks)
        })
        .collect();
    let member = |(refusal, (foreign, contradicted, lacks)): (Refusal, (Vec<usize>, usize, usize))| {
        let Refusal { findings, unknown } = refusal;
        let tags = || findings.iter().filter(|finding| is_tag(finding, depth));
        let tag_depth = tags().map(|tag| tag.depth).chain(foreign.iter().copied()).min();
        let distance = tags().map(|tag| tag.weight).sum::<usize>() + foreign.len();
        let foreign = foreign.len();
        Member { findings, unknown, lacks, contradicted, tag_depth, distance, foreign, union_depth: depth }
    };
    members.into_iter().zip(signs).map(member).collect()
}

/// Whether a property that a member does not know tells that the value is meant for another member: one that knows
/// the property and that the value fits as well as this one, but for what stands in the property itself.
fn is_foreign(finding: &Finding, ours: &Refusal, members: &[Refusal], depth: usize) -> bool {
    finding.class == Class::Unexpected
        && members.iter().any(|theirs| {
            let mut unknown = theirs.findings.iter().filter(|f| f.class == Class::Unexpected);
            let knows = !unknown.any(|f| is_within(&finding.place, &f.place));
            let mut missing = theirs.findings.iter().filter(|f| f.class == Class::Missing);
            let lacks_no_more = missing.all(|theirs| {
                is_within(&theirs.place, &finding.place) || ours.findings.iter().any(|f| f.is_same(theirs))
            });
            let mut tags = theirs.findings.iter().filter(|f| is_tag(f, depth));
            knows
                && lacks_no_more
                && tags.all(|tag| {
                    is_within(&tag.place, &finding.place)
                        || ours.findings.iter().any(|f| f.class.allowed().is_some() && f.place == tag.place)
                })
        })
}

/// Whether a member lists values for something in the value, and another one takes what is there.
fn is_contradicted(finding: &Finding, members: &[Refusal], depth: usize) -> bool {
    let takes = |theirs: &Refusal| {
        !theirs.unknown.iter().any(|unknown| is_within(&finding.place, unknown))
            && !theirs.findings.iter().any(|f| is_within(&f.place, &finding.place))
    };
    finding.depth > depth && finding.lists_values() && members.iter().any(takes)
}

/// Leaves out what a discriminator says where something else is wrong with the object: it asserts nothing.
pub(super) fn without_echoes(findings: Vec<Finding>) -> Vec<Finding> {
    let around = |place: &str| place.rfind('/').map_or(0, |end| end);
    let keep = |finding: &Finding| {
        let object = finding.place.get(..around(&finding.place)).unwrap_or_default();
        let mut others = findings.iter().filter(|other| !other.is_discriminator());
        !finding.is_discriminator() || !others.any(|other| is_within(&other.place, object))
    };
    let kept: Vec<bool> = findings.iter().map(keep).collect();
    findings.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(finding, _)| finding).collect()
}

fn is_within(place: &str, other: &str) -> bool {
    place.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// When every member first disagrees about the same place: what all of them allow there, and whatever else they
/// have in common.
fn shared_tags(at: &Place, members: &[Member]) -> Option<Vec<Finding>> {
    let (first, others) = members.split_first()?;
    if others.is_empty() {
        return None;
    }
    let mut tag = None;
    let mut shared: Vec<Finding> = Vec::new();
    for finding in &first.findings {
        let merged = others.iter().try_fold(finding.clone(), |merged, other| {
            other.findings.iter().find_map(|candidate| {
                if merged.is_same(candidate) {
                    Some(merged.clone())
                } else if other.leads(candidate) && first.leads(finding) {
                    merged.merge(candidate, at)
                } else {
                    None
                }
            })
        });
        // Of two that say what is allowed at the same place the first says all of it.
        let again = |merged: &Finding| {
            merged.class.allowed().is_some()
                && shared.iter().any(|known| known.place == merged.place && known.class.allowed().is_some())
        };
        if let Some(merged) = merged.filter(|merged| !again(merged)) {
            if members.iter().all(|member| member.leads_at(&finding.place))
                && merged.class.allowed().is_some()
            {
                tag = tag.or(Some(shared.len()));
            }
            shared.push(merged);
        }
    }
    // An outer union weighs this one by all that is wrong with its best member, reported or not.
    let distance = members.iter().map(|member| member.distance).min()?;
    let reported: usize =
        shared.iter().filter(|f| matches!(f.class, Class::Tag(..) | Class::Mismatch)).map(|f| f.weight).sum();
    shared.get_mut(tag?)?.weight += distance.saturating_sub(reported);
    Some(shared)
}

/// Several members are as close: what they have in common, and what each of them asks for besides.
fn undecided(at: &Place, members: &[Member]) -> Vec<Finding> {
    let is_shared = |finding: &Finding| {
        members.iter().all(|member| member.findings.iter().any(|other| other.is_same(finding)))
    };
    let mut found: Vec<Finding> = members
        .first()
        .map(|first| first.findings.iter().filter(|finding| is_shared(finding)).cloned().collect())
        .unwrap_or_default();
    let besides: Vec<&Finding> = members
        .iter()
        .filter_map(|member| member.findings.iter().find(|finding| !is_shared(finding)))
        .collect();
    if besides.len() == members.len() {
        let mut texts: Vec<String> = Vec::new();
        for finding in besides {
            let text = format!("{} {}", finding.place, finding.expected).trim_start().to_owned();
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        if texts.len() > MAX_ALTERNATIVES {
            texts.truncate(MAX_ALTERNATIVES);
            texts.push("...".to_owned());
        }
        let class = if members.iter().all(|member| member.tag_depth.is_some()) {
            Class::Mismatch
        } else {
            Class::Bound
        };
        let words =
            Words::new(at.union.expected(at.count), &format!("matches none: {}", texts.join("; or ")));
        let (place, schema) = (at.instance.clone(), at.schema.clone());
        found.push(Finding::new(place, schema, at.depth, class, at.union.keyword(), words));
    }
    found
}

/// Where the schema is in memory that a reference leads to.
pub(super) fn meant(schema: &Schema) -> usize {
    match schema.0 {
        [Keyword::Ref(target)] => std::ptr::from_ref(*target).addr(),
        _ => std::ptr::from_ref(schema).addr(),
    }
}

/// What a member of a union is called: its model's name, or its number.
pub(super) fn member_name(member: &Schema, number: usize) -> String {
    let target = |keyword: &Keyword| match keyword {
        Keyword::Ref(target) => target.model(),
        _ => None,
    };
    let model = member.model().or_else(|| member.0.iter().find_map(target));
    model.map_or_else(|| format!("form {number}"), |(name, _)| name.to_owned())
}
