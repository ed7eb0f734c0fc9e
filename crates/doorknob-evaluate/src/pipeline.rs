//! Our own pipeline as a tool under test: normalise, resolve, detect, exactly as `doorknob hunt` joins them.

use crate::simulated::Adapter;
use crate::tool::Tool;
use crate::verdict::ToolVerdict;
use doorknob_detect::{Detector, Part};
use doorknob_event::incident::Incident;
use doorknob_event::observation::Observation;
use doorknob_event::settings::{ApprovedScanner, Network, Settings};
use doorknob_normalise::{Normaliser, resolve_and_coalesce};
use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::truth::SiteSettings;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The pipeline. Holds one observation of fixed size per event that counts, as a run over files does.
pub struct Doorknob {
    settings: Settings,
    adapter: Adapter,
    normaliser: Normaliser,
    observations: Vec<Observation>,
    inputs: Vec<String>,
    input_numbers: FxHashMap<(Arc<str>, &'static str), u32>,
    without: Option<Part>,
}

impl Doorknob {
    /// The pipeline with these settings; what the owner of a site would add is added at the end.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Doorknob {
            settings,
            adapter: Adapter::default(),
            normaliser: Normaliser::new(),
            observations: Vec::new(),
            inputs: Vec::new(),
            input_numbers: FxHashMap::default(),
            without: None,
        }
    }

    /// The same without a part of detection.
    #[must_use]
    pub fn without(self, part: Part) -> Self {
        Doorknob { without: Some(part), ..self }
    }

    /// Takes one record, as if it lay in the log of its host and channel.
    pub fn observe(&mut self, event: &SimulatedEvent) {
        let input = self.input(event);
        let normaliser = &mut self.normaliser;
        let observation = self.adapter.with_event(event, |event| normaliser.observe(input, event)).flatten();
        self.observations.extend(observation);
    }

    fn input(&mut self, event: &SimulatedEvent) -> u32 {
        let key = (Arc::clone(&event.computer), event.layout.channel);
        let next = self.inputs.len() as u32;
        let inputs = &mut self.inputs;
        *self.input_numbers.entry(key).or_insert_with_key(|(computer, channel)| {
            inputs.push(format!("{computer}/{channel}"));
            next
        })
    }

    /// The incidents, with all evidence.
    #[must_use]
    pub fn into_incidents(self, site: &SiteSettings) -> Vec<Incident> {
        let settings = configured(self.settings, site);
        let (interner, _) = self.normaliser.into_parts();
        let mut detector = Detector::new(&settings, true);
        if let Some(part) = self.without {
            detector = detector.without(part);
        }
        let observe = |directory: &_, activity| detector.observe(directory, &activity);
        let (directory, _) =
            resolve_and_coalesce(self.observations, interner, self.inputs, &settings, observe);
        detector.finish(&directory).incidents
    }
}

/// What the owner of the site would write into the configuration. An address that is none is left out.
fn configured(mut settings: Settings, site: &SiteSettings) -> Settings {
    settings.privileged_accounts.extend(site.privileged_accounts.iter().cloned());
    let scanners = site.approved_scanners.iter().filter_map(|scanner| {
        let address = Network::try_from(scanner.address.clone()).ok()?;
        let name = Some(scanner.name.clone());
        let reason = "run by the site itself".into();
        Some(ApprovedScanner { address, name, from: None, until: None, reason })
    });
    settings.approved_scanner.extend(scanners);
    settings
}

impl Tool for Doorknob {
    fn name(&self) -> &str {
        "Doorknob"
    }

    fn about(&self) -> &str {
        "This project, default settings, told the approved scanners and the privileged accounts of the site"
    }

    fn observe(&mut self, event: &SimulatedEvent) {
        Doorknob::observe(self, event);
    }

    fn finish(self: Box<Self>, settings: &SiteSettings) -> Vec<ToolVerdict> {
        self.into_incidents(settings).iter().map(ToolVerdict::from).collect()
    }
}
