//! What do the serde attributes of a type, variant or field say?

use syn::{Attribute, Error, Field, LitStr, Path, Result};

/// What stands in for a field that is missing.
#[derive(Clone, Default)]
pub(crate) enum Missing {
    /// Nothing: null is read, which only an `Option` takes.
    #[default]
    Null,
    /// Its type's default.
    Default,
    /// What this function returns.
    Call(Path),
}

/// The attributes of a type, a variant or a field; which of them may stand where is serde's to check.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) snake_case: bool,
    pub(crate) rename: Option<String>,
    pub(crate) missing: Missing,
    pub(crate) skip_if: Option<Path>,
}

impl Attributes {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut found = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| {
                let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
                match name.as_str() {
                    // A type that is written as its only field is one whether it says so or not, and the browser
                    // passes over what it does not know.
                    "transparent" | "deny_unknown_fields" => {}
                    "rename" => found.rename = Some(meta.value()?.parse::<LitStr>()?.value()),
                    "rename_all" => {
                        let case: LitStr = meta.value()?.parse()?;
                        if case.value() != "snake_case" {
                            return Err(Error::new(case.span(), "only snake_case is written"));
                        }
                        found.snake_case = true;
                    }
                    "default" => {
                        found.missing = match meta.value() {
                            Ok(value) => Missing::Call(value.parse::<LitStr>()?.parse()?),
                            Err(_) => Missing::Default,
                        }
                    }
                    "skip_serializing_if" => {
                        found.skip_if = Some(meta.value()?.parse::<LitStr>()?.parse()?);
                    }
                    _ => return Err(meta.error("this attribute is not understood")),
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// The name on the wire.
    pub(crate) fn name(&self, ident: &syn::Ident, snake_case: bool) -> String {
        let plain = ident.to_string();
        match &self.rename {
            Some(name) => name.clone(),
            None if snake_case => snake(&plain),
            None => plain,
        }
    }
}

/// The name of a named field and its attributes.
pub(crate) fn field(field: &Field) -> Result<(&syn::Ident, String, Attributes)> {
    let attributes = Attributes::of(&field.attrs)?;
    let ident = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a name is missing"))?;
    let name = attributes.name(ident, false);
    Ok((ident, name, attributes))
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
