//! The order in which incidents are told: the same in every format.

use doorknob_event::incident::Incident;

/// Most severe first; among equals the earlier, then by id.
pub fn by_importance(incidents: &[Incident]) -> Vec<&Incident> {
    let mut ordered: Vec<&Incident> = incidents.iter().collect();
    ordered.sort_by(|a, b| (b.severity, a.first_seen, &a.id).cmp(&(a.severity, b.first_seen, &b.id)));
    ordered
}
