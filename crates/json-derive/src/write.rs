//! What code writes a type?

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Error, Fields, FieldsNamed, Result};

use crate::attributes::{Attributes, field};

/// The body of `write(&self, to)`.
pub(crate) fn body(input: &DeriveInput) -> Result<TokenStream> {
    let attributes = Attributes::of(&input.attrs)?;
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let written = written(fields, |ident| quote!(&self.#ident))?;
                Ok(quote!(to.open('{'); #written to.close("}");))
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                Ok(quote!(::baton_json::ToJson::write(&self.0, to);))
            }
            other => Err(Error::new_spanned(other, "only named fields or a single one are written")),
        },
        Data::Enum(data) => {
            let mut arms = Vec::new();
            for variant in &data.variants {
                let ident = &variant.ident;
                let name = Attributes::of(&variant.attrs)?.name(ident, attributes.snake_case);
                arms.push(match &variant.fields {
                    Fields::Unit => quote!(Self::#ident => to.text(#name),),
                    Fields::Unnamed(fields) => {
                        let inner: Vec<_> =
                            (0..fields.unnamed.len()).map(|index| format_ident!("field{index}")).collect();
                        let held = match inner.as_slice() {
                            [one] => quote!(to.field(#name, #one);),
                            many => {
                                quote!(to.name(#name); to.open('['); #(to.item(#many);)* to.close("]");)
                            }
                        };
                        quote!(Self::#ident(#(#inner),*) => { to.open('{'); #held to.close("}"); })
                    }
                    Fields::Named(fields) => {
                        let idents = fields.named.iter().map(|one| &one.ident);
                        let written = written(fields, |ident| quote!(#ident))?;
                        quote! {
                            Self::#ident { #(#idents),* } => {
                                to.open('{');
                                to.name(#name);
                                to.open('{');
                                #written
                                to.close("}}");
                            }
                        }
                    }
                });
            }
            Ok(quote!(match self { #(#arms)* }))
        }
        Data::Union(_) => Err(Error::new_spanned(input, "a union is not written")),
    }
}

/// `to.field("name", &self.name); …`
fn written(fields: &FieldsNamed, place: impl Fn(&syn::Ident) -> TokenStream) -> Result<TokenStream> {
    let mut out = TokenStream::new();
    for one in &fields.named {
        let (ident, name, attributes) = field(one)?;
        let at = place(ident);
        out.extend(match attributes.skip_if {
            Some(path) => quote!(if !#path(#at) { to.field(#name, #at); }),
            None => quote!(to.field(#name, #at);),
        });
    }
    Ok(out)
}
