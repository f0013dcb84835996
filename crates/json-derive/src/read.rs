//! What code reads a type?

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, FieldsNamed, Result};

use crate::attributes::{Attributes, Missing, field};

/// The body of `read(value, bad)`.
pub(crate) fn body(input: &DeriveInput) -> Result<TokenStream> {
    let attributes = Attributes::of(&input.attrs)?;
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let (start, from_default) = match attributes.missing {
                    Missing::Null => (quote!(), false),
                    _ => (quote!(let missing = <Self as ::core::default::Default>::default();), true),
                };
                let taken = taken(fields, from_default)?;
                Ok(quote! {
                    #start
                    let mut object = ::baton_json::Object::of(value, bad);
                    Self { #taken }
                })
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                Ok(quote!(Self(::baton_json::FromJson::read(value, bad))))
            }
            other => Err(Error::new_spanned(other, "only named fields or a single one are read")),
        },
        Data::Enum(data) => {
            let mut names = Vec::new();
            let mut arms = Vec::new();
            for variant in &data.variants {
                let ident = &variant.ident;
                names.push(Attributes::of(&variant.attrs)?.name(ident, attributes.snake_case));
                arms.push(match &variant.fields {
                    Fields::Unit => quote!(Self::#ident),
                    Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                        quote!(Self::#ident(::baton_json::FromJson::read(inner, bad)))
                    }
                    Fields::Unnamed(fields) => {
                        let length = fields.unnamed.len();
                        let items = fields.unnamed.iter().map(|_| quote!(items.take(bad)));
                        quote!({
                            let mut items = ::baton_json::Items::of(inner, #length, bad);
                            Self::#ident(#(#items),*)
                        })
                    }
                    Fields::Named(fields) => {
                        let taken = taken(fields, false)?;
                        quote!({
                            let mut object = ::baton_json::Object::of(inner, bad);
                            Self::#ident { #taken }
                        })
                    }
                });
            }
            // An unknown name is read as the first variant, and `bad` says so.
            let first = arms.first().cloned().ok_or_else(|| Error::new_spanned(input, "no variant"))?;
            let rest = arms.iter().enumerate().skip(1).map(|(index, arm)| quote!(#index => #arm,));
            Ok(quote! {
                let (index, inner) = ::baton_json::pick(value, &[#(#names),*], bad);
                let _ = &inner;
                match index { #(#rest)* _ => #first }
            })
        }
        Data::Union(_) => Err(Error::new_spanned(input, "a union is not read")),
    }
}

/// `name: object.take("name", bad), …`
fn taken(fields: &FieldsNamed, from_default: bool) -> Result<TokenStream> {
    let mut out = TokenStream::new();
    for one in &fields.named {
        let (ident, name, attributes) = field(one)?;
        let take = match attributes.missing {
            Missing::Null if from_default => quote!(object.take_or(#name, missing.#ident, bad)),
            Missing::Null => quote!(object.take(#name, bad)),
            Missing::Default => quote!(object.take_or(#name, ::core::default::Default::default(), bad)),
            Missing::Call(path) => quote!(object.take_or(#name, #path(), bad)),
        };
        out.extend(quote!(#ident: #take,));
    }
    Ok(out)
}
