//! What the command says about itself, and what it simulates.

mod command;

use command::{Doorknob, files};
use std::fs;

#[test]
fn about_tells_the_analytic_and_the_values_in_force() {
    let doorknob = Doorknob::new();
    let ran = doorknob.run(&["about", "--window", "30m", "--account-pattern", "operators=op-*"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    // Lines wrap, so words are compared.
    let text = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let attribution = "© The MITRE Corporation. This work is reproduced and distributed with the permission of The \
                       MITRE Corporation.";
    for wanted in [
        "AN1521",
        "DET0551",
        "T1110.001",
        "TimeWindow 30 min",
        "operators (op-*)",
        "SourceIPThreshold 5",
        attribution,
    ] {
        assert!(text.contains(wanted), "{wanted} in\n{}", ran.stdout);
    }
}

#[test]
fn the_sample_configuration_is_accepted() {
    let doorknob = Doorknob::new();
    let sample = doorknob.run(&["config"]);
    assert_eq!(sample.code, 0);
    fs::write(doorknob.path("doorknob.toml"), &sample.stdout).expect("a writable folder");
    let about = doorknob.run(&["about"]);
    assert_eq!(about.code, 0, "{}", about.stderr);
    assert!(about.stdout.contains("doorknob.toml"));
}

#[test]
fn completions_and_manual_know_every_subcommand() {
    let doorknob = Doorknob::new();
    let subcommands = [
        "hunt",
        "simulate",
        "config",
        "about",
        "completions",
        "man",
        "report",
        "readiness",
        "lockout",
        "tune",
        "export",
    ];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = doorknob.run(&["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(subcommands.iter().all(|subcommand| ran.stdout.contains(subcommand)), "{shell}");
    }
    let page = doorknob.run(&["man"]);
    assert!(subcommands.iter().all(|subcommand| page.stdout.contains(subcommand)));
    assert!(doorknob.run(&["man", "hunt"]).stdout.contains("fail\\-on"));
    assert_eq!(doorknob.run(&["man", "nothing"]).code, 2);
}

#[test]
fn scenarios_are_listed_and_written_with_their_truth() {
    let doorknob = Doorknob::new();
    let list = doorknob.run(&["simulate", "--list"]);
    assert_eq!(list.code, 0);
    assert!(list.stdout.contains("guess-single") && list.stdout.contains("stale-service"));

    doorknob.simulate("guess-single", "first", &["--seed", "7"]);
    doorknob.simulate("guess-single", "second", &["--seed", "7"]);
    let contents = |name| -> Vec<Vec<u8>> {
        files(&doorknob.path(name)).iter().map(|file| fs::read(file).expect("a file")).collect()
    };
    assert_eq!(contents("first"), contents("second"), "the same seed gives the same bytes");
    assert!(doorknob.read("first/truth.json").contains("guess-single"));

    for (arguments, wanted) in [
        (&["simulate", "guess-single", "-o", "first"][..], "not empty"),
        (&["simulate", "no-such-thing", "-o", "third"], "no-such-thing"),
        (&["simulate", "guess-single"], "--output"),
        (&["simulate"], "SCENARIO"),
    ] {
        let refused = doorknob.run(arguments);
        assert_eq!(refused.code, 2, "{arguments:?}");
        assert!(refused.stderr.contains(wanted), "{wanted} in {}", refused.stderr);
    }
    assert!(!doorknob.path("third").exists());
}

#[test]
fn the_readme_shows_what_the_command_prints() {
    let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let doorknob = Doorknob::new();
    let sample = fs::canonicalize(project.join("samples/guess-then-success.evtx")).expect("the sample");
    let ran = doorknob.run(&["hunt", sample.to_str().expect("a path that is text")]);
    let readme = fs::read_to_string(project.join("README.md")).expect("the README");
    assert!(readme.contains(ran.stdout.trim_end()), "the README shows another output than\n{}", ran.stdout);
}
