//! The page without a browser: whole, self-contained, inert, small.

mod site;
mod told;

use doorknob_event::incident::Verdict;
use doorknob_page::{Page, write_html, write_markdown};
use told::Told;
use told::kinds::{self, Kind};

fn html_of(told: &[Told]) -> String {
    let (incidents, tries) = (told::incidents(told), site::tries(told));
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
    let mut html = Vec::new();
    write_html(&page, &mut html).expect("writing to memory");
    String::from_utf8(html).expect("HTML is UTF-8")
}

/// The part of the page that is made anew each time.
fn own_part(html: &str) -> String {
    let scripts = html.find("<script>").expect("the page has scripts");
    let style = html.find("</style>").expect("the page has a style");
    html.get(style..scripts).expect("style before scripts").to_owned()
}

#[test]
fn every_incident_is_told_and_nothing_is_loaded() {
    let mut told = told::one_of_each();
    told.retain(|(incident, _)| incident.id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let html = html_of(&told);
    for (incident, _) in &told {
        assert!(html.contains(&format!("id=\"i-{}\"", incident.id)), "{}", incident.title);
    }
    let own = own_part(&html);
    for loading in
        ["src=", "http://", "https://", "@import", "url(", "<link", "<iframe", "<object", " style="]
    {
        assert!(
            !own.contains(loading),
            "{loading}: {:?}",
            own.split(loading).nth(1).and_then(|rest| rest.get(..40))
        );
    }
}

#[test]
fn hostile_text_stays_text() {
    let html = html_of(&[told::hostile::hostile()]);
    let own = own_part(&html);
    assert_eq!(own.matches("<script").count(), 1, "only the data element");
    for element in
        ["<img", "<svg onload", "<style", "<!--", "onerror=window.owned=1>", "\u{202e}", "\u{2028}", "\u{1b}"]
    {
        assert!(!own.contains(element), "{element:?}");
    }
    assert!(own.contains("&lt;img src=x onerror=window.owned=1&gt;") && own.contains("\\u{202e}nimda"));
}

#[test]
fn the_same_incidents_give_the_same_bytes_in_any_order() {
    let mut told = told::one_of_each();
    let one = html_of(&told);
    told.reverse();
    assert_eq!(one, html_of(&told));
}

#[test]
fn two_hundred_incidents_fit_into_a_mail() {
    let html = html_of(&site::many(200));
    assert!(html.len() < 2_000_000, "{} bytes", html.len());
}

/// What page one asks to be done first, tags left out.
fn first_steps(html: &str) -> String {
    let list = html.split("<ol class=\"steps\">").nth(1).and_then(|rest| rest.split("</ol>").next());
    list.expect("a list").to_owned()
}

#[test]
fn page_one_names_every_account_that_attackers_know() {
    for got_in in [1, 2, 4, 9] {
        let told: Vec<Told> = (0..got_in)
            .map(|at| {
                let (mut incident, tries) = kinds::told(Kind::SprayThatGotIn, at);
                incident.compromised.truncate(1);
                incident.compromised[0].name = format!("victim{at}");
                incident.next_steps[0] = format!("Reset the password of victim{at}.");
                (incident, tries)
            })
            .chain([kinds::told(Kind::Spray, 100)])
            .collect();
        let steps = first_steps(&html_of(&told));
        assert!(steps.matches("<li>").count() <= 7, "{steps}");
        let named = (0..got_in).filter(|at| steps.contains(&format!("victim{at}"))).count() as u64;
        assert_eq!(named, got_in, "{steps}");
    }
}

#[test]
fn nothing_found_is_a_page_too() {
    let html = html_of(&[]);
    assert!(
        html.contains("No sign of an attack on passwords.")
            && html.contains("There are no incidents to tell.")
    );
}

#[test]
fn markdown_tells_the_same_and_neither_formats_nor_links_what_logs_say() {
    let told = told::one_of_each();
    let incidents = told::incidents(&told);
    let (summary, settings) = (site::summary(&incidents), site::settings());
    let (readiness, lockout) = (site::readiness(), site::lockout());
    let page = Page {
        subject: "Example Corp",
        made_by: "doorknob 0.1.0",
        incidents: &incidents,
        summary: &summary,
        settings: &settings,
        tries: None,
        readiness: Some(&readiness),
        lockout: Some(&lockout),
    };
    let mut text = Vec::new();
    write_markdown(&page, &mut text).expect("writing to memory");
    let text = String::from_utf8(text).expect("Markdown is UTF-8");
    assert!(text.contains("**Contain**\n\n1. ") && text.contains("**Tell**\n\n3. Tell the service desk"));
    assert!(text.contains("Somebody got in") && text.contains("## Work list for administrators"));
    for raw in ["<img", "<script", "http://", "\u{202e}", "{{7"] {
        assert!(!text.contains(raw), "{raw:?} in {:?}", text.lines().find(|line| line.contains(raw)));
    }
    let rows = text
        .lines()
        .skip_while(|line| *line != "## Incidents")
        .skip(4)
        .take_while(|line| line.starts_with("| "));
    assert_eq!(rows.count(), incidents.len(), "a row an incident");
    for (incident, _) in
        told.iter().filter(|(incident, _)| incident.id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        let in_full = matches!(incident.verdict, Verdict::Attack | Verdict::Undetermined);
        assert_eq!(text.contains(&format!("- id: {}", incident.id)), in_full, "{}", incident.title);
        assert!(text.contains(&format!("| {} |\n", incident.id)), "{}", incident.title);
    }
}
