//! Which member of an `anyOf` or `oneOf` a value that fits none was meant for.
//!
//! "Matches none of 21 members" helps nobody. What a person needs is what is wrong with the member they meant,
//! and a value tells that: the member whose `const`, one-valued `enum` and `type` it satisfies. So each member's
//! failures are weighed, and those of the closest are reported, each at its place. When all of them refuse the
//! same tag, that one place is reported with everything that is allowed there.

use super::finding::{Class, Finding, Words};
use super::schema::Types;

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

/// What to report of the members' failures, given in the members' order.
pub(super) fn closest(
    union: Union,
    count: usize,
    members: Vec<Vec<Finding>>,
    place: String,
    schema: String,
    depth: usize,
) -> Vec<Finding> {
    let mut members = weigh(members, depth);
    // From the strongest sign to the weakest. Less is closer.
    let signs: [fn(&Member) -> usize; 7] = [
        // Who disagrees only deep inside was meant rather than who disagrees at the surface.
        |member| member.tag_depth.map_or(0, |depth| usize::MAX - depth),
        |member| member.distance,
        |member| member.foreign,
        |member| member.count(|class| class.allowed().is_some_and(|(_, values)| !values.is_empty())),
        // What is there and of a wrong type was meant rather than what is not there at all.
        |member| member.count(|class| matches!(class, Class::Missing | Class::Unexpected)),
        |member| member.count(|class| class.allowed().is_some()),
        |member| member.findings.len(),
    ];
    for sign in signs {
        if let Some(tags) = shared_tags(union, &members) {
            return tags;
        }
        let best = members.iter().map(sign).min();
        members.retain(|member| Some(sign(member)) == best);
    }
    if let Some(tags) = shared_tags(union, &members) {
        return tags;
    }
    match members.len() {
        1 => members.pop().map(|member| member.findings).unwrap_or_default(),
        _ => undecided(union, count, &members, place, schema, depth),
    }
}

/// A member of the union and how far the value is from it.
struct Member {
    findings: Vec<Finding>,
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

fn weigh(members: Vec<Vec<Finding>>, depth: usize) -> Vec<Member> {
    let foreign: Vec<Vec<usize>> = members
        .iter()
        .map(|ours| ours.iter().filter(|f| is_foreign(f, ours, &members, depth)).map(|f| f.depth).collect())
        .collect();
    members
        .into_iter()
        .zip(foreign)
        .map(|(findings, foreign)| {
            let tags = || findings.iter().filter(|finding| is_tag(finding, depth));
            let tag_depth = tags().map(|tag| tag.depth).chain(foreign.iter().copied()).min();
            let distance = tags().map(|tag| tag.weight).sum::<usize>() + foreign.len();
            Member { findings, tag_depth, distance, foreign: foreign.len(), union_depth: depth }
        })
        .collect()
}

/// Whether a property that a member does not know tells that the value is meant for another member: one that knows
/// the property and that the value fits as well as this one, but for what stands in the property itself.
fn is_foreign(finding: &Finding, ours: &[Finding], members: &[Vec<Finding>], depth: usize) -> bool {
    finding.class == Class::Unexpected
        && members.iter().any(|theirs| {
            let mut unknown = theirs.iter().filter(|f| f.class == Class::Unexpected);
            let knows = !unknown.any(|f| is_within(&finding.place, &f.place));
            let mut missing = theirs.iter().filter(|f| f.class == Class::Missing);
            let lacks_no_more = missing.all(|theirs| {
                is_within(&theirs.place, &finding.place) || ours.iter().any(|f| f.is_same(theirs))
            });
            let mut tags = theirs.iter().filter(|f| is_tag(f, depth));
            knows
                && lacks_no_more
                && tags.all(|tag| {
                    is_within(&tag.place, &finding.place)
                        || ours.iter().any(|f| f.class.allowed().is_some() && f.place == tag.place)
                })
        })
}

/// Leaves out what a discriminator says where something else says it as well, or is the reason: it asserts nothing.
pub(super) fn without_echoes(findings: Vec<Finding>) -> Vec<Finding> {
    let is_told = |finding: &Finding| finding.keyword == "discriminator";
    let around = |place: &str| place.rfind('/').map_or(0, |end| end);
    let keep = |finding: &Finding| {
        let mut others = findings.iter().filter(|other| is_told(other) != is_told(finding));
        if !is_told(finding) {
            // What no member's discriminator allows is none of the values that the members themselves allow.
            return finding.class.allowed().is_none() || !others.any(|other| other.place == finding.place);
        }
        let object = finding.place.get(..around(&finding.place)).unwrap_or_default();
        let beside: Vec<&Finding> = others.filter(|other| is_within(&other.place, object)).collect();
        beside.is_empty()
            || beside.iter().any(|other| other.place == finding.place && other.class.allowed().is_some())
    };
    let kept: Vec<bool> = findings.iter().map(keep).collect();
    findings.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(finding, _)| finding).collect()
}

fn is_within(place: &str, other: &str) -> bool {
    place.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// When every member first disagrees about the same place: what all of them allow there, and whatever else they
/// have in common.
fn shared_tags(union: Union, members: &[Member]) -> Option<Vec<Finding>> {
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
                    merged.merge(candidate, union.keyword())
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
fn undecided(
    union: Union,
    count: usize,
    members: &[Member],
    place: String,
    schema: String,
    depth: usize,
) -> Vec<Finding> {
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
        let words = Words::new(union.expected(count), &format!("matches none: {}", texts.join("; or ")));
        found.push(Finding::new(place, schema, depth, class, union.keyword(), words));
    }
    found
}
