//! Which policy does a site run?

use crate::sites::Site;
use baton_triggers::Policy;

/// The site's policy, or the defaults. A file that can't be read or is wrong keeps the defaults and says why;
/// the server checks every site's policy at the start and refuses to run on a wrong one.
#[must_use]
pub fn for_site(site: &Site) -> Policy {
    load(site).unwrap_or_else(|problems| {
        tracing::error!(site = %site.key, ?problems, "the policy is wrong; the defaults apply");
        Policy::default()
    })
}

/// Reads and checks the site's policy.
///
/// # Errors
/// One line for each problem, with file, line and column.
pub fn load(site: &Site) -> Result<Policy, Vec<String>> {
    let Some(path) = &site.policy else { return Ok(Policy::default()) };
    let text = std::fs::read_to_string(path).map_err(|e| vec![format!("{}: {e}", path.display())])?;
    Policy::from_toml(&text).map_err(|errors| {
        errors
            .iter()
            .map(|e| format!("{}:{}:{}: {}: {}", path.display(), e.line, e.column, e.field, e.message))
            .collect()
    })
}
