//! A headless Chromium, spoken to through its DevTools protocol over a pipe: no network, no further crate.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A browser that does not answer for so long has failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// One browser with one page.
pub(crate) struct Browser {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    next: u64,
    session: String,
    /// What the browser told without being asked.
    pub(crate) events: Vec<Value>,
    _profile: tempfile::TempDir,
}

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file())
}

impl Browser {
    /// `None`, with a message, where no Chromium is installed.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = installed() else {
            crate::required::skip("chromium", "no chromium on the PATH");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder for the profile");
        // The protocol speaks through descriptors 3 and 4; the shell makes them of the two that can be piped.
        let script = "exec \"$0\" --headless --no-sandbox --disable-gpu --no-first-run --disable-dev-shm-usage \
                      --disable-background-networking --remote-debugging-pipe --user-data-dir=\"$1\" \
                      3<&0 4>&1 </dev/null >/dev/null 2>/dev/null";
        let mut child = Command::new("sh")
            .args(["-c", script])
            .args([program.as_os_str(), profile.path().as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell that starts the browser");
        let to = child.stdin.take().expect("a pipe to the browser");
        let mut answers = BufReader::new(child.stdout.take().expect("a pipe from the browser"));
        let (sender, from) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while answers.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                let value = serde_json::from_slice(&message).unwrap_or(Value::Null);
                message.clear();
                if sender.send(value).is_err() {
                    break;
                }
            }
        });
        let mut browser = Browser {
            child,
            to,
            from,
            next: 0,
            session: String::new(),
            events: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({"url": "about:blank"}));
        let attached =
            browser.call("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}));
        browser.session = attached["sessionId"].as_str().expect("a session").to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Asks and waits for the answer.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.next += 1;
        let mut message = json!({"id": self.next, "method": method, "params": parameters});
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        let mut bytes = serde_json::to_vec(&message).expect("JSON");
        bytes.push(0);
        self.to.write_all(&bytes).and_then(|()| self.to.flush()).expect("the browser listens");
        loop {
            let answer = self.from.recv_timeout(PATIENCE).expect("the browser answers");
            if answer["id"] == json!(self.next) {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
            self.events.push(answer);
        }
    }

    /// Opens a file and waits until it is loaded. Forgets earlier events.
    pub(crate) fn open(&mut self, file: &Path) {
        self.events.clear();
        self.call("Page.navigate", json!({"url": format!("file://{}", file.display())}));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let event = self.from.recv_timeout(PATIENCE).expect("the page loads");
            self.events.push(event);
        }
    }

    /// The value of an expression in the page; a promise is awaited.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", parameters);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Sheets of A4 that the part for leaders takes: all that comes after is left out of the print.
    pub(crate) fn sheets_for_leaders(&mut self) -> u64 {
        let after = "Array.from(document.querySelectorAll('main > :not(#leaders), body > footer'))";
        self.value(&format!("{after}.forEach((part) => {{ part.style.display = 'none'; }})"));
        let pdf = self.call("Page.printToPDF", json!({"preferCSSPageSize": true}));
        self.value(&format!("{after}.forEach((part) => {{ part.style.display = ''; }})"));
        let data = pdf["data"].as_str().expect("a PDF in base64");
        // Chromium writes objects of pages uncompressed.
        let pages = self.value(&format!("(atob('{data}').match(/\\/Type\\s*\\/Page\\b/g) || []).length"));
        pages.as_u64().expect("a number")
    }

    /// Width and height of the window, and whether the system is dark.
    pub(crate) fn look(&mut self, width: u32, height: u32, dark: bool) {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.call("Emulation.setEmulatedMedia", json!({"media": "", "features": features}));
    }

    /// What went wrong or asked for anything but the file itself since it was opened.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let wrong = |event: &&Value| match event["method"].as_str() {
            Some("Runtime.exceptionThrown" | "Log.entryAdded" | "Runtime.consoleAPICalled") => true,
            Some("Network.requestWillBeSent") => event["params"]["type"] != "Document",
            _ => false,
        };
        self.events.iter().filter(wrong).map(Value::to_string).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
