//! The page in a headless Chromium: nothing complains, nothing is loaded, filters work, hostile text is inert. Skipped
//! with a message where none is installed.

mod browser;
mod required;
mod site;
mod told;

use browser::Browser;
use doorknob_page::{Page, write_html};
use serde_json::json;
use std::path::PathBuf;
use told::Told;

fn page_of(told: &[Told], folder: &tempfile::TempDir) -> PathBuf {
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
    let path = folder.path().join("report.html");
    let mut file = std::fs::File::create(&path).expect("a file for the page");
    write_html(&page, &mut file).expect("a written page");
    path
}

/// Opens every incident and every chart.
const OPEN_EVERYTHING: &str = "(async () => {
  document.getElementById('open-all').click();
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frame();
  for (const figure of document.querySelectorAll('figure[data-of]:not([hidden])')) {
    figure.scrollIntoView({ behavior: 'instant' });
    for (let at = 0; at < 100 && !figure.dataset.live; at += 1) await frame();
  }
  return document.querySelectorAll('figure[data-live] canvas').length;
})()";

#[test]
fn everything_works_and_nothing_is_loaded() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let told = told::one_of_each();
    for dark in [false, true] {
        browser.look(1280, 900, dark);
        browser.open(&page_of(&told, &folder));
        assert_eq!(browser.value("document.querySelectorAll('.card').length"), json!(told.len()));
        assert!(browser.value(OPEN_EVERYTHING).as_u64() >= Some(2 * 6), "charts are drawn");
        let hover = "(() => { const heat = document.querySelector('.heat'); heat.scrollIntoView();
            const area = heat.querySelector('svg').getBoundingClientRect();
            heat.dispatchEvent(new PointerEvent('pointermove', { clientX: area.left + area.width / 2, clientY: area.top + 60, bubbles: true }));
            return document.getElementById('tip').textContent; })()";
        assert!(
            browser.value(hover).as_str().is_some_and(|tip| tip.ends_with("failed")),
            "the calendar tells its cells"
        );
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

#[test]
fn filters_search_and_order_work() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let told = told::one_of_each();
    browser.look(1280, 900, false);
    browser.open(&page_of(&told, &folder));
    let shown = "Array.from(document.querySelectorAll('.card')).filter((card) => !card.hidden).length";
    let set = |id: &str, value: &str| {
        format!("(() => {{ const field = document.getElementById('{id}'); field.value = '{value}';
            field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.dispatchEvent(new Event('change', {{ bubbles: true }}));
            return {shown}; }})()")
    };
    assert_eq!(browser.value(&set("search", "svc-sql01 sqlservr")), json!(1));
    assert_eq!(browser.value(&set("search", "no such thing")), json!(0));
    assert_eq!(browser.value(&set("search", "")), json!(told.len()));
    assert_eq!(browser.value(&set("verdict", "misconfiguration")), json!(3));
    assert_eq!(browser.value(&set("verdict", "")), json!(told.len()));
    let uncheck = format!(
        "(() => {{ document.querySelector('input[value=informational]').click(); return {shown}; }})()"
    );
    assert_eq!(browser.value(&uncheck), json!(told.len() - 4));
    let first = "document.querySelector('#cards .card').dataset.failures";
    browser.value(&set("sort", "failures"));
    assert_eq!(browser.value(first), json!("3860"));
    let sorted = "(() => { const table = document.querySelector('.work'); const heading = table.querySelector('th.n');
        const numbers = () => Array.from(table.tBodies[0].rows, (row) => Number(row.cells[4].dataset.n)).join();
        heading.click(); const down = numbers(); heading.click(); return [down, numbers()]; })()";
    assert_eq!(browser.value(sorted), json!(["3860,702,96", "96,702,3860"]));
    let linked = "(async () => { document.querySelector('#verdict').value = 'user_error';
        document.querySelector('#filter').dispatchEvent(new Event('input'));
        const link = document.querySelector('.happened a'); link.click();
        await new Promise((done) => setTimeout(done));
        const card = document.getElementById(link.hash.slice(1)); return card.open && !card.hidden; })()";
    assert_eq!(browser.value(linked), json!(true), "a link opens its incident, filtered or not");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn hostile_text_is_inert() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    browser.look(1280, 900, false);
    browser.open(&page_of(&[told::hostile::hostile()], &folder));
    browser.value(OPEN_EVERYTHING);
    // Tooltips are made while the pointer moves over the charts.
    let places = "Array.from(document.querySelectorAll('figure[data-live] canvas'), (canvas) => { canvas.scrollIntoView({ block: 'center', behavior: 'instant' });
        const area = canvas.getBoundingClientRect(); return [area.left, area.top, area.width, area.height]; })";
    let last = browser.value(places).as_array().and_then(|places| places.last().cloned()).expect("a chart");
    let [left, top, width, height] = [0, 1, 2, 3].map(|at| last[at].as_f64().unwrap_or(0.0));
    for step in 0..20 {
        let (x, y) = (left + width * 0.22 + f64::from(step) * 2.0, top + height * f64::from(step) / 20.0);
        browser.call("Input.dispatchMouseEvent", json!({"type": "mouseMoved", "x": x, "y": y}));
    }
    let state = "[window.owned === undefined, document.scripts.length, document.querySelectorAll('img, iframe, object, embed, link').length,
        document.querySelectorAll('[onload], [onerror], [onmouseover]').length, document.styleSheets.length,
        Array.from(document.links).every((link) => link.getAttribute('href').startsWith('#')), getComputedStyle(document.body).display]";
    assert_eq!(browser.value(state), json!([true, 3, 0, 0, 1, true, "block"]));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn two_hundred_incidents_open() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    browser.look(1280, 900, false);
    browser.open(&page_of(&site::many(200), &folder));
    let ids = "new Set(Array.from(document.querySelectorAll('.card'), (card) => card.id)).size";
    assert_eq!(browser.value(ids), json!(200));
    assert_eq!(browser.value("document.getElementById('shown').textContent"), json!("200 of 200 shown"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_part_for_leaders_prints_on_one_sheet() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for told in [told::one_of_each(), site::many(200), Vec::new()] {
        browser.look(1280, 900, false);
        browser.open(&page_of(&told, &folder));
        assert_eq!(browser.sheets_for_leaders(), 1, "{} incidents", told.len());
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

#[test]
fn it_reads_without_a_script_prints_and_fits_a_phone() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = page_of(&told::one_of_each(), &folder);
    browser.look(390, 844, false);
    browser.open(&path);
    assert_eq!(
        browser.value("document.documentElement.scrollWidth"),
        json!(390),
        "nothing sticks out on a phone"
    );
    browser.call("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.look(1280, 900, false);
    browser.open(&path);
    let drawn = "[document.querySelectorAll('canvas').length, document.querySelectorAll('figure svg.chart').length > 20,
        document.getElementById('filter').hidden, document.querySelectorAll('.card').length]";
    assert_eq!(browser.value(drawn), json!([0, true, true, 14]));
    let pdf = browser.call("Page.printToPDF", json!({"preferCSSPageSize": true}));
    assert!(pdf["data"].as_str().is_some_and(|data| data.len() > 100_000), "a PDF of several pages");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
