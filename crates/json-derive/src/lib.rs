//! How does a type read and write itself? Code for `baton_json`'s traits from the serde attributes that the type has
//! anyway, so that browser and server cannot drift apart by an attribute; what is not understood does not compile.

mod attributes;
mod read;
mod write;

use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input, parse_quote};

/// Derives `baton_json::FromJson`.
#[proc_macro_derive(FromJson, attributes(serde))]
pub fn from_json(input: TokenStream) -> TokenStream {
    let mut input = parse_macro_input!(input as DeriveInput);
    for parameter in input.generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(::baton_json::FromJson));
    }
    let name = &input.ident;
    let (generics, parameters, bounds) = input.generics.split_for_impl();
    let body = read::body(&input).unwrap_or_else(syn::Error::into_compile_error);
    quote! {
        impl #generics ::baton_json::FromJson for #name #parameters #bounds {
            fn read(value: ::baton_json::Value, bad: &mut bool) -> Self { #body }
        }
    }
    .into()
}

/// Derives `baton_json::ToJson`.
#[proc_macro_derive(ToJson, attributes(serde))]
pub fn to_json(input: TokenStream) -> TokenStream {
    let mut input = parse_macro_input!(input as DeriveInput);
    for parameter in input.generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(::baton_json::ToJson));
    }
    let name = &input.ident;
    let (generics, parameters, bounds) = input.generics.split_for_impl();
    let body = write::body(&input).unwrap_or_else(syn::Error::into_compile_error);
    quote! {
        impl #generics ::baton_json::ToJson for #name #parameters #bounds {
            fn write(&self, to: &mut ::baton_json::Writer) { #body }
        }
    }
    .into()
}
