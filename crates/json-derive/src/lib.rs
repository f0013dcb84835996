//! How does a type read and write itself? Code for `baton_json`'s traits from the serde attributes that the type has
//! anyway, so that browser and server cannot drift apart by an attribute; what is not understood does not compile.

mod attributes;
mod read;
mod write;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Path, Result, parse_macro_input, parse_quote};

/// Derives `baton_json::FromJson`.
#[proc_macro_derive(FromJson, attributes(serde))]
pub fn from_json(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let head = quote!(fn read(value: ::baton_json::Value, bad: &mut bool) -> Self);
    implement(parse_macro_input!(input), &parse_quote!(::baton_json::FromJson), &head, read::body).into()
}

/// Derives `baton_json::ToJson`.
#[proc_macro_derive(ToJson, attributes(serde))]
pub fn to_json(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let head = quote!(fn write(&self, to: &mut ::baton_json::Writer));
    implement(parse_macro_input!(input), &parse_quote!(::baton_json::ToJson), &head, write::body).into()
}

/// An implementation of a trait with one function, for all parameters of which the same is true.
fn implement(
    mut input: DeriveInput,
    of: &Path,
    head: &TokenStream,
    body: fn(&DeriveInput) -> Result<TokenStream>,
) -> TokenStream {
    for parameter in input.generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(#of));
    }
    let name = &input.ident;
    let (generics, parameters, bounds) = input.generics.split_for_impl();
    let body = body(&input).unwrap_or_else(syn::Error::into_compile_error);
    quote!(impl #generics #of for #name #parameters #bounds { #head { #body } })
}
