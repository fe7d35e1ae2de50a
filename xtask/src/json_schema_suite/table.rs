//! What came of it: a row for each file, and every disagreement.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::cases::{Case, Group};

/// How many of how many.
#[derive(Clone, Copy, Default)]
struct Count {
    agreed: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, agreed: bool) {
        self.all += 1;
        self.agreed += usize::from(agreed);
    }

    fn plus(&mut self, other: Count) {
        self.all += other.all;
        self.agreed += other.agreed;
    }

    fn text(self) -> String {
        format!("{}/{}", self.agreed, self.all)
    }

    fn whole(self) -> bool {
        self.agreed == self.all
    }
}

/// Validation, reading, reading and writing back.
#[derive(Clone, Copy, Default)]
struct Row([Count; 3]);

impl Row {
    fn of(group: &Group) -> Row {
        let mut row = Row::default();
        for case in &group.cases {
            row.0[0].add(case.validates());
            case.reads().into_iter().for_each(|reads| row.0[1].add(reads));
            case.returns().into_iter().for_each(|returns| row.0[2].add(returns));
        }
        row
    }

    fn plus(&mut self, other: Row) {
        self.0.iter_mut().zip(other.0).for_each(|(count, other)| count.plus(other));
    }
}

/// The whole report, and whether every required case agrees.
pub(super) fn render(groups: &[Group]) -> (String, bool) {
    let mut rows: BTreeMap<(bool, &str), Row> = BTreeMap::new();
    let mut totals = [Row::default(), Row::default()];
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let mut disagreements = String::new();
    for group in groups {
        if let Some(why) = &group.left_out {
            *left_out.entry(why).or_default() += group.cases.len();
            continue;
        }
        let row = Row::of(group);
        rows.entry((group.optional, &group.file)).or_default().plus(row);
        totals[usize::from(group.optional)].plus(row);
        for case in &group.cases {
            if let Some(what) = disagreement(case) {
                let (file, about, case) = (&group.file, &group.description, &case.description);
                let _ = writeln!(disagreements, "{file}: {about}: {case}: {what}");
            }
        }
    }
    let mut text = String::new();
    let mut line = |name: &str, row: &Row| {
        let [valid, read, same] = row.0.map(Count::text);
        let _ = writeln!(text, "{name:<44} {valid:>10} {read:>10} {same:>10}");
    };
    for ((_, file), row) in &rows {
        line(file, row);
    }
    line("required", &totals[0]);
    line("optional", &totals[1]);
    for (why, cases) in left_out {
        let _ = writeln!(text, "left out, {why}: {cases} cases");
    }
    let head = format!("{:<44} {:>10} {:>10} {:>10}\n", "file", "validated", "read", "returned");
    let agreed = totals[0].0.iter().all(|count| count.whole());
    (format!("{disagreements}\n{head}{text}"), agreed)
}

fn disagreement(case: &Case) -> Option<String> {
    let outcome = case.outcome.as_ref();
    if outcome.is_none() {
        return Some("not run".to_owned());
    }
    if !case.validates() {
        return Some(format!(
            "{} by the suite, not by the validator",
            if case.valid { "valid" } else { "invalid" }
        ));
    }
    match (outcome.map(|outcome| &outcome.written), case.returns()) {
        (Some(Err(error)), Some(false)) => Some(format!("cannot be read: {error}")),
        (Some(Ok(written)), Some(false)) => Some(format!("comes back as {written}, was {}", case.data)),
        _ => None,
    }
}
