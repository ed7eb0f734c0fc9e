//! The file: steps with their conditions.

use super::case::{Case, Facts};
use crate::class::Class;
use doorknob_event::incident::{Phase, Verdict};
use serde::Deserialize;
use std::fmt;

/// The playbook that comes with the program.
const SHIPPED: &str = include_str!("playbook.toml");

/// Version of the file's format that is understood.
const VERSION: u32 = 1;

/// What to do next about incidents: steps, each with the conditions under which it is told.
#[derive(Clone, Debug)]
pub struct Playbook {
    steps: Vec<Step>,
}

/// Why a playbook cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaybookError(String);

impl fmt::Display for PlaybookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

impl std::error::Error for PlaybookError {}

/// The playbook that comes with the program.
impl Default for Playbook {
    fn default() -> Self {
        Playbook::parse(SHIPPED).expect("the shipped playbook is valid, as a test shows")
    }
}

impl Playbook {
    /// The text of the playbook that comes with the program, to begin an own one with.
    pub fn shipped() -> &'static str {
        SHIPPED
    }

    /// Reads a playbook (TOML).
    ///
    /// # Errors
    /// Anything that is not understood, with its line: a misspelt condition must not make a step that is never told.
    pub fn parse(text: &str) -> Result<Self, PlaybookError> {
        let file: File = toml::from_str(text).map_err(|error| PlaybookError(error.to_string()))?;
        if file.version != VERSION {
            let message = format!("version {} is not understood, only version {VERSION}", file.version);
            return Err(PlaybookError(message));
        }
        for step in &file.step {
            let attacks_only = step.verdict == [Verdict::Attack];
            if step.phase == Phase::Contain && !attacks_only {
                let message = format!(
                    "only the verdict attack carries containment; the step has none or another: {:?}",
                    step.text.0
                );
                return Err(PlaybookError(message));
            }
        }
        Ok(Playbook { steps: file.step })
    }

    /// Steps for one incident, those of one phase together: the phases in the order in which their first step stands in the
    /// file.
    pub(crate) fn next_steps(&self, case: &Case<'_>) -> (Vec<Phase>, Vec<String>) {
        let facts = case.facts();
        let applies = |step: &&Step| step.applies(case.judgement.verdict, case.judgement.class, &facts);
        let mut steps: Vec<&Step> = self.steps.iter().filter(applies).collect();
        let mut phases: Vec<Phase> = Vec::new();
        for step in &steps {
            if !phases.contains(&step.phase) {
                phases.push(step.phase);
            }
        }
        steps.sort_by_key(|step| phases.iter().position(|phase| *phase == step.phase));
        steps.into_iter().map(|step| (step.phase, step.text.filled(&facts))).unzip()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    #[serde(default)]
    step: Vec<Step>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    phase: Phase,
    #[serde(default)]
    verdict: Vec<Verdict>,
    #[serde(default)]
    class: Vec<ClassName>,
    #[serde(default)]
    when: Vec<Condition>,
    text: Text,
}

impl Step {
    fn applies(&self, verdict: Verdict, class: Class, facts: &Facts) -> bool {
        (self.verdict.is_empty() || self.verdict.contains(&verdict))
            && (self.class.is_empty() || self.class.iter().any(|name| name.0 == class))
            && self.when.iter().all(|condition| facts.holds(&condition.fact) == condition.wanted)
    }
}

/// A class, as incidents name it.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct ClassName(Class);

impl TryFrom<String> for ClassName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let found = Class::ALL.into_iter().find(|class| class.text().eq_ignore_ascii_case(text.trim()));
        found.map(ClassName).ok_or_else(|| {
            format!("no class is called {text:?}; there are: {}", Class::ALL.map(Class::text).join(", "))
        })
    }
}

/// `got_in`, `not got_in`.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Condition {
    fact: String,
    wanted: bool,
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (word, wanted) = match text.trim().strip_prefix("not ") {
            Some(word) => (word.trim(), false),
            None => (text.trim(), true),
        };
        let fact = Facts::CONDITIONS.into_iter().find(|known| *known == word);
        fact.map(|fact| Condition { fact: fact.to_owned(), wanted })
            .ok_or_else(|| format!("{word:?} is no condition; there are: {}", Facts::CONDITIONS.join(", ")))
    }
}

/// A sentence with words in braces that stand for something.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Text(String);

impl TryFrom<String> for Text {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        for (_, word) in pieces(&text) {
            match word {
                Some(word) if !Facts::WORDS.contains(&word) => {
                    return Err(format!(
                        "{{{word}}} stands for nothing; there are: {}",
                        Facts::WORDS.map(|word| format!("{{{word}}}")).join(" ")
                    ));
                }
                _ => {}
            }
        }
        Ok(Text(text))
    }
}

impl Text {
    fn filled(&self, facts: &Facts) -> String {
        let mut out = String::with_capacity(self.0.len() + 64);
        for (plain, word) in pieces(&self.0) {
            out.push_str(plain);
            if let Some(word) = word {
                out.push_str(facts.word(word));
            }
        }
        out
    }
}

/// Plain text and the word in braces behind it. A brace without its other half is plain.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let braced = text
            .split_once('{')
            .and_then(|(plain, behind)| behind.split_once('}').map(|(word, behind)| (plain, word, behind)));
        match braced {
            Some((plain, word, behind)) => {
                rest = Some(behind);
                Some((plain, Some(word)))
            }
            None => {
                rest = None;
                Some((text, None))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_playbook_has_steps_for_every_class() {
        let playbook = Playbook::default();
        for class in Class::ALL {
            for verdict in [class.verdict(), Verdict::Undetermined] {
                let facts = Facts::default();
                let told = playbook.steps.iter().any(|step| step.applies(verdict, class, &facts));
                assert!(told, "{} as {verdict}", class.text());
            }
        }
        assert!(Playbook::parse(Playbook::shipped()).is_ok());
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let step = |rest: &str| format!("version = 1\n[[step]]\nphase = \"verify\"\n{rest}\n");
        let table = [
            ("version = 2".to_owned(), "version 2"),
            ("step = []".to_owned(), "version"),
            (step("text = \"x {nobody}\""), "{nobody} stands for nothing"),
            (step("text = \"x\"\nwhen = [\"rain\"]"), "no condition"),
            (step("text = \"x\"\nclass = [\"spray\"]"), "password spraying"),
            (step("text = \"x\"\nverdict = [\"bad\"]"), "line 5"),
            (step("text = \"x\"\ncolour = 1"), "colour"),
            (step("text = \"x\"").replace("verify", "contain"), "only the verdict attack"),
        ];
        for (text, wanted) in table {
            let error = Playbook::parse(&text).expect_err("a mistake").to_string();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }

    #[test]
    fn words_are_put_in() {
        let table: [(&str, usize); 4] =
            [("", 1), ("a {owner} b", 2), ("{it}{it}", 3), ("an open { brace", 1)];
        for (text, wanted) in table {
            assert_eq!(pieces(text).count(), wanted, "{text}");
        }
        let text = Text::try_from("open { and {target}".to_owned());
        assert!(text.is_err(), "the first brace takes the rest for its word");
    }
}
