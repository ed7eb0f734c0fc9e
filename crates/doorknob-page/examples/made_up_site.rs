//! Writes the page of the tests' hand-made site to standard output, for a person to look at:
//! `cargo run -p doorknob-page --example made_up_site -- [markdown | NUMBER OF INCIDENTS] > page.html`

#[path = "../tests/site/mod.rs"]
mod site;
#[path = "../tests/told/mod.rs"]
mod told;

use doorknob_page::{Page, write_html, write_markdown};

fn main() -> std::io::Result<()> {
    let wish = std::env::args().nth(1).unwrap_or_default();
    let told = wish.parse().map_or_else(|_| told::one_of_each(), site::many);
    let (incidents, tries) = (told::incidents(&told), site::tries(&told));
    let (summary, settings) = (site::summary(&incidents), site::settings());
    let (readiness, lockout) = (site::readiness(), site::lockout());
    let page = Page {
        subject: "Example Corp",
        made_by: "doorknob 0.1.0",
        incidents: &incidents,
        summary: &summary,
        settings: &settings,
        tries: Some(&tries),
        readiness: Some(&readiness),
        lockout: Some(&lockout),
    };
    let mut out = std::io::stdout().lock();
    if wish == "markdown" { write_markdown(&page, &mut out) } else { write_html(&page, &mut out) }
}
